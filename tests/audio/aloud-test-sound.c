/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-test-sound.h"

#include <math.h>

char *
aloud_test_run (const char *command)
{
  g_autoptr(GError) error = NULL;
  char *output = NULL;
  int status;

  g_spawn_command_line_sync (command, &output, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  return output;
}

typedef struct {
  double y1;
  double y2;
} Resonance;

static double
resonate (Resonance *self, double x, double turn)
{
  const double r = 0.995;
  double y = x + 2 * r * cos (turn) * self->y1 - r * r * self->y2;

  self->y2 = self->y1;
  self->y1 = y;
  return y;
}

gint16 *
aloud_test_make_voice (guint rate, gsize n_samples, guint32 seed, double pitch, double gain)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (seed);
  gint16 *voice = g_new (gint16, n_samples);
  Resonance low = { 0 }, high = { 0 };
  double phase = 0, formant = 500;
  gsize i;

  for (i = 0; i < n_samples; i++)
    {
      double x = g_rand_double_range (rand, -0.02, 0.02);
      double loud = MAX (0, sin (2 * G_PI * 4 * (double) i / rate) + 0.4);

      if (i % (rate / 5) == 0)
        {
          formant = g_rand_double_range (rand, 300, 800);
          pitch *= g_rand_double_range (rand, 0.9, 1.1);
        }
      phase += pitch / rate;
      if (phase >= 1)
        {
          phase -= 1;
          x += 1;
        }
      x = resonate (&low, x, 2 * G_PI * formant / rate) +
          0.6 * resonate (&high, x, 2 * G_PI * formant * 2.7 / rate);
      voice[i] = (gint16) CLAMP (gain * loud * 120 * x, -32768, 32767);
    }
  return voice;
}

GBytes *
aloud_test_make_tone (guint rate, guint ms, double hertz)
{
  gsize i, n = (gsize) rate * ms / 1000;
  gint16 *samples = g_new (gint16, n);

  for (i = 0; i < n; i++)
    samples[i] = (gint16) (12000 * sin (2 * G_PI * hertz * (double) i / rate));
  return g_bytes_new_take (samples, n * sizeof (gint16));
}

double
aloud_test_purity (const gint16 *samples, gsize n_samples, guint rate, double hertz)
{
  double re = 0, im = 0, energy = 0;
  gsize i;

  for (i = 0; i < n_samples; i++)
    {
      double angle = 2 * G_PI * hertz * (double) i / rate;

      re += samples[i] * cos (angle);
      im += samples[i] * sin (angle);
      energy += (double) samples[i] * samples[i];
    }
  return energy > 0 ? 2 * (re * re + im * im) / ((double) n_samples * energy) : 0;
}

double
aloud_test_loudness (const gint16 *samples, gsize n_samples)
{
  double energy = 0;
  gsize i;

  for (i = 0; i < n_samples; i++)
    energy += (double) samples[i] * samples[i];
  return energy > 0 && n_samples > 0 ? 10 * log10 (energy / (double) n_samples / (32768.0 * 32768.0)) : -100;
}
