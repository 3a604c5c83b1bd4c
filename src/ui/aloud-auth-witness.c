/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-auth-witness.h"

#include "aloud-profile.h"

static const char *
get_kind (AloudAgent *agent)
{
  if (!ALOUD_IS_PROFILE (agent))
    return "";
  return aloud_profile_get_kind (ALOUD_PROFILE (agent)) == ALOUD_CREDENTIAL_TOKEN ? "token" : "api-key";
}

void
aloud_auth_witness_note (AloudAuthLog *log, AloudAgent *agent, const GError *error)
{
  g_autofree char *name = NULL;

  g_return_if_fail (ALOUD_IS_AUTH_LOG (log));
  g_return_if_fail (ALOUD_IS_AGENT (agent));

  name = aloud_agent_dup_name (agent);
  if (error != NULL)
    aloud_auth_log_add_error (log, name, get_kind (agent), error);
  else
    aloud_auth_log_add (log, name, get_kind (agent), ALOUD_AUTH_ACCEPTED);
}

static void
on_state_notify (AloudSession *session, GParamSpec *pspec, gpointer user_data)
{
  AloudAuthLog *log = user_data;
  AloudState state = aloud_session_get_state (session);
  const GError *error = aloud_session_get_error (session);
  AloudAgent *agent = aloud_session_get_agent (session);

  if (state == ALOUD_STATE_LIVE)
    {
      aloud_auth_witness_note (log, agent, NULL);
      if (ALOUD_IS_PROFILE (agent))
        aloud_profile_set_tested (ALOUD_PROFILE (agent));
    }
  else if ((state == ALOUD_STATE_FAILED || state == ALOUD_STATE_RECONNECTING) && error != NULL)
    aloud_auth_witness_note (log, agent, error);
}

void
aloud_auth_witness_watch (AloudSession *session, AloudAuthLog *log)
{
  g_return_if_fail (ALOUD_IS_SESSION (session));
  g_return_if_fail (ALOUD_IS_AUTH_LOG (log));

  g_signal_connect_object (session, "notify::state", G_CALLBACK (on_state_notify), log, 0);
}
