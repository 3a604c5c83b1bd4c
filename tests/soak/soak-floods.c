/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-duplex.h"
#include "aloud-marks.h"
#include "aloud-fake-voice.h"
#include "aloud-test-util.h"
#include "aloud-window.h"
#include "flood-server.h"

#include <locale.h>
#include <malloc.h>

/* Servers that pour, and the real window in the middle of it: the call goes on, what was said before and after is there,
 * the window gets its turns, memory stays bounded, and the person can hang up.
 * usage: soak-floods [SECONDS TALL FRAGMENTED MINUTES]: so long 10 000 messages a second, so many messages of 5 MB and of
 * a hundred fragments, so much speech at full speed. Only then are times judged. */

#define TONE       "audiotestsrc is-live=true samplesperbuffer=480 freq=440 volume=0.1"
#define NOBODY     "clocksync ! fakesink sync=false async=false"
#define RATE       10000
#define TICK_MS    5
#define QUEUED_MAX 120000
#define MIB        (1024 * 1024)
#define GROWTH_MAX (96 * MIB)    /* resident, at the worst moment */
#define BUSY_MAX   (G_USEC_PER_SEC / 4)
#define LAYOUT_MAX (2 * G_USEC_PER_SEC) /* three texts of 12 000 characters, which is what is shown of them */
#define PATIENCE   (300 * G_USEC_PER_SEC)

typedef struct {
  const char *name;
  FloodKind kind;
  guint count, rate;
  guint port;
} Flood;

typedef struct {
  AloudDuplex *duplex;
  AloudFakeAgent *agent;
  AloudSession *session;
  AloudCallActions *actions;
  GListStore *agents;
  GSettings *settings;
  AdwApplication *application;
  AloudWindow *window;

  guint timer;
  gint64 began;
  guint turns, frames;              /* of the main loop, of the window */
  gint64 last_turn, longest_wait;   /* us */
  gint64 last_cpu, busiest;         /* us of the main thread's own time between two turns: whatever else the machine does */
  gint64 last_frame, longest_still; /* us */
  gsize rss_before, rss_max;
  guint queued_max;                 /* ms */
} Stage;

static Flood floods[] = {
  { "messages", FLOOD_OF_MESSAGES, RATE / 4, RATE, 0 },
  { "messages-of-5-MB", FLOOD_OF_TALL, 5, 0, 0 },
  { "fragments", FLOOD_OF_FRAGMENTS, 20, 0, 0 },
  { "speech", FLOOD_OF_SPEECH, 4 * 60 * 10, 0, 0 },
};
static gboolean judge_times;

static gsize
get_rss (void)
{
  g_autofree char *statm = NULL;
  g_auto (GStrv) pages = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &statm, NULL, NULL));
  pages = g_strsplit (statm, " ", -1);
  return g_ascii_strtoull (pages[1], NULL, 10) * 4096;
}

