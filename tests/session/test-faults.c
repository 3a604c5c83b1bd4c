/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-session.h"

#include "aloud-connection.h"
#include "aloud-fake-voice.h"
#include "aloud-marks.h"
#include "aloud-problem.h"
#include "aloud-test-loss.h"
#include "aloud-test-proxy.h"
#include "aloud-test-server.h"
#include "aloud-test-util.h"
#include "hanging-resolver.h"

#include <locale.h>

/* What a bad network does to a call, all at once on one main context: each row has a server, a network before it and a
 * session of its own. Prints a table: the fault, what the person sees, how long until the call is back or given up, and
 * how much of what was said was lost. What the service's page calls a second is 40 ms for the retries here, and 100 ms
 * for a connect and a silence; the table tells seconds of the real thing. */

#define METADATA "{\"type\":\"connection_metadata\",\"connection_id\":\"c\"}"
#define WORD     "{\"type\":\"system_message\",\"content\":\"still there\"}"
#define RETRY_MS 40
#define WAIT_MS  100
#define CHUNKS   5 /* of the microphone, in 20 ms */
#define PORTAL   "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 26\r\n\r\n<html>Please log in</html>"
#define PROXY_LOGIN "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"

typedef enum {
  STAYS,    /* the same connection, and the server's next word comes through it */
  RETURNS,  /* another connection */
  GIVES_UP, /* FAILED after five retries, or at once */
  RETRIES,  /* tries again; the test does not wait for the end */
} Outcome;

typedef struct _Row Row;
typedef void (*Act) (Row *row);

typedef struct {
  const char *fault;
  Act begin;         /* before the call, or NULL */
  Act act;           /* when it is live, or NULL: it never is */
  Outcome outcome;
  int error;         /* AloudConnectionError that is seen first; -1: none */
  guint unit_ms;     /* of the time in the table */
  gboolean ipv6;
  guint loss;        /* percent of the packets, from act on; in real seconds */
} Fault;

struct _Row {
  const Fault *fault;
  AloudTestServer *server;
  AloudTestProxy *proxy;
  AloudFakeVoice *voice;
  AloudFakeAgent *agent;
  AloudSession *session;
  gboolean acted, silent, stalling, was_slow, done;
  gint64 acted_at, done_at;
  guint heard;       /* chunks since the fault */
  guint sent_before; /* chunks that were on their way by then */
  guint had_before;  /* chunks that the server had by then */
  int error;         /* first seen */
  char *seen;
};

static AloudTestLoss *loss; /* while packets are lost */

static void
delay_2000 (Row *row)
{
  row->proxy->delay_ms = 1000 * RETRY_MS / 1000; /* two seconds there and back */
}

static void
slow_link (Row *row)
{
  row->proxy->bytes_per_second = 3000;
  row->silent = TRUE; /* the voice alone would be ten times that */
}

static gboolean
end_stall (gpointer user_data)
{
  Row *row = user_data;

  aloud_test_proxy_stall (row->proxy, FALSE, FALSE);
  row->stalling = FALSE;
  return G_SOURCE_REMOVE;
}

static void
stall_uplink_1 (Row *row)
{
  row->stalling = TRUE;
  aloud_test_proxy_stall (row->proxy, TRUE, FALSE);
  g_timeout_add (RETRY_MS, end_stall, row);
}

static void
stall_downlink_5 (Row *row)
{
  row->stalling = TRUE;
  aloud_test_proxy_stall (row->proxy, FALSE, TRUE);
  g_timeout_add (5 * RETRY_MS, end_stall, row);
}

static void
stall_for_good (Row *row)
{
  aloud_test_proxy_stall (row->proxy, TRUE, FALSE);
}

static void
partition (Row *row)
{
  row->silent = TRUE; /* or it would be the stall that is noticed first */
  aloud_test_proxy_partition (row->proxy);
}

static void
cut (Row *row)
{
  aloud_test_proxy_drop (row->proxy, FALSE);
}

static void
reset (Row *row)
{
  aloud_test_proxy_drop (row->proxy, TRUE);
}

