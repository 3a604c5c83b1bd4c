/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <adwaita.h>

#include "aloud-call-actions.h"

/* The window's title: whom one talks to and how that goes; pressed, it is the list of all agents to choose from.
 *
 * Properties:
 *   "actions" AloudCallActions, construct-only: the agents, and which of them is selected */
#define ALOUD_TYPE_AGENT_SWITCHER (aloud_agent_switcher_get_type ())
G_DECLARE_FINAL_TYPE (AloudAgentSwitcher, aloud_agent_switcher, ALOUD, AGENT_SWITCHER, AdwBin)

GtkWidget *aloud_agent_switcher_new       (AloudCallActions   *actions);
void       aloud_agent_switcher_set_title (AloudAgentSwitcher *self,
                                           const char         *title,
                                           const char         *subtitle);
