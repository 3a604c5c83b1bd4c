/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-agent-trial.h"

#include "aloud-agent-save.h"

struct _AloudAgentTrial
{
  GObject parent;

  /* Injected */
  AloudAgentForm *form;

  /* Owned */
  AloudKeyring *keyring; /* for what was typed */
  AloudProfile *profile; /* the one that is tried, or NULL */
  char *id;              /* of a new agent, during trials: never that under which it will be stored */

  /* State */
  guint revision;
};

G_DEFINE_FINAL_TYPE (AloudAgentTrial, aloud_agent_trial, G_TYPE_OBJECT)

/* FALSE when nothing was typed. */
static gboolean
lend_secrets (AloudAgentTrial *self)
{
  gboolean any = FALSE;

  for (AloudSecretKind kind = 0; kind <= ALOUD_SECRET_TOKEN_ADDRESS; kind++)
    {
      g_autofree char *host = aloud_agent_save_dup_host (self->form, kind);

      if (host == NULL)
        continue;
      aloud_keyring_use_for_session (self->keyring, self->id, kind, host,
                                     aloud_agent_form_get_secret (self->form, kind));
      any = TRUE;
    }
  return any;
}

static void
aloud_agent_trial_dispose (GObject *object)
{
  AloudAgentTrial *self = ALOUD_AGENT_TRIAL (object);

  g_clear_object (&self->profile);
  g_clear_object (&self->keyring);
  g_clear_object (&self->form);
  g_clear_pointer (&self->id, g_free);

  G_OBJECT_CLASS (aloud_agent_trial_parent_class)->dispose (object);
}

static void
aloud_agent_trial_class_init (AloudAgentTrialClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = aloud_agent_trial_dispose;
}

static void
aloud_agent_trial_init (AloudAgentTrial *self)
{
}

AloudAgentTrial *
aloud_agent_trial_new (AloudAgentForm *form)
{
  AloudAgentTrial *self;

  g_return_val_if_fail (ALOUD_IS_AGENT_FORM (form), NULL);

  self = g_object_new (ALOUD_TYPE_AGENT_TRIAL, NULL);
  self->form = g_object_ref (form);
  self->id = aloud_agent_form_is_new (form) ? g_uuid_string_random () : g_strdup (aloud_agent_form_get_id (form));
  return self;
}

AloudAgent *
aloud_agent_trial_begin (AloudAgentTrial *self)
{
  gboolean typed;

  g_return_val_if_fail (ALOUD_IS_AGENT_TRIAL (self), NULL);

  g_clear_object (&self->profile);
  g_set_object (&self->keyring, NULL);
  self->keyring = aloud_keyring_new ();
  aloud_keyring_set_log (self->keyring, aloud_keyring_get_log (aloud_agent_form_get_keyring (self->form)));
  typed = lend_secrets (self);
  /* One that is kept for this session is known to the program's own keyring alone. */
  self->profile = aloud_profile_new (self->id, aloud_agent_form_get_settings (self->form),
                                     typed ? self->keyring : aloud_agent_form_get_keyring (self->form));
  aloud_profile_set_on_trial (self->profile, TRUE);
  self->revision = aloud_agent_form_get_revision (self->form);
  return ALOUD_AGENT (self->profile);
}

gboolean
aloud_agent_trial_is_outdated (AloudAgentTrial *self)
{
  g_return_val_if_fail (ALOUD_IS_AGENT_TRIAL (self), FALSE);

  if (self->profile == NULL || self->revision == aloud_agent_form_get_revision (self->form))
    return FALSE;
  self->revision = aloud_agent_form_get_revision (self->form);
  return TRUE;
}

void
aloud_agent_trial_keep_success (AloudAgentTrial *self)
{
  g_return_if_fail (ALOUD_IS_AGENT_TRIAL (self));

  if (self->profile != NULL && self->revision == aloud_agent_form_get_revision (self->form))
    g_settings_set_boolean (aloud_agent_form_get_settings (self->form), "tested", TRUE);
}
