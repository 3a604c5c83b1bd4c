/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-dialogue.h"

#include "aloud-connection.h"
#include "aloud-macros.h"
#include "aloud-read-along.h"
#include "aloud-self-echo.h"
#include "aloud-session.h"
#include "aloud-speech.h"

#define ANSWER_OVER_MS 800 /* without speech after the last text: the answer had no more: "is_last" may not be sent */
#define MAX_ERRORS     5   /* in-band errors within ten seconds */
#define ALONG_MS       100 /* how often it is looked how far the text has been heard */
#define ERROR_WINDOW   (10 * G_USEC_PER_SEC)

struct _AloudDialogue
{
  GObject parent;

  /* Injected */
  AloudVoice *voice;
  AloudTranscript *transcript;

  /* Owned */
  AloudAnswerFilter *filter;
  AloudSpeech *speech;       /* of the answer that is heard */
  char *speech_name;
  guint answer_timer;
  AloudReadAlong *along;
  guint along_timer;

  /* State */
  gboolean awaiting;         /* the person's turn is over, nothing came yet */
  gboolean answering;        /* from the first chunk of an answer to its last */
  gboolean idle_warned;
  gboolean silenced;
  gint64 errors[MAX_ERRORS]; /* when the last in-band errors came, in a circle */
  guint n_errors;
};

G_DEFINE_FINAL_TYPE (AloudDialogue, aloud_dialogue, G_TYPE_OBJECT)

static guint signal_changed, signal_self_echo;

static void
forget_answer (AloudDialogue *self)
{
  g_clear_handle_id (&self->answer_timer, g_source_remove);
  g_clear_pointer (&self->speech, aloud_speech_free);
  g_clear_pointer (&self->speech_name, g_free);
  self->answering = FALSE;
  self->awaiting = FALSE;
}

static gboolean
on_along (gpointer user_data)
{
  AloudDialogue *self = user_data;

  if (aloud_read_along_advance (self->along, aloud_voice_get_queued_ms (self->voice), aloud_dialogue_is_heard (self)))
    return G_SOURCE_CONTINUE;
  self->along_timer = 0;
  return G_SOURCE_REMOVE;
}

static void
read_along (AloudDialogue *self)
{
  if (self->along_timer == 0 && on_along (self))
    self->along_timer = g_timeout_add (ALONG_MS, on_along, self);
}

static void
on_answer_over (gpointer user_data)
{
  AloudDialogue *self = user_data;

  self->answer_timer = 0;
  self->answering = FALSE;
  aloud_read_along_end (self->along);
  g_signal_emit (self, signal_changed, 0);
}

/* Each chunk of the answer pushes its end out; @last: nothing more is to come. */
static void
continue_answer (AloudDialogue *self, gboolean last)
{
  g_clear_handle_id (&self->answer_timer, g_source_remove);
  self->awaiting = FALSE;
  self->answering = !last;
  if (self->answering)
    self->answer_timer = g_timeout_add_once (ANSWER_OVER_MS, on_answer_over, self);
}

static void
push (AloudDialogue *self, GBytes *samples, guint rate)
{
  aloud_voice_push (self->voice, samples, rate);
  aloud_read_along_add_audio (self->along, aloud_transcript_get_answer (self->transcript),
                              g_bytes_get_size (samples) / sizeof (gint16) * 1000.0 / rate, FALSE);
  read_along (self);
}

static gboolean
take_audio (AloudDialogue *self, const AloudEvent *event, GError **error)
{
  g_autoptr(GBytes) samples = NULL;

  if (self->speech == NULL || g_strcmp0 (self->speech_name, event->generation_id) != 0)
    {
      g_clear_pointer (&self->speech, aloud_speech_free);
      self->speech = aloud_speech_new ();
      aloud_set_str (&self->speech_name, event->generation_id);
    }

  samples = aloud_speech_take (self->speech, event->answer_audio.audio, error);
  if (samples == NULL)
    return FALSE;
  if (g_bytes_get_size (samples) > 0 && !self->silenced)
    push (self, samples, event->answer_audio.sample_rate > 0 ? event->answer_audio.sample_rate
                                                             : aloud_speech_get_rate (self->speech));
  if (event->answer_audio.last && !self->silenced)
    aloud_read_along_add_audio (self->along, aloud_transcript_get_answer (self->transcript), 0, TRUE);

  if (event->answer_audio.last)
    g_clear_pointer (&self->speech, aloud_speech_free);
  continue_answer (self, event->answer_audio.last);
  return TRUE;
}

