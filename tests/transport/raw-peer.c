/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "raw-peer.h"

#include <string.h>
#include <sys/socket.h>

#define MAGIC "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

static char *
right_answer (const char *request)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA1);
  const char *key = strstr (request, "Sec-WebSocket-Key: ") + strlen ("Sec-WebSocket-Key: ");
  g_autofree char *accept = NULL;
  guint8 digest[20];
  gsize size = sizeof digest;

  g_checksum_update (sum, (const guchar *) key, strcspn (key, "\r\n"));
  g_checksum_update (sum, (const guchar *) MAGIC, -1);
  g_checksum_get_digest (sum, digest, &size);
  accept = g_base64_encode (digest, size);
  return g_strconcat ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                      "Sec-WebSocket-Accept: ", accept, "\r\n\r\n", NULL);
}

static void
answer_request (RawPeer *self)
{
  g_autofree char *answer = self->answer != NULL ? g_strdup (self->answer) : right_answer (self->request->str);

  raw_peer_send (self, (const guint8 *) answer, strlen (answer));
  self->upgraded = TRUE;
}

static gboolean
on_readable (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  RawPeer *self = user_data;
  char data[4096];
  gssize size = g_socket_receive_with_blocking (socket, data, sizeof data, FALSE, NULL, NULL);

  if (size <= 0)
    {
      g_clear_pointer (&self->readable, g_source_unref);
      return G_SOURCE_REMOVE;
    }
  if (self->upgraded)
    {
      g_byte_array_append (self->received, (const guint8 *) data, (guint) size);
      return G_SOURCE_CONTINUE;
    }
  g_string_append_len (self->request, data, size);
  if (strstr (self->request->str, "\r\n\r\n") != NULL && g_strcmp0 (self->answer, "") != 0)
    answer_request (self);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_incoming (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer user_data)
{
  RawPeer *self = user_data;

  g_set_object (&self->connection, connection);
  raw_peer_read (self, TRUE);
  return TRUE;
}

RawPeer *
raw_peer_new (const char *answer)
{
  RawPeer *self = g_new0 (RawPeer, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *url = NULL;

  self->answer = g_strdup (answer);
  self->request = g_string_new (NULL);
  self->received = g_byte_array_new ();

  socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);
  g_assert_no_error (error);
  g_socket_set_option (socket, SOL_SOCKET, SO_RCVBUF, 4096, NULL);
  g_socket_bind (socket, address, TRUE, &error);
  g_assert_no_error (error);
  g_socket_listen (socket, &error);
  g_assert_no_error (error);
  bound = g_socket_get_local_address (socket, &error);
  g_assert_no_error (error);

  self->service = g_socket_service_new ();
  g_socket_listener_add_socket (G_SOCKET_LISTENER (self->service), socket, NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);

  url = g_strdup_printf ("ws://127.0.0.1:%u", g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  self->endpoint = aloud_endpoint_new (url, "test-config", NULL, &error);
  g_assert_no_error (error);
  return self;
}

void
raw_peer_free (RawPeer *self)
{
  raw_peer_hang_up (self);
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  aloud_endpoint_unref (self->endpoint);
  g_string_free (self->request, TRUE);
  g_byte_array_unref (self->received);
  g_free (self->answer);
  g_free (self);
}

void
raw_peer_send (RawPeer *self, const guint8 *data, gsize size)
{
  GSocket *socket = g_socket_connection_get_socket (self->connection);

  for (gsize done = 0; done < size;)
    {
      gssize n = g_socket_send (socket, (const char *) data + done, size - done, NULL, NULL);

      if (n <= 0)
        return; /* the other side has had enough */
      done += (gsize) n;
    }
}

void
raw_peer_send_frame (RawPeer *self, guint8 first, const void *payload, gsize size)
{
  g_autoptr (GByteArray) frame = g_byte_array_new ();
  guint8 head[4] = { first, (guint8) size, 0, 0 };

  g_assert_cmpuint (size, <, 65536);
  if (size > 125)
    {
      head[1] = 126;
      head[2] = (guint8) (size >> 8);
      head[3] = (guint8) size;
    }
  g_byte_array_append (frame, head, size > 125 ? 4 : 2);
  g_byte_array_append (frame, payload, (guint) size);
  raw_peer_send (self, frame->data, frame->len);
}

void
raw_peer_send_close (RawPeer *self, guint code, const char *reason)
{
  g_autofree char *payload = g_strdup_printf ("..%s", reason);

  payload[0] = (char) (code >> 8);
  payload[1] = (char) code;
  raw_peer_send_frame (self, 0x88, payload, code != 0 ? 2 + strlen (reason) : 0);
}

void
raw_peer_read (RawPeer *self, gboolean read)
{
  if (self->readable != NULL)
    g_source_destroy (self->readable);
  g_clear_pointer (&self->readable, g_source_unref);
  if (!read)
    return;
  self->readable = g_socket_create_source (g_socket_connection_get_socket (self->connection), G_IO_IN, NULL);
  g_source_set_callback (self->readable, G_SOURCE_FUNC (on_readable), self, NULL);
  g_source_attach (self->readable, NULL);
}

void
raw_peer_hang_up (RawPeer *self)
{
  if (self->connection == NULL)
    return;
  raw_peer_read (self, FALSE);
  g_io_stream_close (G_IO_STREAM (self->connection), NULL, NULL);
  g_clear_object (&self->connection);
}

guint
raw_peer_count (RawPeer *self, guint8 opcode)
{
  const guint8 *data = self->received->data;
  gsize at = 0;
  guint count = 0;

  while (at + 6 <= self->received->len)
    {
      gsize size = data[at + 1] & 0x7f;
      gsize head = 6; /* two bytes and the mask */

      if (size == 126)
        {
          size = (gsize) data[at + 2] << 8 | data[at + 3];
          head = 8;
        }
      if (at + head + size > self->received->len)
        break;
      count += (data[at] & 0x0f) == opcode;
      at += head + size;
    }
  return count;
}
