/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include <gio/gio.h>
#include <gst/gst.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "aloud-test-ear.h"
#include "aloud-test-server.h"
#include "aloud-test-sound.h"
#include "aloud-test-util.h"

/* Interrupts Aloud in one call, over and over: by the service that heard somebody speak, by the Escape key in the
 * window, and by the action over D-Bus. The service is played in this process, and a listener at the loudspeaker's
 * monitor has the last word: each answer has a tone of its own, so that nothing of an old one can pass for the next.
 * usage: barge-in ALOUD TIMES, inside headless.sh and virtual-sound.sh; fails when an answer is not heard or an old one is. */

#define APP "io.github.aloud_voice.Aloud"
#define APP_PATH "/io/github/aloud_voice/Aloud"
#define KEY "oak_benchmark_of_interruptions_0000"

#define RATE ALOUD_TEST_EAR_RATE
#define FRAME ALOUD_TEST_EAR_FRAME
#define ANSWER_MS 3000
#define CHUNK_MS 100
/* The virtual loudspeaker has no noise of its own, and no tone is silent for a millisecond. */
#define QUIET 16
#define SILENCE (RATE / 1000)
#define SETTLED (RATE / 20)

typedef enum {
  BY_VOICE,
  BY_KEY,
  BY_ACTION,
  N_WAYS,
} Way;

static const char *const ways[] = { "the service heard a voice", "the Escape key", "the action, by D-Bus" };

typedef struct {
  AloudTestServer *server;
  GDBusConnection *bus;
  GSubprocess *app;
  GSubprocess *keyboard;
  AloudTestEar ear;
} Scene;

