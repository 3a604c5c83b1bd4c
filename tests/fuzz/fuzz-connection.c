/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "fuzz-connection.h"

#include "aloud-macros.h"

#define CLOSE_WAIT_MS 2000

typedef enum { NEW, CONNECTING, OPEN, CLOSING, CLOSED } Phase;

struct _AloudConnection
{
  GObject parent;

  Phase phase;
  GTask *dial;
  GCancellable *caller; /* of the dial, unowned */
  gboolean given_up;
  guint close_wait;
  gboolean slow;
  gboolean spoke;
  AloudConnectionCounters counters;
};

G_DEFINE_FINAL_TYPE (AloudConnection, aloud_connection, G_TYPE_OBJECT)

enum { PROP_0, PROP_SLOW, PROP_SPANS };

guint fuzz_answers;

static const char *const spans[] = { "connect-timeout-ms", "ping-seconds", "watchdog-ms", "slow-ms", "stalled-ms",
                                     "close-wait-ms" };
static guint signal_event, signal_closed;
static GList *all; /* the latest first */

static AloudConnection *
find (Phase phase)
{
  for (GList *l = all; l != NULL; l = l->next)
    if (((AloudConnection *) l->data)->phase == phase)
      return l->data;
  return NULL;
}

static void
set_slow (AloudConnection *self, gboolean slow)
{
  if (self->slow == slow)
    return;
  self->slow = slow;
  g_object_notify (G_OBJECT (self), "slow");
}

static void
finish (AloudConnection *self, guint code, GError *take_error)
{
  g_autoptr (GError) error = take_error;
  g_object_ref (self);

  g_clear_handle_id (&self->close_wait, g_source_remove);
  self->phase = CLOSED;
  set_slow (self, FALSE);
  g_signal_emit (self, signal_closed, 0, code, error);
  g_object_unref (self);
}

static void
on_close_wait (gpointer user_data)
{
  AloudConnection *self = user_data;

  self->close_wait = 0;
  finish (self, 1006, NULL);
}

static void
answer_dial (AloudConnection *self, GError *take_error)
{
  g_autoptr (GTask) dial = g_steal_pointer (&self->dial);

  fuzz_answers++;
  self->phase = take_error != NULL ? CLOSED : OPEN;
  if (take_error != NULL)
    g_task_return_error (dial, take_error);
  else
    g_task_return_boolean (dial, TRUE);
}

void
fuzz_connection_answer_dial (GError *take_error)
{
  AloudConnection *self = find (CONNECTING);

  if (self != NULL)
    answer_dial (self, take_error);
  else
    g_clear_error (&take_error);
}

void
fuzz_connection_say (AloudEvent *event)
{
  AloudConnection *self = find (OPEN);

  if (self == NULL)
    return;
  self->counters.messages_received++;
  if (event->type == ALOUD_EVENT_DISCONNECT)
    finish (self, event->disconnect.code, g_error_new_literal (ALOUD_CONNECTION_ERROR,
                                                               ALOUD_CONNECTION_ERROR_APPLICATION, "disconnect"));
  else
    g_signal_emit (self, signal_event, 0, event);
}

void
fuzz_connection_end (guint code, GError *take_error)
{
  AloudConnection *open = find (OPEN);
  AloudConnection *closing = find (CLOSING);

  if (open != NULL)
    {
      finish (open, code, take_error);
      return;
    }
  g_clear_error (&take_error);
  if (closing != NULL)
    finish (closing, code, NULL);
}

void
fuzz_connection_set_slow (gboolean slow)
{
  AloudConnection *self = find (OPEN);

  if (self != NULL)
    set_slow (self, slow);
}

