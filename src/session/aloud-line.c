/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-line.h"

#include "aloud-macros.h"
#include "aloud-request.h"
#include "aloud-retry.h"
#include "aloud-session.h"

#define KEEP_ALIVE_MS 15000 /* without audio */
#define SLOW_UNITS    5     /* without the network taking anything: it is said */
#define STALLED_UNITS 15    /* the same: another connection is tried */
#define CONNECT_UNITS 10    /* without an answer to it */
#define SILENCE_UNITS 25    /* without a frame: the connection is lost */
#define PING_UNITS    10
#define CLOSE_NORMAL  1000  /* ours (RFC 6455, 7.4.1) */

struct _AloudLine
{
  GObject parent;

  /* Owned */
  AloudAgent *agent;
  char *host;           /* where the agent said it is */
  AloudRoute *route;    /* of the connection */
  GError *refusal;      /* what the server said of a credential; another was asked for after it */
  AloudConnection *connection;
  GCancellable *cancellable; /* of the reach or connect that runs */
  AloudRetry retry;
  guint wait_unit_ms;
  GNetworkMonitor *network;
  guint retry_timer, keep_alive_timer;

  /* State */
  gboolean open;
  gboolean held; /* it has been open in this call */
  gint64 opened_at;
  gint64 last_audio_at;
  guint attempt;
  gint64 retry_at;
  gboolean slow;
  AloudStats stats; /* without the connection that is */
};

G_DEFINE_FINAL_TYPE (AloudLine, aloud_line, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_ATTEMPT,
  PROP_RETRY_AT,
  PROP_SLOW,
  LAST_PROP,
};

enum {
  SIGNAL_DIALLING,
  SIGNAL_REACHED,
  SIGNAL_OPEN,
  SIGNAL_EVENT,
  SIGNAL_ENDED,
  SIGNAL_WAITING,
  SIGNAL_CLOSED,
  LAST_SIGNAL,
};

static GParamSpec *props[LAST_PROP];
static guint signals[LAST_SIGNAL];

static void
set_retry_at (AloudLine *self, gint64 retry_at)
{
  if (self->attempt != self->retry.count)
    {
      self->attempt = self->retry.count;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ATTEMPT]);
    }
  if (self->retry_at != retry_at)
    {
      self->retry_at = retry_at;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RETRY_AT]);
    }
}

static void
set_slow (AloudLine *self, gboolean slow)
{
  if (self->slow == slow)
    return;
  self->slow = slow;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SLOW]);
}

static void
on_slow (AloudLine *self)
{
  gboolean slow;

  g_object_get (self->connection, "slow", &slow, NULL);
  set_slow (self, slow);
}

static void
add_counters (AloudConnectionCounters *sum, AloudConnection *connection)
{
  AloudConnectionCounters counters;

  aloud_connection_get_counters (connection, &counters);
  sum->bytes_sent += counters.bytes_sent;
  sum->bytes_received += counters.bytes_received;
  sum->messages_received += counters.messages_received;
  sum->malformed += counters.malformed;
  sum->binary_ignored += counters.binary_ignored;
  sum->audio_frames_sent += counters.audio_frames_sent;
  sum->audio_frames_dropped += counters.audio_frames_dropped;
}

static void
forget_connection (AloudLine *self)
{
  set_slow (self, FALSE);
  self->open = FALSE;
  g_clear_handle_id (&self->keep_alive_timer, g_source_remove);
  g_clear_pointer (&self->route, aloud_route_unref);
  if (self->connection == NULL)
    return;
  add_counters (&self->stats.wire, self->connection);
  g_signal_handlers_disconnect_by_data (self->connection, self);
  g_clear_object (&self->connection);
}

static void
on_event (AloudLine *self, AloudEvent *event)
{
  self->stats.unknown += event->type == ALOUD_EVENT_UNKNOWN;
  g_signal_emit (self, signals[SIGNAL_EVENT], 0, event);
}

static gboolean
on_keep_alive_timer (gpointer user_data)
{
  AloudLine *self = user_data;

  if (g_get_monotonic_time () - self->last_audio_at >= KEEP_ALIVE_MS * G_TIME_SPAN_MILLISECOND)
    {
      g_autofree char *request = aloud_request_keep_alive ();

      aloud_connection_send_request (self->connection, request);
    }
  return G_SOURCE_CONTINUE;
}

static void dial (AloudLine *self, AloudReachReason reason);

