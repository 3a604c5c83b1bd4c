/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-auth-outcome.h"

#include <string.h>

#include "aloud-agent.h"
#include "aloud-connection.h"
#include "aloud-error.h"

typedef struct {
  int code;
  const char *word;
} Word;

/* The others say nothing of a credential. */
static const Word of_connection[] = {
  { ALOUD_CONNECTION_ERROR_INSECURE, "not-secure" },
  { ALOUD_CONNECTION_ERROR_UNAUTHORIZED, "auth-failed" },
  { ALOUD_CONNECTION_ERROR_REFUSED, "refused" },
  { ALOUD_CONNECTION_ERROR_FORBIDDEN, "access-denied" },
  { ALOUD_CONNECTION_ERROR_NOT_FOUND, "not-found" },
  { ALOUD_CONNECTION_ERROR_BUSY, "too-many-requests" },
  { ALOUD_CONNECTION_ERROR_RATE_LIMITED, "too-many-requests" },
  { ALOUD_CONNECTION_ERROR_APPLICATION, "closed-by-service" },
  { ALOUD_CONNECTION_ERROR_AUTH_REQUIRED, "auth-required" },
  { ALOUD_CONNECTION_ERROR_CONFIG_NOT_FOUND, "config-not-found" },
  { ALOUD_CONNECTION_ERROR_PROJECT_NOT_FOUND, "invalid-project" },
  { ALOUD_CONNECTION_ERROR_CERTIFICATE_UNKNOWN, "not-secure" },
  { ALOUD_CONNECTION_ERROR_CERTIFICATE_WRONG_HOST, "not-secure" },
  { ALOUD_CONNECTION_ERROR_CERTIFICATE_EARLY, "not-secure" },
  { ALOUD_CONNECTION_ERROR_CERTIFICATE_EXPIRED, "not-secure" },
  { ALOUD_CONNECTION_ERROR_DROPPED, "dropped" },
};

static const Word of_agent[] = {
  { ALOUD_AGENT_ERROR_NO_FRESH_CREDENTIAL, "no-fresh-credential" },
  { ALOUD_AGENT_ERROR_KEYRING_UNAVAILABLE, "keyring-unavailable" },
  { ALOUD_AGENT_ERROR_KEYRING_LOCKED, "keyring-locked" },
  { ALOUD_AGENT_ERROR_TOKEN_UNREACHABLE, "token-unreachable" },
  { ALOUD_AGENT_ERROR_TOKEN_REFUSED, "token-refused" },
  { ALOUD_AGENT_ERROR_TOKEN_REDIRECTED, "token-redirected" },
  { ALOUD_AGENT_ERROR_TOKEN_TIMED_OUT, "token-timed-out" },
  { ALOUD_AGENT_ERROR_TOKEN_UNREADABLE, "token-unreadable" },
  { ALOUD_AGENT_ERROR_TOKEN_TOO_LARGE, "token-too-large" },
  { ALOUD_AGENT_ERROR_TOKEN_COMMAND, "token-command-failed" },
};

static const Word of_configuration[] = {
  { ALOUD_CONFIGURATION_ERROR_NO_CREDENTIAL, "no-credential" },
  { ALOUD_CONFIGURATION_ERROR_BAD_API_KEY, "bad-api-key" },
  { ALOUD_CONFIGURATION_ERROR_NO_CONFIG_ID, "no-config-id" },
  { ALOUD_CONFIGURATION_ERROR_UNREADABLE_TOKEN, "unreadable-token" },
  { ALOUD_CONFIGURATION_ERROR_EXPIRED_TOKEN, "expired-token" },
  { ALOUD_CONFIGURATION_ERROR_EARLY_TOKEN, "early-token" },
  { ALOUD_CONFIGURATION_ERROR_TOKEN_PERMISSION, "token-lacks-permission" },
  { ALOUD_CONFIGURATION_ERROR_TOKEN_PROJECT, "token-of-other-project" },
  { ALOUD_CONFIGURATION_ERROR_TOKEN_CONFIG, "token-of-other-config" },
};

static const struct {
  GQuark (*domain) (void);
  const Word *words;
  gsize n;
  const char *otherwise;
} domains[] = {
  { aloud_connection_error_quark, of_connection, G_N_ELEMENTS (of_connection), "not-connected" },
  { aloud_agent_error_quark, of_agent, G_N_ELEMENTS (of_agent), "not-connected" },
  { aloud_configuration_error_quark, of_configuration, G_N_ELEMENTS (of_configuration), "not-sent" },
};

const char *
aloud_auth_outcome_of_error (const GError *error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (domains); i++)
    if (domains[i].domain () == error->domain)
      {
        for (gsize j = 0; j < domains[i].n; j++)
          if (domains[i].words[j].code == error->code)
            return domains[i].words[j].word;
        return domains[i].otherwise;
      }
  return "not-connected";
}

/* The number that the message begins with: "HTTP 401 ...", "WebSocket close 4001 ...". */
int
aloud_auth_outcome_get_code (const GError *error)
{
  const char *prefixes[] = { "HTTP ", "WebSocket close " };

  for (gsize i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (g_str_has_prefix (error->message, prefixes[i]))
      return (int) CLAMP (g_ascii_strtoll (error->message + strlen (prefixes[i]), NULL, 10), 0, 99999);
  return 0;
}
