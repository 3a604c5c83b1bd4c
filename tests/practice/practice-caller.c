/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "practice-caller.h"

#include <string.h>

#include "aloud-speech.h"
#include "aloud-test-util.h"

JsonObject *
caller_fields (JsonObject *message)
{
  return json_object_has_member (message, "data") ? json_object_get_object_member (message, "data") : message;
}

const char *
caller_text (JsonObject *message, const char *name)
{
  g_assert_nonnull (message);
  return json_object_get_string_member (caller_fields (message), name);
}

static void
on_message (SoupWebsocketConnection *socket, SoupWebsocketDataType type, GBytes *bytes, gpointer user_data)
{
  Caller *self = user_data;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  JsonObject *message;

  g_assert_cmpint (type, ==, SOUP_WEBSOCKET_DATA_TEXT);
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  root = json_from_string (text, &error);
  g_assert_no_error (error);
  message = json_node_dup_object (root);
  g_ptr_array_add (self->messages, message);

  if (g_str_equal (json_object_get_string_member (message, "type"), "tts_chunk"))
    {
      gsize size;
      g_autofree guchar *pcm = g_base64_decode (caller_text (message, "content"), &size);

      g_byte_array_append (self->voice, pcm, size);
    }
}

static void
on_closed (SoupWebsocketConnection *socket, gpointer user_data)
{
  ((Caller *) user_data)->closed = TRUE;
}

Caller *
caller_new (guint port, const char *query)
{
  g_autofree char *uri = g_strdup_printf ("ws://127.0.0.1:%u/ws/voice/test-1?%s", port, query);
  g_autoptr (SoupMessage) message = soup_message_new (SOUP_METHOD_GET, uri);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  Caller *self = g_new0 (Caller, 1);

  self->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  self->voice = g_byte_array_new ();
  self->session = soup_session_new ();
  soup_session_websocket_connect_async (self->session, message, NULL, NULL, G_PRIORITY_DEFAULT, NULL,
                                        aloud_test_store_result, &result);
  aloud_test_wait (result != NULL);
  self->socket = soup_session_websocket_connect_finish (self->session, result, &error);
  g_assert_no_error (error);
  soup_websocket_connection_set_max_incoming_payload_size (self->socket, 8 * 1024 * 1024);
  g_signal_connect (self->socket, "message", G_CALLBACK (on_message), self);
  g_signal_connect (self->socket, "closed", G_CALLBACK (on_closed), self);
  return self;
}

