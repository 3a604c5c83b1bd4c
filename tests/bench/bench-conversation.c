/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <gst/gst.h>
#include <math.h>
#include <stdio.h>

#include "aloud-duplex.h"
#include "aloud-fake-voice.h"
#include "aloud-session.h"
#include "aloud-test-server.h"
#include "aloud-test-util.h"

/* Measures a call from the parsed message to the sample at the loudspeaker's monitor, and from the microphone to the
 * wire: the real session and the real pipeline on a virtual sound card, the service played by a server in this process.
 * usage: bench-conversation EVENTS; prints one JSON object, times in ms. */

#define RATE      48000
#define LOUD      1000 /* of a tone of 8000; the monitor of a null sink is exact */
#define QUIET_MS  120  /* without a loud sample: it is silent */

typedef struct {
  GMutex mutex;
  gint64 first_loud; /* CLOCK_MONOTONIC us, since the last reset; 0: none yet */
  gint64 last_loud;
  gint64 heard_to;   /* up to when the monitor has been listened to */
} Monitor;

static Monitor monitor;

/* The arrival of a buffer is taken for when its last sample was played. A null sink hands a block over when it is made,
 * not when it has been played, so this reads early: a silence before its own interruption (a negative minimum) shows by
 * how much at least. */
static GstFlowReturn
on_monitor_sample (GstAppSink *sink, gpointer user_data)
{
  g_autoptr(GstSample) sample = gst_app_sink_pull_sample (sink);
  gint64 now = g_get_monotonic_time ();
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  GstMapInfo map;
  const gint16 *samples;
  gsize n;

  gst_buffer_map (buffer, &map, GST_MAP_READ);
  samples = (const gint16 *) map.data;
  n = map.size / sizeof (gint16);
  g_mutex_lock (&monitor.mutex);
  for (gsize i = 0; i < n; i++)
    if (ABS (samples[i]) > LOUD)
      {
        gint64 when = now - (gint64) (n - i) * G_USEC_PER_SEC / RATE;

        if (monitor.first_loud == 0)
          monitor.first_loud = when;
        monitor.last_loud = when;
      }
  monitor.heard_to = now;
  g_mutex_unlock (&monitor.mutex);
  gst_buffer_unmap (buffer, &map);
  return GST_FLOW_OK;
}

static GstElement *
start_monitor (void)
{
  g_autoptr(GError) error = NULL;
  GstElement *pipeline = gst_parse_launch_full (
    "pulsesrc device=speaker.monitor buffer-time=20000 latency-time=5000 "
    "! audio/x-raw,format=S16LE,rate=48000,channels=1 ! appsink name=sink sync=false",
    NULL, GST_PARSE_FLAG_FATAL_ERRORS, &error);
  g_autoptr(GstElement) sink = NULL;
  GstAppSinkCallbacks callbacks = { .new_sample = on_monitor_sample };

  g_assert_no_error (error);
  sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  gst_app_sink_set_callbacks (GST_APP_SINK (sink), &callbacks, NULL, NULL);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  return pipeline;
}

static void
reset_monitor (void)
{
  g_mutex_lock (&monitor.mutex);
  monitor.first_loud = monitor.last_loud = 0;
  g_mutex_unlock (&monitor.mutex);
}

static gint64
get_first_loud (void)
{
  gint64 when;

  g_mutex_lock (&monitor.mutex);
  when = monitor.first_loud;
  g_mutex_unlock (&monitor.mutex);
  return when;
}

/* When the last loud sample was, once it has been quiet for long enough; 0 until then. */
static gint64
get_silence (void)
{
  gint64 when;

  g_mutex_lock (&monitor.mutex);
  when = monitor.heard_to - monitor.last_loud > QUIET_MS * G_TIME_SPAN_MILLISECOND ? monitor.last_loud : 0;
  g_mutex_unlock (&monitor.mutex);
  return when;
}

static gboolean
on_tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE; /* so that waits look again */
}

/* Lets @ms pass, the main loop running: what is measured here is time itself. */
static void
let_pass (guint ms)
{
  gint64 until = g_get_monotonic_time () + ms * G_TIME_SPAN_MILLISECOND;

  while (g_get_monotonic_time () < until)
    g_main_context_iteration (NULL, TRUE);
}