static void
on_retry_timer (gpointer user_data)
{
  AloudLine *self = user_data;

  self->retry_timer = 0;
  dial (self, ALOUD_REACH_AGAIN);
}

/* A network that lost the call and does not give it back is one thing to the person, whatever it said last. */
static gboolean
is_of_the_network (const GError *error)
{
  return g_error_matches (error, ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_UNREACHABLE)
         || g_error_matches (error, ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_TIMED_OUT)
         || g_error_matches (error, ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_LOST)
         || g_error_matches (error, ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_TOO_SLOW);
}

/* A service that hangs up without a word, six times in a row, refuses us: that is what helps to know. Once alone it may
 * be the network, so it is tried again as any other loss. What else it said six times is still what helps. */
static GError *
give_up (AloudLine *self, const GError *error)
{
  GQuark domain = error->domain;
  int code = error->code;

  if (g_error_matches (error, ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_DROPPED))
    code = ALOUD_CONNECTION_ERROR_REFUSED;
  else if (self->held && is_of_the_network (error))
    {
      domain = ALOUD_SESSION_ERROR;
      code = ALOUD_SESSION_ERROR_GAVE_UP;
    }
  return g_error_new (domain, code, "Maximum retries exceeded: %s", error->message);
}

/* A refused credential is no matter of trying again: the agent is asked once in a call for a fresh one, which the retries
 * neither count nor wait for. */
static gboolean
may_ask_for_another (AloudLine *self, const GError *error)
{
  return aloud_connection_error_is_refusal (error) && self->refusal == NULL;
}

/* Waits for another try, or gives up. */
static void
retry_or_close (AloudLine *self, const GError *error, guint at_least_ms)
{
  g_autoptr(GError) gave_up = NULL;
  guint delay_ms;

  if (may_ask_for_another (self, error))
    {
      self->refusal = g_error_copy (error);
      dial (self, ALOUD_REACH_REFUSED);
      return;
    }
  if (!aloud_connection_error_is_retryable (error))
    {
      g_signal_emit (self, signals[SIGNAL_CLOSED], 0, error);
      return;
    }
  if (!aloud_retry_next (&self->retry, g_get_monotonic_time () / 1000, at_least_ms, &delay_ms))
    {
      gave_up = give_up (self, error);
      g_signal_emit (self, signals[SIGNAL_CLOSED], 0, gave_up);
      return;
    }
  self->stats.retries++;
  self->retry_timer = g_timeout_add_once (delay_ms, on_retry_timer, self);
  set_retry_at (self, g_get_monotonic_time () + delay_ms * G_TIME_SPAN_MILLISECOND);
  g_signal_emit (self, signals[SIGNAL_WAITING], 0, error, delay_ms);
}

static void
on_closed (AloudLine *self, guint code, const GError *error)
{
  gint64 lived = g_get_monotonic_time () - self->opened_at;

  forget_connection (self);
  self->stats.last_close_code = code;
  aloud_retry_lost (&self->retry, lived / G_TIME_SPAN_MILLISECOND);
  g_signal_emit (self, signals[SIGNAL_ENDED], 0, code);
  if (error != NULL)
    retry_or_close (self, error, 0);
  else
    g_signal_emit (self, signals[SIGNAL_CLOSED], 0, NULL);
}

static void
did_connect (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(AloudLine) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean connected = aloud_connection_connect_finish (ALOUD_CONNECTION (source), result, &error);

  if (self->connection != (gpointer) source)
    return; /* let go of meanwhile */

  g_clear_object (&self->cancellable);
  if (!connected)
    {
      guint at_least_ms = aloud_connection_get_retry_after (self->connection) * self->retry.unit_ms;

      forget_connection (self);
      retry_or_close (self, error, at_least_ms);
      return;
    }
  self->open = self->held = TRUE;
  self->stats.connections++;
  self->opened_at = self->last_audio_at = g_get_monotonic_time ();
  self->keep_alive_timer = g_timeout_add (KEEP_ALIVE_MS, on_keep_alive_timer, self);
  aloud_retry_succeeded (&self->retry);
  set_retry_at (self, 0);
  g_signal_emit (self, signals[SIGNAL_OPEN], 0);
}

