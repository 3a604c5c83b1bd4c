/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-agent-form.h"

#include "aloud-endpoint.h"
#include "aloud-error.h"
#include "aloud-macros.h"
#include "aloud-profile.h"

#define G_SETTINGS_ENABLE_BACKEND
#include <gio/gsettingsbackend.h>

#define DRAFT_PATH ALOUD_RESOURCE_PATH "/draft/" /* in a store of its own: never on disk */

#define N_SECRETS (ALOUD_SECRET_TOKEN_ADDRESS + 1)

struct _AloudAgentForm
{
  GObject parent;

  /* Injected */
  GSettings *original; /* NULL: a new agent */
  AloudKeyring *keyring;
  char *id;

  /* Owned */
  GSettings *settings;
  char *secrets[N_SECRETS]; /* wiped; NULL when nothing was typed */
  AloudToken *token;
  GCancellable *cancellable; /* of the question to the keyring */

  /* State */
  char *asked_host;
  AloudSecretKind asked_kind;
  AloudSecretState stored;
  gint64 stored_at;
  gboolean unknown;  /* the keyring has not said yet, or could not */
  guint insisted;    /* bit mask of fields that count though they are empty */
  guint revision;
};

G_DEFINE_FINAL_TYPE (AloudAgentForm, aloud_agent_form, G_TYPE_OBJECT)

enum {
  SIGNAL_CHANGED,
  LAST_SIGNAL,
};

static guint signals[LAST_SIGNAL];

static void
emit_changed (AloudAgentForm *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static char *
dup_stripped (GSettings *settings, const char *key)
{
  return g_strstrip (g_settings_get_string (settings, key));
}

static char *
dup_host (GSettings *settings)
{
  g_autofree char *base_url = dup_stripped (settings, "base-url");
  g_autoptr (AloudEndpoint) endpoint = aloud_endpoint_new (base_url, "any", NULL, NULL);

  return endpoint != NULL ? g_strdup (aloud_endpoint_get_host (endpoint)) : NULL;
}

static gboolean
is (GSettings *settings, const char *key, const char *value)
{
  g_autofree char *now = g_settings_get_string (settings, key);

  return g_str_equal (now, value);
}

/* Asking */

static void
did_peek (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AloudAgentForm) self = user_data;
  g_autoptr (GError) error = NULL;
  gint64 stored_at = 0;
  AloudSecretState stored = aloud_keyring_peek_finish (ALOUD_KEYRING (source), result, &stored_at, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error != NULL)
    g_debug ("the keyring does not say what it has: %s", error->message);
  self->unknown = error != NULL;
  self->stored = error == NULL ? stored : ALOUD_SECRET_ABSENT;
  self->stored_at = stored_at;
  emit_changed (self);
}

