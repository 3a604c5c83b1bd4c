/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-check.h"

#include "aloud-connection.h"
#include "aloud-fake-voice.h"
#include "aloud-test-server.h"
#include "aloud-test-util.h"

#define METADATA "{\"type\":\"connection_metadata\",\"project_id\":\"p-1\",\"config_id\":\"c-1\"}"

typedef struct {
  AloudTestServer *server;
  AloudFakeAgent *agent;
  GCancellable *cancellable;
  GAsyncResult *answer;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->server = aloud_test_server_new ();
  f->agent = aloud_fake_agent_new (f->server->endpoint);
  f->cancellable = g_cancellable_new ();
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->answer);
  g_clear_object (&f->cancellable);
  aloud_test_wait (!f->server->connected);
  aloud_test_settle ();
  g_assert_finalize_object (f->agent);
  aloud_test_server_free (f->server);
}

static void
start (Fixture *f)
{
  aloud_check_async (ALOUD_AGENT (f->agent), f->cancellable, aloud_test_store_result, &f->answer);
}

static AloudCheckResult *
finish (Fixture *f, GError **error)
{
  aloud_test_wait (f->answer != NULL);
  return aloud_check_finish (ALOUD_AGENT (f->agent), f->answer, error);
}

static void
test_found (Fixture *f, gconstpointer data)
{
  g_autoptr (AloudCheckResult) found = NULL;
  g_autoptr (GError) error = NULL;

  aloud_test_server_greet (f->server, METADATA);
  start (f);
  found = finish (f, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found->host, ==, "127.0.0.1");
  g_assert_cmpstr (found->config_id, ==, "c-1");
  g_assert_cmpstr (found->project_id, ==, "p-1");
  g_assert_cmpuint (found->latency_ms, <, ALOUD_TEST_DEADLINE * 1000);
  aloud_test_wait (f->server->close_code == 1000);
  /* As a call begins, and without a sound. */
  g_assert_cmpuint (aloud_test_server_count_texts (f->server, "session_settings"), ==, 1);
  g_assert_cmpuint (f->server->audio_frames, ==, 0);
}

/* A server that does not introduce itself is a good one all the same. */
static void
test_silent (Fixture *f, gconstpointer data)
{
  g_autoptr (AloudCheckResult) found = NULL;
  g_autoptr (GError) error = NULL;

  start (f);
  found = finish (f, &error);
  g_assert_no_error (error);
  g_assert_null (found->config_id);
  g_assert_null (found->project_id);
}

static void
assert_fails (Fixture *f, int code)
{
  g_autoptr (AloudCheckResult) found = NULL;
  g_autoptr (GError) error = NULL;

  found = finish (f, &error);
  g_assert_error (error, ALOUD_CONNECTION_ERROR, code);
  g_assert_null (found);
}

static void
test_refused (Fixture *f, gconstpointer data)
{
  aloud_test_server_refuse (f->server, 403, 1, NULL, NULL);
  start (f);
  assert_fails (f, ALOUD_CONNECTION_ERROR_REFUSED);
  g_assert_cmpuint (f->server->requests, ==, 1);
}

/* The agent is asked for a fresh credential once; it has none, so that the first refusal is what is told. */
static void
test_unauthorized (Fixture *f, gconstpointer data)
{
  aloud_test_server_refuse (f->server, 401, 9, NULL, NULL);
  start (f);
  assert_fails (f, ALOUD_CONNECTION_ERROR_UNAUTHORIZED);
  g_assert_cmpuint (f->agent->reached[ALOUD_REACH_REFUSED], ==, 1);
  g_assert_cmpuint (f->server->requests, <=, 2);
}

static void
test_closed (Fixture *f, gconstpointer data)
{
  start (f);
  aloud_test_wait (f->server->connected);
  aloud_test_server_close (f->server, 4004, "CONFIG_NOT_FOUND");
  assert_fails (f, ALOUD_CONNECTION_ERROR_CONFIG_NOT_FOUND);
}

/* Let in and shown out: that is no agent to talk to. */
static void
test_hung_up (Fixture *f, gconstpointer data)
{
  start (f);
  aloud_test_wait (f->server->connected);
  aloud_test_server_close (f->server, 1000, "");
  assert_fails (f, ALOUD_CONNECTION_ERROR_DROPPED);
}

static void
test_error_event (Fixture *f, gconstpointer data)
{
  aloud_test_server_greet (f->server, "{\"type\":\"error\",\"error_code\":\"CONFIG_NOT_FOUND\",\"error_message\":\"none\"}");
  start (f);
  assert_fails (f, ALOUD_CONNECTION_ERROR_CONFIG_NOT_FOUND);
}

/* In words as by a status: once with a fresh credential. */
static void
test_refused_in_words (Fixture *f, gconstpointer data)
{
  f->agent->token = "old.token.x";
  f->agent->fresh_token = "new.token.x";
  aloud_test_server_greet (f->server, "{\"type\":\"error\",\"error_code\":\"AUTH_FAILED\",\"error_message\":\"old\"}");
  start (f);
  assert_fails (f, ALOUD_CONNECTION_ERROR_UNAUTHORIZED);
  g_assert_cmpuint (f->server->requests, ==, 2);
  g_assert_cmpstr (soup_message_headers_get_one (f->server->headers, "Authorization"), ==, "Bearer new.token.x");
  g_assert_cmpuint (f->agent->reached[ALOUD_REACH_REFUSED], ==, 1);
}

static void
test_unreachable (Fixture *f, gconstpointer data)
{
  f->agent->error = g_error_new_literal (ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_GONE, "gone");
  start (f);
  aloud_test_wait (f->answer != NULL);
  {
    g_autoptr (GError) error = NULL;

    g_assert_null (finish (f, &error));
    g_assert_error (error, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_GONE);
  }
  g_assert_cmpuint (f->server->requests, ==, 0);
}

static void
assert_cancelled (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (f->cancellable);
  g_assert_null (finish (f, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_cancelled_open (Fixture *f, gconstpointer data)
{
  start (f);
  aloud_test_wait (aloud_test_server_count_texts (f->server, "session_settings") == 1);
  assert_cancelled (f);
  aloud_test_wait (f->server->close_code == 1000);
}

static void
test_cancelled_dialling (Fixture *f, gconstpointer data)
{
  aloud_test_server_hold (f->server, TRUE);
  start (f);
  aloud_test_wait (f->server->requests == 1);
  assert_cancelled (f);
}

#define ADD(name, function) g_test_add ("/session/check/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("found", test_found);
  ADD ("silent", test_silent);
  ADD ("refused", test_refused);
  ADD ("unauthorized", test_unauthorized);
  ADD ("closed", test_closed);
  ADD ("hung-up", test_hung_up);
  ADD ("error-event", test_error_event);
  ADD ("refused-in-words", test_refused_in_words);
  ADD ("unreachable", test_unreachable);
  ADD ("cancelled-open", test_cancelled_open);
  ADD ("cancelled-dialling", test_cancelled_dialling);

  return g_test_run ();
}
