/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-test-room.h"

#include "aloud-duplex-private.h"
#include "aloud-test-sound.h"
#include "aloud-test-util.h"

#include <glib/gstdio.h>
#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <string.h>

#define RATE ALOUD_TEST_ROOM_RATE
#define WINDOW (RATE / 2)
/* What a person is heard by, of 32768. */
#define LOUD 500
/* The microphone hears something. */
#define ACTIVE_DB -50.0
#define MOUTH                                                                                             \
  "appsrc name=source is-live=true format=time do-timestamp=true max-time=10000000 "                      \
  "caps=audio/x-raw,format=S16LE,rate=24000,channels=1,layout=interleaved ! audioresample ! audioconvert " \
  "! pulsesink device=feed%u buffer-time=40000 latency-time=10000 sync=false"
#define CLICKER                                                                                           \
  "appsrc name=source is-live=true format=time do-timestamp=true max-time=10000000 "                      \
  "caps=audio/x-raw,format=S16LE,rate=48000,channels=1,layout=interleaved "                               \
  "! pulsesink server=%s device=speaker%u buffer-time=40000 latency-time=10000 sync=false "               \
  "pulsesrc server=%s device=mic%u buffer-time=200000 latency-time=10000 "                                          \
  "! audio/x-raw,format=S16LE,rate=48000,channels=1 ! appsink name=sink sync=false"

/* A server that calls do not know yet; NULL: there is none. */
static char *early_server;

static const char *
get_server (void)
{
  return early_server != NULL ? early_server : g_getenv ("PULSE_SERVER");
}

static void
run (char **command)
{
  g_auto(GStrv) environment = g_environ_setenv (g_get_environ (), "PULSE_SERVER", get_server (), TRUE);
  g_autoptr(GError) error = NULL;
  int status;

  g_spawn_sync (NULL, command, environment, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
}

static GstElement *launch (const char *format, ...) G_GNUC_PRINTF (1, 2);

static GstElement *
launch (const char *format, ...)
{
  g_autofree char *description = NULL;
  g_autoptr(GError) error = NULL;
  GstElement *pipeline;
  va_list args;

  va_start (args, format);
  description = g_strdup_vprintf (format, args);
  va_end (args);
  pipeline = gst_parse_launch_full (description, NULL, GST_PARSE_FLAG_FATAL_ERRORS, &error);
  g_assert_no_error (error);
  return pipeline;
}

static void
end (GstElement *pipeline)
{
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (pipeline);
}

static const char *const lexicon[] = {
  "seven", "green", "boats", "river", "yellow", "garden", "window", "nobody", "paper", "mountain", "quiet",
  "breakfast", "letter", "thunder", "orange", "bicycle", "winter", "kitchen", "captain", "forest", "silver",
  "question", "harbour", "music", "pepper", "village", "morning", "shadow", "basket", "children",
};

gboolean
aloud_test_room_knows (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (lexicon); i++)
    if (g_str_equal (word, lexicon[i]))
      return TRUE;
  return FALSE;
}

GBytes *
aloud_test_room_make_speech (guint32 seed, guint words)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *tool = g_test_build_filename (G_TEST_BUILT, "support", "speech-tool", NULL);
  g_autofree char *path = NULL, *file = NULL;
  char *command[] = { tool, (char *) "say", NULL, NULL, NULL };
  gsize length;
  int fd;

  while (words-- > 0)
    g_string_append_printf (text, "%s ", lexicon[g_rand_int_range (rand, 0, G_N_ELEMENTS (lexicon))]);
  fd = g_file_open_tmp ("aloud-speech-XXXXXX.wav", &path, NULL);
  g_close (fd, NULL);
  command[2] = path;
  command[3] = text->str;
  run (command);
  g_assert_true (g_file_get_contents (path, &file, &length, NULL));
  g_unlink (path);
  return g_bytes_new (file + 44, length - 44);
}

void
aloud_test_room_build (guint number, double gain_db, guint path_ms)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "audio", "virtual-room.sh", NULL);
  g_autofree char *room = g_strdup_printf ("%u", number);
  g_autofree char *gain = g_strdup_printf ("%.0f", gain_db);
  g_autofree char *path = g_strdup_printf ("%u", path_ms);
  char *command[] = { script, room, gain, path, NULL };

  run (command);
}

void
aloud_test_room_demolish (void)
{
  char *command[] = { (char *) "pactl", (char *) "unload-module", (char *) "module-loopback", NULL };

  run (command);
}

