/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-connection.h"

#include "aloud-dial.h"
#include "aloud-give-way.h"
#include "aloud-growth.h"
#include "aloud-macros.h"
#include "aloud-tcp.h"
#include "aloud-uplink.h"
#include "aloud-verdict.h"

/* One WebSocket, from the dial to the last word about how it ended. Every way to the end of an open connection leads
 * through finish(), which is where "closed" comes from. */

#define YOUNG (5 * G_TIME_SPAN_SECOND) /* a service that refuses by hanging up does it at once */
#define MESSAGE_MAX (8 * 1024 * 1024) /* bytes; never 0: without a limit libsoup's reader is not safe */

typedef enum {
  PHASE_NEW,
  PHASE_CONNECTING,
  PHASE_OPEN,
  PHASE_CLOSING, /* a close was sent or received; its end is awaited */
  PHASE_CLOSED,
} Phase;

struct _AloudConnection
{
  GObject parent;

  /* Injected */
  GTlsDatabase *tls_database;
  guint connect_timeout_ms;
  guint ping_seconds;
  guint watchdog_ms;
  guint slow_ms;
  guint stalled_ms;
  guint close_wait_ms;

  /* Owned */
  SoupWebsocketConnection *socket;
  GSocket *tcp;
  AloudUplink *uplink;
  AloudGrowth *growth; /* NULL where libsoup looks itself */
  AloudCredential *credential;
  AloudDialect dialect;
  GCancellable *cancellable;
  GSource *caller_cancelled; /* exists while dialling */
  guint close_wait;
  guint watchdog;

  /* State */
  Phase phase;
  gboolean slow;
  guint retry_after;
  gint64 opened_at;
  gint64 heard_at;
  GError *complaint;      /* libsoup's first */
  gboolean judged;        /* the verdict is ours, whatever the peer says now */
  guint verdict_code;     /* 0: the peer's */
  GError *verdict;
  AloudConnectionCounters counters;
};

G_DEFINE_FINAL_TYPE (AloudConnection, aloud_connection, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_SLOW,
  PROP_TLS_DATABASE,
  PROP_CONNECT_TIMEOUT_MS,
  PROP_PING_SECONDS,
  PROP_WATCHDOG_MS,
  PROP_SLOW_MS,
  PROP_STALLED_MS,
  PROP_CLOSE_WAIT_MS,
  LAST_PROP,
};

static GParamSpec *props[LAST_PROP];

/* From PROP_CONNECT_TIMEOUT_MS on, in their order. */
static const struct {
  const char *name;
  guint standard;
  gsize offset;
} spans[] = {
  { "connect-timeout-ms", 10000, G_STRUCT_OFFSET (AloudConnection, connect_timeout_ms) },
  { "ping-seconds", 10, G_STRUCT_OFFSET (AloudConnection, ping_seconds) },
  { "watchdog-ms", 25000, G_STRUCT_OFFSET (AloudConnection, watchdog_ms) },
  { "slow-ms", 5000, G_STRUCT_OFFSET (AloudConnection, slow_ms) },
  { "stalled-ms", 15000, G_STRUCT_OFFSET (AloudConnection, stalled_ms) },
  { "close-wait-ms", 2000, G_STRUCT_OFFSET (AloudConnection, close_wait_ms) },
};

G_STATIC_ASSERT (PROP_CONNECT_TIMEOUT_MS + G_N_ELEMENTS (spans) == LAST_PROP);

enum {
  SIGNAL_EVENT,
  SIGNAL_CLOSED,
  LAST_SIGNAL,
};

static guint signals[LAST_SIGNAL];

static void
set_slow (AloudConnection *self, gboolean slow)
{
  if (self->slow == slow)
    return;
  self->slow = slow;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SLOW]);
}

