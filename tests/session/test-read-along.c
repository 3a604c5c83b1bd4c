/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include <string.h>

#include "aloud-read-along.h"

/* A voice that says each sentence at its own pace: what has truly been heard is known. */

#define STEP_MS   50

static const struct {
  const char *text;
  double ms_a_letter;
} said[] = {
  { "Once upon a time there was a lighthouse keeper who talked to the sea.", 66 },
  { " Every evening he climbed the steps and lit the lamp.", 74 },
  { " Nobody answered.", 90 },
  { " One night, when the fog was thick and no ship could be seen, somebody did.", 62 },
  { " He went down, opened the door, and saw that it was only the wind.", 70 },
};

typedef enum {
  PATTERN_SENTENCES, /* text, its speech, text, its speech: the text stands still while it is spoken */
  PATTERN_TEXT_FIRST, /* all text, then the speech by and by */
  PATTERN_AHEAD,      /* text in words, and its speech a second and a half behind */
} Pattern;

typedef struct {
  AloudReadAlong *along;
  AloudTurn *turn;
  double pushed, played; /* ms */
} Voice;

static double
length_ms (guint i)
{
  return strlen (said[i].text) * said[i].ms_a_letter;
}

/* In characters, when @ms have been heard. */
static double
truth (double ms)
{
  double letters = 0;

  for (guint i = 0; i < G_N_ELEMENTS (said); i++)
    {
      if (ms < length_ms (i))
        return letters + ms / said[i].ms_a_letter;
      ms -= length_ms (i);
      letters += strlen (said[i].text);
    }
  return letters;
}

static void
add_text (Voice *voice, const char *text)
{
  g_autofree char *longer = g_strconcat (aloud_turn_get_text (voice->turn), text, NULL);

  aloud_turn_set_text (voice->turn, longer);
  aloud_read_along_add_text (voice->along, voice->turn);
}

static void
add_audio (Voice *voice, double ms, gboolean last)
{
  voice->pushed += ms;
  aloud_read_along_add_audio (voice->along, voice->turn, ms, last);
}

/* Never ahead of the sound, never behind by more than a sentence, and never back. */
static void
play (Voice *voice, double ms)
{
  for (double end = MIN (voice->played + ms, voice->pushed); voice->played < end;)
    {
      int before = aloud_turn_get_heard (voice->turn);
      int heard;

      voice->played = MIN (voice->played + STEP_MS, end);
      aloud_read_along_advance (voice->along, (guint) (voice->pushed - voice->played), TRUE);
      heard = aloud_turn_get_heard (voice->turn);
      g_assert_cmpint (heard, >=, before);
      g_assert_cmpfloat (heard, <=, truth (voice->played) + 1);
      g_assert_cmpfloat (heard, >=, truth (voice->played) - 80);
    }
}

static void
play_pattern (Voice *voice, Pattern pattern)
{
  if (pattern == PATTERN_TEXT_FIRST)
    for (guint i = 0; i < G_N_ELEMENTS (said); i++)
      add_text (voice, said[i].text);
  for (guint i = 0; i < G_N_ELEMENTS (said); i++)
    {
      if (pattern == PATTERN_SENTENCES)
        add_text (voice, said[i].text);
      for (double left = length_ms (i); left > 0; left -= 400)
        {
          /* The speech comes somewhat faster than it is heard. */
          add_audio (voice, MIN (left, 400), FALSE);
          play (voice, 300);
        }
    }
}

static void
play_ahead (Voice *voice)
{
  g_autoptr (GString) text = g_string_new (NULL);
  double due = -1500, pushed = 0;

  for (guint i = 0; i < G_N_ELEMENTS (said); i++)
    g_string_append (text, said[i].text);
  for (const char *word = text->str; *word != '\0';)
    {
      const char *end = strchr (word + 1, ' ');
      g_autofree char *piece = end != NULL ? g_strndup (word, end - word) : g_strdup (word);

      add_text (voice, piece);
      due += strlen (piece) * 70;
      for (; pushed + 200 <= due; pushed += 200)
        {
          add_audio (voice, 200, FALSE);
          play (voice, 200);
        }
      word += strlen (piece);
    }
}

