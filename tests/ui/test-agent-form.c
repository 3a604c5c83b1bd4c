/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-agent-form.h"

#include "aloud-agent-save.h"
#include "aloud-connection.h"
#include "aloud-error.h"
#include "aloud-form-questions.h"
#include "aloud-profile.h"
#include "aloud-test-util.h"

#include "form-stage.h"

#define KEY "oak_form_key_0123456789"
#define HOST "api.nextevi.com"

typedef struct {
  AloudKeyring *keyring;
  AloudAgentForm *form;
  GSettings *settings; /* the form's */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->keyring = aloud_keyring_new ();
  f->form = aloud_agent_form_new (NULL, NULL, f->keyring);
  f->settings = aloud_agent_form_get_settings (f->form);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  /* What the keyring was asked it may still be answering. */
  g_object_add_weak_pointer (G_OBJECT (f->form), (gpointer *) &f->form);
  g_object_unref (f->form);
  aloud_test_wait (f->form == NULL);
  g_object_add_weak_pointer (G_OBJECT (f->keyring), (gpointer *) &f->keyring);
  g_object_unref (f->keyring);
  aloud_test_wait (f->keyring == NULL);
}

#define NONE (-1)

static const struct {
  const char *key;
  const char *value;
  AloudFormField field;
  int code; /* ALOUD_CONFIGURATION_ERROR, or NONE */
} values[] = {
  { "config-id", "  ", ALOUD_FORM_CONFIG_ID, NONE }, /* a token that is fetched may name it */
  { "token-source", "pasted", ALOUD_FORM_CONFIG_ID, ALOUD_CONFIGURATION_ERROR_NO_CONFIG_ID },
  { "config-id", "", ALOUD_FORM_CONFIG_ID, ALOUD_CONFIGURATION_ERROR_NO_CONFIG_ID },
  { "config-id", "config_1", ALOUD_FORM_CONFIG_ID, NONE },
  { "token-source", "address", ALOUD_FORM_CONFIG_ID, NONE },
  { "base-url", "", ALOUD_FORM_SERVER, NONE },
  { "base-url", "voice.example.org", ALOUD_FORM_SERVER, NONE },
  { "base-url", " wss://voice.example.org/ws/voice ", ALOUD_FORM_SERVER, NONE },
  { "base-url", "ws://127.0.0.1:8001", ALOUD_FORM_SERVER, NONE },
  { "base-url", "ws://voice.example.org", ALOUD_FORM_SERVER, ALOUD_CONFIGURATION_ERROR_INSECURE_URL },
  { "base-url", "ftp://voice.example.org", ALOUD_FORM_SERVER, ALOUD_CONFIGURATION_ERROR_BAD_URL },
  { "token-address", "https://example.org/token", ALOUD_FORM_TOKEN_ADDRESS, NONE },
  { "token-address", "http://localhost:8080/token", ALOUD_FORM_TOKEN_ADDRESS, NONE },
  { "token-address", "http://127.0.0.1/token", ALOUD_FORM_TOKEN_ADDRESS, NONE },
  { "token-address", "http://[::1]/token", ALOUD_FORM_TOKEN_ADDRESS, NONE },
  { "token-address", "", ALOUD_FORM_TOKEN_ADDRESS, ALOUD_CONFIGURATION_ERROR_BAD_TOKEN_ADDRESS },
  { "token-address", "http://example.org/token", ALOUD_FORM_TOKEN_ADDRESS,
    ALOUD_CONFIGURATION_ERROR_BAD_TOKEN_ADDRESS },
  { "token-address", "https://", ALOUD_FORM_TOKEN_ADDRESS, ALOUD_CONFIGURATION_ERROR_BAD_TOKEN_ADDRESS },
  { "token-address", "example.org/token", ALOUD_FORM_TOKEN_ADDRESS, ALOUD_CONFIGURATION_ERROR_BAD_TOKEN_ADDRESS },
  { "ca-file", "", ALOUD_FORM_CA_FILE, NONE },
  { "ca-file", "/nowhere/ca.pem", ALOUD_FORM_CA_FILE, ALOUD_CONFIGURATION_ERROR_CA_FILE },
  { "ca-file", "/proc/self/exe", ALOUD_FORM_CA_FILE, ALOUD_CONFIGURATION_ERROR_CA_FILE },
};

