/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-connection.h"

#include <string.h>

G_DEFINE_QUARK (aloud-connection-error-quark, aloud_connection_error)

gboolean
aloud_connection_error_is_retryable (const GError *error)
{
  if (error == NULL || error->domain != ALOUD_CONNECTION_ERROR)
    return FALSE;

  switch ((AloudConnectionError) error->code)
    {
    case ALOUD_CONNECTION_ERROR_UNREACHABLE:
    case ALOUD_CONNECTION_ERROR_TIMED_OUT:
    case ALOUD_CONNECTION_ERROR_BUSY:
    case ALOUD_CONNECTION_ERROR_SERVER:
    case ALOUD_CONNECTION_ERROR_RESTARTING:
    case ALOUD_CONNECTION_ERROR_LOST:
    case ALOUD_CONNECTION_ERROR_TOO_SLOW:
    case ALOUD_CONNECTION_ERROR_DROPPED:
      return TRUE;

    case ALOUD_CONNECTION_ERROR_INSECURE:
    case ALOUD_CONNECTION_ERROR_REDIRECTED:
    case ALOUD_CONNECTION_ERROR_NOT_A_SERVICE:
    case ALOUD_CONNECTION_ERROR_UNAUTHORIZED:
    case ALOUD_CONNECTION_ERROR_REFUSED:
    case ALOUD_CONNECTION_ERROR_FORBIDDEN:
    case ALOUD_CONNECTION_ERROR_NOT_FOUND:
    case ALOUD_CONNECTION_ERROR_RATE_LIMITED:
    case ALOUD_CONNECTION_ERROR_APPLICATION:
    case ALOUD_CONNECTION_ERROR_PROTOCOL:
    case ALOUD_CONNECTION_ERROR_TOO_LARGE:
    case ALOUD_CONNECTION_ERROR_AUTH_REQUIRED:
    case ALOUD_CONNECTION_ERROR_CONFIG_NOT_FOUND:
    case ALOUD_CONNECTION_ERROR_PROJECT_NOT_FOUND:
    case ALOUD_CONNECTION_ERROR_CERTIFICATE_UNKNOWN:
    case ALOUD_CONNECTION_ERROR_CERTIFICATE_WRONG_HOST:
    case ALOUD_CONNECTION_ERROR_CERTIFICATE_EARLY:
    case ALOUD_CONNECTION_ERROR_CERTIFICATE_EXPIRED:
      return FALSE;
    }
  g_return_val_if_reached (FALSE);
}

gboolean
aloud_connection_error_is_refusal (const GError *error)
{
  return g_error_matches (error, ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_UNAUTHORIZED)
         || g_error_matches (error, ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_AUTH_REQUIRED);
}

gboolean
aloud_connection_error_from_name (const char *text, AloudConnectionError *code)
{
  static const struct {
    const char *name;
    AloudConnectionError code;
  } names[] = {
    { "auth_required", ALOUD_CONNECTION_ERROR_AUTH_REQUIRED },
    { "auth_failed", ALOUD_CONNECTION_ERROR_UNAUTHORIZED },
    { "access_denied", ALOUD_CONNECTION_ERROR_FORBIDDEN },
    { "config_not_found", ALOUD_CONNECTION_ERROR_CONFIG_NOT_FOUND },
    { "invalid_project", ALOUD_CONNECTION_ERROR_PROJECT_NOT_FOUND },
  };
  g_autofree char *folded = g_ascii_strdown (text, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (strstr (folded, names[i].name) != NULL)
      {
        *code = names[i].code;
        return TRUE;
      }
  return FALSE;
}
