/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-keyring.h"

#include <gio/gunixinputstream.h>
#include <stdio.h>
#include <unistd.h>

#include "aloud-agent.h"

/* usage: keyring-tool, then on standard input one command a line:
 *   lookup PROFILE | peek PROFILE | store PROFILE SECRET | clear PROFILE | copy PROFILE TO
 *   clear-quietly PROFILE | session PROFILE SECRET | cancel | stall
 * Each answer is one line, "waiting" and "waited" among them; stall tells for how many ms the main loop stood still. */
#define KEY ALOUD_SECRET_API_KEY
#define HOST "api.example"
#define WAITING_AFTER 300
#define TICK 5

static GMainLoop *loop;
static GCancellable *cancellable;
static gint64 last_tick, stall;

static void
say (const char *answer, const GError *error)
{
  if (g_error_matches (error, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_KEYRING_LOCKED))
    answer = "locked";
  else if (g_error_matches (error, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_KEYRING_UNAVAILABLE))
    answer = "unavailable";
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    answer = "cancelled";
  else if (error != NULL)
    answer = g_quark_to_string (error->domain);
  printf ("%s%s%s\n", answer, error != NULL ? ": " : "", error != NULL ? error->message : "");
  fflush (stdout);
}

static void
did_lookup (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AloudSecret) secret = aloud_keyring_lookup_finish (ALOUD_KEYRING (source), result, &error);
  g_autofree char *answer = NULL;

  if (secret != NULL)
    answer = g_strdup_printf ("secret %s %s", aloud_secret_get_text (secret),
                              aloud_secret_get_session_only (secret) ? "session"
                              : aloud_secret_get_stored_at (secret) > 0 ? "dated" : "undated");
  say (answer != NULL ? answer : "absent", error);
}

static void
did_peek (GObject *source, GAsyncResult *result, gpointer user_data)
{
  static const char *const states[] = { "absent", "stored", "session", "locked" };
  g_autoptr (GError) error = NULL;
  AloudSecretState state = aloud_keyring_peek_finish (ALOUD_KEYRING (source), result, NULL, &error);
  g_autofree char *answer = g_strconcat ("is ", states[state], NULL);

  say (answer, error);
}

static void
did_change (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  say ("done", error);
}

static void
on_waiting (AloudKeyring *keyring, GParamSpec *pspec, gpointer user_data)
{
  say (aloud_keyring_get_waiting (keyring) ? "waiting" : "waited", NULL);
}

static void
obey (AloudKeyring *keyring, char **words)
{
  guint n = g_strv_length (words);

  if (g_str_equal (words[0], "lookup") && n == 2)
    aloud_keyring_lookup_async (keyring, words[1], KEY, HOST, cancellable, did_lookup, NULL);
  else if (g_str_equal (words[0], "peek") && n == 2)
    aloud_keyring_peek_async (keyring, words[1], KEY, HOST, cancellable, did_peek, NULL);
  else if (g_str_equal (words[0], "store") && n == 3)
    aloud_keyring_store_async (keyring, words[1], KEY, HOST, "Reception", words[2], cancellable, did_change, NULL);
  else if (g_str_equal (words[0], "clear") && n == 2)
    aloud_keyring_clear_async (keyring, words[1], TRUE, cancellable, did_change, NULL);
  else if (g_str_equal (words[0], "clear-quietly") && n == 2)
    aloud_keyring_clear_async (keyring, words[1], FALSE, cancellable, did_change, NULL);
  else if (g_str_equal (words[0], "copy") && n == 3)
    aloud_keyring_copy_async (keyring, words[1], words[2], "Copy", cancellable, did_change, NULL);
  else if (g_str_equal (words[0], "session") && n == 3)
    aloud_keyring_use_for_session (keyring, words[1], KEY, HOST, words[2]);
  else if (g_str_equal (words[0], "cancel"))
    {
      g_cancellable_cancel (cancellable);
      g_set_object (&cancellable, NULL);
      cancellable = g_cancellable_new ();
    }
  else if (g_str_equal (words[0], "stall"))
    {
      g_autofree char *answer = g_strdup_printf ("%d", (int) (stall / 1000));

      stall = 0;
      say (answer, NULL);
    }
  else
    g_error ("not a command: %s", words[0]);
}

static void
did_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree char *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, NULL);
  g_auto (GStrv) words = line != NULL ? g_strsplit (line, " ", -1) : NULL;

  if (words == NULL)
    {
      g_main_loop_quit (loop);
      return;
    }
  obey (user_data, words);
  g_data_input_stream_read_line_async (G_DATA_INPUT_STREAM (source), 0, NULL, did_read, user_data);
}

static gboolean
on_tick (gpointer user_data)
{
  gint64 now = g_get_monotonic_time ();

  if (last_tick != 0)
    stall = MAX (stall, now - last_tick - TICK * 1000);
  last_tick = now;
  return G_SOURCE_CONTINUE;
}

int
main (void)
{
  g_autoptr (AloudKeyring) keyring = g_object_new (ALOUD_TYPE_KEYRING, "waiting-after", WAITING_AFTER, NULL);
  g_autoptr (GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (input);

  loop = g_main_loop_new (NULL, FALSE);
  cancellable = g_cancellable_new ();
  g_signal_connect (keyring, "notify::waiting", G_CALLBACK (on_waiting), NULL);
  g_data_input_stream_read_line_async (lines, 0, NULL, did_read, keyring);
  g_timeout_add (TICK, on_tick, NULL);
  g_main_loop_run (loop);
  g_main_loop_unref (loop);
  g_clear_object (&cancellable);
  return 0;
}
