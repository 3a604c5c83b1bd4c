/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * aloud_help_present_shortcuts:
 * @parent: the window it is about
 *
 * Shows the keyboard shortcuts. The window is made when it is asked for and goes when it is closed. One that GTK makes
 * for every application window, and keeps hidden, ends the program: asked over the accessibility bus for a window that
 * has just closed, GTK (4.8 and 4.18) answers with the last one there is, which has no place on the bus yet.
 */
void aloud_help_present_shortcuts (GtkWindow *parent);

G_END_DECLS