/* libsoup closes a stream behind our back, asynchronously. With the socket shut down that cannot wait for the peer. */
static void
release (AloudConnection *self)
{
  g_clear_handle_id (&self->close_wait, g_source_remove);
  g_clear_handle_id (&self->watchdog, g_source_remove);
  g_clear_pointer (&self->growth, aloud_growth_free);
  g_clear_pointer (&self->uplink, aloud_uplink_free);
  if (self->socket != NULL)
    g_signal_handlers_disconnect_by_data (self->socket, self);
  if (self->tcp != NULL)
    g_socket_shutdown (self->tcp, TRUE, TRUE, NULL);
  g_clear_object (&self->socket);
  g_clear_object (&self->tcp);
  g_clear_pointer (&self->credential, aloud_credential_unref);
}

static void
finish (AloudConnection *self, guint code, GError *take)
{
  g_autoptr (GError) error = take;

  g_assert (self->phase == PHASE_OPEN || self->phase == PHASE_CLOSING);

  g_debug ("closed with %u: %s", code, error != NULL ? error->message : "as meant");
  self->phase = PHASE_CLOSED;
  release (self);
  set_slow (self, FALSE);
  g_signal_emit (self, signals[SIGNAL_CLOSED], 0, code, error);
}

/* Ends what libsoup has ended, or what it was given long enough to end. */
static void
conclude (AloudConnection *self)
{
  guint code = soup_websocket_connection_get_close_code (self->socket);
  const char *reason = soup_websocket_connection_get_close_data (self->socket);
  gboolean unheard = self->counters.messages_received == 0 && g_get_monotonic_time () - self->opened_at < YOUNG;
  GError *error;

  if (self->judged)
    error = g_steal_pointer (&self->verdict);
  else
    error = aloud_verdict_on_close (code, reason, self->complaint, unheard, self->credential);

  if (self->verdict_code != 0)
    code = self->verdict_code;
  else if (code == 0 && g_error_matches (error, ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_TOO_LARGE))
    code = SOUP_WEBSOCKET_CLOSE_TOO_BIG;
  finish (self, code != 0 ? code : SOUP_WEBSOCKET_CLOSE_ABNORMAL, error);
}

static void
on_close_wait (gpointer user_data)
{
  AloudConnection *self = user_data;

  self->close_wait = 0;
  conclude (self);
}

static void
enter_closing (AloudConnection *self)
{
  if (self->phase != PHASE_OPEN)
    return;

  self->phase = PHASE_CLOSING;
  g_clear_handle_id (&self->watchdog, g_source_remove);
  aloud_uplink_stop (self->uplink); /* not freed: libsoup may have noticed the end while sending for it */
  self->close_wait = g_timeout_add_once (self->close_wait_ms, on_close_wait, self);
}

