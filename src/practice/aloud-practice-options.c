/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-practice-options.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "aloud-macros.h"

#define DEFAULT_PORT  8001
#define KEY_PREFIX    "oak_"
#define LONGEST_TIMES 1000000

void
aloud_practice_options_clear (AloudPracticeOptions *self)
{
  g_free (self->api_key_file);
  g_free (self->jwt_secret_file);
  g_free (self->certificate_file);
  g_free (self->key_file);
  g_free (self->env_file);
  g_free (self->config_id);
  g_free (self->project_id);
  g_free (self->form);
  g_free (self->refuse);
  g_free (self->dialect);
  g_free (self->llm);
  aloud_wipe_free (self->api_key);
  aloud_wipe_free (self->jwt_secret);
  g_clear_object (&self->certificate);
}

/* One line, read byte by byte: what follows it is not ours to swallow. */
static char *
read_line (int fd)
{
  char *line = g_malloc0 (ALOUD_LONGEST_LINE + 1);
  gsize length = 0;

  while (length < ALOUD_LONGEST_LINE)
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
read_secret (const char *path, GError **error)
{
  gboolean is_input = g_str_equal (path, "-");
  int fd = is_input ? STDIN_FILENO : open (path, O_RDONLY | O_CLOEXEC);
  char *line;

  if (fd < 0)
    {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "%s: %s", path, g_strerror (errno));
      return NULL;
    }
  line = read_line (fd);
  if (!is_input)
    close (fd);
  if (*line != '\0')
    return line;
  aloud_wipe_free (line);
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s holds nothing in its first line",
               is_input ? "Standard input" : path);
  return NULL;
}

static gboolean
check_api_key (const char *key, GError **error)
{
  if (g_str_has_prefix (key, KEY_PREFIX) && strlen (key) > 10)
    return TRUE;
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       "This is no key: the line must begin with " KEY_PREFIX);
  return FALSE;
}

static char *
make_api_key (void)
{
  g_autofree char *first = g_uuid_string_random ();
  g_autofree char *second = g_uuid_string_random ();

  return g_strconcat (KEY_PREFIX "practice_", first, second, NULL);
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
read_parent (AloudPracticeOptions *self, GError **error)
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
      if (!aloud_style_parse (&self->style, get_member (object, "dialect"), get_member (object, "llm")))
        key = NULL;
    }
  if (key == NULL || *key == '\0')
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           "Standard input does not begin with a line of settings");
      return FALSE;
    }
  self->api_key = g_strdup (key);
  return TRUE;
}

static gboolean
read_credentials (AloudPracticeOptions *self, GError **error)
{
  if (self->child)
    return read_parent (self, error);

  if (self->api_key_file != NULL)
    {
      self->api_key = read_secret (self->api_key_file, error);
      if (self->api_key == NULL || !check_api_key (self->api_key, error))
        return FALSE;
    }
  if (self->jwt_secret_file != NULL)
    {
      self->jwt_secret = read_secret (self->jwt_secret_file, error);
      if (self->jwt_secret == NULL)
        return FALSE;
    }
  if (self->api_key == NULL && self->jwt_secret == NULL)
    self->api_key = make_api_key ();
  return TRUE;
}

static gboolean
read_certificate (AloudPracticeOptions *self, GError **error)
{
  if (self->certificate_file == NULL)
    return TRUE;
  self->certificate = g_tls_certificate_new_from_files (self->certificate_file, self->key_file, error);
  return self->certificate != NULL;
}

/* CASE or CASE:TIMES. */
static gboolean
parse_refuse (AloudPracticeOptions *self)
{
  g_auto (GStrv) parts = NULL;
  guint64 times = G_MAXUINT;

  if (self->refuse == NULL)
    return TRUE;
  parts = g_strsplit (self->refuse, ":", 2);
  if (parts[0] == NULL || !aloud_refusal_parse (&self->rules.forced, parts[0], self->rules.form))
    return FALSE;
  if (parts[1] != NULL && !g_ascii_string_to_unsigned (parts[1], 10, 1, LONGEST_TIMES, &times, NULL))
    return FALSE;
  self->rules.n_forced = (guint) times;
  return TRUE;
}

