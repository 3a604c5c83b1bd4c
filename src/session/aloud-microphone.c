/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-microphone.h"

#include "aloud-macros.h"

#define TALK_LIMIT_MS (120 * 1000) /* nobody holds a key for so long: something lies on it, or its release was lost */
#define GATE_TAIL_MS 300 /* the room still rings when the loudspeaker is quiet */

struct _AloudMicrophone
{
  GObject parent;

  /* Injected */
  AloudVoice *voice;

  /* State */
  gboolean muted;
  gboolean push_to_talk;
  gboolean held;         /* the talk key is down */
  guint tail;            /* chunks still to be sent after its release */
  guint talk_timer;
  guint talk_limit_ms;
  gboolean talking;
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
update_talking (AloudMicrophone *self)
{
  set_flag (self, &self->talking, self->push_to_talk && (self->held || self->tail > 0), PROP_TALKING);
}

static void
on_talk_timer (gpointer user_data)
{
  AloudMicrophone *self = user_data;

  self->talk_timer = 0;
  g_debug ("the talk has reached its limit");
  aloud_microphone_release (self);
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
  if (self->muted)
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
  g_object_class_install_properties (object_class, LAST_PROP, props);
}

static void
aloud_microphone_init (AloudMicrophone *self)
{
  self->talk_limit_ms = TALK_LIMIT_MS;
}

AloudMicrophone *
aloud_microphone_new (AloudVoice *voice)
{
  AloudMicrophone *self;

  g_return_val_if_fail (ALOUD_IS_VOICE (voice), NULL);

  self = g_object_new (ALOUD_TYPE_MICROPHONE, NULL);
  self->voice = g_object_ref (voice);
  g_signal_connect_object (voice, "notify::full-duplex", G_CALLBACK (update_gate), self, G_CONNECT_SWAPPED);
  return self;
}

void
aloud_microphone_set_muted (AloudMicrophone *self, gboolean muted)
{
  g_return_if_fail (ALOUD_IS_MICROPHONE (self));

  if (set_flag (self, &self->muted, muted, PROP_MUTED) && self->muted)
    aloud_microphone_end_talk (self);
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

void
aloud_microphone_press (AloudMicrophone *self)
{
  g_return_if_fail (ALOUD_IS_MICROPHONE (self));

  if (!self->held)
    self->talk_timer = g_timeout_add_once (self->talk_limit_ms, on_talk_timer, self);
  self->held = TRUE;
  self->tail = 0;
  update_talking (self);
}

void
aloud_microphone_release (AloudMicrophone *self)
{
  g_return_if_fail (ALOUD_IS_MICROPHONE (self));

  if (!self->held)
    return;
  g_clear_handle_id (&self->talk_timer, g_source_remove);
  self->held = FALSE;
  self->tail = ALOUD_RELEASE_TAIL_MS / ALOUD_CHUNK_MS;
  update_talking (self);
}

void
aloud_microphone_end_talk (AloudMicrophone *self)
{
  g_return_if_fail (ALOUD_IS_MICROPHONE (self));

  g_clear_handle_id (&self->talk_timer, g_source_remove);
  self->held = FALSE;
  self->tail = 0;
  update_talking (self);
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

GBytes *
aloud_microphone_take (AloudMicrophone *self, GBytes *chunk)
{
  static const guint8 zeros[ALOUD_CHUNK_BYTES];
  gsize length = g_bytes_get_size (chunk);
  gboolean open;

  g_return_val_if_fail (ALOUD_IS_MICROPHONE (self), NULL);

  open = is_open (self);
  if (self->tail > 0 && --self->tail == 0)
    update_talking (self);

  if (open)
    return g_bytes_ref (chunk);
  if (length <= sizeof zeros)
    return g_bytes_new_static (zeros, length);
  return g_bytes_new_take (g_malloc0 (length), length);
}
