/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-request.h"

#include <json-glib/json-glib.h>
#include <math.h>

/* Parses @text, checks the envelope and that there are @extra members beside it. */
static JsonObject *
read_request (const char *text, const char *type, guint extra)
{
  g_autoptr (JsonNode) root = json_from_string (text, NULL);
  JsonObject *object;
  double timestamp, now = (double) g_get_real_time () / G_USEC_PER_SEC;

  g_assert_nonnull (root);
  g_assert_true (JSON_NODE_HOLDS_OBJECT (root));
  object = json_object_ref (json_node_get_object (root));
  g_assert_cmpstr (json_object_get_string_member (object, "type"), ==, type);
  g_assert_true (g_uuid_string_is_valid (json_object_get_string_member (object, "message_id")));
  timestamp = json_object_get_double_member (object, "timestamp");
  g_assert_cmpfloat (fabs (timestamp - now), <, 5);
  g_assert_cmpfloat (timestamp, ==, round (timestamp * 1000) / 1000);
  g_assert_cmpuint (json_object_get_size (object), ==, 3 + extra);
  return object;
}

static void
test_session_settings (void)
{
  g_autofree char *text = aloud_request_session_settings (ALOUD_DIALECT_FLAT, NULL);
  g_autoptr (JsonObject) object = read_request (text, "session_settings", 3);

  g_assert_cmpint (json_object_get_int_member (object, "sample_rate"), ==, 24000);
  g_assert_cmpint (json_object_get_int_member (object, "channels"), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (object, "encoding"), ==, "linear16");
}

/* The message without what differs each time, in the order in which it goes out. */
static char *
settings_text (AloudDialect dialect, const char *settings)
{
  g_autoptr (GVariant) values = g_variant_ref_sink (g_variant_new_parsed (settings));
  g_autofree char *text = aloud_request_session_settings (dialect, values);
  g_autoptr (JsonNode) root = json_from_string (text, NULL);
  JsonObject *object = json_node_get_object (root);

  json_object_remove_member (object, "timestamp");
  json_object_remove_member (object, "message_id");
  return json_to_string (root, FALSE);
}

#define TYPE  "\"type\":\"session_settings\""
#define AUDIO "\"sample_rate\":24000,\"channels\":1,\"encoding\":\"linear16\""
#define TURN  "\"turn_detection\":{\"enabled\":true,\"silence_threshold\":1.5," \
              "\"context_awareness\":{\"conversation_style\":\"calm\"}}"
#define IDLE  "\"idle_timeout\":{\"warning_timeout\":30.0}"

#define SET_TURN "'turn_detection.enabled': <true>, 'turn_detection.silence_threshold': <1.5>," \
                 " 'turn_detection.context_awareness.conversation_style': <'calm'>"
#define SET_IDLE "'idle_timeout.warning_timeout': <30.0>"

static void
test_settings_forms (void)
{
  static const struct {
    AloudDialect dialect;
    const char *settings;
    const char *expected;
  } table[] = {
    { ALOUD_DIALECT_FLAT, "@a{sv} {}", "{" TYPE "," AUDIO "}" },
    { ALOUD_DIALECT_FLAT, "{'unheard.of': <true>, 'turn_detection.mode': <1>}", "{" TYPE "," AUDIO "}" },
    { ALOUD_DIALECT_FLAT, "{" SET_IDLE "}", "{" TYPE "," AUDIO "," IDLE "}" },
    { ALOUD_DIALECT_FLAT, "{'emotion_detection.enabled': <false>}",
      "{" TYPE "," AUDIO ",\"emotion_detection\":{\"enabled\":false},"
      "\"data\":{\"emotion_detection\":{\"enabled\":false},\"audio\":{" AUDIO "}}}" },
    { ALOUD_DIALECT_FLAT, "{" SET_TURN ", " SET_IDLE "}",
      "{" TYPE "," AUDIO "," TURN "," IDLE ",\"data\":{" TURN "," IDLE ",\"audio\":{" AUDIO "}}}" },
    { ALOUD_DIALECT_DOCUMENTED, "@a{sv} {}", "{" TYPE ",\"data\":{\"audio\":{" AUDIO "}}}" },
    { ALOUD_DIALECT_DOCUMENTED, "{" SET_TURN ", " SET_IDLE "}",
      "{" TYPE ",\"data\":{" TURN "," IDLE ",\"audio\":{" AUDIO "}}}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *text = settings_text (table[i].dialect, table[i].settings);

      g_assert_cmpstr (text, ==, table[i].expected);
    }
}

static void
test_audio_input (void)
{
  g_autoptr (GBytes) pcm = g_bytes_new_static ("\1\0\2\0", 4);
  g_autofree char *text = aloud_request_audio_input (pcm, 7);
  g_autoptr (JsonObject) object = read_request (text, "audio_input", 1);
  JsonObject *data = json_object_get_object_member (object, "data");

  g_assert_cmpuint (json_object_get_size (data), ==, 2);
  g_assert_cmpstr (json_object_get_string_member (data, "audio"), ==, "AQACAA==");
  g_assert_cmpstr (json_object_get_string_member (data, "chunk_id"), ==, "a-7");
}

static void
test_bare (void)
{
  g_autofree char *keep_alive = aloud_request_keep_alive ();
  g_autofree char *interrupt = aloud_request_interrupt ();
  g_autoptr (JsonObject) first = read_request (keep_alive, "keep_alive", 0);
  g_autoptr (JsonObject) second = read_request (interrupt, "interrupt", 0);

  g_assert_cmpstr (json_object_get_string_member (first, "message_id"), !=,
                   json_object_get_string_member (second, "message_id"));
}

static void
test_text_input (void)
{
  static const char *const texts[] = {
    "", "Hello", "\"quoted\" \\ and\nlines\t\001", "h\xc3\xa9llo \xf0\x9f\x98\x80",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *text = aloud_request_text_input (ALOUD_DIALECT_FLAT, texts[i]);
      g_autoptr (JsonObject) object = read_request (text, "text_input", 1);

      g_assert_cmpstr (json_object_get_string_member (object, "text"), ==, texts[i]);
    }
}

static void
test_documented_text_input (void)
{
  g_autofree char *text = aloud_request_text_input (ALOUD_DIALECT_DOCUMENTED, "Hello");
  g_autoptr (JsonObject) object = read_request (text, "text_input", 1);

  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (object, "data"), "text"), ==, "Hello");
}

static void
test_invalid_text (void)
{
  g_autofree char *text = aloud_request_text_input (ALOUD_DIALECT_FLAT, "a\xff" "b");
  g_autoptr (JsonObject) object = read_request (text, "text_input", 1);

  g_assert_cmpstr (json_object_get_string_member (object, "text"), ==, "a\xef\xbf\xbd" "b");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/protocol/request/session-settings", test_session_settings);
  g_test_add_func ("/protocol/request/settings-forms", test_settings_forms);
  g_test_add_func ("/protocol/request/audio-input", test_audio_input);
  g_test_add_func ("/protocol/request/bare", test_bare);
  g_test_add_func ("/protocol/request/text-input", test_text_input);
  g_test_add_func ("/protocol/request/documented-text-input", test_documented_text_input);
  g_test_add_func ("/protocol/request/invalid-text", test_invalid_text);

  return g_test_run ();
}
