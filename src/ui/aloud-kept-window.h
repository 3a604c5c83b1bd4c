/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <adwaita.h>

#include "aloud-history.h"

/* One conversation of before, to be read, saved and given a title. */
#define ALOUD_TYPE_KEPT_WINDOW (aloud_kept_window_get_type ())
G_DECLARE_FINAL_TYPE (AloudKeptWindow, aloud_kept_window, ALOUD, KEPT_WINDOW, AdwWindow)

/* Takes @conversation, which is @id in @history. */
GtkWindow *aloud_kept_window_new (GtkWindow         *parent,
                                  AloudHistory      *history,
                                  gint64             id,
                                  const char        *title,
                                  AloudConversation *conversation) G_GNUC_WARN_UNUSED_RESULT;
