/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include <string.h>

#include "aloud-command.h"
#include "aloud-wire.h"

static JsonObject *
parse_take (char *json)
{
  g_autofree char *text = json;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) error = NULL;

  root = json_from_string (text, &error);
  g_assert_no_error (error);
  return json_node_dup_object (root);
}

static void
test_dialects (void)
{
  static const struct {
    const char *name;
    gboolean flat, nested;
  } table[] = { { "flat", TRUE, FALSE }, { "nested", FALSE, TRUE }, { "both", TRUE, TRUE } };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (table); i++)
    {
      AloudStyle style = { 0 };
      g_autoptr (JsonObject) message = NULL;
      JsonObject *fields;

      g_assert_true (aloud_style_parse (&style, table[i].name, NULL));
      message = parse_take (aloud_wire_metadata (&style, "id-1", "p", "c"));
      g_assert_cmpstr (json_object_get_string_member (message, "type"), ==, "connection_metadata");
      g_assert_cmpfloat (json_object_get_double_member (message, "timestamp"), >, 1.6e9);
      g_assert_cmpfloat (json_object_get_double_member (message, "timestamp"), <, 1e11);
      g_assert_true (g_uuid_string_is_valid (json_object_get_string_member (message, "message_id")));
      g_assert_cmpint (json_object_has_member (message, "connection_id"), ==, table[i].flat);
      g_assert_cmpint (json_object_has_member (message, "data"), ==, table[i].nested);
      fields = table[i].nested ? json_object_get_object_member (message, "data") : message;
      g_assert_cmpstr (json_object_get_string_member (fields, "connection_id"), ==, "id-1");
      fields = json_object_get_object_member (fields, "config");
      g_assert_cmpint (json_object_get_int_member (fields, "sample_rate"), ==, 24000);
    }
}

static void
test_style_words (void)
{
  AloudStyle style = { ALOUD_WIRE_BOTH, TRUE };

  g_assert_false (aloud_style_parse (&style, "flatt", NULL));
  g_assert_false (aloud_style_parse (&style, NULL, ""));
  g_assert_true (aloud_style_parse (&style, NULL, NULL));
  g_assert_cmpint (style.dialect, ==, ALOUD_WIRE_BOTH);
  g_assert_true (style.cumulative);
  g_assert_true (aloud_style_parse (&style, "flat", "delta"));
  g_assert_cmpint (style.dialect, ==, ALOUD_WIRE_FLAT);
  g_assert_false (style.cumulative);
}

static void
test_final (void)
{
  AloudStyle style = { 0 };
  g_autoptr (AloudHeard) heard = aloud_heard_new ();
  g_autoptr (JsonObject) message = NULL;
  JsonObject *word;

  heard->confidence = 0.75;
  aloud_heard_add_word (heard, "hello", 0.25, 0.5, 0.9);
  message = parse_take (aloud_wire_final (&style, "Hello.", heard, 2));
  g_assert_cmpstr (json_object_get_string_member (message, "transcript"), ==, "Hello.");
  g_assert_true (json_object_get_boolean_member (message, "is_final"));
  g_assert_true (json_object_get_boolean_member (message, "is_speech_final"));
  g_assert_cmpfloat (json_object_get_double_member (message, "confidence"), ==, 0.75);
  word = json_array_get_object_element (json_object_get_array_member (message, "words"), 0);
  g_assert_cmpstr (json_object_get_string_member (word, "word"), ==, "hello");
  g_assert_cmpfloat (json_object_get_double_member (word, "start"), ==, 2.25);
  g_assert_cmpfloat (json_object_get_double_member (word, "end"), ==, 2.5);
}

static void
test_audio (void)
{
  AloudStyle style = { ALOUD_WIRE_NESTED, FALSE };
  const gint16 samples[] = { 1, -2, 0x1234 };
  const guint8 expected[] = { 0x01, 0x00, 0xfe, 0xff, 0x34, 0x12 };
  g_autoptr (JsonObject) message = NULL;
  g_autofree guchar *bytes = NULL;
  JsonObject *fields;
  gsize size;

  message = parse_take (aloud_wire_answer_audio (&style, 1, 0, samples, 3, TRUE));
  fields = json_object_get_object_member (message, "data");
  bytes = g_base64_decode (json_object_get_string_member (fields, "content"), &size);
  g_assert_cmpmem (bytes, size, expected, sizeof expected);
  g_assert_cmpstr (json_object_get_string_member (fields, "chunk_id"), ==, "g1-0");
  g_assert_true (json_object_get_boolean_member (fields, "is_last"));
}

static AloudCommand *
read_command (const char *json)
{
  return aloud_command_new_from_text (json, strlen (json));
}

