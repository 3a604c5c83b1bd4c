/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-auth-log.h"

#include <string.h>

#include "aloud-agent.h"
#include "aloud-connection.h"
#include "aloud-error.h"

#include "aloud-test-util.h"

static AloudAuthEntry *
get_entry (AloudAuthLog *log, guint position)
{
  AloudAuthEntry *entry = g_list_model_get_item (G_LIST_MODEL (log), position);

  g_assert_nonnull (entry);
  g_object_unref (entry); /* the log has it */
  return entry;
}

static void
test_entry (void)
{
  g_autoptr (AloudAuthLog) log = aloud_auth_log_new ();
  g_autoptr (GDateTime) before = g_date_time_new_now_local ();
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *profile = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) kept = NULL;
  AloudAuthEntry *entry;
  int code;

  g_assert_null (g_list_model_get_item (G_LIST_MODEL (log), 0));
  error = g_error_new_literal (ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_UNAUTHORIZED,
                               "WebSocket close 4001: oak_0123456789");
  aloud_auth_log_add_error (log, "Reception", "api-key", error);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (log)), ==, 1);
  entry = get_entry (log, 0);
  g_assert_cmpstr (aloud_auth_entry_get_kind (entry), ==, "api-key");
  g_assert_cmpstr (aloud_auth_entry_get_outcome (entry), ==, "auth-failed");
  g_object_get (entry, "profile", &profile, "time", &time, "code", &code, NULL);
  g_assert_cmpstr (profile, ==, "Reception");
  g_assert_cmpint (code, ==, 4001);
  g_assert_cmpint (g_date_time_compare (time, before), >=, 0);

  /* What the other side said may repeat the secret. */
  kept = aloud_auth_entry_dup_error (entry);
  g_assert_error (kept, ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_UNAUTHORIZED);
  g_assert_cmpstr (kept->message, ==, "");
  text = aloud_auth_log_to_text (log);
  g_assert_null (strstr (text, "oak_"));
}

/* Each error has a word that can be looked up, and none of several. */
static void
test_words (void)
{
  const struct {
    GQuark domain;
    int last;
  } domains[] = {
    { ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_DROPPED },
    { ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_TOKEN_COMMAND },
    { ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_BAD_FILE },
    { G_IO_ERROR, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (domains); i++)
    for (int code = 0; code <= domains[i].last; code++)
      {
        g_autoptr (GError) error = g_error_new_literal (domains[i].domain, code, "HTTP 403 Forbidden");
        const char *word = aloud_auth_outcome_of_error (error);

        g_assert_cmpuint (strspn (word, "abcdefghijklmnopqrstuvwxyz-"), ==, strlen (word));
        g_assert_cmpint (aloud_auth_outcome_get_code (error), ==, 403);
      }
}

static void
test_text (void)
{
  g_autoptr (AloudAuthLog) log = aloud_auth_log_new ();
  g_autofree char *nothing = aloud_auth_log_to_text (log);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_auto (GStrv) fields = NULL;
  g_autoptr (GDateTime) time = NULL;

  g_assert_cmpstr (nothing, ==, "");
  aloud_auth_log_add (log, "two\nlines\tä\xff\033[1m", "token", ALOUD_AUTH_ACCEPTED);
  aloud_auth_log_add (log, "b", "", ALOUD_AUTH_FOUND);
  text = aloud_auth_log_to_text (log);
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 3); /* the last is empty */
  fields = g_strsplit (lines[0], "\t", -1);
  g_assert_cmpuint (g_strv_length (fields), ==, 5);
  time = g_date_time_new_from_iso8601 (fields[0], NULL);
  g_assert_nonnull (time);
  g_assert_cmpstr (fields[1], ==, "two lines ä\uFFFD [1m");
  g_assert_cmpstr (fields[2], ==, "token");
  g_assert_cmpstr (fields[3], ==, "accepted");
  g_assert_cmpstr (fields[4], ==, "0");
}

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  guint *mirrored = user_data;

  *mirrored += added - removed;
  g_assert_cmpuint (*mirrored, ==, g_list_model_get_n_items (model));
}

static void
test_bounded (void)
{
  g_autoptr (AloudAuthLog) log = aloud_auth_log_new ();
  guint mirrored = 0;

  g_signal_connect (log, "items-changed", G_CALLBACK (on_items_changed), &mirrored);
  for (int i = 0; i < ALOUD_AUTH_LOG_MAX + 7; i++)
    {
      g_autofree char *message = g_strdup_printf ("HTTP %d", i);
      g_autoptr (GError) error = g_error_new_literal (ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_REFUSED, message);

      aloud_auth_log_add_error (log, "a", "token", error);
    }
  g_assert_cmpuint (mirrored, ==, ALOUD_AUTH_LOG_MAX);
  g_assert_cmpint (aloud_auth_entry_get_code (get_entry (log, 0)), ==, 7);
  g_assert_cmpint (aloud_auth_entry_get_code (get_entry (log, ALOUD_AUTH_LOG_MAX - 1)), ==, ALOUD_AUTH_LOG_MAX + 6);
}

/* It has a log domain of its own, also for who reads the program's output. */
static void
test_domain (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr (AloudAuthLog) log = aloud_auth_log_new ();

      g_setenv ("G_MESSAGES_DEBUG", "aloud-auth", TRUE);
      aloud_auth_log_add (log, "Reception", "token", ALOUD_AUTH_ACCEPTED);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stdout ("*aloud-auth-INFO*Reception: token: accepted (0)*");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/profiles/auth-log/entry", test_entry);
  g_test_add_func ("/profiles/auth-log/words", test_words);
  g_test_add_func ("/profiles/auth-log/text", test_text);
  g_test_add_func ("/profiles/auth-log/bounded", test_bounded);
  g_test_add_func ("/profiles/auth-log/domain", test_domain);
  return g_test_run ();
}
