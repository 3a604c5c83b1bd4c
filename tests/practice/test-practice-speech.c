/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include <string.h>

#include "aloud-decoder.h"
#include "aloud-narrator.h"
#include "aloud-practice-server.h"
#include "aloud-speech.h"
#include "aloud-test-util.h"
#include "practice-caller.h"

/* Spoken words, made at test time from words drawn with the printed seed, and what the agent understands of them. */

#define KEY   "oak_test_0123456789"
#define QUERY "api_key=" KEY "&config_id=c"

static const char * const people[] = { "the doctor", "my brother", "the teacher", "the captain", "my sister",
                                       "the children", "our neighbors", "the president" };
static const char * const verbs[] = { "found", "painted", "lost", "needed", "described", "carried" };
static const char * const things[] = { "the window", "the kitchen table", "a glass of water", "the morning paper",
                                       "a long letter", "the small house", "the yellow flowers", "a bottle of milk" };
static const char * const times[] = { "this evening", "every morning", "on monday", "after breakfast", "last summer",
                                      "in december", "before the meeting", "two weeks ago" };

#define PICK(list) list[g_test_rand_int_range (0, G_N_ELEMENTS (list))]

static AloudPracticeServer *server;
static guint port;

static char *
draw_sentence (void)
{
  return g_strdup_printf ("%s %s %s %s", PICK (people), PICK (verbs), PICK (things), PICK (times));
}

static GStrv
split_words (const char *text)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);

  g_strdelimit (lower, ".,?!:", ' ');
  return g_strsplit (g_strstrip (lower), " ", -1);
}

/* Words to change, to add or to leave out to get from one to the other. */
static guint
count_errors (GStrv wanted, GStrv heard)
{
  guint n = g_strv_length (wanted), m = g_strv_length (heard), i, j;
  g_autofree guint *row = g_new (guint, m + 1);

  for (j = 0; j <= m; j++)
    row[j] = j;
  for (i = 1; i <= n; i++)
    {
      guint diagonal = row[0];

      row[0] = i;
      for (j = 1; j <= m; j++)
        {
          guint changed = diagonal + !g_str_equal (wanted[i - 1], heard[j - 1]);

          diagonal = row[j];
          row[j] = MIN (changed, MIN (row[j], row[j - 1]) + 1);
        }
    }
  return row[m];
}

static char *
say_and_read (Caller *caller, GBytes *sound, gsize per_frame)
{
  caller_forget (caller);
  caller_send_samples (caller, g_bytes_get_data (sound, NULL), g_bytes_get_size (sound) / 2, per_frame);
  caller_be_silent (caller, 1);
  aloud_test_wait (caller_find (caller, "turn_complete") != NULL);
  return g_strdup (caller_text (caller_find (caller, "turn_complete"), "transcript"));
}

static void
hear_to_the_end (Caller *caller)
{
  caller_start_silence (caller);
  aloud_test_wait (caller_find_with (caller, "tts_chunk", "is_last") != NULL);
  caller_stop_silence (caller);
  caller_be_silent (caller, 2.5);
}

static void
check_words (Caller *caller)
{
  JsonObject *final = caller_find_with (caller, "transcription", "is_final");
  JsonArray *words = json_object_get_array_member (caller_fields (final), "words");
  double end = 0;
  guint i;

  g_assert_true (json_object_get_boolean_member (caller_fields (final), "is_speech_final"));
  g_assert_cmpuint (json_array_get_length (words), >, 0);
  for (i = 0; i < json_array_get_length (words); i++)
    {
      JsonObject *word = json_array_get_object_element (words, i);

      g_assert_cmpfloat (json_object_get_double_member (word, "start"), >=, end);
      end = json_object_get_double_member (word, "end");
      g_assert_cmpfloat (end, >, json_object_get_double_member (word, "start"));
      g_assert_cmpfloat (json_object_get_double_member (word, "confidence"), >=, 0);
      g_assert_cmpfloat (json_object_get_double_member (word, "confidence"), <=, 1);
    }
}

