/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-silence.h"

#include "aloud-capture.h"

#define CHUNK_MS 20
/* How soon a microphone is missed that was well a moment ago. */
#define WATCH_US (200 * G_TIME_SPAN_MILLISECOND)

struct _AloudSilence
{
  AloudSilenceFunc func;
  gpointer user_data;

  GBytes *chunk;
  guint timer;
  gint64 next;   /* when the next chunk is complete */
  gboolean well; /* a real chunk came since the timer looked */
};

/* As many as are due: a timer that comes late must not make the call slower. */
static gboolean
on_timer (gpointer user_data)
{
  AloudSilence *self = user_data;
  gint64 now = g_get_monotonic_time ();

  while (self->timer != 0 && self->next <= now)
    {
      gint64 due = self->next;

      self->next += CHUNK_MS * G_TIME_SPAN_MILLISECOND;
      self->func (self->chunk, due, self->user_data);
    }
  /* Seldom looked at while the microphone is well. */
  if (self->timer != 0)
    g_source_set_ready_time (g_main_current_source (), MAX (self->next, self->well ? now + WATCH_US : 0));
  self->well = FALSE;
  return self->timer != 0;
}

AloudSilence *
aloud_silence_new (AloudSilenceFunc func, gpointer user_data)
{
  AloudSilence *self = g_new0 (AloudSilence, 1);

  self->func = func;
  self->user_data = user_data;
  self->chunk = g_bytes_new_take (g_malloc0 (ALOUD_CAPTURE_CHUNK_BYTES), ALOUD_CAPTURE_CHUNK_BYTES);
  return self;
}

void
aloud_silence_free (AloudSilence *self)
{
  aloud_silence_stop (self);
  g_bytes_unref (self->chunk);
  g_free (self);
}

void
aloud_silence_start (AloudSilence *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  self->well = FALSE;
  self->next = g_get_monotonic_time () + CHUNK_MS * G_TIME_SPAN_MILLISECOND;
  /* What has come of the microphone, and waits for the main loop, goes first. */
  self->timer = g_timeout_add_full (G_PRIORITY_DEFAULT + 10, CHUNK_MS, on_timer, self, NULL);
}

void
aloud_silence_stop (AloudSilence *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
}

void
aloud_silence_delay (AloudSilence *self, gint64 arrived, guint chunks)
{
  if (self->timer == 0)
    aloud_silence_start (self);
  self->well = TRUE;
  self->next = arrived + (3 + chunks) * CHUNK_MS * G_TIME_SPAN_MILLISECOND;
}

GBytes *
aloud_silence_get_chunk (AloudSilence *self)
{
  return self->chunk;
}
