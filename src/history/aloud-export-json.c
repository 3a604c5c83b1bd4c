/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-export.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#define FORMAT "aloud-conversation"

static const char *const speakers[] = {
  [ALOUD_SPEAKER_YOU] = "you",
  [ALOUD_SPEAKER_AGENT] = "agent",
  [ALOUD_SPEAKER_NOTE] = "note",
};

/* Writing */

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_boolean (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

static void
add_ms (JsonBuilder *builder, const char *name, double seconds)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, llround (seconds * 1000));
}

static void
add_time (JsonBuilder *builder, const char *name, gint64 time)
{
  g_autoptr (GDateTime) local = aloud_conversation_local_time (time);
  g_autofree char *text = g_date_time_format_iso8601 (local);

  add_string (builder, name, text);
}

static void
add_words (JsonBuilder *builder, const AloudConversation *conversation, guint turn)
{
  g_autoptr (GPtrArray) words = aloud_conversation_get_words (conversation, turn);

  json_builder_set_member_name (builder, "words");
  json_builder_begin_array (builder);
  for (guint i = 0; i < words->len; i++)
    {
      const AloudSaidWord *word = g_ptr_array_index (words, i);

      json_builder_begin_object (builder);
      add_string (builder, "word", word->text);
      add_ms (builder, "start_ms", word->start);
      add_ms (builder, "end_ms", word->end);
      add_boolean (builder, "estimated", word->estimated);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_turn (JsonBuilder *builder, const AloudConversation *conversation, guint i)
{
  const AloudSaidTurn *turn = g_ptr_array_index (conversation->turns, i);
  gboolean estimated;
  double end = aloud_conversation_get_end (conversation, i, &estimated);

  json_builder_begin_object (builder);
  add_string (builder, "speaker", speakers[turn->speaker]);
  add_time (builder, "time", turn->began);
  add_string (builder, "text", turn->text);
  add_boolean (builder, "interrupted", turn->interrupted);
  if (turn->emotions != NULL)
    add_string (builder, "emotions", turn->emotions);
  add_ms (builder, "start_ms", aloud_conversation_get_start (conversation, i));
  add_ms (builder, "end_ms", end);
  add_boolean (builder, "end_estimated", estimated);
  if (turn->speaker != ALOUD_SPEAKER_NOTE)
    add_words (builder, conversation, i);
  json_builder_end_object (builder);
}

char *
aloud_export_write_json (const AloudConversation *conversation)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  add_string (builder, "format", FORMAT);
  json_builder_set_member_name (builder, "version");
  json_builder_add_int_value (builder, ALOUD_CONVERSATION_VERSION);
  add_string (builder, "agent", conversation->agent);
  add_time (builder, "time", conversation->began);
  json_builder_set_member_name (builder, "turns");
  json_builder_begin_array (builder);
  for (guint i = 0; i < conversation->turns->len; i++)
    add_turn (builder, conversation, i);
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  text = json_to_string (root, TRUE);
  return g_strconcat (text, "\n", NULL);
}

/* Reading */

static gboolean
refuse (GError **error, const char *what)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "no conversation of Aloud's: %s", what);
  return FALSE;
}

/* The member when it is of that type; json-glib's own getters complain on the console otherwise. */
static JsonNode *
get (JsonObject *object, const char *name, GType type)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != type)
    return NULL;
  return node;
}

static const char *
get_string (JsonObject *object, const char *name)
{
  JsonNode *node = get (object, name, G_TYPE_STRING);

  return node != NULL ? json_node_get_string (node) : NULL;
}

static gboolean
get_boolean (JsonObject *object, const char *name)
{
  JsonNode *node = get (object, name, G_TYPE_BOOLEAN);

  return node != NULL && json_node_get_boolean (node);
}

static double
get_seconds (JsonObject *object, const char *name)
{
  JsonNode *node = get (object, name, G_TYPE_INT64);

  return node != NULL ? json_node_get_int (node) / 1000.0 : NAN;
}

