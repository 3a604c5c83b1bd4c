/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <adwaita.h>

#include "aloud-auth-log.h"
#include "aloud-call-actions.h"
#include "aloud-history.h"
#include "aloud-keyring.h"
#include "aloud-profiles.h"

/* The window: welcome page or conversation, and what belongs to neither.
 *
 * The call itself is pressed by actions of the application (aloud-call-actions.h), so that it outlives the window.
 * "win" has: back, agents, connection-log, history, preferences, about, cancel, jump-to-latest,
 * save-conversation (u).
 *
 * Properties, construct-only: "actions" AloudCallActions, "settings" GSettings of io.github.aloud_voice.Aloud. */
#define ALOUD_TYPE_WINDOW (aloud_window_get_type ())
G_DECLARE_FINAL_TYPE (AloudWindow, aloud_window, ALOUD, WINDOW, AdwApplicationWindow)

AloudWindow *aloud_window_new (GtkApplication   *application,
                               AloudCallActions *actions,
                               GSettings        *settings);
/* Where agents and their keys are kept: what is wrong there is said in the window. */
void         aloud_window_set_stores (AloudWindow      *self,
                                      AloudProfiles    *profiles,
                                      AloudKeyring     *keyring,
                                      AloudAuthLog     *log);
/* Where conversations are kept. Until it is called there is no history to be seen. */
void         aloud_window_set_history (AloudWindow      *self,
                                       AloudHistory     *history);
/* The menu of the microphones and loudspeakers; the session's voice has those of AloudDuplex. */
void         aloud_window_set_devices (AloudWindow      *self,
                                       GMenuModel       *devices);
/* The keys of the window's and of the application's actions. */
void         aloud_window_set_accels (GtkApplication *application);
