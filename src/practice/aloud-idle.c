/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-idle.h"

#include "aloud-speech.h"

#define FINAL_S   10
#define LONGEST_S (24 * 60 * 60)

static gint64
to_samples (double seconds)
{
  return (gint64) (CLAMP (seconds, 0, LONGEST_S) * ALOUD_SAMPLE_RATE);
}

void
aloud_idle_set (AloudIdle *self, double warning, double hangup)
{
  self->warning = to_samples (warning);
  self->hangup = to_samples (hangup);
  self->step = ALOUD_IDLE_NOTHING;
}

void
aloud_idle_touch (AloudIdle *self, gint64 position)
{
  self->since = position;
  self->step = ALOUD_IDLE_NOTHING;
}

static AloudIdleStep
find_step (const AloudIdle *self, gint64 idle)
{
  gint64 final = self->hangup - FINAL_S * ALOUD_SAMPLE_RATE;

  if (self->hangup > 0 && idle >= self->hangup)
    return ALOUD_IDLE_HANGUP;
  if (final > 0 && idle >= final)
    return ALOUD_IDLE_FINAL_WARNING;
  if (self->warning > 0 && idle >= self->warning)
    return ALOUD_IDLE_WARNING;
  return ALOUD_IDLE_NOTHING;
}

AloudIdleStep
aloud_idle_advance (AloudIdle *self, gint64 position, double *left)
{
  gint64 idle = position - self->since;
  AloudIdleStep step = find_step (self, idle);

  if (step <= self->step)
    return ALOUD_IDLE_NOTHING;
  self->step = step;
  *left = (double) MAX (self->hangup - idle, 0) / ALOUD_SAMPLE_RATE;
  return step;
}
