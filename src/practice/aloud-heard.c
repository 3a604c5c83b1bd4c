/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-decoder.h"

static void
word_free (gpointer data)
{
  AloudHeardWord *word = data;

  g_free (word->text);
  g_free (word);
}

AloudHeard *
aloud_heard_new (void)
{
  AloudHeard *self = g_new0 (AloudHeard, 1);

  self->text = g_strdup ("");
  self->words = g_ptr_array_new_with_free_func (word_free);
  return self;
}

void
aloud_heard_free (AloudHeard *self)
{
  g_free (self->text);
  g_ptr_array_unref (self->words);
  g_free (self);
}

void
aloud_heard_add_word (AloudHeard *self, const char *text, double start, double end, double confidence)
{
  AloudHeardWord *word = g_new0 (AloudHeardWord, 1);

  word->text = g_strdup (text);
  word->start = start;
  word->end = end;
  word->confidence = confidence;
  g_ptr_array_add (self->words, word);
}
