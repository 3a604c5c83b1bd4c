/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-agent-form-private.h"

#include "aloud-draft.h"
#include "aloud-endpoint.h"
#include "aloud-error.h"
#include "aloud-token-source.h"

/* What is wrong with each field of the form. */

static char *
dup_text (AloudAgentForm *self, const char *key)
{
  return aloud_draft_dup_text (aloud_agent_form_get_settings (self), key);
}

static gboolean
is (AloudAgentForm *self, const char *key, const char *value)
{
  return aloud_draft_is (aloud_agent_form_get_settings (self), key, value);
}

static gboolean
check_secret (AloudAgentForm *self, GError **error)
{
  AloudSecretKind kind = aloud_agent_form_get_secret_kind (self);
  g_autofree char *project_id = dup_text (self, "project-id");
  g_autofree char *config_id = dup_text (self, "config-id");
  g_autoptr (AloudCredential) credential = NULL;

  if (aloud_agent_form_get_secret (self, kind) == NULL)
    {
      if (!aloud_agent_form_needs_secret (self))
        return TRUE;
      g_set_error_literal (error, ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_NO_CREDENTIAL, "");
      return FALSE;
    }
  if (kind == ALOUD_SECRET_TOKEN && !is (self, "token-source", "pasted"))
    return TRUE; /* typed before the person chose to have it fetched */
  credential = aloud_credential_new (kind == ALOUD_SECRET_API_KEY ? ALOUD_CREDENTIAL_API_KEY : ALOUD_CREDENTIAL_TOKEN,
                                     aloud_agent_form_get_secret (self, kind));
  return aloud_credential_check (credential, project_id, config_id, aloud_agent_form_get_now (self), error);
}

/* Tokens that are fetched may name it, and nobody knows before. */
static gboolean
may_lack_config (AloudAgentForm *self)
{
  g_autofree char *config_id = dup_text (self, "config-id");

  return aloud_agent_form_get_secret_kind (self) == ALOUD_SECRET_TOKEN && !is (self, "token-source", "pasted")
         && *config_id == '\0';
}

static gboolean
check_endpoint (AloudAgentForm *self, AloudFormField field, GError **error)
{
  gboolean insists = field == ALOUD_FORM_CONFIG_ID && !may_lack_config (self);
  g_autofree char *base_url = field == ALOUD_FORM_SERVER ? dup_text (self, "base-url") : NULL;
  g_autofree char *config_id = insists ? dup_text (self, "config-id") : g_strdup ("any");
  g_autoptr (AloudEndpoint) endpoint = aloud_endpoint_new (base_url, config_id, NULL, error);

  return endpoint != NULL;
}

static gboolean
uses_source (AloudAgentForm *self, const char *source)
{
  return aloud_agent_form_get_secret_kind (self) == ALOUD_SECRET_TOKEN && is (self, "token-source", source);
}

static gboolean
check_token_address (AloudAgentForm *self, GError **error)
{
  g_autofree char *address = dup_text (self, "token-address");

  return !uses_source (self, "address") || aloud_token_address_check (address, error);
}

static gboolean
check_token_command (AloudAgentForm *self, GError **error)
{
  g_auto (GStrv) argv = g_settings_get_strv (aloud_agent_form_get_settings (self), "token-command");

  if (uses_source (self, "command") && !aloud_agent_form_get_runs_commands (self))
    {
      g_set_error_literal (error, ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_COMMAND_IN_SANDBOX, "");
      return FALSE;
    }
  if (!uses_source (self, "command") || (argv[0] != NULL && *argv[0] != '\0'))
    return TRUE;
  g_set_error_literal (error, ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_NO_TOKEN_COMMAND, "");
  return FALSE;
}

static gboolean
check_ca_file (AloudAgentForm *self, GError **error)
{
  g_autofree char *path = dup_text (self, "ca-file");
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
    case ALOUD_FORM_PROJECT_ID: /* the service alone knows which there are */
    case ALOUD_FORM_N_FIELDS:
    default:
      return TRUE;
    }
}

gboolean
aloud_agent_form_is_empty (AloudAgentForm *self, AloudFormField field)
{
  g_auto (GStrv) argv = NULL;

  switch (field)
    {
    case ALOUD_FORM_SECRET:
      return aloud_agent_form_get_secret (self, aloud_agent_form_get_secret_kind (self)) == NULL;
    case ALOUD_FORM_CONFIG_ID:
      return is (self, "config-id", "");
    case ALOUD_FORM_TOKEN_ADDRESS:
      return is (self, "token-address", "");
    case ALOUD_FORM_TOKEN_COMMAND:
      argv = g_settings_get_strv (aloud_agent_form_get_settings (self), "token-command");
      return argv[0] == NULL && aloud_agent_form_get_runs_commands (self);
    case ALOUD_FORM_PROJECT_ID:
    case ALOUD_FORM_SERVER:
    case ALOUD_FORM_CA_FILE:
    case ALOUD_FORM_N_FIELDS:
    default:
      return FALSE; /* may be left empty */
    }
}