static void
test_conversation (void)
{
  g_autoptr (Caller) caller = caller_new (port, QUERY);
  guint i, errors = 0, words = 0, guesses = 0;

  hear_to_the_end (caller);
  for (i = 0; i < 4; i++)
    {
      g_autofree char *sentence = draw_sentence ();
      g_autoptr (GBytes) sound = aloud_synthesis_make (sentence);
      g_autofree char *transcript = say_and_read (caller, sound, 960);
      g_auto (GStrv) wanted = split_words (sentence);
      g_auto (GStrv) heard = split_words (transcript);
      g_autofree char *answer = NULL;

      g_test_message ("said: %s, heard: %s", sentence, transcript);
      errors += count_errors (wanted, heard);
      words += g_strv_length (wanted);
      check_words (caller);
      guesses += caller_count (caller, "transcription") - 1;
      hear_to_the_end (caller);
      g_assert_nonnull (caller_find_with (caller, "llm_response_chunk", "is_final"));
      answer = caller_join_answer (caller);
      g_assert_cmpstr (answer, !=, "");
      g_assert_cmpuint (caller->voice->len, >, ALOUD_SAMPLE_RATE);
    }
  g_test_message ("%u of %u words wrong", errors, words);
  g_assert_cmpfloat (errors, <=, 0.3 * words);
  g_assert_cmpuint (guesses, >, 3);
}

/* The same sound in other pieces, with other calls before it, by another call: the same words. (The synthesiser never
 * says a sentence twice in the same way, so it is asked once.) */
static void
test_same_sound_same_words (void)
{
  g_autofree char *first = draw_sentence ();
  g_autofree char *second = draw_sentence ();
  g_autoptr (GBytes) first_sound = aloud_synthesis_make (first);
  g_autoptr (GBytes) second_sound = aloud_synthesis_make (second);
  g_autofree char *expected = NULL;
  const gsize pieces[] = { 480, 2048, 333 };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr (Caller) caller = caller_new (port, QUERY);
      g_autofree char *one = NULL;
      g_autofree char *two = NULL;
      g_autofree char *both = NULL;

      caller_be_silent (caller, 1);
      one = say_and_read (caller, first_sound, pieces[i]);
      two = say_and_read (caller, second_sound, pieces[i]);
      both = g_strconcat (one, " | ", two, NULL);
      if (expected == NULL)
        expected = g_strdup (both);
      g_assert_cmpstr (both, ==, expected);
    }
}

static void
test_question (void)
{
  g_autoptr (Caller) caller = caller_new (port, QUERY);
  g_autoptr (GBytes) sound = aloud_synthesis_make ("what time is it");
  g_autofree char *transcript = NULL;
  g_autofree char *answer = NULL;

  hear_to_the_end (caller);
  transcript = say_and_read (caller, sound, 480);
  hear_to_the_end (caller);
  answer = caller_join_answer (caller);
  g_test_message ("heard: %s, answered: %s", transcript, answer);
  g_assert_nonnull (strstr (answer, "It is "));
}

static void
test_spoken_goodbye (void)
{
  g_autoptr (Caller) caller = caller_new (port, QUERY);
  g_autoptr (GBytes) sound = aloud_synthesis_make ("thank you and goodbye");
  g_autofree char *transcript = NULL;

  hear_to_the_end (caller);
  transcript = say_and_read (caller, sound, 480);
  g_test_message ("heard: %s", transcript);
  caller_start_silence (caller);
  aloud_test_wait (caller->closed);
  g_assert_cmpint (soup_websocket_connection_get_close_code (caller->socket), ==, 1000);
}

int
main (int argc, char *argv[])
{
  AloudHouseRules rules = { .api_key = KEY };
  AloudStyle style = { ALOUD_WIRE_BOTH, FALSE };
  g_autoptr (GError) error = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  server = aloud_practice_server_new (&rules, &style);
  port = aloud_practice_server_listen (server, 0, NULL, &error);
  g_assert_no_error (error);
  g_test_add_func ("/practice/speech/conversation", test_conversation);
  g_test_add_func ("/practice/speech/same-sound-same-words", test_same_sound_same_words);
  g_test_add_func ("/practice/speech/question", test_question);
  g_test_add_func ("/practice/speech/goodbye", test_spoken_goodbye);
  result = g_test_run ();
  aloud_practice_server_stop (server);
  aloud_test_settle ();
  g_assert_finalize_object (server);
  return result;
}
