/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-answer-filter.h"

#include <string.h>

#include "aloud-macros.h"

#define QUIET_US (3 * G_USEC_PER_SEC / 2)

struct _AloudAnswerFilter
{
  char *current_text;  /* generation of the last chunk let in, of each stream; NULL when it had none */
  char *current_audio;
  GHashTable *cut;     /* names of answers that were cut off */
  gboolean text_unwanted;  /* of each stream: the answer that comes next is cut off already, whatever its name */
  gboolean audio_unwanted;
  gboolean closed;     /* nameless chunks are late */
  gint64 last_late;    /* when the last of them came */
};

AloudAnswerFilter *
aloud_answer_filter_new (void)
{
  AloudAnswerFilter *self = g_new0 (AloudAnswerFilter, 1);

  self->cut = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
aloud_answer_filter_free (AloudAnswerFilter *self)
{
  g_free (self->current_text);
  g_free (self->current_audio);
  g_hash_table_unref (self->cut);
  g_free (self);
}

static void
open_up (AloudAnswerFilter *self)
{
  self->closed = FALSE;
  self->text_unwanted = self->audio_unwanted = FALSE;
}

void
aloud_answer_filter_reset (AloudAnswerFilter *self)
{
  g_clear_pointer (&self->current_text, g_free);
  g_clear_pointer (&self->current_audio, g_free);
  g_hash_table_remove_all (self->cut);
  open_up (self);
}

/* "g1-0" belongs to "g1"; a chunk ID without a dash names nothing but itself. */
static char *
answer_name (const AloudEvent *event)
{
  const char *chunk_id, *dash;

  if (event->generation_id != NULL)
    return g_strdup (event->generation_id);
  if (event->type != ALOUD_EVENT_ANSWER_AUDIO)
    return NULL;

  chunk_id = event->answer_audio.chunk_id;
  dash = chunk_id != NULL ? strrchr (chunk_id, '-') : NULL;
  return dash != NULL ? g_strndup (chunk_id, dash - chunk_id) : NULL;
}

static void
cut_name (AloudAnswerFilter *self, char **name)
{
  if (*name != NULL)
    g_hash_table_add (self->cut, g_steal_pointer (name));
}

void
aloud_answer_filter_cut (AloudAnswerFilter *self, AloudCut cut)
{
  /* One answer is cut off at a time: names of before are long past, and must not pile up. */
  if (self->current_text != NULL || self->current_audio != NULL)
    g_hash_table_remove_all (self->cut);
  cut_name (self, &self->current_text);
  cut_name (self, &self->current_audio);
  self->closed = cut != ALOUD_CUT_BY_SERVER;
  self->text_unwanted = self->audio_unwanted = cut == ALOUD_CUT_AWAITED;
  self->last_late = 0;
}

static gboolean
admits_chunk (AloudAnswerFilter *self, const AloudEvent *event, gint64 now)
{
  gboolean is_text = event->type == ALOUD_EVENT_ANSWER_TEXT;
  char **current = is_text ? &self->current_text : &self->current_audio;
  gboolean *unwanted = is_text ? &self->text_unwanted : &self->audio_unwanted;
  g_autofree char *name = answer_name (event);

  if (name != NULL && *unwanted)
    {
      g_hash_table_add (self->cut, g_strdup (name));
      *unwanted = FALSE;
    }
  if (name != NULL && g_hash_table_contains (self->cut, name))
    return FALSE;

  if (self->closed)
    {
      gboolean quiet = self->last_late != 0 && now - self->last_late >= QUIET_US;

      if (name == NULL && !quiet)
        {
          self->last_late = now;
          return FALSE;
        }
      self->closed = FALSE;
    }
  aloud_set_str (current, name);
  return TRUE;
}

gboolean
aloud_answer_filter_admits (AloudAnswerFilter *self, const AloudEvent *event, gint64 now)
{
  if (event->type == ALOUD_EVENT_ANSWER_TEXT || event->type == ALOUD_EVENT_ANSWER_AUDIO)
    return admits_chunk (self, event, now);

  if (event->type == ALOUD_EVENT_INTERRUPTION
      || (event->type == ALOUD_EVENT_TRANSCRIPTION && event->transcription.final))
    open_up (self);
  return TRUE;
}