void
aloud_agent_form_ask_keyring (AloudAgentForm *self)
{
  g_return_if_fail (ALOUD_IS_AGENT_FORM (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->stored = ALOUD_SECRET_ABSENT;
  self->stored_at = 0;
  self->unknown = TRUE;
  g_free (self->asked_host);
  self->asked_host = dup_host (self->settings);
  self->asked_kind = aloud_agent_form_get_secret_kind (self);
  if (self->asked_host == NULL)
    return;

  self->cancellable = g_cancellable_new ();
  aloud_keyring_peek_async (self->keyring, self->id, self->asked_kind, self->asked_host, self->cancellable, did_peek,
                            g_object_ref (self));
}

/* A claim answers a question that the person would have to look up. */
static void
fill_in (AloudAgentForm *self, const char *key, const char *claim)
{
  if (claim != NULL && *claim != '\0' && is (self->settings, key, ""))
    g_settings_set_string (self->settings, key, claim);
}

static void
read_token (AloudAgentForm *self)
{
  const char *text = self->secrets[ALOUD_SECRET_TOKEN];

  g_clear_pointer (&self->token, aloud_token_free);
  if (text != NULL)
    self->token = aloud_token_parse (text, NULL);
  if (self->token == NULL)
    return;
  fill_in (self, "config-id", self->token->config_id);
  fill_in (self, "project-id", self->token->project_id);
}

/* What was found out about the agent was about another one. */
static void
revise (AloudAgentForm *self)
{
  self->revision++;
  if (g_settings_get_boolean (self->settings, "tested"))
    g_settings_set_boolean (self->settings, "tested", FALSE);
}

static void
on_settings_changed (AloudAgentForm *self, const char *key)
{
  static const char *const only_ours[] = { "name", "stage", "tested", "preset", "push-to-talk", NULL };
  g_autofree char *host = dup_host (self->settings);

  if (!g_strv_contains (only_ours, key))
    revise (self);
  if (g_strcmp0 (host, self->asked_host) != 0 || self->asked_kind != aloud_agent_form_get_secret_kind (self))
    aloud_agent_form_ask_keyring (self);
  emit_changed (self);
}

/* Only what differs is written, and what is as delivered is not kept: it may be delivered differently one day. */
static void
copy_key (GSettings *from, GSettings *to, const char *key)
{
  g_autoptr (GVariant) value = g_settings_get_value (from, key);
  g_autoptr (GVariant) old = g_settings_get_value (to, key);
  g_autoptr (GVariant) standard = g_settings_get_default_value (to, key);
  g_autofree char *text = NULL;

  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    {
      text = g_strstrip (g_variant_dup_string (value, NULL));
      g_variant_unref (value);
      value = g_variant_ref_sink (g_variant_new_string (text));
    }
  if (g_variant_equal (value, old))
    return;
  if (g_variant_equal (value, standard))
    g_settings_reset (to, key);
  else
    g_settings_set_value (to, key, value);
}

static void
copy_settings (GSettings *from, GSettings *to)
{
  g_autoptr (GSettingsSchema) schema = NULL;
  g_auto (GStrv) keys = NULL;

  g_object_get (to, "settings-schema", &schema, NULL);
  keys = g_settings_schema_list_keys (schema);
  for (guint i = 0; keys[i] != NULL; i++)
    copy_key (from, to, keys[i]);
}

static void
aloud_agent_form_dispose (GObject *object)
{
  AloudAgentForm *self = ALOUD_AGENT_FORM (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->original);
  g_clear_object (&self->keyring);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->asked_host, g_free);
  g_clear_pointer (&self->token, aloud_token_free);
  for (guint i = 0; i < N_SECRETS; i++)
    g_clear_pointer (&self->secrets[i], aloud_wipe_free);

  G_OBJECT_CLASS (aloud_agent_form_parent_class)->dispose (object);
}

static void
aloud_agent_form_class_init (AloudAgentFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = aloud_agent_form_dispose;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", ALOUD_TYPE_AGENT_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
}

static void
aloud_agent_form_init (AloudAgentForm *self)
{
}

static GSettings *
create_draft (void)
{
  g_autoptr (GSettingsSchema) schema = NULL;
  g_autoptr (GSettingsBackend) backend = g_memory_settings_backend_new ();

  schema = g_settings_schema_source_lookup (g_settings_schema_source_get_default (), ALOUD_PROFILE_SCHEMA, TRUE);
  g_assert (schema != NULL);
  return g_settings_new_full (schema, backend, DRAFT_PATH);
}

AloudAgentForm *
aloud_agent_form_new (GSettings *original, const char *id, AloudKeyring *keyring)
{
  AloudAgentForm *self;

  g_return_val_if_fail (original == NULL || G_IS_SETTINGS (original), NULL);
  g_return_val_if_fail (ALOUD_IS_KEYRING (keyring), NULL);

  self = g_object_new (ALOUD_TYPE_AGENT_FORM, NULL);
  self->id = id != NULL ? g_strdup (id) : g_uuid_string_random ();
  self->keyring = g_object_ref (keyring);
  self->settings = create_draft ();
  if (original != NULL)
    {
      self->original = g_object_ref (original);
      copy_settings (original, self->settings);
    }
  g_signal_connect_object (self->settings, "changed", G_CALLBACK (on_settings_changed), self, G_CONNECT_SWAPPED);
  aloud_agent_form_ask_keyring (self);
  return self;
}

GSettings *
aloud_agent_form_get_settings (AloudAgentForm *self)
{
  g_return_val_if_fail (ALOUD_IS_AGENT_FORM (self), NULL);

  return self->settings;
}

const char *
aloud_agent_form_get_id (AloudAgentForm *self)
{
  g_return_val_if_fail (ALOUD_IS_AGENT_FORM (self), NULL);

  return self->id;
}

AloudKeyring *
aloud_agent_form_get_keyring (AloudAgentForm *self)
{
  g_return_val_if_fail (ALOUD_IS_AGENT_FORM (self), NULL);

  return self->keyring;
}

gboolean
aloud_agent_form_is_new (AloudAgentForm *self)
{
  g_return_val_if_fail (ALOUD_IS_AGENT_FORM (self), FALSE);

  return self->original == NULL;
}

gboolean
aloud_agent_form_is_changed (AloudAgentForm *self)
{
  g_autoptr (GSettingsSchema) schema = NULL;
  g_auto (GStrv) keys = NULL;

  g_return_val_if_fail (ALOUD_IS_AGENT_FORM (self), FALSE);

  for (guint i = 0; i < N_SECRETS; i++)
    if (self->secrets[i] != NULL)
      return TRUE;

  g_object_get (self->settings, "settings-schema", &schema, NULL);
  keys = g_settings_schema_list_keys (schema);
  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autoptr (GVariant) value = g_settings_get_value (self->settings, keys[i]);
      g_autoptr (GVariant) old = self->original != NULL ? g_settings_get_value (self->original, keys[i])
                                                        : g_settings_get_default_value (self->settings, keys[i]);

      if (!g_variant_equal (value, old))
        return TRUE;
    }
  return FALSE;
}

