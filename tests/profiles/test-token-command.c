/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-token-source.h"

#include <glib/gstdio.h>
#include <stdlib.h>

#include "aloud-agent.h"
#include "aloud-hardening.h"
#include "aloud-macros.h"
#include "aloud-test-util.h"

#define TOKEN "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln"
#define sh(script) ((const char *const[]){ "/bin/sh", "-c", script, NULL })

static char *
run (const char *const *argv, guint timeout_ms, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  aloud_token_command_run_async (argv, timeout_ms, NULL, aloud_test_store_result, &result);
  aloud_test_wait (result != NULL);
  return aloud_token_command_run_finish (result, NULL, error);
}

static void
expect_token (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  char *token = run (argv, 30000, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (token, ==, TOKEN);
  aloud_wipe_free (token);
}

static void
expect_error (const char *const *argv, guint timeout_ms, AloudAgentError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (run (argv, timeout_ms, &error));
  g_assert_error (error, ALOUD_AGENT_ERROR, (int) code);
  g_assert_null (strstr (error->message, "oak_"));
}

static void
test_good (void)
{
  static const char *const no_shell[] = { "echo", TOKEN, NULL };

  expect_token (no_shell);
  expect_token (sh ("echo '{\"token\":\"" TOKEN "\"}'"));
  expect_token (sh ("echo oak_complaint >&2; echo " TOKEN));
}

/* No shell reads the arguments. */
static void
test_arguments (void)
{
  static const char *const odd[] = { "printf", "%s", "$(echo " TOKEN ")", NULL };

  expect_error (odd, 30000, ALOUD_AGENT_ERROR_TOKEN_UNREADABLE);
}

static void
test_bad (void)
{
  static const char *const absent[] = { "/nowhere/at/all", NULL };
  static const char *const nothing[] = { NULL };

  expect_error (absent, 30000, ALOUD_AGENT_ERROR_TOKEN_COMMAND);
  expect_error (nothing, 30000, ALOUD_AGENT_ERROR_TOKEN_COMMAND);
  expect_error (sh ("echo " TOKEN "; echo oak_complaint >&2; exit 1"), 30000, ALOUD_AGENT_ERROR_TOKEN_COMMAND);
  expect_error (sh ("kill -9 $$"), 30000, ALOUD_AGENT_ERROR_TOKEN_COMMAND);
  expect_error (sh ("echo oak_no_token"), 30000, ALOUD_AGENT_ERROR_TOKEN_UNREADABLE);
  expect_error (sh ("exit 0"), 30000, ALOUD_AGENT_ERROR_TOKEN_UNREADABLE);
}

/* yes(1) would go on for ever. */
static void
test_huge (void)
{
  expect_error (sh ("exec yes"), 30000, ALOUD_AGENT_ERROR_TOKEN_TOO_LARGE);
}

/* Somebody else's zombie is over too. */
static gboolean
is_running (const char *path)
{
  g_autofree char *pid = NULL;
  g_autofree char *stat = NULL;
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &pid, NULL, NULL));
  stat = g_strdup_printf ("/proc/%d/stat", atoi (pid));
  return g_file_get_contents (stat, &text, NULL, NULL) && strstr (text, ") Z") == NULL;
}

static gboolean
on_tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE; /* so that aloud_test_wait() looks again */
}

/* Also the program's own child, which has the output open, is gone. */
static void
test_slow (void)
{
  g_autofree char *folder = g_dir_make_tmp ("aloud-token-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "pid", NULL);
  g_autofree char *script = g_strdup_printf ("sleep 300 & echo $! > %s; mv %s %s.done; wait", path, path, path);
  g_autofree char *done = g_strconcat (path, ".done", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint tick = g_timeout_add (10, on_tick, NULL);

  aloud_token_command_run_async (sh (script), 30000, cancellable, aloud_test_store_result, &result);
  aloud_test_wait (g_file_test (done, G_FILE_TEST_EXISTS));
  g_assert_true (is_running (done));
  g_cancellable_cancel (cancellable);
  aloud_test_wait (result != NULL);
  g_assert_null (aloud_token_command_run_finish (result, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  aloud_test_wait (!is_running (done));
  g_source_remove (tick);

  expect_error (sh ("sleep 300 & wait"), 50, ALOUD_AGENT_ERROR_TOKEN_TIMED_OUT);
  /* It says all it has to say and does not end. */
  expect_error (sh ("echo " TOKEN "; exec >&-; sleep 300"), 200, ALOUD_AGENT_ERROR_TOKEN_TIMED_OUT);
  g_remove (done);
  g_rmdir (folder);
}

static void
cancel (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
}

/* In the middle of the main loop, as a person does, while all that is missing is the end. */
static void
test_cancelled_at_the_end (void)
{
  g_autofree char *folder = g_dir_make_tmp ("aloud-token-XXXXXX", NULL);
  g_autofree char *done = g_build_filename (folder, "done", NULL);
  g_autofree char *script = g_strdup_printf ("echo " TOKEN "; exec >&-; touch %s; sleep 300", done);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint tick = g_timeout_add (10, on_tick, NULL);

  aloud_token_command_run_async (sh (script), 30000, cancellable, aloud_test_store_result, &result);
  aloud_test_wait (g_file_test (done, G_FILE_TEST_EXISTS));
  aloud_test_settle ();
  g_idle_add_once (cancel, cancellable);
  aloud_test_wait (result != NULL);
  g_source_remove (tick);
  g_assert_null (aloud_token_command_run_finish (result, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_remove (done);
  g_rmdir (folder);
}

/* What Aloud was given for the service is no business of the command. */
static void
test_environment (void)
{
  g_setenv ("NEXTEVI_API_KEY", "oak_0123456789", TRUE);
  g_setenv ("NEXTEVI_ACCESS_TOKEN", TOKEN, TRUE);
  g_setenv ("ALOUD_TEST_KEPT", TOKEN, TRUE);
  aloud_hardening_begin ();
  expect_token (sh ("env | grep -q -e NEXTEVI_ -e G_TLS_ || echo $ALOUD_TEST_KEPT"));
  g_unsetenv ("NEXTEVI_API_KEY");
  g_unsetenv ("NEXTEVI_ACCESS_TOKEN");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/profiles/token-command/good", test_good);
  g_test_add_func ("/profiles/token-command/arguments", test_arguments);
  g_test_add_func ("/profiles/token-command/bad", test_bad);
  g_test_add_func ("/profiles/token-command/huge", test_huge);
  g_test_add_func ("/profiles/token-command/slow", test_slow);
  g_test_add_func ("/profiles/token-command/cancelled-at-the-end", test_cancelled_at_the_end);
  g_test_add_func ("/profiles/token-command/environment", test_environment);
  return g_test_run ();
}
