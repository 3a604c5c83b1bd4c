/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <adwaita.h>

/* Says how an agent of the service is set up. */
#define ALOUD_TYPE_SET_UP_WINDOW (aloud_set_up_window_get_type ())
G_DECLARE_FINAL_TYPE (AloudSetUpWindow, aloud_set_up_window, ALOUD, SET_UP_WINDOW, AdwWindow)

GtkWindow *aloud_set_up_window_new (GtkWindow *parent);
