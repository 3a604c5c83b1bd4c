/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include <gio/gunixinputstream.h>
#include <glib-unix.h>
#include <stdio.h>
#include <unistd.h>

#include "aloud-decoder.h"
#include "aloud-env-file.h"
#include "aloud-hardening.h"
#include "aloud-jwt.h"
#include "aloud-macros.h"
#include "aloud-narrator.h"
#include "aloud-practice-options.h"
#include "aloud-practice-server.h"

#define TOKEN_LIFETIME_S 3600
#define ANY_CONFIG       "practice"

enum {
  EXIT_HELD = 0,
  EXIT_USAGE = 1,
  EXIT_FAILED = 2,
};

static gboolean
on_signal (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

static void
did_read_parent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, NULL);

  if (bytes != NULL && g_bytes_get_size (bytes) > 0)
    g_input_stream_read_bytes_async (G_INPUT_STREAM (source), ALOUD_LONGEST_LINE, G_PRIORITY_DEFAULT, NULL,
                                     did_read_parent, user_data);
  else
    g_main_loop_quit (user_data);
}

static void
watch_parent (GMainLoop *loop)
{
  g_autoptr (GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);

  g_input_stream_read_bytes_async (input, ALOUD_LONGEST_LINE, G_PRIORITY_DEFAULT, NULL, did_read_parent,
                                   loop);
}

static const char *
to_json_word (gboolean value)
{
  return value ? "true" : "false";
}

static void
announce (const AloudPracticeOptions *options, guint port, const char *url)
{
  gboolean understands = aloud_decoder_is_available ();
  gboolean speaks = aloud_synthesis_says_anything ();

  if (options->child)
    {
      g_print ("{\"port\":%u,\"understands\":%s,\"speaks\":%s}\n", port, to_json_word (understands),
               to_json_word (speaks));
    }
  else
    {
      g_print ("The practice agent listens on %s\n", url);
      if (!understands)
        g_print ("It has no recogniser: it plays back what it hears.\n");
      if (!speaks)
        g_print ("It has no voice: it speaks in recorded clips.\n");
      if (options->api_key_file == NULL && options->jwt_secret_file == NULL && options->env_file == NULL)
        g_print ("Nobody knows its key: use --env-file to have it written, "
                 "or --api-key-file to choose it.\n");
    }
  fflush (stdout);
}

/* One line for each caller, so that one sees how often somebody tried. */
static void
on_visit (AloudPracticeServer *server, guint number, const char *refusal, gpointer user_data)
{
  if (refusal != NULL)
    g_print ("Caller %u: sent away, %s\n", number, refusal);
  else
    g_print ("Caller %u: came in\n", number);
  fflush (stdout);
}

static void
on_dialect (AloudPracticeServer *server, guint number, const char *how, gpointer user_data)
{
  g_print ("Caller %u: speaks %s\n", number, how);
  fflush (stdout);
}

/* As the page tells a person's own backend to issue one. */
static char *
make_token (const AloudPracticeOptions *options)
{
  g_autoptr (JsonObject) claims = json_object_new ();
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;
  JsonArray *permissions = json_array_new ();
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  json_object_set_string_member (claims, "iss", "nextevi.com");
  json_object_set_string_member (claims, "sub", "practice");
  json_object_set_string_member (claims, "aud", "nextevi-api");
  json_object_set_int_member (claims, "iat", now);
  json_object_set_int_member (claims, "exp", now + TOKEN_LIFETIME_S);
  json_array_add_string_element (permissions, "voice:connect");
  json_array_add_string_element (permissions, "voice:stream");
  json_object_set_array_member (claims, "permissions", permissions);
  if (options->config_id != NULL)
    json_object_set_string_member (claims, "config_id", options->config_id);
  if (options->project_id != NULL)
    json_object_set_string_member (claims, "project_id", options->project_id);
  json_node_set_object (root, claims);
  text = json_to_string (root, FALSE);
  return aloud_jwt_sign (text, options->jwt_secret);
}

static AloudEnvFile *
write_env_file (const AloudPracticeOptions *options, const char *url, GError **error)
{
  char *token = options->jwt_secret != NULL ? make_token (options) : NULL;
  AloudEnvFile *file;

  file = aloud_env_file_new (options->env_file,
                             (const AloudEnvEntry[]) {
                               { "NEXTEVI_API_KEY", options->api_key },
                               { "NEXTEVI_ACCESS_TOKEN", token },
                               { "NEXTEVI_CONFIG_ID",
                                 options->config_id != NULL ? options->config_id : ANY_CONFIG },
                               { "NEXTEVI_PROJECT_ID", options->project_id },
                               { "NEXTEVI_BASE_URL", url },
                               { NULL, NULL },
                             },
                             error);
  aloud_wipe_free (token);
  return file;
}

/* What ends the program is in place before anybody is told that it runs. */
static void
run (AloudPracticeServer *server, const AloudPracticeOptions *options, guint port, const char *url)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  guint interrupted = g_unix_signal_add (SIGINT, on_signal, loop);
  guint terminated = g_unix_signal_add (SIGTERM, on_signal, loop);

  if (options->child)
    watch_parent (loop);
  announce (options, port, url);
  g_main_loop_run (loop);

  aloud_practice_server_stop (server);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  if (g_main_context_find_source_by_id (NULL, interrupted) != NULL)
    g_source_remove (interrupted);
  if (g_main_context_find_source_by_id (NULL, terminated) != NULL)
    g_source_remove (terminated);
}

static gboolean
serve (const AloudPracticeOptions *options, GError **error)
{
  g_autoptr (AloudPracticeServer) server = aloud_practice_server_new (&options->rules, &options->style);
  g_autoptr (AloudEnvFile) env_file = NULL;
  g_autofree char *url = NULL;
  guint port;

  if (!options->child)
    {
      g_signal_connect (server, "visit", G_CALLBACK (on_visit), NULL);
      g_signal_connect (server, "dialect", G_CALLBACK (on_dialect), NULL);
    }
  port = aloud_practice_server_listen (server, options->child ? 0 : options->port, options->certificate,
                                       error);
  if (port == 0)
    return FALSE;
  url = g_strdup_printf ("%s://127.0.0.1:%u/ws/voice", options->certificate != NULL ? "wss" : "ws", port);
  if (options->env_file != NULL && (env_file = write_env_file (options, url, error)) == NULL)
    return FALSE;
  run (server, options, port, url);
  return TRUE;
}

int
main (int argc, char *argv[])
{
  g_auto (AloudPracticeOptions) options = { 0 };
  g_autoptr (GError) error = NULL;

  aloud_hardening_begin ();
  g_set_prgname ("aloud-practice");
  if (!aloud_practice_options_read (&options, &argc, &argv, &error))
    {
      g_printerr ("aloud-practice: %s\n", error->message);
      return error->domain == G_OPTION_ERROR ? EXIT_USAGE : EXIT_FAILED;
    }
  if (options.version)
    {
      g_print ("aloud-practice %s\n", ALOUD_VERSION);
      return EXIT_HELD;
    }
  if (!serve (&options, &error))
    {
      g_printerr ("aloud-practice: %s\n", error->message);
      return EXIT_FAILED;
    }
  return EXIT_HELD;
}
