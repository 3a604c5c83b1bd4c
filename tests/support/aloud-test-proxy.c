/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-test-proxy.h"

#include <string.h>
#include <sys/socket.h>

#define TICK_MS  2
#define KEPT_MAX (64 * 1024) /* bytes on their way: beyond that nobody is read */
#define BUFFER   16384       /* of the kernel: a stall is to be noticed soon */

typedef struct {
  GBytes *bytes;
  gint64 due; /* us */
} Piece;

typedef struct {
  GSocket *from, *to; /* borrowed */
  GQueue pieces;      /* of Piece */
  gsize kept;
  double budget;      /* bytes that may pass now */
  gboolean stalled;
  gboolean ended;     /* the sender has */
} Flow;

typedef struct {
  GSocketConnection *client, *server; /* server NULL: led nowhere */
  Flow up, down;
  gboolean partitioned;
} Pair;

static void
free_piece (gpointer data)
{
  Piece *piece = data;

  g_bytes_unref (piece->bytes);
  g_free (piece);
}

static void
free_pair (gpointer data)
{
  Pair *pair = data;

  g_queue_clear_full (&pair->up.pieces, free_piece);
  g_queue_clear_full (&pair->down.pieces, free_piece);
  g_io_stream_close (G_IO_STREAM (pair->client), NULL, NULL);
  g_object_unref (pair->client);
  if (pair->server != NULL)
    g_io_stream_close (G_IO_STREAM (pair->server), NULL, NULL);
  g_clear_object (&pair->server);
  g_free (pair);
}

static void
take_in (AloudTestProxy *self, Flow *flow, gint64 now)
{
  char data[8192];

  while (!flow->ended && !flow->stalled && flow->kept < KEPT_MAX)
    {
      g_autoptr (GError) error = NULL;
      gssize size = g_socket_receive_with_blocking (flow->from, data, sizeof data, FALSE, NULL, &error);
      Piece *piece;

      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        return;
      if (size <= 0)
        {
          flow->ended = TRUE;
          return;
        }
      piece = g_new (Piece, 1);
      piece->bytes = g_bytes_new (data, (gsize) size);
      piece->due = now + self->delay_ms * G_TIME_SPAN_MILLISECOND;
      g_queue_push_tail (&flow->pieces, piece);
      flow->kept += (gsize) size;
    }
}

/* FALSE: the receiver takes no more just now. */
static gboolean
send_piece (Flow *flow, Piece *piece, gsize may)
{
  gsize size;
  const char *data = g_bytes_get_data (piece->bytes, &size);
  gssize sent = g_socket_send_with_blocking (flow->to, data, MIN (size, may), FALSE, NULL, NULL);
  GBytes *rest;

  if (sent <= 0)
    return FALSE;
  flow->kept -= (gsize) sent;
  flow->budget -= (double) sent;
  rest = g_bytes_new_from_bytes (piece->bytes, (gsize) sent, size - (gsize) sent);
  g_bytes_unref (piece->bytes);
  piece->bytes = rest;
  return (gsize) sent == size;
}

static void
give_out (AloudTestProxy *self, Flow *flow, gint64 now)
{
  Piece *piece;

  flow->budget = self->bytes_per_second == 0
                   ? G_MAXINT
                   : MIN (flow->budget + self->bytes_per_second * TICK_MS / 1000.0, self->bytes_per_second);
  while ((piece = g_queue_peek_head (&flow->pieces)) != NULL && piece->due <= now && flow->budget >= 1)
    {
      if (!send_piece (flow, piece, (gsize) flow->budget))
        return;
      free_piece (g_queue_pop_head (&flow->pieces));
    }
  if (flow->ended && g_queue_is_empty (&flow->pieces))
    g_socket_shutdown (flow->to, FALSE, TRUE, NULL);
}

static gboolean
on_tick (gpointer user_data)
{
  AloudTestProxy *self = user_data;
  gint64 now = g_get_monotonic_time ();

  for (guint i = 0; i < self->pairs->len; i++)
    {
      Pair *pair = g_ptr_array_index (self->pairs, i);
      Flow *flows[] = { &pair->up, &pair->down };

      for (guint j = 0; j < G_N_ELEMENTS (flows) && pair->server != NULL && !pair->partitioned; j++)
        {
          take_in (self, flows[j], now);
          give_out (self, flows[j], now);
        }
    }
  return G_SOURCE_CONTINUE;
}

