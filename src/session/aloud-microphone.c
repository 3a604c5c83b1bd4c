/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-microphone.h"

#include "aloud-macros.h"

#define TALK_LIMIT 120 /* s: nobody holds a key for so long: something lies on it, or its release was lost */
#define GATE_TAIL_MS 300 /* the room still rings when the loudspeaker is quiet */
#define TAP_CHUNKS (300 / ALOUD_CHUNK_MS)            /* what is over sooner is a tap, no hold */
#define QUIET_CHUNKS (ALOUD_QUIET_MS / ALOUD_CHUNK_MS)

struct _AloudMicrophone
{
  GObject parent;

  /* Injected */
  AloudVoice *voice;

  /* Settings */
  gboolean push_to_talk;
  gboolean tap_to_lock;
  gboolean sends_silence;
  guint release_tail;    /* ms */
  guint pre_roll;        /* ms */

  /* Owned */
  GQueue ring;           /* of GBytes: what was heard last and not sent, for the pre-roll */

  /* State */
  gboolean muted;
  gboolean on_hold;
  gboolean held;         /* the talk key is down */
  gboolean locked;       /* it was tapped: the talk goes on without it */
  guint held_chunks;     /* since it went down */
  gboolean listening;    /* chunks come, which are what the length of a tap is measured in */
  gboolean may_be_tap;   /* they did when the key went down */
  guint tail;            /* chunks still to be sent after the talk */
  guint closed_chunks;   /* since the last one that was sent as it was */
  guint ahead;           /* chunks of pre-roll that were sent beside the clock */
  guint talk_timer;
  guint talk_limit_ms;
  gboolean talking;
  AloudHearing hearing;
  AloudComplaint complaint;
  gboolean healing;      /* silence stands in for the microphone */
  gboolean agent_heard;
  gboolean gated;
  guint gate_timer;
};

G_DEFINE_FINAL_TYPE (AloudMicrophone, aloud_microphone, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_MUTED,
  PROP_PUSH_TO_TALK,
  PROP_TALKING,
  PROP_GATED,
  PROP_ON_HOLD,
  PROP_LOCKED,
  PROP_COMPLAINT,
  PROP_TAP_TO_LOCK,
  PROP_SENDS_SILENCE,
  PROP_RELEASE_TAIL,
  PROP_PRE_ROLL,
  PROP_TALK_LIMIT,
  LAST_PROP,
};

static GParamSpec *props[LAST_PROP];

static gboolean
set_flag (AloudMicrophone *self, gboolean *flag, gboolean value, int prop)
{
  if (*flag == !!value)
    return FALSE;
  *flag = !!value;
  g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
  return TRUE;
}

static void
set_length (AloudMicrophone *self, guint *length, guint value, int prop)
{
  if (*length == value)
    return;
  *length = value;
  g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

static void
update_talking (AloudMicrophone *self)
{
  set_flag (self, &self->talking, self->push_to_talk && (self->held || self->locked || self->tail > 0), PROP_TALKING);
}

static void
forget_heard (AloudMicrophone *self)
{
  g_queue_clear_full (&self->ring, (GDestroyNotify) g_bytes_unref);
}

static void
set_complaint (AloudMicrophone *self, AloudComplaint complaint)
{
  if (self->complaint == complaint)
    return;
  self->complaint = complaint;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COMPLAINT]);
}

static void
on_talk_timer (gpointer user_data)
{
  AloudMicrophone *self = user_data;

  self->talk_timer = 0;
  g_debug ("the talk has reached its limit");
  aloud_microphone_finish_talk (self);
}

static void
on_gate_timer (gpointer user_data)
{
  AloudMicrophone *self = user_data;

  self->gate_timer = 0;
  set_flag (self, &self->gated, FALSE, PROP_GATED);
}

/* Closes the moment the agent is heard, opens a little after. Who holds the talk key has stopped the agent by it, so
 * push-to-talk needs no gate. */
static void
update_gate (AloudMicrophone *self)
{
  gboolean echoes = !self->push_to_talk && !aloud_voice_get_full_duplex (self->voice);

  if (!echoes || self->agent_heard)
    {
      g_clear_handle_id (&self->gate_timer, g_source_remove);
      set_flag (self, &self->gated, echoes, PROP_GATED);
    }
  else if (self->gated && self->gate_timer == 0)
    {
      self->gate_timer = g_timeout_add_once (GATE_TAIL_MS, on_gate_timer, self);
    }
}

static gboolean
is_open (AloudMicrophone *self)
{
  if (self->muted || self->on_hold)
    return FALSE;
  return self->push_to_talk ? self->talking : !self->gated;
}