static gint64
get_cpu (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static gboolean
on_tick (gpointer user_data)
{
  Stage *stage = user_data;
  gint64 now = g_get_monotonic_time (), cpu = get_cpu ();

  stage->busiest = MAX (stage->busiest, cpu - stage->last_cpu);
  stage->last_cpu = cpu;

  stage->turns++;
  stage->longest_wait = MAX (stage->longest_wait, now - stage->last_turn);
  stage->last_turn = now;
  stage->rss_max = MAX (stage->rss_max, get_rss ());
  stage->queued_max = MAX (stage->queued_max, aloud_voice_get_queued_ms (ALOUD_VOICE (stage->duplex)));
  return G_SOURCE_CONTINUE;
}

static void
on_frame (Stage *stage)
{
  gint64 now = g_get_monotonic_time ();

  stage->frames++;
  stage->longest_still = MAX (stage->longest_still, now - stage->last_frame);
  stage->last_frame = now;
}

static void
on_activate (GApplication *application)
{
}

static void
set_up (Stage *stage, gconstpointer data)
{
  const Flood *flood = data;
  g_autofree char *url = g_strdup_printf ("ws://127.0.0.1:%u/ws/voice", flood->port);
  g_autoptr (AloudEndpoint) endpoint = aloud_endpoint_new (url, "test-config", NULL, NULL);

  stage->duplex = aloud_duplex_new (TONE, NOBODY);
  stage->agent = aloud_fake_agent_new (endpoint);
  stage->session = g_object_new (ALOUD_TYPE_SESSION, "voice", stage->duplex, NULL);
  aloud_marks_watch (stage->session);
  stage->agents = g_list_store_new (ALOUD_TYPE_AGENT);
  g_list_store_append (stage->agents, stage->agent);
  stage->actions = aloud_call_actions_new (stage->session, G_LIST_MODEL (stage->agents));
  stage->settings = g_settings_new (ALOUD_APP_ID);
  stage->application = adw_application_new (ALOUD_APP_ID, G_APPLICATION_NON_UNIQUE);
  g_signal_connect (stage->application, "activate", G_CALLBACK (on_activate), NULL);
  g_assert_true (g_application_register (G_APPLICATION (stage->application), NULL, NULL));
  aloud_call_actions_add_to (stage->actions, G_ACTION_MAP (stage->application));
  stage->window = aloud_window_new (GTK_APPLICATION (stage->application), stage->actions, stage->settings);
  gtk_window_present (GTK_WINDOW (stage->window));
  aloud_test_wait (gtk_widget_get_mapped (GTK_WIDGET (stage->window)));
}

static void
tear_down (Stage *stage, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (stage->window), (gpointer *) &stage->window);
  gtk_window_destroy (GTK_WINDOW (stage->window));
  aloud_test_wait (stage->window == NULL);
  g_application_run (G_APPLICATION (stage->application), 0, NULL); /* nothing to do: shuts down */
  g_clear_object (&stage->application);
  g_assert_finalize_object (stage->actions);
  g_clear_object (&stage->agents);
  g_clear_object (&stage->settings);
  aloud_test_settle ();
  g_assert_finalize_object (stage->session);
  aloud_test_settle ();
  g_assert_finalize_object (stage->agent);
  g_assert_finalize_object (stage->duplex);
}

static AloudState
state (Stage *stage)
{
  return aloud_session_get_state (stage->session);
}

static guint
count_notes (Stage *stage, const char *part)
{
  GListModel *turns = G_LIST_MODEL (aloud_session_get_transcript (stage->session));
  guint found = 0;

  for (guint i = 0; i < g_list_model_get_n_items (turns); i++)
    {
      g_autoptr (AloudTurn) turn = g_list_model_get_item (turns, i);

      found += aloud_turn_get_speaker (turn) == ALOUD_SPEAKER_NOTE && strstr (aloud_turn_get_text (turn), part) != NULL;
    }
  return found;
}

static gboolean
is_over (Stage *stage)
{
  GListModel *turns = G_LIST_MODEL (aloud_session_get_transcript (stage->session));
  guint n = g_list_model_get_n_items (turns);

  if (state (stage) != ALOUD_STATE_LIVE)
    return TRUE;
  for (guint i = n; i > n - MIN (n, 3); i--)
    {
      g_autoptr (AloudTurn) turn = g_list_model_get_item (turns, i - 1);

      if (g_str_equal (aloud_turn_get_text (turn), FLOOD_END))
        return TRUE;
    }
  return FALSE;
}

/* From the moment that the call is live, which is in the middle of it for the main loop. The window draws all the time, as
 * with something that moves in it. */
static void
on_state (Stage *stage)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (stage->window));

  if (state (stage) != ALOUD_STATE_LIVE || stage->timer != 0)
    return;
  malloc_trim (0);
  stage->began = g_get_monotonic_time ();
  stage->rss_before = stage->rss_max = get_rss ();
  stage->last_turn = stage->last_frame = g_get_monotonic_time ();
  stage->last_cpu = get_cpu ();
  stage->timer = g_timeout_add (TICK_MS, on_tick, stage);
  g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (on_frame), stage);
  gdk_frame_clock_begin_updating (clock);
}

static void
end_looking (Stage *stage)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (stage->window));

  on_tick (stage);
  on_frame (stage);
  g_clear_handle_id (&stage->timer, g_source_remove);
  g_signal_handlers_disconnect_by_func (stage->session, on_state, stage);
  gdk_frame_clock_end_updating (clock);
  g_signal_handlers_disconnect_by_data (clock, stage);
}

static void
print_row (Stage *stage, const Flood *flood, gint64 took, gint64 hang_up)
{
  AloudStats stats;

  aloud_session_get_stats (stage->session, &stats);
  g_test_message ("row: flood of %s | %u messages, %.0f MB in %.1f s | longest wait of the main loop %.0f ms (%.0f ms of its own time), of a "
                  "frame %.0f ms (%u frames); hung up in %.0f ms | resident at most %+.0f MiB, speech queued at most %u ms",
                  flood->name, stats.wire.messages_received, (double) stats.wire.bytes_received / 1e6, (double) took / 1e6,
                  (double) stage->longest_wait / 1000, (double) stage->busiest / 1000, (double) stage->longest_still / 1000,
                  stage->frames, (double) hang_up / 1000, ((double) stage->rss_max - (double) stage->rss_before) / MIB, stage->queued_max);
}