static gboolean
on_incoming (AloudTestProxy *self, GSocketConnection *client)
{
  Pair *pair = g_new0 (Pair, 1);
  GSocket *socket = g_socket_connection_get_socket (client);
  g_autoptr (GSocketClient) dialler = g_socket_client_new ();

  self->links++;
  pair->client = g_object_ref (client);
  g_ptr_array_add (self->pairs, pair);
  if (self->answer != NULL)
    {
      g_socket_send_with_blocking (socket, self->answer, strlen (self->answer), FALSE, NULL, NULL);
      return TRUE;
    }
  /* Loopback: the kernel answers for the server, so nothing waits for the main context. */
  pair->server = g_socket_client_connect_to_host (dialler, "127.0.0.1", (guint16) self->target, NULL, NULL);
  g_assert_nonnull (pair->server);
  pair->up.from = pair->down.to = socket;
  pair->up.to = pair->down.from = g_socket_connection_get_socket (pair->server);
  g_socket_set_option (pair->up.to, SOL_SOCKET, SO_RCVBUF, BUFFER, NULL);
  return TRUE;
}

/* What is taken inherits the small buffer, whose size the handshake already tells the client. */
static GSocket *
listen_on (gboolean ipv6, guint *port)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (ipv6 ? G_SOCKET_FAMILY_IPV6 : G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GSocket) socket = g_socket_new (ipv6 ? G_SOCKET_FAMILY_IPV6 : G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                             G_SOCKET_PROTOCOL_TCP, NULL);

  if (socket == NULL || !g_socket_bind (socket, address, TRUE, NULL))
    return NULL;
  g_socket_set_option (socket, SOL_SOCKET, SO_RCVBUF, BUFFER, NULL);
  g_assert_true (g_socket_listen (socket, NULL));
  bound = g_socket_get_local_address (socket, NULL);
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  return g_steal_pointer (&socket);
}

AloudTestProxy *
aloud_test_proxy_new (guint target, gboolean ipv6)
{
  guint port;
  g_autoptr (GSocket) socket = listen_on (ipv6, &port);
  g_autofree char *url = NULL;
  g_autoptr (GError) error = NULL;
  AloudTestProxy *self;

  if (socket == NULL)
    return NULL;
  self = g_new0 (AloudTestProxy, 1);
  self->port = port;
  self->target = target;
  url = g_strdup_printf ("ws://%s:%u/ws/voice", ipv6 ? "[::1]" : "127.0.0.1", port);
  self->endpoint = aloud_endpoint_new (url, "test-config", NULL, &error);
  g_assert_no_error (error);
  self->pairs = g_ptr_array_new_with_free_func (free_pair);
  self->service = g_socket_service_new ();
  g_assert_true (g_socket_listener_add_socket (G_SOCKET_LISTENER (self->service), socket, NULL, NULL));
  g_signal_connect_swapped (self->service, "incoming", G_CALLBACK (on_incoming), self);
  self->timer = g_timeout_add (TICK_MS, on_tick, self);
  return self;
}

void
aloud_test_proxy_free (AloudTestProxy *self)
{
  g_source_remove (self->timer);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_object_unref (self->service);
  g_ptr_array_unref (self->pairs);
  aloud_endpoint_unref (self->endpoint);
  g_free (self->answer);
  g_free (self);
}

void
aloud_test_proxy_stall (AloudTestProxy *self, gboolean up, gboolean down)
{
  for (guint i = 0; i < self->pairs->len; i++)
    {
      Pair *pair = g_ptr_array_index (self->pairs, i);

      pair->up.stalled = up;
      pair->down.stalled = down;
    }
}

void
aloud_test_proxy_partition (AloudTestProxy *self)
{
  for (guint i = 0; i < self->pairs->len; i++)
    ((Pair *) g_ptr_array_index (self->pairs, i))->partitioned = TRUE;
}

void
aloud_test_proxy_drop (AloudTestProxy *self, gboolean reset)
{
  const struct linger at_once = { .l_onoff = 1 };

  for (guint i = 0; reset && i < self->pairs->len; i++)
    {
      Pair *pair = g_ptr_array_index (self->pairs, i);

      setsockopt (g_socket_get_fd (g_socket_connection_get_socket (pair->client)), SOL_SOCKET, SO_LINGER, &at_once,
                  sizeof at_once);
    }
  g_ptr_array_set_size (self->pairs, 0);
}

void
aloud_test_proxy_answer (AloudTestProxy *self, const char *bytes)
{
  g_free (self->answer);
  self->answer = g_strdup (bytes);
}
