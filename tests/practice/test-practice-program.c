/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "aloud-test-util.h"
#include "aloud-token.h"
#include "practice-caller.h"

/* The program as others start it. */

#define KEY    "oak_test_0123456789abcdef"
#define SECRET "the secret of the tests"

static GSubprocess *
start (const char * const *arguments)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) argv = NULL;
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  g_strv_builder_add (builder, g_getenv ("ALOUD_PRACTICE"));
  g_strv_builder_addv (builder, (const char **) arguments);
  argv = g_strv_builder_end (builder);
  process = g_subprocess_newv ((const char * const *) argv,
                               G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                 G_SUBPROCESS_FLAGS_STDERR_PIPE,
                               &error);
  g_assert_no_error (error);
  return process;
}

static void
say (GSubprocess *process, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (g_subprocess_get_stdin_pipe (process), text, strlen (text), NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
close_input (GSubprocess *process)
{
  g_autoptr (GError) error = NULL;

  g_output_stream_close (g_subprocess_get_stdin_pipe (process), NULL, &error);
  g_assert_no_error (error);
}

static char *
read_output_line (GSubprocess *process)
{
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_autoptr (GAsyncResult) result = NULL;

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  g_data_input_stream_read_line_async (lines, G_PRIORITY_DEFAULT, NULL, aloud_test_store_result, &result);
  aloud_test_wait (result != NULL);
  return g_data_input_stream_read_line_finish (lines, result, NULL, NULL);
}

static char *
read_rest (GInputStream *stream)
{
  g_autoptr (GOutputStream) text = g_memory_output_stream_new_resizable ();
  g_autoptr (GAsyncResult) result = NULL;

  g_output_stream_splice_async (text, stream, G_OUTPUT_STREAM_SPLICE_NONE, G_PRIORITY_DEFAULT, NULL,
                                aloud_test_store_result, &result);
  aloud_test_wait (result != NULL);
  g_assert_cmpint (g_output_stream_splice_finish (text, result, NULL), >=, 0);
  g_output_stream_write_all (text, "", 1, NULL, NULL, NULL);
  g_output_stream_close (text, NULL, NULL);
  return g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (text));
}

/* Its end; everything it printed after the lines already read comes back in @printed. */
static int
wait_for_end (GSubprocess *process, char **printed)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *out = read_rest (g_subprocess_get_stdout_pipe (process));
  g_autofree char *err = read_rest (g_subprocess_get_stderr_pipe (process));

  g_subprocess_wait_async (process, NULL, aloud_test_store_result, &result);
  aloud_test_wait (result != NULL);
  g_assert_true (g_subprocess_wait_finish (process, result, NULL));
  if (printed != NULL)
    *printed = g_strconcat (out, err, NULL);
  return g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process)
                                              : -g_subprocess_get_term_sig (process);
}

static char *
read_command_line (GSubprocess *process)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/cmdline", g_subprocess_get_identifier (process));
  char *text = NULL;
  gsize length, i;

  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  for (i = 0; i + 1 < length; i++)
    if (text[i] == '\0')
      text[i] = ' ';
  return text;
}

static void
test_child (void)
{
  const char *arguments[] = { "--child", NULL };
  g_autoptr (GSubprocess) process = start (arguments);
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *line = NULL;
  g_autofree char *command_line = read_command_line (process);
  g_autofree char *printed = NULL;
  JsonObject *object;
  guint port;

  say (process, "{\"api_key\":\"" KEY "\",\"dialect\":\"nested\",\"llm\":\"cumulative\"}\n");
  line = read_output_line (process);
  root = json_from_string (line, NULL);
  g_assert_nonnull (root);
  object = json_node_get_object (root);
  port = json_object_get_int_member (object, "port");
  g_assert_cmpuint (port, >, 0);
#ifdef ALOUD_HAVE_RECOGNISER
  g_assert_true (json_object_get_boolean_member (object, "understands"));
#else
  g_assert_false (json_object_get_boolean_member (object, "understands"));
#endif
#ifdef ALOUD_HAVE_VOICE
  g_assert_true (json_object_get_boolean_member (object, "speaks"));
#else
  g_assert_false (json_object_get_boolean_member (object, "speaks"));
#endif
  {
    g_autoptr (Caller) caller = caller_new (port, "config_id=c&api_key=" KEY);

    aloud_test_wait (caller_find (caller, "tts_chunk") != NULL);
    g_assert_true (json_object_has_member (caller_find (caller, "tts_chunk"), "data"));
    close_input (process);
    aloud_test_wait (caller->closed);
  }
  g_assert_cmpint (wait_for_end (process, &printed), ==, 0);
  g_assert_null (strstr (command_line, "oak_"));
  g_assert_null (strstr (line, "oak_"));
  g_assert_cmpstr (printed, ==, "");
}

