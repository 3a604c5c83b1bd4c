/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-retry.h"

#define SHORT_LIVED_UNITS 10
#define RECENT_UNITS      600
#define JITTER            0.2

void
aloud_retry_init (AloudRetry *self, guint unit_ms, guint32 seed)
{
  *self = (AloudRetry) { .unit_ms = unit_ms, .random = g_rand_new_with_seed (seed) };
}

void
aloud_retry_clear (AloudRetry *self)
{
  g_clear_pointer (&self->random, g_rand_free);
}

void
aloud_retry_reset (AloudRetry *self)
{
  self->count = 0;
  self->short_lived = FALSE;
  self->n_recent = 0;
}

void
aloud_retry_succeeded (AloudRetry *self)
{
  if (!self->short_lived)
    self->count = 0;
}

void
aloud_retry_lost (AloudRetry *self, gint64 lived_ms)
{
  self->short_lived = lived_ms < (gint64) SHORT_LIVED_UNITS * self->unit_ms;
  if (!self->short_lived)
    self->count = 0;
}

gboolean
aloud_retry_next (AloudRetry *self, gint64 now_ms, guint at_least_ms, guint *delay_ms)
{
  gint64 *oldest = &self->recent[self->n_recent % ALOUD_RETRY_RECENT_LIMIT];
  double delay;

  if (self->count >= ALOUD_RETRY_LIMIT)
    return FALSE;
  if (self->n_recent >= ALOUD_RETRY_RECENT_LIMIT && now_ms - *oldest < (gint64) RECENT_UNITS * self->unit_ms)
    return FALSE;
  *oldest = now_ms;
  self->n_recent++;

  delay = (double) self->unit_ms * (1u << self->count);
  self->count++;
  *delay_ms = MAX (at_least_ms, (guint) (delay * g_rand_double_range (self->random, 1.0, 1.0 + JITTER)));
  return TRUE;
}