static void
test_settings (void)
{
  static const char * const table[] = {
    "{\"type\":\"session_settings\",\"sample_rate\":16000,\"channels\":2,\"encoding\":\"linear16\","
    "\"turn_detection\":{\"silence_threshold\":0.5,\"min_speaking_time\":0.3}}",
    "{\"type\":\"session_settings\",\"data\":{\"turn_detection\":{\"silence_threshold\":0.5,\"min_speaking_time\":0.3},"
    "\"audio\":{\"sample_rate\":16000,\"channels\":2,\"encoding\":\"linear16\"}}}",
    "{\"type\":\"session_settings\",\"sample_rate\":16000,\"channels\":2,\"encoding\":\"pcm\","
    "\"data\":{\"turn_detection\":{\"silence_threshold\":0.5,\"min_speaking_time\":0.3},"
    "\"audio\":{\"encoding\":\"linear16\"}}}",
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (AloudCommand) command = read_command (table[i]);

      g_assert_nonnull (command);
      g_assert_cmpint (command->type, ==, ALOUD_COMMAND_SETTINGS);
      g_assert_cmpint (command->sample_rate, ==, 16000);
      g_assert_cmpint (command->channels, ==, 2);
      g_assert_cmpstr (command->encoding, ==, "linear16");
      g_assert_cmpfloat (command->pause, ==, 0.5);
      g_assert_cmpfloat (command->shortest, ==, 0.3);
    }
}

static void
test_other_settings (void)
{
  static const struct {
    const char *fields;
    gboolean limits_idling;
    double idle_warning, idle_hangup;
    gboolean hides_emotions;
  } table[] = {
    { "\"x\":1", FALSE, -1, -1, FALSE },
    { "\"idle_timeout\":{\"warning_timeout\":30,\"hangup_timeout\":60,\"enabled\":true}", TRUE, 30, 60, FALSE },
    { "\"data\":{\"idle_timeout\":{\"hangup_timeout\":60}}", TRUE, -1, 60, FALSE },
    { "\"idle_timeout\":{\"warning_timeout\":30,\"enabled\":false}", TRUE, -1, -1, FALSE },
    { "\"idle_timeout\":7", FALSE, -1, -1, FALSE },
    { "\"data\":{\"emotion_detection\":{\"enabled\":false}}", FALSE, -1, -1, TRUE },
    { "\"emotion_detection\":{\"confidence_threshold\":0.7}", FALSE, -1, -1, FALSE },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *json = g_strdup_printf ("{\"type\":\"session_settings\",%s}", table[i].fields);
      g_autoptr (AloudCommand) command = read_command (json);

      g_assert_cmpint (command->limits_idling, ==, table[i].limits_idling);
      g_assert_cmpfloat (command->idle_warning, ==, table[i].idle_warning);
      g_assert_cmpfloat (command->idle_hangup, ==, table[i].idle_hangup);
      g_assert_cmpint (command->hides_emotions, ==, table[i].hides_emotions);
    }
}

static void
test_commands (void)
{
  g_autoptr (AloudCommand) audio =
    read_command ("{\"type\":\"audio_input\",\"data\":{\"audio\":\"AQI=\",\"chunk_id\":\"a-1\"}}");
  g_autoptr (AloudCommand) broken = read_command ("{\"type\":\"audio_input\",\"data\":{\"audio\":\"A?I=\"}}");
  g_autoptr (AloudCommand) none = read_command ("{\"type\":\"audio_input\"}");
  g_autoptr (AloudCommand) text = read_command ("{\"type\":\"text_input\",\"text\":\"hello\"}");
  g_autoptr (AloudCommand) nothing = read_command ("{\"type\":\"text_input\",\"text\":7}");
  g_autoptr (AloudCommand) unknown = read_command ("{\"type\":\"dance\"}");
  g_autoptr (AloudCommand) settings = read_command ("{\"type\":\"session_settings\",\"data\":[]}");

  g_assert_cmpuint (g_bytes_get_size (audio->audio), ==, 2);
  g_assert_cmpstr (audio->chunk_id, ==, "a-1");
  g_assert_null (broken->audio);
  g_assert_null (none->audio);
  g_assert_cmpstr (text->text, ==, "hello");
  g_assert_cmpstr (nothing->text, ==, "");
  g_assert_cmpint (unknown->type, ==, ALOUD_COMMAND_UNKNOWN);
  g_assert_cmpint (settings->sample_rate, ==, -1);
  g_assert_cmpfloat (settings->pause, ==, -1);
}

static void
test_malformed (void)
{
  static const char * const table[] = {
    "", "{", "[]", "null", "{}", "{\"type\":7}", "{\"type\":null}", "hello", "{\"type\":\"keep_alive\"} {}",
  };
  g_autofree char *deep = g_strnfill (100000, '[');
  guint i;

  for (i = 0; i < G_N_ELEMENTS (table); i++)
    if (read_command (table[i]) != NULL)
      g_error ("taken for a message: %s", table[i]);
  g_assert_null (read_command (deep));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/wire/dialects", test_dialects);
  g_test_add_func ("/practice/wire/style-words", test_style_words);
  g_test_add_func ("/practice/wire/final", test_final);
  g_test_add_func ("/practice/wire/audio", test_audio);
  g_test_add_func ("/practice/command/settings", test_settings);
  g_test_add_func ("/practice/command/other-settings", test_other_settings);
  g_test_add_func ("/practice/command/fields", test_commands);
  g_test_add_func ("/practice/command/malformed", test_malformed);
  return g_test_run ();
}
