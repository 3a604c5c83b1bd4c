/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-practice-agent.h"

#include <signal.h>

#include "aloud-test-util.h"

static AloudRoute *
reach (AloudPracticeAgent *agent, GCancellable *cancellable, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  aloud_agent_reach_async (ALOUD_AGENT (agent), ALOUD_REACH_FIRST, cancellable, aloud_test_store_result, &result);
  aloud_test_wait (result != NULL);
  return aloud_agent_reach_finish (ALOUD_AGENT (agent), result, error);
}

static AloudPracticeAgent *
start (AloudRoute **route)
{
  AloudPracticeAgent *agent = aloud_practice_agent_new (g_getenv ("ALOUD_PRACTICE"));
  g_autoptr(GError) error = NULL;

  *route = reach (agent, NULL, &error);
  g_assert_no_error (error);
  return agent;
}

static const char *
get_key (AloudRoute *route)
{
  return aloud_credential_get_secret (aloud_route_get_credential (route));
}

static GPid
get_pid (AloudPracticeAgent *agent)
{
  return (GPid) g_ascii_strtoll (aloud_practice_agent_get_pid (agent), NULL, 10);
}

/* The key goes in on standard input: it stands in no argument and in no environment. */
static void
assert_secret_stays (GPid pid, const char *secret)
{
  static const char *places[] = { "cmdline", "environ" };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *path = g_strdup_printf ("/proc/%d/%s", pid, places[i]);
      g_autofree char *text = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (path, &text, &length, NULL));
      g_assert_cmpuint (length, >, 0);
      g_assert_null (memmem (text, length, secret, strlen (secret)));
    }
}

static void
test_reached (void)
{
  g_autoptr(AloudRoute) route = NULL;
  g_autoptr(AloudRoute) again = NULL;
  AloudPracticeAgent *agent = start (&route);
  g_autofree char *display = aloud_endpoint_to_display (aloud_route_get_endpoint (route));
  g_autofree char *second = NULL;

  g_assert_true (g_str_has_prefix (display, "ws://127.0.0.1:"));
  g_assert_true (g_str_has_prefix (get_key (route), "oak_"));
  g_assert_true (aloud_agent_get_takes_interrupt (ALOUD_AGENT (agent)));
  assert_secret_stays (get_pid (agent), get_key (route));

  /* It runs already: no second one. */
  again = reach (agent, NULL, NULL);
  second = aloud_endpoint_to_display (aloud_route_get_endpoint (again));
  g_assert_cmpstr (second, ==, display);
  g_assert_finalize_object (agent);
}

static gboolean
is_running (GPid pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", pid);
  g_autofree char *text = NULL;

  /* Between its end and our reading of it a process is a zombie. */
  return g_file_get_contents (path, &text, NULL, NULL) && strstr (text, ") Z ") == NULL;
}

static gboolean
on_tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
test_ends_with_us (void)
{
  g_autoptr(AloudRoute) route = NULL;
  AloudPracticeAgent *agent = start (&route);
  GPid pid = get_pid (agent);
  guint tick = g_timeout_add (20, on_tick, NULL);

  g_assert_true (is_running (pid));
  g_assert_finalize_object (agent);
  aloud_test_wait (!is_running (pid));
  g_source_remove (tick);
}

static void
on_gone (AloudAgent *agent, const GError *error, gpointer user_data)
{
  g_propagate_error ((GError **) user_data, g_error_copy (error));
}

static void
test_killed (void)
{
  g_autoptr(AloudRoute) route = NULL;
  g_autoptr(AloudRoute) next = NULL;
  g_autoptr(GError) gone = NULL;
  AloudPracticeAgent *agent = start (&route);

  g_signal_connect (agent, "gone", G_CALLBACK (on_gone), &gone);
  kill (get_pid (agent), SIGKILL);
  aloud_test_wait (gone != NULL);
  g_assert_error (gone, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_GONE);
  g_assert_null (aloud_practice_agent_get_pid (agent));

  /* The next call starts another, with another key. */
  next = reach (agent, NULL, NULL);
  g_assert_nonnull (next);
  g_assert_cmpstr (get_key (route), !=, get_key (next));
  g_assert_finalize_object (agent);
}

static void
test_not_there (void)
{
  AloudPracticeAgent *agent = aloud_practice_agent_new ("/nowhere/aloud-practice");
  g_autoptr(GError) error = NULL;

  g_assert_null (reach (agent, NULL, &error));
  g_assert_error (error, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_NO_PROGRAM);
  g_assert_finalize_object (agent);
}

/* Programs that are no agent: one that ends at once, one that says something else. */
static void
test_no_agent (gconstpointer program)
{
  AloudPracticeAgent *agent = aloud_practice_agent_new (program);
  g_autoptr(GError) error = NULL;

  g_assert_null (reach (agent, NULL, &error));
  g_assert_error (error, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_GONE);
  g_assert_finalize_object (agent);
}

static void
test_cancelled (void)
{
  AloudPracticeAgent *agent = aloud_practice_agent_new (g_getenv ("ALOUD_PRACTICE"));
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  aloud_agent_reach_async (ALOUD_AGENT (agent), ALOUD_REACH_FIRST, cancellable, aloud_test_store_result, &result);
  g_cancellable_cancel (cancellable);
  aloud_test_wait (result != NULL);
  g_assert_null (aloud_agent_reach_finish (ALOUD_AGENT (agent), result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result); /* it knows its source */
  aloud_test_settle ();
  g_assert_finalize_object (agent);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGPIPE, SIG_IGN); /* as GTK and GLib's network code do */
  g_test_add_func ("/profiles/practice-agent/reached", test_reached);
  g_test_add_func ("/profiles/practice-agent/ends-with-us", test_ends_with_us);
  g_test_add_func ("/profiles/practice-agent/killed", test_killed);
  g_test_add_func ("/profiles/practice-agent/not-there", test_not_there);
  g_test_add_data_func ("/profiles/practice-agent/ends-at-once", "/bin/true", test_no_agent);
  g_test_add_data_func ("/profiles/practice-agent/says-something-else", "/bin/echo", test_no_agent);
  g_test_add_func ("/profiles/practice-agent/cancelled", test_cancelled);
  return g_test_run ();
}