/* @data: how the service sends it. */
static void
test_pattern (gconstpointer data)
{
  Pattern pattern = GPOINTER_TO_UINT (data);
  g_autoptr (AloudReadAlong) along = aloud_read_along_new ();
  g_autoptr (AloudTurn) turn = aloud_turn_new (ALOUD_SPEAKER_AGENT);
  Voice voice = { along, turn, 0, 0 };
  double total = 0;

  for (guint i = 0; i < G_N_ELEMENTS (said); i++)
    total += length_ms (i);
  if (pattern == PATTERN_AHEAD)
    play_ahead (&voice);
  else
    play_pattern (&voice, pattern);
  add_audio (&voice, total - voice.pushed, TRUE);
  play (&voice, total);
  g_assert_cmpint (aloud_turn_get_heard (turn), >=, 0);
  g_assert_cmpint (aloud_turn_get_ended (turn), ==, 0);

  /* The voice has ended: all of it was heard. */
  g_assert_false (aloud_read_along_advance (along, 0, FALSE));
  g_assert_cmpint (aloud_turn_get_heard (turn), ==, -1);
  g_assert_cmpint (aloud_turn_get_ended (turn), >, 0);
}

static void
test_cut (void)
{
  g_autoptr (AloudReadAlong) along = aloud_read_along_new ();
  g_autoptr (AloudTurn) first = aloud_turn_new (ALOUD_SPEAKER_AGENT);
  g_autoptr (AloudTurn) second = aloud_turn_new (ALOUD_SPEAKER_AGENT);
  int heard;

  aloud_turn_set_text (first, "one two three four five six seven eight nine ten");
  aloud_read_along_add_text (along, first);
  aloud_read_along_add_audio (along, first, 4000, TRUE);
  aloud_turn_set_text (second, "eleven");
  aloud_read_along_add_text (along, second);
  g_assert_cmpint (aloud_turn_get_heard (second), ==, 0);
  g_assert_true (aloud_read_along_advance (along, 2000, TRUE));
  heard = aloud_turn_get_heard (first);
  g_assert_cmpint (heard, >, 15);
  g_assert_cmpint (heard, <, 30);
  aloud_read_along_cut (along);
  g_assert_false (aloud_read_along_advance (along, 0, FALSE));
  g_assert_cmpint (aloud_turn_get_heard (first), ==, heard);
  g_assert_cmpint (aloud_turn_get_heard (second), ==, 0);
}

/* An answer without a voice does not stay dim, nor does one whose text comes after its voice. */
static void
test_voiceless (void)
{
  g_autoptr (AloudReadAlong) along = aloud_read_along_new ();
  g_autoptr (AloudTurn) turn = aloud_turn_new (ALOUD_SPEAKER_AGENT);

  aloud_turn_set_text (turn, "Please read it.");
  aloud_read_along_add_text (along, turn);
  g_assert_cmpint (aloud_turn_get_heard (turn), ==, 0);
  aloud_read_along_end (along);
  g_assert_cmpint (aloud_turn_get_heard (turn), ==, -1);
}

/* It goes on after a pause in which all was heard: what was heard stays so. */
static void
test_goes_on (void)
{
  g_autoptr (AloudReadAlong) along = aloud_read_along_new ();
  g_autoptr (AloudTurn) turn = aloud_turn_new (ALOUD_SPEAKER_AGENT);

  aloud_turn_set_text (turn, "One moment.");
  aloud_read_along_add_text (along, turn);
  aloud_read_along_add_audio (along, turn, 800, FALSE);
  aloud_read_along_end (along);
  g_assert_false (aloud_read_along_advance (along, 0, FALSE));
  g_assert_cmpint (aloud_turn_get_heard (turn), ==, -1);

  aloud_turn_set_text (turn, "One moment. Here it is.");
  aloud_read_along_add_text (along, turn);
  g_assert_cmpint (aloud_turn_get_heard (turn), ==, 11);
  aloud_read_along_add_audio (along, turn, 1000, TRUE);
  aloud_read_along_advance (along, 500, TRUE);
  g_assert_cmpint (aloud_turn_get_heard (turn), >=, 11);
  g_assert_cmpint (aloud_turn_get_heard (turn), <, 20);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/session/read-along/sentences", GUINT_TO_POINTER (PATTERN_SENTENCES), test_pattern);
  g_test_add_data_func ("/session/read-along/text-first", GUINT_TO_POINTER (PATTERN_TEXT_FIRST), test_pattern);
  g_test_add_data_func ("/session/read-along/ahead", GUINT_TO_POINTER (PATTERN_AHEAD), test_pattern);
  g_test_add_func ("/session/read-along/cut", test_cut);
  g_test_add_func ("/session/read-along/voiceless", test_voiceless);
  g_test_add_func ("/session/read-along/goes-on", test_goes_on);

  return g_test_run ();
}
