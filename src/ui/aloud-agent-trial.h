/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-agent-form.h"
#include "aloud-profile.h"

/* An agent as it stands in a form, to be tried before it is stored: what was typed is in memory only, what was not
 * typed comes from the keyring as ever. A token that can be fetched is fetched, and kept nowhere. */
#define ALOUD_TYPE_AGENT_TRIAL (aloud_agent_trial_get_type ())
G_DECLARE_FINAL_TYPE (AloudAgentTrial, aloud_agent_trial, ALOUD, AGENT_TRIAL, GObject)

AloudAgentTrial *aloud_agent_trial_new          (AloudAgentForm  *form) G_GNUC_WARN_UNUSED_RESULT;
/* The agent, which belongs to the trial, as the form has it now. */
AloudAgent      *aloud_agent_trial_begin        (AloudAgentTrial *self);
/* Once after the form was changed so that what was found may not hold any more. */
gboolean         aloud_agent_trial_is_outdated  (AloudAgentTrial *self);
/* It went well: the form remembers that, until it is outdated. */
void             aloud_agent_trial_keep_success (AloudAgentTrial *self);
