/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"
#include "aloud-token-source.h"

#include "aloud-agent-save.h"

typedef struct {
  AloudProfiles *profiles;
  AloudProfile *profile; /* NULL: not there yet */
  AloudSecretKind next;
  gboolean session_only;
} Save;

static void
save_free (Save *self)
{
  g_clear_object (&self->profiles);
  g_clear_object (&self->profile);
  g_free (self);
}

/* What was typed before the person decided otherwise is not wanted. */
static gboolean
is_wanted (AloudAgentForm *form, AloudSecretKind kind)
{
  AloudSecretKind used = aloud_agent_form_get_secret_kind (form);
  g_autofree char *source = g_settings_get_string (aloud_agent_form_get_settings (form), "token-source");

  if (aloud_agent_form_get_secret (form, kind) == NULL)
    return FALSE;
  if (kind == ALOUD_SECRET_TOKEN_ADDRESS)
    return used == ALOUD_SECRET_TOKEN && g_str_equal (source, "address");
  return kind == used && (kind == ALOUD_SECRET_API_KEY || g_str_equal (source, "pasted"));
}

char *
aloud_agent_save_dup_host (AloudAgentForm *form, AloudSecretKind kind)
{
  g_autofree char *address = NULL;

  g_return_val_if_fail (ALOUD_IS_AGENT_FORM (form), NULL);

  if (!is_wanted (form, kind))
    return NULL;
  if (kind != ALOUD_SECRET_TOKEN_ADDRESS)
    return aloud_agent_form_dup_host (form);
  address = g_strstrip (g_settings_get_string (aloud_agent_form_get_settings (form), "token-address"));
  return aloud_token_address_dup_host (address, NULL);
}

static char *
dup_name (GSettings *settings)
{
  g_autofree char *name = g_strstrip (g_settings_get_string (settings, "name"));
  g_autofree char *config_id = g_strstrip (g_settings_get_string (settings, "config-id"));

  return g_strdup (*name != '\0' ? name : config_id);
}

static void
store_settings (GTask *task)
{
  AloudAgentForm *form = g_task_get_source_object (task);
  Save *self = g_task_get_task_data (task);
  GSettings *draft = aloud_agent_form_get_settings (form);
  g_autofree char *name = dup_name (draft);

  g_settings_set_string (draft, "name", name);
  if (self->profile == NULL)
    self->profile = g_object_ref (aloud_profiles_add (self->profiles, name, aloud_agent_form_get_id (form)));
  aloud_agent_form_apply (form, aloud_profile_get_settings (self->profile));
  g_task_return_pointer (task, g_object_ref (self->profile), g_object_unref);
}

static void store_next (GTask *task);

static void
did_store (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (aloud_keyring_store_finish (ALOUD_KEYRING (source), result, &error))
    store_next (task);
  else
    g_task_return_error (task, error);
}

static void
store (GTask *task, AloudSecretKind kind, const char *host)
{
  AloudAgentForm *form = g_task_get_source_object (task);
  Save *self = g_task_get_task_data (task);
  AloudKeyring *keyring = aloud_agent_form_get_keyring (form);
  const char *secret = aloud_agent_form_get_secret (form, kind);
  g_autofree char *name = dup_name (aloud_agent_form_get_settings (form));

  if (self->session_only)
    {
      aloud_keyring_use_for_session (keyring, aloud_agent_form_get_id (form), kind, host, secret);
      store_next (task);
      return;
    }
  aloud_keyring_store_async (keyring, aloud_agent_form_get_id (form), kind, host, name, secret,
                             g_task_get_cancellable (task), did_store, g_object_ref (task));
}

static void
store_next (GTask *task)
{
  AloudAgentForm *form = g_task_get_source_object (task);
  Save *self = g_task_get_task_data (task);

  while (self->next <= ALOUD_SECRET_TOKEN_ADDRESS)
    {
      AloudSecretKind kind = self->next++;
      g_autofree char *host = aloud_agent_save_dup_host (form, kind);

      if (host != NULL)
        {
          store (task, kind, host);
          return;
        }
    }
  store_settings (task);
}

void
aloud_agent_save_async (AloudAgentForm      *form,
                        AloudProfiles       *profiles,
                        AloudProfile        *profile,
                        gboolean             session_only,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  Save *self;

  g_return_if_fail (ALOUD_IS_AGENT_FORM (form));
  g_return_if_fail (ALOUD_IS_PROFILES (profiles));

  self = g_new0 (Save, 1);
  self->profiles = g_object_ref (profiles);
  self->profile = profile != NULL ? g_object_ref (profile) : NULL;
  self->session_only = session_only;
  task = g_task_new (form, cancellable, callback, user_data);
  g_task_set_source_tag (task, aloud_agent_save_async);
  g_task_set_task_data (task, self, (GDestroyNotify) save_free);
  store_next (task);
}

AloudProfile *
aloud_agent_save_finish (AloudAgentForm *form, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, form), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
