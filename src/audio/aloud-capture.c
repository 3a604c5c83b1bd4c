/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-capture.h"

#include "aloud-news.h"

#include <gst/app/gstappsink.h>
#include <string.h>

/* There is no queue between the microphone and the appsink: a piece passes everything in one call, so the
 * time noted when it entered is the time of what comes out. */

struct _AloudCapture
{
  GstElement *sink; /* borrowed */
  GstPad *filtered; /* NULL: there is no filter to spare */
  gint unheard; /* atomic */

  /* Streaming thread. */
  gint64 arrived; /* the piece on its way */
  gint64 chunk_arrived;
  guint8 chunk[ALOUD_CAPTURE_CHUNK_BYTES];
  gsize filled;
  gboolean started;
  gboolean silent;
  gsize thrown_away; /* bytes that are not told yet */
  guint peak;
};

/* The resampler keeps back the first millisecond. Silence in its place makes every piece end where a piece
 * of the microphone ends; without it each chunk would have to wait for the piece after. */
static gsize
count_missing (gsize size)
{
  const gsize piece = ALOUD_CAPTURE_CHUNK_BYTES / 2;

  return (piece - size % piece) % piece;
}

static void
post_chunk (AloudCapture *self)
{
  g_autoptr(GBytes) bytes = g_bytes_new (self->chunk, sizeof (self->chunk));
  GstStructure *structure = gst_structure_new (ALOUD_CAPTURE_CHUNK,
                                               "bytes", G_TYPE_BYTES, bytes,
                                               "arrived", G_TYPE_INT64, self->chunk_arrived,
                                               NULL);

  aloud_news_post (self->sink, structure);
  self->filled = 0;
}

static void
collect (AloudCapture *self, const guint8 *data, gsize size)
{
  while (size > 0)
    {
      gsize n = MIN (size, sizeof (self->chunk) - self->filled);

      if (self->filled == 0)
        self->chunk_arrived = self->arrived;
      if (data != NULL)
        {
          memcpy (self->chunk + self->filled, data, n);
          data += n;
        }
      else
        {
          memset (self->chunk + self->filled, 0, n);
        }
      self->filled += n;
      size -= n;
      if (self->filled == sizeof (self->chunk))
        post_chunk (self);
    }
}

static void
post_silence (AloudCapture *self)
{
  guint chunks = (guint) (self->thrown_away / sizeof (self->chunk));
  GstStructure *structure;

  if (chunks == 0)
    return;
  structure = gst_structure_new (ALOUD_CAPTURE_SILENCE,
                                 "chunks", G_TYPE_UINT, chunks,
                                 "peak", G_TYPE_UINT, self->peak,
                                 "arrived", G_TYPE_INT64, self->arrived,
                                 NULL);
  aloud_news_post (self->sink, structure);
  self->thrown_away %= sizeof (self->chunk);
  self->peak = 0;
}

static void
throw_away (AloudCapture *self, const gint16 *samples, gsize n_samples)
{
  gsize i;

  for (i = 0; i < n_samples; i++)
    self->peak = MAX (self->peak, (guint) ABS (samples[i]));
  self->thrown_away += n_samples * sizeof (gint16);
  if (self->thrown_away >= sizeof (self->chunk) * ALOUD_CAPTURE_SILENCE_CHUNKS)
    post_silence (self);
}

/* A chunk that was begun goes on as zeros, or with zeros before it. */
static void
set_silent (AloudCapture *self, gboolean silent)
{
  gsize begun = self->filled;

  if (self->silent == silent)
    return;
  self->silent = silent;
  self->filled = 0;
  if (silent)
    {
      self->thrown_away = begun;
      return;
    }
  post_silence (self);
  collect (self, NULL, self->thrown_away);
  self->thrown_away = 0;
}

static GstFlowReturn
on_sink_new_sample (GstAppSink *sink, gpointer user_data)
{
  AloudCapture *self = user_data;
  g_autoptr(GstSample) sample = gst_app_sink_pull_sample (sink);
  GstMapInfo map;

  if (sample == NULL || !gst_buffer_map (gst_sample_get_buffer (sample), &map, GST_MAP_READ))
    return GST_FLOW_OK;

  if (!self->started)
    {
      collect (self, NULL, count_missing (map.size));
      self->started = TRUE;
    }
  set_silent (self, g_atomic_int_get (&self->unheard));
  if (self->silent)
    throw_away (self, (const gint16 *) map.data, map.size / sizeof (gint16));
  else
    collect (self, map.data, map.size);
  gst_buffer_unmap (gst_sample_get_buffer (sample), &map);
  return GST_FLOW_OK;
}

static GstPadProbeReturn
on_near_buffer (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  AloudCapture *self = user_data;

  self->arrived = g_get_monotonic_time ();
  if (self->filtered == NULL || !g_atomic_int_get (&self->unheard))
    return GST_PAD_PROBE_OK;
  /* Round the filters: they are most of the work. */
  GST_PAD_PROBE_INFO_FLOW_RETURN (info) = gst_pad_push (self->filtered, GST_PAD_PROBE_INFO_BUFFER (info));
  return GST_PAD_PROBE_HANDLED;
}

AloudCapture *
aloud_capture_new (GstElement *pipeline)
{
  AloudCapture *self = g_new0 (AloudCapture, 1);
  GstAppSinkCallbacks callbacks = { .new_sample = on_sink_new_sample };
  g_autoptr(GstElement) sink = gst_bin_get_by_name (GST_BIN (pipeline), "chunks");
  g_autoptr(GstElement) canceller = gst_bin_get_by_name (GST_BIN (pipeline), "canceller");
  g_autoptr(GstElement) near = gst_bin_get_by_name (GST_BIN (pipeline), "near");
  g_autoptr(GstPad) pad = gst_element_get_static_pad (near, "src");

  self->sink = sink;
  if (canceller != NULL)
    self->filtered = gst_element_get_static_pad (canceller, "src");
  gst_app_sink_set_callbacks (GST_APP_SINK (sink), &callbacks, self, NULL);
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_near_buffer, self, NULL);
  return self;
}

void
aloud_capture_free (AloudCapture *self)
{
  g_clear_pointer (&self->filtered, gst_object_unref);
  g_free (self);
}

void
aloud_capture_set_unheard (AloudCapture *self, gboolean unheard)
{
  g_atomic_int_set (&self->unheard, unheard);
}
