/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-keyring.h"

#include <glib/gstdio.h>
#include <libsecret/secret.h>
#include <unistd.h>

#include "aloud-agent.h"
#include "aloud-test-util.h"
#include "keyring-user.h"

/* On libsecret's own file, as inside a sandbox: neither a bus nor a service. */

#define KEY ALOUD_SECRET_API_KEY
#define HOST "api.example"

typedef struct {
  char *folder;
  AloudKeyring *keyring;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;

  fixture->folder = g_dir_make_tmp ("aloud-keyring-XXXXXX", NULL);
  path = g_build_filename (fixture->folder, "test.keyring", NULL);
  g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
  secret_service_disconnect (); /* libsecret opens the file anew */
  fixture->keyring = aloud_keyring_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  aloud_test_settle ();
  g_assert_finalize_object (fixture->keyring);
  g_remove (g_getenv ("SECRET_FILE_TEST_PATH"));
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
}

static void
assert_secret (Fixture *fixture, const char *profile_id, AloudSecretKind kind, const char *host, const char *expected)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *secret = keyring_lookup (fixture->keyring, profile_id, kind, host, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (secret, ==, expected);
}

static void
store (Fixture *fixture, const char *profile_id, AloudSecretKind kind, const char *host, const char *secret)
{
  g_autoptr(GError) error = NULL;

  keyring_store (fixture->keyring, profile_id, kind, host, secret, &error);
  g_assert_no_error (error);
}

static void
test_bound (Fixture *fixture, gconstpointer data)
{
  assert_secret (fixture, "p", KEY, HOST, NULL);
  store (fixture, "p", KEY, HOST, "oak_ä €");
  assert_secret (fixture, "p", KEY, HOST, "oak_ä €");
  assert_secret (fixture, "p", KEY, "API.example", "oak_ä €");

  assert_secret (fixture, "p", KEY, "other.example", NULL);
  assert_secret (fixture, "q", KEY, HOST, NULL);
  assert_secret (fixture, "p", ALOUD_SECRET_TOKEN, HOST, NULL);

  store (fixture, "p", KEY, HOST, "oak_second");
  assert_secret (fixture, "p", KEY, HOST, "oak_second");
}

static void
test_restart (Fixture *fixture, gconstpointer data)
{
  store (fixture, "p", KEY, HOST, "oak_kept");
  g_clear_object (&fixture->keyring);
  secret_service_disconnect ();
  fixture->keyring = aloud_keyring_new ();
  assert_secret (fixture, "p", KEY, HOST, "oak_kept");
}

static void
test_peek (Fixture *fixture, gconstpointer data)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC, stored_at = -1;

  g_assert_cmpint (keyring_peek (fixture->keyring, "p", KEY, HOST, &stored_at, NULL), ==, ALOUD_SECRET_ABSENT);
  g_assert_cmpint (stored_at, ==, 0);
  store (fixture, "p", KEY, HOST, "oak_stored");
  g_assert_cmpint (keyring_peek (fixture->keyring, "p", KEY, HOST, &stored_at, NULL), ==, ALOUD_SECRET_STORED);
  g_assert_cmpint (stored_at, >=, now);
  g_assert_cmpint (stored_at, <=, now + 60);
  g_assert_cmpint (keyring_peek (fixture->keyring, "p", KEY, "other.example", NULL, NULL), ==, ALOUD_SECRET_ABSENT);

  aloud_keyring_use_for_session (fixture->keyring, "p", KEY, HOST, "oak_session");
  g_assert_cmpint (keyring_peek (fixture->keyring, "p", KEY, HOST, &stored_at, NULL), ==, ALOUD_SECRET_SESSION);
}

static void
test_clear (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  store (fixture, "p", KEY, HOST, "oak_1");
  store (fixture, "p", ALOUD_SECRET_TOKEN, "other.example", "token");
  store (fixture, "q", KEY, HOST, "oak_2");
  aloud_keyring_use_for_session (fixture->keyring, "p", ALOUD_SECRET_TOKEN_ADDRESS, HOST, "bearer");
  aloud_keyring_use_for_session (fixture->keyring, "pp", KEY, HOST, "oak_3");

  g_assert_true (keyring_clear (fixture->keyring, "p", &error));
  g_assert_no_error (error);
  assert_secret (fixture, "p", KEY, HOST, NULL);
  assert_secret (fixture, "p", ALOUD_SECRET_TOKEN, "other.example", NULL);
  assert_secret (fixture, "p", ALOUD_SECRET_TOKEN_ADDRESS, HOST, NULL);
  assert_secret (fixture, "q", KEY, HOST, "oak_2");
  assert_secret (fixture, "pp", KEY, HOST, "oak_3");

  /* There is nothing any more: that is as good. */
  g_assert_true (keyring_clear (fixture->keyring, "p", &error));
  g_assert_no_error (error);
}