void
aloud_agent_form_apply (AloudAgentForm *self, GSettings *settings)
{
  g_return_if_fail (ALOUD_IS_AGENT_FORM (self));
  g_return_if_fail (G_IS_SETTINGS (settings));

  copy_settings (self->settings, settings);
}

void
aloud_agent_form_set_secret (AloudAgentForm *self, AloudSecretKind kind, const char *text)
{
  g_return_if_fail (ALOUD_IS_AGENT_FORM (self));
  g_return_if_fail (kind < N_SECRETS);

  g_clear_pointer (&self->secrets[kind], aloud_wipe_free);
  if (text != NULL && *text != '\0')
    self->secrets[kind] = g_strstrip (g_strdup (text));
  if (self->secrets[kind] != NULL && *self->secrets[kind] == '\0')
    g_clear_pointer (&self->secrets[kind], aloud_wipe_free);
  if (kind == ALOUD_SECRET_TOKEN)
    read_token (self);
  revise (self);
  emit_changed (self);
}

const char *
aloud_agent_form_get_secret (AloudAgentForm *self, AloudSecretKind kind)
{
  g_return_val_if_fail (ALOUD_IS_AGENT_FORM (self), NULL);
  g_return_val_if_fail (kind < N_SECRETS, NULL);

  return self->secrets[kind];
}

AloudSecretKind
aloud_agent_form_get_secret_kind (AloudAgentForm *self)
{
  g_return_val_if_fail (ALOUD_IS_AGENT_FORM (self), ALOUD_SECRET_API_KEY);

  return is (self->settings, "credential-kind", "api-key") ? ALOUD_SECRET_API_KEY : ALOUD_SECRET_TOKEN;
}

const AloudToken *
aloud_agent_form_get_token (AloudAgentForm *self)
{
  g_return_val_if_fail (ALOUD_IS_AGENT_FORM (self), NULL);

  return self->token;
}

AloudSecretState
aloud_agent_form_get_stored (AloudAgentForm *self, gint64 *stored_at)
{
  g_return_val_if_fail (ALOUD_IS_AGENT_FORM (self), ALOUD_SECRET_ABSENT);

  if (stored_at != NULL)
    *stored_at = self->stored_at;
  return self->stored;
}

guint
aloud_agent_form_get_revision (AloudAgentForm *self)
{
  g_return_val_if_fail (ALOUD_IS_AGENT_FORM (self), 0);

  return self->revision;
}

