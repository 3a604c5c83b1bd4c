/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-request.h"

#include <json-glib/json-glib.h>

#include "aloud-session-settings.h"
#include "aloud-speech.h"

/* A message but for what it says. */
static JsonObject *
begin (const char *type)
{
  JsonObject *message = json_object_new ();
  g_autofree char *id = g_uuid_string_random ();

  json_object_set_string_member (message, "type", type);
  json_object_set_double_member (message, "timestamp", (double) (g_get_real_time () / 1000) / 1000.0);
  json_object_set_string_member (message, "message_id", id);
  return message;
}

/* Takes @message. */
static char *
end (JsonObject *message)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (root, message);
  return json_to_string (root, FALSE);
}

/* The object under @name, which is made when there is none. */
static JsonObject *
open_object (JsonObject *parent, const char *name)
{
  if (!json_object_has_member (parent, name))
    json_object_set_object_member (parent, name, json_object_new ());
  return json_object_get_object_member (parent, name);
}

static void
add_audio_format (JsonObject *object)
{
  json_object_set_int_member (object, "sample_rate", ALOUD_SAMPLE_RATE);
  json_object_set_int_member (object, "channels", 1);
  json_object_set_string_member (object, "encoding", "linear16");
}

static void
add_setting (JsonObject *object, const char *name, GVariant *value)
{
  g_auto (GStrv) path = g_strsplit (name, ".", -1);
  guint last = g_strv_length (path) - 1;

  for (guint i = 0; i < last; i++)
    object = open_object (object, path[i]);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    json_object_set_boolean_member (object, path[last], g_variant_get_boolean (value));
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_DOUBLE))
    json_object_set_double_member (object, path[last], g_variant_get_double (value));
  else
    json_object_set_string_member (object, path[last], g_variant_get_string (value, NULL));
}

static void
add_settings (JsonObject *object, GVariant *settings)
{
  GVariantIter iter;
  const char *name;
  GVariant *value;

  g_variant_iter_init (&iter, settings);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &value))
    add_setting (object, name, value);
}

/* The idle limits are the vendor's own in the flat form; the two detections are documented for the nested one alone. */
static gboolean
needs_both_forms (JsonObject *message)
{
  return json_object_has_member (message, "turn_detection") || json_object_has_member (message, "emotion_detection");
}

char *
aloud_request_session_settings (AloudDialect dialect, GVariant *settings)
{
  g_autoptr (GVariant) clean = aloud_session_settings_clean (settings);
  JsonObject *message = begin ("session_settings");
  gboolean flat = dialect == ALOUD_DIALECT_FLAT;

  if (flat)
    {
      add_audio_format (message);
      add_settings (message, clean);
    }
  if (!flat || needs_both_forms (message))
    {
      JsonObject *data = open_object (message, "data");

      add_settings (data, clean);
      add_audio_format (open_object (data, "audio"));
      if (flat)
        g_debug ("whether the service takes these session settings over this kind of connection is not known");
    }
  return end (message);
}

char *
aloud_request_keep_alive (void)
{
  return end (begin ("keep_alive"));
}

char *
aloud_request_text_input (AloudDialect dialect, const char *text)
{
  g_autofree char *valid = NULL;
  JsonObject *message;

  g_return_val_if_fail (text != NULL, NULL);

  message = begin ("text_input");
  valid = g_utf8_make_valid (text, -1);
  json_object_set_string_member (dialect == ALOUD_DIALECT_FLAT ? message : open_object (message, "data"), "text", valid);
  return end (message);
}

char *
aloud_request_interrupt (void)
{
  return end (begin ("interrupt"));
}

char *
aloud_request_audio_input (GBytes *pcm, guint number)
{
  g_autofree char *audio = NULL;
  g_autofree char *chunk_id = NULL;
  JsonObject *message, *data;
  gconstpointer bytes;
  gsize length;

  g_return_val_if_fail (pcm != NULL, NULL);

  bytes = g_bytes_get_data (pcm, &length);
  audio = g_base64_encode (bytes, length);
  chunk_id = g_strdup_printf ("a-%u", number);
  message = begin ("audio_input");
  data = open_object (message, "data");
  json_object_set_string_member (data, "audio", audio);
  json_object_set_string_member (data, "chunk_id", chunk_id);
  return end (message);
}
