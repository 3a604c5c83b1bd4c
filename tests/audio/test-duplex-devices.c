/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-duplex-private.h"
#include "aloud-test-sound.h"
#include "aloud-test-util.h"

#include <gst/gst.h>

/* With the virtual sound card of virtual-sound.sh: devices come and go in the middle of a call, and so does
 * the server itself. */

typedef struct {
  AloudDuplex *duplex;
  AloudVoice *voice;
  guint chunks;
  gint64 last_arrived;
  gint64 longest_pause; /* between two chunks, us */
  guint failures;
  GArray *near; /* gint16, of the microphone */
} Fixture;

static void
run (const char *command)
{
  g_free (aloud_test_run (command));
}

/* The kind's module is there once or not at all. */
static void
plug (void)
{
  run ("pactl load-module module-null-sink sink_name=headset sink_properties=device.description=Headset");
  run ("pactl load-module module-virtual-source source_name=usbmic master=headset.monitor");
}

/* The last first: one needs the other. */
static void
unplug (void)
{
  g_autofree char *modules = aloud_test_run ("pactl list short modules");
  g_auto(GStrv) lines = g_strsplit (modules, "\n", -1);
  guint i;

  for (i = g_strv_length (lines); i > 0; i--)
    if (strstr (lines[i - 1], "headset") != NULL)
      {
        g_autofree char *command = g_strdup_printf ("pactl unload-module %d", atoi (lines[i - 1]));

        run (command);
      }
}

/* Is there a stream of Aloud's at the device with this name? @streams is "sink-inputs" or
 * "source-outputs", @devices "sinks" or "sources". Those that hold the devices awake are raw and belong to
 * parec. */
static gboolean
is_at (const char *streams, const char *devices, const char *name)
{
  g_autofree char *list_streams = g_strdup_printf ("pactl list %s", streams);
  g_autofree char *list_devices = g_strdup_printf ("pactl list short %s", devices);
  g_autofree char *found = aloud_test_run (list_streams);
  g_autofree char *known = aloud_test_run (list_devices);
  g_autofree char *wanted = g_strdup_printf ("\t%s\t", name);
  const char *at = strstr (known, wanted);
  g_auto(GStrv) blocks = g_strsplit (found, "\n\n", -1);
  g_autofree char *line = NULL;
  guint i;

  if (at == NULL)
    return FALSE;
  while (at > known && at[-1] != '\n')
    at--;
  line = g_strdup_printf (g_str_equal (devices, "sinks") ? "Sink: %d\n" : "Source: %d\n", atoi (at));
  for (i = 0; blocks[i] != NULL; i++)
    if (strstr (blocks[i], "application.name = \"Aloud\"") != NULL && strstr (blocks[i], line) != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
plays_at (const char *name)
{
  return is_at ("sink-inputs", "sinks", name);
}

static gboolean
records_at (const char *name)
{
  return is_at ("source-outputs", "sources", name);
}

static void
on_voice_chunk (AloudVoice *voice, GBytes *bytes, gint64 arrived, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 960);
  if (fixture->last_arrived != 0)
    fixture->longest_pause = MAX (fixture->longest_pause, arrived - fixture->last_arrived);
  fixture->last_arrived = arrived;
  g_array_append_vals (fixture->near, g_bytes_get_data (bytes, NULL), 480);
  fixture->chunks++;
}

static void
on_voice_failed (AloudVoice *voice, GError *error, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_test_message ("failed: %s", error->message);
  fixture->failures++;
}

static gboolean
get (Fixture *fixture, const char *property)
{
  gboolean value;

  g_object_get (fixture->duplex, property, &value, NULL);
  return value;
}

static void
wait_chunks (Fixture *fixture, guint n)
{
  guint wanted = fixture->chunks + n;

  aloud_test_wait (fixture->chunks >= wanted);
}

static void
check_pace (Fixture *fixture)
{
  guint before = fixture->chunks;
  gint64 began = g_get_monotonic_time ();
  double expected;

  wait_chunks (fixture, 50);
  expected = (double) (g_get_monotonic_time () - began) / 20000;
  g_assert_cmpfloat (ABS (expected - (fixture->chunks - before)), <, 10);
}

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  fixture->duplex = aloud_duplex_new (ALOUD_DUPLEX_CARD_SOURCE, ALOUD_DUPLEX_CARD_SINK);
  fixture->voice = ALOUD_VOICE (fixture->duplex);
  fixture->near = g_array_new (FALSE, FALSE, sizeof (gint16));
  g_signal_connect (fixture->duplex, "chunk", G_CALLBACK (on_voice_chunk), fixture);
  g_signal_connect (fixture->duplex, "failed", G_CALLBACK (on_voice_failed), fixture);
}

