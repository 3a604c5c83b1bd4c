/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-profile.h"

#include <glib/gi18n.h>

#include "aloud-credential-finder.h"
#include "aloud-macros.h"
#include "aloud-settings-store.h"
#include "aloud-token.h"

#define G_SETTINGS_ENABLE_BACKEND
#include <gio/gsettingsbackend.h>

#define ENVIRONMENT_PATH "/io/github/aloud_voice/Aloud/environment/"

struct _AloudProfile
{
  GObject parent;

  /* Injected */
  char *id;
  GSettings *settings;

  /* Owned: one of them */
  AloudCredentialFinder *finder;
  AloudCredential *credential; /* the environment's, which is nowhere else */
};

enum {
  PROP_0,
  PROP_NAME,
  PROP_TAKES_INTERRUPT,
  PROP_STAGE,
  PROP_IDLE_LIMIT,
};

static void aloud_profile_agent_init (AloudAgentInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AloudProfile, aloud_profile, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ALOUD_TYPE_AGENT, aloud_profile_agent_init))

/* Where the credential will be sent, as it was when the person asked for the call. */
typedef struct {
  char *base_url;
  char *config_id;
  char *project_id;
} Place;

static void
place_free (gpointer data)
{
  Place *place = data;

  g_free (place->base_url);
  g_free (place->config_id);
  g_free (place->project_id);
  g_free (place);
}

static Place *
read_place (GSettings *settings)
{
  Place *place = g_new0 (Place, 1);

  place->base_url = g_settings_get_string (settings, "base-url");
  place->config_id = g_strstrip (g_settings_get_string (settings, "config-id"));
  place->project_id = g_strstrip (g_settings_get_string (settings, "project-id"));
  return place;
}

/* What the person left empty, a token may know. */
static void
fill_from_claims (Place *place, AloudCredential *credential)
{
  g_autoptr(AloudToken) claims = NULL;

  if (aloud_credential_get_kind (credential) != ALOUD_CREDENTIAL_TOKEN)
    return;
  claims = aloud_token_parse (aloud_credential_get_secret (credential), NULL);
  if (claims == NULL)
    return;
  if (*place->config_id == '\0' && claims->config_id != NULL)
    aloud_set_str (&place->config_id, claims->config_id);
  if (*place->project_id == '\0' && claims->project_id != NULL)
    aloud_set_str (&place->project_id, claims->project_id);
}

static AloudRoute *
build_route (AloudProfile *self, AloudEndpoint *endpoint, AloudCredential *credential)
{
  AloudRoute *route = aloud_route_new (endpoint, credential);
  g_autofree char *dialect = g_settings_get_string (self->settings, "dialect");
  g_autofree char *ca_file = g_settings_get_string (self->settings, "ca-file");
  g_autoptr(GVariant) settings = g_settings_get_value (self->settings, "session-settings");

  aloud_route_set_dialect (route, g_str_equal (dialect, "documented") ? ALOUD_DIALECT_DOCUMENTED : ALOUD_DIALECT_FLAT);
  aloud_route_set_ca_file (route, ca_file);
  aloud_route_set_token_in_query (route, g_settings_get_boolean (self->settings, "token-in-query"));
  aloud_route_set_settings (route, settings);
  return route;
}

