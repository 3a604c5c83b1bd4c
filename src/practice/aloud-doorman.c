/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-doorman.h"

#include <string.h>

#include "aloud-jwt.h"
#include "aloud-macros.h"
#include "aloud-token.h"

#define ANY_PROJECT "practice"

struct _AloudDoorman
{
  char *api_key;
  char *jwt_secret;
  char *config_id;
  char *project_id;
  gboolean ignores_claims;
  AloudRefusalForm form;
  AloudRefusal forced;
  guint n_forced;
  gboolean echoes;
};

static gboolean
is_blank (const char *text)
{
  return text == NULL || *text == '\0';
}

/* With the scheme, in whatever case, or without it. */
static const char *
skip_bearer (const char *value)
{
  if (value == NULL)
    return NULL;
  if (g_ascii_strncasecmp (value, "Bearer", strlen ("Bearer")) == 0)
    value += strlen ("Bearer");
  return value + strspn (value, " ");
}

AloudDoorman *
aloud_doorman_new (const AloudHouseRules *rules)
{
  AloudDoorman *self;

  g_return_val_if_fail (rules != NULL, NULL);
  g_return_val_if_fail (!is_blank (rules->api_key) || !is_blank (rules->jwt_secret), NULL);

  self = g_new0 (AloudDoorman, 1);
  self->api_key = g_strdup (rules->api_key);
  self->jwt_secret = g_strdup (rules->jwt_secret);
  self->config_id = g_strdup (rules->config_id);
  self->project_id = g_strdup (rules->project_id);
  self->ignores_claims = rules->ignores_claims;
  self->form = rules->form;
  self->forced = rules->forced;
  self->n_forced = rules->n_forced;
  self->echoes = rules->echoes;
  return self;
}

void
aloud_doorman_free (AloudDoorman *self)
{
  if (self == NULL)
    return;
  aloud_wipe_free (self->api_key);
  aloud_wipe_free (self->jwt_secret);
  g_free (self->config_id);
  g_free (self->project_id);
  g_free (self);
}

/* When there are both, the token counts. NULL when there is none. */
static const char *
find_secret (const AloudVisitor *visitor)
{
  const char *token = skip_bearer (visitor->authorization);

  if (!is_blank (token))
    return token;
  return is_blank (visitor->api_key) ? NULL : visitor->api_key;
}

/* A signature first: what an unsigned token says is nobody's word. */
static AloudToken *
read_token (AloudDoorman *self, const char *jwt, gint64 now)
{
  g_autoptr (AloudToken) token = NULL;

  if (self->jwt_secret == NULL || !aloud_jwt_verify (jwt, self->jwt_secret))
    return NULL;
  token = aloud_token_parse (jwt, NULL);
  if (token == NULL || token->expires_at <= now || token->not_before > now)
    return NULL;
  return g_steal_pointer (&token);
}

static gboolean
differs (const char *claim, const char *asked)
{
  return claim != NULL && !is_blank (asked) && !g_str_equal (claim, asked);
}

static gboolean
check_claims (const AloudToken *token, const AloudVisitor *visitor, AloudReason *reason)
{
  *reason = ALOUD_REASON_ACCESS_DENIED;
  if (token->permissions == NULL || !aloud_token_has_permission (token, "voice:connect") ||
      !aloud_token_has_permission (token, "voice:stream") || differs (token->project_id, visitor->project_id))
    return FALSE;
  *reason = ALOUD_REASON_CONFIG_NOT_FOUND;
  return !differs (token->config_id, visitor->config_id);
}

static gboolean
check_credential (AloudDoorman *self, const AloudVisitor *visitor, gint64 now, AloudReason *reason)
{
  const char *secret = find_secret (visitor);
  g_autoptr (AloudToken) token = NULL;

  *reason = ALOUD_REASON_AUTH_REQUIRED;
  if (secret == NULL)
    return FALSE;
  *reason = ALOUD_REASON_AUTH_FAILED;
  if (secret == visitor->api_key)
    return self->api_key != NULL && aloud_secret_equal (secret, self->api_key);
  token = read_token (self, secret, now);
  return token != NULL && (self->ignores_claims || check_claims (token, visitor, reason));
}

static gboolean
check (AloudDoorman *self, const AloudVisitor *visitor, gint64 now, AloudReason *reason)
{
  if (!check_credential (self, visitor, now, reason))
    return FALSE;
  *reason = ALOUD_REASON_CONFIG_NOT_FOUND;
  if (is_blank (visitor->config_id) || differs (self->config_id, visitor->config_id))
    return FALSE;
  *reason = ALOUD_REASON_INVALID_PROJECT;
  return !differs (self->project_id, visitor->project_id);
}

gboolean
aloud_doorman_admits (AloudDoorman *self, const AloudVisitor *visitor, gint64 now, AloudRefusal *refusal)
{
  AloudReason reason;

  g_return_val_if_fail (self != NULL, FALSE);

  if (self->n_forced > 0)
    {
      self->n_forced -= self->n_forced < G_MAXUINT;
      *refusal = self->forced;
      return FALSE;
    }
  if (check (self, visitor, now, &reason))
    return TRUE;
  aloud_refusal_init (refusal, reason, self->form);
  return FALSE;
}

char *
aloud_doorman_dup_project (AloudDoorman *self, const AloudVisitor *visitor)
{
  const char *jwt = skip_bearer (visitor->authorization);
  g_autoptr (AloudToken) token = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (!is_blank (visitor->project_id))
    return g_strdup (visitor->project_id);
  if (!is_blank (jwt))
    token = aloud_token_parse (jwt, NULL);
  if (token != NULL && !is_blank (token->project_id))
    return g_strdup (token->project_id);
  return g_strdup (self->project_id != NULL ? self->project_id : ANY_PROJECT);
}

const char *
aloud_doorman_get_echo (AloudDoorman *self, const AloudVisitor *visitor)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->echoes ? find_secret (visitor) : NULL;
}
