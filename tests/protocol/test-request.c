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
  g_autofree char *text = aloud_request_session_settings ();
  g_autoptr (JsonObject) object = read_request (text, "session_settings", 3);

  g_assert_cmpint (json_object_get_int_member (object, "sample_rate"), ==, 24000);
  g_assert_cmpint (json_object_get_int_member (object, "channels"), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (object, "encoding"), ==, "linear16");
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
      g_autofree char *text = aloud_request_text_input (texts[i]);
      g_autoptr (JsonObject) object = read_request (text, "text_input", 1);

      g_assert_cmpstr (json_object_get_string_member (object, "text"), ==, texts[i]);
    }
}

static void
test_invalid_text (void)
{
  g_autofree char *text = aloud_request_text_input ("a\xff" "b");
  g_autoptr (JsonObject) object = read_request (text, "text_input", 1);

  g_assert_cmpstr (json_object_get_string_member (object, "text"), ==, "a\xef\xbf\xbd" "b");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/protocol/request/session-settings", test_session_settings);
  g_test_add_func ("/protocol/request/bare", test_bare);
  g_test_add_func ("/protocol/request/text-input", test_text_input);
  g_test_add_func ("/protocol/request/invalid-text", test_invalid_text);

  return g_test_run ();
}
