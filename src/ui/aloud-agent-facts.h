/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-agent.h"

/* What the window says of an agent beside its name: facts that only some kinds of agents have. */

/* By which "app.select-agent" and "app.edit-agent" know it. */
char       *aloud_agent_facts_dup_id      (AloudAgent *agent) G_GNUC_WARN_UNUSED_RESULT;
/* "Development" or "Production", or NULL. */
const char *aloud_agent_facts_get_badge   (AloudAgent *agent);
/* The one that comes with Aloud. */
gboolean    aloud_agent_facts_is_practice (AloudAgent *agent);
