/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-duplex.h"
#include "aloud-session.h"
#include "aloud-test-server.h"
#include "aloud-fake-voice.h"
#include "aloud-test-util.h"

#include <malloc.h>

/* One process, one session, one sound pipeline after the other, many calls: what a call takes it gives back.
 * usage: soak-calls CALLS RECONNECTS */

#define METADATA "{\"type\":\"connection_metadata\",\"connection_id\":\"c\"}"
#define SPEECH   "{\"type\":\"tts_chunk\",\"content\":\"AQACAA==\",\"generation_id\":\"g\",\"is_last\":true}"
#define TONE     "audiotestsrc is-live=true samplesperbuffer=480 freq=440 volume=0.5"
#define NOBODY   "clocksync ! fakesink sync=false async=false"
#define WARM_UP  10  /* first uses of libraries */
#define UNIT_MS  2   /* what counts as a second to the retries */
#define HELD_MS  70  /* a connection is held longer than 10 of them, and 20 in 600 are the limit */
/* Bytes that a call or a reconnect may leave behind. Nothing of it is Aloud's (seen by heaptrack, 2026): libsoup's server,
 * which is the test's, keeps a GSocket of each WebSocket, and webrtcdsp of GStreamer 1.22 a query of each pipeline. */
#define HEAP_MAX 2048

typedef struct {
  AloudTestServer *server;
  AloudDuplex *duplex;
  AloudFakeAgent *agent;
  AloudSession *session;
  guint spoken; /* times that the agent began to be heard */
} Stage;

typedef struct {
  guint fds, threads;
  gsize heap, rss; /* bytes */
  gint64 time;
} Used;

static guint calls = 10, reconnects = 20;

static guint
count_entries (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  g_assert_nonnull (dir);
  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static Used
measure (void)
{
  g_autofree char *statm = NULL;
  g_auto (GStrv) pages = NULL;
  Used used = { .fds = count_entries ("/proc/self/fd"), .threads = count_entries ("/proc/self/task"),
                .time = g_get_monotonic_time () };

  g_assert_true (g_file_get_contents ("/proc/self/statm", &statm, NULL, NULL));
  pages = g_strsplit (statm, " ", -1);
  used.rss = g_ascii_strtoull (pages[1], NULL, 10) * 4096;
  used.heap = mallinfo2 ().uordblks; /* 0 where a sanitizer allocates, who looks for leaks itself */
  return used;
}

static AloudState
state (Stage *stage)
{
  return aloud_session_get_state (stage->session);
}

static void
on_activity (Stage *stage)
{
  stage->spoken += aloud_session_get_activity (stage->session) == ALOUD_ACTIVITY_SPEAKING;
}

static void
set_up (Stage *stage, gconstpointer unused)
{
  stage->server = aloud_test_server_new ();
  aloud_test_server_greet (stage->server, METADATA);
  stage->duplex = aloud_duplex_new (TONE, NOBODY);
  stage->agent = aloud_fake_agent_new (stage->server->endpoint);
  stage->session = g_object_new (ALOUD_TYPE_SESSION, "voice", stage->duplex, "retry-unit-ms", UNIT_MS, NULL);
  g_signal_connect_swapped (stage->session, "notify::activity", G_CALLBACK (on_activity), stage);
}

static void
tear_down (Stage *stage, gconstpointer unused)
{
  g_assert_finalize_object (stage->session);
  aloud_test_settle ();
  g_assert_finalize_object (stage->agent);
  g_assert_finalize_object (stage->duplex);
  aloud_test_server_free (stage->server);
}

/* What the server was told is its own to keep. */
static void
forget (Stage *stage)
{
  g_byte_array_unref (stage->server->audio);
  stage->server->audio = g_byte_array_new ();
  g_ptr_array_set_size (stage->server->texts, 0);
}

static void
hear_agent (Stage *stage)
{
  guint before = stage->spoken;

  aloud_test_server_send (stage->server, SPEECH);
  aloud_test_wait (stage->spoken > before);
}

static void
hold_call (Stage *stage)
{
  guint ended = stage->server->connections;

  g_assert_true (aloud_session_call (stage->session, ALOUD_AGENT (stage->agent)));
  aloud_test_wait (state (stage) == ALOUD_STATE_LIVE && stage->server->connections == ended + 1);
  aloud_test_wait (stage->server->audio->len > 0);
  hear_agent (stage);
  aloud_session_hang_up (stage->session);
  aloud_test_wait (state (stage) == ALOUD_STATE_IDLE && !stage->server->connected);
  forget (stage);
}

static void
on_held (gpointer user_data)
{
  gboolean *held = user_data;

  *held = TRUE;
}

/* The connection is lost, and another one is there. */
static void
lose_connection (Stage *stage)
{
  guint before = stage->server->connections;
  gboolean held = FALSE;

  g_timeout_add_once (HELD_MS, on_held, &held);
  aloud_test_wait (held && stage->server->audio->len > 0);
  forget (stage);
  aloud_test_server_drop (stage->server);
  aloud_test_wait (stage->server->connections == before + 1 && state (stage) == ALOUD_STATE_LIVE);
}

/* The first rounds load what is loaded once. Threads end a little later than what they worked for. */
static void
check (const char *what, guint rounds, Used before)
{
  Used after = measure ();
  gssize heap, rss;

  for (guint i = 0; i < 200 && (after.threads > before.threads || after.fds > before.fds); i++)
    {
      g_usleep (10000);
      aloud_test_settle ();
      after = measure ();
    }
  heap = (gssize) (after.heap - before.heap);
  rss = (gssize) (after.rss - before.rss);
  g_test_message ("row: %u %s | %.1f s | file descriptors %u -> %u | threads %u -> %u | heap %+.1f KiB (%+.0f bytes each) | "
                  "resident %+.1f KiB", rounds, what, (double) (after.time - before.time) / 1e6, before.fds, after.fds,
                  before.threads, after.threads, (double) heap / 1024, (double) heap / rounds, (double) rss / 1024);
  g_assert_cmpuint (after.fds, <=, before.fds);
  g_assert_cmpuint (after.threads, <=, before.threads);
  g_assert_cmpint (heap, <=, (gssize) (HEAP_MAX * MAX (rounds, 50)));
}

static void
test_calls (Stage *stage, gconstpointer unused)
{
  Used before;

  for (guint i = 0; i < WARM_UP; i++)
    hold_call (stage);
  before = measure ();
  for (guint i = 0; i < calls; i++)
    hold_call (stage);
  check ("calls, each hung up", calls, before);
}

static void
test_reconnects (Stage *stage, gconstpointer unused)
{
  Used before;

  g_assert_true (aloud_session_call (stage->session, ALOUD_AGENT (stage->agent)));
  aloud_test_wait (state (stage) == ALOUD_STATE_LIVE);
  for (guint i = 0; i < WARM_UP; i++)
    lose_connection (stage);
  before = measure ();
  for (guint i = 0; i < reconnects; i++)
    lose_connection (stage);
  check ("reconnects in one call", reconnects, before);
  aloud_session_hang_up (stage->session);
  aloud_test_wait (state (stage) == ALOUD_STATE_IDLE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (argc == 3)
    {
      calls = (guint) g_ascii_strtoull (argv[1], NULL, 10);
      reconnects = (guint) g_ascii_strtoull (argv[2], NULL, 10);
    }
  g_test_add ("/soak/calls", Stage, NULL, set_up, test_calls, tear_down);
  g_test_add ("/soak/reconnects", Stage, NULL, set_up, test_reconnects, tear_down);
  return g_test_run ();
}
