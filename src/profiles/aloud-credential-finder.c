/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-credential-finder.h"

#include "aloud-error.h"
#include "aloud-macros.h"
#include "aloud-token-source.h"
#include "aloud-token.h"

#define LIFE_NEEDED 60 /* s */

struct _AloudCredentialFinder
{
  GObject parent;

  /* Injected */
  char *profile_id;
  GSettings *settings;
  AloudKeyring *keyring;
  gboolean on_trial;

  /* State */
  gboolean from_keyring; /* the credential that was found last */
  gint64 ends_at;        /* s since 1970, of the token that was fetched last, as its source said; 0: it did not */
  gint64 found_ends_at;  /* the same of the token that was found last, as it says itself, too; 0: not known */
};

typedef enum {
  SOURCE_NONE,
  SOURCE_ADDRESS,
  SOURCE_COMMAND,
} Source;

/* What one search is about: the settings may change while the keyring is being unlocked. */
typedef struct {
  AloudCredentialKind kind;
  Source source;
  char *host;
  GError *no_bearer; /* why the keyring does not say whether there is one */
} Search;

G_DEFINE_FINAL_TYPE (AloudCredentialFinder, aloud_credential_finder, G_TYPE_OBJECT)

static void
search_free (gpointer data)
{
  Search *search = data;

  g_free (search->host);
  g_clear_error (&search->no_bearer);
  g_free (search);
}

static Search *
begin_search (GSettings *settings, const char *host)
{
  Search *search = g_new0 (Search, 1);
  g_autofree char *kind = g_settings_get_string (settings, "credential-kind");
  g_autofree char *source = g_settings_get_string (settings, "token-source");

  search->host = g_strdup (host);
  search->kind = g_str_equal (kind, "token") ? ALOUD_CREDENTIAL_TOKEN : ALOUD_CREDENTIAL_API_KEY;
  if (search->kind != ALOUD_CREDENTIAL_TOKEN)
    return search;
  if (g_str_equal (source, "address"))
    search->source = SOURCE_ADDRESS;
  else if (g_str_equal (source, "command"))
    search->source = SOURCE_COMMAND;
  return search;
}

static gint64
now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static const char *
get_kind_name (const Search *search)
{
  return search->kind == ALOUD_CREDENTIAL_TOKEN ? "token" : "api-key";
}

/* What does not decide: the last error is for whoever searches. */
static void
note (AloudCredentialFinder *self, const Search *search, const char *outcome, const GError *error)
{
  AloudAuthLog *log = aloud_keyring_get_log (self->keyring);
  g_autofree char *name = g_settings_get_string (self->settings, "name");

  if (log == NULL)
    return;
  if (error != NULL)
    aloud_auth_log_add_error (log, name, get_kind_name (search), error);
  else
    aloud_auth_log_add (log, name, get_kind_name (search), outcome);
}

/* The end of a token's life, or G_MAXINT64; 0 when it cannot be read. */
static gint64
get_end (AloudCredentialFinder *self, const char *token)
{
  g_autoptr(AloudToken) claims = aloud_token_parse (token, NULL);
  gint64 ends_at;

  if (claims == NULL)
    return 0;
  ends_at = claims->expires_at != 0 ? claims->expires_at : G_MAXINT64;
  return self->ends_at != 0 ? MIN (ends_at, self->ends_at) : ends_at;
}

static gboolean
has_life (AloudCredentialFinder *self, const char *token)
{
  return get_end (self, token) - now () >= LIFE_NEEDED;
}

static void
return_credential (GTask *task, AloudCredentialKind kind, const char *secret)
{
  AloudCredentialFinder *self = g_task_get_source_object (task);

  self->found_ends_at = kind == ALOUD_CREDENTIAL_TOKEN ? get_end (self, secret) : 0;
  g_task_return_pointer (task, aloud_credential_new (kind, secret), (GDestroyNotify) aloud_credential_unref);
}

/* @user_data: the agent's name. */
static void
did_keep (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree char *name = user_data;
  g_autoptr(GError) error = NULL;
  AloudAuthLog *log = aloud_keyring_get_log (ALOUD_KEYRING (source));

  if (aloud_keyring_store_finish (ALOUD_KEYRING (source), result, &error))
    return;
  g_debug ("the new token is kept for this session only: %s", error->message);
  if (log != NULL)
    aloud_auth_log_add_error (log, name, "token", error);
}

/* Nobody waits for it: the token is good whether it can be stored or not. Until it is, it is kept for this session. */
static void
keep_token (AloudCredentialFinder *self, const char *host, const char *token)
{
  g_autofree char *name = g_settings_get_string (self->settings, "name");

  aloud_keyring_use_for_session (self->keyring, self->profile_id, ALOUD_SECRET_TOKEN, host, token);
  aloud_keyring_store_async (self->keyring, self->profile_id, ALOUD_SECRET_TOKEN, host, name, token, NULL, did_keep,
                             g_strdup (name));
}

