/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <adwaita.h>

#include "aloud-call-actions.h"
#include "aloud-history.h"
#include "aloud-profiles.h"

/* What leaves this computer in a call, and where to; what stays on it, and where; when the microphone was last open; and a
 * way to erase all of it. */
#define ALOUD_TYPE_PRIVACY_WINDOW (aloud_privacy_window_get_type ())
G_DECLARE_FINAL_TYPE (AloudPrivacyWindow, aloud_privacy_window, ALOUD, PRIVACY_WINDOW, AdwWindow)

/* @actions: who is called, by the agent that is selected. */
GtkWindow *aloud_privacy_window_new (GtkWindow        *parent,
                                     AloudCallActions *actions,
                                     AloudProfiles    *profiles,
                                     AloudKeyring     *keyring,
                                     AloudHistory     *history,
                                     GSettings        *settings) G_GNUC_WARN_UNUSED_RESULT;