/* @verdict_code, @verdict: what "closed" will say; 0 and NULL: whatever code the peer answers with, and no error. */
static void
begin_close (AloudConnection *self, gushort code, guint verdict_code, GError *verdict)
{
  self->judged = TRUE;
  self->verdict_code = verdict_code;
  self->verdict = verdict;
  enter_closing (self);
  if (soup_websocket_connection_get_state (self->socket) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (self->socket, code, NULL);
}

/* A frame that is still on its way is no silence, and neither is one that we were too busy to read. */
static void
on_silence (gpointer user_data)
{
  AloudConnection *self = user_data;
  gint64 silence = (g_get_monotonic_time () - self->heard_at) / 1000;

  if (self->tcp != NULL)
    silence = MIN (silence, aloud_tcp_get_silence (self->tcp));
  if (silence < self->watchdog_ms)
    {
      self->watchdog = g_timeout_add_once ((guint) (self->watchdog_ms - silence), on_silence, self);
      return;
    }
  self->watchdog = 0;
  finish (self, SOUP_WEBSOCKET_CLOSE_ABNORMAL,
          g_error_new (ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_LOST, "Nothing was heard for %u ms",
                       self->watchdog_ms));
}

static void
on_endless (gpointer user_data)
{
  finish (user_data, SOUP_WEBSOCKET_CLOSE_TOO_BIG,
          g_error_new_literal (ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_TOO_LARGE, "A message without an end"));
}

static void
on_uplink_changed (AloudUplinkState state, gpointer user_data)
{
  AloudConnection *self = user_data;

  if (state == ALOUD_UPLINK_STALLED)
    finish (self, SOUP_WEBSOCKET_CLOSE_ABNORMAL,
            g_error_new (ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_TOO_SLOW, "Nothing was taken for %u ms",
                         self->stalled_ms));
  else
    set_slow (self, state == ALOUD_UPLINK_SLOW);
}

static void
take_event (AloudConnection *self, AloudEvent *event)
{
  if (event->type == ALOUD_EVENT_DISCONNECT)
    {
      guint code = event->disconnect.code;

      begin_close (self, SOUP_WEBSOCKET_CLOSE_NORMAL, code != 0 ? code : SOUP_WEBSOCKET_CLOSE_NO_STATUS,
                   aloud_verdict_on_close (code, event->disconnect.reason, NULL, FALSE, self->credential));
      return;
    }
  if (event->type == ALOUD_EVENT_ERROR)
    aloud_verdict_tame_error (event, self->credential); /* here, where the secret is known */
  g_signal_emit (self, signals[SIGNAL_EVENT], 0, event);
}

static void
on_socket_message (SoupWebsocketConnection *socket, int type, GBytes *message, gpointer user_data)
{
  g_autoptr (AloudConnection) self = g_object_ref (user_data);
  g_autoptr (AloudEvent) event = NULL;
  g_autoptr (GError) error = NULL;

  self->heard_at = g_get_monotonic_time ();
  aloud_give_way ();
  if (self->socket == NULL)
    {
      g_idle_add_once (g_object_unref, g_object_ref (socket)); /* libsoup's reader is not done with it yet */
      return;
    }
  self->counters.bytes_received += g_bytes_get_size (message);
  if (self->phase != PHASE_OPEN)
    return;

  if (g_bytes_get_size (message) > MESSAGE_MAX)
    {
      begin_close (self, SOUP_WEBSOCKET_CLOSE_TOO_BIG, SOUP_WEBSOCKET_CLOSE_TOO_BIG,
                   g_error_new (ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_TOO_LARGE,
                                "A message of %" G_GSIZE_FORMAT " bytes", g_bytes_get_size (message)));
      return;
    }
  if (type != SOUP_WEBSOCKET_DATA_TEXT)
    {
      self->counters.binary_ignored++;
      return;
    }

  self->counters.messages_received++;
  event = aloud_event_new_from_bytes (message, &error);
  if (event == NULL)
    {
      self->counters.malformed++;
      g_debug ("message ignored: %s", error->message);
      return;
    }
  take_event (self, event);
}

static void
on_socket_pong (SoupWebsocketConnection *socket, GBytes *payload, gpointer user_data)
{
  AloudConnection *self = user_data;

  self->heard_at = g_get_monotonic_time ();
}

/* Also for the peer's close: it may answer ours and then leave the TCP connection open. */
static void
on_socket_closing (SoupWebsocketConnection *socket, gpointer user_data)
{
  enter_closing (user_data);
}

/* Never the last word: the close code, when there is one, comes with "closed". */
static void
on_socket_error (SoupWebsocketConnection *socket, GError *error, gpointer user_data)
{
  AloudConnection *self = user_data;

  if (self->complaint == NULL)
    self->complaint = g_error_copy (error);
  enter_closing (self);
}

static void
on_socket_closed (SoupWebsocketConnection *socket, gpointer user_data)
{
  conclude (user_data);
}

/* Nothing has been dispatched yet when this runs, so no message escapes the limits. */
static void
open_up (AloudConnection *self, SoupWebsocketConnection *socket)
{
  self->phase = PHASE_OPEN;
  self->socket = g_object_ref (socket);
  self->opened_at = self->heard_at = g_get_monotonic_time ();

  soup_websocket_connection_set_max_incoming_payload_size (socket, MESSAGE_MAX);
  /* Bounds a message of many frames; libsoup has it from 3.7 on. */
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (socket), "max-total-message-size") != NULL)
    g_object_set (socket, "max-total-message-size", (guint64) MESSAGE_MAX, NULL);
  else if (self->tcp != NULL)
    self->growth = aloud_growth_new (self->tcp, &self->counters, 2 * MESSAGE_MAX, on_endless, self);
  soup_websocket_connection_set_keepalive_interval (socket, self->ping_seconds);

  g_signal_connect (socket, "message", G_CALLBACK (on_socket_message), self);
  g_signal_connect (socket, "pong", G_CALLBACK (on_socket_pong), self);
  g_signal_connect (socket, "closing", G_CALLBACK (on_socket_closing), self);
  g_signal_connect (socket, "error", G_CALLBACK (on_socket_error), self);
  g_signal_connect (socket, "closed", G_CALLBACK (on_socket_closed), self);

  self->uplink = aloud_uplink_new (socket, self->dialect, self->slow_ms, self->stalled_ms, &self->counters,
                                   on_uplink_changed, self);
  self->watchdog = g_timeout_add_once (self->watchdog_ms, on_silence, self);
}