/* What a backend answers that misses a bearer. */
static gboolean
is_unauthorized (const GError *error)
{
  return g_error_matches (error, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_TOKEN_REFUSED)
         && (g_str_has_suffix (error->message, "401") || g_str_has_suffix (error->message, "403"));
}

static void
take_token (GTask *task, char *token, gint64 expires_in, GError *error)
{
  AloudCredentialFinder *self = g_task_get_source_object (task);
  Search *search = g_task_get_task_data (task);

  if (token == NULL && search->no_bearer != NULL && is_unauthorized (error))
    {
      g_error_free (error);
      g_task_return_error (task, g_steal_pointer (&search->no_bearer));
    }
  else if (token == NULL)
    g_task_return_error (task, error);
  else
    {
      note (self, search, ALOUD_AUTH_FETCHED, NULL);
      self->from_keyring = FALSE;
      self->ends_at = expires_in > 0 ? now () + expires_in : 0;
      if (!self->on_trial)
        keep_token (self, search->host, token);
      return_credential (task, ALOUD_CREDENTIAL_TOKEN, token);
    }
  aloud_wipe_free (token);
}

static void
did_fetch_from_address (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  gint64 expires_in = 0;
  char *token = aloud_token_address_fetch_finish (result, &expires_in, &error);

  take_token (task, token, expires_in, error);
}

static void
did_run_command (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  gint64 expires_in = 0;
  char *token = aloud_token_command_run_finish (result, &expires_in, &error);

  take_token (task, token, expires_in, error);
}

/* What was refused came from the keyring, or is about to end, or has ended in the middle of a call. */
static gboolean
may_be_stale (AloudCredentialFinder *self)
{
  return self->from_keyring || self->found_ends_at - now () < LIFE_NEEDED;
}

/* The authorities that the profile trusts instead of the system's are trusted for its tokens too. */
static gboolean
open_authorities (AloudCredentialFinder *self, GTlsDatabase **authorities, GError **error)
{
  g_autofree char *path = g_settings_get_string (self->settings, "ca-file");
  g_autoptr(GError) cause = NULL;

  *authorities = NULL;
  if (*path == '\0')
    return TRUE;
  *authorities = g_tls_file_database_new (path, &cause);
  if (*authorities != NULL)
    return TRUE;
  g_set_error (error, ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_CA_FILE, "CA file: %s", cause->message);
  return FALSE;
}

static char *
dup_token_address (AloudCredentialFinder *self)
{
  return g_strstrip (g_settings_get_string (self->settings, "token-address"));
}

static void
fetch_from_address (GTask *task, const char *bearer)
{
  AloudCredentialFinder *self = g_task_get_source_object (task);
  g_autofree char *url = dup_token_address (self);
  g_autofree char *method = g_settings_get_string (self->settings, "token-method");
  g_autoptr(GTlsDatabase) authorities = NULL;
  GError *error = NULL;

  if (open_authorities (self, &authorities, &error))
    aloud_token_address_fetch_async (url, g_str_equal (method, "post"), bearer, authorities, ALOUD_TOKEN_TIMEOUT,
                                     g_task_get_cancellable (task), did_fetch_from_address, g_object_ref (task));
  else
    g_task_return_error (task, error);
}

static void
did_look_up_bearer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  Search *search = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(AloudSecret) bearer = aloud_keyring_lookup_finish (ALOUD_KEYRING (source), result, &error);

  /* Without a keyring there may have been none anyway: the address will say when it misses it. */
  if (g_error_matches (error, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_KEYRING_UNAVAILABLE))
    search->no_bearer = g_steal_pointer (&error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    fetch_from_address (task, bearer != NULL ? aloud_secret_get_text (bearer) : NULL);
}

static void
ask_address (GTask *task)
{
  AloudCredentialFinder *self = g_task_get_source_object (task);
  g_autofree char *url = dup_token_address (self);
  g_autoptr(GError) error = NULL;
  g_autofree char *host = aloud_token_address_dup_host (url, &error);

  if (host == NULL)
    {
      g_task_return_new_error (task, ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_BAD_TOKEN_ADDRESS,
                               "token address: %s", error->message);
      return;
    }
  aloud_keyring_lookup_async (self->keyring, self->profile_id, ALOUD_SECRET_TOKEN_ADDRESS, host,
                              g_task_get_cancellable (task), did_look_up_bearer, g_object_ref (task));
}

static void
ask_command (GTask *task)
{
  AloudCredentialFinder *self = g_task_get_source_object (task);
  g_auto(GStrv) argv = g_settings_get_strv (self->settings, "token-command");

  if (!aloud_token_command_is_possible ())
    g_task_return_new_error (task, ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_COMMAND_IN_SANDBOX,
                             "no program can be run within Flatpak");
  else if (argv[0] == NULL)
    g_task_return_new_error (task, ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_NO_TOKEN_COMMAND,
                             "there is no token command");
  else
    aloud_token_command_run_async ((const char *const *) argv, ALOUD_TOKEN_TIMEOUT, g_task_get_cancellable (task),
                                   did_run_command, g_object_ref (task));
}

