/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "caller.h"

#include <json-glib/json-glib.h>

#include "aloud-test-server.h"
#include "aloud-test-util.h"

/* What a route says about the connection is what the server sees. */

#define CHUNK 960 /* 20 ms */

static AloudRoute *
new_route (AloudTestServer *server, AloudCredentialKind kind, const char *secret)
{
  g_autoptr (AloudCredential) credential = aloud_credential_new (kind, secret);

  return aloud_route_new (server->endpoint, credential);
}

static const char *
get_header (AloudTestServer *server, const char *name)
{
  return soup_message_headers_get_one (server->headers, name);
}

static void
test_token_in_query (void)
{
  g_autoptr (AloudTestServer) server = aloud_test_server_new ();
  g_autoptr (AloudRoute) route = new_route (server, ALOUD_CREDENTIAL_TOKEN, "aaa.bbb.ccc");
  g_autoptr (Caller) caller = caller_new (NULL);

  aloud_route_set_token_in_query (route, TRUE);
  caller_connect_route (caller, route);
  g_assert_cmpstr (g_hash_table_lookup (server->query, "authorization"), ==, "Bearer aaa.bbb.ccc");
  g_assert_nonnull (strstr (server->raw_query, "authorization=Bearer%20aaa.bbb.ccc"));
  g_assert_null (get_header (server, "Authorization"));
}

/* It is for tokens: a key has one place. */
static void
test_key_stays_a_key (void)
{
  g_autoptr (AloudTestServer) server = aloud_test_server_new ();
  g_autoptr (AloudRoute) route = new_route (server, ALOUD_CREDENTIAL_API_KEY, CALLER_KEY);
  g_autoptr (Caller) caller = caller_new (NULL);

  aloud_route_set_token_in_query (route, TRUE);
  caller_connect_route (caller, route);
  g_assert_cmpstr (g_hash_table_lookup (server->query, "api_key"), ==, CALLER_KEY);
  g_assert_null (g_hash_table_lookup (server->query, "authorization"));
  g_assert_null (get_header (server, "Authorization"));
}

static void
send_chunk (Caller *caller, guint8 sample, AloudAudioFate fate)
{
  guint8 samples[CHUNK];
  g_autoptr (GBytes) chunk = NULL;

  memset (samples, sample, sizeof samples);
  chunk = g_bytes_new (samples, sizeof samples);
  g_assert_cmpint (aloud_connection_send_audio (caller->connection, chunk), ==, fate);
}

/* The audio of one message, checked to be in the documented form. */
static GBytes *
read_audio (AloudTestServer *server, guint position)
{
  g_autoptr (JsonNode) root = json_from_string (g_ptr_array_index (server->texts, position), NULL);
  JsonObject *message = json_node_get_object (root);
  JsonObject *data = json_object_get_object_member (message, "data");
  g_autofree char *chunk_id = g_strdup_printf ("a-%u", position + 1);
  gsize length;
  guchar *bytes = g_base64_decode (json_object_get_string_member (data, "audio"), &length);

  g_assert_cmpstr (json_object_get_string_member (message, "type"), ==, "audio_input");
  g_assert_cmpstr (json_object_get_string_member (data, "chunk_id"), ==, chunk_id);
  return g_bytes_new_take (bytes, length);
}

static void
assert_audio (AloudTestServer *server, guint position, guint8 first, guint8 second)
{
  g_autoptr (GBytes) audio = read_audio (server, position);
  const guint8 *samples = g_bytes_get_data (audio, NULL);

  g_assert_cmpuint (g_bytes_get_size (audio), ==, second != 0 ? 2 * CHUNK : CHUNK);
  for (guint i = 0; i < g_bytes_get_size (audio); i++)
    g_assert_cmpuint (samples[i], ==, i < CHUNK ? first : second);
}

/* Two chunks make a message; the last one goes out alone when nothing more comes, before the close. */
static void
test_documented_audio (void)
{
  g_autoptr (AloudTestServer) server = aloud_test_server_new ();
  g_autoptr (AloudRoute) route = new_route (server, ALOUD_CREDENTIAL_API_KEY, CALLER_KEY);
  g_autoptr (Caller) caller = caller_new (NULL);
  AloudConnectionCounters counters;

  aloud_route_set_dialect (route, ALOUD_DIALECT_DOCUMENTED);
  caller_connect_route (caller, route);
  send_chunk (caller, 1, ALOUD_AUDIO_HELD);
  send_chunk (caller, 2, ALOUD_AUDIO_SENT);
  aloud_test_wait (server->texts->len == 1);
  send_chunk (caller, 3, ALOUD_AUDIO_HELD);
  send_chunk (caller, 4, ALOUD_AUDIO_SENT);
  aloud_test_wait (server->texts->len == 2);
  send_chunk (caller, 5, ALOUD_AUDIO_HELD);
  aloud_connection_close (caller->connection);
  caller_expect_closed (caller, 1000, -1);

  g_assert_cmpuint (server->texts->len, ==, 3);
  g_assert_cmpuint (server->audio_frames, ==, 0);
  assert_audio (server, 0, 1, 2);
  assert_audio (server, 1, 3, 4);
  assert_audio (server, 2, 5, 0);
  aloud_connection_get_counters (caller->connection, &counters);
  g_assert_cmpuint (counters.audio_frames_sent, ==, 3);
}

