/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-stage.h"

/* Shows @window, and destroys it. */
typedef void (*MorePagesShow) (GtkWindow  *window,
                               const char *folder,
                               const char *name,
                               const char *look);

/* The windows that have little to do with a call: privacy, the connection log, global shortcuts, what is asked when the
 * window is closed in a call, about. @profiles: has one at least. */
void more_pages_show (AloudStage    *stage,
                      AloudProfiles *profiles,
                      AloudKeyring  *keyring,
                      const char    *folder,
                      const char    *look,
                      MorePagesShow  show);
