/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gtk/gtk.h>

/* Asks for the key that talks, by pressing it, and writes it to "talk-key" of @settings. A modifier is taken when it is
 * released without another key. Keys that move in the dialog keep doing that. */
void aloud_key_chooser_present (GtkWindow *parent,
                                GSettings *settings);
