/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-self-echo.h"

#include "aloud-turn.h"

#include <string.h>

#define LEAST_WORDS 4
#define LONG_AGO (60 * G_TIME_SPAN_SECOND)

/* Two minutes of speech are in these. Every word is compared with every other, and a server may send any number. */
#define MOST_BYTES 4096
#define MOST_WORDS 300
#define MOST_TURNS 8

static char *
dup_start (const char *text)
{
  gsize length = strnlen (text, MOST_BYTES + 1);

  if (length > MOST_BYTES)
    length = (gsize) (g_utf8_find_prev_char (text, text + MOST_BYTES) - text);
  return g_strndup (text, length);
}

/* A word is letters and digits; an apostrophe joins. */
static GPtrArray *
split_words (const char *text)
{
  g_autofree char *start = dup_start (text);
  g_autofree char *folded = g_utf8_casefold (start, -1);
  g_autofree char *plain = g_utf8_normalize (folded, -1, G_NORMALIZE_ALL_COMPOSE);
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);
  GString *word = g_string_new (NULL);
  const char *p;

  for (p = plain != NULL ? plain : ""; words->len < MOST_WORDS; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isalnum (c) || g_unichar_ismark (c))
        g_string_append_unichar (word, c);
      else if (word->len > 0 && c != '\'' && c != 0x2019)
        {
          g_ptr_array_add (words, g_strdup (word->str));
          g_string_truncate (word, 0);
        }
      if (c == 0)
        break;
    }
  g_string_free (word, TRUE);
  return words;
}

/* The most words in a row that are in both, in the same order. */
static guint
find_longest_run (GPtrArray *a, GPtrArray *b)
{
  g_autofree guint *runs = g_new0 (guint, b->len + 1); /* that end at this word of @b, and at the last one of @a */
  guint i, j, longest = 0;

  for (i = 0; i < a->len; i++)
    for (j = b->len; j > 0; j--)
      {
        runs[j] = g_str_equal (g_ptr_array_index (a, i), g_ptr_array_index (b, j - 1)) ? runs[j - 1] + 1 : 0;
        longest = MAX (longest, runs[j]);
      }
  return longest;
}

gboolean
aloud_self_echo_repeats (const char *you, const char *agent)
{
  g_autoptr(GPtrArray) heard = NULL;
  g_autoptr(GPtrArray) said = NULL;
  guint run;

  g_return_val_if_fail (you != NULL && agent != NULL, FALSE);

  heard = split_words (you);
  if (heard->len < LEAST_WORDS)
    return FALSE;
  said = split_words (agent);
  run = find_longest_run (heard, said);
  return run >= LEAST_WORDS && run * 2 >= heard->len;
}

gboolean
aloud_self_echo_find (GListModel *transcript)
{
  g_autoptr(AloudTurn) you = NULL;
  guint i, turns = 0;

  g_return_val_if_fail (G_IS_LIST_MODEL (transcript), FALSE);

  for (i = g_list_model_get_n_items (transcript); i > 0 && turns < MOST_TURNS; i--)
    {
      g_autoptr(AloudTurn) turn = g_list_model_get_item (transcript, i - 1);

      if (you == NULL && aloud_turn_get_speaker (turn) == ALOUD_SPEAKER_YOU)
        you = g_object_ref (turn);
      if (you == NULL || aloud_turn_get_speaker (turn) != ALOUD_SPEAKER_AGENT)
        continue;
      turns++;
      if (g_date_time_difference (aloud_turn_get_time (you), aloud_turn_get_time (turn)) > LONG_AGO)
        return FALSE;
      if (aloud_self_echo_repeats (aloud_turn_get_text (you), aloud_turn_get_text (turn)))
        return TRUE;
    }
  return FALSE;
}
