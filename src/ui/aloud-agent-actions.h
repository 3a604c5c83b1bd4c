/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <adwaita.h>

#include "aloud-call-actions.h"
#include "aloud-keyring.h"
#include "aloud-profiles.h"

/* The doors to what is done with an agent besides calling it:
 *
 *   new-agent        sets one up: in steps, when it is the first
 *   edit-agent       (s) the agent with that ID; "" is the selected one
 *   edit-field       (su) the same, with the focus on an AloudFormField
 *   export-agent     (s) likewise, into a file; never its secret
 *   import-agent, import-env  from a file
 *   omit-project     (s) clears its project ID and calls it
 *   key-for-session  (s) asks for a key that is not stored, and calls it
 *
 * An agent whose settings cannot be changed is left alone by all of them. */
#define ALOUD_TYPE_AGENT_ACTIONS (aloud_agent_actions_get_type ())
G_DECLARE_FINAL_TYPE (AloudAgentActions, aloud_agent_actions, ALOUD, AGENT_ACTIONS, GObject)

/* Windows that the actions open lie above the active one of @application. */
AloudAgentActions *aloud_agent_actions_new    (GtkApplication    *application,
                                               AloudCallActions  *calls,
                                               AloudProfiles     *profiles,
                                               AloudKeyring      *keyring) G_GNUC_WARN_UNUSED_RESULT;
/* Puts the actions into @map. They do nothing any more when @self is gone. */
void               aloud_agent_actions_add_to (AloudAgentActions *self,
                                               GActionMap        *map);
