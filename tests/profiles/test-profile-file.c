/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-profile-file.h"

#include <string.h>

#include "aloud-error.h"
#include "aloud-profile.h"
#include "aloud-settings-store.h"

#define G_SETTINGS_ENABLE_BACKEND
#include <gio/gsettingsbackend.h>

static GSettings *
make_settings (void)
{
  g_autoptr(GSettingsBackend) memory = g_memory_settings_backend_new ();

  return aloud_settings_store_get (memory, ALOUD_PROFILE_SCHEMA, "/io/github/aloud_voice/Aloud/profiles/test/");
}

static void
assert_text (GSettings *settings, const char *key, const char *expected)
{
  g_autofree char *value = g_settings_get_string (settings, key);

  g_assert_cmpstr (value, ==, expected);
}

/* Everything that a file may hold, another value each than the default. */
static void
test_round_trip (void)
{
  static const char *const command[] = { "/bin/rm", "-r", NULL };
  static const char *const texts[][2] = {
    { "name", "Empfang „Süd“ <b>&" }, { "stage", "production" }, { "base-url", "wss://voice.example/ws" },
    { "ca-file", "/etc/ca.pem" }, { "config-id", "c" }, { "project-id", "p" }, { "credential-kind", "api-key" },
    { "token-source", "address" }, { "token-address", "https://back.example/t" }, { "token-method", "get" },
    { "dialect", "documented" }, { "preset", "own" },
  };
  g_autoptr(GSettings) from = make_settings ();
  g_autoptr(GSettings) into = make_settings ();
  g_autoptr(GVariant) session = g_variant_ref_sink (g_variant_new_parsed (
    "{'turn_detection.enabled': <true>, 'turn_detection.silence_threshold': <0.5>, 'turn_detection.mode': <'m'>}"));
  g_autoptr(GVariant) read = NULL;
  g_auto(GStrv) no_command = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_settings_set_string (from, texts[i][0], texts[i][1]);
  g_settings_set_value (from, "session-settings", session);
  g_settings_set_strv (from, "token-command", command);
  g_settings_set_boolean (from, "token-in-query", TRUE);
  g_settings_set_boolean (from, "push-to-talk", TRUE);
  g_settings_set_uint (from, "idle-minutes", 7);
  g_settings_set_boolean (from, "tested", TRUE);
  text = aloud_profile_file_write (from);
  g_assert_null (strstr (text, "/bin/rm"));

  g_settings_set_strv (into, "token-command", command);
  aloud_profile_file_read (text, strlen (text), into, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_text (into, texts[i][0], texts[i][1]);
  g_assert_true (g_settings_get_boolean (into, "token-in-query"));
  g_assert_true (g_settings_get_boolean (into, "push-to-talk"));
  g_assert_cmpuint (g_settings_get_uint (into, "idle-minutes"), ==, 7);
  g_assert_false (g_settings_get_boolean (into, "tested"));
  no_command = g_settings_get_strv (into, "token-command");
  g_assert_null (no_command[0]);
  read = g_settings_get_value (into, "session-settings");
  for (guint i = 0; i < g_variant_n_children (session); i++)
    {
      g_autoptr(GVariant) pair = g_variant_get_child_value (session, i);
      g_autoptr(GVariant) name = g_variant_get_child_value (pair, 0);
      g_autoptr(GVariant) wrapped = g_variant_get_child_value (pair, 1);
      g_autoptr(GVariant) value = g_variant_get_variant (wrapped);
      g_autoptr(GVariant) other = g_variant_lookup_value (read, g_variant_get_string (name, NULL), NULL);

      g_assert_true (g_variant_equal (value, other));
    }
}

/* A command stays where it is, and the file can be read nevertheless. */
static void
test_command (void)
{
  g_autoptr(GSettings) settings = make_settings ();
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  g_settings_set_string (settings, "token-source", "command");
  text = aloud_profile_file_write (settings);
  aloud_profile_file_read (text, strlen (text), settings, NULL, &error);
  g_assert_no_error (error);
  assert_text (settings, "token-source", "pasted");
}

static void
test_little (void)
{
  static const char text[] = "{\"aloud-agent\": 1, \"name\": \"A\", \"session-settings\": {\"x\": 2}}";
  g_autoptr(GSettings) into = make_settings ();
  g_autoptr(GError) error = NULL;

  g_settings_set_string (into, "base-url", "wss://old.example");
  aloud_profile_file_read (text, strlen (text), into, NULL, &error);
  g_assert_no_error (error);
  assert_text (into, "name", "A");
  assert_text (into, "base-url", "");
}

/* A session setting that is out of range, of another type or unknown stays out, and is named; the others come in. */
static void
test_session_settings (void)
{
  static const char text[] = "{\"aloud-agent\": 1, \"name\": \"A\", \"session-settings\": {"
                             "\"turn_detection.silence_threshold\": 99, \"turn_detection.enabled\": \"yes\","
                             "\"idle_timeout.warning_timeout\": 30, \"x\": 1, \"turn_detection.mode\": \"\"}}";
  g_autoptr(GSettings) into = make_settings ();
  g_autoptr(GVariant) read = NULL;
  g_auto(GStrv) left_out = NULL;
  g_autoptr(GError) error = NULL;
  double seconds = 0;

  aloud_profile_file_read (text, strlen (text), into, &left_out, &error);
  g_assert_no_error (error);
  read = g_settings_get_value (into, "session-settings");
  g_assert_cmpuint (g_variant_n_children (read), ==, 1);
  g_assert_true (g_variant_lookup (read, "idle_timeout.warning_timeout", "d", &seconds));
  g_assert_cmpfloat (seconds, ==, 30);
  g_assert_cmpuint (g_strv_length (left_out), ==, 4);
  g_assert_true (g_strv_contains ((const char *const *) left_out, "turn_detection.silence_threshold"));
  g_assert_true (g_strv_contains ((const char *const *) left_out, "x"));
  g_assert_false (g_strv_contains ((const char *const *) left_out, "idle_timeout.warning_timeout"));
}

typedef struct {
  const char *name;
  const char *text;
  const char *said; /* part of the message */
} Case;

#define FILE(members) "{\"aloud-agent\": 1" members "}"

static const Case refused[] = {
  { "empty", "", NULL },
  { "not-json", "[Aloud]\nname='A'\n", NULL },
  { "not-an-object", "[1]", NULL },
  { "cut-short", "{\"aloud-agent\": 1, \"na", NULL },
  { "no-version", "{\"name\": \"A\"}", "aloud-agent" },
  { "newer", "{\"aloud-agent\": 2, \"name\": \"A\"}", "another version" },
  { "version-is-text", "{\"aloud-agent\": \"1\"}", "another version" },
  { "text-for-flag", FILE (", \"push-to-talk\": \"yes\""), "push-to-talk" },
  { "number-for-text", FILE (", \"name\": 1"), "name" },
  { "null", FILE (", \"name\": null"), "name" },
  { "list", FILE (", \"config-id\": [\"c\"]"), "config-id" },
  { "unknown-choice", FILE (", \"dialect\": \"klingon\""), "dialect" },
  { "control-character", FILE (", \"name\": \"a\\u001b[2Jb\""), "name" },
  { "turned-around", FILE (", \"base-url\": \"wss://a.example/\\u202emoc.ivetxen\""), "base-url" },
  { "line-break", FILE (", \"base-url\": \"wss://a.example\\n\""), "base-url" },
  { "settings-are-text", FILE (", \"session-settings\": \"\""), "session-settings" },
  { "settings-are-nested", FILE (", \"session-settings\": {\"a\": {\"b\": 1}}"), "session-settings" },
  { "secret", FILE (", \"api-key\": \"oak_0123456789\""), "api-key" },
  { "command", FILE (", \"token-command\": [\"/bin/sh\"]"), "token-command" },
  { "command-as-source", FILE (", \"token-source\": \"command\""), "command" },
  { "tested", FILE (", \"tested\": true"), "tested" },
  { "one-of-two", FILE (", \"name\": \"A\", \"stage\": 1"), "stage" },
};

static void
test_refused (gconstpointer data)
{
  const Case *c = data;
  g_autoptr(GSettings) into = make_settings ();
  g_autoptr(GError) error = NULL;

  g_settings_set_string (into, "name", "before");
  g_assert_false (aloud_profile_file_read (c->text, strlen (c->text), into, NULL, &error));
  g_assert_error (error, ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_BAD_FILE);
  if (c->said != NULL)
    g_assert_nonnull (strstr (error->message, c->said));
  g_assert_null (strstr (error->message, "oak_"));
  assert_text (into, "name", "before");
}

static void
test_large (void)
{
  g_autoptr(GSettings) into = make_settings ();
  g_autoptr(GError) error = NULL;
  g_autofree char *blanks = g_strnfill (ALOUD_PROFILE_FILE_MAX_SIZE, ' ');
  g_autofree char *text = g_strconcat (FILE (""), blanks, NULL);
  g_autofree char *deep = g_strnfill (ALOUD_PROFILE_FILE_MAX_SIZE, '[');

  g_assert_false (aloud_profile_file_read (text, strlen (text), into, NULL, &error));
  g_assert_error (error, ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_BAD_FILE);
  g_assert_true (aloud_profile_file_read (text, ALOUD_PROFILE_FILE_MAX_SIZE, into, NULL, NULL));
  g_assert_false (aloud_profile_file_read (deep, strlen (deep), into, NULL, NULL));

  /* A name of one word that would take the window a second to lay out. */
  g_free (text);
  g_free (deep);
  deep = g_strnfill (3000, 'x');
  text = g_strconcat ("{\"aloud-agent\": 1, \"name\": \"", deep, "\"}", NULL);
  g_assert_false (aloud_profile_file_read (text, strlen (text), into, NULL, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/profiles/file/round-trip", test_round_trip);
  g_test_add_func ("/profiles/file/command", test_command);
  g_test_add_func ("/profiles/file/little", test_little);
  g_test_add_func ("/profiles/file/session-settings", test_session_settings);
  g_test_add_func ("/profiles/file/large", test_large);
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *path = g_strdup_printf ("/profiles/file/refused/%s", refused[i].name);

      g_test_add_data_func (path, &refused[i], test_refused);
    }
  return g_test_run ();
}