static void
assert_check (Fixture *f, AloudFormField field, int code)
{
  g_autoptr (GError) error = NULL;
  gboolean good = aloud_agent_form_check (f->form, field, &error);

  if (code == NONE)
    g_assert_no_error (error);
  else
    g_assert_error (error, ALOUD_CONFIGURATION_ERROR, code);
  g_assert_true (good == (error == NULL));
}

static void
test_values (Fixture *f, gconstpointer data)
{
  g_settings_set_string (f->settings, "credential-kind", "token");
  g_settings_set_string (f->settings, "token-source", "address");
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_test_message ("%s = “%s”", values[i].key, values[i].value);
      g_settings_set_string (f->settings, values[i].key, values[i].value);
      assert_check (f, values[i].field, values[i].code);
    }
}

static void
test_secrets (Fixture *f, gconstpointer data)
{
  g_autofree char *good = form_stage_create_token ("\"config_id\":\"c\",", 900);
  g_autofree char *late = form_stage_create_token ("", -900);

  g_settings_set_string (f->settings, "credential-kind", "api-key");
  assert_check (f, ALOUD_FORM_SECRET, ALOUD_CONFIGURATION_ERROR_NO_CREDENTIAL);
  aloud_agent_form_set_secret (f->form, ALOUD_SECRET_API_KEY, "abc");
  assert_check (f, ALOUD_FORM_SECRET, ALOUD_CONFIGURATION_ERROR_BAD_API_KEY);
  aloud_agent_form_set_secret (f->form, ALOUD_SECRET_API_KEY, " " KEY "\n");
  g_assert_cmpstr (aloud_agent_form_get_secret (f->form, ALOUD_SECRET_API_KEY), ==, KEY);
  assert_check (f, ALOUD_FORM_SECRET, NONE);

  g_settings_set_string (f->settings, "credential-kind", "token");
  assert_check (f, ALOUD_FORM_SECRET, ALOUD_CONFIGURATION_ERROR_NO_CREDENTIAL);
  aloud_agent_form_set_secret (f->form, ALOUD_SECRET_TOKEN, "a.b");
  assert_check (f, ALOUD_FORM_SECRET, ALOUD_CONFIGURATION_ERROR_UNREADABLE_TOKEN);
  aloud_agent_form_set_secret (f->form, ALOUD_SECRET_TOKEN, late);
  assert_check (f, ALOUD_FORM_SECRET, ALOUD_CONFIGURATION_ERROR_EXPIRED_TOKEN);
  g_settings_set_string (f->settings, "config-id", "other");
  aloud_agent_form_set_secret (f->form, ALOUD_SECRET_TOKEN, good);
  assert_check (f, ALOUD_FORM_SECRET, ALOUD_CONFIGURATION_ERROR_TOKEN_CONFIG);
  g_settings_set_string (f->settings, "config-id", "c");
  assert_check (f, ALOUD_FORM_SECRET, NONE);

  /* A source takes the place of what is pasted. */
  aloud_agent_form_set_secret (f->form, ALOUD_SECRET_TOKEN, NULL);
  assert_check (f, ALOUD_FORM_SECRET, ALOUD_CONFIGURATION_ERROR_NO_CREDENTIAL);
  g_settings_set_string (f->settings, "token-source", "command");
  assert_check (f, ALOUD_FORM_SECRET, NONE);
  assert_check (f, ALOUD_FORM_TOKEN_COMMAND, ALOUD_CONFIGURATION_ERROR_NO_TOKEN_COMMAND);
}

