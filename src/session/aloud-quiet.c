/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-quiet.h"

#define NOTICE_UNITS 30

static void
set_ends_at (AloudQuiet *self, gint64 ends_at)
{
  if (self->ends_at == ends_at)
    return;
  self->ends_at = ends_at;
  self->func (FALSE, self->user_data);
}

static gint64
to_us (AloudQuiet *self, guint units)
{
  return (gint64) units * self->unit_ms * G_TIME_SPAN_MILLISECOND;
}

static void on_timer (gpointer user_data);

static void
wait_until (AloudQuiet *self, gint64 when)
{
  gint64 left = MAX (0, when - g_get_monotonic_time ()) / G_TIME_SPAN_MILLISECOND + 1;

  self->timer = g_timeout_add_once ((guint) left, on_timer, self);
}

/* The timer is not pushed out by each word: it looks how long ago the last one was. */
static void
on_timer (gpointer user_data)
{
  AloudQuiet *self = user_data;
  gint64 end = self->since + to_us (self, self->limit);
  gint64 notice = end - MIN (to_us (self, NOTICE_UNITS), to_us (self, self->limit) / 2);
  gint64 now = g_get_monotonic_time ();

  self->timer = 0;
  if (now >= end)
    {
      self->func (TRUE, self->user_data);
      return;
    }
  wait_until (self, now >= notice ? end : notice);
  if (now >= notice && (self->ends_at == 0 || self->ends_at > end))
    set_ends_at (self, end);
}

void
aloud_quiet_init (AloudQuiet *self, guint unit_ms, AloudQuietFunc func, gpointer user_data)
{
  *self = (AloudQuiet) { .unit_ms = unit_ms, .func = func, .user_data = user_data };
}

void
aloud_quiet_begin (AloudQuiet *self, guint limit)
{
  aloud_quiet_end (self);
  self->limit = limit;
  self->since = g_get_monotonic_time ();
  if (limit > 0)
    wait_until (self, self->since);
}

void
aloud_quiet_end (AloudQuiet *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  set_ends_at (self, 0);
}

void
aloud_quiet_touch (AloudQuiet *self)
{
  self->since = g_get_monotonic_time ();
  if (self->limit > 0 && self->ends_at != 0)
    {
      g_clear_handle_id (&self->timer, g_source_remove);
      wait_until (self, self->since);
    }
  set_ends_at (self, 0);
}

void
aloud_quiet_warn (AloudQuiet *self, double seconds)
{
  gint64 ends_at = g_get_monotonic_time () + (gint64) (seconds * self->unit_ms * G_TIME_SPAN_MILLISECOND);

  if (self->ends_at == 0 || ends_at < self->ends_at)
    set_ends_at (self, ends_at);
}
