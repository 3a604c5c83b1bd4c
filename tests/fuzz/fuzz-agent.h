/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-agent.h"

/* An agent that says where it is when the script wants it to. */
#define FUZZ_TYPE_AGENT (fuzz_agent_get_type ())
G_DECLARE_FINAL_TYPE (FuzzAgent, fuzz_agent, FUZZ, AGENT, GObject)

FuzzAgent *fuzz_agent_new     (void);
/* To the oldest who asked; without an error it is somewhere on this computer. */
void       fuzz_agent_answer  (FuzzAgent        *self,
                               GError           *take_error);
gboolean   fuzz_agent_is_asked (FuzzAgent       *self);
void       fuzz_agent_be_gone (FuzzAgent        *self);

/* The script's, called when somebody asks. */
void       fuzz_on_reach      (AloudReachReason  reason);