static void
start (Fixture *fixture)
{
  aloud_voice_start (fixture->voice);
  wait_chunks (fixture, 30);
  fixture->longest_pause = 0;
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  g_assert_cmpuint (fixture->failures, ==, 0);
  g_test_message ("longest pause between two chunks: %.0f ms", (double) fixture->longest_pause / 1000);
  g_assert_finalize_object (fixture->duplex);
  g_array_unref (fixture->near);
}

/* For diagnostics. */
static gboolean
tells (Fixture *fixture, const char *property, const char *text)
{
  g_autofree char *value = NULL;

  g_object_get (fixture->duplex, property, &value, NULL);
  return value != NULL && strstr (value, text) != NULL;
}

static void
test_choose (Fixture *fixture, gconstpointer user_data)
{
  plug ();
  g_assert_false (tells (fixture, "speaker-in-use", ""));
  start (fixture);
  aloud_test_wait (plays_at ("speaker") && records_at ("mic"));
  aloud_test_wait (tells (fixture, "speaker-in-use", "speaker, S16LE ") && tells (fixture, "microphone-in-use", "mic, S16LE "));
  g_assert_true (tells (fixture, "library", "GStreamer 1."));
  g_object_set (fixture->duplex, "speaker", "headset", "microphone", "usbmic", NULL);
  aloud_test_wait (plays_at ("headset") && records_at ("usbmic"));
  g_assert_false (get (fixture, "speaker-away"));
  wait_chunks (fixture, 10);

  /* No longer chosen: it follows the system again. */
  g_object_set (fixture->duplex, "speaker", NULL, "microphone", "", NULL);
  aloud_test_wait (plays_at ("speaker") && records_at ("mic"));
  run ("pactl set-default-sink headset");
  aloud_test_wait (plays_at ("headset"));
  run ("pactl set-default-sink speaker");
  aloud_test_wait (plays_at ("speaker"));
  wait_chunks (fixture, 10);
  g_assert_cmpint (fixture->longest_pause, <, 500 * 1000);
  unplug ();
}

static void
test_unplug (Fixture *fixture, gconstpointer user_data)
{
  plug ();
  g_object_set (fixture->duplex, "speaker", "headset", "microphone", "usbmic", NULL);
  start (fixture);
  aloud_test_wait (plays_at ("headset") && records_at ("usbmic"));
  unplug ();
  aloud_test_wait (get (fixture, "speaker-away") && get (fixture, "microphone-away"));
  aloud_test_wait (plays_at ("speaker") && records_at ("mic"));
  wait_chunks (fixture, 10);
  plug ();
  aloud_test_wait (!get (fixture, "speaker-away") && !get (fixture, "microphone-away"));
  aloud_test_wait (plays_at ("headset") && records_at ("usbmic"));
  wait_chunks (fixture, 10);
  g_assert_false (get (fixture, "healing"));
  unplug ();
}

