/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gtk/gtk.h>

#include "aloud-problem.h"

/* Whether this remedy can be offered here: a button that would do nothing is not shown. */
gboolean aloud_remedy_is_available (AloudRemedy  remedy);
void     aloud_remedy_apply        (AloudRemedy  remedy,
                                    GtkWidget   *widget);
