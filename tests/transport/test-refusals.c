/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "caller.h"

#include "aloud-test-server.h"
#include "aloud-test-util.h"
#include "nowhere-resolver.h"

/* Why there is no connection: every answer to the dial but the right one. */

static const struct {
  guint status;
  AloudConnectionError error;
  gboolean retryable;
} statuses[] = {
  { 200, ALOUD_CONNECTION_ERROR_NOT_A_SERVICE, FALSE },
  { 301, ALOUD_CONNECTION_ERROR_REDIRECTED, FALSE },
  { 302, ALOUD_CONNECTION_ERROR_REDIRECTED, FALSE },
  { 308, ALOUD_CONNECTION_ERROR_REDIRECTED, FALSE },
  { 400, ALOUD_CONNECTION_ERROR_NOT_A_SERVICE, FALSE },
  { 401, ALOUD_CONNECTION_ERROR_UNAUTHORIZED, FALSE },
  { 403, ALOUD_CONNECTION_ERROR_REFUSED, FALSE },
  { 404, ALOUD_CONNECTION_ERROR_NOT_FOUND, FALSE },
  { 407, ALOUD_CONNECTION_ERROR_UNREACHABLE, TRUE },
  { 418, ALOUD_CONNECTION_ERROR_NOT_A_SERVICE, FALSE },
  { 429, ALOUD_CONNECTION_ERROR_BUSY, TRUE },
  { 500, ALOUD_CONNECTION_ERROR_SERVER, TRUE },
  { 502, ALOUD_CONNECTION_ERROR_SERVER, TRUE },
  { 503, ALOUD_CONNECTION_ERROR_SERVER, TRUE },
};

static void
expect_refused (Caller *caller, AloudConnectionError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (caller_answer (caller, &error));
  g_assert_error (error, ALOUD_CONNECTION_ERROR, (int) code);
  g_assert_null (strstr (error->message, "oak_"));
  g_assert_false (aloud_connection_is_open (caller->connection));
  aloud_test_settle ();
  g_assert_cmpuint (caller->closed, ==, 0); /* there was nothing to close */
}

static void
test_statuses (void)
{
  g_autoptr (AloudTestServer) server = aloud_test_server_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autoptr (Caller) caller = caller_new (NULL);
      g_autoptr (GError) error = NULL;
      g_autofree char *number = g_strdup_printf ("HTTP %u", statuses[i].status);
      guint before = server->requests;

      g_test_message ("%s", number);
      aloud_test_server_refuse (server, statuses[i].status, 1, "Location", server->url);
      caller_dial (caller, server->endpoint, NULL);
      g_assert_false (caller_answer (caller, &error));
      g_assert_error (error, ALOUD_CONNECTION_ERROR, (int) statuses[i].error);
      g_assert_true (g_str_has_prefix (error->message, number));
      g_assert_cmpint (aloud_connection_error_is_retryable (error), ==, statuses[i].retryable);
      g_assert_cmpuint (server->requests, ==, before + 1); /* neither followed nor tried again */
    }
}

/* A challenge is not an invitation to send the same key again. */
static void
test_challenge (void)
{
  g_autoptr (AloudTestServer) server = aloud_test_server_new ();
  g_autoptr (Caller) caller = caller_new (NULL);

  aloud_test_server_refuse (server, 401, 5, "WWW-Authenticate", "Basic realm=\"agents\"");
  caller_dial (caller, server->endpoint, NULL);
  expect_refused (caller, ALOUD_CONNECTION_ERROR_UNAUTHORIZED);
  g_assert_cmpuint (server->requests, ==, 1);
}

static void
test_retry_after (void)
{
  g_autoptr (AloudTestServer) server = aloud_test_server_new ();
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) soon = g_date_time_add_seconds (now, 30);
  g_autoptr (GDateTime) past = g_date_time_add_seconds (now, -30);
  g_autofree char *soon_text = soup_date_time_to_string (soon, SOUP_DATE_HTTP);
  g_autofree char *past_text = soup_date_time_to_string (past, SOUP_DATE_HTTP);
  const struct {
    const char *value;
    guint least, most;
  } rows[] = {
    { "7", 7, 7 }, { "0", 0, 0 }, { "3600", 60, 60 }, { "-3", 0, 0 }, { "99999999999999999999", 0, 60 },
    { "soon", 0, 0 }, { "", 0, 0 }, { soon_text, 20, 30 }, { past_text, 0, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (Caller) caller = caller_new (NULL);

      g_test_message ("'%s'", rows[i].value);
      g_assert_cmpuint (aloud_connection_get_retry_after (caller->connection), ==, 0);
      aloud_test_server_refuse (server, 429, 1, "Retry-After", rows[i].value);
      caller_dial (caller, server->endpoint, NULL);
      expect_refused (caller, ALOUD_CONNECTION_ERROR_BUSY);
      g_assert_cmpuint (aloud_connection_get_retry_after (caller->connection), >=, rows[i].least);
      g_assert_cmpuint (aloud_connection_get_retry_after (caller->connection), <=, rows[i].most);
    }
}

static void
test_timeout (void)
{
  g_autoptr (AloudTestServer) server = aloud_test_server_new ();
  g_autoptr (Caller) caller = caller_new ("connect-timeout-ms", 50, NULL);

  aloud_test_server_hold (server, TRUE);
  caller_dial (caller, server->endpoint, NULL);
  expect_refused (caller, ALOUD_CONNECTION_ERROR_TIMED_OUT);
}

