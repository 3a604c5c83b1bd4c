/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-sweep.h"

#include <math.h>

#define LENGTH_MS 400
#define FADE_MS   30
#define FROM_HZ   300.0
#define TO_HZ     3000.0
#define LOUDNESS  (0.25 * G_MAXINT16)
#define TOTAL_MS  2000

/* It is looked for at a third of the rate, which is enough for its highest note. */
#define STEP      3
#define SLOW_RATE (ALOUD_SWEEP_RATE / STEP)
/* How alike what was heard must be, from 0 to 1: noise comes to a tenth at most. */
#define ALIKE     0.13
/* Within which notes of one echo are late by the same. */
#define SAME_MS   3

static const guint places_ms[] = { 0, 700, 1600 };

static guint
to_samples (guint ms, guint rate)
{
  return ms * rate / 1000;
}

/* One note at @rate, of full loudness 1. */
static double
get_sample (guint i, guint rate)
{
  guint length = to_samples (LENGTH_MS, rate);
  guint fade = to_samples (FADE_MS, rate);
  guint edge = MIN (i, length - 1 - i);
  double seconds = (double) i / rate;
  double slope = (TO_HZ - FROM_HZ) / (LENGTH_MS / 1000.0);
  double loudness = edge < fade ? (double) edge / fade : 1;

  return loudness * sin (2 * G_PI * (FROM_HZ + slope * seconds / 2) * seconds);
}

GBytes *
aloud_sweep_new_sound (void)
{
  gsize n_samples = to_samples (TOTAL_MS, ALOUD_SWEEP_RATE);
  gint16 *samples = g_new0 (gint16, n_samples);

  for (guint note = 0; note < G_N_ELEMENTS (places_ms); note++)
    for (guint i = 0; i < to_samples (LENGTH_MS, ALOUD_SWEEP_RATE); i++)
      samples[to_samples (places_ms[note], ALOUD_SWEEP_RATE) + i] =
        (gint16) (LOUDNESS * get_sample (i, ALOUD_SWEEP_RATE));
  return g_bytes_new_take (samples, n_samples * sizeof (gint16));
}

static float *
slow_down (const gint16 *heard, gsize n_heard, gsize *n_slow)
{
  float *slow = g_new (float, n_heard / STEP + 1);

  *n_slow = n_heard / STEP;
  for (gsize i = 0; i < *n_slow; i++)
    slow[i] = (float) (heard[i * STEP] + heard[i * STEP + 1] + heard[i * STEP + 2]) / STEP;
  return slow;
}

static double
multiply (const float *heard, const float *note, guint length)
{
  float sums[4] = { 0 };

  for (guint i = 0; i < length; i += G_N_ELEMENTS (sums)) /* of which the length is a multiple */
    for (guint j = 0; j < G_N_ELEMENTS (sums); j++)
      sums[j] += heard[i + j] * note[i + j];
  return (double) sums[0] + sums[1] + sums[2] + sums[3];
}

/* By how much later, in slow samples, the note that was played at @place is heard; -1: it is not. */
static int
find_note (const float *heard, gsize n_heard, guint place, const float *note, guint length)
{
  double energy = 0, best = ALIKE;
  int found = -1;

  if (place + length > n_heard)
    return -1;
  for (guint i = 0; i < length; i++)
    energy += heard[place + i] * heard[place + i];
  for (guint late = 0; late < to_samples (ALOUD_SWEEP_LATEST_MS, SLOW_RATE) && place + late + length < n_heard; late++)
    {
      const float *here = heard + place + late;
      double alike = energy > 1 ? fabs (multiply (here, note, length)) / sqrt (energy) : 0;

      energy += here[length] * here[length] - here[0] * here[0];
      if (alike <= best)
        continue;
      best = alike;
      found = (int) late;
    }
  return found;
}

static float *
create_note (guint length)
{
  float *note = g_new (float, length);
  double energy = 0;

  for (guint i = 0; i < length; i++)
    energy += get_sample (i, SLOW_RATE) * get_sample (i, SLOW_RATE);
  for (guint i = 0; i < length; i++)
    note[i] = (float) (get_sample (i, SLOW_RATE) / sqrt (energy));
  return note;
}

gboolean
aloud_sweep_is_in (const gint16 *heard, gsize n_heard)
{
  guint length = to_samples (LENGTH_MS, SLOW_RATE);
  g_autofree float *note = create_note (length);
  gsize n_slow;
  g_autofree float *slow = slow_down (heard, n_heard, &n_slow);
  int late[G_N_ELEMENTS (places_ms)];
  int same = (int) to_samples (SAME_MS, SLOW_RATE);

  for (guint i = 0; i < G_N_ELEMENTS (late); i++)
    late[i] = find_note (slow, n_slow, to_samples (places_ms[i], SLOW_RATE), note, length);
  /* Somebody may speak over one of them. */
  for (guint i = 0; i < G_N_ELEMENTS (late); i++)
    for (guint j = 0; j < i; j++)
      if (late[i] >= 0 && late[j] >= 0 && ABS (late[i] - late[j]) <= same)
        return TRUE;
  return FALSE;
}