static void
restart_server (Row *row)
{
  aloud_test_server_refuse (row->server, 503, 2, NULL, NULL);
  aloud_test_server_drop (row->server);
}

static void
lose_server (Row *row)
{
  aloud_test_server_refuse (row->server, 503, 100, NULL, NULL);
  aloud_test_server_drop (row->server);
}

static void
into_portal (Row *row)
{
  aloud_test_proxy_answer (row->proxy, PORTAL);
  aloud_test_proxy_drop (row->proxy, FALSE);
}

static void
portal (Row *row)
{
  aloud_test_proxy_answer (row->proxy, PORTAL);
}

static void
proxy_login (Row *row)
{
  aloud_test_proxy_answer (row->proxy, PROXY_LOGIN);
}

static void
silence (Row *row)
{
  aloud_test_proxy_answer (row->proxy, "");
}

static void
half_answer (Row *row)
{
  aloud_test_proxy_answer (row->proxy, "HTTP/1.1 101 Swit");
}

static void
hanging_name (Row *row)
{
  g_clear_pointer (&row->agent->endpoint, aloud_endpoint_unref);
  row->agent->endpoint = aloud_endpoint_new ("wss://hangs.example", "test-config", NULL, NULL);
}

static void
nothing (Row *row)
{
}

static void
lose_packets (Row *row)
{
  aloud_test_loss_drop (loss, row->proxy->port, row->fault->loss);
}

#define NONE -1
static const Fault faults[] = {
  { "a second there and a second back", delay_2000, nothing, STAYS, NONE, RETRY_MS, FALSE },
  { "3000 bytes a second", slow_link, nothing, STAYS, NONE, RETRY_MS, FALSE },
  { "uplink blocked for 1 s", NULL, stall_uplink_1, STAYS, NONE, RETRY_MS, FALSE },
  { "nothing from the server for 5 s, then all", NULL, stall_downlink_5, STAYS, NONE, RETRY_MS, FALSE },
  { "uplink blocked for good", NULL, stall_for_good, RETURNS, ALOUD_CONNECTION_ERROR_TOO_SLOW, RETRY_MS, FALSE },
  { "partition: dead peer, no FIN", NULL, partition, RETURNS, ALOUD_CONNECTION_ERROR_LOST, WAIT_MS, FALSE },
  { "line cut", NULL, cut, RETURNS, ALOUD_CONNECTION_ERROR_LOST, RETRY_MS, FALSE },
  { "line reset", NULL, reset, RETURNS, ALOUD_CONNECTION_ERROR_LOST, RETRY_MS, FALSE },
  { "server restarts: 503 twice", NULL, restart_server, RETURNS, ALOUD_CONNECTION_ERROR_LOST, RETRY_MS, FALSE },
  { "server is gone: 503 for good", NULL, lose_server, GIVES_UP, ALOUD_CONNECTION_ERROR_LOST, RETRY_MS, FALSE },
  { "into a captive portal in the call", NULL, into_portal, GIVES_UP, ALOUD_CONNECTION_ERROR_LOST, RETRY_MS, FALSE },
  { "captive portal answers HTML", portal, NULL, GIVES_UP, ALOUD_CONNECTION_ERROR_NOT_A_SERVICE, RETRY_MS, FALSE },
  { "proxy demands a login", proxy_login, NULL, GIVES_UP, ALOUD_CONNECTION_ERROR_UNREACHABLE, RETRY_MS, FALSE },
  { "half-open: no answer to the upgrade", silence, NULL, RETRIES, ALOUD_CONNECTION_ERROR_TIMED_OUT, WAIT_MS, FALSE },
  { "slow-loris: half an answer", half_answer, NULL, RETRIES, ALOUD_CONNECTION_ERROR_TIMED_OUT, WAIT_MS, FALSE },
  { "DNS hangs", hanging_name, NULL, RETRIES, ALOUD_CONNECTION_ERROR_TIMED_OUT, WAIT_MS, FALSE },
  { "IPv6 only", NULL, nothing, STAYS, NONE, RETRY_MS, TRUE },
};

