/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-wire.h"

#include "aloud-speech.h"

gboolean
aloud_style_parse (AloudStyle *self, const char *dialect, const char *llm)
{
  static const char * const dialects[] = { "flat", "nested", "both" };
  guint i = 0;

  g_return_val_if_fail (self != NULL, FALSE);

  if (dialect != NULL)
    {
      while (i < G_N_ELEMENTS (dialects) && g_strcmp0 (dialect, dialects[i]) != 0)
        i++;
      if (i == G_N_ELEMENTS (dialects))
        return FALSE;
      self->dialect = i;
    }
  if (llm != NULL)
    {
      if (g_strcmp0 (llm, "delta") != 0 && g_strcmp0 (llm, "cumulative") != 0)
        return FALSE;
      self->cumulative = g_strcmp0 (llm, "cumulative") == 0;
    }
  return TRUE;
}

static JsonBuilder *
begin (void)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  return builder;
}

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_double (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, value);
}

static void
add_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_bool (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

static void
begin_member (JsonBuilder *builder, const char *name)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
}

static void
copy_members (JsonObject *from, JsonObject *to)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init (&iter, from);
  while (json_object_iter_next (&iter, &name, &value))
    json_object_set_member (to, name, json_node_copy (value));
}

/* Puts the envelope around the fields that @builder has gathered, and writes it all. Takes @builder. */
static char *
finish (const AloudStyle *style, const char *type, JsonBuilder *builder)
{
  g_autoptr (JsonBuilder) owned = builder;
  g_autoptr (JsonNode) fields = NULL;
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *id = g_uuid_string_random ();
  JsonObject *message = json_object_new ();

  json_builder_end_object (owned);
  fields = json_builder_get_root (owned);

  json_object_set_string_member (message, "type", type);
  json_object_set_double_member (message, "timestamp", (double) (g_get_real_time () / 1000) / 1000);
  json_object_set_string_member (message, "message_id", id);
  if (style->dialect != ALOUD_WIRE_NESTED)
    copy_members (json_node_get_object (fields), message);
  if (style->dialect != ALOUD_WIRE_FLAT)
    json_object_set_member (message, "data", json_node_copy (fields));
  json_node_take_object (root, message);
  return json_to_string (root, FALSE);
}

char *
aloud_wire_metadata (const AloudStyle *style, const char *connection_id, const char *project_id,
                     const char *config_id)
{
  JsonBuilder *builder = begin ();

  add_string (builder, "connection_id", connection_id);
  add_string (builder, "status", "connected");
  begin_member (builder, "config");
  add_string (builder, "audio_format", "pcm_24khz_16bit_mono");
  add_string (builder, "encoding", "linear16");
  add_int (builder, "sample_rate", ALOUD_SAMPLE_RATE);
  add_int (builder, "channels", 1);
  json_builder_end_object (builder);
  add_string (builder, "project_id", project_id);
  add_string (builder, "config_id", config_id);
  return finish (style, "connection_metadata", builder);
}

static void
add_event_type (JsonBuilder *builder)
{
  begin_member (builder, "metadata");
  add_string (builder, "event_type", "normal");
  json_builder_end_object (builder);
}

char *
aloud_wire_interim (const AloudStyle *style, const char *text)
{
  JsonBuilder *builder = begin ();

  add_string (builder, "transcript", text);
  add_double (builder, "confidence", 0.5);
  add_bool (builder, "is_final", FALSE);
  add_event_type (builder);
  return finish (style, "transcription", builder);
}