static char *
make_speech (guint ms, const char *generation)
{
  gsize n = ms * 24;
  g_autofree gint16 *samples = g_new (gint16, n);
  g_autofree char *base64 = NULL;

  for (gsize i = 0; i < n; i++)
    samples[i] = GINT16_TO_LE ((gint16) (8000 * sin (2 * G_PI * 440 * i / 24000.0 + G_PI / 4)));
  base64 = g_base64_encode ((guchar *) samples, n * sizeof (gint16));
  return g_strdup_printf ("{\"type\":\"tts_chunk\",\"generation_id\":\"%s\",\"is_last\":true,\"content\":\"%s\"}",
                          generation, base64);
}

typedef struct {
  gint64 called, event;     /* when the last of them was */
  GArray *capture_to_wire;  /* of double, ms */
} Trace;

static void
on_trace (Trace *trace, const char *what, gint64 when, guint size, const char *detail)
{
  if (g_str_equal (what, "event"))
    {
      trace->event = when;
    }
  else if (g_str_equal (what, "chunk-sent"))
    {
      double ms = (when - g_ascii_strtoll (detail + strlen ("arrived="), NULL, 10)) / 1000.0;

      g_array_append_val (trace->capture_to_wire, ms);
    }
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static void
print_figure (const char *name, GArray *values, gboolean last)
{
  double min, p50, p99, max;

  g_array_sort (values, compare);
  min = g_array_index (values, double, 0);
  p50 = g_array_index (values, double, values->len / 2);
  p99 = g_array_index (values, double, MIN (values->len - 1, (guint) ceil (values->len * 0.99) - 1));
  max = g_array_index (values, double, values->len - 1);
  printf ("  \"%s\": {\"n\": %u, \"min\": %.2f, \"p50\": %.2f, \"p99\": %.2f, \"max\": %.2f}%s\n", name, values->len, min,
          p50, p99, max, last ? "" : ",");
}

static gint click_wanted; /* 1: the next piece is a click */
static gint64 click_at;   /* when it was handed over; read after it was heard */

/* 5 ms pieces for a bare sink, silence but for the click. */
static void
on_click_needed (GstAppSrc *src, guint length, gpointer user_data)
{
  GstBuffer *piece = gst_buffer_new_allocate (NULL, 480, NULL);
  GstMapInfo map;

  gst_buffer_map (piece, &map, GST_MAP_WRITE);
  memset (map.data, 0, map.size);
  if (g_atomic_int_compare_and_exchange (&click_wanted, 1, 0))
    {
      for (gsize i = 0; i < map.size / 2; i++)
        ((gint16 *) map.data)[i] = 8000;
      click_at = g_get_monotonic_time ();
    }
  gst_buffer_unmap (piece, &map);
  gst_app_src_push_buffer (src, piece);
}

/* What the shortest way through the sound server takes, without Aloud: a click into a bare sink, to the monitor. */
static double
measure_click (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GstElement) pipeline = gst_parse_launch_full (
    "appsrc name=src is-live=true format=time do-timestamp=true max-time=5000000 "
    "caps=audio/x-raw,format=S16LE,rate=48000,channels=1,layout=interleaved "
    "! pulsesink buffer-time=20000 latency-time=5000 sync=false",
    NULL, GST_PARSE_FLAG_FATAL_ERRORS, &error);
  g_autoptr(GstElement) src = gst_bin_get_by_name (GST_BIN (pipeline), "src");
  GstAppSrcCallbacks callbacks = { .need_data = on_click_needed };
  GArray *values = g_array_new (FALSE, FALSE, sizeof (double));
  double median;

  gst_app_src_set_callbacks (GST_APP_SRC (src), &callbacks, NULL, NULL);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  let_pass (500);
  for (guint i = 0; i < 15; i++)
    {
      double ms;

      reset_monitor ();
      g_atomic_int_set (&click_wanted, 1);
      aloud_test_wait (get_first_loud () != 0);
      ms = (get_first_loud () - click_at) / 1000.0;
      g_array_append_val (values, ms);
      let_pass (150);
    }
  gst_element_set_state (pipeline, GST_STATE_NULL);
  g_array_sort (values, compare);
  median = g_array_index (values, double, values->len / 2);
  g_array_unref (values);
  return median;
}

