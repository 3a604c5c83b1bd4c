/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <adwaita.h>

#include "aloud-session.h"

/* What one does in a call, and what the call does: state in words, level of the microphone, hold to talk, mute, talk
 * mode, hold, stop, volume, hang up. Outside a call: call again.
 *
 * Properties: "session" AloudSession or NULL, "talk-key" string as aloud-key.h has it: read-write; "talk-key-label"
 * string, read-only: what people call it. */
#define ALOUD_TYPE_CALL_BAR (aloud_call_bar_get_type ())
G_DECLARE_FINAL_TYPE (AloudCallBar, aloud_call_bar, ALOUD, CALL_BAR, AdwBin)
