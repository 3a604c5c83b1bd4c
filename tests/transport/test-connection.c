/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "caller.h"

#include "aloud-test-server.h"
#include "aloud-test-util.h"

#define METADATA "{\"type\":\"connection_metadata\",\"status\":\"connected\"}"

static void
test_connects (void)
{
  g_autoptr (AloudTestServer) server = aloud_test_server_new ();
  g_autoptr (Caller) caller = caller_new (NULL);

  g_assert_false (aloud_connection_is_open (caller->connection));
  caller_connect (caller, server->endpoint);

  g_assert_cmpuint (server->requests, ==, 1);
  g_assert_cmpstr (g_hash_table_lookup (server->query, "config_id"), ==, "test-config");
  g_assert_null (g_hash_table_lookup (server->query, "project_id"));
  g_assert_cmpstr (soup_message_headers_get_one (server->headers, "User-Agent"), ==, "Aloud/" ALOUD_VERSION);
  g_assert_null (soup_message_headers_get_one (server->headers, "Sec-WebSocket-Extensions"));
  g_assert_null (soup_message_headers_get_one (server->headers, "Origin"));

  aloud_connection_close (caller->connection);
  caller_expect_closed (caller, 1000, -1);
}

static void
test_ids_differ (void)
{
  g_autoptr (AloudTestServer) server = aloud_test_server_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (int i = 0; i < 3; i++)
    {
      g_autoptr (Caller) caller = caller_new (NULL);
      const char *id;

      caller_connect (caller, server->endpoint);
      id = strrchr (server->path, '/') + 1;
      g_assert_true (g_uuid_string_is_valid (id));
      g_assert_true (g_hash_table_add (seen, g_strdup (id)));
    }
}

static void
test_key_in_query (void)
{
  g_autoptr (AloudTestServer) server = aloud_test_server_new ();
  g_autoptr (Caller) caller = caller_new (NULL);

  caller_connect (caller, server->endpoint);
  g_assert_cmpstr (g_hash_table_lookup (server->query, "api_key"), ==, CALLER_KEY);
  g_assert_nonnull (strstr (server->raw_query, "api_key=oak_org%2Ba%2Fb%3D0123456789"));
  g_assert_null (soup_message_headers_get_one (server->headers, "Authorization"));
}

static void
test_token_in_header (void)
{
  g_autoptr (AloudTestServer) server = aloud_test_server_new ();
  g_autoptr (AloudCredential) token = aloud_credential_new (ALOUD_CREDENTIAL_TOKEN, "aaa.bbb.ccc");
  g_autoptr (AloudRoute) route = aloud_route_new (server->endpoint, token);
  g_autoptr (AloudConnection) connection = aloud_connection_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  aloud_connection_connect_async (connection, route, NULL, aloud_test_store_result, &result);
  aloud_test_wait (result != NULL);
  aloud_connection_connect_finish (connection, result, &error);
  g_assert_no_error (error);

  g_assert_cmpstr (soup_message_headers_get_one (server->headers, "Authorization"), ==, "Bearer aaa.bbb.ccc");
  g_assert_null (strstr (server->raw_query, "aaa"));
  g_assert_null (g_hash_table_lookup (server->query, "api_key"));
}

static void
test_events_in_order (void)
{
  g_autoptr (AloudTestServer) server = aloud_test_server_new ();
  g_autoptr (Caller) caller = caller_new (NULL);

  aloud_test_server_greet (server, METADATA);
  aloud_test_server_greet (server, "{\"type\":\"turn_complete\"}");
  caller_connect (caller, server->endpoint);
  g_assert_cmpuint (caller->events->len, ==, 0); /* nothing before the connect is answered */

  for (int i = 0; i < 100; i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"type\":\"unheard_%d\"}", i);

      aloud_test_server_send (server, text);
    }
  aloud_test_wait (caller->events->len == 102);

  g_assert_cmpint (((AloudEvent *) caller->events->pdata[0])->type, ==, ALOUD_EVENT_METADATA);
  g_assert_cmpint (((AloudEvent *) caller->events->pdata[1])->type, ==, ALOUD_EVENT_TURN_COMPLETE);
  for (guint i = 0; i < 100; i++)
    {
      AloudEvent *event = g_ptr_array_index (caller->events, i + 2);
      g_autofree char *name = g_strdup_printf ("unheard_%u", i);

      g_assert_cmpstr (event->type_name, ==, name);
    }
}

static void
test_odd_messages_counted (void)
{
  g_autoptr (AloudTestServer) server = aloud_test_server_new ();
  g_autoptr (Caller) caller = caller_new (NULL);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("\0\1\2\3", 4);
  AloudConnectionCounters counters;

  caller_connect (caller, server->endpoint);
  aloud_test_server_send (server, "no json");
  aloud_test_server_send_binary (server, bytes);
  aloud_test_server_send (server, "[]");
  aloud_test_server_send (server, "");
  aloud_test_server_send (server, METADATA);
  aloud_test_wait (caller->events->len == 1);

  aloud_connection_get_counters (caller->connection, &counters);
  g_assert_cmpuint (counters.messages_received, ==, 4);
  g_assert_cmpuint (counters.malformed, ==, 3);
  g_assert_cmpuint (counters.binary_ignored, ==, 1);
  g_assert_cmpuint (counters.bytes_received, ==, strlen ("no json") + 4 + 2 + strlen (METADATA));
  g_assert_true (aloud_connection_is_open (caller->connection));
}