static void
return_route (GTask *task, AloudCredential *credential)
{
  AloudProfile *self = g_task_get_source_object (task);
  Place *place = g_task_get_task_data (task);
  g_autoptr(AloudEndpoint) endpoint = NULL;
  GError *error = NULL;

  fill_from_claims (place, credential);
  endpoint = aloud_endpoint_new (place->base_url, place->config_id, place->project_id, &error);
  if (endpoint == NULL
      || !aloud_credential_check (credential, place->project_id, place->config_id,
                                  g_get_real_time () / G_USEC_PER_SEC, &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, build_route (self, endpoint, credential), (GDestroyNotify) aloud_route_unref);
}

static void
did_find (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autoptr(AloudCredential) credential = NULL;

  credential = aloud_credential_finder_find_finish (ALOUD_CREDENTIAL_FINDER (source), result, &error);
  if (credential != NULL)
    return_route (task, credential);
  else
    g_task_return_error (task, error);
}

/* What is wrong with the settings is said before the keyring is asked for anything. */
static void
find_credential (GTask *task, AloudReachReason reason)
{
  AloudProfile *self = g_task_get_source_object (task);
  Place *place = g_task_get_task_data (task);
  gboolean claims = aloud_profile_get_kind (self) == ALOUD_CREDENTIAL_TOKEN;
  g_autoptr(AloudEndpoint) endpoint = NULL;
  GError *error = NULL;

  endpoint = aloud_endpoint_new (place->base_url, claims ? "a claim" : place->config_id, NULL, &error);
  if (endpoint == NULL)
    g_task_return_error (task, error);
  else
    aloud_credential_finder_find_async (self->finder, aloud_endpoint_get_host (endpoint), reason,
                                        g_task_get_cancellable (task), did_find, g_object_ref (task));
}

static void
aloud_profile_reach_async (AloudAgent          *agent,
                           AloudReachReason     reason,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  AloudProfile *self = ALOUD_PROFILE (agent);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, aloud_profile_reach_async);
  g_task_set_task_data (task, read_place (self->settings), place_free);
  if (self->finder != NULL)
    find_credential (task, reason);
  else if (reason == ALOUD_REACH_REFUSED)
    g_task_return_new_error (task, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_NO_FRESH_CREDENTIAL,
                             "the environment has no other credential");
  else
    return_route (task, self->credential);
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

static char *
dup_name (AloudProfile *self)
{
  g_autofree char *name = g_settings_get_string (self->settings, "name");

  if (self->credential != NULL)
    return g_strdup (_("From the environment"));
  return *name != '\0' ? g_steal_pointer (&name) : g_strdup (_("Unnamed agent"));
}

static void
aloud_profile_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  AloudProfile *self = ALOUD_PROFILE (object);

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_take_string (value, dup_name (self));
      break;
    case PROP_TAKES_INTERRUPT:
      /* The service has not documented it. */
      g_value_set_boolean (value, FALSE);
      break;
    case PROP_IDLE_LIMIT:
      g_value_set_uint (value, g_settings_get_uint (self->settings, "idle-minutes") * 60);
      break;
    case PROP_STAGE:
      g_value_take_string (value, g_settings_get_string (self->settings, "stage"));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_profile_dispose (GObject *object)
{
  AloudProfile *self = ALOUD_PROFILE (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->finder);
  g_clear_pointer (&self->credential, aloud_credential_unref);
  g_clear_pointer (&self->id, g_free);

  G_OBJECT_CLASS (aloud_profile_parent_class)->dispose (object);
}

static void
aloud_profile_class_init (AloudProfileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = aloud_profile_get_property;
  object_class->dispose = aloud_profile_dispose;

  g_object_class_override_property (object_class, PROP_NAME, "name");
  g_object_class_override_property (object_class, PROP_TAKES_INTERRUPT, "takes-interrupt");
  g_object_class_install_property (object_class, PROP_IDLE_LIMIT,
    g_param_spec_uint ("idle-limit", NULL, NULL, 0, G_MAXUINT, ALOUD_AGENT_IDLE_LIMIT, ALOUD_PARAM_READABLE));
  g_object_class_install_property (object_class, PROP_STAGE,
    g_param_spec_string ("stage", NULL, NULL, "", ALOUD_PARAM_READABLE));
}

static void
aloud_profile_init (AloudProfile *self)
{
}

static void
notify_property (AloudProfile *self, const char *key)
{
  g_object_notify (G_OBJECT (self), key);
}

static AloudProfile *
create (const char *id, GSettings *settings)
{
  AloudProfile *self = g_object_new (ALOUD_TYPE_PROFILE, NULL);

  self->id = g_strdup (id);
  self->settings = g_object_ref (settings);
  g_signal_connect_object (settings, "changed::name", G_CALLBACK (notify_property), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "changed::stage", G_CALLBACK (notify_property), self, G_CONNECT_SWAPPED);
  return self;
}

AloudProfile *
aloud_profile_new (const char *id, GSettings *settings, AloudKeyring *keyring)
{
  AloudProfile *self;

  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);
  g_return_val_if_fail (ALOUD_IS_KEYRING (keyring), NULL);

  self = create (id, settings);
  self->finder = aloud_credential_finder_new (id, settings, keyring);
  return self;
}

/* Also NULL for what is no text: nothing that the service or the settings know is that. */
static const char *
get_nonempty (const char *const *environment, const char *name)
{
  const char *value = g_environ_getenv ((char **) environment, name);

  return value != NULL && *value != '\0' && g_utf8_validate (value, -1, NULL) ? value : NULL;
}

