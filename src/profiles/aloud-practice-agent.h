/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-agent.h"

/* The agent that ships with Aloud, run as a child process and reached over loopback. Implements AloudAgent: reach()
 * starts the program when it does not run; it ends when this object goes. "gone" when it ends by itself. */
#define ALOUD_TYPE_PRACTICE_AGENT (aloud_practice_agent_get_type ())
G_DECLARE_FINAL_TYPE (AloudPracticeAgent, aloud_practice_agent, ALOUD, PRACTICE_AGENT, GObject)

/* @program: path of aloud-practice; NULL for the one beside the running program. */
AloudPracticeAgent *aloud_practice_agent_new     (const char         *program) G_GNUC_WARN_UNUSED_RESULT;
/* The child's process ID as text, or NULL while none runs; for diagnostics and tests. */
const char         *aloud_practice_agent_get_pid (AloudPracticeAgent *self);
