/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-chime.h"

#include <string.h>

#define RATE  48000
#define PIECE 480

/* Plays a tenth of a second over samples of @value; how many of them it has changed. */
static guint
play (AloudChime *chime, gint16 value)
{
  guint changed = 0;

  for (guint piece = 0; piece < 20; piece++)
    {
      gint16 samples[PIECE];

      for (guint i = 0; i < PIECE; i++)
        samples[i] = value;
      aloud_chime_mix (chime, samples, PIECE, RATE);
      for (guint i = 0; i < PIECE; i++)
        changed += samples[i] != value;
    }
  return changed;
}

static void
test_rings_once (void)
{
  AloudChime chime = { 0 };

  g_assert_cmpuint (play (&chime, 100), ==, 0);
  aloud_chime_ring (&chime, ALOUD_CUE_BEGIN);
  g_assert_cmpuint (play (&chime, 100), >, RATE / 10);
  g_assert_cmpuint (play (&chime, 100), ==, 0);
}

/* Over a voice that is as loud as can be it clips, and does not wrap. */
static void
test_clips (void)
{
  AloudChime chime = { 0 };
  gint16 samples[PIECE * 20];

  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    samples[i] = G_MAXINT16;
  aloud_chime_ring (&chime, ALOUD_CUE_END);
  aloud_chime_mix (&chime, samples, G_N_ELEMENTS (samples), RATE);
  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    g_assert_cmpint (samples[i], >, G_MAXINT16 / 2);
}

/* How often the sign changes in a note tells how high it is. */
static guint
count_crossings (const gint16 *samples, gsize n_samples)
{
  guint crossings = 0;

  for (gsize i = 1; i < n_samples; i++)
    crossings += (samples[i - 1] < 0) != (samples[i] < 0);
  return crossings;
}

static void
test_rises_and_falls (void)
{
  for (AloudCue cue = ALOUD_CUE_BEGIN; cue <= ALOUD_CUE_END; cue++)
    {
      AloudChime chime = { 0 };
      gint16 samples[RATE * 14 / 100];
      guint first, second;

      memset (samples, 0, sizeof samples);
      aloud_chime_ring (&chime, cue);
      aloud_chime_mix (&chime, samples, G_N_ELEMENTS (samples), RATE);
      first = count_crossings (samples, G_N_ELEMENTS (samples) / 2);
      second = count_crossings (samples + G_N_ELEMENTS (samples) / 2, G_N_ELEMENTS (samples) / 2);
      g_assert_true (cue == ALOUD_CUE_BEGIN ? second > first + 10 : first > second + 10);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/audio/chime/rings-once", test_rings_once);
  g_test_add_func ("/audio/chime/clips", test_clips);
  g_test_add_func ("/audio/chime/rises-and-falls", test_rises_and_falls);
  return g_test_run ();
}
