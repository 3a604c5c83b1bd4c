/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-test-ear.h"

#include "aloud-test-sound.h"

#include <gst/app/gstappsink.h>

#define FRAME ALOUD_TEST_EAR_FRAME
#define LISTENER                                                                                          \
  "pulsesrc device=speaker.monitor client-name=Listener buffer-time=1000000 latency-time=5000 "           \
  "! audio/x-raw,format=S16LE,rate=48000,channels=1 ! appsink name=ear sync=false"

static GstFlowReturn
on_sample (GstAppSink *sink, gpointer user_data)
{
  AloudTestEar *self = user_data;
  g_autoptr(GstSample) sample = gst_app_sink_pull_sample (sink);
  GstMapInfo map;

  gst_buffer_map (gst_sample_get_buffer (sample), &map, GST_MAP_READ);
  g_mutex_lock (&self->mutex);
  g_array_append_vals (self->heard, map.data, (guint) (map.size / sizeof (gint16)));
  g_mutex_unlock (&self->mutex);
  gst_buffer_unmap (gst_sample_get_buffer (sample), &map);
  return GST_FLOW_OK;
}

void
aloud_test_ear_open (AloudTestEar *self)
{
  GstAppSinkCallbacks callbacks = { .new_sample = on_sample };
  g_autoptr(GError) error = NULL;
  g_autoptr(GstElement) sink = NULL;

  g_mutex_init (&self->mutex);
  self->heard = g_array_new (FALSE, FALSE, sizeof (gint16));
  self->pipeline = gst_parse_launch_full (LISTENER, NULL, GST_PARSE_FLAG_FATAL_ERRORS, &error);
  g_assert_no_error (error);
  sink = gst_bin_get_by_name (GST_BIN (self->pipeline), "ear");
  gst_app_sink_set_callbacks (GST_APP_SINK (sink), &callbacks, self, NULL);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
}

void
aloud_test_ear_close (AloudTestEar *self)
{
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_object_unref (self->pipeline);
  g_array_unref (self->heard);
  g_mutex_clear (&self->mutex);
}

gsize
aloud_test_ear_count (AloudTestEar *self)
{
  gsize n;

  g_mutex_lock (&self->mutex);
  n = self->heard->len;
  g_mutex_unlock (&self->mutex);
  return n;
}

double
aloud_test_ear_get_tone (guint answer)
{
  return answer % 2 == 0 ? 600 : 1000;
}

gboolean
aloud_test_ear_is_frame_of (const gint16 *frame, guint answer)
{
  return aloud_test_loudness (frame, FRAME) > -40
         && aloud_test_purity (frame, FRAME, ALOUD_TEST_EAR_RATE, aloud_test_ear_get_tone (answer)) > 0.5;
}

gboolean
aloud_test_ear_hears (AloudTestEar *self, guint answer, gsize from)
{
  gboolean heard;

  g_mutex_lock (&self->mutex);
  heard = self->heard->len >= from + FRAME
          && aloud_test_ear_is_frame_of (&g_array_index (self->heard, gint16, self->heard->len - FRAME), answer);
  g_mutex_unlock (&self->mutex);
  return heard;
}
