/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-test-server.h"

#define PATH "/ws/voice"

static void
on_message (SoupWebsocketConnection *socket, int type, GBytes *message, gpointer user_data)
{
  AloudTestServer *self = user_data;
  gsize size;
  const guint8 *data = g_bytes_get_data (message, &size);

  if (type == SOUP_WEBSOCKET_DATA_TEXT)
    {
      g_ptr_array_add (self->texts, g_strndup ((const char *) data, size));
      return;
    }
  self->audio_frames++;
  g_byte_array_append (self->audio, data, (guint) size);
}

static void
on_closed (SoupWebsocketConnection *socket, gpointer user_data)
{
  AloudTestServer *self = user_data;

  if (socket != self->socket)
    return;
  self->connected = FALSE;
  self->close_code = soup_websocket_connection_get_close_code (socket);
}

static void
forget_socket (AloudTestServer *self)
{
  self->connected = FALSE;
  if (self->socket != NULL)
    g_signal_handlers_disconnect_by_data (self->socket, self);
  g_clear_object (&self->socket);
  g_clear_object (&self->tcp);
}

static void
on_websocket (SoupServer *server, SoupServerMessage *message, const char *path, SoupWebsocketConnection *socket,
              gpointer user_data)
{
  AloudTestServer *self = user_data;

  forget_socket (self);
  self->socket = g_object_ref (socket);
  self->tcp = g_object_ref (soup_server_message_get_socket (message));
  self->connected = TRUE;
  self->connections++;
  self->close_code = 0;
  soup_websocket_connection_set_max_incoming_payload_size (socket, 16 * 1024 * 1024);
  g_signal_connect (socket, "message", G_CALLBACK (on_message), self);
  g_signal_connect (socket, "closed", G_CALLBACK (on_closed), self);

  for (guint i = 0; i < self->greetings->len; i++)
    soup_websocket_connection_send_text (socket, g_ptr_array_index (self->greetings, i));
}

static void
on_request (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  AloudTestServer *self = user_data;
  const char *raw_query = g_uri_get_query (soup_server_message_get_uri (message));

  self->requests++;
  g_free (self->path);
  g_free (self->raw_query);
  g_clear_pointer (&self->query, g_hash_table_unref);
  g_clear_pointer (&self->headers, soup_message_headers_unref);
  self->path = g_strdup (path);
  self->raw_query = g_strdup (raw_query);
  self->query = raw_query != NULL ? soup_form_decode (raw_query) : g_hash_table_new (g_str_hash, g_str_equal);
  self->headers = soup_message_headers_ref (soup_server_message_get_request_headers (message));

  if (self->holding)
    {
      /* libsoup asks for it when the request ends, and warns when the peer has gone by then; it asks once. */
      soup_server_message_get_remote_address (message);
      soup_server_message_pause (message);
      g_ptr_array_add (self->held, g_object_ref (message));
    }
  if (self->refusals == 0)
    return;
  self->refusals--;
  soup_server_message_set_status (message, self->refusal_status, NULL);
  if (self->refusal_header != NULL)
    soup_message_headers_append (soup_server_message_get_response_headers (message), self->refusal_header,
                                 self->refusal_value);
}

static AloudTestServer *
start (GTlsCertificate *certificate)
{
  AloudTestServer *self = g_new0 (AloudTestServer, 1);
  g_autoptr (GError) error = NULL;
  GSList *uris;

  self->texts = g_ptr_array_new_with_free_func (g_free);
  self->greetings = g_ptr_array_new_with_free_func (g_free);
  self->held = g_ptr_array_new_with_free_func (g_object_unref);
  self->audio = g_byte_array_new ();

  self->server = soup_server_new ("tls-certificate", certificate, NULL);
  soup_server_add_early_handler (self->server, PATH, on_request, self, NULL);
  soup_server_add_websocket_handler (self->server, PATH, NULL, NULL, on_websocket, self, NULL);
  soup_server_listen_local (self->server, 0,
                            (certificate != NULL ? SOUP_SERVER_LISTEN_HTTPS : 0) | SOUP_SERVER_LISTEN_IPV4_ONLY,
                            &error);
  g_assert_no_error (error);

  uris = soup_server_get_uris (self->server);
  self->port = (guint) g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  self->url = g_strdup_printf ("%s://127.0.0.1:%u" PATH, certificate != NULL ? "wss" : "ws", self->port);
  self->endpoint = aloud_endpoint_new (self->url, "test-config", NULL, &error);
  g_assert_no_error (error);
  return self;
}