/* TCP sends again what is lost, so the connection stays as long as anything passes. */
static const Fault lossy[] = {
  { "1 % of the packets are lost", NULL, lose_packets, STAYS, NONE, 1000, FALSE, 1 },
  { "10 % of the packets are lost", NULL, lose_packets, STAYS, NONE, 1000, FALSE, 10 },
  { "20 % of the packets are lost", NULL, lose_packets, STAYS, NONE, 1000, FALSE, 20 },
};
#define LOSSY_CHUNKS 100 /* the server has to hear so many with packets lost */

static void
note_seen (Row *row)
{
  const GError *error = aloud_session_get_error (row->session);
  g_autoptr (AloudProblem) problem = aloud_problem_describe_call (row->session, NULL);

  if (row->error == NONE && error != NULL && error->domain == ALOUD_CONNECTION_ERROR)
    row->error = error->code;
  if (row->seen == NULL && problem != NULL)
    row->seen = g_strdup (problem->title);
}

static void
on_state (Row *row)
{
  note_seen (row);
}

static void
on_slow (Row *row)
{
  gboolean slow;

  g_object_get (row->session, "slow", &slow, NULL);
  row->was_slow |= slow;
}

static void
row_begin (Row *row, const Fault *fault)
{
  row->fault = fault;
  row->error = NONE;
  row->server = aloud_test_server_new ();
  aloud_test_server_greet (row->server, METADATA);
  row->proxy = aloud_test_proxy_new (row->server->port, fault->ipv6);
  if (row->proxy == NULL)
    {
      row->done = TRUE;
      row->seen = g_strdup ("(this machine has no such address)");
      return;
    }
  row->voice = aloud_fake_voice_new ();
  row->agent = aloud_fake_agent_new (row->proxy->endpoint);
  row->session = g_object_new (ALOUD_TYPE_SESSION, "voice", row->voice, "retry-unit-ms", fault->loss > 0 ? 1000 : RETRY_MS,
                               "wait-unit-ms", fault->loss > 0 ? 1000 : WAIT_MS, "retry-seed", 7, NULL);
  g_signal_connect_swapped (row->session, "notify::state", G_CALLBACK (on_state), row);
  g_signal_connect_swapped (row->session, "notify::slow", G_CALLBACK (on_slow), row);
  if (fault->begin != NULL)
    fault->begin (row);
  row->acted_at = g_get_monotonic_time ();
  g_assert_true (aloud_session_call (row->session, ALOUD_AGENT (row->agent)));
}

static gboolean
has_word (Row *row)
{
  GListModel *turns = G_LIST_MODEL (aloud_session_get_transcript (row->session));
  guint n = g_list_model_get_n_items (turns);
  g_autoptr (AloudTurn) turn = n > 0 ? g_list_model_get_item (turns, n - 1) : NULL;

  return turn != NULL && g_str_equal (aloud_turn_get_text (turn), "still there");
}

/* Who speaks is heard by the server, after all. */
static gboolean
is_heard (Row *row)
{
  return row->silent || row->server->audio_frames > row->had_before + (row->fault->loss > 0 ? LOSSY_CHUNKS : 0);
}

static gboolean
is_over (Row *row)
{
  AloudState state = aloud_session_get_state (row->session);

  switch (row->fault->outcome)
    {
    case STAYS:
      return state == ALOUD_STATE_LIVE && has_word (row) && !row->stalling && is_heard (row);
    case RETURNS:
      return state == ALOUD_STATE_LIVE && row->server->connections == 2 && is_heard (row);
    case GIVES_UP:
      return state == ALOUD_STATE_FAILED;
    case RETRIES:
    default:
      return state == ALOUD_STATE_RECONNECTING;
    }
}