/* Nothing for the last fifty milliseconds, all of them since @from. */
static gboolean
is_silent (Scene *scene, gsize from)
{
  gboolean silent;
  gsize i;

  g_mutex_lock (&scene->ear.mutex);
  silent = scene->ear.heard->len >= from + SETTLED;
  for (i = 0; i < SETTLED && silent; i++)
    silent = ABS (g_array_index (scene->ear.heard, gint16, scene->ear.heard->len - 1 - i)) <= QUIET;
  g_mutex_unlock (&scene->ear.mutex);
  return silent;
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

static void
wait_for_answer (Scene *scene, guint answer, gsize from)
{
  gint64 until = g_get_monotonic_time () + 2 * G_TIME_SPAN_SECOND;

  while (!aloud_test_ear_hears (&scene->ear, answer, from) && g_get_monotonic_time () < until)
    g_main_context_iteration (NULL, TRUE);
  if (!aloud_test_ear_hears (&scene->ear, answer, from))
    fprintf (stderr, "answer %u is not heard\n", answer);
}

static void
send_chunk (Scene *scene, guint answer, guint chunk, gboolean last)
{
  g_autoptr(GBytes) tone = aloud_test_make_tone (24000, CHUNK_MS, aloud_test_ear_get_tone (answer));
  g_autofree char *base64 = g_base64_encode (g_bytes_get_data (tone, NULL), g_bytes_get_size (tone));
  g_autofree char *text = NULL;

  text = g_strdup_printf ("{\"type\":\"tts_chunk\",\"generation_id\":\"a%u\",\"chunk_id\":\"a%u_%u\",\"is_last\":%s,"
                          "\"content\":\"%s\"}", answer, answer, chunk, last ? "true" : "false", base64);
  aloud_test_server_send (scene->server, text);
}

static void
send_answer (Scene *scene, guint answer)
{
  guint i;

  for (i = 0; i < ANSWER_MS / CHUNK_MS; i++)
    send_chunk (scene, answer, i, i + 1 == ANSWER_MS / CHUNK_MS);
}

static void
activate (Scene *scene, const char *action)
{
  g_dbus_connection_call (scene->bus, APP, APP_PATH, "org.gtk.Actions", "Activate",
                          g_variant_new ("(sava{sv})", action, NULL, NULL), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL,
                          NULL, NULL);
}

static void
press_escape (Scene *scene)
{
  g_autoptr(GError) error = NULL;
  GOutputStream *line = g_subprocess_get_stdin_pipe (scene->keyboard);

  g_output_stream_write_all (line, "key Escape\n", strlen ("key Escape\n"), NULL, NULL, &error);
  g_output_stream_flush (line, NULL, &error);
  g_assert_no_error (error);
}

static void
interrupt (Scene *scene, Way way)
{
  if (way == BY_VOICE)
    aloud_test_server_send (scene->server, "{\"type\":\"tts_interruption\"}");
  else if (way == BY_KEY)
    press_escape (scene);
  else
    activate (scene, "stop-agent");
}

static gboolean
is_on_bus (Scene *scene)
{
  g_autoptr(GVariant) answer = g_dbus_connection_call_sync (
    scene->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameHasOwner",
    g_variant_new ("(s)", APP), G_VARIANT_TYPE ("(b)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  gboolean owned = FALSE;

  if (answer != NULL)
    g_variant_get (answer, "(b)", &owned);
  return owned;
}

static void
start_app (Scene *scene, const char *program)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr(GError) error = NULL;

  g_subprocess_launcher_setenv (launcher, "NEXTEVI_API_KEY", KEY, TRUE);
  g_subprocess_launcher_setenv (launcher, "NEXTEVI_CONFIG_ID", "test-config", TRUE);
  g_subprocess_launcher_setenv (launcher, "NEXTEVI_BASE_URL", scene->server->url, TRUE);
  scene->app = g_subprocess_launcher_spawn (launcher, &error, program, NULL);
  g_assert_no_error (error);
  scene->keyboard = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE, &error, "xdotool", "-", NULL);
  g_assert_no_error (error);
  aloud_test_wait (is_on_bus (scene));
  let_pass (2000); /* the window, and its focus */
  activate (scene, "call");
  aloud_test_wait (scene->server->connected && scene->server->audio_frames > 0);
}

static void
end_app (Scene *scene)
{
  activate (scene, "quit");
  g_assert_true (g_subprocess_wait (scene->app, NULL, NULL));
  g_subprocess_force_exit (scene->keyboard);
  g_assert_true (g_subprocess_wait (scene->keyboard, NULL, NULL));
  aloud_test_server_free (scene->server);
}

/* Where it fell silent after @from; 0: not before @to. */
static gsize
find_silence (Scene *scene, gsize from, gsize to)
{
  gsize i, quiet = 0;

  for (i = from; i < to; i++)
    {
      quiet = ABS (g_array_index (scene->ear.heard, gint16, i)) <= QUIET ? quiet + 1 : 0;
      if (quiet == SILENCE)
        return i + 1 - SILENCE;
    }
  return 0;
}

static guint
count_frames (Scene *scene, guint answer, gsize from, gsize to)
{
  guint n = 0;
  gsize i;

  for (i = from; i + FRAME <= to; i += FRAME)
    n += aloud_test_ear_is_frame_of (&g_array_index (scene->ear.heard, gint16, i), answer);
  return n;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static void
print_way (const char *name, GArray *ms)
{
  g_array_sort (ms, compare);
  printf ("| %s | %u | %.1f | %.1f | %.1f | %.1f |\n", name, ms->len, g_array_index (ms, double, 0),
          g_array_index (ms, double, ms->len / 2),
          g_array_index (ms, double, (guint) ceil (ms->len * 0.99) - 1), g_array_index (ms, double, ms->len - 1));
}

/* FALSE: something is wrong with what was heard. */
static gboolean
report (Scene *scene, const gsize *interrupted, guint n)
{
  g_autoptr(GArray) all = g_array_new (FALSE, FALSE, sizeof (double));
  GArray *by_way[N_WAYS];
  guint i, silent = 0, heard = 0, old = 0;

  for (i = 0; i < N_WAYS; i++)
    by_way[i] = g_array_new (FALSE, FALSE, sizeof (double));
  for (i = 0; i < n; i++)
    {
      gsize stop = find_silence (scene, interrupted[i], interrupted[i + 1]);
      double ms = (double) (stop - interrupted[i]) * 1000 / RATE;

      if (stop == 0)
        continue;
      silent++;
      g_array_append_val (all, ms);
      g_array_append_val (by_way[i % N_WAYS], ms);
      old += count_frames (scene, i, stop, interrupted[i + 1]);
      heard += count_frames (scene, i + 1, stop, interrupted[i + 1]) > 0;
    }
  printf ("| interrupted by | times | least, ms | p50, ms | p99, ms | most, ms |\n|---|---|---|---|---|---|\n");
  for (i = 0; i < N_WAYS; i++)
    print_way (ways[i], by_way[i]);
  print_way ("all", all);
  printf ("silent: %u of %u; next answer heard: %u of %u; of an old answer after its silence: %u samples\n", silent, n,
          heard, n, old * FRAME);
  for (i = 0; i < N_WAYS; i++)
    g_array_unref (by_way[i]);
  return silent == n && heard == n && old == 0;
}

int
main (int argc, char **argv)
{
  guint n = argc > 2 ? (guint) g_ascii_strtoull (argv[2], NULL, 10) : 0;
  g_autofree gsize *interrupted = g_new0 (gsize, n + 1);
  Scene scene = { 0 };
  gboolean good;
  guint i;

  if (n < N_WAYS)
    {
      fprintf (stderr, "usage: barge-in ALOUD TIMES\n");
      return 1;
    }
  gst_init (NULL, NULL);
  scene.bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_assert_nonnull (scene.bus);
  scene.server = aloud_test_server_new ();
  aloud_test_server_greet (scene.server, "{\"type\":\"connection_metadata\"}");
  aloud_test_ear_open (&scene.ear);
  g_timeout_add (2, on_tick, NULL);
  start_app (&scene, argv[1]);

  for (i = 0; i <= n; i++)
    {
      gsize from = aloud_test_ear_count (&scene.ear);

      send_answer (&scene, i);
      wait_for_answer (&scene, i, from);
      let_pass (150 + i * 7 % 230);
      interrupted[i] = aloud_test_ear_count (&scene.ear);
      if (i == n)
        break;
      interrupt (&scene, i % N_WAYS);
      aloud_test_wait (is_silent (&scene, interrupted[i]));
      /* The rest of the old answer, from a service that has not noticed. */
      send_chunk (&scene, i, 1000, FALSE);
      send_chunk (&scene, i, 1001, TRUE);
      let_pass (i % 4 * 40);
    }
  good = report (&scene, interrupted, n);
  end_app (&scene);
  aloud_test_ear_close (&scene.ear);
  g_object_unref (scene.app);
  g_object_unref (scene.keyboard);
  g_object_unref (scene.bus);
  return good ? 0 : 1;
}
