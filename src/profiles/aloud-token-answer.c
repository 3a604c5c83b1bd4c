/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-token-answer.h"

#include "aloud-agent.h"
#include "aloud-json.h"
#include "aloud-macros.h"
#include "aloud-token.h"

/* A token of ten years is a mistake; the bound keeps the arithmetic on dates from overflowing. */
#define EXPIRES_IN_MAX (10.0 * 365 * 24 * 60 * 60)

static char *
read_object (const char *text, gsize length, gint64 *expires_in)
{
  g_autoptr (JsonObject) object = aloud_json_parse (text, length, NULL);
  AloudJsonPlaces places = { { NULL } };
  double seconds;

  if (object == NULL)
    return NULL;
  aloud_json_add_place (&places, object);
  seconds = aloud_json_get_number (&places, ALOUD_NAMES ("expires_in"));
  if (seconds > 0) /* not when it is no number at all */
    *expires_in = (gint64) MIN (seconds, EXPIRES_IN_MAX);
  return g_strdup (aloud_json_peek_string (&places, ALOUD_NAMES ("token", "access_token", "jwt")));
}

char *
aloud_token_answer_read (const char *answer, gsize length, gint64 *expires_in, GError **error)
{
  g_autoptr (AloudToken) claims = NULL;
  char *token;

  g_return_val_if_fail (answer != NULL || length == 0, NULL);
  g_return_val_if_fail (expires_in != NULL, NULL);

  *expires_in = 0;
  while (length > 0 && g_ascii_isspace (*answer))
    answer++, length--;
  while (length > 0 && g_ascii_isspace (answer[length - 1]))
    length--;

  if (length > 0 && *answer == '{')
    token = read_object (answer, length, expires_in);
  else
    token = memchr (answer, '\0', length) == NULL ? g_strndup (answer, length) : NULL;

  if (token != NULL)
    claims = aloud_token_parse (token, NULL);
  if (claims != NULL)
    return token;
  aloud_wipe_free (token);
  g_set_error_literal (error, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_TOKEN_UNREADABLE, "what came is not a token");
  return NULL;
}
