/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-token.h"

#include <math.h>

#include "aloud-error.h"
#include "aloud-event.h"
#include "aloud-json.h"

#define CLOCK_SKEW 60              /* seconds */
#define LIFETIME_ADVISED (60 * 60) /* seconds */
#define ISSUER "nextevi.com"
#define AUDIENCE "nextevi-api"

/* base64url without padding, as JWS writes it. */
static GBytes *
decode_part (const char *part)
{
  g_autofree char *text = NULL;
  gsize length = strlen (part);

  if (length == 0 || length % 4 == 1 || strpbrk (part, "+/=") != NULL)
    return NULL;
  text = g_strconcat (part, &"=="[length % 4 == 0 ? 2 : length % 4 - 2], NULL);
  g_strdelimit (g_strdelimit (text, "-", '+'), "_", '/');
  return aloud_base64_decode_strict (text);
}

static JsonObject *
decode_object (const char *part)
{
  g_autoptr (GBytes) bytes = decode_part (part);
  gsize length;
  const char *text;

  if (bytes == NULL)
    return NULL;
  text = g_bytes_get_data (bytes, &length);
  return aloud_json_parse (text, length, NULL);
}

static gint64
get_date (const AloudJsonPlaces *claims, const char *name)
{
  double value = aloud_json_get_number (claims, ALOUD_NAMES (name));

  /* Beyond 2^53 seconds nobody means a date; the bound keeps the arithmetic on dates from overflowing. */
  return isnan (value) ? 0 : (gint64) CLAMP (value, -9007199254740992.0, 9007199254740992.0);
}

static gboolean
is_string (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;
}

/* An array of strings, or one string, which may hold several with @separator between them. */
static GStrv
dup_list (const AloudJsonPlaces *claims, const char *name, const char *separator)
{
  JsonArray *array = aloud_json_peek_array (claims, ALOUD_NAMES (name));
  const char *list = aloud_json_peek_string (claims, ALOUD_NAMES (name));
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (array == NULL)
    return list != NULL ? g_strsplit (list, separator, -1) : NULL;

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (is_string (node))
        g_strv_builder_add (builder, json_node_get_string (node));
    }
  return g_strv_builder_end (builder);
}

AloudToken *
aloud_token_parse (const char *jwt, GError **error)
{
  g_autoptr (JsonObject) header = NULL;
  g_autoptr (JsonObject) payload = NULL;
  g_autoptr (GBytes) signature = NULL;
  g_auto (GStrv) parts = NULL;
  AloudJsonPlaces claims = { 0 };
  AloudToken *self;

  g_return_val_if_fail (jwt != NULL, NULL);

  parts = g_strsplit (jwt, ".", 4);
  if (g_strv_length (parts) == 3)
    {
      header = decode_object (parts[0]);
      payload = decode_object (parts[1]);
      signature = decode_part (parts[2]);
    }
  if (header == NULL || payload == NULL || signature == NULL)
    {
      g_set_error_literal (error, ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_UNREADABLE_TOKEN,
                           "not a JSON Web Token");
      return NULL;
    }

  aloud_json_add_place (&claims, payload);
  self = g_new0 (AloudToken, 1);
  self->issuer = aloud_json_dup_text (&claims, ALOUD_NAMES ("iss"));
  self->subject = aloud_json_dup_text (&claims, ALOUD_NAMES ("sub"));
  self->audiences = dup_list (&claims, "aud", ", ");
  self->audience = self->audiences != NULL ? g_strjoinv (", ", self->audiences) : NULL;
  self->project_id = aloud_json_dup_text (&claims, ALOUD_NAMES ("project_id"));
  self->config_id = aloud_json_dup_text (&claims, ALOUD_NAMES ("config_id"));
  self->permissions = dup_list (&claims, "permissions", " "); /* OAuth writes its "scope" so */
  self->issued_at = get_date (&claims, "iat");
  self->not_before = get_date (&claims, "nbf");
  self->expires_at = get_date (&claims, "exp");
  return self;
}

void
aloud_token_free (AloudToken *self)
{
  if (self == NULL)
    return;
  g_free (self->issuer);
  g_free (self->subject);
  g_free (self->audience);
  g_strfreev (self->audiences);
  g_free (self->project_id);
  g_free (self->config_id);
  g_strfreev (self->permissions);
  g_free (self);
}

gboolean
aloud_token_has_permission (const AloudToken *self, const char *permission)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->permissions == NULL || g_strv_contains ((const char *const *) self->permissions, permission);
}

static gboolean
check_dates (const AloudToken *self, gint64 now, GError **error)
{
  gint64 begins_at = MAX (self->issued_at, self->not_before);

  if (self->expires_at != 0 && now - CLOCK_SKEW > self->expires_at)
    {
      g_set_error (error, ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_EXPIRED_TOKEN,
                   "the token expired %" G_GINT64_FORMAT " s ago", now - self->expires_at);
      return FALSE;
    }
  if (begins_at > now + CLOCK_SKEW)
    {
      g_set_error (error, ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_EARLY_TOKEN,
                   "the token is valid only in %" G_GINT64_FORMAT " s", begins_at - now);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_permissions (const AloudToken *self, GError **error)
{
  static const char *const needed[] = { "voice:connect", "voice:stream" };

  for (guint i = 0; i < G_N_ELEMENTS (needed); i++)
    if (!aloud_token_has_permission (self, needed[i]))
      {
        g_set_error (error, ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_TOKEN_PERMISSION,
                     "the token lacks the permission %s", needed[i]);
        return FALSE;
      }
  return TRUE;
}

static gboolean
differ (const char *claim, const char *wanted)
{
  return claim != NULL && *claim != '\0' && wanted != NULL && *wanted != '\0' && !g_str_equal (claim, wanted);
}

gboolean
aloud_token_check (const AloudToken  *self,
                   const char        *project_id,
                   const char        *config_id,
                   gint64             now,
                   GError           **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (!check_dates (self, now, error) || !check_permissions (self, error))
    return FALSE;

  if (differ (self->project_id, project_id))
    g_set_error_literal (error, ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_TOKEN_PROJECT,
                         "the token's project_id is another one");
  else if (differ (self->config_id, config_id))
    g_set_error_literal (error, ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_TOKEN_CONFIG,
                         "the token's config_id is another one");
  else
    return TRUE;
  return FALSE;
}

AloudTokenWarnings
aloud_token_get_warnings (const AloudToken *self)
{
  AloudTokenWarnings warnings = 0;
  gint64 begins_at;

  g_return_val_if_fail (self != NULL, 0);

  begins_at = self->issued_at != 0 ? self->issued_at : self->not_before;
  if (self->expires_at == 0 || (begins_at != 0 && self->expires_at - begins_at > LIFETIME_ADVISED))
    warnings |= ALOUD_TOKEN_WARNING_LONG_LIVED;
  if (g_strcmp0 (self->issuer, ISSUER) != 0)
    warnings |= ALOUD_TOKEN_WARNING_ISSUER;
  if (self->audiences == NULL || !g_strv_contains ((const char *const *) self->audiences, AUDIENCE))
    warnings |= ALOUD_TOKEN_WARNING_AUDIENCE;
  return warnings;
}