static void
test_claims_fill_in (Fixture *f, gconstpointer data)
{
  g_autofree char *token = form_stage_create_token ("\"config_id\":\"c-9\",\"project_id\":\"p-9\",", 900);
  g_autofree char *config_id = NULL;
  g_autofree char *project_id = NULL;

  g_settings_set_string (f->settings, "project-id", "mine");
  aloud_agent_form_set_secret (f->form, ALOUD_SECRET_TOKEN, token);
  config_id = g_settings_get_string (f->settings, "config-id");
  project_id = g_settings_get_string (f->settings, "project-id");
  g_assert_cmpstr (config_id, ==, "c-9");
  g_assert_cmpstr (project_id, ==, "mine");
}

/* What is empty is not wrong yet; when it is asked for, it is. */
static void
test_gently (Fixture *f, gconstpointer data)
{
  g_assert_true (aloud_agent_form_check_gently (f->form, ALOUD_FORM_CONFIG_ID, NULL));
  g_assert_cmpint (aloud_agent_form_insist (f->form, ALOUD_FORM_SECRET, ALOUD_FORM_SECRET), ==, ALOUD_FORM_SECRET);
  g_assert_false (aloud_agent_form_check_gently (f->form, ALOUD_FORM_SECRET, NULL));
  g_assert_true (aloud_agent_form_check_gently (f->form, ALOUD_FORM_CONFIG_ID, NULL));
  g_settings_set_string (f->settings, "base-url", "ftp://x");
  g_assert_false (aloud_agent_form_check_gently (f->form, ALOUD_FORM_SERVER, NULL));
}

static GSettings *
create_stored (void)
{
  GSettings *stored = g_settings_new_with_path (ALOUD_PROFILE_SCHEMA, ALOUD_RESOURCE_PATH "/profiles/stored/");

  g_settings_set_string (stored, "name", "Stored");
  g_settings_set_string (stored, "config-id", "c-1");
  g_settings_set_string (stored, "credential-kind", "api-key");
  return stored;
}

/* Nothing is stored before it is applied; then only what was changed, without blanks and without the secret. */
static void
test_apply (Fixture *f, gconstpointer data)
{
  g_autoptr (GSettings) stored = create_stored ();
  g_autoptr (AloudAgentForm) form = aloud_agent_form_new (stored, "id", f->keyring);
  GSettings *draft = aloud_agent_form_get_settings (form);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_auto (GStrv) keys = NULL;
  g_autoptr (GSettingsSchema) schema = NULL;

  g_assert_false (aloud_agent_form_is_changed (form));
  g_settings_set_string (draft, "config-id", " c-2 ");
  aloud_agent_form_set_secret (form, ALOUD_SECRET_API_KEY, KEY);
  g_assert_true (aloud_agent_form_is_changed (form));
  before = g_settings_get_string (stored, "config-id");
  g_assert_cmpstr (before, ==, "c-1");

  aloud_agent_form_apply (form, stored);
  after = g_settings_get_string (stored, "config-id");
  g_assert_cmpstr (after, ==, "c-2");
  g_object_get (stored, "settings-schema", &schema, NULL);
  keys = g_settings_schema_list_keys (schema);
  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autoptr (GVariant) kept = g_settings_get_value (stored, keys[i]);
      g_autoptr (GVariant) drafted = g_settings_get_value (draft, keys[i]);
      g_autofree char *kept_text = g_variant_print (kept, FALSE);
      g_autofree char *drafted_text = g_variant_print (drafted, FALSE);

      g_assert_null (strstr (kept_text, "oak_"));
      g_assert_null (strstr (drafted_text, "oak_"));
    }
  g_settings_reset (stored, "name");
}

