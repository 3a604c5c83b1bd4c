/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-level.h"

#include <math.h>

#define FLOOR_DB 60.0
#define STEPS 100.0
/* 50 ms. */
#define WINDOW 1200

gboolean
aloud_level_add (AloudLevel *self, guint peak, guint n_samples)
{
  double value;

  self->peak = MAX (self->peak, peak);
  self->samples += n_samples;
  if (self->samples < WINDOW)
    return FALSE;

  value = self->peak == 0 ? 0 : 1 + 20 * log10 (self->peak / 32768.0) / FLOOR_DB;
  self->peak = 0;
  self->samples = 0;
  /* In steps that the eye can see, so that noise nobody hears wakes nobody up. */
  value = round (CLAMP (value, 0, 1) * STEPS) / STEPS;
  if (value == self->value)
    return FALSE;
  self->value = value;
  return TRUE;
}

gboolean
aloud_level_measure (AloudLevel *self, GBytes *chunk)
{
  gsize size, i;
  const gint16 *samples = g_bytes_get_data (chunk, &size);
  guint peak = 0;

  for (i = 0; i < size / sizeof (gint16); i++)
    peak = MAX (peak, (guint) ABS (samples[i]));
  return aloud_level_add (self, peak, (guint) (size / sizeof (gint16)));
}
