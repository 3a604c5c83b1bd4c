/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gio/gio.h>

#include "aloud-voice.h"

/* When the microphone was last open, kept in the setting "microphone-last-open": as it opens, should Aloud be killed, and
 * as it closes. Of as many voices as there are, for the life of each. */
void      aloud_microphone_log_watch   (AloudVoice *voice,
                                        GSettings  *settings);
/* One of them is open now. */
gboolean  aloud_microphone_log_is_open (void);
