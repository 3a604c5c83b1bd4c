/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-chime.h"

#include <math.h>

#define NOTE_MS  70
#define LOUDNESS (0.12 * G_MAXINT16)

static const double notes[][2] = {
  [ALOUD_CUE_BEGIN] = { 660, 880 },
  [ALOUD_CUE_END] = { 880, 660 },
};

void
aloud_chime_ring (AloudChime *self, AloudCue cue)
{
  g_atomic_int_set (&self->wanted, 1 + (int) cue);
}

static double
get_sample (AloudChime *self, guint rate)
{
  gsize length = rate * NOTE_MS / 1000;
  double seconds = (double) (self->place % length) / rate;
  double swell = sin (G_PI * seconds * 1000 / NOTE_MS);

  return LOUDNESS * swell * sin (2 * G_PI * notes[self->playing - 1][self->place / length] * seconds);
}

void
aloud_chime_mix (AloudChime *self, gint16 *samples, gsize n_samples, guint rate)
{
  int wanted = g_atomic_int_get (&self->wanted);
  gsize end = 2 * (rate * NOTE_MS / 1000);

  if (wanted != 0 && g_atomic_int_compare_and_exchange (&self->wanted, wanted, 0))
    {
      self->playing = wanted;
      self->place = 0;
    }
  for (gsize i = 0; self->playing != 0 && i < n_samples; i++)
    {
      samples[i] = (gint16) CLAMP (samples[i] + get_sample (self, rate), G_MININT16, G_MAXINT16);
      if (++self->place == end)
        self->playing = 0;
    }
}
