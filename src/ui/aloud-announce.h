/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gtk/gtk.h>

/* Has a screen reader say @text at its next pause. GTK can do that from 4.14 on; before it nothing happens. */
void aloud_announce (GtkWidget  *widget,
                     const char *text);