static void
test_absent (Fixture *fixture, gconstpointer user_data)
{
  g_object_set (fixture->duplex, "speaker", "headset", "speaker-description", "Head set", NULL);
  start (fixture);
  g_assert_true (get (fixture, "speaker-away"));
  g_assert_false (get (fixture, "microphone-away"));
  aloud_test_wait (plays_at ("speaker"));
  /* In another socket it has another name. */
  g_object_set (fixture->duplex, "speaker", "usb-1", "speaker-description", "MicFeed", NULL);
  aloud_test_wait (plays_at ("micfeed"));
  g_assert_false (get (fixture, "speaker-away"));
}

/* The server would let the agent hear itself, by the monitor of the loudspeaker. */
static void
test_no_microphone (Fixture *fixture, gconstpointer user_data)
{
  start (fixture);
  run ("pactl unload-module module-remap-source");
  aloud_test_wait (get (fixture, "healing"));
  wait_chunks (fixture, 25);
  run ("pactl load-module module-remap-source source_name=mic master=micfeed.monitor");
  run ("pactl set-default-source mic");
  aloud_test_wait (!get (fixture, "healing"));
  aloud_test_wait (records_at ("mic"));
  wait_chunks (fixture, 10);
}

static void
test_filters (Fixture *fixture, gconstpointer user_data)
{
  start (fixture);
  g_object_set (fixture->duplex, "noise-suppression", FALSE, NULL);
  wait_chunks (fixture, 60);
  g_object_set (fixture->duplex, "echo-cancelling", FALSE, "high-pass", FALSE, NULL);
  wait_chunks (fixture, 60);
  g_assert_false (get (fixture, "healing"));
  g_assert_cmpint (fixture->longest_pause, <, 500 * 1000);
}

/* Cards that know nothing but 44.1 kHz. What is heard of the speaker tells that it is played at its pace. */
static void
test_other_rate (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr(GBytes) tone = aloud_test_make_tone (24000, 1500, 700);

  run ("pactl load-module module-null-sink sink_name=headset rate=44100 channels=2 sink_properties=device.description=Headset");
  run ("pactl load-module module-remap-source source_name=usbmic master=headset.monitor");
  g_object_set (fixture->duplex, "speaker", "headset", "microphone", "usbmic", "echo-cancelling", FALSE,
                "noise-suppression", FALSE, NULL);
  start (fixture);
  aloud_test_wait (plays_at ("headset") && records_at ("usbmic"));
  aloud_test_wait (tells (fixture, "speaker-in-use", "headset, ") && tells (fixture, "microphone-in-use", "usbmic, "));
  g_array_set_size (fixture->near, 0);
  aloud_voice_push (fixture->voice, tone, 24000);
  aloud_test_wait (aloud_voice_get_sounding (fixture->voice));
  wait_chunks (fixture, 50);
  /* The microphone is the speaker's monitor: what is heard there has the pitch that was said. Nothing of another is in
   * it; of this one, what a busy machine leaves. */
  g_assert_cmpfloat (aloud_test_purity (&g_array_index (fixture->near, gint16, fixture->near->len - 12000), 12000, 24000, 700),
                     >, 0.5);
  check_pace (fixture);
  g_assert_false (get (fixture, "healing"));
  unplug ();
}

static gboolean
has_canceller (Fixture *fixture)
{
  g_autoptr(GstElement) probe = NULL;

  if (fixture->duplex->pipeline != NULL)
    probe = gst_bin_get_by_name (GST_BIN (fixture->duplex->pipeline), "probe");
  return probe != NULL;
}

/* The sound server's own canceller, by the name it gives and by another. */
static void
test_cancelled_already (Fixture *fixture, gconstpointer user_data)
{
  static const char *const names[] = { "mic.echo-cancel", "clean" };
  guint i;

  start (fixture);
  g_assert_true (has_canceller (fixture));
  for (i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *load = g_strdup_printf ("pactl load-module module-echo-cancel source_master=mic sink_master=speaker "
                                               "aec_method=null source_name=%s", names[i]);

      run (load);
      g_object_set (fixture->duplex, "microphone", names[i], NULL);
      aloud_test_wait (get (fixture, "microphone-cancels-echo") && !has_canceller (fixture));
      aloud_test_wait (records_at (names[i]));
      wait_chunks (fixture, 10);
      g_object_set (fixture->duplex, "microphone", NULL, NULL);
      aloud_test_wait (!get (fixture, "microphone-cancels-echo") && has_canceller (fixture));
      wait_chunks (fixture, 10);
      run ("pactl unload-module module-echo-cancel");
    }
  g_assert_false (get (fixture, "healing"));
  g_assert_cmpint (fixture->longest_pause, <, 500 * 1000);
}

