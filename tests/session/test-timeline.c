/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-session.h"

#include "aloud-connection.h"
#include "aloud-fake-network.h"
#include "aloud-fake-voice.h"
#include "aloud-retry.h"
#include "aloud-test-server.h"
#include "aloud-test-util.h"

/* When a call is tried again and when not. What the service's page calls a second is 5 ms here and the jitter comes from
 * a known seed, so each delay is known in advance. */

#define METADATA "{\"type\":\"connection_metadata\",\"connection_id\":\"c\"}"
#define UNIT_MS  5
#define SEED     42

typedef struct {
  AloudTestServer *server;
  AloudFakeVoice *voice;
  AloudFakeAgent *agent;
  AloudFakeNetwork *network;
  AloudSession *session;
  GArray *delays; /* of guint, ms */
  guint resumed, refused;
} Fixture;

static void
on_trace (Fixture *f, const char *what, gint64 when, guint size, const char *detail)
{
  if (g_str_equal (what, "waiting"))
    g_array_append_val (f->delays, size);
}

static void
count_up (guint *count)
{
  (*count)++;
}

static void
begin (Fixture *f, guint unit_ms)
{
  f->session = g_object_new (ALOUD_TYPE_SESSION, "voice", f->voice, "retry-unit-ms", unit_ms, "retry-seed", SEED,
                             "network", f->network, NULL);
  g_signal_connect_swapped (f->session, "trace", G_CALLBACK (on_trace), f);
  g_signal_connect_swapped (f->session, "resumed", G_CALLBACK (count_up), &f->resumed);
  g_signal_connect_swapped (f->session, "talk-refused", G_CALLBACK (count_up), &f->refused);
  g_assert_true (aloud_session_call (f->session, ALOUD_AGENT (f->agent)));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->server = aloud_test_server_new ();
  f->voice = aloud_fake_voice_new ();
  f->agent = aloud_fake_agent_new (f->server->endpoint);
  f->network = aloud_fake_network_new ();
  f->delays = g_array_new (FALSE, FALSE, sizeof (guint));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->session);
  aloud_test_settle ();
  g_assert_false (f->voice->running);
  g_assert_finalize_object (f->network);
  g_assert_finalize_object (f->agent);
  g_assert_finalize_object (f->voice);
  aloud_test_server_free (f->server);
  g_array_unref (f->delays);
}

static AloudState
state (Fixture *f)
{
  return aloud_session_get_state (f->session);
}

static gboolean
is_over (Fixture *f)
{
  return state (f) == ALOUD_STATE_FAILED || state (f) == ALOUD_STATE_IDLE;
}

/* The delays are 1, 2, 4, 8 and 16 units with at most a fifth on top, and those of the seed. */
static void
check_delays (Fixture *f, guint n)
{
  AloudRetry expected;

  g_assert_cmpuint (f->delays->len, ==, n);
  aloud_retry_init (&expected, UNIT_MS, SEED);
  for (guint i = 0; i < n; i++)
    {
      guint base = UNIT_MS << i;
      guint got = g_array_index (f->delays, guint, i);
      guint delay;

      g_assert_true (aloud_retry_next (&expected, 0, 0, &delay));
      g_assert_cmpuint (got, ==, delay);
      g_assert_cmpuint (got, >=, base);
      g_assert_cmpuint (got, <=, base + base / 5);
    }
  aloud_retry_clear (&expected);
}

/* How a server refuses the connect or ends it, and how often it hears from us after that. */
static const struct {
  const char *fault;
  guint status; /* of each connect, or 0: every one is taken */
  guint close;  /* code, once the call lives; 1: the line is cut without a word */
  guint retries;
} faults[] = {
  { "502 for the connect", 502, 0, 5 },
  { "503 for the connect", 503, 0, 5 },
  { "429 for the connect", 429, 0, 5 },
  { "401 for the connect", 401, 0, 0 },
  { "403 for the connect", 403, 0, 0 },
  { "404 for the connect", 404, 0, 0 },
  { "302 for the connect", 302, 0, 0 },
  { "line cut", 503, 1, 5 },
  { "close 1001", 503, 1001, 5 },
  { "close without a code", 503, 1005, 5 },
  { "close 1011", 503, 1011, 5 },
  { "close 1012", 503, 1012, 5 },
  { "close 1013", 503, 1013, 5 },
  { "close 1000", 0, 1000, 0 },
  { "close 1002", 0, 1002, 0 },
  { "close 1003", 0, 1003, 0 },
  { "close 1008", 0, 1008, 0 },
  { "close 1009", 0, 1009, 0 },
  { "close 4000", 0, 4000, 0 },
  { "close 4001", 0, 4001, 0 },
  { "close 4003", 0, 4003, 0 },
  { "close 4004", 0, 4004, 0 },
  { "close 4029", 0, 4029, 0 },
  { "close 4999", 0, 4999, 0 },
};

