/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-turn.h"

#include "aloud-macros.h"

struct _AloudTurn
{
  GObject parent;

  AloudSpeaker speaker;
  char *text;
  char *emotions;
  GDateTime *time;
  gboolean final;
  gboolean interrupted;
};

G_DEFINE_ENUM_TYPE (AloudSpeaker, aloud_speaker,
                    G_DEFINE_ENUM_VALUE (ALOUD_SPEAKER_YOU, "you"),
                    G_DEFINE_ENUM_VALUE (ALOUD_SPEAKER_AGENT, "agent"),
                    G_DEFINE_ENUM_VALUE (ALOUD_SPEAKER_NOTE, "note"))

G_DEFINE_FINAL_TYPE (AloudTurn, aloud_turn, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_SPEAKER,
  PROP_TEXT,
  PROP_TIME,
  PROP_FINAL,
  PROP_INTERRUPTED,
  PROP_EMOTIONS,
  LAST_PROP,
};

static GParamSpec *props[LAST_PROP];

static void
set_flag (AloudTurn *self, gboolean *flag, gboolean value, int prop)
{
  if (*flag == !!value)
    return;
  *flag = !!value;
  g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

static void
aloud_turn_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  AloudTurn *self = ALOUD_TURN (object);

  switch (prop_id)
    {
    case PROP_SPEAKER:
      g_value_set_enum (value, self->speaker);
      break;
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_TIME:
      g_value_set_boxed (value, self->time);
      break;
    case PROP_FINAL:
      g_value_set_boolean (value, self->final);
      break;
    case PROP_INTERRUPTED:
      g_value_set_boolean (value, self->interrupted);
      break;
    case PROP_EMOTIONS:
      g_value_set_string (value, self->emotions);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_turn_finalize (GObject *object)
{
  AloudTurn *self = ALOUD_TURN (object);

  g_free (self->text);
  g_free (self->emotions);
  g_date_time_unref (self->time);

  G_OBJECT_CLASS (aloud_turn_parent_class)->finalize (object);
}

static void
aloud_turn_class_init (AloudTurnClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = aloud_turn_get_property;
  object_class->finalize = aloud_turn_finalize;

  props[PROP_SPEAKER] = g_param_spec_enum ("speaker", NULL, NULL, ALOUD_TYPE_SPEAKER, ALOUD_SPEAKER_YOU,
                                           ALOUD_PARAM_READABLE);
  props[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, "", ALOUD_PARAM_READABLE);
  props[PROP_TIME] = g_param_spec_boxed ("time", NULL, NULL, G_TYPE_DATE_TIME, ALOUD_PARAM_READABLE);
  props[PROP_FINAL] = g_param_spec_boolean ("final", NULL, NULL, FALSE, ALOUD_PARAM_READABLE);
  props[PROP_INTERRUPTED] = g_param_spec_boolean ("interrupted", NULL, NULL, FALSE, ALOUD_PARAM_READABLE);
  props[PROP_EMOTIONS] = g_param_spec_string ("emotions", NULL, NULL, NULL, ALOUD_PARAM_READABLE);
  g_object_class_install_properties (object_class, LAST_PROP, props);
}

static void
aloud_turn_init (AloudTurn *self)
{
  self->text = g_strdup ("");
  self->time = g_date_time_new_now_local ();
}

AloudTurn *
aloud_turn_new (AloudSpeaker speaker)
{
  AloudTurn *self = g_object_new (ALOUD_TYPE_TURN, NULL);

  self->speaker = speaker;
  return self;
}

AloudSpeaker
aloud_turn_get_speaker (AloudTurn *self)
{
  g_return_val_if_fail (ALOUD_IS_TURN (self), ALOUD_SPEAKER_NOTE);

  return self->speaker;
}

const char *
aloud_turn_get_text (AloudTurn *self)
{
  g_return_val_if_fail (ALOUD_IS_TURN (self), "");

  return self->text;
}

GDateTime *
aloud_turn_get_time (AloudTurn *self)
{
  g_return_val_if_fail (ALOUD_IS_TURN (self), NULL);

  return self->time;
}

gboolean
aloud_turn_get_final (AloudTurn *self)
{
  g_return_val_if_fail (ALOUD_IS_TURN (self), FALSE);

  return self->final;
}

gboolean
aloud_turn_get_interrupted (AloudTurn *self)
{
  g_return_val_if_fail (ALOUD_IS_TURN (self), FALSE);

  return self->interrupted;
}

const char *
aloud_turn_get_emotions (AloudTurn *self)
{
  g_return_val_if_fail (ALOUD_IS_TURN (self), NULL);

  return self->emotions;
}

void
aloud_turn_set_text (AloudTurn *self, const char *text)
{
  g_return_if_fail (ALOUD_IS_TURN (self));
  g_return_if_fail (text != NULL);

  if (aloud_set_str (&self->text, text))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TEXT]);
}

void
aloud_turn_set_final (AloudTurn *self, gboolean final)
{
  g_return_if_fail (ALOUD_IS_TURN (self));

  set_flag (self, &self->final, final, PROP_FINAL);
}

void
aloud_turn_set_interrupted (AloudTurn *self, gboolean interrupted)
{
  g_return_if_fail (ALOUD_IS_TURN (self));

  set_flag (self, &self->interrupted, interrupted, PROP_INTERRUPTED);
}

void
aloud_turn_set_emotions (AloudTurn *self, const char *emotions)
{
  g_return_if_fail (ALOUD_IS_TURN (self));

  if (aloud_set_str (&self->emotions, emotions))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EMOTIONS]);
}