static gboolean
get_time (JsonObject *object, gint64 *time, GError **error)
{
  const char *text = get_string (object, "time");
  g_autoptr (GDateTime) read = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;

  if (read == NULL)
    return refuse (error, "a time");
  *time = g_date_time_to_unix (read) * G_USEC_PER_SEC + g_date_time_get_microsecond (read);
  return TRUE;
}

/* Estimates are made anew. */
static void
read_words (JsonObject *object, AloudSaidTurn *turn)
{
  JsonNode *node = json_object_get_member (object, "words");
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autoptr (GArray) words = g_array_new (FALSE, FALSE, sizeof (AloudTurnWord));
  double start = get_seconds (object, "start_ms");

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *item = json_array_get_element (array, i);
      JsonObject *word = JSON_NODE_HOLDS_OBJECT (item) ? json_node_get_object (item) : NULL;
      AloudTurnWord timed;

      if (word == NULL || get_boolean (word, "estimated"))
        return;
      timed.start = get_seconds (word, "start_ms") - start;
      timed.end = get_seconds (word, "end_ms") - start;
      if (!isfinite (timed.start) || !isfinite (timed.end))
        return;
      g_array_append_val (words, timed);
    }
  if (words->len > 0)
    turn->words = g_steal_pointer (&words);
}

static gboolean
read_turn (JsonNode *node, AloudConversation *conversation, GError **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *speaker = object != NULL ? get_string (object, "speaker") : NULL;
  const char *text = object != NULL ? get_string (object, "text") : NULL;
  AloudSaidTurn *turn;
  gint64 began;
  guint which;

  for (which = 0; speaker != NULL && which < G_N_ELEMENTS (speakers); which++)
    if (g_str_equal (speaker, speakers[which]))
      break;
  if (speaker == NULL || which == G_N_ELEMENTS (speakers) || text == NULL)
    return refuse (error, "a turn");
  if (!get_time (object, &began, error))
    return FALSE;

  turn = aloud_said_turn_new (which, text, began);
  turn->interrupted = get_boolean (object, "interrupted");
  turn->emotions = g_strdup (get_string (object, "emotions"));
  if (!get_boolean (object, "end_estimated") && get_seconds (object, "end_ms") >= get_seconds (object, "start_ms"))
    turn->ended = began + llround ((get_seconds (object, "end_ms") - get_seconds (object, "start_ms")) * G_USEC_PER_SEC);
  read_words (object, turn);
  g_ptr_array_add (conversation->turns, turn);
  return TRUE;
}

static AloudConversation *
read_conversation (JsonObject *object, GError **error)
{
  const char *agent = get_string (object, "agent");
  JsonNode *node = json_object_get_member (object, "turns");
  JsonArray *turns = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autoptr (AloudConversation) conversation = NULL;
  gint64 began;

  if (agent == NULL || turns == NULL)
    {
      refuse (error, agent == NULL ? "“agent”" : "“turns”");
      return NULL;
    }
  if (!get_time (object, &began, error))
    return NULL;
  conversation = aloud_conversation_new (agent, began);
  for (guint i = 0; i < json_array_get_length (turns); i++)
    if (!read_turn (json_array_get_element (turns, i), conversation, error))
      return NULL;
  return g_steal_pointer (&conversation);
}

AloudConversation *
aloud_export_read_json (const char *text, gssize length, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode *root;
  JsonNode *version;

  g_return_val_if_fail (text != NULL, NULL);

  if (!json_parser_load_from_data (parser, text, length, NULL))
    {
      refuse (error, "no JSON");
      return NULL;
    }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root)
      || g_strcmp0 (get_string (json_node_get_object (root), "format"), FORMAT) != 0)
    {
      refuse (error, "“format”");
      return NULL;
    }
  version = get (json_node_get_object (root), "version", G_TYPE_INT64);
  if (version == NULL || json_node_get_int (version) != ALOUD_CONVERSATION_VERSION)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "a version of conversations that is not known here");
      return NULL;
    }
  return read_conversation (json_node_get_object (root), error);
}