/* A second of speech that was gathered before the service was ready passes at once, whole and in order. */
static void
test_documented_burst (void)
{
  g_autoptr (AloudTestServer) server = aloud_test_server_new ();
  g_autoptr (AloudRoute) route = new_route (server, ALOUD_CREDENTIAL_API_KEY, CALLER_KEY);
  g_autoptr (Caller) caller = caller_new (NULL);
  g_autoptr (GBytes) chunk = g_bytes_new_take (g_malloc0 (CHUNK), CHUNK);
  AloudConnectionCounters counters;

  aloud_route_set_dialect (route, ALOUD_DIALECT_DOCUMENTED);
  caller_connect_route (caller, route);
  for (guint i = 0; i < 50; i++)
    g_assert_cmpint (aloud_connection_send_audio (caller->connection, chunk), !=, ALOUD_AUDIO_DROPPED);
  aloud_test_wait (server->texts->len == 25);
  aloud_connection_get_counters (caller->connection, &counters);
  g_assert_cmpuint (counters.audio_frames_dropped, ==, 0);
}

static gboolean
holds (AloudTestServer *server, const char *text)
{
  SoupMessageHeadersIter iter;
  const char *name, *value;

  soup_message_headers_iter_init (&iter, server->headers);
  while (soup_message_headers_iter_next (&iter, &name, &value))
    if (strstr (value, text) != NULL)
      return TRUE;
  return strstr (server->path, text) != NULL || strstr (server->raw_query, text) != NULL;
}

/* A server tells its client things to remember: none of it reaches the other, nor comes back. */
static void
test_nothing_is_shared (void)
{
  g_autoptr (AloudTestServer) first = aloud_test_server_new ();
  g_autoptr (AloudTestServer) second = aloud_test_server_new ();
  g_autoptr (AloudRoute) first_route = new_route (first, ALOUD_CREDENTIAL_TOKEN, "first.token.aaa");
  g_autoptr (AloudRoute) second_route = new_route (second, ALOUD_CREDENTIAL_API_KEY, "oak_second_key");
  g_autoptr (Caller) before = caller_new (NULL);
  g_autoptr (Caller) one = caller_new (NULL);
  g_autoptr (Caller) two = caller_new (NULL);
  g_autoptr (Caller) again = caller_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  aloud_test_server_refuse (first, 401, 1, "Set-Cookie", "remember=cookie; Path=/");
  caller_dial_route (before, first_route, NULL);
  g_assert_false (caller_answer (before, &error));
  g_assert_error (error, ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_UNAUTHORIZED);

  caller_connect_route (one, first_route);
  id = g_path_get_basename (first->path);
  g_assert_true (g_uuid_string_is_valid (id));
  g_assert_true (holds (first, "first.token.aaa"));
  g_assert_false (holds (first, "cookie"));

  caller_connect_route (two, second_route);
  g_assert_true (holds (second, "oak_second_key"));
  g_assert_false (holds (second, "first.token.aaa"));
  g_assert_null (get_header (second, "Authorization"));
  g_assert_null (get_header (second, "Cookie"));
  g_assert_null (get_header (second, "Referer"));
  g_assert_false (holds (second, id));

  caller_connect_route (again, first_route);
  g_assert_false (holds (first, "oak_second_key"));
  g_assert_false (holds (first, "cookie"));
  g_assert_false (holds (first, id));
  g_assert_cmpuint (first->texts->len + second->texts->len, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/transport/routes/token-in-query", test_token_in_query);
  g_test_add_func ("/transport/routes/key-stays-a-key", test_key_stays_a_key);
  g_test_add_func ("/transport/routes/documented-audio", test_documented_audio);
  g_test_add_func ("/transport/routes/documented-burst", test_documented_burst);
  g_test_add_func ("/transport/routes/nothing-is-shared", test_nothing_is_shared);

  return g_test_run ();
}