static gboolean
make_sense (AloudPracticeOptions *self)
{
  return self->port >= 0 && self->port <= 65535 &&
         (self->certificate_file == NULL) == (self->key_file == NULL) &&
         (self->form == NULL || aloud_refusal_form_parse (&self->rules.form, self->form)) &&
         parse_refuse (self) && aloud_style_parse (&self->style, self->dialect, self->llm);
}

static gboolean
parse_arguments (AloudPracticeOptions *self, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "port", 0, 0, G_OPTION_ARG_INT, &self->port,
      "Listen on this port of the loopback interface (8001)", "N" },
    { "api-key-file", 0, 0, G_OPTION_ARG_FILENAME, &self->api_key_file,
      "Let in who has the key in the first line of FILE (-: standard input); "
      "without a key and a secret, a key is made up", "FILE" },
    { "jwt-secret-file", 0, 0, G_OPTION_ARG_FILENAME, &self->jwt_secret_file,
      "Let in who has a token signed (HS256) with the secret in the first line of FILE "
      "(-: standard input, after the key)", "FILE" },
    { "ignore-claims", 0, 0, G_OPTION_ARG_NONE, &self->ignores_claims,
      "Do not compare a token's permissions, config_id and project_id with what is asked for", NULL },
    { "config-id", 0, 0, G_OPTION_ARG_STRING, &self->config_id, "Know no other configuration than ID", "ID" },
    { "project-id", 0, 0, G_OPTION_ARG_STRING, &self->project_id, "Know no other project than ID", "ID" },
    { "tls-certificate", 0, 0, G_OPTION_ARG_FILENAME, &self->certificate_file,
      "Serve wss: with the certificate in FILE (PEM)", "FILE" },
    { "tls-key", 0, 0, G_OPTION_ARG_FILENAME, &self->key_file,
      "The certificate's private key (PEM)", "FILE" },
    { "env-file", 0, 0, G_OPTION_ARG_FILENAME, &self->env_file,
      "Write what a caller needs to a new FILE, as long as the agent runs; "
      "a token in it is good for an hour", "FILE" },
    { "refuse", 0, 0, G_OPTION_ARG_STRING, &self->refuse,
      "Send away everybody, or the first TIMES callers, as CASE says (see below)", "CASE[:TIMES]" },
    { "refusals", 0, 0, G_OPTION_ARG_STRING, &self->form,
      "How to send callers away: before, after or event", "FORM" },
    { "echo-credential", 0, 0, G_OPTION_ARG_NONE, &self->echoes,
      "Repeat the caller's key or token in a refusal, as a careless server does", NULL },
    { "dialect", 0, 0, G_OPTION_ARG_STRING, &self->dialect,
      "Form of the messages: flat, nested or both; a caller's may have either", "NAME" },
    { "llm", 0, 0, G_OPTION_ARG_STRING, &self->llm, "Text of answers: delta or cumulative", "NAME" },
    { "child", 0, 0, G_OPTION_ARG_NONE, &self->child,
      "Take the settings from standard input, tell the port on standard output, "
      "end with standard input", NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &self->version, "Print the version", NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("- the agent to practise with");

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_description (context, aloud_refusal_help ());
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (*argc > 1 || !make_sense (self))
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           "These options make no sense; see --help");
      return FALSE;
    }
  return TRUE;
}

gboolean
aloud_practice_options_read (AloudPracticeOptions *self, int *argc, char ***argv, GError **error)
{
  self->port = DEFAULT_PORT;
  if (!parse_arguments (self, argc, argv, error))
    return FALSE;
  if (self->version)
    return TRUE;
  if (!read_credentials (self, error) || !read_certificate (self, error))
    return FALSE;
  self->rules.api_key = self->api_key;
  self->rules.jwt_secret = self->jwt_secret;
  self->rules.config_id = self->config_id;
  self->rules.project_id = self->project_id;
  self->rules.ignores_claims = self->ignores_claims;
  self->rules.echoes = self->echoes;
  return TRUE;
}
