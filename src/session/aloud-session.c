/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-session-private.h"

#include "aloud-request.h"

#define AUDIO_WAIT_MS 500 /* for connection_metadata, before audio starts anyway, as in the React SDK */

G_DEFINE_QUARK (aloud-session-error-quark, aloud_session_error)

G_DEFINE_FINAL_TYPE (AloudSession, aloud_session, G_TYPE_OBJECT)

static guint signal_trace, signal_resumed;

static void
trace (AloudSession *self, const char *what, gint64 when, guint size, const char *detail)
{
  g_signal_emit (self, signal_trace, 0, what, when, size, detail);
}

static AloudActivity
derive_activity (AloudSession *self)
{
  if (self->state == ALOUD_STATE_IDLE || self->state == ALOUD_STATE_FAILED)
    return ALOUD_ACTIVITY_NONE;
  if (aloud_dialogue_is_heard (self->dialogue)) /* what has come is said to its end, even while the call is lost */
    return ALOUD_ACTIVITY_SPEAKING;
  if (self->state != ALOUD_STATE_LIVE)
    return ALOUD_ACTIVITY_NONE;
  if (aloud_transcript_is_user_speaking (self->transcript))
    return ALOUD_ACTIVITY_USER_SPEAKING;
  if (aloud_dialogue_is_thinking (self->dialogue))
    return ALOUD_ACTIVITY_THINKING;
  return ALOUD_ACTIVITY_LISTENING;
}

static void
update_activity (AloudSession *self)
{
  AloudActivity activity = derive_activity (self);

  if (self->activity != activity)
    {
      self->activity = activity;
      trace (self, "activity", g_get_monotonic_time (), 0, aloud_activity_to_string (activity));
      g_object_notify (G_OBJECT (self), "activity");
    }
  if (activity == ALOUD_ACTIVITY_USER_SPEAKING || activity == ALOUD_ACTIVITY_SPEAKING)
    aloud_quiet_touch (&self->quiet);
  aloud_microphone_set_agent_heard (self->microphone, aloud_dialogue_is_heard (self->dialogue));
}

/* What belongs to one connection ends with it, whatever comes next. */
static void
leave_connection (AloudSession *self)
{
  g_clear_handle_id (&self->audio_timer, g_source_remove);
  aloud_upstream_set_stage (self->upstream, ALOUD_UPSTREAM_SHUT);
  aloud_dialogue_reset (self->dialogue);
  aloud_microphone_leave (self->microphone);
}

static void
leave_call (AloudSession *self)
{
  leave_connection (self);
  aloud_quiet_end (&self->quiet);
  aloud_microphone_set_on_hold (self->microphone, FALSE);
  aloud_dialogue_set_silenced (self->dialogue, FALSE);
  aloud_line_drop (self->line);
  aloud_voice_stop (self->voice);
  aloud_dialogue_hush (self->dialogue);
  if (self->agent != NULL)
    g_signal_handlers_disconnect_by_data (self->agent, self);
  if (self->connected_at != 0)
    {
      self->connected_at = 0;
      g_object_notify (G_OBJECT (self), "connected-at");
    }
}

