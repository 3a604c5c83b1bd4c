/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-pipeline.h"
#include "aloud-room.h"
#include "aloud-test-sound.h"
#include "aloud-test-util.h"

#include <gst/app/gstappsink.h>
#include <math.h>
#include <string.h>

/* The real canceller in a room that is computed: what passes the pipeline is pushed from here, piece by piece, so that
 * a minute takes a second and every run is the same. */

#define RATE 48000
#define PIECE (RATE / 100)
#define SECONDS 60
#define SPEECH "volume name=volume ! webrtcechoprobe name=probe ! fakesink name=loudspeaker sync=false async=false "
#define MICROPHONE "capsfilter name=near ! webrtcdsp name=canceller probe=probe gain-control=false " \
                   "! appsink name=chunks sync=false async=false"
#define CANCELLED_DB 20.0

typedef struct {
  GstElement *pipeline;
  GstElement *chunks;
  AloudRoom *room;
  GstPad *far;
  GstPad *near;
  gint16 *speech;
  gint16 *heard;   /* by the room: the speech when it was played */
  gsize played;    /* samples of the speech */
  gsize now;       /* samples of the time that has passed */
  gsize delay;     /* of the room, samples */
  gsize late;      /* the loudspeaker's times, samples */
  gsize at_loudspeaker; /* samples */
  double raw, left; /* energy since the last look */
} Fixture;

static GstPad *
open_pad (GstElement *pipeline, const char *name)
{
  g_autoptr(GstElement) element = gst_bin_get_by_name (GST_BIN (pipeline), name);
  g_autoptr(GstPad) sink = gst_element_get_static_pad (element, "sink");
  g_autoptr(GstCaps) caps = gst_caps_from_string ("audio/x-raw,format=S16LE,rate=48000,channels=1,layout=interleaved");
  GstPad *pad = gst_pad_new (name, GST_PAD_SRC);
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  g_assert_cmpint (gst_pad_link (pad, sink), ==, GST_PAD_LINK_OK);
  gst_pad_set_active (pad, TRUE);
  gst_pad_push_event (pad, gst_event_new_stream_start (name));
  gst_pad_push_event (pad, gst_event_new_caps (caps));
  gst_pad_push_event (pad, gst_event_new_segment (&segment));
  return pad;
}

static GstPadProbeReturn
on_played (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  Fixture *f = user_data;

  f->at_loudspeaker += gst_buffer_get_size (GST_PAD_PROBE_INFO_BUFFER (info)) / sizeof (gint16);
  return GST_PAD_PROBE_OK;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GstElement) loudspeaker = NULL;
  g_autoptr(GstPad) pad = NULL;

  f->pipeline = gst_parse_launch_full (SPEECH MICROPHONE, NULL, GST_PARSE_FLAG_FATAL_ERRORS, &error);
  g_assert_no_error (error);
  f->chunks = gst_bin_get_by_name (GST_BIN (f->pipeline), "chunks");
  f->room = aloud_room_new (f->pipeline);
  gst_element_set_state (f->pipeline, GST_STATE_PLAYING);
  loudspeaker = gst_bin_get_by_name (GST_BIN (f->pipeline), "loudspeaker");
  pad = gst_element_get_static_pad (loudspeaker, "sink");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_played, f, NULL);
  f->far = open_pad (f->pipeline, "volume");
  f->near = open_pad (f->pipeline, "near");
  gst_element_send_event (loudspeaker, gst_event_new_latency (0));
  f->speech = aloud_test_make_voice (RATE, RATE * SECONDS, 7, 120, 3);
  f->heard = g_new0 (gint16, RATE * SECONDS);
  f->delay = RATE * 80 / 1000;
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gst_element_set_state (f->pipeline, GST_STATE_NULL);
  aloud_room_free (f->room);
  gst_object_unref (f->chunks);
  gst_object_unref (f->pipeline);
  gst_object_unref (f->far);
  gst_object_unref (f->near);
  g_free (f->speech);
  g_free (f->heard);
}

static void
push (GstPad *pad, const gint16 *samples, gsize when)
{
  GstBuffer *buffer = gst_buffer_new_memdup (samples, PIECE * sizeof (gint16));

  GST_BUFFER_PTS (buffer) = gst_util_uint64_scale_int (when, GST_SECOND, RATE);
  GST_BUFFER_DURATION (buffer) = 10 * GST_MSECOND;
  g_assert_cmpint (gst_pad_push (pad, buffer), ==, GST_FLOW_OK);
}

static double
get_energy (const gint16 *samples, gsize n)
{
  double energy = 0;

  for (gsize i = 0; i < n; i++)
    energy += (double) samples[i] * samples[i];
  return energy;
}

