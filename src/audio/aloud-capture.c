/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-capture.h"

#include <gst/app/gstappsink.h>
#include <string.h>

/* There is no queue between the microphone and the appsink: a piece passes everything in one call, so the
 * time noted when it entered is the time of what comes out. */

struct _AloudCapture
{
  gint64 arrived; /* the piece on its way */
  gint64 chunk_arrived;
  guint8 chunk[ALOUD_CAPTURE_CHUNK_BYTES];
  gsize filled;
  gboolean started;
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
post_chunk (AloudCapture *self, GstElement *sink)
{
  g_autoptr(GBytes) bytes = g_bytes_new (self->chunk, sizeof (self->chunk));
  GstStructure *structure = gst_structure_new (ALOUD_CAPTURE_CHUNK,
                                               "bytes", G_TYPE_BYTES, bytes,
                                               "arrived", G_TYPE_INT64, self->chunk_arrived,
                                               NULL);

  gst_element_post_message (sink, gst_message_new_application (GST_OBJECT (sink), structure));
  self->filled = 0;
}

static void
collect (AloudCapture *self, GstElement *sink, const guint8 *data, gsize size)
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
        post_chunk (self, sink);
    }
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
      collect (self, GST_ELEMENT (sink), NULL, count_missing (map.size));
      self->started = TRUE;
    }
  collect (self, GST_ELEMENT (sink), map.data, map.size);
  gst_buffer_unmap (gst_sample_get_buffer (sample), &map);
  return GST_FLOW_OK;
}

static GstPadProbeReturn
on_near_buffer (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  AloudCapture *self = user_data;

  self->arrived = g_get_monotonic_time ();
  return GST_PAD_PROBE_OK;
}

AloudCapture *
aloud_capture_new (GstElement *pipeline)
{
  AloudCapture *self = g_new0 (AloudCapture, 1);
  GstAppSinkCallbacks callbacks = { .new_sample = on_sink_new_sample };
  g_autoptr(GstElement) sink = gst_bin_get_by_name (GST_BIN (pipeline), "chunks");
  g_autoptr(GstElement) near = gst_bin_get_by_name (GST_BIN (pipeline), "near");
  g_autoptr(GstPad) pad = gst_element_get_static_pad (near, "src");

  gst_app_sink_set_callbacks (GST_APP_SINK (sink), &callbacks, self, NULL);
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_near_buffer, self, NULL);
  return self;
}

void
aloud_capture_free (AloudCapture *self)
{
  g_free (self);
}