static void
test_sends (void)
{
  g_autoptr (AloudTestServer) server = aloud_test_server_new ();
  g_autoptr (Caller) caller = caller_new (NULL);
  AloudConnectionCounters counters;

  caller_connect (caller, server->endpoint);
  aloud_connection_send_request (caller->connection, "{\"type\":\"first\"}");
  for (guint8 i = 0; i < 50; i++)
    {
      guint8 frame[960];
      g_autoptr (GBytes) bytes = NULL;

      memset (frame, i, sizeof frame);
      bytes = g_bytes_new (frame, sizeof frame);
      g_assert_cmpint (aloud_connection_send_audio (caller->connection, bytes), !=, ALOUD_AUDIO_DROPPED);
    }
  aloud_connection_send_request (caller->connection, "{\"type\":\"last\"}");

  aloud_test_wait (server->texts->len == 2 && server->audio_frames == 50);
  g_assert_cmpstr (g_ptr_array_index (server->texts, 0), ==, "{\"type\":\"first\"}");
  for (guint i = 0; i < 50 * 960; i++)
    g_assert_cmpuint (server->audio->data[i], ==, i / 960);

  aloud_connection_get_counters (caller->connection, &counters);
  g_assert_cmpuint (counters.audio_frames_sent, ==, 50);
  g_assert_cmpuint (counters.audio_frames_dropped, ==, 0);
  g_assert_cmpuint (counters.bytes_sent, ==, 50 * 960 + strlen ("{\"type\":\"first\"}{\"type\":\"last\"}"));
}

static char *
padded_message (gsize size)
{
  GString *text = g_string_new ("{\"type\":\"unheard\",\"filler\":\"");

  while (text->len < size - 2)
    g_string_append_c (text, 'x');
  g_string_append (text, "\"}");
  return g_string_free (text, FALSE);
}

static void
test_large_messages (void)
{
  g_autoptr (AloudTestServer) server = aloud_test_server_new ();
  g_autoptr (Caller) caller = caller_new (NULL);
  g_autofree char *usual = padded_message (200 * 1024);
  g_autofree char *large = padded_message (5 * 1024 * 1024);

  aloud_test_server_greet (server, usual); /* may come in one packet with the answer to the upgrade */
  caller_connect (caller, server->endpoint);
  aloud_test_wait (caller->events->len == 1);
  aloud_test_server_send (server, large);
  aloud_test_wait (caller->events->len == 2);
  g_assert_true (aloud_connection_is_open (caller->connection));
}

static void
test_too_large (void)
{
  g_autoptr (AloudTestServer) server = aloud_test_server_new ();
  g_autoptr (Caller) caller = caller_new (NULL);
  g_autofree char *text = padded_message (9 * 1024 * 1024);

  caller_connect (caller, server->endpoint);
  aloud_test_server_send (server, text);
  caller_expect_closed (caller, 1009, ALOUD_CONNECTION_ERROR_TOO_LARGE);
  g_assert_cmpuint (caller->events->len, ==, 0);
  g_assert_false (aloud_connection_error_is_retryable (caller->error));
}

static void
test_close (void)
{
  g_autoptr (AloudTestServer) server = aloud_test_server_new ();
  g_autoptr (Caller) caller = caller_new (NULL);

  aloud_connection_close (caller->connection); /* nothing to close yet */
  caller_connect (caller, server->endpoint);
  aloud_connection_close (caller->connection);
  g_assert_cmpuint (caller->closed, ==, 0); /* never during the call */
  g_assert_false (aloud_connection_is_open (caller->connection));
  aloud_connection_close (caller->connection);

  caller_expect_closed (caller, 1000, -1);
  aloud_test_wait (!server->connected);
  g_assert_cmpuint (server->close_code, ==, 1000);
  aloud_connection_close (caller->connection);
  aloud_test_settle ();
  g_assert_cmpuint (caller->closed, ==, 1);
}

/* Whatever the object's state, sending does nothing, silently. */
static void
test_send_when_not_open (void)
{
  g_autoptr (AloudTestServer) server = aloud_test_server_new ();
  g_autoptr (Caller) caller = caller_new (NULL);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("\0\0", 2);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (aloud_connection_send_audio (caller->connection, bytes), ==, ALOUD_AUDIO_DROPPED);
  aloud_connection_send_request (caller->connection, "{}");
  caller_dial (caller, server->endpoint, NULL);
  g_assert_cmpint (aloud_connection_send_audio (caller->connection, bytes), ==, ALOUD_AUDIO_DROPPED);
  aloud_connection_send_request (caller->connection, "{}");
  caller_answer (caller, &error);
  g_assert_no_error (error);

  aloud_test_server_drop (server);
  while (caller->closed == 0)
    {
      aloud_connection_send_audio (caller->connection, bytes);
      aloud_connection_send_request (caller->connection, "{}");
      g_main_context_iteration (NULL, TRUE);
    }
  g_assert_cmpint (aloud_connection_send_audio (caller->connection, bytes), ==, ALOUD_AUDIO_DROPPED);
  aloud_connection_send_request (caller->connection, "{}");
  aloud_test_settle ();
  g_assert_cmpuint (server->texts->len, ==, 0);
}

