/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-uplink.h"

#include "aloud-request.h"
#include "aloud-speech.h"

#define BYTES_PER_SECOND (ALOUD_SAMPLE_RATE * 2)
#define HELD_MAX (BYTES_PER_SECOND / 5)     /* 200 ms */
#define MESSAGE_PCM (BYTES_PER_SECOND / 25) /* 40 ms: what one message of the documented dialect carries (protocol C2) */

struct _AloudUplink
{
  SoupWebsocketConnection *socket;
  GPollableOutputStream *stream;
  AloudDialect dialect;
  guint slow_ms;
  guint stalled_ms;
  AloudConnectionCounters *counters;
  AloudUplinkFunc callback;
  gpointer user_data;

  AloudUplinkState state;
  GByteArray *half; /* of the documented dialect: audio that waits for the rest of its message */
  guint messages;
  GQueue held;      /* of GBytes, oldest first; empty unless the network is blocked */
  gsize held_bytes;
  GSource *writable;  /* exists while the network is blocked */
  guint patience;     /* runs with it, until the next state */
};

static void
set_state (AloudUplink *self, AloudUplinkState state)
{
  if (self->state == state)
    return;
  self->state = state;
  self->callback (state, self->user_data);
}

static void
on_stalled (gpointer user_data)
{
  AloudUplink *self = user_data;

  self->patience = 0;
  set_state (self, ALOUD_UPLINK_STALLED);
}

static void
on_slow (gpointer user_data)
{
  AloudUplink *self = user_data;
  guint left = MAX (self->stalled_ms, self->slow_ms) - self->slow_ms;

  self->patience = g_timeout_add_once (left, on_stalled, self);
  set_state (self, ALOUD_UPLINK_SLOW);
}

static void
hand_over (AloudUplink *self, GBytes *pcm)
{
  self->counters->audio_frames_sent++;
  if (self->dialect == ALOUD_DIALECT_DOCUMENTED)
    {
      g_autofree char *message = aloud_request_audio_input (pcm, ++self->messages);

      soup_websocket_connection_send_text (self->socket, message);
      self->counters->bytes_sent += strlen (message);
      return;
    }
  soup_websocket_connection_send_message (self->socket, SOUP_WEBSOCKET_DATA_BINARY, pcm);
  self->counters->bytes_sent += g_bytes_get_size (pcm);
}

static gboolean
is_open (AloudUplink *self)
{
  return soup_websocket_connection_get_state (self->socket) == SOUP_WEBSOCKET_STATE_OPEN;
}