static void
test_nobody_listens (void)
{
  g_autoptr (AloudTestServer) server = aloud_test_server_new ();
  g_autoptr (AloudEndpoint) endpoint = aloud_endpoint_ref (server->endpoint);
  g_autoptr (Caller) caller = caller_new (NULL);

  g_clear_pointer (&server, aloud_test_server_free);
  caller_dial (caller, endpoint, NULL);
  expect_refused (caller, ALOUD_CONNECTION_ERROR_UNREACHABLE);
}

static void
test_no_such_host (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AloudEndpoint) endpoint = aloud_endpoint_new ("wss://agents.example", "test-config", NULL, &error);
  g_autoptr (GResolver) usual = g_resolver_get_default ();
  g_autoptr (GResolver) nowhere = nowhere_resolver_new ();
  g_autoptr (Caller) caller = caller_new (NULL);

  g_assert_no_error (error);
  g_resolver_set_default (nowhere);
  caller_dial (caller, endpoint, NULL);
  expect_refused (caller, ALOUD_CONNECTION_ERROR_UNREACHABLE);
  g_resolver_set_default (usual);
}

static void
expect_cancelled (Caller *caller)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (caller_answer (caller, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (aloud_connection_is_open (caller->connection));
  aloud_test_settle ();
  g_assert_cmpuint (caller->closed, ==, 0);
}

static void
test_cancelled_before (void)
{
  g_autoptr (AloudTestServer) server = aloud_test_server_new ();
  g_autoptr (Caller) caller = caller_new (NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_cancellable_cancel (cancellable);
  caller_dial (caller, server->endpoint, cancellable);
  g_assert_null (caller->result); /* never during the call */
  expect_cancelled (caller);
}

/* After one, two, three ... turns of the main loop, until the dial is quicker: at each of its stages. */
static void
test_cancelled_at_each_stage (void)
{
  g_autoptr (AloudTestServer) server = aloud_test_server_new ();
  gboolean connected = FALSE;
  guint cancelled = 0;

  for (guint turns = 0; !connected; turns++)
    {
      g_autoptr (Caller) caller = caller_new (NULL);
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();

      caller_dial (caller, server->endpoint, cancellable);
      for (guint i = 0; i < turns && caller->result == NULL; i++)
        g_main_context_iteration (NULL, TRUE);
      connected = caller->result != NULL;
      g_cancellable_cancel (cancellable);
      if (!connected)
        {
          expect_cancelled (caller);
          cancelled++;
        }
      g_assert_cmpuint (turns, <, 1000);
    }
  g_assert_cmpuint (cancelled, >=, 3);
}

static void
test_close_while_dialling (void)
{
  g_autoptr (AloudTestServer) server = aloud_test_server_new ();
  g_autoptr (Caller) caller = caller_new (NULL);

  aloud_test_server_hold (server, TRUE);
  caller_dial (caller, server->endpoint, NULL);
  aloud_test_wait (server->requests == 1);
  aloud_connection_close (caller->connection);
  aloud_connection_close (caller->connection);
  g_assert_null (caller->result);
  expect_cancelled (caller);
  aloud_connection_close (caller->connection);
}

static void
test_dispose_while_dialling (void)
{
  g_autoptr (AloudTestServer) server = aloud_test_server_new ();
  g_autoptr (Caller) caller = caller_new (NULL);

  aloud_test_server_hold (server, TRUE);
  caller_dial (caller, server->endpoint, NULL);
  aloud_test_wait (server->requests == 1);
  g_object_run_dispose (G_OBJECT (caller->connection));
  expect_cancelled (caller);
}

static void
test_dispose_open (void)
{
  g_autoptr (AloudTestServer) server = aloud_test_server_new ();
  g_autoptr (Caller) caller = caller_new (NULL);
  gpointer witness = caller->connection;

  g_object_add_weak_pointer (witness, &witness);
  caller_connect (caller, server->endpoint);
  g_clear_object (&caller->result);
  g_clear_object (&caller->connection);
  g_assert_null (witness);
  aloud_test_wait (!server->connected); /* the server is not left with a dead peer */
}

static void
test_dispose_closing (void)
{
  g_autoptr (AloudTestServer) server = aloud_test_server_new ();
  g_autoptr (Caller) caller = caller_new (NULL);
  gpointer witness = caller->connection;

  g_object_add_weak_pointer (witness, &witness);
  caller_connect (caller, server->endpoint);
  aloud_connection_close (caller->connection);
  g_clear_object (&caller->result);
  g_clear_object (&caller->connection);
  g_assert_null (witness);
  aloud_test_wait (!server->connected);
  g_assert_cmpuint (caller->closed, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/transport/refusals/statuses", test_statuses);
  g_test_add_func ("/transport/refusals/challenge", test_challenge);
  g_test_add_func ("/transport/refusals/retry-after", test_retry_after);
  g_test_add_func ("/transport/refusals/timeout", test_timeout);
  g_test_add_func ("/transport/refusals/nobody-listens", test_nobody_listens);
  g_test_add_func ("/transport/refusals/no-such-host", test_no_such_host);
  g_test_add_func ("/transport/refusals/cancelled-before", test_cancelled_before);
  g_test_add_func ("/transport/refusals/cancelled-at-each-stage", test_cancelled_at_each_stage);
  g_test_add_func ("/transport/refusals/close-while-dialling", test_close_while_dialling);
  g_test_add_func ("/transport/refusals/dispose-while-dialling", test_dispose_while_dialling);
  g_test_add_func ("/transport/refusals/dispose-open", test_dispose_open);
  g_test_add_func ("/transport/refusals/dispose-closing", test_dispose_closing);

  return g_test_run ();
}
