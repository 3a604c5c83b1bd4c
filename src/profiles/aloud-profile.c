/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-profile.h"

#include <glib/gi18n.h>

#include "aloud-macros.h"

struct _AloudProfile
{
  GObject parent;

  /* Owned */
  char *base_url;
  char *config_id;
  char *project_id;
  AloudCredential *credential;
};

enum {
  PROP_0,
  PROP_NAME,
  PROP_TAKES_INTERRUPT,
};

static void aloud_profile_agent_init (AloudAgentInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AloudProfile, aloud_profile, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ALOUD_TYPE_AGENT, aloud_profile_agent_init))

/* Everything is in memory, so the answer is there at once. */
static void
aloud_profile_reach_async (AloudAgent          *agent,
                           AloudReachReason     reason,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  AloudProfile *self = ALOUD_PROFILE (agent);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(AloudEndpoint) endpoint = NULL;
  GError *error = NULL;

  g_task_set_source_tag (task, aloud_profile_reach_async);
  if (reason == ALOUD_REACH_REFUSED)
    {
      g_task_return_new_error (task, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_NO_FRESH_CREDENTIAL,
                               "the environment has no other credential");
      return;
    }

  endpoint = aloud_endpoint_new (self->base_url, self->config_id, self->project_id, &error);
  if (endpoint == NULL
      || !aloud_credential_check (self->credential, self->project_id, self->config_id,
                                  g_get_real_time () / G_USEC_PER_SEC, &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, aloud_route_new (endpoint, self->credential), (GDestroyNotify) aloud_route_unref);
}

static AloudRoute *
aloud_profile_reach_finish (AloudAgent *agent, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
aloud_profile_agent_init (AloudAgentInterface *iface)
{
  iface->reach_async = aloud_profile_reach_async;
  iface->reach_finish = aloud_profile_reach_finish;
}

static void
aloud_profile_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, _("From the environment"));
      break;
    case PROP_TAKES_INTERRUPT:
      /* The service has not documented it. */
      g_value_set_boolean (value, FALSE);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_profile_finalize (GObject *object)
{
  AloudProfile *self = ALOUD_PROFILE (object);

  g_free (self->base_url);
  g_free (self->config_id);
  g_free (self->project_id);
  g_clear_pointer (&self->credential, aloud_credential_unref);

  G_OBJECT_CLASS (aloud_profile_parent_class)->finalize (object);
}

static void
aloud_profile_class_init (AloudProfileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = aloud_profile_get_property;
  object_class->finalize = aloud_profile_finalize;

  g_object_class_override_property (object_class, PROP_NAME, "name");
  g_object_class_override_property (object_class, PROP_TAKES_INTERRUPT, "takes-interrupt");
}

static void
aloud_profile_init (AloudProfile *self)
{
}

static const char *
get_nonempty (const char *const *environment, const char *name)
{
  const char *value = g_environ_getenv ((char **) environment, name);

  return value != NULL && *value != '\0' ? value : NULL;
}

AloudProfile *
aloud_profile_new_from_environment (const char *const *environment)
{
  const char *key, *token, *base_url;
  AloudProfile *self;

  g_return_val_if_fail (environment != NULL, NULL);

  key = get_nonempty (environment, "NEXTEVI_API_KEY");
  token = get_nonempty (environment, "NEXTEVI_ACCESS_TOKEN");
  if (key == NULL && token == NULL)
    return NULL;

  base_url = get_nonempty (environment, "NEXTEVI_BASE_URL");
  if (base_url == NULL)
    base_url = get_nonempty (environment, "NEXTEVI_WEBSOCKET_URL");

  self = g_object_new (ALOUD_TYPE_PROFILE, NULL);
  self->base_url = g_strdup (base_url);
  self->config_id = g_strdup (get_nonempty (environment, "NEXTEVI_CONFIG_ID"));
  self->project_id = g_strdup (get_nonempty (environment, "NEXTEVI_PROJECT_ID"));
  self->credential = token != NULL ? aloud_credential_new (ALOUD_CREDENTIAL_TOKEN, token)
                                   : aloud_credential_new (ALOUD_CREDENTIAL_API_KEY, key);
  return self;
}