/* One frame at a time: who knows whether the network takes a second one. So libsoup's queue stays short. */
static gboolean
on_writable (GObject *stream, gpointer user_data)
{
  AloudUplink *self = user_data;
  g_autoptr (GBytes) pcm = g_queue_pop_head (&self->held);
  gboolean more;

  g_clear_handle_id (&self->patience, g_source_remove);
  if (pcm != NULL)
    self->held_bytes -= g_bytes_get_size (pcm);
  if (pcm != NULL && is_open (self))
    hand_over (self, pcm);

  more = !g_queue_is_empty (&self->held);
  if (more)
    self->patience = g_timeout_add_once (self->slow_ms, on_slow, self);
  else
    g_clear_pointer (&self->writable, g_source_unref);

  set_state (self, ALOUD_UPLINK_FLOWING);
  return more ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
await_writable (AloudUplink *self)
{
  if (self->writable != NULL)
    return;

  self->writable = g_pollable_output_stream_create_source (self->stream, NULL);
  g_source_set_static_name (self->writable, "AloudUplink writable");
  g_source_set_callback (self->writable, G_SOURCE_FUNC (on_writable), self, NULL);
  g_source_attach (self->writable, NULL);
  self->patience = g_timeout_add_once (self->slow_ms, on_slow, self);
}

/* Keeps @pcm and drops what is too old by now; at least the newest stays. */
static AloudAudioFate
hold (AloudUplink *self, GBytes *pcm)
{
  AloudAudioFate fate = ALOUD_AUDIO_HELD;

  g_queue_push_tail (&self->held, g_bytes_ref (pcm));
  self->held_bytes += g_bytes_get_size (pcm);

  while (self->held_bytes > HELD_MAX && self->held.length > 1)
    {
      g_autoptr (GBytes) old = g_queue_pop_head (&self->held);

      self->held_bytes -= g_bytes_get_size (old);
      self->counters->audio_frames_dropped++;
      fate = ALOUD_AUDIO_DROPPED;
    }
  return fate;
}

static AloudAudioFate
send_or_hold (AloudUplink *self, GBytes *pcm)
{
  if (self->writable == NULL && g_pollable_output_stream_is_writable (self->stream))
    {
      hand_over (self, pcm);
      return ALOUD_AUDIO_SENT;
    }
  await_writable (self);
  return hold (self, pcm);
}

static GBytes *
take_half (AloudUplink *self)
{
  GBytes *pcm = g_bytes_new (self->half->data, self->half->len);

  g_byte_array_set_size (self->half, 0);
  return pcm;
}

AloudUplink *
aloud_uplink_new (SoupWebsocketConnection *socket,
                  AloudDialect             dialect,
                  guint                    slow_ms,
                  guint                    stalled_ms,
                  AloudConnectionCounters *counters,
                  AloudUplinkFunc          callback,
                  gpointer                 user_data)
{
  AloudUplink *self = g_new0 (AloudUplink, 1);
  GIOStream *stream = soup_websocket_connection_get_io_stream (socket);

  self->socket = g_object_ref (socket);
  self->stream = g_object_ref (G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (stream)));
  self->dialect = dialect;
  self->half = g_byte_array_new ();
  self->slow_ms = slow_ms;
  self->stalled_ms = stalled_ms;
  self->counters = counters;
  self->callback = callback;
  self->user_data = user_data;
  g_queue_init (&self->held);
  return self;
}

void
aloud_uplink_stop (AloudUplink *self)
{
  g_clear_handle_id (&self->patience, g_source_remove);
  if (self->writable != NULL)
    g_source_destroy (self->writable);
  g_clear_pointer (&self->writable, g_source_unref);
  g_queue_clear_full (&self->held, (GDestroyNotify) g_bytes_unref);
  self->held_bytes = 0;
  g_byte_array_set_size (self->half, 0);
}

void
aloud_uplink_free (AloudUplink *self)
{
  aloud_uplink_stop (self);
  g_byte_array_unref (self->half);
  g_object_unref (self->stream);
  g_object_unref (self->socket);
  g_free (self);
}

AloudAudioFate
aloud_uplink_send_audio (AloudUplink *self, GBytes *pcm)
{
  g_autoptr (GBytes) whole = NULL;

  if (!is_open (self))
    return ALOUD_AUDIO_DROPPED;
  if (self->dialect == ALOUD_DIALECT_FLAT)
    return send_or_hold (self, pcm);

  g_byte_array_append (self->half, g_bytes_get_data (pcm, NULL), (guint) g_bytes_get_size (pcm));
  if (self->half->len < MESSAGE_PCM)
    return ALOUD_AUDIO_HELD;
  whole = take_half (self);
  return send_or_hold (self, whole);
}

void
aloud_uplink_flush (AloudUplink *self)
{
  g_autoptr (GBytes) rest = NULL;

  if (!is_open (self) || self->half->len == 0)
    return;
  rest = take_half (self);
  send_or_hold (self, rest);
}

void
aloud_uplink_send_text (AloudUplink *self, const char *text)
{
  if (!is_open (self))
    return;

  soup_websocket_connection_send_text (self->socket, text);
  self->counters->bytes_sent += strlen (text);
  if (is_open (self) && !g_pollable_output_stream_is_writable (self->stream))
    await_writable (self);
}
