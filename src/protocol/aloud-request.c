/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-request.h"

#include <json-glib/json-glib.h>

#include "aloud-speech.h"

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static JsonBuilder *
begin (const char *type)
{
  JsonBuilder *builder = json_builder_new_immutable ();
  g_autofree char *id = g_uuid_string_random ();

  json_builder_begin_object (builder);
  add_string (builder, "type", type);
  json_builder_set_member_name (builder, "timestamp");
  json_builder_add_double_value (builder, (double) (g_get_real_time () / 1000) / 1000.0);
  add_string (builder, "message_id", id);
  return builder;
}

static char *
end (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = NULL;

  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

char *
aloud_request_session_settings (void)
{
  g_autoptr (JsonBuilder) builder = begin ("session_settings");

  add_int (builder, "sample_rate", ALOUD_SAMPLE_RATE);
  add_int (builder, "channels", 1);
  add_string (builder, "encoding", "linear16");
  return end (builder);
}

char *
aloud_request_keep_alive (void)
{
  g_autoptr (JsonBuilder) builder = begin ("keep_alive");

  return end (builder);
}

char *
aloud_request_text_input (const char *text)
{
  g_autoptr (JsonBuilder) builder = NULL;
  g_autofree char *valid = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  builder = begin ("text_input");
  valid = g_utf8_make_valid (text, -1);
  add_string (builder, "text", valid);
  return end (builder);
}

char *
aloud_request_interrupt (void)
{
  g_autoptr (JsonBuilder) builder = begin ("interrupt");

  return end (builder);
}