static void
did_reach (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(AloudLine) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(AloudRoute) route = aloud_agent_reach_finish (ALOUD_AGENT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->cancellable == NULL)
    return;
  if (route == NULL)
    {
      /* Who has no other credential has nothing to add to what the server said. */
      if (g_error_matches (error, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_NO_FRESH_CREDENTIAL) && self->refusal != NULL)
        g_signal_emit (self, signals[SIGNAL_CLOSED], 0, self->refusal);
      else
        g_signal_emit (self, signals[SIGNAL_CLOSED], 0, error);
      return;
    }

  aloud_set_str (&self->host, aloud_endpoint_get_host (aloud_route_get_endpoint (route)));
  self->route = aloud_route_ref (route);
  g_signal_emit (self, signals[SIGNAL_REACHED], 0);
  self->connection = g_object_new (ALOUD_TYPE_CONNECTION,
                                   "slow-ms", SLOW_UNITS * self->retry.unit_ms,
                                   "stalled-ms", STALLED_UNITS * self->retry.unit_ms,
                                   "connect-timeout-ms", CONNECT_UNITS * self->wait_unit_ms,
                                   "watchdog-ms", SILENCE_UNITS * self->wait_unit_ms,
                                   "ping-seconds", MAX (PING_UNITS * self->wait_unit_ms / 1000, 1),
                                   NULL);
  g_signal_connect_object (self->connection, "event", G_CALLBACK (on_event), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->connection, "notify::slow", G_CALLBACK (on_slow), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->connection, "closed", G_CALLBACK (on_closed), self, G_CONNECT_SWAPPED);
  aloud_connection_connect_async (self->connection, route, self->cancellable, did_connect, g_object_ref (self));
}

static void
dial (AloudLine *self, AloudReachReason reason)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();

  g_set_object (&self->cancellable, cancellable);
  set_retry_at (self, 0);
  g_signal_emit (self, signals[SIGNAL_DIALLING], 0);
  if (g_cancellable_is_cancelled (cancellable)) /* whoever heard of it has hung up */
    return;
  aloud_agent_reach_async (self->agent, reason, cancellable, did_reach, g_object_ref (self));
}

/* The one that comes back; another address of a network that is there says nothing. */
static void
on_network (AloudLine *self)
{
  if (g_network_monitor_get_network_available (self->network) && aloud_line_retry_now (self))
    g_debug ("the network is back");
}