static void
test_child_without_settings (void)
{
  static const char * const lines[] = { "\n", "{}\n", "{\"api_key\":7}\n", "{\"api_key\":\"" KEY "\",\"dialect\":\"x\"}\n",
                                        "not json " KEY "\n" };
  const char *arguments[] = { "--child", NULL };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (GSubprocess) process = start (arguments);
      g_autofree char *printed = NULL;

      say (process, lines[i]);
      g_assert_cmpint (wait_for_end (process, &printed), ==, 1);
      g_assert_null (strstr (printed, KEY));
      g_assert_nonnull (strstr (printed, "settings"));
    }
}

static char *
get_value (const char *env, const char *name)
{
  g_autofree char *begin = g_strconcat (name, "=", NULL);
  g_auto (GStrv) lines = g_strsplit (env, "\n", -1);
  guint i;

  for (i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], begin))
      return g_strdup (lines[i] + strlen (begin));
  return NULL;
}

static void
test_env_file (void)
{
  g_autofree char *folder = g_dir_make_tmp ("aloud-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "call.env", NULL);
  const char *arguments[] = { "--port", "0", "--env-file", path, NULL };
  g_autoptr (GSubprocess) process = start (arguments);
  g_autofree char *line = read_output_line (process);
  g_autofree char *env = NULL;
  g_autofree char *key = NULL;
  g_autofree char *url = NULL;
  g_autofree char *printed = NULL;
  struct stat status;

  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_assert_true (g_file_get_contents (path, &env, NULL, NULL));
  key = get_value (env, "NEXTEVI_API_KEY");
  url = get_value (env, "NEXTEVI_BASE_URL");
  g_assert_true (g_str_has_prefix (key, "oak_"));
  g_assert_cmpuint (strlen (key), >=, 40);
  g_assert_true (g_str_has_prefix (url, "ws://127.0.0.1:"));
  g_assert_true (g_str_has_suffix (url, "/ws/voice"));
  g_assert_nonnull (strstr (env, "NEXTEVI_CONFIG_ID=practice\n"));
  g_assert_nonnull (strstr (line, url));

  g_subprocess_send_signal (process, SIGTERM);
  g_assert_cmpint (wait_for_end (process, &printed), ==, 0);
  g_assert_null (strstr (line, "oak_"));
  g_assert_null (strstr (printed, "oak_"));
  g_assert_cmpint (g_access (path, F_OK), !=, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* Neither an existing file nor a link to somewhere else is ever written to. */
static void
test_env_file_of_others (void)
{
  g_autofree char *folder = g_dir_make_tmp ("aloud-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (folder, "file", NULL);
  g_autofree char *link = g_build_filename (folder, "link", NULL);
  g_autofree char *target = g_build_filename (folder, "target", NULL);
  const char *paths[] = { file, link };
  g_autofree char *text = NULL;
  guint i;

  g_assert_true (g_file_set_contents (file, "mine", -1, NULL));
  g_assert_cmpint (symlink (target, link), ==, 0);
  for (i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      const char *arguments[] = { "--port", "0", "--env-file", paths[i], NULL };
      g_autoptr (GSubprocess) process = start (arguments);

      g_assert_cmpint (wait_for_end (process, NULL), ==, 2);
    }
  g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "mine");
  g_assert_cmpint (g_access (target, F_OK), !=, 0);
  g_assert_cmpint (g_unlink (file) | g_unlink (link) | g_rmdir (folder), ==, 0);
}

static void
test_key_from_input (void)
{
  const char *arguments[] = { "--port", "0", "--api-key-file", "-", NULL };
  g_autoptr (GSubprocess) process = start (arguments);
  g_autofree char *line = NULL;
  guint port = 0;

  say (process, KEY "\n");
  line = read_output_line (process);
  g_assert_cmpint (sscanf (line, "The practice agent listens on ws://127.0.0.1:%u/", &port), ==, 1);
  g_assert_cmpuint (caller_try (port, "/ws/voice/i?config_id=c&api_key=" KEY, NULL), ==, 101);
  g_assert_cmpuint (caller_try (port, "/ws/voice/i?config_id=c&api_key=oak_other_key", NULL), ==, 401);
  g_subprocess_send_signal (process, SIGINT);
  g_assert_cmpint (wait_for_end (process, NULL), ==, 0);
}

/* Ends it as a person does; what it printed comes back. */
static char *
stop (GSubprocess *process)
{
  char *printed = NULL;
  int code;

  g_subprocess_send_signal (process, SIGINT);
  code = wait_for_end (process, &printed);
  if (code != 0)
    g_error ("ended with %d: %s", code, printed);
  return printed;
}

static char *
certificate_path (const char *name)
{
  return g_test_build_filename (G_TEST_BUILT, "support", name, NULL);
}

/* Key and secret from standard input, one after the other; the token of the file opens the door of wss. */
static void
test_token_and_tls (void)
{
  g_autofree char *folder = g_dir_make_tmp ("aloud-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "call.env", NULL);
  g_autofree char *certificate = certificate_path ("here.pem");
  g_autofree char *key = certificate_path ("here.key");
  g_autofree char *ca = certificate_path ("ca.pem");
  const char *arguments[] = { "--port", "0", "--api-key-file", "-", "--jwt-secret-file", "-", "--env-file", path,
                              "--tls-certificate", certificate, "--tls-key", key, "--config-id", "c-1",
                              "--project-id", "p-1", NULL };
  g_autoptr (GTlsDatabase) database = g_tls_file_database_new (ca, NULL);
  g_autoptr (GSubprocess) process = start (arguments);
  g_autoptr (AloudToken) token = NULL;
  g_autofree char *line = NULL;
  g_autofree char *env = NULL;
  g_autofree char *jwt = NULL;
  g_autofree char *url = NULL;
  g_autofree char *bearer = NULL;
  g_autofree char *printed = NULL;
  guint port = 0;

  say (process, KEY "\n" SECRET "\n");
  line = read_output_line (process);
  g_assert_cmpint (sscanf (line, "The practice agent listens on wss://127.0.0.1:%u/ws/voice", &port), ==, 1);
  g_assert_true (g_file_get_contents (path, &env, NULL, NULL));
  g_assert_nonnull (strstr (env, "NEXTEVI_API_KEY=" KEY "\n"));
  g_assert_nonnull (strstr (env, "NEXTEVI_CONFIG_ID=c-1\n"));
  g_assert_nonnull (strstr (env, "NEXTEVI_PROJECT_ID=p-1\n"));
  g_assert_null (strstr (env, SECRET));
  url = get_value (env, "NEXTEVI_BASE_URL");
  g_assert_nonnull (strstr (line, url));

  jwt = get_value (env, "NEXTEVI_ACCESS_TOKEN");
  token = aloud_token_parse (jwt, NULL);
  g_assert_cmpstr (token->issuer, ==, "nextevi.com");
  g_assert_cmpstr (token->audience, ==, "nextevi-api");
  g_assert_cmpstr (token->config_id, ==, "c-1");
  g_assert_cmpstr (token->project_id, ==, "p-1");
  g_assert_cmpint (token->expires_at - token->issued_at, ==, 3600);

  bearer = g_strconcat ("Bearer ", jwt, NULL);
  {
    g_autoptr (CallerAnswer) good = caller_visit (port, database, "/ws/voice/i?config_id=c-1", bearer);
    g_autoptr (CallerAnswer) bad = caller_visit (port, database, "/ws/voice/i?config_id=c-2&api_key=" KEY, NULL);

    g_assert_cmpuint (good->status, ==, 101);
    g_assert_nonnull (strstr (good->text, "\"project_id\":\"p-1\""));
    g_assert_cmpuint (bad->status, ==, 404);
    g_assert_cmpstr (bad->phrase, ==, "CONFIG_NOT_FOUND");
  }
  printed = stop (process);
  g_assert_null (strstr (printed, KEY));
  g_assert_null (strstr (printed, SECRET));
  g_assert_null (strstr (printed, jwt));
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* What one is told on standard output is enough to see how often somebody tried. */
static void
test_refuse (void)
{
  const char *arguments[] = { "--port", "0", "--api-key-file", "-", "--refuse", "auth-failed:2", "--refusals", "after",
                              "--echo-credential", NULL };
  g_autoptr (GSubprocess) process = start (arguments);
  g_autofree char *line = NULL;
  g_autofree char *printed = NULL;
  guint port = 0, i;

  say (process, KEY "\n");
  line = read_output_line (process);
  g_assert_cmpint (sscanf (line, "The practice agent listens on ws://127.0.0.1:%u/", &port), ==, 1);
  for (i = 0; i < 3; i++)
    {
      g_autoptr (CallerAnswer) answer = caller_visit (port, NULL, "/ws/voice/i?config_id=c&api_key=" KEY, NULL);

      g_assert_cmpuint (answer->close_code, ==, i < 2 ? 4001 : 0);
      if (i < 2)
        g_assert_cmpstr (answer->close_reason, ==, "AUTH_FAILED: " KEY);
    }
  printed = stop (process);
  g_assert_nonnull (strstr (printed, "Caller 1: sent away, close 4001 AUTH_FAILED\n"
                                     "Caller 2: sent away, close 4001 AUTH_FAILED\n"
                                     "Caller 3: came in\n"));
  g_assert_null (strstr (printed, KEY));
}

static void
test_unreadable_files (void)
{
  g_autofree char *certificate = certificate_path ("here.pem");
  const char *table[][5] = {
    { "--api-key-file", "/nowhere/key", NULL },
    { "--jwt-secret-file", "/nowhere/secret", NULL },
    { "--tls-certificate", "/nowhere/certificate", "--tls-key", "/nowhere/key", NULL },
    { "--tls-certificate", certificate, "--tls-key", "/dev/null", NULL },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GSubprocess) process = start (table[i]);
      g_autofree char *printed = NULL;

      g_assert_cmpint (wait_for_end (process, &printed), ==, 2);
      g_assert_true (g_str_has_prefix (printed, "aloud-practice: "));
    }
}

static void
test_usage (void)
{
  static const char * const table[][3] = {
    { "--dialect", "klingon", NULL }, { "--llm", "both", NULL },    { "--port", "70000", NULL },
    { "--nonsense", NULL, NULL },     { "word", NULL, NULL },       { "--refuse", "auth-failed:0", NULL },
    { "--refuse", "auth", NULL },     { "--refuse", "", NULL },     { "--refuse", "http-403:x", NULL },
    { "--refusals", "never", NULL },  { "--tls-key", "k", NULL },   { "--tls-certificate", "c", NULL },
    { "--jwt-secret-file", "/dev/null", NULL },                     { "--api-key-file", "/dev/null", NULL },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GSubprocess) process = start (table[i]);
      g_autofree char *printed = NULL;

      g_assert_cmpint (wait_for_end (process, &printed), ==, 1);
      g_assert_cmpstr (printed, !=, "");
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/program/child", test_child);
  g_test_add_func ("/practice/program/child-without-settings", test_child_without_settings);
  g_test_add_func ("/practice/program/env-file", test_env_file);
  g_test_add_func ("/practice/program/env-file-of-others", test_env_file_of_others);
  g_test_add_func ("/practice/program/key-from-input", test_key_from_input);
  g_test_add_func ("/practice/program/token-and-tls", test_token_and_tls);
  g_test_add_func ("/practice/program/refuse", test_refuse);
  g_test_add_func ("/practice/program/unreadable-files", test_unreadable_files);
  g_test_add_func ("/practice/program/usage", test_usage);
  return g_test_run ();
}