char *
aloud_agent_form_dup_host (AloudAgentForm *self)
{
  g_return_val_if_fail (ALOUD_IS_AGENT_FORM (self), NULL);

  return dup_host (self->settings);
}

gboolean
aloud_agent_form_moved (AloudAgentForm *self)
{
  g_autofree char *before = NULL;
  g_autofree char *now = NULL;

  g_return_val_if_fail (ALOUD_IS_AGENT_FORM (self), FALSE);

  if (self->original == NULL)
    return FALSE;
  before = dup_host (self->original);
  now = dup_host (self->settings);
  return before != NULL && now != NULL && g_strcmp0 (before, now) != 0;
}

gboolean
aloud_agent_form_is_foreign (AloudAgentForm *self)
{
  g_autoptr (AloudEndpoint) service = aloud_endpoint_new (NULL, "any", NULL, NULL);
  g_autofree char *host = NULL;

  g_return_val_if_fail (ALOUD_IS_AGENT_FORM (self), FALSE);

  host = dup_host (self->settings);
  return host != NULL && g_ascii_strcasecmp (host, aloud_endpoint_get_host (service)) != 0;
}

/* Checking */

static gboolean
needs_secret (AloudAgentForm *self)
{
  if (self->stored != ALOUD_SECRET_ABSENT)
    return FALSE;
  if (self->unknown && self->original != NULL && !aloud_agent_form_moved (self))
    return FALSE; /* a keyring that does not answer is no reason to ask for the secret anew */
  return aloud_agent_form_get_secret_kind (self) == ALOUD_SECRET_API_KEY
         || is (self->settings, "token-source", "pasted");
}

static gboolean
check_secret (AloudAgentForm *self, GError **error)
{
  AloudSecretKind kind = aloud_agent_form_get_secret_kind (self);
  g_autofree char *project_id = dup_stripped (self->settings, "project-id");
  g_autofree char *config_id = dup_stripped (self->settings, "config-id");
  g_autoptr (AloudCredential) credential = NULL;

  if (self->secrets[kind] == NULL)
    {
      if (!needs_secret (self))
        return TRUE;
      g_set_error_literal (error, ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_NO_CREDENTIAL, "");
      return FALSE;
    }
  if (kind == ALOUD_SECRET_TOKEN && !is (self->settings, "token-source", "pasted"))
    return TRUE; /* typed before the person chose to have it fetched */
  credential = aloud_credential_new (kind == ALOUD_SECRET_API_KEY ? ALOUD_CREDENTIAL_API_KEY : ALOUD_CREDENTIAL_TOKEN,
                                     self->secrets[kind]);
  return aloud_credential_check (credential, project_id, config_id, g_get_real_time () / G_USEC_PER_SEC, error);
}

static gboolean
check_endpoint (AloudAgentForm *self, AloudFormField field, GError **error)
{
  g_autofree char *base_url = field == ALOUD_FORM_SERVER ? dup_stripped (self->settings, "base-url") : NULL;
  g_autofree char *config_id = field == ALOUD_FORM_CONFIG_ID ? dup_stripped (self->settings, "config-id")
                                                             : g_strdup ("any");
  g_autoptr (AloudEndpoint) endpoint = aloud_endpoint_new (base_url, config_id, NULL, error);

  return endpoint != NULL;
}

static gboolean
uses_source (AloudAgentForm *self, const char *source)
{
  return aloud_agent_form_get_secret_kind (self) == ALOUD_SECRET_TOKEN && is (self->settings, "token-source", source);
}

static gboolean
is_this_computer (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return address != NULL ? g_inet_address_get_is_loopback (address) : g_ascii_strcasecmp (host, "localhost") == 0;
}

