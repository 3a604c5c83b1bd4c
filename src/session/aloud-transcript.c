/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-transcript.h"

#include <string.h>

#include "aloud-answer.h"
#include "aloud-macros.h"

struct _AloudTranscript
{
  GObject parent;

  /* Owned */
  GListStore *turns;
  AloudTurn *you;         /* the person's latest turn, open or closed; NULL before the first */
  AloudTurn *agent;       /* the agent's latest turn */
  AloudAnswer *answer;    /* text of the agent's open turn, NULL when none is open */
  char *generation;       /* which answer that is, or NULL */
  GString *said;          /* final segments of the person's open turn */

  /* State */
  gboolean you_open;
  gboolean you_barged_in; /* it began while the agent was still at it, whose next chunk does not end it */
  gboolean sounding;      /* speech of an answer has come and its last chunk has not */
  gboolean agent_current; /* the agent's latest turn is the answer whose speech came last: speech may be ahead of text */
  gboolean agent_sounded; /* the last chunk of that turn's speech has come */
  gboolean no_emotions;   /* they are not written down */
  gboolean you_complete;  /* turn_complete has had its say */
};

static void aloud_transcript_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AloudTranscript, aloud_transcript, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, aloud_transcript_list_model_init))

static AloudTurn *
append_turn (AloudTranscript *self, AloudSpeaker speaker)
{
  g_autoptr(AloudTurn) turn = aloud_turn_new (speaker);

  g_list_store_append (self->turns, turn);
  return g_steal_pointer (&turn);
}

static gboolean
is_blank (const char *text)
{
  return text[strspn (text, " \t\r\n")] == '\0';
}

static void
close_you (AloudTranscript *self)
{
  if (!self->you_open)
    return;
  self->you_open = FALSE;
  aloud_turn_set_final (self->you, TRUE);
}

static void
open_you (AloudTranscript *self)
{
  if (self->you_open)
    return;
  g_set_object (&self->you, NULL);
  self->you = append_turn (self, ALOUD_SPEAKER_YOU);
  self->you_open = TRUE;
  self->you_barged_in = self->answer != NULL || self->sounding;
  self->you_complete = FALSE;
  g_string_truncate (self->said, 0);
}

static void
close_answer (AloudTranscript *self)
{
  if (self->answer == NULL)
    return;
  g_clear_pointer (&self->answer, aloud_answer_free);
  aloud_turn_set_final (self->agent, TRUE);
}

static void
open_answer (AloudTranscript *self, const char *generation)
{
  if (self->answer != NULL && (generation == NULL || g_strcmp0 (generation, self->generation) == 0))
    return;
  close_answer (self);
  close_you (self);
  self->you_complete = TRUE;
  g_set_object (&self->agent, NULL);
  self->agent = append_turn (self, ALOUD_SPEAKER_AGENT);
  self->agent_current = TRUE;
  self->agent_sounded = FALSE;
  self->answer = aloud_answer_new ();
  aloud_set_str (&self->generation, generation);
}

static void
apply_transcription (AloudTranscript *self, const AloudEvent *event)
{
  const char *text = event->transcription.text;

  if (!is_blank (text))
    {
      g_autofree char *segment = g_strstrip (g_strdup (text));
      g_autofree char *shown = NULL;

      open_you (self);
      shown = self->said->len > 0 ? g_strconcat (self->said->str, " ", segment, NULL) : g_strdup (segment);
      if (event->transcription.final)
        {
          g_string_assign (self->said, shown);
          aloud_turn_add_words (self->you, event->transcription.words);
        }
      aloud_turn_set_text (self->you, shown);
    }

  if (event->transcription.speech_final || event->transcription.kind == ALOUD_TRANSCRIPTION_UTTERANCE_END)
    close_you (self);
}