static void
test_copy (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  store (fixture, "p", KEY, HOST, "oak_1");
  store (fixture, "p", ALOUD_SECRET_TOKEN, "other.example", "token");
  aloud_keyring_use_for_session (fixture->keyring, "p", ALOUD_SECRET_TOKEN_ADDRESS, HOST, "bearer");

  g_assert_true (keyring_copy (fixture->keyring, "p", "copy", &error));
  g_assert_no_error (error);
  g_assert_true (keyring_clear (fixture->keyring, "p", &error));
  assert_secret (fixture, "copy", KEY, HOST, "oak_1");
  assert_secret (fixture, "copy", ALOUD_SECRET_TOKEN, "other.example", "token");
  assert_secret (fixture, "copy", ALOUD_SECRET_TOKEN_ADDRESS, HOST, "bearer");

  g_assert_true (keyring_copy (fixture->keyring, "nobody", "nobody-else", &error));
  g_assert_no_error (error);
}

static void
test_session (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(AloudSecret) secret = NULL;

  store (fixture, "p", KEY, HOST, "oak_stored");
  aloud_keyring_use_for_session (fixture->keyring, "p", KEY, HOST, "oak_session");
  aloud_keyring_lookup_async (fixture->keyring, "p", KEY, HOST, NULL, aloud_test_store_result, &result);
  aloud_test_wait (result != NULL);
  secret = aloud_keyring_lookup_finish (fixture->keyring, result, NULL);
  g_assert_cmpstr (aloud_secret_get_text (secret), ==, "oak_session");
  g_assert_true (aloud_secret_get_session_only (secret));
  g_assert_cmpint (aloud_secret_get_stored_at (secret), ==, 0);

  /* What is stored from now on counts from now on. */
  store (fixture, "p", KEY, HOST, "oak_newer");
  assert_secret (fixture, "p", KEY, HOST, "oak_newer");
}