static gboolean
check_token_address (AloudAgentForm *self, GError **error)
{
  g_autofree char *address = dup_stripped (self->settings, "token-address");
  g_autoptr (GUri) uri = NULL;
  const char *host;

  if (!uses_source (self, "address"))
    return TRUE;
  uri = g_uri_parse (address, G_URI_FLAGS_NONE, NULL);
  host = uri != NULL ? g_uri_get_host (uri) : NULL;
  if (host != NULL && *host != '\0'
      && (g_str_equal (g_uri_get_scheme (uri), "https")
          || (g_str_equal (g_uri_get_scheme (uri), "http") && is_this_computer (host))))
    return TRUE;
  g_set_error_literal (error, ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_BAD_TOKEN_ADDRESS, "");
  return FALSE;
}

static gboolean
check_token_command (AloudAgentForm *self, GError **error)
{
  g_auto (GStrv) argv = g_settings_get_strv (self->settings, "token-command");

  if (!uses_source (self, "command") || (argv[0] != NULL && *argv[0] != '\0'))
    return TRUE;
  g_set_error_literal (error, ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_NO_TOKEN_COMMAND, "");
  return FALSE;
}

static gboolean
check_ca_file (AloudAgentForm *self, GError **error)
{
  g_autofree char *path = dup_stripped (self->settings, "ca-file");
  g_autoptr (GError) unreadable = NULL;
  GList *certificates;

  if (*path == '\0')
    return TRUE;
  certificates = g_tls_certificate_list_new_from_file (path, &unreadable);
  if (certificates != NULL)
    {
      g_list_free_full (certificates, g_object_unref);
      return TRUE;
    }
  g_set_error (error, ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_CA_FILE, "%s",
               unreadable != NULL ? unreadable->message : "no certificate in it");
  return FALSE;
}

gboolean
aloud_agent_form_check (AloudAgentForm *self, AloudFormField field, GError **error)
{
  g_return_val_if_fail (ALOUD_IS_AGENT_FORM (self), FALSE);

  switch (field)
    {
    case ALOUD_FORM_SECRET:
      return check_secret (self, error);
    case ALOUD_FORM_CONFIG_ID:
    case ALOUD_FORM_SERVER:
      return check_endpoint (self, field, error);
    case ALOUD_FORM_TOKEN_ADDRESS:
      return check_token_address (self, error);
    case ALOUD_FORM_TOKEN_COMMAND:
      return check_token_command (self, error);
    case ALOUD_FORM_CA_FILE:
      return check_ca_file (self, error);
    case ALOUD_FORM_N_FIELDS:
    default:
      return TRUE;
    }
}

static gboolean
is_empty (AloudAgentForm *self, AloudFormField field)
{
  g_auto (GStrv) argv = NULL;

  switch (field)
    {
    case ALOUD_FORM_SECRET:
      return self->secrets[aloud_agent_form_get_secret_kind (self)] == NULL;
    case ALOUD_FORM_CONFIG_ID:
      return is (self->settings, "config-id", "");
    case ALOUD_FORM_TOKEN_ADDRESS:
      return is (self->settings, "token-address", "");
    case ALOUD_FORM_TOKEN_COMMAND:
      argv = g_settings_get_strv (self->settings, "token-command");
      return argv[0] == NULL;
    case ALOUD_FORM_SERVER:
    case ALOUD_FORM_CA_FILE:
    case ALOUD_FORM_N_FIELDS:
    default:
      return FALSE; /* may be left empty */
    }
}

gboolean
aloud_agent_form_check_gently (AloudAgentForm *self, AloudFormField field, GError **error)
{
  g_return_val_if_fail (ALOUD_IS_AGENT_FORM (self), FALSE);

  return (!(self->insisted & (1u << field)) && is_empty (self, field)) || aloud_agent_form_check (self, field, error);
}

AloudFormField
aloud_agent_form_insist (AloudAgentForm *self, AloudFormField first, AloudFormField last)
{
  g_return_val_if_fail (ALOUD_IS_AGENT_FORM (self), ALOUD_FORM_N_FIELDS);

  for (AloudFormField field = first; field <= last; field++)
    self->insisted |= 1u << field;
  emit_changed (self);
  for (AloudFormField field = first; field <= last; field++)
    if (!aloud_agent_form_check (self, field, NULL))
      return field;
  return ALOUD_FORM_N_FIELDS;
}