/* An in-band error does not end the call by itself, unless it refuses the caller, or they pour in. */
static gboolean
take_error (AloudDialogue *self, const AloudEvent *event, GError **error)
{
  gint64 now = g_get_monotonic_time ();
  gint64 *oldest = &self->errors[self->n_errors % MAX_ERRORS];
  gboolean flood = self->n_errors >= MAX_ERRORS && now - *oldest < ERROR_WINDOW;
  AloudConnectionError refusal;

  *oldest = now;
  self->n_errors++;
  if (aloud_connection_error_from_name (event->error.code, &refusal))
    {
      g_set_error (error, ALOUD_CONNECTION_ERROR, (int) refusal, "%s: %s", event->error.code, event->error.text);
      return FALSE;
    }
  if (flood)
    {
      g_set_error (error, ALOUD_SESSION_ERROR, ALOUD_SESSION_ERROR_SERVER, "%s: %s", event->error.code,
                   event->error.text);
      return FALSE;
    }
  g_debug ("the service reports %s", event->error.code);
  if (g_ascii_strcasecmp (event->error.code, "AUDIO_PROCESSING_FAILED") != 0 && *event->error.text != '\0')
    aloud_transcript_append_note (self->transcript, event->error.text);
  return TRUE;
}

static void
look_for_echo (AloudDialogue *self, const AloudEvent *event)
{
  if (aloud_transcript_is_user_speaking (self->transcript)
      || (event->type != ALOUD_EVENT_TRANSCRIPTION && event->type != ALOUD_EVENT_TURN_COMPLETE)
      || !aloud_self_echo_find (G_LIST_MODEL (self->transcript)))
    return;
  g_signal_emit (self, signal_self_echo, 0);
}

static gboolean
apply_admitted (AloudDialogue *self, const AloudEvent *event, GError **error)
{
  switch (event->type)
    {
    case ALOUD_EVENT_TRANSCRIPTION:
      self->idle_warned = self->idle_warned && *event->transcription.text == '\0';
      return TRUE;
    case ALOUD_EVENT_ANSWER_TEXT:
      if (self->answering || *event->answer_text.text != '\0')
        continue_answer (self, FALSE);
      if (!self->silenced && *event->answer_text.text != '\0' && aloud_transcript_get_answer (self->transcript) != NULL)
        aloud_read_along_add_text (self->along, aloud_transcript_get_answer (self->transcript));
      return TRUE;
    case ALOUD_EVENT_ANSWER_AUDIO:
      return take_audio (self, event, error);
    case ALOUD_EVENT_INTERRUPTION:
      aloud_dialogue_cut (self, ALOUD_CUT_BY_SERVER);
      return TRUE;
    case ALOUD_EVENT_STOP_SPEECH:
      aloud_dialogue_cut (self, ALOUD_CUT_PENDING);
      return TRUE;
    case ALOUD_EVENT_IDLE_WARNING:
      self->idle_warned = TRUE;
      return TRUE;
    case ALOUD_EVENT_ERROR:
      return take_error (self, event, error);
    case ALOUD_EVENT_METADATA:
    case ALOUD_EVENT_TURN_COMPLETE:
    case ALOUD_EVENT_EMOTIONS:
    case ALOUD_EVENT_SYSTEM_MESSAGE:
    case ALOUD_EVENT_STATUS:
    case ALOUD_EVENT_DISCONNECT: /* the connection turns it into "closed" */
    case ALOUD_EVENT_UNKNOWN:
    default:
      return TRUE;
    }
}

static void
aloud_dialogue_dispose (GObject *object)
{
  AloudDialogue *self = ALOUD_DIALOGUE (object);

  forget_answer (self);
  g_clear_handle_id (&self->along_timer, g_source_remove);
  g_clear_pointer (&self->along, aloud_read_along_free);
  g_clear_pointer (&self->filter, aloud_answer_filter_free);
  g_clear_object (&self->voice);
  g_clear_object (&self->transcript);

  G_OBJECT_CLASS (aloud_dialogue_parent_class)->dispose (object);
}

