/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-agent-facts.h"

#include "aloud-practice-agent.h"
#include "aloud-tame.h"

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
  g_autofree char *host = NULL;

  if (!ALOUD_IS_PROFILE (agent) || aloud_profile_is_at_service (ALOUD_PROFILE (agent)))
    return NULL;
  host = aloud_profile_dup_host (ALOUD_PROFILE (agent));
  return host != NULL ? aloud_tame_name (host) : NULL;
}

/* A token that was fetched is none of the person's cares: the next one can be fetched as well. */
gboolean
aloud_agent_facts_is_unstored (AloudAgent *agent, AloudKeyring *keyring)
{
  AloudProfile *profile = aloud_agent_facts_get_profile (agent);
  g_autofree char *host = profile != NULL ? aloud_profile_dup_host (profile) : NULL;
  g_autofree char *source = NULL;
  gboolean token;

  if (host == NULL)
    return FALSE;
  token = aloud_profile_get_kind (profile) == ALOUD_CREDENTIAL_TOKEN;
  source = g_settings_get_string (aloud_profile_get_settings (profile), "token-source");
  return (!token || g_str_equal (source, "pasted"))
         && aloud_keyring_has_for_session (keyring, aloud_profile_get_id (profile),
                                           token ? ALOUD_SECRET_TOKEN : ALOUD_SECRET_API_KEY, host);
}

char *
aloud_agent_facts_dup_remark (AloudAgent *agent, AloudKeyring *keyring)
{
  g_autofree char *host = aloud_agent_facts_dup_foreign_host (agent);
  const char *unstored;

  if (keyring == NULL || !aloud_agent_facts_is_unstored (agent, keyring))
    return g_steal_pointer (&host);
  unstored = aloud_profile_get_kind (ALOUD_PROFILE (agent)) == ALOUD_CREDENTIAL_TOKEN ? _("token not stored")
                                                                                      : _("key not stored");
  if (host == NULL)
    return g_strdup (unstored);
  /* Translators: "key not stored · agents.example.com" */
  return g_strdup_printf (C_("header", "%s · %s"), unstored, host);
}

gboolean
aloud_agent_facts_is_practice (AloudAgent *agent)
{
  return ALOUD_IS_PRACTICE_AGENT (agent);
}
