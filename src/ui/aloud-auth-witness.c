/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-auth-witness.h"

#include "aloud-connection.h"
#include "aloud-error.h"
#include "aloud-profile.h"

/* Not translated: these words are looked up and compared by whoever helps. */
static const struct {
  GQuark (*domain) (void);
  int code;
  const char *outcome;
} outcomes[] = {
  { aloud_connection_error_quark, ALOUD_CONNECTION_ERROR_AUTH_REQUIRED, "auth-required" },
  { aloud_connection_error_quark, ALOUD_CONNECTION_ERROR_UNAUTHORIZED, "auth-failed" },
  { aloud_connection_error_quark, ALOUD_CONNECTION_ERROR_REFUSED, "refused" },
  { aloud_connection_error_quark, ALOUD_CONNECTION_ERROR_FORBIDDEN, "access-denied" },
  { aloud_connection_error_quark, ALOUD_CONNECTION_ERROR_NOT_FOUND, "not-found" },
  { aloud_connection_error_quark, ALOUD_CONNECTION_ERROR_CONFIG_NOT_FOUND, "config-not-found" },
  { aloud_connection_error_quark, ALOUD_CONNECTION_ERROR_PROJECT_NOT_FOUND, "invalid-project" },
  { aloud_agent_error_quark, ALOUD_AGENT_ERROR_KEYRING_UNAVAILABLE, "keyring-unavailable" },
  { aloud_agent_error_quark, ALOUD_AGENT_ERROR_KEYRING_LOCKED, "keyring-locked" },
  { aloud_agent_error_quark, ALOUD_AGENT_ERROR_NO_FRESH_CREDENTIAL, "no-fresh-credential" },
};

static const char *
get_outcome (const GError *error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (outcomes); i++)
    if (outcomes[i].domain () == error->domain && outcomes[i].code == error->code)
      return outcomes[i].outcome;
  if (error->domain == ALOUD_CONFIGURATION_ERROR)
    return "not-sent";
  if (error->domain == ALOUD_AGENT_ERROR)
    return "no-credential";
  return "not-connected";
}

/* The number that the message begins with: "HTTP 401 ...", "WebSocket close 4001 ...". */
static int
get_code (const GError *error)
{
  const char *prefixes[] = { "HTTP ", "WebSocket close " };

  for (gsize i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (g_str_has_prefix (error->message, prefixes[i]))
      return (int) g_ascii_strtoll (error->message + strlen (prefixes[i]), NULL, 10);
  return 0;
}

static const char *
get_kind (AloudAgent *agent)
{
  if (!ALOUD_IS_PROFILE (agent))
    return "";
  return aloud_profile_get_kind (ALOUD_PROFILE (agent)) == ALOUD_CREDENTIAL_TOKEN ? "token" : "api-key";
}

static void
on_state_notify (AloudSession *session, GParamSpec *pspec, gpointer user_data)
{
  AloudAuthLog *log = user_data;
  AloudState state = aloud_session_get_state (session);
  const GError *error = aloud_session_get_error (session);
  AloudAgent *agent = aloud_session_get_agent (session);
  g_autofree char *name = agent != NULL ? aloud_agent_dup_name (agent) : NULL;

  if (state == ALOUD_STATE_LIVE)
    aloud_auth_log_add (log, name, get_kind (agent), "accepted", 0);
  else if ((state == ALOUD_STATE_FAILED || state == ALOUD_STATE_RECONNECTING) && error != NULL)
    aloud_auth_log_add (log, name, get_kind (agent), get_outcome (error), get_code (error));
}

void
aloud_auth_witness_watch (AloudSession *session, AloudAuthLog *log)
{
  g_return_if_fail (ALOUD_IS_SESSION (session));
  g_return_if_fail (ALOUD_IS_AUTH_LOG (log));

  g_signal_connect_object (session, "notify::state", G_CALLBACK (on_state_notify), log, 0);
}
