/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <glib-unix.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "aloud-decoder.h"
#include "aloud-env-file.h"
#include "aloud-macros.h"
#include "aloud-narrator.h"
#include "aloud-practice-server.h"

#define DEFAULT_PORT 8001
#define LONGEST_LINE 4096

enum {
  EXIT_HELD = 0,
  EXIT_USAGE = 1,
  EXIT_FAILED = 2,
};

typedef struct {
  int port;
  gboolean child;
  gboolean version;
  char *api_key_file;
  char *env_file;
  char *dialect;
  char *llm;

  char *api_key;
  AloudStyle style;
} Settings;

static void
settings_clear (Settings *settings)
{
  g_free (settings->api_key_file);
  g_free (settings->env_file);
  g_free (settings->dialect);
  g_free (settings->llm);
  aloud_wipe_free (settings->api_key);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Settings, settings_clear)

/* One line, read byte by byte: what follows it is not ours to swallow. */
static char *
read_line (int fd)
{
  char *line = g_malloc0 (LONGEST_LINE + 1);
  gsize length = 0;

  while (length < LONGEST_LINE)
    {
      gssize n = read (fd, line + length, 1);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0 || line[length] == '\n')
        break;
      length++;
    }
  line[length] = '\0';
  return g_strstrip (line);
}

static char *
make_api_key (void)
{
  g_autofree char *first = g_uuid_string_random ();
  g_autofree char *second = g_uuid_string_random ();

  return g_strconcat ("oak_practice_", first, second, NULL);
}

static char *
read_api_key (const char *path, GError **error)
{
  char *key;
  int fd = STDIN_FILENO;

  if (!g_str_equal (path, "-"))
    fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "%s: %s", path, g_strerror (errno));
      return NULL;
    }
  key = read_line (fd);
  if (fd != STDIN_FILENO)
    close (fd);
  if (g_str_has_prefix (key, "oak_") && strlen (key) > 10)
    return key;
  aloud_wipe_free (key);
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s holds no key: its first line must begin with oak_",
               g_str_equal (path, "-") ? "Standard input" : path);
  return NULL;
}

static gboolean
parse_arguments (Settings *settings, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "port", 0, 0, G_OPTION_ARG_INT, &settings->port, "Listen on this port of the loopback interface (8001)", "N" },
    { "api-key-file", 0, 0, G_OPTION_ARG_FILENAME, &settings->api_key_file,
      "Ask callers for the key in the first line of FILE (-: standard input); otherwise one is made up", "FILE" },
    { "env-file", 0, 0, G_OPTION_ARG_FILENAME, &settings->env_file,
      "Write what a caller needs to a new FILE, as long as the agent runs", "FILE" },
    { "dialect", 0, 0, G_OPTION_ARG_STRING, &settings->dialect, "Form of the messages: flat, nested or both", "NAME" },
    { "llm", 0, 0, G_OPTION_ARG_STRING, &settings->llm, "Text of answers: delta or cumulative", "NAME" },
    { "child", 0, 0, G_OPTION_ARG_NONE, &settings->child,
      "Take the settings from standard input, tell the port on standard output, end with standard input", NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &settings->version, "Print the version", NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("- the agent to practise with");

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (*argc > 1 || settings->port < 0 || settings->port > 65535 ||
      !aloud_style_parse (&settings->style, settings->dialect, settings->llm))
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "These options make no sense; see --help");
      return FALSE;
    }
  return TRUE;
}

static const char *
get_member (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node)
           : NULL;
}

/* The parent's one line: {"api_key": "oak_...", "dialect": "flat", "llm": "delta"}. */
static gboolean
read_parent (Settings *settings, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  char *line = read_line (STDIN_FILENO);
  JsonNode *root = NULL;
  const char *key = NULL;

  if (json_parser_load_from_data (parser, line, -1, NULL))
    root = json_parser_get_root (parser);
  aloud_wipe_free (line);
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    {
      JsonObject *object = json_node_get_object (root);

      key = get_member (object, "api_key");
      if (!aloud_style_parse (&settings->style, get_member (object, "dialect"), get_member (object, "llm")))
        key = NULL;
    }
  if (key == NULL || *key == '\0')
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           "Standard input does not begin with a line of settings");
      return FALSE;
    }
  settings->api_key = g_strdup (key);
  return TRUE;
}