static void
say_disconnect (Fixture *f, guint code)
{
  g_autofree char *text = g_strdup_printf ("{\"type\":\"websocket.disconnect\",\"code\":%u}", code);

  aloud_test_server_send (f->server, text);
}

static void
test_fault (Fixture *f, gconstpointer data)
{
  gsize row = GPOINTER_TO_SIZE (data);
  guint status = faults[row].status, close = faults[row].close;
  g_autoptr(GString) delays = g_string_new (NULL);

  if (close != 0)
    {
      aloud_test_server_greet (f->server, METADATA);
      begin (f, UNIT_MS);
      aloud_test_wait (state (f) == ALOUD_STATE_LIVE);
    }
  if (status != 0)
    aloud_test_server_refuse (f->server, status, 100, NULL, NULL);
  if (close == 0)
    begin (f, UNIT_MS);
  else if (close == 1)
    aloud_test_server_drop (f->server);
  else if (close == 1012 || close == 1013) /* which libsoup's server cannot send itself */
    say_disconnect (f, close);
  else
    aloud_test_server_close (f->server, close == 1005 ? 0 : close, "");
  aloud_test_wait (is_over (f));
  aloud_test_settle ();

  g_assert_cmpuint (f->server->requests, ==, 1 + faults[row].retries);
  check_delays (f, faults[row].retries);
  g_assert_cmpint (state (f), ==, close == 1000 ? ALOUD_STATE_IDLE : ALOUD_STATE_FAILED);
  if (faults[row].retries > 0)
    g_assert_nonnull (strstr (aloud_session_get_error (f->session)->message, "Maximum retries exceeded"));
  for (guint i = 0; i < f->delays->len; i++)
    g_string_append_printf (delays, " %.2f", g_array_index (f->delays, guint, i) / (double) UNIT_MS);
  g_test_message ("%-22s | %u retries |%s | %s", faults[row].fault, f->delays->len, delays->str,
                  close == 1000 ? "the call is over" : aloud_session_get_error (f->session)->message);
}

/* Without the waits before the tries. */
static void
come_back (Fixture *f, guint connections)
{
  while (f->server->connections < connections || state (f) != ALOUD_STATE_LIVE)
    {
      aloud_test_wait (state (f) == ALOUD_STATE_RECONNECTING
                       || (f->server->connections == connections && state (f) == ALOUD_STATE_LIVE));
      aloud_session_retry_now (f->session);
    }
}

/* A call that came back and held has its five tries again; one that is lost at once has not. */
static void
test_reset (Fixture *f, gconstpointer data)
{
  gboolean holds = GPOINTER_TO_INT (data);
  guint unit_ms = holds ? UNIT_MS : 1000; /* it does not hold ten of the longer ones, however slow the machine is */
  gint64 since;

  aloud_test_server_greet (f->server, METADATA);
  aloud_test_server_refuse (f->server, 503, 3, NULL, NULL);
  begin (f, unit_ms);
  come_back (f, 1);
  g_assert_cmpuint (f->delays->len, ==, 3);
  aloud_test_server_drop (f->server);
  aloud_test_wait (f->delays->len == 4);
  g_assert_cmpuint (g_array_index (f->delays, guint, 3), <, 2 * unit_ms); /* the first of five again */
  come_back (f, 2);

  since = g_get_monotonic_time ();
  while (holds && g_get_monotonic_time () - since <= 10 * unit_ms * G_TIME_SPAN_MILLISECOND)
    aloud_test_settle ();
  aloud_test_server_drop (f->server);
  aloud_test_wait (f->delays->len == 5);
  if (holds)
    g_assert_cmpuint (g_array_index (f->delays, guint, 4), <, 2 * unit_ms);
  else
    g_assert_cmpuint (g_array_index (f->delays, guint, 4), >=, 2 * unit_ms);
  come_back (f, 3);
  g_assert_cmpuint (f->resumed, ==, 2);
}

/* Whoever takes every call to drop it at once is not called for ever. */
static void
test_flapping (Fixture *f, gconstpointer data)
{
  guint drops = 0;

  aloud_test_server_greet (f->server, METADATA);
  begin (f, 1000); /* so that however slow the machine is, no connection holds for ten of them */
  while (!is_over (f) && drops < 100)
    {
      aloud_test_wait (state (f) == ALOUD_STATE_LIVE);
      aloud_test_server_drop (f->server);
      drops++;
      aloud_test_wait (state (f) == ALOUD_STATE_RECONNECTING || is_over (f));
      aloud_session_retry_now (f->session);
    }
  g_assert_cmpuint (drops, ==, 1 + ALOUD_RETRY_LIMIT);
  g_assert_cmpint (state (f), ==, ALOUD_STATE_FAILED);
}

