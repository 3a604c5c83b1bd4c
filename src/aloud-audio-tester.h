/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gtk/gtk.h>

#include "aloud-devices.h"
#include "aloud-session.h"

/* Brings the window of the audio test together with the sound card: one window at a time, and a voice of its own for each
 * test, which cleans up nothing, so that what is heard is what the microphone hears. */
typedef struct _AloudAudioTester AloudAudioTester;

/* @application: with the action "look-for-devices". @settings: where the chosen devices are. */
AloudAudioTester *aloud_audio_tester_new     (GtkApplication   *application,
                                              AloudSession     *session,
                                              GSettings        *settings,
                                              AloudDevices     *devices,
                                              GMenuModel       *menu) G_GNUC_WARN_UNUSED_RESULT;
/* With its window. */
void              aloud_audio_tester_free    (AloudAudioTester *self);
void              aloud_audio_tester_present (AloudAudioTester *self);
