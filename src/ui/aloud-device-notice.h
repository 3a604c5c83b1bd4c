/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <adwaita.h>

#include "aloud-voice.h"

/* Says that the chosen microphone or loudspeaker is not there, or that a headset would sound better without its
 * microphone, for as long as that is so. The latter's button activates "app.use-other-microphone". */
#define ALOUD_TYPE_DEVICE_NOTICE (aloud_device_notice_get_type ())
G_DECLARE_FINAL_TYPE (AloudDeviceNotice, aloud_device_notice, ALOUD, DEVICE_NOTICE, AdwBin)

/* @voice: with the properties "microphone-away", "speaker-away" and "phone-quality". */
GtkWidget *aloud_device_notice_new (AloudVoice *voice);