typedef struct {
  GstElement *pipeline;
  gint wanted;      /* atomic */
  gint64 clicked_at;
  gint64 heard_at;  /* 0: not yet */
} Click;

static void
on_click_needed (GstAppSrc *source, guint length, gpointer user_data)
{
  Click *click = user_data;
  gint16 *samples = g_new0 (gint16, 480);

  if (g_atomic_int_compare_and_exchange (&click->wanted, TRUE, FALSE))
    {
      samples[0] = samples[1] = samples[2] = 30000;
      click->clicked_at = g_get_monotonic_time ();
    }
  gst_app_src_push_buffer (source, gst_buffer_new_wrapped (samples, 480 * sizeof (gint16)));
}

static GstFlowReturn
on_click_sample (GstAppSink *sink, gpointer user_data)
{
  Click *click = user_data;
  g_autoptr(GstSample) sample = gst_app_sink_pull_sample (sink);
  GstMapInfo map;
  gsize i, n;

  gst_buffer_map (gst_sample_get_buffer (sample), &map, GST_MAP_READ);
  n = map.size / sizeof (gint16);
  for (i = 0; i < n && click->heard_at == 0; i++)
    if (ABS (((gint16 *) map.data)[i]) > LOUD)
      click->heard_at = g_get_monotonic_time () - (gint64) (n - i) * 1000 / 48;
  gst_buffer_unmap (gst_sample_get_buffer (sample), &map);
  g_main_context_wakeup (NULL);
  return GST_FLOW_OK;
}

static void
start_click (Click *click, guint number)
{
  GstAppSrcCallbacks source_callbacks = { .need_data = on_click_needed };
  GstAppSinkCallbacks sink_callbacks = { .new_sample = on_click_sample };
  g_autoptr(GstElement) source = NULL;
  g_autoptr(GstElement) sink = NULL;

  click->pipeline = launch (CLICKER, get_server (), number, get_server (), number);
  source = gst_bin_get_by_name (GST_BIN (click->pipeline), "source");
  sink = gst_bin_get_by_name (GST_BIN (click->pipeline), "sink");
  gst_app_src_set_callbacks (GST_APP_SRC (source), &source_callbacks, click, NULL);
  gst_app_sink_set_callbacks (GST_APP_SINK (sink), &sink_callbacks, click, NULL);
  gst_element_set_state (click->pipeline, GST_STATE_PLAYING);
}

/* A click that was lost is made again. */
static void
hear_click (Click *click)
{
  while (click->heard_at == 0)
    {
      gint64 until = g_get_monotonic_time () + G_USEC_PER_SEC;

      g_atomic_int_set (&click->wanted, TRUE);
      aloud_test_wait (click->heard_at != 0 || g_get_monotonic_time () > until);
    }
}

void
aloud_test_room_click (const guint *numbers, double *ms, guint n)
{
  g_autofree Click *clicks = g_new0 (Click, n);
  gint64 warm = g_get_monotonic_time () + G_USEC_PER_SEC;
  guint i;

  for (i = 0; i < n; i++)
    start_click (&clicks[i], numbers[i]);
  aloud_test_wait (g_get_monotonic_time () > warm);
  for (i = 0; i < n; i++)
    {
      hear_click (&clicks[i]);
      end (clicks[i].pipeline);
      ms[i] = (double) (clicks[i].heard_at - clicks[i].clicked_at) / 1000;
    }
}

/* The first chunk of this pipeline: silence stood in for what would have been before it. */
static void
align (AloudTestRoom *self)
{
  guint missing = self->wire->len - self->entered;
  g_autofree gint16 *silence = g_new0 (gint16, missing);

  g_mutex_lock (&self->mutex);
  if (self->hears && !self->aligned)
    {
      g_array_insert_vals (self->raw, self->entered, silence, missing);
      self->aligned = TRUE;
    }
  g_mutex_unlock (&self->mutex);
}

static void
on_chunk (AloudVoice *voice, GBytes *chunk, gint64 arrived, AloudTestRoom *self)
{
  if (!self->aligned)
    align (self);
  g_array_append_vals (self->wire, g_bytes_get_data (chunk, NULL), 480);
}