static void
did_dial (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  AloudConnection *self = g_task_get_source_object (task);
  g_autoptr (SoupWebsocketConnection) socket = NULL;
  g_autoptr (GError) error = NULL;

  g_source_destroy (self->caller_cancelled);
  g_clear_pointer (&self->caller_cancelled, g_source_unref);

  socket = aloud_dial_finish (result, &self->tcp, &self->retry_after, &error);
  if (socket != NULL)
    {
      open_up (self, socket);
      g_task_return_boolean (task, TRUE);
      return;
    }
  self->phase = PHASE_CLOSED;
  release (self);
  g_task_return_error (task, g_steal_pointer (&error));
}

static gboolean
on_caller_cancelled (GCancellable *cancellable, gpointer user_data)
{
  AloudConnection *self = user_data;

  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

static guint *
get_span (AloudConnection *self, guint prop_id)
{
  return &G_STRUCT_MEMBER (guint, self, spans[prop_id - PROP_CONNECT_TIMEOUT_MS].offset);
}

static void
aloud_connection_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  AloudConnection *self = ALOUD_CONNECTION (object);

  switch (prop_id)
    {
    case PROP_SLOW:
      g_value_set_boolean (value, self->slow);
      break;
    case PROP_TLS_DATABASE:
      g_value_set_object (value, self->tls_database);
      break;
    default:
      g_value_set_uint (value, *get_span (self, prop_id));
    }
}

static void
aloud_connection_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  AloudConnection *self = ALOUD_CONNECTION (object);

  switch (prop_id)
    {
    case PROP_TLS_DATABASE:
      self->tls_database = g_value_dup_object (value);
      break;
    default:
      *get_span (self, prop_id) = g_value_get_uint (value);
    }
}

static void
aloud_connection_dispose (GObject *object)
{
  AloudConnection *self = ALOUD_CONNECTION (object);

  /* Nobody is left to be told. A dial that still runs is cancelled and comes back to did_dial(). */
  g_cancellable_cancel (self->cancellable);
  if (self->phase != PHASE_CONNECTING)
    {
      self->phase = PHASE_CLOSED;
      release (self);
    }
  g_clear_error (&self->complaint);
  g_clear_error (&self->verdict);
  g_clear_object (&self->tls_database);

  G_OBJECT_CLASS (aloud_connection_parent_class)->dispose (object);
}

static void
aloud_connection_finalize (GObject *object)
{
  AloudConnection *self = ALOUD_CONNECTION (object);

  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (aloud_connection_parent_class)->finalize (object);
}

