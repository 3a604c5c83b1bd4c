/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <adwaita.h>

#include "aloud-keyring.h"
#include "aloud-profile.h"

/* Asks for a key or token that is kept in memory until Aloud ends, for when the keyring cannot be had.
 *
 * Signal: "used" (AloudProfile *)  the keyring has it now, and the window is about to close */
#define ALOUD_TYPE_SESSION_KEY_WINDOW (aloud_session_key_window_get_type ())
G_DECLARE_FINAL_TYPE (AloudSessionKeyWindow, aloud_session_key_window, ALOUD, SESSION_KEY_WINDOW, AdwWindow)

GtkWindow *aloud_session_key_window_new (GtkWindow    *parent,
                                         AloudKeyring *keyring,
                                         AloudProfile *profile);