void
caller_free (Caller *self)
{
  caller_stop_silence (self);
  if (!self->closed && soup_websocket_connection_get_state (self->socket) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (self->socket, 1000, NULL);
  aloud_test_wait (self->closed);
  g_object_unref (self->socket);
  soup_session_abort (self->session);
  g_object_unref (self->session);
  g_ptr_array_unref (self->messages);
  g_byte_array_unref (self->voice);
  g_free (self);
}

void
caller_answer_free (CallerAnswer *self)
{
  g_free (self->phrase);
  g_free (self->retry_after);
  g_free (self->location);
  g_free (self->close_reason);
  g_free (self->text);
  g_free (self);
}

static void
on_first_message (SoupWebsocketConnection *socket, SoupWebsocketDataType type, GBytes *bytes, gpointer user_data)
{
  CallerAnswer *self = user_data;

  if (self->text == NULL)
    self->text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* Until it is clear whether the caller is let in: that is when connection_metadata comes. */
static void
look_around (CallerAnswer *self, SoupWebsocketConnection *socket)
{
  g_signal_connect (socket, "message", G_CALLBACK (on_first_message), self);
  aloud_test_wait (soup_websocket_connection_get_state (socket) == SOUP_WEBSOCKET_STATE_CLOSED ||
                   (self->text != NULL && strstr (self->text, "connection_metadata") != NULL));
  if (soup_websocket_connection_get_state (socket) == SOUP_WEBSOCKET_STATE_CLOSED)
    {
      self->close_code = soup_websocket_connection_get_close_code (socket);
      self->close_reason = g_strdup (soup_websocket_connection_get_close_data (socket));
      /* libsoup's word for a connection that just ends. */
      if (self->close_code == 0 || self->close_code == SOUP_WEBSOCKET_CLOSE_NO_STATUS)
        self->close_code = SOUP_WEBSOCKET_CLOSE_ABNORMAL;
      return;
    }
  soup_websocket_connection_close (socket, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
  aloud_test_wait (soup_websocket_connection_get_state (socket) == SOUP_WEBSOCKET_STATE_CLOSED);
}

CallerAnswer *
caller_visit (guint port, GTlsDatabase *database, const char *path_and_query, const char *authorization)
{
  g_autofree char *uri = g_strdup_printf ("%s://127.0.0.1:%u%s", database != NULL ? "wss" : "ws", port, path_and_query);
  g_autoptr (SoupMessage) message = soup_message_new (SOUP_METHOD_GET, uri);
  g_autoptr (SoupSession) session = soup_session_new_with_options ("tls-database", database, NULL);
  g_autoptr (SoupWebsocketConnection) socket = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  CallerAnswer *self = g_new0 (CallerAnswer, 1);

  if (authorization != NULL)
    soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", authorization);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  soup_session_websocket_connect_async (session, message, NULL, NULL, G_PRIORITY_DEFAULT, NULL,
                                        aloud_test_store_result, &result);
  aloud_test_wait (result != NULL);
  socket = soup_session_websocket_connect_finish (session, result, NULL);
  self->status = soup_message_get_status (message);
  self->phrase = g_strdup (soup_message_get_reason_phrase (message));
  self->retry_after = g_strdup (soup_message_headers_get_one (soup_message_get_response_headers (message),
                                                              "Retry-After"));
  self->location = g_strdup (soup_message_headers_get_one (soup_message_get_response_headers (message), "Location"));
  if (socket != NULL)
    look_around (self, socket);
  soup_session_abort (session);
  return self;
}

guint
caller_try (guint port, const char *path_and_query, const char *authorization)
{
  g_autoptr (CallerAnswer) answer = caller_visit (port, NULL, path_and_query, authorization);

  return answer->status;
}

void
caller_send_text (Caller *self, const char *json)
{
  soup_websocket_connection_send_text (self->socket, json);
}

void
caller_send_samples (Caller *self, const gint16 *samples, gsize n_samples, gsize per_frame)
{
  gsize sent;

  for (sent = 0; sent < n_samples; sent += per_frame)
    {
      gsize n = MIN (per_frame, n_samples - sent);

      soup_websocket_connection_send_binary (self->socket, samples + sent, n * sizeof *samples);
    }
}

void
caller_be_silent (Caller *self, double seconds)
{
  gsize n_samples = (gsize) (seconds * ALOUD_SAMPLE_RATE);
  g_autofree gint16 *zeros = g_new0 (gint16, n_samples);

  caller_send_samples (self, zeros, n_samples, 480);
}

void
caller_speak (Caller *self, GBytes *sound)
{
  caller_send_samples (self, g_bytes_get_data (sound, NULL), g_bytes_get_size (sound) / 2, 480);
  caller_be_silent (self, 1);
}

static gboolean
on_silence (gpointer user_data)
{
  Caller *self = user_data;

  if (soup_websocket_connection_get_state (self->socket) == SOUP_WEBSOCKET_STATE_OPEN)
    caller_be_silent (self, 0.1);
  return G_SOURCE_CONTINUE;
}

void
caller_start_silence (Caller *self)
{
  if (self->silence == 0)
    self->silence = g_timeout_add (5, on_silence, self);
}

void
caller_stop_silence (Caller *self)
{
  g_clear_handle_id (&self->silence, g_source_remove);
}

void
caller_forget (Caller *self)
{
  g_ptr_array_set_size (self->messages, 0);
  g_byte_array_set_size (self->voice, 0);
}

static gboolean
is_of_type (JsonObject *message, const char *type)
{
  return g_str_equal (json_object_get_string_member (message, "type"), type);
}

guint
caller_count (Caller *self, const char *type)
{
  guint i, count = 0;

  for (i = 0; i < self->messages->len; i++)
    count += is_of_type (g_ptr_array_index (self->messages, i), type);
  return count;
}

static gboolean
has_flag (JsonObject *message, const char *flag)
{
  JsonObject *fields = caller_fields (message);

  return flag == NULL || (json_object_has_member (fields, flag) && json_object_get_boolean_member (fields, flag));
}

JsonObject *
caller_find_with (Caller *self, const char *type, const char *flag)
{
  guint i;

  for (i = self->messages->len; i > 0; i--)
    {
      JsonObject *message = g_ptr_array_index (self->messages, i - 1);

      if (is_of_type (message, type) && has_flag (message, flag))
        return message;
    }
  return NULL;
}

JsonObject *
caller_find (Caller *self, const char *type)
{
  return caller_find_with (self, type, NULL);
}

char *
caller_join_answer (Caller *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint i;

  for (i = 0; i < self->messages->len; i++)
    if (is_of_type (g_ptr_array_index (self->messages, i), "llm_response_chunk"))
      g_string_append (text, caller_text (g_ptr_array_index (self->messages, i), "content"));
  return g_string_free (g_steal_pointer (&text), FALSE);
}