static void
test_dropped (void)
{
  g_autoptr (AloudTestServer) server = aloud_test_server_new ();
  g_autoptr (Caller) caller = caller_new (NULL);

  caller_connect (caller, server->endpoint);
  aloud_test_server_drop (server);
  caller_expect_closed (caller, 1006, ALOUD_CONNECTION_ERROR_DROPPED);
  g_assert_true (aloud_connection_error_is_retryable (caller->error));
}

static void
test_disconnect_message (void)
{
  g_autoptr (AloudTestServer) server = aloud_test_server_new ();
  g_autoptr (Caller) caller = caller_new (NULL);

  caller_connect (caller, server->endpoint);
  aloud_test_server_send (server, "{\"type\":\"websocket.disconnect\",\"code\":4001,\"reason\":\"AUTH_FAILED\"}");
  aloud_test_server_send (server, METADATA);
  caller_expect_closed (caller, 4001, ALOUD_CONNECTION_ERROR_UNAUTHORIZED);
  g_assert_cmpuint (caller->events->len, ==, 0);
  aloud_test_wait (!server->connected);
  g_assert_cmpuint (server->close_code, ==, 1000);
}

static void
test_disconnect_message_clean (void)
{
  g_autoptr (AloudTestServer) server = aloud_test_server_new ();
  g_autoptr (Caller) caller = caller_new (NULL);

  caller_connect (caller, server->endpoint);
  aloud_test_server_send (server, "{\"type\":\"websocket.disconnect\",\"code\":1000,\"reason\":\"bye\"}");
  caller_expect_closed (caller, 1000, -1);
}

static void
on_event_close (AloudConnection *connection, AloudEvent *event, gpointer user_data)
{
  aloud_connection_close (connection);
}

static void
on_event_unref (AloudConnection *connection, AloudEvent *event, gpointer user_data)
{
  Caller *caller = user_data;

  g_clear_object (&caller->result);
  g_clear_object (&caller->connection);
}

/* What follows in the same packet must not reach somebody who has hung up. */
static void
test_close_in_event (void)
{
  g_autoptr (AloudTestServer) server = aloud_test_server_new ();
  g_autoptr (Caller) caller = caller_new (NULL);

  aloud_test_server_greet (server, METADATA);
  aloud_test_server_greet (server, METADATA);
  g_signal_connect (caller->connection, "event", G_CALLBACK (on_event_close), NULL);
  caller_connect (caller, server->endpoint);
  caller_expect_closed (caller, 1000, -1);
  g_assert_cmpuint (caller->events->len, ==, 1);
}

static void
test_unref_in_event (void)
{
  g_autoptr (AloudTestServer) server = aloud_test_server_new ();
  g_autoptr (Caller) caller = caller_new (NULL);
  gpointer witness = caller->connection;

  g_object_add_weak_pointer (witness, &witness);
  aloud_test_server_greet (server, METADATA);
  aloud_test_server_greet (server, METADATA);
  g_signal_connect (caller->connection, "event", G_CALLBACK (on_event_unref), caller);
  caller_connect (caller, server->endpoint);
  aloud_test_wait (witness == NULL);
  aloud_test_wait (!server->connected);
  g_assert_cmpuint (caller->events->len, ==, 1);
  g_assert_cmpuint (caller->closed, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/transport/connection/connects", test_connects);
  g_test_add_func ("/transport/connection/ids-differ", test_ids_differ);
  g_test_add_func ("/transport/connection/key-in-query", test_key_in_query);
  g_test_add_func ("/transport/connection/token-in-header", test_token_in_header);
  g_test_add_func ("/transport/connection/events-in-order", test_events_in_order);
  g_test_add_func ("/transport/connection/odd-messages-counted", test_odd_messages_counted);
  g_test_add_func ("/transport/connection/sends", test_sends);
  g_test_add_func ("/transport/connection/large-messages", test_large_messages);
  g_test_add_func ("/transport/connection/too-large", test_too_large);
  g_test_add_func ("/transport/connection/close", test_close);
  g_test_add_func ("/transport/connection/send-when-not-open", test_send_when_not_open);
  g_test_add_func ("/transport/connection/dropped", test_dropped);
  g_test_add_func ("/transport/connection/disconnect-message", test_disconnect_message);
  g_test_add_func ("/transport/connection/disconnect-message-clean", test_disconnect_message_clean);
  g_test_add_func ("/transport/connection/close-in-event", test_close_in_event);
  g_test_add_func ("/transport/connection/unref-in-event", test_unref_in_event);

  return g_test_run ();
}
