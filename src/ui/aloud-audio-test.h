/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <adwaita.h>

#include "aloud-sound-check.h"

/* The window in which a person tries microphone and loudspeaker, and reads what was found. Closing it ends the test. */
#define ALOUD_TYPE_AUDIO_TEST (aloud_audio_test_get_type ())
G_DECLARE_FINAL_TYPE (AloudAudioTest, aloud_audio_test, ALOUD, AUDIO_TEST, AdwWindow)

/* @voice: of the calls, which knows whether they cancel echo.
 * @devices: as AloudDeviceChoice has it, or NULL. */
GtkWindow *aloud_audio_test_new (GtkWindow       *parent,
                                 AloudSoundCheck *check,
                                 AloudVoice      *voice,
                                 GMenuModel      *devices);
