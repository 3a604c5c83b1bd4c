/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gtk/gtk.h>

#include "aloud-global-shortcuts.h"

/* Shows what the desktop has really bound, or why nothing, and offers to set the shortcuts up or to change them. It
 * comes back with the result when the desktop has asked. @parent: or NULL. */
void aloud_shortcuts_dialog_present (GtkWindow            *parent,
                                     AloudGlobalShortcuts *shortcuts);