/* May come before, instead of, or after the speech_final of the same turn: its text is the better one. */
static void
apply_turn_complete (AloudTranscript *self, const AloudEvent *event)
{
  const char *text = event->turn_complete.text;

  if (!is_blank (text))
    {
      if (self->you == NULL || self->you_complete)
        open_you (self);
      aloud_turn_set_text (self->you, text);
      g_string_assign (self->said, text);
    }
  if (!event->turn_complete.complete || self->you == NULL)
    return;
  self->you_complete = TRUE;
  close_you (self);
}

static void
apply_answer_text (AloudTranscript *self, const AloudEvent *event)
{
  const char *text;

  /* A lone final chunk without text opens nothing. */
  if (self->answer == NULL && event->answer_text.final && *event->answer_text.text == '\0')
    return;

  open_answer (self, event->generation_id);
  text = aloud_answer_add (self->answer, event->answer_text.text, event->answer_text.final);
  aloud_turn_set_text (self->agent, text);
  if (event->answer_text.final)
    close_answer (self);
}

static gboolean
is_of_agent_turn (AloudTranscript *self, const AloudEvent *event)
{
  if (self->answer != NULL)
    return TRUE;
  if (event->generation_id != NULL && self->generation != NULL)
    return g_str_equal (event->generation_id, self->generation);
  return self->agent_current && !self->agent_sounded;
}

static void
apply_answer_audio (AloudTranscript *self, const AloudEvent *event)
{
  if (!self->you_barged_in)
    close_you (self);
  self->agent_current = is_of_agent_turn (self, event);
  self->sounding = !event->answer_audio.last;
  if (event->answer_audio.last && self->agent_current)
    self->agent_sounded = TRUE;
}

static void
apply_emotions (AloudTranscript *self, const AloudEvent *event)
{
  g_autoptr(GString) text = g_string_new (NULL);

  if (self->no_emotions || self->you == NULL || aloud_turn_get_emotions (self->you) != NULL)
    return;

  for (guint i = 0; i < MIN (event->emotions->len, 3); i++)
    {
      const AloudEmotion *emotion = g_ptr_array_index (event->emotions, i);

      g_string_append_printf (text, "%s%s %.0f %%", i > 0 ? ", " : "", emotion->name, emotion->value * 100);
    }
  if (text->len > 0)
    aloud_turn_set_emotions (self->you, text->str);
}

static void
apply_system_message (AloudTranscript *self, const AloudEvent *event)
{
  g_autoptr(AloudTurn) turn = NULL;

  if (is_blank (event->system_message.text))
    return;

  /* A greeting is the agent's first word, whether or not it is also spoken. */
  turn = append_turn (self, event->system_message.kind == ALOUD_SYSTEM_MESSAGE_INITIAL ? ALOUD_SPEAKER_AGENT
                                                                                       : ALOUD_SPEAKER_NOTE);
  aloud_turn_set_text (turn, event->system_message.text);
  aloud_turn_set_final (turn, TRUE);
  if (event->system_message.kind != ALOUD_SYSTEM_MESSAGE_INITIAL)
    return;
  close_answer (self);
  g_set_object (&self->agent, turn);
  g_clear_pointer (&self->generation, g_free);
  self->agent_current = TRUE;
  self->agent_sounded = FALSE;
}

static GType
aloud_transcript_get_item_type (GListModel *model)
{
  return ALOUD_TYPE_TURN;
}

static guint
aloud_transcript_get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (ALOUD_TRANSCRIPT (model)->turns));
}

static gpointer
aloud_transcript_get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (ALOUD_TRANSCRIPT (model)->turns), position);
}

static void
aloud_transcript_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = aloud_transcript_get_item_type;
  iface->get_n_items = aloud_transcript_get_n_items;
  iface->get_item = aloud_transcript_get_item;
}

static void
aloud_transcript_finalize (GObject *object)
{
  AloudTranscript *self = ALOUD_TRANSCRIPT (object);

  g_clear_object (&self->turns);
  g_clear_object (&self->you);
  g_clear_object (&self->agent);
  g_clear_pointer (&self->answer, aloud_answer_free);
  g_free (self->generation);
  g_string_free (self->said, TRUE);

  G_OBJECT_CLASS (aloud_transcript_parent_class)->finalize (object);
}

