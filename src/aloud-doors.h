/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-global-shortcuts.h"
#include "aloud-session.h"

/* The doors from outside the window to the application's actions: the desktop's global shortcuts press "talk-start",
 * "talk-stop", "mute" and "stop-agent"; a locked screen presses "talk-end"; a sleeping machine presses "hang-up", and
 * its waking brings the offer to call again. Before the first call it asks for nothing. */
#define ALOUD_TYPE_DOORS (aloud_doors_get_type ())
G_DECLARE_FINAL_TYPE (AloudDoors, aloud_doors, ALOUD, DOORS, GObject)

/* @settings: keeps under "global-shortcuts" what the desktop has bound. Of @application, which has the actions, no
 * reference is kept; it has been registered. */
AloudDoors           *aloud_doors_new           (GApplication *application,
                                                 AloudSession *session,
                                                 GSettings    *settings) G_GNUC_WARN_UNUSED_RESULT;
AloudGlobalShortcuts *aloud_doors_get_shortcuts (AloudDoors   *self);