static void
copy_variable (GSettings *settings, const char *key, const char *const *environment, const char *name)
{
  const char *value = get_nonempty (environment, name);

  if (value != NULL)
    g_settings_set_string (settings, key, value);
}

AloudProfile *
aloud_profile_new_from_environment (const char *const *environment)
{
  g_autoptr(GSettingsBackend) memory = NULL;
  g_autoptr(GSettings) settings = NULL;
  const char *key, *token;
  AloudProfile *self;

  g_return_val_if_fail (environment != NULL, NULL);

  key = get_nonempty (environment, "NEXTEVI_API_KEY");
  token = get_nonempty (environment, "NEXTEVI_ACCESS_TOKEN");
  if (key == NULL && token == NULL)
    return NULL;

  memory = g_memory_settings_backend_new ();
  settings = aloud_settings_store_get (memory, ALOUD_PROFILE_SCHEMA, ENVIRONMENT_PATH);
  copy_variable (settings, "base-url", environment, "NEXTEVI_WEBSOCKET_URL");
  copy_variable (settings, "base-url", environment, "NEXTEVI_BASE_URL");
  copy_variable (settings, "config-id", environment, "NEXTEVI_CONFIG_ID");
  copy_variable (settings, "project-id", environment, "NEXTEVI_PROJECT_ID");
  g_settings_set_string (settings, "credential-kind", token != NULL ? "token" : "api-key");

  self = create ("", settings);
  self->credential = token != NULL ? aloud_credential_new (ALOUD_CREDENTIAL_TOKEN, token)
                                   : aloud_credential_new (ALOUD_CREDENTIAL_API_KEY, key);
  return self;
}

const char *
aloud_profile_get_id (AloudProfile *self)
{
  g_return_val_if_fail (ALOUD_IS_PROFILE (self), NULL);

  return self->id;
}

GSettings *
aloud_profile_get_settings (AloudProfile *self)
{
  g_return_val_if_fail (ALOUD_IS_PROFILE (self), NULL);

  return self->settings;
}

gboolean
aloud_profile_get_read_only (AloudProfile *self)
{
  g_return_val_if_fail (ALOUD_IS_PROFILE (self), FALSE);

  return self->credential != NULL;
}

void
aloud_profile_set_on_trial (AloudProfile *self, gboolean on_trial)
{
  g_return_if_fail (ALOUD_IS_PROFILE (self));
  g_return_if_fail (self->finder != NULL);

  aloud_credential_finder_set_on_trial (self->finder, on_trial);
}

AloudKeyring *
aloud_profile_get_keyring (AloudProfile *self)
{
  g_return_val_if_fail (ALOUD_IS_PROFILE (self), NULL);

  return self->finder != NULL ? aloud_credential_finder_get_keyring (self->finder) : NULL;
}

AloudCredentialKind
aloud_profile_get_kind (AloudProfile *self)
{
  g_autofree char *kind = NULL;

  g_return_val_if_fail (ALOUD_IS_PROFILE (self), ALOUD_CREDENTIAL_API_KEY);

  kind = g_settings_get_string (self->settings, "credential-kind");
  return g_str_equal (kind, "token") ? ALOUD_CREDENTIAL_TOKEN : ALOUD_CREDENTIAL_API_KEY;
}

char *
aloud_profile_dup_host (AloudProfile *self)
{
  g_autofree char *base_url = NULL;
  g_autoptr(AloudEndpoint) endpoint = NULL;

  g_return_val_if_fail (ALOUD_IS_PROFILE (self), NULL);

  /* The host is known before the rest is. */
  base_url = g_settings_get_string (self->settings, "base-url");
  endpoint = aloud_endpoint_new (base_url, "any", NULL, NULL);
  return endpoint != NULL ? g_strdup (aloud_endpoint_get_host (endpoint)) : NULL;
}

gboolean
aloud_profile_is_at_service (AloudProfile *self)
{
  g_autofree char *host = aloud_profile_dup_host (self);

  return host != NULL && aloud_host_is_service (host);
}

gboolean
aloud_profile_get_tested (AloudProfile *self)
{
  g_return_val_if_fail (ALOUD_IS_PROFILE (self), FALSE);

  return aloud_profile_get_read_only (self) || g_settings_get_boolean (self->settings, "tested");
}

void
aloud_profile_set_tested (AloudProfile *self)
{
  g_return_if_fail (ALOUD_IS_PROFILE (self));

  if (!aloud_profile_get_tested (self))
    g_settings_set_boolean (self->settings, "tested", TRUE);
}