static void
aloud_dialogue_class_init (AloudDialogueClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = aloud_dialogue_dispose;

  signal_changed = g_signal_new ("changed", ALOUD_TYPE_DIALOGUE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
  signal_self_echo = g_signal_new ("self-echo", ALOUD_TYPE_DIALOGUE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
aloud_dialogue_init (AloudDialogue *self)
{
  self->filter = aloud_answer_filter_new ();
  self->along = aloud_read_along_new ();
}

AloudDialogue *
aloud_dialogue_new (AloudVoice *voice, AloudTranscript *transcript)
{
  AloudDialogue *self;

  g_return_val_if_fail (ALOUD_IS_VOICE (voice), NULL);
  g_return_val_if_fail (ALOUD_IS_TRANSCRIPT (transcript), NULL);

  self = g_object_new (ALOUD_TYPE_DIALOGUE, NULL);
  self->voice = g_object_ref (voice);
  self->transcript = g_object_ref (transcript);
  return self;
}

void
aloud_dialogue_hush (AloudDialogue *self)
{
  g_return_if_fail (ALOUD_IS_DIALOGUE (self));

  g_clear_handle_id (&self->along_timer, g_source_remove);
  aloud_read_along_cut (self->along);
}

void
aloud_dialogue_reset (AloudDialogue *self)
{
  g_return_if_fail (ALOUD_IS_DIALOGUE (self));

  aloud_transcript_close (self->transcript);
  forget_answer (self);
  aloud_read_along_end (self->along);
  if (!aloud_dialogue_is_heard (self))
    aloud_dialogue_hush (self);
  aloud_answer_filter_reset (self->filter);
  self->n_errors = 0;
  self->idle_warned = FALSE;
}

gboolean
aloud_dialogue_apply (AloudDialogue *self, const AloudEvent *event, GError **error)
{
  gboolean was_speaking, awaits, ok;

  g_return_val_if_fail (ALOUD_IS_DIALOGUE (self), FALSE);
  g_return_val_if_fail (event != NULL, FALSE);

  if (!aloud_answer_filter_admits (self->filter, event, g_get_monotonic_time ()))
    return TRUE;

  was_speaking = aloud_transcript_is_user_speaking (self->transcript);
  aloud_transcript_apply (self->transcript, event);
  ok = apply_admitted (self, event, error);
  /* An answer that closes the person's turn has come, be it whole in one chunk. */
  awaits = event->type == ALOUD_EVENT_TRANSCRIPTION || event->type == ALOUD_EVENT_TURN_COMPLETE;
  if (awaits && was_speaking && !aloud_transcript_is_user_speaking (self->transcript) && !self->answering)
    self->awaiting = TRUE;
  look_for_echo (self, event);
  return ok;
}

gboolean
aloud_dialogue_cut (AloudDialogue *self, AloudCut cut)
{
  gboolean under_way;

  g_return_val_if_fail (ALOUD_IS_DIALOGUE (self), FALSE);

  under_way = aloud_dialogue_is_answering (self);
  /* The server knows what it cuts off; a person with nothing to stop must not lose the next answer. An answer that is
   * awaited is something to stop: who speaks again before it begins has taken the turn. */
  if (!under_way && cut == ALOUD_CUT_BY_USER)
    {
      if (!self->awaiting)
        return FALSE;
      cut = ALOUD_CUT_AWAITED;
    }
  aloud_answer_filter_cut (self->filter, cut);
  aloud_read_along_advance (self->along, aloud_voice_get_queued_ms (self->voice), TRUE);
  aloud_read_along_cut (self->along);
  aloud_voice_flush (self->voice);
  forget_answer (self);
  if (under_way)
    aloud_transcript_interrupt (self->transcript);
  return under_way || cut == ALOUD_CUT_AWAITED;
}

void
aloud_dialogue_set_silenced (AloudDialogue *self, gboolean silenced)
{
  g_return_if_fail (ALOUD_IS_DIALOGUE (self));

  self->silenced = silenced;
}

gboolean
aloud_dialogue_is_heard (AloudDialogue *self)
{
  g_return_val_if_fail (ALOUD_IS_DIALOGUE (self), FALSE);

  return aloud_voice_get_sounding (self->voice) || aloud_voice_get_queued_ms (self->voice) > 0;
}

gboolean
aloud_dialogue_is_answering (AloudDialogue *self)
{
  g_return_val_if_fail (ALOUD_IS_DIALOGUE (self), FALSE);

  return self->answering || aloud_dialogue_is_heard (self);
}

gboolean
aloud_dialogue_is_thinking (AloudDialogue *self)
{
  g_return_val_if_fail (ALOUD_IS_DIALOGUE (self), FALSE);

  return self->awaiting || self->answering;
}

gboolean
aloud_dialogue_is_idle_warned (AloudDialogue *self)
{
  g_return_val_if_fail (ALOUD_IS_DIALOGUE (self), FALSE);

  return self->idle_warned;
}