static void
aloud_line_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  AloudLine *self = ALOUD_LINE (object);

  switch (prop_id)
    {
    case PROP_ATTEMPT:
      g_value_set_uint (value, self->attempt);
      break;
    case PROP_RETRY_AT:
      g_value_set_int64 (value, self->retry_at);
      break;
    case PROP_SLOW:
      g_value_set_boolean (value, self->slow);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_line_dispose (GObject *object)
{
  AloudLine *self = ALOUD_LINE (object);

  aloud_line_drop (self);
  g_clear_object (&self->network);
  g_clear_object (&self->agent);
  g_clear_pointer (&self->host, g_free);
  g_clear_error (&self->refusal);
  aloud_retry_clear (&self->retry);

  G_OBJECT_CLASS (aloud_line_parent_class)->dispose (object);
}

static guint
add_signal (const char *name, GType parameter)
{
  return g_signal_new (name, ALOUD_TYPE_LINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                       parameter != G_TYPE_NONE ? 1 : 0, parameter);
}

static void
aloud_line_class_init (AloudLineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = aloud_line_get_property;
  object_class->dispose = aloud_line_dispose;

  props[PROP_ATTEMPT] = g_param_spec_uint ("attempt", NULL, NULL, 0, ALOUD_RETRY_LIMIT, 0, ALOUD_PARAM_READABLE);
  props[PROP_RETRY_AT] = g_param_spec_int64 ("retry-at", NULL, NULL, 0, G_MAXINT64, 0, ALOUD_PARAM_READABLE);
  props[PROP_SLOW] = g_param_spec_boolean ("slow", NULL, NULL, FALSE, ALOUD_PARAM_READABLE);
  g_object_class_install_properties (object_class, LAST_PROP, props);

  signals[SIGNAL_DIALLING] = add_signal ("dialling", G_TYPE_NONE);
  signals[SIGNAL_REACHED] = add_signal ("reached", G_TYPE_NONE);
  signals[SIGNAL_OPEN] = add_signal ("open", G_TYPE_NONE);
  signals[SIGNAL_EVENT] = add_signal ("event", ALOUD_TYPE_EVENT | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[SIGNAL_ENDED] = add_signal ("ended", G_TYPE_UINT);
  signals[SIGNAL_WAITING] = g_signal_new ("waiting", ALOUD_TYPE_LINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 2, G_TYPE_ERROR, G_TYPE_UINT);
  signals[SIGNAL_CLOSED] = add_signal ("closed", G_TYPE_ERROR);
}

static void
aloud_line_init (AloudLine *self)
{
}

AloudLine *
aloud_line_new (guint retry_unit_ms, guint wait_unit_ms, guint32 seed, GNetworkMonitor *network)
{
  AloudLine *self = g_object_new (ALOUD_TYPE_LINE, NULL);

  aloud_retry_init (&self->retry, retry_unit_ms, seed);
  self->wait_unit_ms = wait_unit_ms;
  self->network = g_object_ref (network != NULL ? network : g_network_monitor_get_default ());
  g_signal_connect_object (self->network, "notify::network-available", G_CALLBACK (on_network), self,
                           G_CONNECT_SWAPPED);
  return self;
}

void
aloud_line_dial (AloudLine *self, AloudAgent *agent)
{
  g_return_if_fail (ALOUD_IS_LINE (self));
  g_return_if_fail (ALOUD_IS_AGENT (agent));

  aloud_line_drop (self);
  g_set_object (&self->agent, agent);
  g_clear_pointer (&self->host, g_free);
  g_clear_error (&self->refusal);
  aloud_retry_reset (&self->retry);
  self->held = FALSE;
  self->stats = (AloudStats) { 0 };
  dial (self, ALOUD_REACH_FIRST);
}

gboolean
aloud_line_retry_now (AloudLine *self)
{
  g_return_val_if_fail (ALOUD_IS_LINE (self), FALSE);

  if (self->retry_timer == 0)
    return FALSE;
  g_clear_handle_id (&self->retry_timer, g_source_remove);
  dial (self, ALOUD_REACH_AGAIN);
  return TRUE;
}

void
aloud_line_close (AloudLine *self)
{
  g_return_if_fail (ALOUD_IS_LINE (self));

  if (self->open)
    aloud_connection_close (self->connection);
}

void
aloud_line_drop (AloudLine *self)
{
  g_return_if_fail (ALOUD_IS_LINE (self));

  g_clear_handle_id (&self->retry_timer, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->open)
    aloud_connection_close (self->connection);
  forget_connection (self);
  set_retry_at (self, 0);
}

gboolean
aloud_line_refuse (AloudLine *self, const GError *error)
{
  g_return_val_if_fail (ALOUD_IS_LINE (self), FALSE);
  g_return_val_if_fail (self->open, FALSE);

  if (!may_ask_for_another (self, error))
    return FALSE;
  aloud_connection_close (self->connection);
  forget_connection (self);
  g_signal_emit (self, signals[SIGNAL_ENDED], 0, CLOSE_NORMAL);
  retry_or_close (self, error, 0);
  return TRUE;
}

gboolean
aloud_line_is_open (AloudLine *self)
{
  g_return_val_if_fail (ALOUD_IS_LINE (self), FALSE);

  return self->open;
}

void
aloud_line_get_stats (AloudLine *self, AloudStats *stats)
{
  g_return_if_fail (ALOUD_IS_LINE (self));

  *stats = self->stats;
  stats->round_trip_ms = -1;
  if (self->connection == NULL)
    return;
  add_counters (&stats->wire, self->connection);
  if (self->open)
    stats->round_trip_ms = aloud_connection_get_round_trip (self->connection);
}

const char *
aloud_line_get_host (AloudLine *self)
{
  g_return_val_if_fail (ALOUD_IS_LINE (self), NULL);

  return self->host;
}

AloudRoute *
aloud_line_get_route (AloudLine *self)
{
  g_return_val_if_fail (ALOUD_IS_LINE (self), NULL);

  return self->route;
}

AloudAudioFate
aloud_line_send_audio (AloudLine *self, GBytes *pcm)
{
  g_return_val_if_fail (ALOUD_IS_LINE (self), ALOUD_AUDIO_DROPPED);
  g_return_val_if_fail (self->open, ALOUD_AUDIO_DROPPED);

  self->last_audio_at = g_get_monotonic_time ();
  return aloud_connection_send_audio (self->connection, pcm);
}

void
aloud_line_send_request (AloudLine *self, const char *json)
{
  g_return_if_fail (ALOUD_IS_LINE (self));
  g_return_if_fail (self->open);

  aloud_connection_send_request (self->connection, json);
}