void
fuzz_connection_give_up (void)
{
  GList *l = all;

  while (l != NULL)
    {
      AloudConnection *self = l->data;

      if (self->phase == CONNECTING && (self->given_up || g_cancellable_is_cancelled (self->caller)))
        answer_dial (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled"));
      l = l->next;
    }
}

guint
fuzz_connection_count (void)
{
  return g_list_length (all);
}

guint
fuzz_connection_count_open (void)
{
  guint n = 0;

  for (GList *l = all; l != NULL; l = l->next)
    n += ((AloudConnection *) l->data)->phase == OPEN;
  return n;
}

gboolean
fuzz_connection_is_there (void)
{
  return find (OPEN) != NULL;
}

static void
get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, ALOUD_CONNECTION (object)->slow);
}

static void
set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  g_assert (g_value_get_uint (value) > 0);
}

static void
dispose (GObject *object)
{
  AloudConnection *self = ALOUD_CONNECTION (object);

  g_clear_handle_id (&self->close_wait, g_source_remove);
  self->phase = CLOSED;

  G_OBJECT_CLASS (aloud_connection_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  AloudConnection *self = ALOUD_CONNECTION (object);

  all = g_list_remove (all, self);
  g_clear_object (&self->caller);

  G_OBJECT_CLASS (aloud_connection_parent_class)->finalize (object);
}

static void
aloud_connection_class_init (AloudConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = get_property;
  object_class->set_property = set_property;
  object_class->dispose = dispose;
  object_class->finalize = finalize;
  g_object_class_install_property (object_class, PROP_SLOW,
    g_param_spec_boolean ("slow", NULL, NULL, FALSE, ALOUD_PARAM_READABLE));
  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    g_object_class_install_property (object_class, PROP_SPANS + i,
      g_param_spec_uint (spans[i], NULL, NULL, 1, G_MAXINT, 1, G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY));
  signal_event = g_signal_new ("event", ALOUD_TYPE_CONNECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                               ALOUD_TYPE_EVENT | G_SIGNAL_TYPE_STATIC_SCOPE);
  signal_closed = g_signal_new ("closed", ALOUD_TYPE_CONNECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                2, G_TYPE_UINT, G_TYPE_ERROR);
}

static void
aloud_connection_init (AloudConnection *self)
{
  all = g_list_prepend (all, self);
}

void
aloud_connection_connect_async (AloudConnection     *self,
                                AloudRoute          *route,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_assert (self->phase == NEW && route != NULL && cancellable != NULL);
  self->phase = CONNECTING;
  self->caller = g_object_ref (cancellable);
  self->dial = g_task_new (self, cancellable, callback, user_data);
  g_task_set_check_cancellable (self->dial, FALSE);
}

gboolean
aloud_connection_connect_finish (AloudConnection *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

AloudAudioFate
aloud_connection_send_audio (AloudConnection *self, GBytes *pcm)
{
  gboolean is_first = !self->spoke;

  if (self->phase != OPEN)
    return ALOUD_AUDIO_DROPPED;
  self->spoke = TRUE;
  self->counters.audio_frames_sent++;
  return fuzz_on_audio (pcm, is_first);
}

void
aloud_connection_send_request (AloudConnection *self, const char *json)
{
  gboolean is_first = !self->spoke;

  if (self->phase != OPEN)
    return;
  self->spoke = TRUE;
  fuzz_on_request (json, is_first);
}

void
aloud_connection_close (AloudConnection *self)
{
  if (self->phase == CONNECTING)
    self->given_up = TRUE;
  else if (self->phase == OPEN)
    {
      self->phase = CLOSING;
      self->close_wait = g_timeout_add_once (CLOSE_WAIT_MS, on_close_wait, self);
    }
}

gboolean
aloud_connection_is_open (AloudConnection *self)
{
  return self->phase == OPEN;
}

guint
aloud_connection_get_retry_after (AloudConnection *self)
{
  return 0;
}

void
aloud_connection_get_counters (AloudConnection *self, AloudConnectionCounters *counters)
{
  *counters = self->counters;
}

int
aloud_connection_get_round_trip (AloudConnection *self)
{
  return -1;
}