AloudTestServer *
aloud_test_server_new (void)
{
  return start (NULL);
}

AloudTestServer *
aloud_test_server_new_tls (GTlsCertificate *certificate)
{
  g_assert_nonnull (certificate);
  return start (certificate);
}

void
aloud_test_server_put_away (SoupServer *server)
{
  static GPtrArray *put_away;

  if (!soup_server_is_https (server))
    {
      soup_server_disconnect (server);
      g_object_unref (server);
      return;
    }
  soup_server_remove_handler (server, NULL);
  soup_server_remove_handler (server, PATH);
  if (put_away == NULL)
    put_away = g_ptr_array_new ();
  g_ptr_array_add (put_away, server);
}

void
aloud_test_server_free (AloudTestServer *self)
{
  aloud_test_server_hold (self, FALSE);
  forget_socket (self);
  aloud_test_server_put_away (self->server);
  aloud_endpoint_unref (self->endpoint);
  g_free (self->url);
  g_free (self->path);
  g_free (self->raw_query);
  g_clear_pointer (&self->query, g_hash_table_unref);
  g_clear_pointer (&self->headers, soup_message_headers_unref);
  g_ptr_array_unref (self->texts);
  g_ptr_array_unref (self->greetings);
  g_ptr_array_unref (self->held);
  g_byte_array_unref (self->audio);
  g_free (self->refusal_header);
  g_free (self->refusal_value);
  g_free (self);
}

void
aloud_test_server_refuse (AloudTestServer *self, guint status, guint times, const char *header, const char *value)
{
  g_free (self->refusal_header);
  g_free (self->refusal_value);
  self->refusals = times;
  self->refusal_status = status;
  self->refusal_header = g_strdup (header);
  self->refusal_value = g_strdup (value);
}

void
aloud_test_server_hold (AloudTestServer *self, gboolean hold)
{
  self->holding = hold;
  if (hold)
    return;
  for (guint i = 0; i < self->held->len; i++)
    soup_server_message_unpause (g_ptr_array_index (self->held, i));
  g_ptr_array_set_size (self->held, 0);
}

void
aloud_test_server_greet (AloudTestServer *self, const char *text)
{
  g_ptr_array_add (self->greetings, g_strdup (text));
}

void
aloud_test_server_send (AloudTestServer *self, const char *text)
{
  g_assert_true (self->connected);
  soup_websocket_connection_send_text (self->socket, text);
}

void
aloud_test_server_send_binary (AloudTestServer *self, GBytes *bytes)
{
  g_assert_true (self->connected);
  soup_websocket_connection_send_message (self->socket, SOUP_WEBSOCKET_DATA_BINARY, bytes);
}

void
aloud_test_server_close (AloudTestServer *self, guint code, const char *reason)
{
  g_assert_true (self->connected);
  soup_websocket_connection_close (self->socket, (gushort) (code != 0 ? code : SOUP_WEBSOCKET_CLOSE_NO_STATUS), reason);
}

void
aloud_test_server_drop (AloudTestServer *self)
{
  g_assert_true (self->connected);
  g_socket_shutdown (self->tcp, TRUE, TRUE, NULL);
  forget_socket (self);
}

guint
aloud_test_server_count_texts (AloudTestServer *self, const char *part)
{
  guint count = 0;

  for (guint i = 0; i < self->texts->len; i++)
    count += strstr (g_ptr_array_index (self->texts, i), part) != NULL;
  return count;
}
