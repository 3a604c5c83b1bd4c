/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-history.h"
#include "aloud-session.h"

/* What an agent is known by in the setting, whatever its name. */
typedef char *(*AloudDupAgentId) (AloudAgent *agent);

/* Keeps the conversations of a session, turn by turn as each is over, with the agents that the person has chosen. A turn
 * that changes later is changed in the history too. Of a conversation in whose middle that was chosen, what was said before
 * is not kept. That something cannot be kept is written into the conversation,
 * once. */
#define ALOUD_TYPE_RECORDER (aloud_recorder_get_type ())
G_DECLARE_FINAL_TYPE (AloudRecorder, aloud_recorder, ALOUD, RECORDER, GObject)

/* @settings: its key "kept-agents", an array of strings, names the agents. */
AloudRecorder *aloud_recorder_new (AloudSession    *session,
                                   AloudHistory    *history,
                                   GSettings       *settings,
                                   AloudDupAgentId  dup_id) G_GNUC_WARN_UNUSED_RESULT;
