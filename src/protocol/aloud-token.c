/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-token.h"

#include <math.h>

#include "aloud-error.h"
#include "aloud-event.h"
#include "aloud-json.h"

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

static char *
dup_first (JsonArray *array)
{
  JsonNode *node;

  if (array == NULL || json_array_get_length (array) == 0)
    return NULL;
  node = json_array_get_element (array, 0);
  return is_string (node) ? json_node_dup_string (node) : NULL;
}

/* An array of strings, or one string with the permissions separated by blanks (as OAuth's "scope"). */
static GStrv
dup_permissions (const AloudJsonPlaces *claims)
{
  JsonArray *array = aloud_json_peek_array (claims, ALOUD_NAMES ("permissions"));
  const char *list = aloud_json_peek_string (claims, ALOUD_NAMES ("permissions"));
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (array == NULL)
    return list != NULL ? g_strsplit (list, " ", -1) : NULL;

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
  self->audience = aloud_json_dup_text (&claims, ALOUD_NAMES ("aud"));
  if (self->audience == NULL)
    self->audience = dup_first (aloud_json_peek_array (&claims, ALOUD_NAMES ("aud")));
  self->project_id = aloud_json_dup_text (&claims, ALOUD_NAMES ("project_id"));
  self->config_id = aloud_json_dup_text (&claims, ALOUD_NAMES ("config_id"));
  self->permissions = dup_permissions (&claims);
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
