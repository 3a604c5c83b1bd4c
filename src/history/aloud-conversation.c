/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-conversation.h"

#include "aloud-speaker.h"

#define LETTERS_A_SECOND 15.0 /* of speech, in any language within a third of it */
#define LEAST_SECONDS    1.0

AloudSaidTurn *
aloud_said_turn_new (AloudSpeaker speaker, const char *text, gint64 began)
{
  AloudSaidTurn *self = g_new0 (AloudSaidTurn, 1);

  self->speaker = speaker;
  self->text = g_utf8_make_valid (text, -1);
  self->began = began;
  return self;
}

void
aloud_said_turn_free (AloudSaidTurn *self)
{
  g_free (self->text);
  g_free (self->emotions);
  g_clear_pointer (&self->words, g_array_unref);
  g_free (self);
}

static gint64
to_us (GDateTime *time)
{
  return g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time);
}

AloudSaidTurn *
aloud_said_turn_new_from_turn (AloudTurn *turn)
{
  AloudSaidTurn *self;
  const GArray *words;

  g_return_val_if_fail (ALOUD_IS_TURN (turn), NULL);

  self = aloud_said_turn_new (aloud_turn_get_speaker (turn), aloud_turn_get_text (turn),
                              to_us (aloud_turn_get_time (turn)));
  self->emotions = g_strdup (aloud_turn_get_emotions (turn));
  self->interrupted = aloud_turn_get_interrupted (turn);
  if (self->speaker != ALOUD_SPEAKER_NOTE)
    self->ended = aloud_turn_get_ended (turn);
  words = aloud_turn_get_words (turn);
  if (words != NULL)
    {
      self->words = g_array_sized_new (FALSE, FALSE, sizeof (AloudTurnWord), words->len);
      g_array_append_vals (self->words, words->data, words->len);
    }
  return self;
}

AloudConversation *
aloud_conversation_new (const char *agent, gint64 began)
{
  AloudConversation *self = g_new0 (AloudConversation, 1);

  self->agent = g_utf8_make_valid (agent, -1);
  self->began = began;
  self->turns = g_ptr_array_new_with_free_func ((GDestroyNotify) aloud_said_turn_free);
  return self;
}

AloudConversation *
aloud_conversation_new_from_transcript (const char *agent, GListModel *transcript)
{
  AloudConversation *self;

  g_return_val_if_fail (G_IS_LIST_MODEL (transcript), NULL);

  self = aloud_conversation_new (agent, g_get_real_time ());
  for (guint i = 0; i < g_list_model_get_n_items (transcript); i++)
    {
      g_autoptr (AloudTurn) turn = g_list_model_get_item (transcript, i);

      if (*aloud_turn_get_text (turn) != '\0')
        g_ptr_array_add (self->turns, aloud_said_turn_new_from_turn (turn));
    }
  if (self->turns->len > 0)
    self->began = ((AloudSaidTurn *) g_ptr_array_index (self->turns, 0))->began;
  return self;
}

void
aloud_conversation_free (AloudConversation *self)
{
  g_free (self->agent);
  g_ptr_array_unref (self->turns);
  g_free (self);
}

static const AloudSaidTurn *
get_turn (const AloudConversation *self, guint turn)
{
  g_assert (turn < self->turns->len);
  return g_ptr_array_index (self->turns, turn);
}

static double
to_seconds (const AloudConversation *self, gint64 time)
{
  return MAX (0, time - self->began) / (double) G_USEC_PER_SEC;
}

double
aloud_conversation_get_start (const AloudConversation *self, guint turn)
{
  return to_seconds (self, get_turn (self, turn)->began);
}

double
aloud_conversation_get_end (const AloudConversation *self, guint turn, gboolean *estimated)
{
  const AloudSaidTurn *said = get_turn (self, turn);
  double start = to_seconds (self, said->began);
  double end;

  *estimated = said->ended <= said->began;
  if (!*estimated)
    return MAX (start, to_seconds (self, said->ended));

  end = start + MAX (LEAST_SECONDS, g_utf8_strlen (said->text, -1) / LETTERS_A_SECOND);
  for (guint i = turn + 1; i < self->turns->len; i++)
    {
      double next = aloud_conversation_get_start (self, i);

      if (get_turn (self, i)->speaker != ALOUD_SPEAKER_NOTE && next > start)
        return MIN (end, next);
    }
  return end;
}

/* The texts between blanks. */
static GPtrArray *
split (const char *text)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);
  const char *begin = NULL;

  for (;; text = g_utf8_next_char (text))
    {
      gboolean blank = *text == '\0' || g_unichar_isspace (g_utf8_get_char (text));

      if (blank && begin != NULL)
        g_ptr_array_add (words, g_strndup (begin, text - begin));
      if (blank)
        begin = NULL;
      else if (begin == NULL)
        begin = text;
      if (*text == '\0')
        return words;
    }
}

static void
free_word (gpointer data)
{
  AloudSaidWord *word = data;

  g_free (word->text);
  g_free (word);
}

GPtrArray *
aloud_conversation_get_words (const AloudConversation *self, guint turn)
{
  const AloudSaidTurn *said = get_turn (self, turn);
  GPtrArray *words = g_ptr_array_new_with_free_func (free_word);
  g_autoptr (GPtrArray) texts = split (said->text);
  gboolean timed = said->words != NULL && said->words->len == texts->len;
  gboolean estimated;
  double start = aloud_conversation_get_start (self, turn);
  double length = aloud_conversation_get_end (self, turn, &estimated) - start;
  double letters = 0, so_far = 0;

  for (guint i = 0; i < texts->len; i++)
    letters += g_utf8_strlen (g_ptr_array_index (texts, i), -1);
  for (guint i = 0; i < texts->len; i++)
    {
      AloudSaidWord *word = g_new0 (AloudSaidWord, 1);
      double share = g_utf8_strlen (g_ptr_array_index (texts, i), -1) / letters;

      word->text = g_strdup (g_ptr_array_index (texts, i));
      word->estimated = !timed;
      word->start = start + (timed ? g_array_index (said->words, AloudTurnWord, i).start : so_far * length);
      word->end = start + (timed ? g_array_index (said->words, AloudTurnWord, i).end : (so_far + share) * length);
      so_far += share;
      g_ptr_array_add (words, word);
    }
  return words;
}

const char *
aloud_conversation_get_speaker (const AloudConversation *self, guint turn)
{
  AloudSpeaker speaker = get_turn (self, turn)->speaker;

  return speaker == ALOUD_SPEAKER_AGENT && *self->agent != '\0' ? self->agent : aloud_speaker_label (speaker);
}

GDateTime *
aloud_conversation_local_time (gint64 time)
{
  g_autoptr (GDateTime) seconds = g_date_time_new_from_unix_local (time / G_USEC_PER_SEC);

  if (seconds == NULL)
    return g_date_time_new_from_unix_local (0);
  return g_date_time_add (seconds, time % G_USEC_PER_SEC);
}
