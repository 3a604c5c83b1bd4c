/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-stored-token.h"

#include "aloud-error.h"

struct _AloudStoredToken
{
  GObject parent;

  /* Injected */
  AloudKeyring *keyring;
  char *profile_id;

  /* Owned */
  GCancellable *cancellable; /* of the question to the keyring */

  /* State */
  char *host;
  AloudToken *claims;
  GError *error;
};

G_DEFINE_FINAL_TYPE (AloudStoredToken, aloud_stored_token, G_TYPE_OBJECT)

enum {
  SIGNAL_CHANGED,
  LAST_SIGNAL,
};

static guint signals[LAST_SIGNAL];

static void
clear (AloudStoredToken *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->host, g_free);
  g_clear_pointer (&self->claims, aloud_token_free);
  g_clear_error (&self->error);
}

static void
did_look_up (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AloudStoredToken) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AloudSecret) secret = aloud_keyring_lookup_finish (ALOUD_KEYRING (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->cancellable == NULL)
    return;
  if (secret != NULL)
    self->claims = aloud_token_parse (aloud_secret_get_text (secret), &self->error);
  else if (error != NULL)
    self->error = g_steal_pointer (&error);
  else
    self->error = g_error_new_literal (ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_NO_CREDENTIAL,
                                       "it is not there any more");
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
aloud_stored_token_dispose (GObject *object)
{
  AloudStoredToken *self = ALOUD_STORED_TOKEN (object);

  clear (self);
  g_clear_object (&self->keyring);
  g_clear_pointer (&self->profile_id, g_free);

  G_OBJECT_CLASS (aloud_stored_token_parent_class)->dispose (object);
}

static void
aloud_stored_token_class_init (AloudStoredTokenClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = aloud_stored_token_dispose;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", ALOUD_TYPE_STORED_TOKEN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
}

static void
aloud_stored_token_init (AloudStoredToken *self)
{
}

AloudStoredToken *
aloud_stored_token_new (AloudKeyring *keyring, const char *profile_id)
{
  AloudStoredToken *self;

  g_return_val_if_fail (ALOUD_IS_KEYRING (keyring), NULL);
  g_return_val_if_fail (profile_id != NULL, NULL);

  self = g_object_new (ALOUD_TYPE_STORED_TOKEN, NULL);
  self->keyring = g_object_ref (keyring);
  self->profile_id = g_strdup (profile_id);
  return self;
}

void
aloud_stored_token_read (AloudStoredToken *self, const char *host)
{
  g_return_if_fail (ALOUD_IS_STORED_TOKEN (self));
  g_return_if_fail (host != NULL);

  if (g_strcmp0 (self->host, host) == 0)
    return;
  clear (self);
  self->host = g_strdup (host);
  self->cancellable = g_cancellable_new ();
  aloud_keyring_lookup_async (self->keyring, self->profile_id, ALOUD_SECRET_TOKEN, host, self->cancellable, did_look_up,
                              g_object_ref (self));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
aloud_stored_token_forget (AloudStoredToken *self)
{
  g_return_if_fail (ALOUD_IS_STORED_TOKEN (self));

  if (self->host == NULL)
    return;
  clear (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

const char *
aloud_stored_token_get_host (AloudStoredToken *self)
{
  g_return_val_if_fail (ALOUD_IS_STORED_TOKEN (self), NULL);

  return self->host;
}

const AloudToken *
aloud_stored_token_get_claims (AloudStoredToken *self)
{
  g_return_val_if_fail (ALOUD_IS_STORED_TOKEN (self), NULL);

  return self->claims;
}

const GError *
aloud_stored_token_get_error (AloudStoredToken *self)
{
  g_return_val_if_fail (ALOUD_IS_STORED_TOKEN (self), NULL);

  return self->error;
}