static void
aloud_microphone_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  AloudMicrophone *self = ALOUD_MICROPHONE (object);

  switch (prop_id)
    {
    case PROP_MUTED:
      g_value_set_boolean (value, self->muted);
      break;
    case PROP_PUSH_TO_TALK:
      g_value_set_boolean (value, self->push_to_talk);
      break;
    case PROP_TALKING:
      g_value_set_boolean (value, self->talking);
      break;
    case PROP_GATED:
      g_value_set_boolean (value, self->gated);
      break;
    case PROP_ON_HOLD:
      g_value_set_boolean (value, self->on_hold);
      break;
    case PROP_LOCKED:
      g_value_set_boolean (value, self->locked);
      break;
    case PROP_COMPLAINT:
      g_value_set_enum (value, self->complaint);
      break;
    case PROP_TAP_TO_LOCK:
      g_value_set_boolean (value, self->tap_to_lock);
      break;
    case PROP_SENDS_SILENCE:
      g_value_set_boolean (value, self->sends_silence);
      break;
    case PROP_RELEASE_TAIL:
      g_value_set_uint (value, self->release_tail);
      break;
    case PROP_TALK_LIMIT:
      g_value_set_uint (value, self->talk_limit_ms / 1000);
      break;
    case PROP_PRE_ROLL:
      g_value_set_uint (value, self->pre_roll);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_microphone_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  AloudMicrophone *self = ALOUD_MICROPHONE (object);

  switch (prop_id)
    {
    case PROP_MUTED:
      aloud_microphone_set_muted (self, g_value_get_boolean (value));
      break;
    case PROP_PUSH_TO_TALK:
      aloud_microphone_set_push_to_talk (self, g_value_get_boolean (value));
      break;
    case PROP_ON_HOLD:
      aloud_microphone_set_on_hold (self, g_value_get_boolean (value));
      break;
    case PROP_TAP_TO_LOCK:
      set_flag (self, &self->tap_to_lock, g_value_get_boolean (value), PROP_TAP_TO_LOCK);
      break;
    case PROP_SENDS_SILENCE:
      set_flag (self, &self->sends_silence, g_value_get_boolean (value), PROP_SENDS_SILENCE);
      break;
    case PROP_RELEASE_TAIL:
      set_length (self, &self->release_tail, g_value_get_uint (value), PROP_RELEASE_TAIL);
      break;
    case PROP_TALK_LIMIT:
      set_length (self, &self->talk_limit_ms, g_value_get_uint (value) * 1000, PROP_TALK_LIMIT);
      break;
    case PROP_PRE_ROLL:
      set_length (self, &self->pre_roll, g_value_get_uint (value), PROP_PRE_ROLL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_microphone_dispose (GObject *object)
{
  AloudMicrophone *self = ALOUD_MICROPHONE (object);

  g_clear_handle_id (&self->gate_timer, g_source_remove);
  g_clear_handle_id (&self->talk_timer, g_source_remove);
  forget_heard (self);
  g_clear_object (&self->voice);

  G_OBJECT_CLASS (aloud_microphone_parent_class)->dispose (object);
}

static void
aloud_microphone_class_init (AloudMicrophoneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = aloud_microphone_get_property;
  object_class->set_property = aloud_microphone_set_property;
  object_class->dispose = aloud_microphone_dispose;

  props[PROP_MUTED] = g_param_spec_boolean ("muted", NULL, NULL, FALSE, ALOUD_PARAM_READWRITE);
  props[PROP_PUSH_TO_TALK] = g_param_spec_boolean ("push-to-talk", NULL, NULL, FALSE, ALOUD_PARAM_READWRITE);
  props[PROP_TALKING] = g_param_spec_boolean ("talking", NULL, NULL, FALSE, ALOUD_PARAM_READABLE);
  props[PROP_GATED] = g_param_spec_boolean ("gated", NULL, NULL, FALSE, ALOUD_PARAM_READABLE);
  props[PROP_ON_HOLD] = g_param_spec_boolean ("on-hold", NULL, NULL, FALSE, ALOUD_PARAM_READWRITE);
  props[PROP_LOCKED] = g_param_spec_boolean ("locked", NULL, NULL, FALSE, ALOUD_PARAM_READABLE);
  props[PROP_COMPLAINT] = g_param_spec_enum ("complaint", NULL, NULL, ALOUD_TYPE_COMPLAINT, ALOUD_COMPLAINT_NONE,
                                             ALOUD_PARAM_READABLE);
  props[PROP_TAP_TO_LOCK] = g_param_spec_boolean ("tap-to-lock", NULL, NULL, FALSE, ALOUD_PARAM_READWRITE);
  props[PROP_SENDS_SILENCE] = g_param_spec_boolean ("sends-silence", NULL, NULL, TRUE, ALOUD_PARAM_READWRITE);
  props[PROP_RELEASE_TAIL] = g_param_spec_uint ("release-tail", NULL, NULL, 0, 1000, ALOUD_RELEASE_TAIL_MS,
                                                ALOUD_PARAM_READWRITE);
  props[PROP_PRE_ROLL] = g_param_spec_uint ("pre-roll", NULL, NULL, 0, 1000, ALOUD_PRE_ROLL_MS, ALOUD_PARAM_READWRITE);
  props[PROP_TALK_LIMIT] = g_param_spec_uint ("talk-limit", NULL, NULL, 0, 600, TALK_LIMIT, ALOUD_PARAM_READWRITE);
  g_object_class_install_properties (object_class, LAST_PROP, props);
}

static void
aloud_microphone_init (AloudMicrophone *self)
{
  g_queue_init (&self->ring);
  self->talk_limit_ms = TALK_LIMIT * 1000;
  self->sends_silence = TRUE;
  self->release_tail = ALOUD_RELEASE_TAIL_MS;
  self->pre_roll = ALOUD_PRE_ROLL_MS;
  self->closed_chunks = QUIET_CHUNKS;
}

static void
on_healing_notify (AloudVoice *voice, GParamSpec *pspec, gpointer user_data)
{
  g_object_get (voice, "healing", &ALOUD_MICROPHONE (user_data)->healing, NULL);
}

AloudMicrophone *
aloud_microphone_new (AloudVoice *voice)
{
  AloudMicrophone *self;

  g_return_val_if_fail (ALOUD_IS_VOICE (voice), NULL);

  self = g_object_new (ALOUD_TYPE_MICROPHONE, NULL);
  self->voice = g_object_ref (voice);
  g_signal_connect_object (voice, "notify::full-duplex", G_CALLBACK (update_gate), self, G_CONNECT_SWAPPED);
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (voice), "healing") != NULL)
    g_signal_connect_object (voice, "notify::healing", G_CALLBACK (on_healing_notify), self, 0);
  return self;
}

static void
on_silenced (AloudMicrophone *self)
{
  gboolean silent = self->muted || self->on_hold;

  aloud_voice_set_unheard (self->voice, silent);
  if (silent)
    aloud_microphone_end_talk (self);
}

void
aloud_microphone_set_muted (AloudMicrophone *self, gboolean muted)
{
  g_return_if_fail (ALOUD_IS_MICROPHONE (self));

  if (set_flag (self, &self->muted, muted, PROP_MUTED))
    on_silenced (self);
}

void
aloud_microphone_set_on_hold (AloudMicrophone *self, gboolean on_hold)
{
  g_return_if_fail (ALOUD_IS_MICROPHONE (self));

  if (set_flag (self, &self->on_hold, on_hold, PROP_ON_HOLD))
    on_silenced (self);
}

void
aloud_microphone_set_push_to_talk (AloudMicrophone *self, gboolean push_to_talk)
{
  g_return_if_fail (ALOUD_IS_MICROPHONE (self));

  if (!set_flag (self, &self->push_to_talk, push_to_talk, PROP_PUSH_TO_TALK))
    return;
  aloud_microphone_end_talk (self);
  update_gate (self);
}

gboolean
aloud_microphone_get_push_to_talk (AloudMicrophone *self)
{
  g_return_val_if_fail (ALOUD_IS_MICROPHONE (self), FALSE);

  return self->push_to_talk;
}

gboolean
aloud_microphone_press (AloudMicrophone *self)
{
  g_return_val_if_fail (ALOUD_IS_MICROPHONE (self), FALSE);

  if (self->locked) /* the second tap */
    {
      aloud_microphone_finish_talk (self);
      return FALSE;
    }
  if (self->held || self->muted || self->on_hold || !self->push_to_talk)
    return FALSE;
  self->talk_timer = g_timeout_add_once (self->talk_limit_ms, on_talk_timer, self);
  self->held = TRUE;
  self->held_chunks = 0;
  self->may_be_tap = self->listening;
  self->tail = 0;
  update_talking (self);
  return TRUE;
}

void
aloud_microphone_release (AloudMicrophone *self)
{
  g_return_if_fail (ALOUD_IS_MICROPHONE (self));

  if (!self->held)
    return;
  if (self->tap_to_lock && self->may_be_tap && self->held_chunks < TAP_CHUNKS)
    {
      self->held = FALSE;
      set_flag (self, &self->locked, TRUE, PROP_LOCKED);
      return;
    }
  aloud_microphone_finish_talk (self);
}

static void
stop_talk (AloudMicrophone *self, guint tail)
{
  g_clear_handle_id (&self->talk_timer, g_source_remove);
  self->held = FALSE;
  self->tail = tail;
  set_flag (self, &self->locked, FALSE, PROP_LOCKED);
  update_talking (self);
}

void
aloud_microphone_finish_talk (AloudMicrophone *self)
{
  g_return_if_fail (ALOUD_IS_MICROPHONE (self));

  if (aloud_microphone_is_pressed (self))
    stop_talk (self, (self->release_tail + ALOUD_CHUNK_MS - 1) / ALOUD_CHUNK_MS);
}

void
aloud_microphone_end_talk (AloudMicrophone *self)
{
  g_return_if_fail (ALOUD_IS_MICROPHONE (self));

  stop_talk (self, 0);
  forget_heard (self);
}

void
aloud_microphone_leave (AloudMicrophone *self)
{
  g_return_if_fail (ALOUD_IS_MICROPHONE (self));

  aloud_microphone_end_talk (self);
  self->listening = FALSE;
  self->hearing = (AloudHearing) { 0 };
  set_complaint (self, ALOUD_COMPLAINT_NONE);
}

gboolean
aloud_microphone_is_pressed (AloudMicrophone *self)
{
  g_return_val_if_fail (ALOUD_IS_MICROPHONE (self), FALSE);

  return self->held || self->locked;
}

void
aloud_microphone_set_talk_limit (AloudMicrophone *self, guint limit_ms)
{
  g_return_if_fail (ALOUD_IS_MICROPHONE (self));

  self->talk_limit_ms = limit_ms;
}

void
aloud_microphone_set_agent_heard (AloudMicrophone *self, gboolean heard)
{
  g_return_if_fail (ALOUD_IS_MICROPHONE (self));

  if (self->agent_heard == !!heard)
    return;
  self->agent_heard = !!heard;
  update_gate (self);
}

static GBytes *
make_zeros (gsize length)
{
  static const guint8 zeros[ALOUD_CHUNK_BYTES];

  if (length <= sizeof zeros)
    return g_bytes_new_static (zeros, length);
  return g_bytes_new_take (g_malloc0 (length), length);
}

/* As it is, after what was said just before the key went down. */
static void
send (AloudMicrophone *self, GBytes *chunk, GQueue *out)
{
  GBytes *before;

  self->held_chunks++;
  self->closed_chunks = 0;
  while ((before = g_queue_pop_head (&self->ring)) != NULL)
    {
      self->ahead++;
      g_queue_push_tail (out, before);
    }
  g_queue_push_tail (out, g_bytes_ref (chunk));
}

/* What was said while it was muted or on hold is not kept for later either. */
static void
keep (AloudMicrophone *self, GBytes *chunk)
{
  if (!self->push_to_talk || self->muted || self->on_hold)
    {
      forget_heard (self);
      return;
    }
  g_queue_push_tail (&self->ring, g_bytes_ref (chunk));
  while (g_queue_get_length (&self->ring) > self->pre_roll / ALOUD_CHUNK_MS)
    g_bytes_unref (g_queue_pop_head (&self->ring));
}

/* The server ends a turn by hearing silence. Later a few zeros are left out for the pre-rolls that were sent, or who
 * takes them in at real pace would fall behind a little with each talk. */
static gboolean
is_silence_sent (AloudMicrophone *self)
{
  if (self->closed_chunks < QUIET_CHUNKS)
    {
      self->closed_chunks++;
      return TRUE;
    }
  if (!self->sends_silence && !self->gated)
    {
      self->ahead = 0;
      return FALSE;
    }
  if (self->ahead == 0)
    return TRUE;
  self->ahead--;
  return FALSE;
}

void
aloud_microphone_take (AloudMicrophone *self, GBytes *chunk, GQueue *out)
{
  gboolean silent, open;

  g_return_if_fail (ALOUD_IS_MICROPHONE (self));

  self->listening = TRUE;
  silent = self->muted || self->on_hold;
  if (self->healing) /* the zeros are ours */
    self->hearing.silent = 0;
  set_complaint (self, aloud_hearing_judge (&self->hearing, chunk, silent,
                                            silent ? aloud_voice_get_level (self->voice) : 0));
  open = is_open (self);
  if (self->tail > 0 && --self->tail == 0)
    update_talking (self);

  if (open)
    {
      send (self, chunk, out);
      return;
    }
  keep (self, chunk);
  if (is_silence_sent (self))
    g_queue_push_tail (out, make_zeros (g_bytes_get_size (chunk)));
}
