/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-agent-facts.h"

#include "aloud-practice-agent.h"

#include <glib/gi18n.h>

AloudProfile *
aloud_agent_facts_get_profile (AloudAgent *agent)
{
  if (!ALOUD_IS_PROFILE (agent) || aloud_profile_get_read_only (ALOUD_PROFILE (agent)))
    return NULL;
  return ALOUD_PROFILE (agent);
}

char *
aloud_agent_facts_dup_id (AloudAgent *agent)
{
  AloudProfile *profile = aloud_agent_facts_get_profile (agent);

  return profile != NULL ? g_strdup (aloud_profile_get_id (profile)) : aloud_agent_dup_name (agent);
}

const char *
aloud_agent_facts_get_badge (AloudAgent *agent)
{
  g_autofree char *stage = NULL;

  if (!ALOUD_IS_PROFILE (agent))
    return NULL;
  g_object_get (agent, "stage", &stage, NULL);
  if (g_strcmp0 (stage, "development") == 0)
    return C_("stage", "Development");
  if (g_strcmp0 (stage, "production") == 0)
    return C_("stage", "Production");
  return NULL;
}

char *
aloud_agent_facts_dup_foreign_host (AloudAgent *agent)
{
  if (!ALOUD_IS_PROFILE (agent) || aloud_profile_is_at_service (ALOUD_PROFILE (agent)))
    return NULL;
  return aloud_profile_dup_host (ALOUD_PROFILE (agent));
}

gboolean
aloud_agent_facts_is_practice (AloudAgent *agent)
{
  return ALOUD_IS_PRACTICE_AGENT (agent);
}