static void
on_notify (AloudTestRoom *self)
{
  if (self->sounded_at == 0 && aloud_voice_get_sounding (self->voice))
    self->sounded_at = g_get_monotonic_time ();
  if (self->locked_at != 0 || self->sounded_at == 0 || !aloud_voice_get_full_duplex (self->voice))
    return;
  self->locked_at = g_get_monotonic_time ();
  self->locked = self->wire->len;
}

void
aloud_test_room_forget (AloudTestRoom *self)
{
  self->sounded_at = self->locked_at = 0;
  self->locked = 0;
}

/* Streaming thread: before any filter. */
static GstPadProbeReturn
on_near_buffer (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  AloudTestRoom *self = user_data;
  GstMapInfo map;
  gsize i;

  gst_buffer_map (GST_PAD_PROBE_INFO_BUFFER (info), &map, GST_MAP_READ);
  g_mutex_lock (&self->mutex);
  self->hears = TRUE;
  for (i = 0; i + 1 < map.size / sizeof (gint16); i += 2)
    g_array_append_val (self->raw, ((gint16 *) map.data)[i]);
  g_mutex_unlock (&self->mutex);
  gst_buffer_unmap (GST_PAD_PROBE_INFO_BUFFER (info), &map);
  return GST_PAD_PROBE_OK;
}

/* The call may have built its pipeline anew, and put silence in between. */
static void
enter (AloudTestRoom *self)
{
  g_autoptr(GstElement) near = NULL;
  g_autoptr(GstPad) pad = NULL;

  g_set_object (&self->pipeline, self->duplex->pipeline);
  g_mutex_lock (&self->mutex);
  self->hears = self->aligned = FALSE;
  self->entered = self->wire->len;
  g_array_set_size (self->raw, self->entered);
  g_mutex_unlock (&self->mutex);
  if (self->pipeline == NULL || (near = gst_bin_get_by_name (GST_BIN (self->pipeline), "near")) == NULL)
    return;
  pad = gst_element_get_static_pad (near, "src");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_near_buffer, self, NULL);
}

/* A null sink that is new delivers the first of its monitor after two seconds. */
static gboolean
hears (AloudTestRoom *self)
{
  gboolean hears;

  g_mutex_lock (&self->mutex);
  hears = self->hears;
  g_mutex_unlock (&self->mutex);
  return hears;
}

void
aloud_test_room_attend (AloudTestRoom *self)
{
  if (self->pipeline != self->duplex->pipeline)
    enter (self);
  if (self->sounded_at == 0 && aloud_voice_get_sounding (self->voice) && hears (self))
    self->sounded_at = g_get_monotonic_time ();
}

void
aloud_test_room_open (AloudTestRoom *self, guint number, gboolean cancelling)
{
  g_autofree char *source = NULL, *sink = NULL;

  *self = (AloudTestRoom) { .number = number };
  g_mutex_init (&self->mutex);
  self->wire = g_array_new (FALSE, FALSE, sizeof (gint16));
  self->raw = g_array_new (FALSE, TRUE, sizeof (gint16));
  source = g_strdup_printf ("%s device=mic%u", ALOUD_DUPLEX_CARD_SOURCE, number);
  sink = g_strdup_printf ("%s device=speaker%u", ALOUD_DUPLEX_CARD_SINK, number);
  self->duplex = g_object_new (ALOUD_TYPE_DUPLEX, "source", source, "sink", sink, "echo-cancelling", cancelling,
                               "noise-suppression", cancelling, NULL);
  self->voice = ALOUD_VOICE (self->duplex);
  g_signal_connect (self->duplex, "chunk", G_CALLBACK (on_chunk), self);
  g_signal_connect_swapped (self->duplex, "notify::sounding", G_CALLBACK (on_notify), self);
  g_signal_connect_swapped (self->duplex, "notify::full-duplex", G_CALLBACK (on_notify), self);
  aloud_voice_start (self->voice);
  aloud_test_room_attend (self);
}

void
aloud_test_room_close (AloudTestRoom *self)
{
  aloud_voice_stop (self->voice);
  g_clear_object (&self->pipeline);
  g_assert_finalize_object (self->duplex);
  if (self->mouth != NULL)
    end (self->mouth);
  g_clear_pointer (&self->sentence, g_bytes_unref);
  g_array_unref (self->wire);
  g_array_unref (self->raw);
  g_mutex_clear (&self->mutex);
}