static void
enter (AloudSession *self)
{
  switch (self->state)
    {
    case ALOUD_STATE_CONNECTING:
      self->first_audio_sent = FALSE;
      /* Of a call that is lost nothing is kept: old speech would confuse the agent, who has forgotten what it is about. */
      if (self->connected_at == 0)
        aloud_upstream_set_stage (self->upstream, ALOUD_UPSTREAM_GATHERING);
      break;
    case ALOUD_STATE_RECONNECTING:
    case ALOUD_STATE_CLOSING:
      leave_connection (self);
      break;
    case ALOUD_STATE_IDLE:
    case ALOUD_STATE_FAILED:
      leave_call (self);
      break;
    case ALOUD_STATE_READY:
      aloud_upstream_set_stage (self->upstream, ALOUD_UPSTREAM_GATHERING);
      break;
    case ALOUD_STATE_LIVE:
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
set_state (AloudSession *self, AloudState state)
{
  g_assert (aloud_state_may_become (self->state, state));

  g_debug ("state: %s -> %s", aloud_state_to_string (self->state), aloud_state_to_string (state));
  self->state = state;
  enter (self);
  trace (self, "state", g_get_monotonic_time (), 0, aloud_state_to_string (state));
  g_object_freeze_notify (G_OBJECT (self));
  g_object_notify (G_OBJECT (self), "state");
  update_activity (self);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
set_error (AloudSession *self, GError *take)
{
  if (self->error == NULL && take == NULL)
    return;
  g_clear_error (&self->error);
  self->error = take;
  g_object_notify (G_OBJECT (self), "error");
}

/* The one way into FAILED. */
static void
fail (AloudSession *self, GError *take)
{
  g_debug ("failed: %s", take->message);
  trace (self, "error", g_get_monotonic_time (), 0, take->message);
  set_error (self, take);
  set_state (self, ALOUD_STATE_FAILED);
}

static void
on_sent (AloudSession *self, gint64 arrived, guint size)
{
  gint64 now = g_get_monotonic_time ();
  char detail[48];

  aloud_session_measure_capture (self, arrived, now);
  if (!self->first_audio_sent)
    {
      self->first_audio_sent = TRUE;
      trace (self, "first-audio-sent", now, size, NULL);
    }
  g_snprintf (detail, sizeof detail, "arrived=%" G_GINT64_FORMAT, arrived != 0 ? arrived : now);
  trace (self, "chunk-sent", now, size, detail);
}

static void
go_live (AloudSession *self)
{
  g_clear_handle_id (&self->audio_timer, g_source_remove);
  set_state (self, ALOUD_STATE_LIVE);
  if (self->state == ALOUD_STATE_LIVE) /* or whoever heard of it has hung up */
    aloud_upstream_set_stage (self->upstream, ALOUD_UPSTREAM_FLOWING);
}

static void
on_audio_timer (gpointer user_data)
{
  AloudSession *self = user_data;

  self->audio_timer = 0;
  go_live (self);
}

static void
on_chunk (AloudSession *self, GBytes *chunk, gint64 arrived)
{
  aloud_upstream_take (self->upstream, chunk, arrived);
}

static GError *
new_forgotten (void)
{
  return g_error_new_literal (ALOUD_SESSION_ERROR, ALOUD_SESSION_ERROR_FORGOTTEN, "nobody said a word");
}

/* The server has closed and its last words are over; or whoever heard of the close has hung up, and this is done. */
static void
finish_closing (AloudSession *self)
{
  if (self->state != ALOUD_STATE_CLOSING || aloud_line_is_open (self->line)
      || (!self->hung_up && aloud_dialogue_is_heard (self->dialogue)))
    return;

  if (self->forgotten)
    fail (self, new_forgotten ());
  else if (self->idle_warned && !self->hung_up)
    fail (self, g_error_new_literal (ALOUD_SESSION_ERROR, ALOUD_SESSION_ERROR_IDLE, "closed after an idle warning"));
  else
    set_state (self, ALOUD_STATE_IDLE);
}

static void
on_voice_sounding (AloudSession *self)
{
  gboolean sounding = aloud_voice_get_sounding (self->voice);

  trace (self, sounding ? "sound" : "silence", aloud_voice_get_sounding_since (self->voice), 0, NULL);
  if (self->state == ALOUD_STATE_CLOSING)
    finish_closing (self);
  update_activity (self);
}

static void
on_voice_failed (AloudSession *self, const GError *error)
{
  if (self->state == ALOUD_STATE_CLOSING)
    {
      /* Nothing more can be heard: the call is over either way. */
      aloud_line_drop (self->line);
      self->hung_up = TRUE;
      finish_closing (self);
    }
  else if (self->state != ALOUD_STATE_IDLE && self->state != ALOUD_STATE_FAILED)
    {
      fail (self, g_error_copy (error));
    }
}

static void
on_agent_gone (AloudSession *self, const GError *error)
{
  if (self->state == ALOUD_STATE_CLOSING || self->state == ALOUD_STATE_IDLE || self->state == ALOUD_STATE_FAILED)
    return;
  fail (self, g_error_copy (error));
}

/* Somebody says something. */
static gboolean
is_word (const AloudEvent *event)
{
  return (event->type == ALOUD_EVENT_TRANSCRIPTION && *event->transcription.text != '\0')
         || (event->type == ALOUD_EVENT_ANSWER_TEXT && *event->answer_text.text != '\0')
         || event->type == ALOUD_EVENT_ANSWER_AUDIO;
}

/* Nobody has said anything for too long: as if the person had hung up, who is told why. */
static void
on_quiet (gboolean over, gpointer user_data)
{
  AloudSession *self = user_data;

  if (!over)
    {
      g_object_notify (G_OBJECT (self), "idle-ends-at");
      return;
    }
  if (self->activity == ALOUD_ACTIVITY_SPEAKING || self->activity == ALOUD_ACTIVITY_USER_SPEAKING)
    {
      aloud_quiet_begin (&self->quiet, self->quiet.limit);
      return;
    }
  g_debug ("nobody has said a word for %u s", self->quiet.limit);
  if (self->state == ALOUD_STATE_RECONNECTING || self->state == ALOUD_STATE_CONNECTING)
    {
      fail (self, new_forgotten ());
      return;
    }
  self->forgotten = TRUE;
  aloud_session_hang_up (self);
}

static void
check_overflow (AloudSession *self)
{
  if (self->overflow_told || aloud_voice_get_queued_ms (self->voice) < ALOUD_VOICE_FULL_MS)
    return;
  self->overflow_told = TRUE;
  g_signal_emit_by_name (self, "overflow");
}

/* Anything that reaches us is written down; what of it is heard and read is the dialogue's to say. */
static void
on_line_event (AloudSession *self, const AloudEvent *event)
{
  g_autoptr(GError) error = NULL;
  gint64 now = g_get_monotonic_time ();

  trace (self, "event", now, 0, event->type_name);
  if (self->state != ALOUD_STATE_READY && self->state != ALOUD_STATE_LIVE)
    return;

  if (!aloud_dialogue_apply (self->dialogue, event, &error))
    {
      if (!aloud_line_refuse (self->line, error))
        fail (self, g_steal_pointer (&error));
      return;
    }
  if (event->type == ALOUD_EVENT_IDLE_WARNING && event->idle_warning.seconds_left > 0)
    aloud_quiet_warn (&self->quiet, event->idle_warning.seconds_left);
  if (is_word (event))
    aloud_quiet_touch (&self->quiet);
  if (event->type == ALOUD_EVENT_ANSWER_AUDIO)
    check_overflow (self);
  if (event->type == ALOUD_EVENT_INTERRUPTION || event->type == ALOUD_EVENT_STOP_SPEECH)
    trace (self, "interruption", now, 0, "server");
  if (event->type == ALOUD_EVENT_METADATA)
    {
      trace (self, "metadata", now, 0, NULL);
      if (self->state == ALOUD_STATE_READY)
        go_live (self);
    }
  update_activity (self);
}

static void
on_line_dialling (AloudSession *self)
{
  /* With another credential, at once: the microphone of a call that has not begun yet just stays open. */
  if (self->state == ALOUD_STATE_READY || self->state == ALOUD_STATE_LIVE)
    {
      set_state (self, ALOUD_STATE_RECONNECTING);
      if (self->state != ALOUD_STATE_RECONNECTING) /* whoever heard of it has hung up */
        return;
    }
  if (self->state != ALOUD_STATE_CONNECTING)
    set_state (self, ALOUD_STATE_CONNECTING);
  trace (self, "connect", g_get_monotonic_time (), 0, NULL);
}

/* Not before we know whom to call: a keyring may let us wait for minutes, and the microphone stays shut meanwhile. */
static void
on_line_reached (AloudSession *self)
{
  aloud_voice_start (self->voice);
}

/* Where they are switched off they are not asked for; what is told of them all the same is thrown away. */
static gboolean
wants_emotions (GVariant *settings)
{
  gboolean wants = TRUE;

  if (settings != NULL)
    g_variant_lookup (settings, "emotion_detection.enabled", "b", &wants);
  return wants;
}

static void
on_line_open (AloudSession *self)
{
  AloudRoute *route = aloud_line_get_route (self->line);
  g_autofree char *settings = aloud_request_session_settings (aloud_route_get_dialect (route),
                                                              aloud_route_get_settings (route));
  gint64 now = g_get_monotonic_time ();
  gboolean resumed = self->connected_at != 0;

  aloud_line_send_request (self->line, settings);
  aloud_transcript_set_emotions (self->transcript, wants_emotions (aloud_route_get_settings (route)));
  self->audio_timer = g_timeout_add_once (AUDIO_WAIT_MS, on_audio_timer, self);
  trace (self, "connected", now, 0, NULL);
  if (self->connected_at == 0)
    {
      self->connected_at = now;
      aloud_quiet_begin (&self->quiet, aloud_agent_get_idle_limit (self->agent));
      g_object_notify (G_OBJECT (self), "connected-at");
    }
  set_state (self, ALOUD_STATE_READY);
  set_error (self, NULL);
  if (resumed)
    g_signal_emit (self, signal_resumed, 0);
}

static void
on_line_ended (AloudSession *self, guint code)
{
  trace (self, "close", g_get_monotonic_time (), code, NULL);
}

static void
on_line_waiting (AloudSession *self, const GError *error, guint delay_ms)
{
  trace (self, "waiting", g_get_monotonic_time (), delay_ms, error->message);
  set_error (self, g_error_copy (error));
  set_state (self, ALOUD_STATE_RECONNECTING);
}

static void
on_line_closed (AloudSession *self, const GError *error)
{
  if (self->state != ALOUD_STATE_CLOSING)
    {
      if (error != NULL)
        {
          fail (self, g_error_copy (error));
          return;
        }
      self->idle_warned = aloud_dialogue_is_idle_warned (self->dialogue);
      set_state (self, ALOUD_STATE_CLOSING);
    }
  finish_closing (self);
}

/* Properties of the parts are ours, under the same names, but for settings that nobody asks us for. */
static void
on_part_notify (AloudSession *self, GParamSpec *pspec)
{
  GParamSpec *ours = g_object_class_find_property (G_OBJECT_GET_CLASS (self), pspec->name);

  if (ours != NULL)
    g_object_notify_by_pspec (G_OBJECT (self), ours);
}

static void
on_self_echo (AloudSession *self)
{
  if (self->echo_told)
    return;
  self->echo_told = TRUE;
  g_signal_emit_by_name (self, "self-echo");
}

static void
aloud_session_constructed (GObject *object)
{
  AloudSession *self = ALOUD_SESSION (object);

  G_OBJECT_CLASS (aloud_session_parent_class)->constructed (object);

  aloud_quiet_init (&self->quiet, self->retry_unit_ms, on_quiet, self);
  self->dialogue = aloud_dialogue_new (self->voice, self->transcript);
  g_signal_connect_object (self->dialogue, "changed", G_CALLBACK (update_activity), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->dialogue, "self-echo", G_CALLBACK (on_self_echo), self, G_CONNECT_SWAPPED);
  self->microphone = aloud_microphone_new (self->voice);
  g_signal_connect_object (self->microphone, "notify", G_CALLBACK (on_part_notify), self, G_CONNECT_SWAPPED);
  self->line = aloud_line_new (self->retry_unit_ms, self->wait_unit_ms,
                               self->retry_seed != 0 ? self->retry_seed : g_random_int (),
                               self->network);
  g_signal_connect_object (self->line, "notify", G_CALLBACK (on_part_notify), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->line, "dialling", G_CALLBACK (on_line_dialling), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->line, "reached", G_CALLBACK (on_line_reached), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->line, "open", G_CALLBACK (on_line_open), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->line, "event", G_CALLBACK (on_line_event), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->line, "ended", G_CALLBACK (on_line_ended), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->line, "waiting", G_CALLBACK (on_line_waiting), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->line, "closed", G_CALLBACK (on_line_closed), self, G_CONNECT_SWAPPED);
  self->upstream = aloud_upstream_new (self->line, self->microphone);
  g_signal_connect_object (self->upstream, "sent", G_CALLBACK (on_sent), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->voice, "chunk", G_CALLBACK (on_chunk), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->voice, "failed", G_CALLBACK (on_voice_failed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->voice, "notify::sounding", G_CALLBACK (on_voice_sounding), self, G_CONNECT_SWAPPED);
}

static void
aloud_session_dispose (GObject *object)
{
  AloudSession *self = ALOUD_SESSION (object);

  if (self->voice != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->voice, self);
      leave_call (self);
    }
  g_clear_object (&self->dialogue);
  g_clear_object (&self->upstream);
  g_clear_object (&self->microphone);
  g_clear_object (&self->line);
  g_clear_object (&self->network);
  g_clear_object (&self->voice);
  g_clear_object (&self->agent);
  g_clear_object (&self->transcript);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (aloud_session_parent_class)->dispose (object);
}

static void
aloud_session_class_init (AloudSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = aloud_session_constructed;
  object_class->dispose = aloud_session_dispose;

  aloud_session_install_properties (object_class);

  signal_resumed = g_signal_new ("resumed", ALOUD_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("talk-refused", ALOUD_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("overflow", ALOUD_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("self-echo", ALOUD_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signal_trace = g_signal_new ("trace", ALOUD_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 4,
                               G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE, G_TYPE_INT64, G_TYPE_UINT,
                               G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
aloud_session_init (AloudSession *self)
{
  self->transcript = aloud_transcript_new ();
}

AloudSession *
aloud_session_new (AloudVoice *voice)
{
  g_return_val_if_fail (ALOUD_IS_VOICE (voice), NULL);

  return g_object_new (ALOUD_TYPE_SESSION, "voice", voice, NULL);
}

gboolean
aloud_session_call (AloudSession *self, AloudAgent *agent)
{
  g_return_val_if_fail (ALOUD_IS_SESSION (self), FALSE);
  g_return_val_if_fail (ALOUD_IS_AGENT (agent), FALSE);

  if (self->state != ALOUD_STATE_IDLE && self->state != ALOUD_STATE_FAILED)
    return FALSE;

  if (g_set_object (&self->agent, agent))
    g_object_notify (G_OBJECT (self), "agent");
  g_signal_connect_object (agent, "gone", G_CALLBACK (on_agent_gone), self, G_CONNECT_SWAPPED);
  self->hung_up = FALSE;
  self->forgotten = FALSE;
  self->idle_warned = FALSE;
  self->echo_told = FALSE;
  self->overflow_told = FALSE;
  self->capture_to_wire_us = 0;
  self->capture_to_wire_max_us = 0;
  aloud_transcript_clear (self->transcript);
  set_error (self, NULL);
  aloud_line_dial (self->line, agent);
  return TRUE;
}

void
aloud_session_hang_up (AloudSession *self)
{
  g_return_if_fail (ALOUD_IS_SESSION (self));

  self->hung_up = TRUE;
  switch (self->state)
    {
    case ALOUD_STATE_CONNECTING:
    case ALOUD_STATE_RECONNECTING:
      set_state (self, ALOUD_STATE_IDLE);
      set_error (self, NULL);
      break;
    case ALOUD_STATE_READY:
    case ALOUD_STATE_LIVE:
      /* The microphone and the loudspeaker go at once; the close of the wire may take its two seconds. */
      aloud_voice_stop (self->voice);
      set_state (self, ALOUD_STATE_CLOSING);
      aloud_line_close (self->line);
      break;
    case ALOUD_STATE_CLOSING:
      finish_closing (self);
      break;
    case ALOUD_STATE_IDLE:
    case ALOUD_STATE_FAILED:
      break;
    default:
      g_assert_not_reached ();
    }
}

void
aloud_session_dismiss_error (AloudSession *self)
{
  g_return_if_fail (ALOUD_IS_SESSION (self));

  if (self->state != ALOUD_STATE_FAILED)
    return;
  set_error (self, NULL);
  set_state (self, ALOUD_STATE_IDLE);
}

void
aloud_session_stop_agent (AloudSession *self)
{
  g_return_if_fail (ALOUD_IS_SESSION (self));

  if (self->state == ALOUD_STATE_CLOSING)
    aloud_session_hang_up (self); /* these were its last words */
  if (self->state == ALOUD_STATE_IDLE || self->state == ALOUD_STATE_FAILED
      || !aloud_dialogue_cut (self->dialogue, ALOUD_CUT_BY_USER))
    return;

  trace (self, "interruption", g_get_monotonic_time (), 0, "user");
  if (!aloud_line_is_open (self->line)) /* nothing of that answer comes late any more */
    aloud_dialogue_reset (self->dialogue);
  update_activity (self);
  if (self->state == ALOUD_STATE_LIVE && aloud_agent_get_takes_interrupt (self->agent))
    {
      g_autofree char *request = aloud_request_interrupt ();

      aloud_line_send_request (self->line, request);
    }
}