static void
ask_source (GTask *task)
{
  Search *search = g_task_get_task_data (task);

  g_debug ("a new token is needed");
  if (search->source == SOURCE_ADDRESS)
    ask_address (task);
  else
    ask_command (task);
}

static void
take_stored (GTask *task, AloudSecret *secret)
{
  AloudCredentialFinder *self = g_task_get_source_object (task);
  Search *search = g_task_get_task_data (task);

  note (self, search, aloud_secret_get_session_only (secret) ? ALOUD_AUTH_SESSION : ALOUD_AUTH_FOUND, NULL);
  self->from_keyring = TRUE;
  return_credential (task, search->kind, aloud_secret_get_text (secret));
}

/* Where tokens can be fetched, one in the keyring only saves time. */
static void
did_look_up (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  AloudCredentialFinder *self = g_task_get_source_object (task);
  Search *search = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(AloudSecret) secret = aloud_keyring_lookup_finish (ALOUD_KEYRING (source), result, &error);

  if (error != NULL && (search->source == SOURCE_NONE || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (secret != NULL && (search->source == SOURCE_NONE || has_life (self, aloud_secret_get_text (secret))))
    take_stored (task, secret);
  else if (search->source != SOURCE_NONE)
    {
      note (self, search, secret != NULL ? ALOUD_AUTH_AT_END : ALOUD_AUTH_ABSENT, error);
      ask_source (task);
    }
  else
    g_task_return_new_error (task, ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_NO_CREDENTIAL,
                             "nothing is stored for this agent and this server");
}

static void
aloud_credential_finder_dispose (GObject *object)
{
  AloudCredentialFinder *self = ALOUD_CREDENTIAL_FINDER (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->keyring);
  g_clear_pointer (&self->profile_id, g_free);

  G_OBJECT_CLASS (aloud_credential_finder_parent_class)->dispose (object);
}

static void
aloud_credential_finder_class_init (AloudCredentialFinderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = aloud_credential_finder_dispose;
}

static void
aloud_credential_finder_init (AloudCredentialFinder *self)
{
}

AloudCredentialFinder *
aloud_credential_finder_new (const char *profile_id, GSettings *settings, AloudKeyring *keyring)
{
  AloudCredentialFinder *self;

  g_return_val_if_fail (profile_id != NULL, NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);
  g_return_val_if_fail (ALOUD_IS_KEYRING (keyring), NULL);

  self = g_object_new (ALOUD_TYPE_CREDENTIAL_FINDER, NULL);
  self->profile_id = g_strdup (profile_id);
  self->settings = g_object_ref (settings);
  self->keyring = g_object_ref (keyring);
  return self;
}

void
aloud_credential_finder_find_async (AloudCredentialFinder *self,
                                    const char            *host,
                                    AloudReachReason       reason,
                                    GCancellable          *cancellable,
                                    GAsyncReadyCallback    callback,
                                    gpointer               user_data)
{
  g_autoptr(GTask) task = NULL;
  Search *search;

  g_return_if_fail (ALOUD_IS_CREDENTIAL_FINDER (self));
  g_return_if_fail (host != NULL);

  search = begin_search (self->settings, host);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, aloud_credential_finder_find_async);
  g_task_set_task_data (task, search, search_free);

  if (reason != ALOUD_REACH_REFUSED && self->on_trial && search->source != SOURCE_NONE)
    ask_source (task); /* what was stored may be of other settings, and it is the source that is tried */
  else if (reason != ALOUD_REACH_REFUSED)
    aloud_keyring_lookup_async (self->keyring, self->profile_id,
                                search->kind == ALOUD_CREDENTIAL_TOKEN ? ALOUD_SECRET_TOKEN : ALOUD_SECRET_API_KEY,
                                host, cancellable, did_look_up, g_object_ref (task));
  else if (search->source != SOURCE_NONE && may_be_stale (self))
    {
      note (self, search, ALOUD_AUTH_DECLINED, NULL);
      ask_source (task);
    }
  else
    g_task_return_new_error (task, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_NO_FRESH_CREDENTIAL,
                             "there is no other credential");
}

void
aloud_credential_finder_set_on_trial (AloudCredentialFinder *self, gboolean on_trial)
{
  g_return_if_fail (ALOUD_IS_CREDENTIAL_FINDER (self));

  self->on_trial = on_trial;
}

AloudKeyring *
aloud_credential_finder_get_keyring (AloudCredentialFinder *self)
{
  g_return_val_if_fail (ALOUD_IS_CREDENTIAL_FINDER (self), NULL);

  return self->keyring;
}

AloudCredential *
aloud_credential_finder_find_finish (AloudCredentialFinder *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