static void
row_step (Row *row)
{
  AloudStats stats;

  if (row->done)
    return;
  if (!row->acted && row->fault->act != NULL && aloud_session_get_state (row->session) == ALOUD_STATE_LIVE)
    {
      row->acted = TRUE;
      aloud_session_get_stats (row->session, &stats);
      row->sent_before = stats.wire.audio_frames_sent;
      row->had_before = row->server->audio_frames;
      row->heard = 0;
      row->acted_at = g_get_monotonic_time ();
      row->fault->act (row);
      if (row->fault->outcome == STAYS)
        aloud_test_server_send (row->server, WORD);
    }
  if ((row->acted || row->fault->act == NULL) && is_over (row))
    {
      row->done = TRUE;
      row->done_at = g_get_monotonic_time ();
    }
}

/* All of them speak all the time, faster than anybody can, as the units are shorter than a second. */
static gboolean
on_speak (gpointer user_data)
{
  GPtrArray *rows = user_data;

  for (guint i = 0; i < rows->len; i++)
    {
      Row *row = g_ptr_array_index (rows, i);
      guint n = row->fault->loss > 0 ? 1 : CHUNKS; /* where a second is one */

      if (row->voice == NULL || row->silent || row->done)
        continue;
      for (guint j = 0; j < n; j++)
        aloud_fake_voice_hear (row->voice, 7);
      row->heard += row->acted && row->voice->running ? n : 0;
    }
  return G_SOURCE_CONTINUE;
}

static gboolean
all_done (GPtrArray *rows)
{
  gboolean done = TRUE;

  for (guint i = 0; i < rows->len; i++)
    {
      row_step (g_ptr_array_index (rows, i));
      done = done && ((Row *) g_ptr_array_index (rows, i))->done;
    }
  return done;
}

static void
print_row (Row *row)
{
  AloudStats stats = { .retries = 0 };
  g_autofree char *lost = NULL;
  double units = (double) (row->done_at - row->acted_at) / 1000 / row->fault->unit_ms;
  static const char *const outcomes[] = { "stays", "is back", "given up", "tries again" };

  if (row->session != NULL)
    aloud_session_get_stats (row->session, &stats);
  if (row->heard == 0)
    lost = g_strdup ("-");
  else
    lost = g_strdup_printf ("%.0f %%", 100.0 * (1 - (double) (stats.wire.audio_frames_sent - row->sent_before)
                                                      / MAX (row->heard, 1)));
  g_test_message ("fault: %-42s | %-45s | %-11s after %5.1f s | %u retries | lost audio %s", row->fault->fault,
                  row->seen != NULL ? row->seen : row->was_slow ? "The network is too slow" : "nothing",
                  outcomes[row->fault->outcome], MAX (units, 0), stats.retries, lost);
}

static void
row_check (Row *row)
{
  AloudStats stats;

  if (row->session == NULL)
    return;
  aloud_session_get_stats (row->session, &stats);
  if (!row->done)
    g_error ("%s: still %s", row->fault->fault, aloud_state_to_string (aloud_session_get_state (row->session)));
  if (row->error != row->fault->error)
    g_error ("%s: error %d instead of %d", row->fault->fault, row->error, row->fault->error);
  if (row->fault->outcome == STAYS)
    g_assert_cmpuint (stats.connections, ==, 1);
  g_assert_cmpint (row->seen != NULL, ==, row->fault->error != NONE);
  g_assert_cmpuint (stats.retries, <=, 5);
  if (row->fault->outcome == GIVES_UP)
    g_assert_false (row->voice->running); /* the microphone is let go */
}

static void
row_free (gpointer data)
{
  Row *row = data;

  if (row->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (row->session, row);
      g_assert_finalize_object (row->session);
      aloud_test_settle ();
      g_assert_false (row->voice->running);
      g_assert_finalize_object (row->agent);
      g_assert_finalize_object (row->voice);
      aloud_test_proxy_free (row->proxy);
    }
  aloud_test_server_free (row->server);
  g_free (row->seen);
  g_free (row);
}