char *
aloud_wire_final (const AloudStyle *style, const char *text, const AloudHeard *heard, double offset)
{
  JsonBuilder *builder = begin ();
  guint i;

  add_string (builder, "transcript", text);
  add_double (builder, "confidence", heard->confidence);
  add_bool (builder, "is_final", TRUE);
  add_bool (builder, "is_speech_final", TRUE);
  json_builder_set_member_name (builder, "words");
  json_builder_begin_array (builder);
  for (i = 0; i < heard->words->len; i++)
    {
      const AloudHeardWord *word = g_ptr_array_index (heard->words, i);

      json_builder_begin_object (builder);
      add_string (builder, "word", word->text);
      add_double (builder, "start", offset + word->start);
      add_double (builder, "end", offset + word->end);
      add_double (builder, "confidence", word->confidence);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  add_event_type (builder);
  return finish (style, "transcription", builder);
}

char *
aloud_wire_turn_complete (const AloudStyle *style, const char *text, double confidence, const char *reason)
{
  JsonBuilder *builder = begin ();

  add_string (builder, "transcript", text);
  begin_member (builder, "turn_result");
  add_bool (builder, "is_complete", TRUE);
  add_double (builder, "confidence", confidence);
  json_builder_set_member_name (builder, "reasons");
  json_builder_begin_array (builder);
  json_builder_add_string_value (builder, reason);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return finish (style, "turn_complete", builder);
}

char *
aloud_wire_emotions (const AloudStyle *style, const char *strongest)
{
  JsonBuilder *builder = begin ();
  gboolean neutral = g_strcmp0 (strongest, "Neutral") == 0;

  json_builder_set_member_name (builder, "top_emotions");
  json_builder_begin_array (builder);
  json_builder_begin_object (builder);
  add_string (builder, "emotion", strongest);
  add_double (builder, "confidence", neutral ? 0.8 : 0.6);
  json_builder_end_object (builder);
  if (!neutral)
    {
      json_builder_begin_object (builder);
      add_string (builder, "emotion", "Neutral");
      add_double (builder, "confidence", 0.3);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  return finish (style, "emotion_update", builder);
}

char *
aloud_wire_answer_text (const AloudStyle *style, guint generation, guint index, const char *content,
                        gboolean final)
{
  g_autofree char *id = g_strdup_printf ("g%u", generation);
  JsonBuilder *builder = begin ();

  add_string (builder, "generation_id", id);
  add_int (builder, "chunk_index", index);
  add_string (builder, "content", content);
  add_bool (builder, "is_final", final);
  return finish (style, "llm_response_chunk", builder);
}

char *
aloud_wire_answer_audio (const AloudStyle *style, guint generation, guint index, const gint16 *samples,
                         gsize n_samples, gboolean last)
{
  g_autofree guint8 *bytes = g_malloc (n_samples * 2 + 1);
  g_autofree char *encoded = NULL;
  g_autofree char *id = g_strdup_printf ("g%u-%u", generation, index);
  JsonBuilder *builder = begin ();
  gsize i;

  for (i = 0; i < n_samples; i++)
    {
      bytes[2 * i] = (guint16) samples[i] & 0xff;
      bytes[2 * i + 1] = (guint16) samples[i] >> 8;
    }
  encoded = g_base64_encode (bytes, n_samples * 2);
  add_string (builder, "content", encoded);
  add_string (builder, "chunk_id", id);
  add_bool (builder, "is_last", last);
  return finish (style, "tts_chunk", builder);
}

char *
aloud_wire_interruption (const AloudStyle *style)
{
  JsonBuilder *builder = begin ();

  add_string (builder, "content", "");
  return finish (style, "tts_interruption", builder);
}

char *
aloud_wire_system_message (const AloudStyle *style, const char *kind, const char *content)
{
  JsonBuilder *builder = begin ();

  add_string (builder, "message_type", kind);
  add_string (builder, "content", content);
  return finish (style, "system_message", builder);
}

char *
aloud_wire_idle_warning (const AloudStyle *style, const char *kind, double remaining)
{
  JsonBuilder *builder = begin ();

  add_string (builder, "warning_type", kind);
  add_double (builder, "time_remaining", remaining);
  return finish (style, "idle_warning", builder);
}

char *
aloud_wire_error (const AloudStyle *style, const char *code, const char *message, const char *chunk_id,
                  const char *reason)
{
  JsonBuilder *builder = begin ();

  add_string (builder, "error_code", code);
  add_string (builder, "error_message", message);
  if (chunk_id != NULL || reason != NULL)
    {
      begin_member (builder, "details");
      if (chunk_id != NULL)
        add_string (builder, "chunk_id", chunk_id);
      if (reason != NULL)
        add_string (builder, "reason", reason);
      json_builder_end_object (builder);
    }
  return finish (style, "error", builder);
}