/* A lookup under way takes it, and what the keyring says afterwards changes nothing. */
static void
test_session_meanwhile (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) other = NULL;
  g_autoptr(AloudSecret) secret = NULL;

  store (fixture, "p", KEY, HOST, "oak_stored");
  aloud_keyring_lookup_async (fixture->keyring, "p", KEY, HOST, NULL, aloud_test_store_result, &result);
  aloud_keyring_lookup_async (fixture->keyring, "p", KEY, "other.example", NULL, aloud_test_store_result, &other);
  aloud_keyring_use_for_session (fixture->keyring, "p", KEY, HOST, "oak_session");
  aloud_test_wait (result != NULL && other != NULL);
  secret = aloud_keyring_lookup_finish (fixture->keyring, result, NULL);
  g_assert_cmpstr (aloud_secret_get_text (secret), ==, "oak_session");
  g_assert_null (aloud_keyring_lookup_finish (fixture->keyring, other, NULL));
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) before = NULL;
  g_autoptr(GAsyncResult) meanwhile = NULL;
  g_autoptr(GError) error = NULL;

  aloud_keyring_lookup_async (fixture->keyring, "p", KEY, HOST, cancellable, aloud_test_store_result, &meanwhile);
  g_cancellable_cancel (cancellable);
  aloud_keyring_lookup_async (fixture->keyring, "p", KEY, HOST, cancellable, aloud_test_store_result, &before);
  aloud_test_wait (before != NULL && meanwhile != NULL);
  g_assert_null (aloud_keyring_lookup_finish (fixture->keyring, meanwhile, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (aloud_keyring_lookup_finish (fixture->keyring, before, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_waiting (Fixture *fixture, gconstpointer data)
{
  g_autoptr(AloudKeyring) keyring = g_object_new (ALOUD_TYPE_KEYRING, "waiting-after", 0, NULL);
  g_autofree guint *notified = aloud_test_count_notify (keyring, "waiting");
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) other = NULL;

  g_assert_false (aloud_keyring_get_waiting (keyring));
  aloud_keyring_lookup_async (keyring, "p", KEY, HOST, NULL, aloud_test_store_result, &result);
  aloud_keyring_lookup_async (keyring, "q", KEY, HOST, NULL, aloud_test_store_result, &other);
  aloud_test_wait (result != NULL && other != NULL);
  g_assert_false (aloud_keyring_get_waiting (keyring));
  g_assert_cmpuint (*notified, >=, 2);
  g_assert_cmpuint (*notified % 2, ==, 0);
}

static void
unref_all (GAsyncResult **results, guint n)
{
  for (guint i = 0; i < n; i++)
    g_object_unref (results[i]);
}

/* libsecret has not opened the file yet when the second and the third begin. */
static void
test_at_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr(AloudKeyring) other = aloud_keyring_new ();
  GAsyncResult *results[4] = { NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(AloudSecret) secret = NULL;

  aloud_keyring_store_async (fixture->keyring, "p", KEY, HOST, "P", "oak_p", NULL, aloud_test_store_result, &results[0]);
  aloud_keyring_store_async (other, "q", KEY, HOST, "Q", "oak_q", NULL, aloud_test_store_result, &results[1]);
  aloud_keyring_lookup_async (fixture->keyring, "q", KEY, HOST, NULL, aloud_test_store_result, &results[2]);
  aloud_keyring_peek_async (fixture->keyring, "p", KEY, HOST, NULL, aloud_test_store_result, &results[3]);
  aloud_test_wait (results[0] != NULL && results[1] != NULL && results[2] != NULL && results[3] != NULL);

  g_assert_true (aloud_keyring_store_finish (fixture->keyring, results[0], &error));
  g_assert_no_error (error);
  g_assert_true (aloud_keyring_store_finish (other, results[1], &error));
  g_assert_no_error (error);
  secret = aloud_keyring_lookup_finish (fixture->keyring, results[2], &error);
  g_assert_no_error (error);
  g_assert_nonnull (secret);
  g_assert_cmpstr (aloud_secret_get_text (secret), ==, "oak_q");
  g_assert_cmpint (aloud_keyring_peek_finish (fixture->keyring, results[3], NULL, NULL), ==, ALOUD_SECRET_STORED);

  unref_all (results, G_N_ELEMENTS (results));
  secret_service_disconnect ();
  assert_secret (fixture, "p", KEY, HOST, "oak_p");
  assert_secret (fixture, "q", KEY, HOST, "oak_q");
}

/* Who is not waited for any more is not waited for by the others either. */
static void
test_at_once_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *results[3] = { NULL };
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 2; i++)
    aloud_keyring_store_async (fixture->keyring, i == 0 ? "p" : "q", KEY, HOST, "P", "oak_p", cancellable,
                               aloud_test_store_result, &results[i]);
  aloud_keyring_store_async (fixture->keyring, "r", KEY, HOST, "R", "oak_r", NULL, aloud_test_store_result, &results[2]);
  g_cancellable_cancel (cancellable);
  aloud_test_wait (results[0] != NULL && results[1] != NULL && results[2] != NULL);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_false (aloud_keyring_store_finish (fixture->keyring, results[i], &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_error (&error);
    }
  g_assert_true (aloud_keyring_store_finish (fixture->keyring, results[2], &error));
  g_assert_no_error (error);
  unref_all (results, G_N_ELEMENTS (results));
  assert_secret (fixture, "q", KEY, HOST, NULL);
  assert_secret (fixture, "r", KEY, HOST, "oak_r");
}

static const char *const damages[] = { "", "no keyring at all", "GnomeKeyring\n\r" };

static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  const char *path = g_getenv ("SECRET_FILE_TEST_PATH");

  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *contents = NULL;

      g_assert_true (g_file_set_contents (path, damages[i], -1, NULL));
      g_assert_null (keyring_lookup (fixture->keyring, "p", KEY, HOST, &error));
      g_assert_error (error, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_KEYRING_UNAVAILABLE);
      g_clear_error (&error);
      g_assert_false (keyring_store (fixture->keyring, "p", KEY, HOST, "oak_secret", &error));
      g_assert_error (error, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_KEYRING_UNAVAILABLE);
      g_assert_null (strstr (error->message, "oak_secret"));
      g_clear_error (&error);

      /* Somebody may still want to mend it. */
      g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
      g_assert_cmpstr (contents, ==, damages[i]);
    }
}

/* libsecret alone would end the program. */
static void
test_cut_short (Fixture *fixture, gconstpointer data)
{
  const char *path = g_getenv ("SECRET_FILE_TEST_PATH");
  g_autofree char *contents = NULL;
  gsize length;

  store (fixture, "p", KEY, HOST, "oak_stored");
  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  for (gsize left = length; left-- > 0;)
    {
      g_autoptr(GError) error = NULL;

      g_assert_cmpint (truncate (path, left), ==, 0);
      secret_service_disconnect ();
      g_assert_null (keyring_lookup (fixture->keyring, "p", KEY, HOST, &error));
      g_assert_error (error, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_KEYRING_UNAVAILABLE);
    }
  g_assert_true (g_file_set_contents (path, contents, length, NULL));
  secret_service_disconnect ();
  assert_secret (fixture, "p", KEY, HOST, "oak_stored");
}

#define add(path, test) g_test_add ("/profiles/keyring/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "of the test", TRUE);

  add ("bound", test_bound);
  add ("restart", test_restart);
  add ("peek", test_peek);
  add ("clear", test_clear);
  add ("copy", test_copy);
  add ("session", test_session);
  add ("session-meanwhile", test_session_meanwhile);
  add ("cancel", test_cancel);
  add ("waiting", test_waiting);
  add ("at-once", test_at_once);
  add ("at-once-cancelled", test_at_once_cancelled);
  add ("damaged", test_damaged);
  add ("cut-short", test_cut_short);
  return g_test_run ();
}