static void
on_mouth_needed (GstAppSrc *source, guint length, gpointer user_data)
{
  AloudTestRoom *self = user_data;
  gint16 *samples = g_new0 (gint16, RATE / 100);
  const gsize piece = RATE / 100 * sizeof (gint16);
  gsize i, size;

  g_mutex_lock (&self->mutex);
  if (self->sentence != NULL)
    {
      const guint8 *data = g_bytes_get_data (self->sentence, &size);

      size = MIN (piece, size - self->said);
      memcpy (samples, data + self->said, size);
      self->said += size;
      for (i = 0; i < size / sizeof (gint16) && self->onset == 0; i++)
        if (ABS (samples[i]) > LOUD)
          self->onset = g_get_monotonic_time ();
    }
  g_mutex_unlock (&self->mutex);
  gst_app_src_push_buffer (source, gst_buffer_new_wrapped (samples, piece));
}

void
aloud_test_room_say (AloudTestRoom *self, GBytes *sentence)
{
  GstAppSrcCallbacks callbacks = { .need_data = on_mouth_needed };
  g_autoptr(GstElement) source = NULL;

  g_mutex_lock (&self->mutex);
  g_clear_pointer (&self->sentence, g_bytes_unref);
  self->sentence = sentence != NULL ? g_bytes_ref (sentence) : NULL;
  self->said = 0;
  self->onset = 0;
  g_mutex_unlock (&self->mutex);
  if (self->mouth != NULL)
    return;
  self->mouth = launch (MOUTH, self->number);
  source = gst_bin_get_by_name (GST_BIN (self->mouth), "source");
  gst_app_src_set_callbacks (GST_APP_SRC (source), &callbacks, self, NULL);
  gst_element_set_state (self->mouth, GST_STATE_PLAYING);
}

gboolean
aloud_test_room_has_said (AloudTestRoom *self)
{
  gboolean said;

  g_mutex_lock (&self->mutex);
  said = self->sentence == NULL || self->said >= g_bytes_get_size (self->sentence);
  g_mutex_unlock (&self->mutex);
  return said;
}

gsize
aloud_test_room_get_said (AloudTestRoom *self)
{
  gsize said;

  g_mutex_lock (&self->mutex);
  said = self->said / sizeof (gint16);
  g_mutex_unlock (&self->mutex);
  return said;
}

static void
wait_for_server (void)
{
  char *ask[] = { (char *) "pactl", (char *) "-s", early_server, (char *) "info", NULL };
  gint64 deadline = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;
  int status = -1;

  while (status != 0)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_spawn_sync (NULL, ask, NULL,
                    G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
                    NULL, NULL, NULL, NULL, &status, NULL);
    }
}

double
aloud_test_room_restart_server (guint number, double gain_db, guint path_ms)
{
  g_autofree char *known = g_strconcat ("socket=", g_getenv ("PULSE_SERVER") + strlen ("unix:"), NULL);
  char *leave[] = { (char *) "pactl", (char *) "exit", NULL };
  char *admit[] = { (char *) "pactl", (char *) "load-module", (char *) "module-native-protocol-unix",
                    (char *) "auth-anonymous=1", known, NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) server = NULL;
  double ms;

  run (leave);
  early_server = g_strconcat (g_getenv ("PULSE_SERVER"), "-early", NULL);
  server = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, g_getenv ("ALOUD_SOUND_SERVER"),
                             early_server + strlen ("unix:"), NULL);
  g_assert_no_error (error);
  wait_for_server ();
  aloud_test_room_build (number, gain_db, path_ms);
  aloud_test_room_click (&number, &ms, 1);
  run (admit);
  g_clear_pointer (&early_server, g_free);
  return ms;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

GArray *
aloud_test_room_judge (AloudTestRoom *self, gsize from)
{
  GArray *windows = g_array_new (FALSE, FALSE, sizeof (double));
  gsize i;

  g_mutex_lock (&self->mutex);
  for (i = from; i + WINDOW <= MIN (self->wire->len, self->raw->len); i += WINDOW)
    {
      double raw = aloud_test_loudness (&g_array_index (self->raw, gint16, i), WINDOW);
      double cancelled = raw - aloud_test_loudness (&g_array_index (self->wire, gint16, i), WINDOW);

      g_debug ("%u: %.1f s, %.1f dB, less by %.1f", self->number, (double) i / RATE, raw, cancelled);
      if (raw > ACTIVE_DB)
        g_array_append_val (windows, cancelled);
    }
  g_mutex_unlock (&self->mutex);
  g_array_sort (windows, compare);
  return windows;
}