static void
aloud_transcript_class_init (AloudTranscriptClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = aloud_transcript_finalize;
}

static void
aloud_transcript_init (AloudTranscript *self)
{
  self->turns = g_list_store_new (ALOUD_TYPE_TURN);
  self->said = g_string_new (NULL);
  g_signal_connect_object (self->turns, "items-changed", G_CALLBACK (g_list_model_items_changed), self,
                           G_CONNECT_SWAPPED);
}

AloudTranscript *
aloud_transcript_new (void)
{
  return g_object_new (ALOUD_TYPE_TRANSCRIPT, NULL);
}

void
aloud_transcript_apply (AloudTranscript *self, const AloudEvent *event)
{
  g_return_if_fail (ALOUD_IS_TRANSCRIPT (self));
  g_return_if_fail (event != NULL);

  switch (event->type)
    {
    case ALOUD_EVENT_TRANSCRIPTION:
      apply_transcription (self, event);
      break;
    case ALOUD_EVENT_TURN_COMPLETE:
      apply_turn_complete (self, event);
      break;
    case ALOUD_EVENT_ANSWER_TEXT:
      apply_answer_text (self, event);
      break;
    case ALOUD_EVENT_ANSWER_AUDIO:
      apply_answer_audio (self, event);
      break;
    case ALOUD_EVENT_EMOTIONS:
      apply_emotions (self, event);
      break;
    case ALOUD_EVENT_SYSTEM_MESSAGE:
      apply_system_message (self, event);
      break;
    case ALOUD_EVENT_METADATA:
    case ALOUD_EVENT_INTERRUPTION:
    case ALOUD_EVENT_STOP_SPEECH:
    case ALOUD_EVENT_IDLE_WARNING:
    case ALOUD_EVENT_STATUS:
    case ALOUD_EVENT_ERROR:
    case ALOUD_EVENT_DISCONNECT:
    case ALOUD_EVENT_UNKNOWN:
    default:
      break;
    }
}

void
aloud_transcript_interrupt (AloudTranscript *self)
{
  g_return_if_fail (ALOUD_IS_TRANSCRIPT (self));

  close_answer (self);
  self->sounding = FALSE;
  self->you_barged_in = FALSE;
  if (self->agent != NULL && self->agent_current)
    aloud_turn_set_interrupted (self->agent, TRUE);
  self->agent_sounded = TRUE;
}

void
aloud_transcript_close (AloudTranscript *self)
{
  g_return_if_fail (ALOUD_IS_TRANSCRIPT (self));

  close_you (self);
  close_answer (self);
  self->sounding = FALSE;
}

void
aloud_transcript_append_note (AloudTranscript *self, const char *text)
{
  g_autoptr(AloudTurn) turn = NULL;

  g_return_if_fail (ALOUD_IS_TRANSCRIPT (self));
  g_return_if_fail (text != NULL);

  turn = append_turn (self, ALOUD_SPEAKER_NOTE);
  aloud_turn_set_text (turn, text);
  aloud_turn_set_final (turn, TRUE);
}

void
aloud_transcript_clear (AloudTranscript *self)
{
  g_return_if_fail (ALOUD_IS_TRANSCRIPT (self));

  aloud_transcript_close (self);
  g_clear_object (&self->you);
  g_clear_object (&self->agent);
  self->agent_current = FALSE;
  g_list_store_remove_all (self->turns);
}

gboolean
aloud_transcript_is_user_speaking (AloudTranscript *self)
{
  g_return_val_if_fail (ALOUD_IS_TRANSCRIPT (self), FALSE);

  return self->you_open;
}

AloudTurn *
aloud_transcript_get_answer (AloudTranscript *self)
{
  g_return_val_if_fail (ALOUD_IS_TRANSCRIPT (self), NULL);

  return self->agent_current ? self->agent : NULL;
}

void
aloud_transcript_set_emotions (AloudTranscript *self, gboolean emotions)
{
  g_return_if_fail (ALOUD_IS_TRANSCRIPT (self));

  self->no_emotions = !emotions;
}