static void
measure_messages (AloudTestServer *server, AloudSession *session, Trace *trace, guint n, GArray *audible)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *generation = g_strdup_printf ("m%u", i);
      g_autofree char *speech = make_speech (120, generation);
      double ms;

      reset_monitor ();
      aloud_test_server_send (server, speech);
      aloud_test_wait (get_first_loud () != 0);
      ms = (get_first_loud () - trace->event) / 1000.0;
      g_array_append_val (audible, ms);
      aloud_test_wait (get_silence () != 0
                       && aloud_session_get_activity (session) != ALOUD_ACTIVITY_SPEAKING);
      /* Long enough to be another answer, not a gap in this one; and no two begin at the same place of a period. */
      let_pass (450 + i % 17);
    }
}

static void
measure_interruptions (AloudTestServer *server, Trace *trace, guint n, GArray *silent)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *generation = g_strdup_printf ("i%u", i);
      g_autofree char *speech = make_speech (3000, generation);
      gint64 event, end;
      double ms;

      reset_monitor ();
      aloud_test_server_send (server, speech);
      aloud_test_wait (get_first_loud () != 0);
      let_pass (200 + i % 23);
      event = trace->event;
      aloud_test_server_send (server, "{\"type\":\"tts_interruption\"}");
      aloud_test_wait (trace->event != event);
      event = trace->event;
      aloud_test_wait ((end = get_silence ()) != 0);
      ms = (end - event) / 1000.0;
      g_array_append_val (silent, ms);
      let_pass (450);
    }
}

static double
measure_first_audio (AloudTestServer *server, AloudSession *session, AloudAgent *agent)
{
  gint64 start;

  reset_monitor ();
  start = g_get_monotonic_time ();
  g_assert_true (aloud_session_call (session, agent));
  aloud_test_wait (get_first_loud () != 0);
  return (get_first_loud () - start) / 1000.0;
}

int
main (int argc, char **argv)
{
  guint n = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 100;
  AloudTestServer *server = aloud_test_server_new ();
  g_autofree char *greeting = make_speech (200, "greeting");
  g_autoptr(AloudDuplex) voice = NULL;
  g_autoptr(AloudFakeAgent) agent = NULL;
  g_autoptr(AloudSession) session = NULL;
  g_autoptr(GstElement) listener = NULL;
  Trace trace = { .capture_to_wire = g_array_new (FALSE, FALSE, sizeof (double)) };
  GArray *first = g_array_new (FALSE, FALSE, sizeof (double));
  GArray *audible = g_array_new (FALSE, FALSE, sizeof (double));
  GArray *silent = g_array_new (FALSE, FALSE, sizeof (double));
  double click;

  gst_init (&argc, &argv);
  g_timeout_add (2, on_tick, NULL);
  listener = start_monitor ();
  click = measure_click ();

  aloud_test_server_greet (server, "{\"type\":\"connection_metadata\"}");
  aloud_test_server_greet (server, greeting);
  agent = aloud_fake_agent_new (server->endpoint);
  voice = aloud_duplex_new (ALOUD_DUPLEX_CARD_SOURCE, ALOUD_DUPLEX_CARD_SINK);
  session = aloud_session_new (ALOUD_VOICE (voice));
  g_signal_connect_swapped (session, "trace", G_CALLBACK (on_trace), &trace);

  for (guint i = 0; i < MAX (n / 10, 3); i++)
    {
      double ms = measure_first_audio (server, session, ALOUD_AGENT (agent));

      g_array_append_val (first, ms);
      aloud_test_wait (get_silence () != 0);
      aloud_session_hang_up (session);
      aloud_test_wait (aloud_session_get_state (session) == ALOUD_STATE_IDLE);
      let_pass (100);
    }

  measure_first_audio (server, session, ALOUD_AGENT (agent));
  let_pass (1000);
  g_array_set_size (trace.capture_to_wire, 0);
  measure_messages (server, session, &trace, n, audible);
  measure_interruptions (server, &trace, n, silent);

  printf ("{\n  \"monitor_click_ms\": %.2f,\n", click);
  print_figure ("call_to_first_audio_ms", first, FALSE);
  print_figure ("message_to_audible_ms", audible, FALSE);
  print_figure ("interruption_to_silence_ms", silent, FALSE);
  print_figure ("capture_to_wire_ms", trace.capture_to_wire, TRUE);
  printf ("}\n");

  aloud_session_hang_up (session);
  aloud_test_wait (aloud_session_get_state (session) == ALOUD_STATE_IDLE);
  gst_element_set_state (listener, GST_STATE_NULL);
  g_clear_object (&session);
  aloud_test_server_free (server);
  return 0;
}