/* Ten milliseconds. @playing: the loudspeaker gets its piece. */
static void
live (Fixture *f, gboolean playing)
{
  gint16 near[PIECE] = { 0 };
  g_autoptr(GstSample) sample = NULL;
  g_autoptr(GBytes) cleaned = NULL;
  GstMapInfo map;

  if (playing)
    {
      memcpy (f->heard + f->now, f->speech + f->played, sizeof near);
      push (f->far, f->speech + f->played, f->now - f->late);
      f->played += PIECE;
    }
  for (gsize i = 0; i < PIECE && f->now >= f->delay; i++)
    near[i] = f->heard[f->now + i - f->delay] / 4;
  push (f->near, near, f->now);
  f->now += PIECE;

  sample = gst_app_sink_try_pull_sample (GST_APP_SINK (f->chunks), 10 * GST_SECOND);
  g_assert_nonnull (sample);
  gst_buffer_map (gst_sample_get_buffer (sample), &map, GST_MAP_READ);
  f->raw += get_energy (near, PIECE);
  f->left += get_energy ((const gint16 *) map.data, map.size / sizeof (gint16));
  cleaned = g_bytes_new (map.data, map.size);
  gst_buffer_unmap (gst_sample_get_buffer (sample), &map);
  aloud_room_add_cleaned (f->room, cleaned);
  aloud_room_update (f->room);
}

static void
let_pass (Fixture *f, guint ms)
{
  f->raw = f->left = 0;
  for (guint i = 0; i < ms / 10; i++)
    live (f, TRUE);
}

/* In the last let_pass(). */
static double
get_cancelled_db (Fixture *f)
{
  return 10 * log10 (f->raw / MAX (f->left, 1));
}

static void
learn (Fixture *f)
{
  guint tries;

  for (tries = 0; !aloud_room_get_full_duplex (f->room) && tries < 300; tries++)
    live (f, TRUE);
  g_assert_cmpuint (tries, <, 300);
  let_pass (f, 2000);
  g_test_message ("%.0f dB cancelled", get_cancelled_db (f));
  g_assert_cmpfloat (get_cancelled_db (f), >=, CANCELLED_DB);
}

/* The loudspeaker gets nothing for a while, as on a busy machine: longer than what the probe has in store. */
static void
test_gaps (Fixture *f, gconstpointer data)
{
  static const guint gaps_ms[] = { 30, 90, 150, 400, 3000 };

  learn (f);
  for (guint i = 0; i < G_N_ELEMENTS (gaps_ms); i++)
    {
      for (guint ms = 0; ms < gaps_ms[i]; ms += 10)
        live (f, FALSE);
      let_pass (f, 1000);
      let_pass (f, 1500);
      g_test_message ("%.0f dB after a gap of %u ms", get_cancelled_db (f), gaps_ms[i]);
      g_assert_cmpfloat (get_cancelled_db (f), >=, CANCELLED_DB);
    }
  /* Of what fills the gaps nothing is heard. */
  g_assert_cmpuint (f->at_loudspeaker, ==, f->played);
}

/* The loudspeaker's times fall behind what they should be, as far as the probe waits for what has been, and only slowly
 * catch up. */
static void
test_late (Fixture *f, gconstpointer data)
{
  const gsize step = RATE * 31 / 1000;

  learn (f);
  for (f->late = 5 * step; ; f->late -= step)
    {
      for (guint ms = 0; f->late == 5 * step && ms < 150; ms += 10)
        live (f, FALSE);
      let_pass (f, 300);
      if (f->late == 0)
        break;
    }
  let_pass (f, 1000);
  let_pass (f, 2000);
  g_test_message ("%.0f dB cancelled after that", get_cancelled_db (f));
  g_assert_cmpfloat (get_cancelled_db (f), >=, CANCELLED_DB);
}

static guint
wait_for_delay (Fixture *f, int ms)
{
  double before, after;
  guint waited;

  for (waited = 0; ABS (aloud_room_get_echo (f->room, &before, &after) - ms) > 5 && waited < 5000; waited += 10)
    live (f, TRUE);
  g_test_message ("found after %u ms: %d ms", waited, ms);
  return waited;
}

/* Somebody moves the loudspeaker: the echo comes back until it is measured again. */
static void
test_path (Fixture *f, gconstpointer data)
{
  static const int paths_ms[] = { 200, 40, 120, 80 };

  learn (f);
  for (guint i = 0; i < G_N_ELEMENTS (paths_ms); i++)
    {
      f->delay = (gsize) paths_ms[i] * RATE / 1000;
      g_assert_cmpuint (wait_for_delay (f, paths_ms[i]), <=, 1500);
      let_pass (f, 1000);
      let_pass (f, 2000);
      g_test_message ("%.0f dB cancelled after %d ms", get_cancelled_db (f), paths_ms[i]);
      g_assert_cmpfloat (get_cancelled_db (f), >=, CANCELLED_DB);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (NULL, NULL);
  if (!aloud_pipeline_can_cancel_echo ())
    {
      g_test_message ("The plugin of the echo canceller is not there");
      return 77;
    }

#define ADD(path, test) g_test_add ("/audio/room/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("gaps", test_gaps);
  ADD ("late", test_late);
  ADD ("path", test_path);
#undef ADD

  return g_test_run ();
}