static void
check (Stage *stage, const Flood *flood)
{
  AloudStats stats;
  guint malformed = flood->kind == FLOOD_OF_MESSAGES ? flood->count / 10 : 0;
  guint turns = flood->count >= 1000 ? 8 : 2;
  guint pings = flood->kind == FLOOD_OF_MESSAGES ? flood->count / 10 : 0;

  aloud_session_get_stats (stage->session, &stats);
  g_assert_cmpuint (stats.connections, ==, 1);
  g_assert_cmpuint (stats.wire.messages_received, ==, flood->count - pings + 2);
  g_assert_cmpuint (stats.wire.malformed, ==, malformed);
  g_assert_cmpuint (stage->queued_max, <=, QUEUED_MAX);
  if (flood->kind == FLOOD_OF_SPEECH)
    g_assert_cmpuint (count_notes (stage, "more than two minutes ahead"), ==, 1);
  /* The window had its turns while the flood came, however fast. */
  g_assert_cmpuint (stage->turns, >=, turns);
  g_assert_cmpuint (stage->frames, >=, turns / 2);
}

static void
check_bounds (Stage *stage, const Flood *flood)
{
  g_assert_cmpuint (stage->rss_max - stage->rss_before, <=, GROWTH_MAX);
  g_assert_cmpint (stage->busiest, <=, flood->kind == FLOOD_OF_TALL ? LAYOUT_MAX : BUSY_MAX);
}

static void
test_flood (Stage *stage, gconstpointer data)
{
  const Flood *flood = data;
  gint64 began, took, deadline = g_get_monotonic_time () + PATIENCE;

  g_signal_connect_swapped (stage->session, "notify::state", G_CALLBACK (on_state), stage);
  g_assert_true (aloud_session_call (stage->session, ALOUD_AGENT (stage->agent)));
  aloud_test_wait (stage->timer != 0);
  while (!is_over (stage) && g_get_monotonic_time () < deadline)
    g_main_context_iteration (NULL, TRUE);
  took = g_get_monotonic_time () - stage->began;
  end_looking (stage);
  g_assert_cmpint (state (stage), ==, ALOUD_STATE_LIVE);
  g_assert_true (is_over (stage));

  began = g_get_monotonic_time ();
  gtk_widget_activate_action (GTK_WIDGET (stage->window), "app.hang-up", NULL);
  while (state (stage) != ALOUD_STATE_IDLE && g_get_monotonic_time () < deadline)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (state (stage), ==, ALOUD_STATE_IDLE);
  print_row (stage, flood, took, g_get_monotonic_time () - began);
  check (stage, flood);
  if (judge_times)
    check_bounds (stage, flood);
}

/* As with a person, who does not look for bugs: libsoup has a line for each frame. */
static void
on_log (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  if ((level & G_LOG_LEVEL_DEBUG) == 0)
    g_log_default_handler (domain, level, message, user_data);
}

static void
read_arguments (char *argv[])
{
  floods[0].count = RATE * (guint) g_ascii_strtoull (argv[1], NULL, 10);
  floods[1].count = (guint) g_ascii_strtoull (argv[2], NULL, 10);
  floods[2].count = (guint) g_ascii_strtoull (argv[3], NULL, 10);
  floods[3].count = 600 * (guint) g_ascii_strtoull (argv[4], NULL, 10);
  judge_times = TRUE;
}

int
main (int argc, char *argv[])
{
  if (argc == 5)
    read_arguments (argv);
  for (gsize i = 0; i < G_N_ELEMENTS (floods); i++)
    floods[i].port = flood_server_start (floods[i].kind, floods[i].count, floods[i].rate);
  setlocale (LC_ALL, "");
  gtk_test_init (&argc, &argv, NULL);
  g_log_set_default_handler (on_log, NULL);
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (floods); i++)
    {
      g_autofree char *path = g_strconcat ("/soak/floods/", floods[i].name, NULL);

      g_test_add (path, Stage, &floods[i], set_up, test_flood, tear_down);
    }
  return g_test_run ();
}
