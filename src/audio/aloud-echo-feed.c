/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-echo-feed.h"

#include <string.h>

/* The probe keeps what passes it, and finds a moment in that by counting samples from the time of the oldest. A gap
 * makes it count wrong: what it looks for seems to be still to come, and it throws nothing away until it has kept
 * eleven seconds, in which nothing is cancelled. The loudspeaker's times have gaps: when the machine was busy, when an
 * answer is interrupted, and when the offset grows. So a gap is filled with silence, which goes no further than the
 * probe. That times overlap does no harm. */

#define SMALLEST_GAP (100 * (gint64) GST_USECOND)
/* As much as the probe keeps. */
#define LONGEST_GAP (11 * (gint64) GST_SECOND)
/* Nothing else in the pipeline has this flag. */
#define FILLING GST_BUFFER_FLAG_DROPPABLE

struct _AloudEchoFeed
{
  GstPad *probe;
  gint offset; /* atomic */

  /* Streaming thread. */
  gint applied; /* offset */
  gint64 end; /* of what has passed, in the time of the room, ns; -1: nothing has */
};

static gint64
get_duration (gsize n_samples)
{
  return (gint64) gst_util_uint64_scale_round (n_samples, GST_SECOND, ALOUD_ECHO_FEED_RATE);
}

/* In front of @buffer. */
static void
fill (AloudEchoFeed *self, GstBuffer *buffer, gint64 gap)
{
  gsize n_samples = (gsize) (MIN (gap, LONGEST_GAP) * ALOUD_ECHO_FEED_RATE / (gint64) GST_SECOND);
  GstBuffer *silence = gst_buffer_new_allocate (NULL, n_samples * sizeof (gint16), NULL);

  gst_buffer_memset (silence, 0, 0, n_samples * sizeof (gint16));
  GST_BUFFER_DURATION (silence) = (GstClockTime) get_duration (n_samples);
  GST_BUFFER_PTS (silence) = GST_BUFFER_PTS (buffer) - MIN (GST_BUFFER_PTS (buffer), GST_BUFFER_DURATION (silence));
  GST_BUFFER_FLAG_SET (silence, FILLING);
  gst_pad_chain (self->probe, silence);
}

static GstPadProbeReturn
on_buffer (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  AloudEchoFeed *self = user_data;
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  gint offset = g_atomic_int_get (&self->offset);
  gint64 start;

  if (GST_BUFFER_PTS_IS_VALID (buffer))
    {
      start = (gint64) GST_BUFFER_PTS (buffer) + self->applied * (gint64) GST_USECOND;
      if (self->end >= 0 && start - self->end >= SMALLEST_GAP)
        fill (self, buffer, start - self->end);
      self->end = start + get_duration (gst_buffer_get_size (buffer) / sizeof (gint16));
    }
  /* On the pad that feeds the probe; on the probe's own it would do nothing once the pipeline plays. It is the next
   * buffer's. */
  if (self->applied != offset)
    gst_pad_set_offset (pad, offset * (gint64) GST_USECOND);
  self->applied = offset;
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
on_past_probe (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  return GST_BUFFER_FLAG_IS_SET (GST_PAD_PROBE_INFO_BUFFER (info), FILLING) ? GST_PAD_PROBE_DROP : GST_PAD_PROBE_OK;
}

AloudEchoFeed *
aloud_echo_feed_new (GstPad *far)
{
  AloudEchoFeed *self = g_new0 (AloudEchoFeed, 1);
  g_autoptr(GstElement) probe = NULL;
  g_autoptr(GstPad) past = NULL;

  self->probe = gst_pad_get_peer (far);
  self->end = -1;
  probe = gst_pad_get_parent_element (self->probe);
  past = gst_element_get_static_pad (probe, "src");
  gst_pad_add_probe (far, GST_PAD_PROBE_TYPE_BUFFER, on_buffer, self, NULL);
  gst_pad_add_probe (past, GST_PAD_PROBE_TYPE_BUFFER, on_past_probe, NULL, NULL);
  return self;
}

void
aloud_echo_feed_free (AloudEchoFeed *self)
{
  gst_object_unref (self->probe);
  g_free (self);
}

void
aloud_echo_feed_set_offset (AloudEchoFeed *self, int offset)
{
  g_atomic_int_set (&self->offset, offset);
}