static gboolean
find_api_key (Settings *settings, GError **error)
{
  if (settings->child)
    return read_parent (settings, error);
  settings->api_key = settings->api_key_file != NULL ? read_api_key (settings->api_key_file, error) : make_api_key ();
  return settings->api_key != NULL;
}

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
    g_input_stream_read_bytes_async (G_INPUT_STREAM (source), LONGEST_LINE, G_PRIORITY_DEFAULT, NULL,
                                     did_read_parent, user_data);
  else
    g_main_loop_quit (user_data);
}

static void
watch_parent (GMainLoop *loop)
{
  g_autoptr (GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);

  g_input_stream_read_bytes_async (input, LONGEST_LINE, G_PRIORITY_DEFAULT, NULL, did_read_parent, loop);
}

static const char *
to_json_word (gboolean value)
{
  return value ? "true" : "false";
}

static void
announce (const Settings *settings, guint port)
{
  gboolean understands = aloud_decoder_is_available ();
  gboolean speaks = aloud_synthesis_says_anything ();

  if (settings->child)
    {
      g_print ("{\"port\":%u,\"understands\":%s,\"speaks\":%s}\n", port, to_json_word (understands),
               to_json_word (speaks));
    }
  else
    {
      g_print ("The practice agent listens on ws://127.0.0.1:%u/ws/voice\n", port);
      if (!understands)
        g_print ("It has no recogniser: it plays back what it hears.\n");
      if (!speaks)
        g_print ("It has no voice: it speaks in recorded clips.\n");
      if (settings->api_key_file == NULL && settings->env_file == NULL)
        g_print ("Nobody knows its key: use --env-file to have it written, or --api-key-file to choose it.\n");
    }
  fflush (stdout);
}

static gboolean
serve (const Settings *settings, GError **error)
{
  g_autoptr (AloudPracticeServer) server = aloud_practice_server_new (settings->api_key, &settings->style);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (AloudEnvFile) env_file = NULL;
  guint port, interrupted, terminated;

  port = aloud_practice_server_listen (server, settings->child ? 0 : settings->port, error);
  if (port == 0)
    return FALSE;
  if (settings->env_file != NULL)
    {
      env_file = aloud_env_file_new (settings->env_file, settings->api_key, port, error);
      if (env_file == NULL)
        return FALSE;
    }
  interrupted = g_unix_signal_add (SIGINT, on_signal, loop);
  terminated = g_unix_signal_add (SIGTERM, on_signal, loop);
  if (settings->child)
    watch_parent (loop);
  announce (settings, port);
  g_main_loop_run (loop);

  aloud_practice_server_stop (server);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  if (g_main_context_find_source_by_id (NULL, interrupted) != NULL)
    g_source_remove (interrupted);
  if (g_main_context_find_source_by_id (NULL, terminated) != NULL)
    g_source_remove (terminated);
  return TRUE;
}

int
main (int argc, char *argv[])
{
  g_auto (Settings) settings = { .port = DEFAULT_PORT };
  g_autoptr (GError) error = NULL;

  g_set_prgname ("aloud-practice");
  if (!parse_arguments (&settings, &argc, &argv, &error))
    {
      g_printerr ("aloud-practice: %s\n", error->message);
      return EXIT_USAGE;
    }
  if (settings.version)
    {
      g_print ("aloud-practice %s\n", ALOUD_VERSION);
      return EXIT_HELD;
    }
  if (!find_api_key (&settings, &error) || !serve (&settings, &error))
    {
      g_printerr ("aloud-practice: %s\n", error->message);
      return error->domain == G_OPTION_ERROR ? EXIT_USAGE : EXIT_FAILED;
    }
  return EXIT_HELD;
}