static void
bring_about (const Fault *all, guint n)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (row_free);
  guint speaking;
  gint64 deadline;

  for (guint i = 0; i < n; i++)
    {
      Row *row = g_new0 (Row, 1);

      g_ptr_array_add (rows, row);
      row_begin (row, &all[i]);
    }
  speaking = g_timeout_add (20, on_speak, rows);
  deadline = g_get_monotonic_time () + ALOUD_TEST_DEADLINE * G_USEC_PER_SEC;
  while (!all_done (rows) && g_get_monotonic_time () < deadline)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (speaking);
  for (guint i = 0; i < rows->len; i++)
    print_row (g_ptr_array_index (rows, i));
  for (guint i = 0; i < rows->len; i++)
    row_check (g_ptr_array_index (rows, i));
}

static void
test_network (void)
{
  g_autoptr (GResolver) resolver = hanging_resolver_new ();

  g_resolver_set_default (resolver);
  bring_about (faults, G_N_ELEMENTS (faults));
}

static void
test_loss (void)
{
  g_autoptr (GError) error = NULL;

  loss = aloud_test_loss_new (&error);
  if (loss == NULL)
    {
      g_test_message ("fault: %-42s | %-45s | not brought about here: %s", "packets are lost", "-", error->message);
      return;
    }
  bring_about (lossy, G_N_ELEMENTS (lossy));
  g_clear_pointer (&loss, aloud_test_loss_free);
}

/* What other tests bring about, by their cases, which the table of tests/faults.py looks for among those that ran and
 * passed; here is what comes of it. */
static const struct {
  const char *fault;
  const char *shown_by;
  GQuark (*domain) (void);
  int code;
} others[] = {
  { "no such host", "/transport/refusals/no-such-host", aloud_connection_error_quark, ALOUD_CONNECTION_ERROR_UNREACHABLE },
  { "refused", "/transport/refusals/nobody-listens", aloud_connection_error_quark, ALOUD_CONNECTION_ERROR_UNREACHABLE },
  { "TLS: wrong host", "/transport/tls/flaw/* app-window-refusals:*", aloud_connection_error_quark,
    ALOUD_CONNECTION_ERROR_CERTIFICATE_WRONG_HOST },
  { "TLS: expired", "/transport/tls/flaw/* app-window-refusals:*", aloud_connection_error_quark,
    ALOUD_CONNECTION_ERROR_CERTIFICATE_EXPIRED },
  { "TLS: self-signed", "/transport/tls/flaw/* app-window-refusals:*", aloud_connection_error_quark,
    ALOUD_CONNECTION_ERROR_CERTIFICATE_UNKNOWN },
  { "30x", "/session/timeline/fault/*", aloud_connection_error_quark, ALOUD_CONNECTION_ERROR_REDIRECTED },
  { "401, close 4001", "/session/timeline/fault/*", aloud_connection_error_quark, ALOUD_CONNECTION_ERROR_UNAUTHORIZED },
  { "403", "/session/timeline/fault/*", aloud_connection_error_quark, ALOUD_CONNECTION_ERROR_REFUSED },
  { "404, close 4004", "/session/timeline/fault/*", aloud_connection_error_quark, ALOUD_CONNECTION_ERROR_NOT_FOUND },
  { "429", "/session/timeline/fault/*", aloud_connection_error_quark, ALOUD_CONNECTION_ERROR_BUSY },
  { "5xx, close 1011", "/session/timeline/fault/*", aloud_connection_error_quark, ALOUD_CONNECTION_ERROR_SERVER },
  { "101 with a wrong key or protocol", "/transport/peers/answer/wrong-*", aloud_connection_error_quark,
    ALOUD_CONNECTION_ERROR_NOT_A_SERVICE },
  { "masked, reserved bits, bad UTF-8", "/transport/peers/bad-frame/*", aloud_connection_error_quark,
    ALOUD_CONNECTION_ERROR_PROTOCOL },
  { "frame or fragments over the limit, 1009", "/transport/peers/too-many-fragments /transport/peers/announces-too-much", aloud_connection_error_quark,
    ALOUD_CONNECTION_ERROR_TOO_LARGE },
  { "close without code, 1005, 1006, no pong", "/transport/peers/closes /transport/peers/silence", aloud_connection_error_quark,
    ALOUD_CONNECTION_ERROR_LOST },
  { "close 1001, 1012, 1013", "/session/timeline/fault/*", aloud_connection_error_quark,
    ALOUD_CONNECTION_ERROR_RESTARTING },
  { "close 1002, 1003, 1007, 1008", "/transport/peers/closes", aloud_connection_error_quark,
    ALOUD_CONNECTION_ERROR_PROTOCOL },
  { "close 4003", "/transport/peers/closes", aloud_connection_error_quark, ALOUD_CONNECTION_ERROR_FORBIDDEN },
  { "close 4029", "/session/timeline/fault/*", aloud_connection_error_quark, ALOUD_CONNECTION_ERROR_RATE_LIMITED },
  { "close 4xxx", "/session/timeline/fault/*", aloud_connection_error_quark, ALOUD_CONNECTION_ERROR_APPLICATION },
  { "no source, no sink", "/audio/duplex-card/wrong-device /audio/duplex-devices/no-microphone", aloud_voice_error_quark, ALOUD_VOICE_ERROR_NO_DEVICE },
  { "no sound server, or it does not come back", "app-window-keys:no-sound-server /audio/duplex-card/no-server", aloud_voice_error_quark,
    ALOUD_VOICE_ERROR_NO_SERVER },
  { "plugin missing", "/audio/duplex/missing-plugin", aloud_voice_error_quark, ALOUD_VOICE_ERROR_MISSING_PLUGIN },
};

