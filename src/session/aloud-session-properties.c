/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-session-private.h"

#include "aloud-macros.h"
#include "aloud-retry.h"

enum {
  PROP_0,
  PROP_VOICE,
  PROP_RETRY_UNIT_MS,
  PROP_WAIT_UNIT_MS,
  PROP_RETRY_SEED,
  PROP_NETWORK,
  PROP_STATE,
  PROP_ACTIVITY,
  PROP_ERROR,
  PROP_AGENT,
  PROP_TRANSCRIPT,
  PROP_MUTED,
  PROP_PUSH_TO_TALK,
  PROP_TALKING,
  PROP_GATED,
  PROP_ON_HOLD,
  PROP_LOCKED,
  PROP_COMPLAINT,
  PROP_MICROPHONE,
  PROP_CONNECTED_AT,
  PROP_IDLE_ENDS_AT,
  PROP_SLOW,
  PROP_ATTEMPT,
  PROP_RETRY_AT,
  LAST_PROP,
};

static void
aloud_session_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  AloudSession *self = ALOUD_SESSION (object);

  switch (prop_id)
    {
    case PROP_VOICE:
      g_value_set_object (value, self->voice);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_ACTIVITY:
      g_value_set_enum (value, self->activity);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    case PROP_AGENT:
      g_value_set_object (value, self->agent);
      break;
    case PROP_TRANSCRIPT:
      g_value_set_object (value, self->transcript);
      break;
    case PROP_MUTED:
    case PROP_PUSH_TO_TALK:
    case PROP_TALKING:
    case PROP_GATED:
    case PROP_ON_HOLD:
    case PROP_LOCKED:
    case PROP_COMPLAINT:
      g_object_get_property (G_OBJECT (self->microphone), pspec->name, value);
      break;
    case PROP_MICROPHONE:
      g_value_set_object (value, self->microphone);
      break;
    case PROP_CONNECTED_AT:
      g_value_set_int64 (value, self->connected_at);
      break;
    case PROP_IDLE_ENDS_AT:
      g_value_set_int64 (value, self->quiet.ends_at);
      break;
    case PROP_ATTEMPT:
    case PROP_RETRY_AT:
    case PROP_SLOW:
      g_object_get_property (G_OBJECT (self->line), pspec->name, value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_session_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  AloudSession *self = ALOUD_SESSION (object);

  switch (prop_id)
    {
    case PROP_VOICE:
      self->voice = g_value_dup_object (value);
      break;
    case PROP_RETRY_UNIT_MS:
      self->retry_unit_ms = g_value_get_uint (value);
      break;
    case PROP_WAIT_UNIT_MS:
      self->wait_unit_ms = g_value_get_uint (value);
      break;
    case PROP_RETRY_SEED:
      self->retry_seed = g_value_get_uint (value);
      break;
    case PROP_NETWORK:
      self->network = g_value_dup_object (value);
      break;
    case PROP_MUTED:
    case PROP_PUSH_TO_TALK:
      g_object_set_property (G_OBJECT (self->microphone), pspec->name, value);
      break;
    case PROP_ON_HOLD:
      aloud_session_set_on_hold (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

void
aloud_session_install_properties (GObjectClass *object_class)
{
  GParamSpec *props[LAST_PROP] = { NULL };

  object_class->get_property = aloud_session_get_property;
  object_class->set_property = aloud_session_set_property;

  props[PROP_VOICE] = g_param_spec_object ("voice", NULL, NULL, ALOUD_TYPE_VOICE, ALOUD_PARAM_CONSTRUCT_ONLY);
  props[PROP_RETRY_UNIT_MS] = g_param_spec_uint ("retry-unit-ms", NULL, NULL, 1, G_MAXUINT / 64, 1000,
                                                 G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS | G_PARAM_CONSTRUCT_ONLY);
  props[PROP_WAIT_UNIT_MS] = g_param_spec_uint ("wait-unit-ms", NULL, NULL, 1, G_MAXUINT / 64, 1000,
                                                G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS | G_PARAM_CONSTRUCT_ONLY);
  props[PROP_RETRY_SEED] = g_param_spec_uint ("retry-seed", NULL, NULL, 0, G_MAXUINT, 0,
                                              G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS | G_PARAM_CONSTRUCT_ONLY);
  props[PROP_NETWORK] = g_param_spec_object ("network", NULL, NULL, G_TYPE_NETWORK_MONITOR,
                                             G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS | G_PARAM_CONSTRUCT_ONLY);
  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, ALOUD_TYPE_STATE, ALOUD_STATE_IDLE,
                                         ALOUD_PARAM_READABLE);
  props[PROP_ACTIVITY] = g_param_spec_enum ("activity", NULL, NULL, ALOUD_TYPE_ACTIVITY, ALOUD_ACTIVITY_NONE,
                                            ALOUD_PARAM_READABLE);
  props[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, ALOUD_PARAM_READABLE);
  props[PROP_AGENT] = g_param_spec_object ("agent", NULL, NULL, ALOUD_TYPE_AGENT, ALOUD_PARAM_READABLE);
  props[PROP_TRANSCRIPT] = g_param_spec_object ("transcript", NULL, NULL, ALOUD_TYPE_TRANSCRIPT,
                                                ALOUD_PARAM_READABLE);
  props[PROP_MUTED] = g_param_spec_boolean ("muted", NULL, NULL, FALSE, ALOUD_PARAM_READWRITE);
  props[PROP_PUSH_TO_TALK] = g_param_spec_boolean ("push-to-talk", NULL, NULL, FALSE, ALOUD_PARAM_READWRITE);
  props[PROP_TALKING] = g_param_spec_boolean ("talking", NULL, NULL, FALSE, ALOUD_PARAM_READABLE);
  props[PROP_GATED] = g_param_spec_boolean ("gated", NULL, NULL, FALSE, ALOUD_PARAM_READABLE);
  props[PROP_ON_HOLD] = g_param_spec_boolean ("on-hold", NULL, NULL, FALSE, ALOUD_PARAM_READWRITE);
  props[PROP_LOCKED] = g_param_spec_boolean ("locked", NULL, NULL, FALSE, ALOUD_PARAM_READABLE);
  props[PROP_COMPLAINT] = g_param_spec_enum ("complaint", NULL, NULL, ALOUD_TYPE_COMPLAINT, ALOUD_COMPLAINT_NONE,
                                             ALOUD_PARAM_READABLE);
  props[PROP_MICROPHONE] = g_param_spec_object ("microphone", NULL, NULL, ALOUD_TYPE_MICROPHONE, ALOUD_PARAM_READABLE);
  props[PROP_CONNECTED_AT] = g_param_spec_int64 ("connected-at", NULL, NULL, 0, G_MAXINT64, 0, ALOUD_PARAM_READABLE);
  props[PROP_IDLE_ENDS_AT] = g_param_spec_int64 ("idle-ends-at", NULL, NULL, 0, G_MAXINT64, 0, ALOUD_PARAM_READABLE);
  props[PROP_SLOW] = g_param_spec_boolean ("slow", NULL, NULL, FALSE, ALOUD_PARAM_READABLE);
  props[PROP_ATTEMPT] = g_param_spec_uint ("attempt", NULL, NULL, 0, ALOUD_RETRY_LIMIT, 0, ALOUD_PARAM_READABLE);
  props[PROP_RETRY_AT] = g_param_spec_int64 ("retry-at", NULL, NULL, 0, G_MAXINT64, 0, ALOUD_PARAM_READABLE);
  g_object_class_install_properties (object_class, LAST_PROP, props);
}

void
aloud_session_set_muted (AloudSession *self, gboolean muted)
{
  g_return_if_fail (ALOUD_IS_SESSION (self));

  aloud_microphone_set_muted (self->microphone, muted);
}

void
aloud_session_set_push_to_talk (AloudSession *self, gboolean push_to_talk)
{
  g_return_if_fail (ALOUD_IS_SESSION (self));

  aloud_microphone_set_push_to_talk (self->microphone, push_to_talk);
}

AloudMicrophone *
aloud_session_get_microphone (AloudSession *self)
{
  g_return_val_if_fail (ALOUD_IS_SESSION (self), NULL);

  return self->microphone;
}

AloudState
aloud_session_get_state (AloudSession *self)
{
  g_return_val_if_fail (ALOUD_IS_SESSION (self), ALOUD_STATE_IDLE);

  return self->state;
}

AloudActivity
aloud_session_get_activity (AloudSession *self)
{
  g_return_val_if_fail (ALOUD_IS_SESSION (self), ALOUD_ACTIVITY_NONE);

  return self->activity;
}

const GError *
aloud_session_get_error (AloudSession *self)
{
  g_return_val_if_fail (ALOUD_IS_SESSION (self), NULL);

  return self->error;
}

AloudAgent *
aloud_session_get_agent (AloudSession *self)
{
  g_return_val_if_fail (ALOUD_IS_SESSION (self), NULL);

  return self->agent;
}

AloudTranscript *
aloud_session_get_transcript (AloudSession *self)
{
  g_return_val_if_fail (ALOUD_IS_SESSION (self), NULL);

  return self->transcript;
}

void
aloud_session_get_stats (AloudSession *self, AloudStats *stats)
{
  g_return_if_fail (ALOUD_IS_SESSION (self));

  aloud_line_get_stats (self->line, stats);
  stats->capture_to_wire_us = (guint) self->capture_to_wire_us;
  stats->capture_to_wire_max_us = self->capture_to_wire_max_us;
}

char *
aloud_session_dup_host (AloudSession *self)
{
  g_return_val_if_fail (ALOUD_IS_SESSION (self), NULL);

  return g_strdup (aloud_line_get_host (self->line));
}

gboolean
aloud_session_was_hung_up (AloudSession *self)
{
  g_return_val_if_fail (ALOUD_IS_SESSION (self), FALSE);

  return self->hung_up;
}

/* A mean of about the last second; what waited for the connection (@arrived 0) is not late. */
void
aloud_session_measure_capture (AloudSession *self, gint64 arrived, gint64 now)
{
  guint us;

  if (arrived == 0)
    return;
  us = (guint) CLAMP (now - arrived, 1, G_MAXINT32);
  self->capture_to_wire_max_us = MAX (self->capture_to_wire_max_us, us);
  if (self->capture_to_wire_us == 0)
    self->capture_to_wire_us = us;
  self->capture_to_wire_us += (us - self->capture_to_wire_us) / 32;
}
