/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "keyring-user.h"

#include "aloud-test-util.h"

char *
keyring_lookup (AloudKeyring *keyring, const char *profile_id, AloudSecretKind kind, const char *host, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(AloudSecret) secret = NULL;

  aloud_keyring_lookup_async (keyring, profile_id, kind, host, NULL, aloud_test_store_result, &result);
  aloud_test_wait (result != NULL);
  secret = aloud_keyring_lookup_finish (keyring, result, error);
  return secret != NULL ? g_strdup (aloud_secret_get_text (secret)) : NULL;
}

gboolean
keyring_store (AloudKeyring    *keyring,
               const char      *profile_id,
               AloudSecretKind  kind,
               const char      *host,
               const char      *secret,
               GError         **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  aloud_keyring_store_async (keyring, profile_id, kind, host, "Reception", secret, NULL, aloud_test_store_result,
                             &result);
  aloud_test_wait (result != NULL);
  return aloud_keyring_store_finish (keyring, result, error);
}

gboolean
keyring_clear (AloudKeyring *keyring, const char *profile_id, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  aloud_keyring_clear_async (keyring, profile_id, TRUE, NULL, aloud_test_store_result, &result);
  aloud_test_wait (result != NULL);
  return aloud_keyring_clear_finish (keyring, result, error);
}

gboolean
keyring_copy (AloudKeyring *keyring, const char *from, const char *to, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  aloud_keyring_copy_async (keyring, from, to, "Copy", NULL, aloud_test_store_result, &result);
  aloud_test_wait (result != NULL);
  return aloud_keyring_copy_finish (keyring, result, error);
}

int
keyring_peek (AloudKeyring    *keyring,
              const char      *profile_id,
              AloudSecretKind  kind,
              const char      *host,
              gint64          *stored_at,
              GError         **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  aloud_keyring_peek_async (keyring, profile_id, kind, host, NULL, aloud_test_store_result, &result);
  aloud_test_wait (result != NULL);
  return aloud_keyring_peek_finish (keyring, result, stored_at, error);
}
