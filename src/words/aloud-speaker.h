/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-turn.h"

/* Who says a turn, as a heading over it. */
const char *aloud_speaker_label (AloudSpeaker speaker);
