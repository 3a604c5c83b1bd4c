/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-turn.h"

#include <math.h>

#include "aloud-event.h"
#include "aloud-macros.h"

#define DOUBTFUL 0.6 /* confidence below which a word is one that may have been another */

struct _AloudTurn
{
  GObject parent;

  AloudSpeaker speaker;
  char *text;
  char *emotions;
  GDateTime *time;
  GArray *words;       /* AloudTurnWord; NULL: none was given */
  double stream_begin; /* of the first word: seconds of the server's stream */
  GArray *doubtful;    /* guint, of words; NULL: none */
  guint n_words;       /* so many have been told of, with times or without */
  gint64 ended;
  int heard;
  gboolean final;
  gboolean interrupted;
  gboolean words_missing;
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
  PROP_HEARD,
  PROP_ENDED,
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
    case PROP_HEARD:
      g_value_set_int (value, self->heard);
      break;
    case PROP_ENDED:
      g_value_set_int64 (value, self->ended);
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
  g_clear_pointer (&self->words, g_array_unref);
  g_clear_pointer (&self->doubtful, g_array_unref);
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
  props[PROP_HEARD] = g_param_spec_int ("heard", NULL, NULL, -1, G_MAXINT, -1, ALOUD_PARAM_READABLE);
  props[PROP_ENDED] = g_param_spec_int64 ("ended", NULL, NULL, 0, G_MAXINT64, 0, ALOUD_PARAM_READABLE);
  g_object_class_install_properties (object_class, LAST_PROP, props);
}

static void
aloud_turn_init (AloudTurn *self)
{
  self->text = g_strdup ("");
  self->heard = -1;
  self->time = g_date_time_new_now_local ();
}

AloudTurn *
aloud_turn_new (AloudSpeaker speaker)
{
  AloudTurn *self = g_object_new (ALOUD_TYPE_TURN, NULL);

  self->speaker = speaker;
  return self;
}

AloudTurn *
aloud_turn_new_past (AloudSpeaker speaker, const char *text, GDateTime *time, gboolean interrupted, const char *emotions)
{
  AloudTurn *self = aloud_turn_new (speaker);

  g_return_val_if_fail (text != NULL && time != NULL, self);

  aloud_set_str (&self->text, text);
  aloud_set_str (&self->emotions, emotions);
  g_date_time_unref (self->time);
  self->time = g_date_time_ref (time);
  self->interrupted = interrupted;
  self->final = TRUE;
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

gint64
aloud_turn_get_ended (AloudTurn *self)
{
  g_return_val_if_fail (ALOUD_IS_TURN (self), 0);

  return self->ended;
}

int
aloud_turn_get_heard (AloudTurn *self)
{
  g_return_val_if_fail (ALOUD_IS_TURN (self), -1);

  return self->heard;
}

static guint
count_words (const char *text)
{
  guint count = 0;
  gboolean inside = FALSE;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gboolean space = g_unichar_isspace (g_utf8_get_char (text));

      if (!space && !inside)
        count++;
      inside = !space;
    }
  return count;
}

const GArray *
aloud_turn_get_words (AloudTurn *self)
{
  g_return_val_if_fail (ALOUD_IS_TURN (self), NULL);

  if (self->words == NULL || self->words_missing || count_words (self->text) != self->words->len)
    return NULL;
  return self->words;
}

const GArray *
aloud_turn_get_doubtful (AloudTurn *self)
{
  g_return_val_if_fail (ALOUD_IS_TURN (self), NULL);

  return self->doubtful != NULL && count_words (self->text) == self->n_words ? self->doubtful : NULL;
}

static void
add_doubtful (AloudTurn *self, const AloudWord *word)
{
  if (isfinite (word->confidence) && word->confidence < DOUBTFUL)
    {
      if (self->doubtful == NULL)
        self->doubtful = g_array_new (FALSE, FALSE, sizeof (guint));
      g_array_append_val (self->doubtful, self->n_words);
    }
  self->n_words++;
}

/* Times that run backwards, or that are none, are no times. */
static gboolean
follows (AloudTurn *self, const AloudWord *word, double start)
{
  double before = self->words->len > 0
                    ? g_array_index (self->words, AloudTurnWord, self->words->len - 1).end : 0;

  return isfinite (word->start) && isfinite (word->end) && start >= before && word->end >= word->start
         && word->end < 1e6;
}

void
aloud_turn_add_words (AloudTurn *self, GPtrArray *words)
{
  g_return_if_fail (ALOUD_IS_TURN (self));

  if (words == NULL || words->len == 0)
    {
      self->words_missing = TRUE;
      return;
    }
  for (guint i = 0; i < words->len; i++)
    add_doubtful (self, g_ptr_array_index (words, i));
  if (self->words == NULL)
    {
      self->words = g_array_new (FALSE, FALSE, sizeof (AloudTurnWord));
      self->stream_begin = ((AloudWord *) g_ptr_array_index (words, 0))->start;
    }
  for (guint i = 0; i < words->len && !self->words_missing; i++)
    {
      const AloudWord *word = g_ptr_array_index (words, i);
      AloudTurnWord timed = { word->start - self->stream_begin, word->end - self->stream_begin };

      self->words_missing = !follows (self, word, timed.start);
      if (!self->words_missing)
        g_array_append_val (self->words, timed);
    }
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

  /* The text of the agent is there before its voice is done. */
  if (final != self->final && self->speaker != ALOUD_SPEAKER_AGENT)
    aloud_turn_set_ended (self, final ? g_get_real_time () : 0);
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

void
aloud_turn_set_heard (AloudTurn *self, int heard)
{
  g_return_if_fail (ALOUD_IS_TURN (self));
  g_return_if_fail (heard >= -1);

  if (self->heard == heard)
    return;
  self->heard = heard;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HEARD]);
}

void
aloud_turn_set_ended (AloudTurn *self, gint64 ended)
{
  g_return_if_fail (ALOUD_IS_TURN (self));

  if (self->ended == ended)
    return;
  self->ended = ended;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ENDED]);
}
