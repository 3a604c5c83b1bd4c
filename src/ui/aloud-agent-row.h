/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <adwaita.h>

#include "aloud-keyring.h"
#include "aloud-profiles.h"

/* One agent in the list of all: what it is, and what can be done with it. It can be dragged to another place.
 *
 * Actions: "agent.edit", "agent.duplicate", "agent.export", "agent.set-default", "agent.move-up", "agent.move-down",
 * "agent.delete".
 * Signals:
 *   "moved"   (int places)  down, or up when negative
 *   "deleted"               it shall be taken off the list */
#define ALOUD_TYPE_AGENT_ROW (aloud_agent_row_get_type ())
G_DECLARE_FINAL_TYPE (AloudAgentRow, aloud_agent_row, ALOUD, AGENT_ROW, AdwActionRow)

GtkWidget    *aloud_agent_row_new         (AloudProfiles *profiles,
                                           AloudProfile  *profile,
                                           AloudKeyring  *keyring);
AloudProfile *aloud_agent_row_get_profile (AloudAgentRow *self);