/* During each of the five waits: nothing comes after it. */
static void
test_hang_up_in_wait (Fixture *f, gconstpointer data)
{
  guint wait = GPOINTER_TO_UINT (data);

  aloud_test_server_refuse (f->server, 503, 100, NULL, NULL);
  begin (f, 1000);
  for (guint i = 1; i < wait; i++)
    {
      aloud_test_wait (state (f) == ALOUD_STATE_RECONNECTING && f->delays->len == i);
      aloud_session_retry_now (f->session);
    }
  aloud_test_wait (state (f) == ALOUD_STATE_RECONNECTING && f->delays->len == wait);
  aloud_session_hang_up (f->session);
  g_assert_cmpint (state (f), ==, ALOUD_STATE_IDLE);
  aloud_session_retry_now (f->session);
  aloud_fake_network_set (f->network, FALSE);
  aloud_fake_network_set (f->network, TRUE);
  aloud_test_settle ();
  g_assert_cmpuint (f->server->requests, ==, wait);
  g_assert_null (aloud_session_get_error (f->session));
}

/* The network that comes back is worth a try at once, which is one of the five; one that goes is not. */
static void
test_network (Fixture *f, gconstpointer data)
{
  guint attempt;

  aloud_test_server_greet (f->server, METADATA);
  begin (f, 60000);
  aloud_test_wait (state (f) == ALOUD_STATE_LIVE);
  aloud_fake_network_set (f->network, FALSE);
  g_assert_cmpint (state (f), ==, ALOUD_STATE_LIVE); /* it may be another network that has gone */
  aloud_test_server_refuse (f->server, 503, 1, NULL, NULL);
  aloud_test_server_drop (f->server);
  aloud_test_wait (state (f) == ALOUD_STATE_RECONNECTING);
  aloud_test_settle ();
  g_assert_cmpuint (f->server->requests, ==, 1);

  aloud_fake_network_set (f->network, TRUE);
  aloud_test_wait (state (f) == ALOUD_STATE_RECONNECTING && f->delays->len == 2);
  g_assert_cmpuint (f->server->requests, ==, 2);
  g_object_get (f->session, "attempt", &attempt, NULL);
  g_assert_cmpuint (attempt, ==, 2);

  aloud_fake_network_set (f->network, FALSE);
  aloud_fake_network_set (f->network, TRUE);
  aloud_test_wait (state (f) == ALOUD_STATE_LIVE);
  g_assert_cmpuint (f->resumed, ==, 1);
}

/* What is said into the gap is not sent later, be it while it waits or while it dials; and a talk is refused. */
static void
test_gap (Fixture *f, gconstpointer data)
{
  gboolean push_to_talk = GPOINTER_TO_INT (data);

  aloud_test_server_greet (f->server, METADATA);
  begin (f, 60000);
  aloud_session_set_push_to_talk (f->session, push_to_talk);
  aloud_test_wait (state (f) == ALOUD_STATE_LIVE);
  aloud_test_server_drop (f->server);
  aloud_test_wait (state (f) == ALOUD_STATE_RECONNECTING);
  aloud_session_talk_start (f->session);
  aloud_fake_voice_hear (f->voice, 7);
  aloud_test_server_hold (f->server, TRUE);
  aloud_session_retry_now (f->session);
  aloud_test_wait (f->server->requests == 2);
  aloud_session_talk_start (f->session);
  aloud_fake_voice_hear (f->voice, 7);
  aloud_test_server_hold (f->server, FALSE);
  aloud_test_wait (state (f) == ALOUD_STATE_LIVE);
  g_assert_cmpuint (f->refused, ==, push_to_talk ? 2 : 0);

  aloud_session_talk_start (f->session);
  aloud_fake_voice_hear (f->voice, 8);
  aloud_test_wait (f->server->audio->len > 0);
  aloud_test_settle ();
  for (guint i = 0; i < f->server->audio->len; i += 2)
    g_assert_cmpuint (f->server->audio->data[i], !=, 7);
  g_assert_cmpuint (f->refused, ==, push_to_talk ? 2 : 0);
}

#define ADD(path, data, function) g_test_add (path, Fixture, data, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *path = g_strconcat ("/session/timeline/fault/", faults[i].fault, NULL);

      g_strdelimit (path, " ", '-');
      ADD (path, GSIZE_TO_POINTER (i), test_fault);
    }
  for (guint i = 1; i <= ALOUD_RETRY_LIMIT; i++)
    {
      g_autofree char *path = g_strdup_printf ("/session/timeline/hang-up-in-wait/%u", i);

      ADD (path, GUINT_TO_POINTER (i), test_hang_up_in_wait);
    }
  ADD ("/session/timeline/reset/holds", GINT_TO_POINTER (TRUE), test_reset);
  ADD ("/session/timeline/reset/lost-at-once", GINT_TO_POINTER (FALSE), test_reset);
  ADD ("/session/timeline/flapping", NULL, test_flapping);
  ADD ("/session/timeline/network", NULL, test_network);
  ADD ("/session/timeline/gap/open", GINT_TO_POINTER (FALSE), test_gap);
  ADD ("/session/timeline/gap/push-to-talk", GINT_TO_POINTER (TRUE), test_gap);
  return g_test_run ();
}