static GSubprocess *
start_server (void)
{
  g_autoptr(GError) error = NULL;
  GSubprocess *server = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, g_getenv ("ALOUD_SOUND_SERVER"), NULL);

  g_assert_no_error (error);
  return server;
}

static void
end_server (GSubprocess *server)
{
  g_subprocess_force_exit (server);
  g_assert_true (g_subprocess_wait (server, NULL, NULL));
}

/* The last tests: they end the server. */
static void
test_restart (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr(GBytes) tone = aloud_test_make_tone (24000, 20000, 700);
  g_autoptr(GSubprocess) server = NULL;
  guint queued;
  gint64 back;

  start (fixture);
  aloud_voice_push (fixture->voice, tone, 24000);
  aloud_test_wait (aloud_voice_get_sounding (fixture->voice));
  run ("pactl exit");
  aloud_test_wait (get (fixture, "healing"));
  g_assert_false (aloud_voice_get_full_duplex (fixture->voice));
  check_pace (fixture);

  queued = aloud_voice_get_queued_ms (fixture->voice);
  g_assert_cmpuint (queued, >, 1000);
  server = start_server ();
  back = g_get_monotonic_time ();
  aloud_test_wait (!get (fixture, "healing"));
  g_test_message ("well again %.1f s after the server", (double) (g_get_monotonic_time () - back) / G_USEC_PER_SEC);
  /* It says the rest. */
  aloud_test_wait (aloud_voice_get_queued_ms (fixture->voice) < queued - 500);
  check_pace (fixture);
  g_assert_cmpint (fixture->longest_pause, <, 500 * 1000);
  aloud_voice_stop (fixture->voice);
  end_server (server);
}

static void
test_stop_while_ill (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr(GBytes) tone = aloud_test_make_tone (24000, 20000, 700);
  g_autoptr(GSubprocess) server = start_server ();
  guint chunks;

  /* The server takes a moment to be there. */
  while (fixture->chunks == 0)
    {
      aloud_voice_start (fixture->voice);
      aloud_test_wait (fixture->chunks > 0 || fixture->failures > 0);
      fixture->failures = 0;
    }
  aloud_voice_push (fixture->voice, tone, 24000);
  aloud_test_wait (aloud_voice_get_sounding (fixture->voice));
  end_server (server);
  aloud_test_wait (get (fixture, "healing"));
  /* No pipeline is there to tell that the agent was cut off. */
  g_assert_true (aloud_voice_get_sounding (fixture->voice));
  aloud_voice_flush (fixture->voice);
  aloud_test_wait (!aloud_voice_get_sounding (fixture->voice));
  aloud_voice_stop (fixture->voice);
  g_assert_false (get (fixture, "healing"));
  chunks = fixture->chunks;
  aloud_test_settle ();
  g_assert_cmpuint (fixture->chunks, ==, chunks);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, test) g_test_add ("/audio/duplex-devices/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("choose", test_choose);
  ADD ("unplug", test_unplug);
  ADD ("absent", test_absent);
  ADD ("other-rate", test_other_rate);
  ADD ("no-microphone", test_no_microphone);
  ADD ("filters", test_filters);
  ADD ("cancelled-already", test_cancelled_already);
  ADD ("restart", test_restart);
  ADD ("stop-while-ill", test_stop_while_ill);
#undef ADD

  return g_test_run ();
}