static void
aloud_connection_class_init (AloudConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = aloud_connection_get_property;
  object_class->set_property = aloud_connection_set_property;
  object_class->dispose = aloud_connection_dispose;
  object_class->finalize = aloud_connection_finalize;

  props[PROP_SLOW] = g_param_spec_boolean ("slow", NULL, NULL, FALSE, ALOUD_PARAM_READABLE);
  props[PROP_TLS_DATABASE] = g_param_spec_object ("tls-database", NULL, NULL, G_TYPE_TLS_DATABASE,
                                                  ALOUD_PARAM_CONSTRUCT_ONLY);
  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    props[PROP_CONNECT_TIMEOUT_MS + i] = g_param_spec_uint (spans[i].name, NULL, NULL, 1, G_MAXINT, spans[i].standard,
                                                            ALOUD_PARAM_CONSTRUCT_ONLY);
  g_object_class_install_properties (object_class, LAST_PROP, props);

  signals[SIGNAL_EVENT] = g_signal_new ("event", ALOUD_TYPE_CONNECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, ALOUD_TYPE_EVENT | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[SIGNAL_CLOSED] = g_signal_new ("closed", ALOUD_TYPE_CONNECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_ERROR);
}

static void
aloud_connection_init (AloudConnection *self)
{
  self->cancellable = g_cancellable_new ();
}

AloudConnection *
aloud_connection_new (void)
{
  return g_object_new (ALOUD_TYPE_CONNECTION, NULL);
}

void
aloud_connection_connect_async (AloudConnection     *self,
                                AloudRoute          *route,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ALOUD_IS_CONNECTION (self));
  g_return_if_fail (route != NULL);
  g_return_if_fail (self->phase == PHASE_NEW);

  self->phase = PHASE_CONNECTING;
  self->credential = aloud_credential_ref (aloud_route_get_credential (route));
  self->dialect = aloud_route_get_dialect (route);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, aloud_connection_connect_async);
  g_task_set_check_cancellable (task, FALSE); /* what did_dial() finds is what counts */

  /* A source, not a handler: so it runs from the main loop, never inside somebody's g_cancellable_cancel(). */
  self->caller_cancelled = g_cancellable_source_new (cancellable);
  g_source_set_callback (self->caller_cancelled, G_SOURCE_FUNC (on_caller_cancelled), self, NULL);
  g_source_attach (self->caller_cancelled, NULL);

  aloud_dial_async (route, self->tls_database, self->connect_timeout_ms, self->cancellable, did_dial, task);
}

gboolean
aloud_connection_connect_finish (AloudConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (ALOUD_IS_CONNECTION (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

AloudAudioFate
aloud_connection_send_audio (AloudConnection *self, GBytes *pcm)
{
  g_return_val_if_fail (ALOUD_IS_CONNECTION (self), ALOUD_AUDIO_DROPPED);
  g_return_val_if_fail (pcm != NULL, ALOUD_AUDIO_DROPPED);

  return self->phase == PHASE_OPEN ? aloud_uplink_send_audio (self->uplink, pcm) : ALOUD_AUDIO_DROPPED;
}

void
aloud_connection_send_request (AloudConnection *self, const char *json)
{
  g_return_if_fail (ALOUD_IS_CONNECTION (self));
  g_return_if_fail (json != NULL);

  if (self->phase == PHASE_OPEN)
    aloud_uplink_send_text (self->uplink, json);
}

void
aloud_connection_close (AloudConnection *self)
{
  g_return_if_fail (ALOUD_IS_CONNECTION (self));

  if (self->phase == PHASE_CONNECTING)
    g_cancellable_cancel (self->cancellable);
  else if (self->phase == PHASE_OPEN)
    {
      aloud_uplink_flush (self->uplink);
      begin_close (self, SOUP_WEBSOCKET_CLOSE_NORMAL, 0, NULL);
    }
  else if (self->phase == PHASE_CLOSING)
    {
      /* The peer was faster; now that the end is wanted, its reason is no error any more. */
      self->judged = TRUE;
      g_clear_error (&self->verdict);
    }
}

gboolean
aloud_connection_is_open (AloudConnection *self)
{
  g_return_val_if_fail (ALOUD_IS_CONNECTION (self), FALSE);

  return self->phase == PHASE_OPEN;
}

guint
aloud_connection_get_retry_after (AloudConnection *self)
{
  g_return_val_if_fail (ALOUD_IS_CONNECTION (self), 0);

  return self->retry_after;
}

void
aloud_connection_get_counters (AloudConnection *self, AloudConnectionCounters *counters)
{
  g_return_if_fail (ALOUD_IS_CONNECTION (self));
  g_return_if_fail (counters != NULL);

  *counters = self->counters;
}

int
aloud_connection_get_round_trip (AloudConnection *self)
{
  g_return_val_if_fail (ALOUD_IS_CONNECTION (self), -1);

  return self->tcp != NULL ? aloud_tcp_get_round_trip (self->tcp) : -1;
}
