/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-agent-save.h"

#include <glib/gstdio.h>

#include "aloud-agent-trial.h"
#include "aloud-test-util.h"
#include "form-stage.h"

#define KEY "oak_saved_key_0123456789"

static AloudProfile *
save (AloudAgentForm *form, AloudProfiles *profiles, AloudProfile *profile)
{
  g_autoptr (GAsyncResult) answer = NULL;
  g_autoptr (GError) error = NULL;
  AloudProfile *saved;

  aloud_agent_save_async (form, profiles, profile, FALSE, NULL, aloud_test_store_result, &answer);
  aloud_test_wait (answer != NULL);
  saved = aloud_agent_save_finish (form, answer, &error);
  g_assert_no_error (error);
  return saved;
}

static AloudSecretState
peek (AloudKeyring *keyring, const char *id, const char *host)
{
  g_autoptr (GAsyncResult) answer = NULL;

  aloud_keyring_peek_async (keyring, id, ALOUD_SECRET_API_KEY, host, NULL, aloud_test_store_result, &answer);
  aloud_test_wait (answer != NULL);
  return aloud_keyring_peek_finish (keyring, answer, NULL, NULL);
}

/* The key is in the keyring, bound to its host, the rest in the settings; and nothing is where the other belongs. */
static void
test_new (void)
{
  static const char *const environment[] = { NULL };
  g_autofree char *folder = g_dir_make_tmp ("aloud-save-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "settings.ini", NULL);
  g_autoptr (AloudKeyring) keyring = aloud_keyring_new ();
  g_autoptr (AloudProfiles) profiles = NULL;
  g_autoptr (AloudAgentForm) form = NULL;
  g_autoptr (AloudProfile) profile = NULL;
  g_autofree char *text = NULL;
  GSettings *settings;

  profiles = aloud_profiles_new (path, keyring, environment);
  form = aloud_agent_form_new (NULL, NULL, keyring);
  settings = aloud_agent_form_get_settings (form);
  g_settings_set_string (settings, "credential-kind", "api-key");
  g_settings_set_string (settings, "config-id", "config_1");
  aloud_agent_form_set_secret (form, ALOUD_SECRET_API_KEY, KEY);
  profile = save (form, profiles, NULL);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (profiles)), ==, 1);
  g_assert_cmpint (peek (keyring, aloud_profile_get_id (profile), "api.nextevi.com"), ==, ALOUD_SECRET_STORED);
  g_assert_cmpint (peek (keyring, aloud_profile_get_id (profile), "voice.example.org"), ==, ALOUD_SECRET_ABSENT);
  aloud_test_settle (); /* it is written soon */
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "config_1"));
  g_assert_null (strstr (text, "oak_"));

  aloud_test_settle ();
  g_remove (path);
  g_remove (folder);
}

/* A trial has what was typed, and an ID of its own: it stores nothing that the agent would find. */
static void
test_trial (void)
{
  g_autoptr (AloudKeyring) keyring = aloud_keyring_new ();
  g_autoptr (AloudAgentForm) form = aloud_agent_form_new (NULL, NULL, keyring);
  g_autoptr (AloudAgentTrial) trial = aloud_agent_trial_new (form);
  GSettings *settings = aloud_agent_form_get_settings (form);
  g_autoptr (GAsyncResult) answer = NULL;
  g_autoptr (AloudRoute) route = NULL;
  g_autoptr (GError) error = NULL;
  AloudAgent *agent;

  g_settings_set_string (settings, "credential-kind", "api-key");
  g_settings_set_string (settings, "config-id", "config_1");
  aloud_agent_form_set_secret (form, ALOUD_SECRET_API_KEY, KEY);
  agent = aloud_agent_trial_begin (trial);
  aloud_agent_reach_async (agent, ALOUD_REACH_FIRST, NULL, aloud_test_store_result, &answer);
  aloud_test_wait (answer != NULL);
  route = aloud_agent_reach_finish (agent, answer, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (aloud_credential_get_secret (aloud_route_get_credential (route)), ==, KEY);
  g_assert_cmpint (peek (keyring, aloud_agent_form_get_id (form), "api.nextevi.com"), ==, ALOUD_SECRET_ABSENT);

  g_assert_false (aloud_agent_trial_is_outdated (trial));
  aloud_agent_trial_keep_success (trial);
  g_assert_true (g_settings_get_boolean (settings, "tested"));
  g_settings_set_string (settings, "config-id", "config_2");
  g_assert_true (aloud_agent_trial_is_outdated (trial));
  g_assert_false (g_settings_get_boolean (settings, "tested"));
  aloud_test_settle ();
}

static char *
reach (AloudAgent *agent)
{
  g_autoptr (GAsyncResult) answer = NULL;
  g_autoptr (AloudRoute) route = NULL;
  g_autoptr (GError) error = NULL;

  aloud_agent_reach_async (agent, ALOUD_REACH_FIRST, NULL, aloud_test_store_result, &answer);
  aloud_test_wait (answer != NULL);
  route = aloud_agent_reach_finish (agent, answer, &error);
  g_assert_no_error (error);
  return g_strdup (aloud_credential_get_secret (aloud_route_get_credential (route)));
}

/* It is the source that is tried, of settings that may be discarded: the token of the stored agent is neither used nor
 * replaced. Such tokens may say themselves which configuration they are for. */
static void
test_trial_of_source (void)
{
  g_autofree char *stored = form_stage_create_token ("\"config_id\":\"c\",", 900);
  g_autofree char *fetched = form_stage_create_token ("\"config_id\":\"d\",", 900);
  const char *argv[] = { "printf", "%s", fetched, NULL };
  g_autoptr (AloudKeyring) keyring = aloud_keyring_new ();
  g_autoptr (GSettings) original = g_settings_new_with_path (ALOUD_PROFILE_SCHEMA, "/io/github/aloud_voice/Aloud/x/");
  g_autoptr (AloudAgentForm) form = aloud_agent_form_new (original, "x", keyring);
  g_autoptr (AloudAgentTrial) trial = aloud_agent_trial_new (form);
  g_autoptr (AloudProfile) profile = aloud_profile_new ("x", original, keyring);
  GSettings *settings = aloud_agent_form_get_settings (form);
  g_autofree char *tried = NULL;
  g_autofree char *used = NULL;

  g_settings_set_string (original, "credential-kind", "token");
  g_settings_set_string (original, "config-id", "c");
  aloud_keyring_use_for_session (keyring, "x", ALOUD_SECRET_TOKEN, "api.nextevi.com", stored);
  g_settings_set_string (settings, "credential-kind", "token");
  g_settings_set_string (settings, "token-source", "command");
  g_settings_set_strv (settings, "token-command", argv);
  g_assert_cmpint (aloud_agent_form_insist (form, 0, ALOUD_FORM_N_FIELDS - 1), ==, ALOUD_FORM_N_FIELDS);

  tried = reach (aloud_agent_trial_begin (trial));
  g_assert_cmpstr (tried, ==, fetched);
  aloud_test_settle ();
  used = reach (ALOUD_AGENT (profile));
  g_assert_cmpstr (used, ==, stored);
}

int
main (int argc, char **argv)
{
  form_stage_use_keyring ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ui/agent-save/new", test_new);
  g_test_add_func ("/ui/agent-save/trial", test_trial);
  g_test_add_func ("/ui/agent-save/trial-of-source", test_trial_of_source);

  return g_test_run ();
}
