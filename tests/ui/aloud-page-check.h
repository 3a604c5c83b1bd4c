/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gtk/gtk.h>

/* What is done with each page that the programs for screenshots show, instead of a picture, as ALOUD_PAGES in the environment
 * says:
 *   walk        its name and the templates in it are printed, and it stays until a line comes on standard input
 *   translated  every text in it has to be marked as translated, and it has to fit into 360 px; what is not and does not is
 *               printed, and counted */

/* Whether one of them is asked for. */
gboolean aloud_page_check_wanted (void);
gboolean aloud_page_check_translates (void);
/* @native: a window or a popover, drawn. */
void     aloud_page_check        (gpointer    native,
                                  const char *path);
/* For main(): 0 when nothing was wrong. */
int      aloud_page_check_finish (void);
