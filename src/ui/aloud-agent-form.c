/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-agent-form.h"

#include "aloud-agent-form-private.h"
#include "aloud-draft.h"
#include "aloud-endpoint.h"
#include "aloud-macros.h"
#include "aloud-token-source.h"

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
  gboolean runs_commands;
  gint64 now; /* 0: the clock's */
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
dup_host (GSettings *settings)
{
  g_autofree char *base_url = aloud_draft_dup_text (settings, "base-url");
  g_autoptr (AloudEndpoint) endpoint = aloud_endpoint_new (base_url, "any", NULL, NULL);

  return endpoint != NULL ? g_strdup (aloud_endpoint_get_host (endpoint)) : NULL;
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
  if (claim != NULL && *claim != '\0' && aloud_draft_is (self->settings, key, ""))
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
  self->runs_commands = aloud_token_command_is_possible ();
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
  self->settings = aloud_draft_new (original);
  g_set_object (&self->original, original);
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
  g_return_val_if_fail (ALOUD_IS_AGENT_FORM (self), FALSE);

  for (guint i = 0; i < N_SECRETS; i++)
    if (self->secrets[i] != NULL)
      return TRUE;

  return aloud_draft_differs (self->settings, self->original);
}

void
aloud_agent_form_apply (AloudAgentForm *self, GSettings *settings)
{
  g_return_if_fail (ALOUD_IS_AGENT_FORM (self));
  g_return_if_fail (G_IS_SETTINGS (settings));

  aloud_draft_copy (self->settings, settings);
}

void
aloud_agent_form_set_secret (AloudAgentForm *self, AloudSecretKind kind, const char *text)
{
  g_return_if_fail (ALOUD_IS_AGENT_FORM (self));
  g_return_if_fail (kind < N_SECRETS);

  g_clear_pointer (&self->secrets[kind], aloud_wipe_free);
  if (text != NULL && *text != '\0')
    self->secrets[kind] = aloud_dup_stripped (text);
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

  return aloud_draft_is (self->settings, "credential-kind", "api-key") ? ALOUD_SECRET_API_KEY : ALOUD_SECRET_TOKEN;
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

gint64
aloud_agent_form_get_now (AloudAgentForm *self)
{
  g_return_val_if_fail (ALOUD_IS_AGENT_FORM (self), 0);

  return self->now != 0 ? self->now : g_get_real_time () / G_USEC_PER_SEC;
}

void
aloud_agent_form_set_now (AloudAgentForm *self, gint64 now)
{
  g_return_if_fail (ALOUD_IS_AGENT_FORM (self));

  self->now = now;
  emit_changed (self);
}

gboolean
aloud_agent_form_get_runs_commands (AloudAgentForm *self)
{
  g_return_val_if_fail (ALOUD_IS_AGENT_FORM (self), FALSE);

  return self->runs_commands;
}

void
aloud_agent_form_set_runs_commands (AloudAgentForm *self, gboolean runs_commands)
{
  g_return_if_fail (ALOUD_IS_AGENT_FORM (self));

  self->runs_commands = runs_commands;
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
  g_autofree char *host = NULL;

  g_return_val_if_fail (ALOUD_IS_AGENT_FORM (self), FALSE);

  host = dup_host (self->settings);
  return host != NULL && !aloud_host_is_service (host);
}

/* Checking: what is wrong with a field is in aloud-agent-form-check.c. */

gboolean
aloud_agent_form_needs_secret (AloudAgentForm *self)
{
  if (self->stored != ALOUD_SECRET_ABSENT)
    return FALSE;
  if (self->unknown && self->original != NULL && !aloud_agent_form_moved (self))
    return FALSE; /* a keyring that does not answer is no reason to ask for the secret anew */
  return aloud_agent_form_get_secret_kind (self) == ALOUD_SECRET_API_KEY
         || aloud_draft_is (self->settings, "token-source", "pasted");
}

gboolean
aloud_agent_form_check_gently (AloudAgentForm *self, AloudFormField field, GError **error)
{
  g_return_val_if_fail (ALOUD_IS_AGENT_FORM (self), FALSE);

  return (!(self->insisted & (1u << field)) && aloud_agent_form_is_empty (self, field))
         || aloud_agent_form_check (self, field, error);
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
