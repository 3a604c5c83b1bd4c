/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "aloud-listener.h"
#include "aloud-speech.h"

#define MS(n) ((gsize) (n) * ALOUD_SAMPLE_RATE / 1000)

/* What the listener said: a line per turn, "from+length". */
typedef struct {
  GString *log;
  gint64 from;
  gsize length;
} Notes;

static void
on_began (gint64 position, gpointer user_data)
{
  Notes *notes = user_data;

  notes->from = position;
  notes->length = 0;
}

static void
on_sound (const gint16 *samples, gsize n_samples, gpointer user_data)
{
  ((Notes *) user_data)->length += n_samples;
}

static void
on_ended (gpointer user_data)
{
  Notes *notes = user_data;

  g_string_append_printf (notes->log, "%d+%d ", (int) (notes->from * 1000 / ALOUD_SAMPLE_RATE),
                          (int) (notes->length * 1000 / ALOUD_SAMPLE_RATE));
}

static const AloudListenerFuncs funcs = { on_began, on_sound, on_ended };

/* Syllables: a tone that comes and goes five times a second. */
static void
add_speech (GArray *sound, gsize n_samples, double loudness)
{
  gsize i;

  for (i = 0; i < n_samples; i++)
    {
      double envelope = 0.5 - 0.5 * cos (2 * G_PI * 5 * i / ALOUD_SAMPLE_RATE);
      gint16 sample = (gint16) (loudness * envelope * sin (2 * G_PI * 200 * i / ALOUD_SAMPLE_RATE));

      g_array_append_val (sound, sample);
    }
}

static void
add_noise (GArray *sound, gsize n_samples, double loudness)
{
  guint32 state = 1;
  gsize i;

  for (i = 0; i < n_samples; i++)
    {
      gint16 sample;

      state = state * 1664525u + 1013904223u;
      sample = (gint16) (loudness * ((double) state / G_MAXUINT32 * 2 - 1));
      g_array_append_val (sound, sample);
    }
}

static char *
listen (GArray *sound, gsize piece)
{
  Notes notes = { g_string_new (NULL), 0, 0 };
  g_autoptr (AloudListener) listener = aloud_listener_new (&funcs, &notes);
  gsize at;

  for (at = 0; at < sound->len; at += piece)
    aloud_listener_hear (listener, &g_array_index (sound, gint16, at), MIN (piece, sound->len - at));
  g_assert_cmpint (aloud_listener_get_position (listener), ==, sound->len);
  return g_string_free (notes.log, FALSE);
}

static GArray *
sound_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (gint16));
}

static guint
count_turns (const char *log)
{
  guint count = 0;

  for (; *log != '\0'; log++)
    count += *log == '+';
  return count;
}

static void
test_turn (void)
{
  g_autoptr (GArray) sound = sound_new ();
  g_autofree char *log = NULL;
  int from, length;

  add_noise (sound, MS (1000), 20);
  add_speech (sound, MS (1500), 8000);
  add_noise (sound, MS (1500), 20);
  log = listen (sound, 480);
  g_assert_cmpint (count_turns (log), ==, 1);
  g_assert_cmpint (sscanf (log, "%d+%d", &from, &length), ==, 2);
  /* It begins a little before the sound, ends a little after, and does not hold the whole pause. */
  g_assert_cmpint (from, >=, 500);
  g_assert_cmpint (from, <=, 1000);
  g_assert_cmpint (from + length, >=, 2500);
  g_assert_cmpint (from + length, <=, 3000);
}

static void
test_pieces (void)
{
  const gsize pieces[] = { 1, 7, 479, 481, 2048, 100000 };
  g_autoptr (GArray) sound = sound_new ();
  g_autofree char *expected = NULL;
  guint i;

  add_speech (sound, MS (700), 6000);
  add_noise (sound, MS (1000), 40);
  add_speech (sound, MS (900), 3000);
  add_noise (sound, MS (2000), 40);
  expected = listen (sound, 480);
  g_assert_cmpint (count_turns (expected), ==, 2);
  for (i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autofree char *log = listen (sound, pieces[i]);

      g_assert_cmpstr (log, ==, expected);
    }
}

static void
test_pauses (void)
{
  g_autoptr (GArray) sound = sound_new ();
  g_autofree char *log = NULL;

  /* Half a second of thinking does not end a turn, a click does not make one. */
  add_speech (sound, MS (800), 8000);
  add_noise (sound, MS (500), 20);
  add_speech (sound, MS (800), 8000);
  add_noise (sound, MS (1500), 20);
  add_noise (sound, MS (40), 20000);
  add_noise (sound, MS (1500), 20);
  log = listen (sound, 480);
  g_assert_cmpint (count_turns (log), ==, 1);
}

static void
test_quiet (void)
{
  g_autoptr (GArray) sound = sound_new ();
  g_autofree char *log = NULL;

  add_noise (sound, MS (20000), 60);
  log = listen (sound, 480);
  g_assert_cmpstr (log, ==, "");
}

static void
test_loud_room (void)
{
  g_autoptr (GArray) sound = sound_new ();
  g_autofree char *log = NULL;

  /* A fan: taken for speech at first, then it is the room, and speech above it is found. */
  add_noise (sound, MS (8000), 1500);
  add_speech (sound, MS (1500), 16000);
  add_noise (sound, MS (3000), 1500);
  log = listen (sound, 480);
  g_assert_cmpint (count_turns (log), ==, 2);
}

static void
test_longest (void)
{
  g_autoptr (GArray) sound = sound_new ();
  g_autofree char *log = NULL;
  int from, length;

  add_speech (sound, MS (35000), 8000);
  add_noise (sound, MS (1500), 20);
  log = listen (sound, 480);
  g_assert_cmpint (count_turns (log), ==, 2);
  g_assert_cmpint (sscanf (log, "%d+%d", &from, &length), ==, 2);
  g_assert_cmpint (length, <=, 30100);
}

static void
test_pause_setting (void)
{
  Notes notes = { g_string_new (NULL), 0, 0 };
  g_autoptr (AloudListener) listener = aloud_listener_new (&funcs, &notes);
  g_autoptr (GArray) sound = sound_new ();
  g_autofree char *log = NULL;

  aloud_listener_set_pause (listener, 0.3);
  add_speech (sound, MS (800), 8000);
  add_noise (sound, MS (500), 20);
  add_speech (sound, MS (800), 8000);
  add_noise (sound, MS (500), 20);
  aloud_listener_hear (listener, (gint16 *) sound->data, sound->len);
  log = g_string_free (notes.log, FALSE);
  g_assert_cmpint (count_turns (log), ==, 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/listener/turn", test_turn);
  g_test_add_func ("/practice/listener/any-pieces", test_pieces);
  g_test_add_func ("/practice/listener/pauses-and-clicks", test_pauses);
  g_test_add_func ("/practice/listener/quiet-room", test_quiet);
  g_test_add_func ("/practice/listener/loud-room", test_loud_room);
  g_test_add_func ("/practice/listener/longest-turn", test_longest);
  g_test_add_func ("/practice/listener/pause-setting", test_pause_setting);
  return g_test_run ();
}
