/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-agent-facts.h"

#include "aloud-practice-agent.h"

char *
aloud_agent_facts_dup_id (AloudAgent *agent)
{
  return aloud_agent_dup_name (agent);
}

const char *
aloud_agent_facts_get_badge (AloudAgent *agent)
{
  return NULL;
}

gboolean
aloud_agent_facts_is_practice (AloudAgent *agent)
{
  return ALOUD_IS_PRACTICE_AGENT (agent);
}