/* Seen in the call and lived through: nothing of it ends a call, and the good message after it still arrives. */
static const struct {
  const char *fault;
  const char *shown_by;
  const char *seen;
} borne[] = {
  { "ping flood, fragments, binary messages", "/session/hostile/flood /transport/peers/few-fragments /soak/floods/*", "nothing; counted" },
  { "every bad message (37 of them)", "/session/hostile/messages /session/hostile/long-messages", "nothing; counted" },
  { "hostile text", "/ui/transcript-view/hostile /words/tame/*", "text, and nothing but text" },
  { "interruption before and after chunks", "/session/answer-filter/*", "only the new answer is heard" },
  { "suspend, network switch", "/sleep/clocks /with-logind/sleep /session/timeline/network", "a mark in the transcript; tried at once" },
  { "device removed, default changes, restart", "/audio/duplex-devices/unplug /audio/duplex-devices/restart app-devices:*", "silence, then it goes on" },
  { "stream moved by another program", "/audio/duplex-devices/choose", "nothing" },
  { "no keyring, locked, dismissed, no D-Bus", "app-keyring-prompt:* keyring-service:*", "asks for the key of this session" },
  { "read-only home, disk full, damaged file", "/profiles/read-only /profiles/full-disk /profiles/damaged-file app-harm:*", "a notice with what was not saved" },
};

static void
test_elsewhere (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr (GError) error = g_error_new_literal (others[i].domain (), others[i].code, "as in the test");
      g_autoptr (AloudProblem) problem = aloud_problem_describe (error, NULL, NULL);
      gboolean retried = aloud_connection_error_is_retryable (error);

      g_assert_cmpstr (problem->title, !=, "");
      g_assert_cmpstr (problem->body, !=, "");
      g_test_message ("fault: %-42s | %-45s | %s | %s", others[i].fault, problem->title,
                      retried ? "given up after 31 to 37 s, 5 retries" : "given up at once", others[i].shown_by);
    }
  for (guint i = 0; i < G_N_ELEMENTS (borne); i++)
    g_test_message ("fault: %-42s | %-45s | the call goes on | %s", borne[i].fault, borne[i].seen, borne[i].shown_by);
  g_test_message ("Shown by no test: a card that knows 44.1 kHz alone, a profile of Bluetooth that changes, a sink that is "
                  "suspended, a volume set from outside.");
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/faults/network", test_network);
  g_test_add_func ("/session/faults/loss", test_loss);
  g_test_add_func ("/session/faults/elsewhere", test_elsewhere);
  return g_test_run ();
}