/* The key is bound to the server it was entered for. */
static void
test_moved (Fixture *f, gconstpointer data)
{
  g_autoptr (GSettings) stored = create_stored ();
  g_autoptr (AloudAgentForm) form = NULL;
  GSettings *draft;

  aloud_keyring_use_for_session (f->keyring, "id", ALOUD_SECRET_API_KEY, HOST, KEY);
  form = aloud_agent_form_new (stored, "id", f->keyring);
  draft = aloud_agent_form_get_settings (form);
  aloud_test_wait (aloud_agent_form_get_stored (form, NULL) == ALOUD_SECRET_SESSION);
  g_assert_true (aloud_agent_form_check (form, ALOUD_FORM_SECRET, NULL));
  g_assert_false (aloud_agent_form_moved (form));

  g_settings_set_string (draft, "base-url", "wss://voice.example.org");
  g_assert_true (aloud_agent_form_moved (form));
  g_assert_cmpint (aloud_agent_form_get_stored (form, NULL), ==, ALOUD_SECRET_ABSENT);
  g_assert_false (aloud_agent_form_check (form, ALOUD_FORM_SECRET, NULL));

  g_settings_set_string (draft, "base-url", "");
  aloud_test_wait (aloud_agent_form_get_stored (form, NULL) == ALOUD_SECRET_SESSION);
}

static void
test_revision (Fixture *f, gconstpointer data)
{
  guint first = aloud_agent_form_get_revision (f->form);

  g_settings_set_boolean (f->settings, "tested", TRUE);
  g_settings_set_string (f->settings, "name", "Other");
  g_assert_cmpuint (aloud_agent_form_get_revision (f->form), ==, first);
  g_assert_true (g_settings_get_boolean (f->settings, "tested"));
  g_settings_set_string (f->settings, "config-id", "c-2");
  g_assert_cmpuint (aloud_agent_form_get_revision (f->form), !=, first);
  g_assert_false (g_settings_get_boolean (f->settings, "tested"));
}

static void
test_risky (Fixture *f, gconstpointer data)
{
  g_settings_set_string (f->settings, "credential-kind", "api-key");
  g_settings_set_string (f->settings, "stage", "production");
  aloud_agent_form_set_secret (f->form, ALOUD_SECRET_API_KEY, KEY);
  g_assert_false (aloud_form_questions_is_risky (f->form));
  g_settings_set_string (f->settings, "base-url", "wss://voice.example.org");
  g_assert_true (aloud_form_questions_is_risky (f->form));
  g_settings_set_string (f->settings, "stage", "development");
  g_assert_false (aloud_form_questions_is_risky (f->form));
}

/* The bearer goes to the token address alone; what is not used goes nowhere. */
static void
test_secret_hosts (Fixture *f, gconstpointer data)
{
  g_autofree char *key_host = NULL;
  g_autofree char *bearer_host = NULL;

  aloud_agent_form_set_secret (f->form, ALOUD_SECRET_API_KEY, KEY);
  aloud_agent_form_set_secret (f->form, ALOUD_SECRET_TOKEN_ADDRESS, "bearer");
  g_settings_set_string (f->settings, "token-address", "https://tokens.example.org/new");
  g_settings_set_string (f->settings, "credential-kind", "api-key");
  key_host = aloud_agent_save_dup_host (f->form, ALOUD_SECRET_API_KEY);
  g_assert_cmpstr (key_host, ==, HOST);
  g_assert_null (aloud_agent_save_dup_host (f->form, ALOUD_SECRET_TOKEN_ADDRESS));

  g_settings_set_string (f->settings, "credential-kind", "token");
  g_settings_set_string (f->settings, "token-source", "address");
  bearer_host = aloud_agent_save_dup_host (f->form, ALOUD_SECRET_TOKEN_ADDRESS);
  g_assert_cmpstr (bearer_host, ==, "tokens.example.org");
  g_assert_null (aloud_agent_save_dup_host (f->form, ALOUD_SECRET_API_KEY));
}

#define ADD(name, function) g_test_add ("/ui/agent-form/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  form_stage_use_keyring ();

  ADD ("values", test_values);
  ADD ("secrets", test_secrets);
  ADD ("claims-fill-in", test_claims_fill_in);
  ADD ("gently", test_gently);
  ADD ("apply", test_apply);
  ADD ("moved", test_moved);
  ADD ("revision", test_revision);
  ADD ("risky", test_risky);
  ADD ("secret-hosts", test_secret_hosts);

  return g_test_run ();
}
