/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-session.h"

#include <glib/gstdio.h>

#include "../protocol/token-maker.h"
#include "aloud-connection.h"
#include "aloud-error.h"
#include "aloud-fake-voice.h"
#include "aloud-profiles.h"
#include "aloud-test-server.h"
#include "aloud-test-util.h"

/* Whole calls of an agent whose tokens are fetched, from an address or by a command: when a new one is fetched, and how
 * often. There is no keyring: what is kept of a token is kept for the session. */

#define METADATA "{\"type\":\"connection_metadata\",\"connection_id\":\"c\"}"

typedef struct {
  char *folder;
  char *settings;
  char *next;     /* the file with the token that the command prints */
  char *counter;  /* grows by a byte each time the command runs */
  AloudKeyring *keyring;
  AloudProfiles *profiles;
  AloudProfile *profile;
  AloudTestServer *server;
  AloudFakeVoice *voice;
  AloudSession *session;

  SoupServer *backend;
  char *answer;   /* of the backend */
  guint status;
  guint requests;
} Fixture;

static void
on_request (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  Fixture *f = user_data;

  f->requests++;
  soup_server_message_set_status (message, f->status, NULL);
  if (SOUP_STATUS_IS_REDIRECTION (f->status))
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Location", "/elsewhere");
  soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_COPY, f->answer, strlen (f->answer));
}

static void
use_address (Fixture *f)
{
  GSettings *settings = aloud_profile_get_settings (f->profile);
  g_autofree char *address = NULL;
  g_autoptr (GError) error = NULL;
  GSList *uris;

  f->backend = soup_server_new (NULL, NULL);
  f->status = 200;
  soup_server_add_handler (f->backend, NULL, on_request, f, NULL);
  soup_server_listen_local (f->backend, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (f->backend);
  address = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  g_settings_set_string (settings, "token-source", "address");
  g_settings_set_string (settings, "token-address", address);
}

static void
use_command (Fixture *f)
{
  const char *argv[] = { "/bin/sh", "-c", "printf x >> \"$0\"; cat \"$1\"", f->counter, f->next, NULL };
  GSettings *settings = aloud_profile_get_settings (f->profile);

  g_settings_set_string (settings, "token-source", "command");
  g_settings_set_strv (settings, "token-command", argv);
}

/* What is said from now on to whoever asks for a token. */
static void
say (Fixture *f, const char *text)
{
  g_free (f->answer);
  f->answer = g_strdup (text);
  g_assert_true (g_file_set_contents (f->next, text, -1, NULL));
}

/* A token of that @name that lives for @life more seconds. */
static char *
make (const char *name, int life)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *claims = g_strdup_printf ("{\"sub\":\"%s\",\"iat\":%" G_GINT64_FORMAT ",\"exp\":%" G_GINT64_FORMAT "}",
                                             name, now - 600, now + life);

  return make_token (claims);
}

static guint
count (Fixture *f)
{
  g_autofree char *text = NULL;
  gsize length = 0;

  g_file_get_contents (f->counter, &text, &length, NULL);
  return f->requests + (guint) length;
}

static void
set_up (Fixture *f, gconstpointer source)
{
  static const char *const environment[] = { NULL };
  GSettings *settings;

  f->folder = g_dir_make_tmp ("aloud-token-call-XXXXXX", NULL);
  f->settings = g_build_filename (f->folder, "settings.ini", NULL);
  f->next = g_build_filename (f->folder, "next", NULL);
  f->counter = g_build_filename (f->folder, "counter", NULL);
  f->keyring = aloud_keyring_new ();
  f->profiles = aloud_profiles_new (f->settings, f->keyring, environment);
  f->profile = aloud_profiles_add (f->profiles, "A", NULL);
  f->server = aloud_test_server_new ();
  aloud_test_server_greet (f->server, METADATA);
  f->voice = aloud_fake_voice_new ();
  f->session = g_object_new (ALOUD_TYPE_SESSION, "voice", f->voice, "retry-unit-ms", 1, NULL);
  settings = aloud_profile_get_settings (f->profile);
  g_settings_set_string (settings, "config-id", "config");
  g_settings_set_string (settings, "base-url", f->server->url);
  if (g_str_equal (source, "address"))
    use_address (f);
  else if (g_str_equal (source, "command"))
    use_command (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  aloud_session_hang_up (f->session);
  aloud_test_wait (aloud_session_get_state (f->session) == ALOUD_STATE_IDLE
                   || aloud_session_get_state (f->session) == ALOUD_STATE_FAILED);
  g_clear_object (&f->session);
  g_clear_object (&f->voice);
  aloud_test_server_free (f->server);
  if (f->backend != NULL)
    soup_server_disconnect (f->backend);
  g_clear_object (&f->backend);
  g_assert_finalize_object (f->profiles);
  aloud_test_wait (G_OBJECT (f->keyring)->ref_count == 1);
  g_assert_finalize_object (f->keyring);
  g_remove (f->settings);
  g_remove (f->next);
  g_remove (f->counter);
  g_rmdir (f->folder);
  g_free (f->folder);
  g_free (f->settings);
  g_free (f->next);
  g_free (f->counter);
  g_free (f->answer);
}

/* The keyring's. */
static void
keep (Fixture *f, const char *token)
{
  aloud_keyring_use_for_session (f->keyring, aloud_profile_get_id (f->profile), ALOUD_SECRET_TOKEN, "127.0.0.1", token);
}

static AloudState
state (Fixture *f)
{
  return aloud_session_get_state (f->session);
}

static void
call (Fixture *f)
{
  g_assert_true (aloud_session_call (f->session, ALOUD_AGENT (f->profile)));
}

static void
expect_token (Fixture *f, const char *token)
{
  g_autofree char *authorization = g_strconcat ("Bearer ", token, NULL);

  g_assert_cmpstr (soup_message_headers_get_one (f->server->headers, "Authorization"), ==, authorization);
}

static void
expect_live (Fixture *f, guint connections, const char *token)
{
  aloud_test_wait (state (f) == ALOUD_STATE_LIVE && f->server->connections == connections);
  expect_token (f, token);
}

/* One of the keyring's that was refused is replaced once, and the call comes about. */
static void
test_refused_once (Fixture *f, gconstpointer data)
{
  g_autofree char *old = make ("old", 900);
  g_autofree char *new = make ("new", 900);

  keep (f, old);
  say (f, new);
  call (f);
  expect_live (f, 1, old);
  aloud_test_server_close (f->server, 4001, "AUTH_FAILED");
  expect_live (f, 2, new);
  g_assert_cmpuint (count (f), ==, 1);
  g_assert_null (aloud_session_get_error (f->session));
}

/* The same before the upgrade. */
static void
test_refused_at_the_door (Fixture *f, gconstpointer data)
{
  g_autofree char *old = make ("old", 900);
  g_autofree char *new = make ("new", 900);

  keep (f, old);
  say (f, new);
  aloud_test_server_refuse (f->server, 401, 1, NULL, NULL);
  call (f);
  expect_live (f, 1, new);
  g_assert_cmpuint (f->server->requests, ==, 2);
  g_assert_cmpuint (count (f), ==, 1);
}

/* The same in a message of its own, on a connection that stays open; and no third token after a second such message. */
static void
test_refused_in_words (Fixture *f, gconstpointer data)
{
  const char *refusal = "{\"type\":\"error\",\"error_code\":\"AUTH_FAILED\",\"error_message\":\"expired\"}";
  g_autofree char *old = make ("old", 900);
  g_autofree char *new = make ("new", 900);

  keep (f, old);
  say (f, new);
  call (f);
  expect_live (f, 1, old);
  aloud_test_server_send (f->server, refusal);
  expect_live (f, 2, new);
  g_assert_cmpuint (count (f), ==, 1);
  g_assert_null (aloud_session_get_error (f->session));
  aloud_test_server_send (f->server, refusal);
  aloud_test_wait (state (f) == ALOUD_STATE_FAILED);
  g_assert_error (aloud_session_get_error (f->session), ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_UNAUTHORIZED);
  g_assert_cmpuint (f->server->connections, ==, 2);
  g_assert_cmpuint (count (f), ==, 1);
}

/* Whoever refuses all of them is not asked for ever, and neither is the source. */
static void
test_refused_always (Fixture *f, gconstpointer data)
{
  g_autofree char *old = make ("old", 900);
  g_autofree char *new = make ("new", 900);

  keep (f, old);
  say (f, new);
  aloud_test_server_refuse (f->server, 401, 100, NULL, NULL);
  call (f);
  aloud_test_wait (state (f) == ALOUD_STATE_FAILED);
  g_assert_error (aloud_session_get_error (f->session), ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_UNAUTHORIZED);
  g_assert_cmpuint (f->server->requests, ==, 2);
  g_assert_cmpuint (count (f), ==, 1);
}

/* One that was just fetched, and would live on, is not replaced: the next would be refused, too. */
static void
test_fresh_one_refused (Fixture *f, gconstpointer data)
{
  g_autofree char *new = make ("new", 900);

  say (f, new);
  aloud_test_server_refuse (f->server, 401, 100, NULL, NULL);
  call (f);
  aloud_test_wait (state (f) == ALOUD_STATE_FAILED);
  g_assert_cmpuint (f->server->requests, ==, 1);
  g_assert_cmpuint (count (f), ==, 1);
}

/* Its life ends during the call: nobody minds, until the network is lost. Then another is fetched. */
static void
test_expires_in_call (Fixture *f, gconstpointer data)
{
  g_autofree char *brief = make ("brief", 30);
  g_autofree char *new = make ("new", 900);

  say (f, brief);
  call (f);
  expect_live (f, 1, brief);
  say (f, new);
  aloud_test_server_close (f->server, 1001, "restart");
  expect_live (f, 2, new);
  g_assert_cmpuint (count (f), ==, 2);

  /* That one has enough of it left. */
  aloud_test_server_close (f->server, 1001, "restart");
  expect_live (f, 3, new);
  g_assert_cmpuint (count (f), ==, 2);
}

/* The service ends the call with its token's life: another is fetched, once. */
static void
test_closed_when_expired (Fixture *f, gconstpointer data)
{
  g_autofree char *brief = make ("brief", 30);
  g_autofree char *new = make ("new", 30);

  say (f, brief);
  call (f);
  expect_live (f, 1, brief);
  say (f, new);
  aloud_test_server_close (f->server, 4001, "AUTH_FAILED");
  expect_live (f, 2, new);
  aloud_test_server_close (f->server, 4001, "AUTH_FAILED");
  aloud_test_wait (state (f) == ALOUD_STATE_FAILED);
  g_assert_error (aloud_session_get_error (f->session), ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_UNAUTHORIZED);
  g_assert_cmpuint (count (f), ==, 2);
  g_assert_cmpuint (f->server->connections, ==, 2);
}

/* Without a source there is no other one: the call is over, and nothing is tried again. */
static void
test_pasted_expires_in_call (Fixture *f, gconstpointer data)
{
  g_autofree char *pasted = make ("pasted", 30);

  keep (f, pasted);
  call (f);
  expect_live (f, 1, pasted);
  aloud_test_server_close (f->server, 4001, "AUTH_FAILED");
  aloud_test_wait (state (f) == ALOUD_STATE_FAILED);
  g_assert_error (aloud_session_get_error (f->session), ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_UNAUTHORIZED);
  g_assert_cmpuint (f->server->requests, ==, 1);
}

static void
expect_failure (Fixture *f, GQuark domain, int code)
{
  call (f);
  aloud_test_wait (state (f) == ALOUD_STATE_FAILED);
  g_assert_error (aloud_session_get_error (f->session), domain, code);
  g_assert_cmpuint (f->server->requests, ==, 0);
  aloud_session_dismiss_error (f->session);
}

/* The step that failed is what the call ends with; the service is not even asked. */
static void
test_bad_answers (Fixture *f, gconstpointer data)
{
  g_autofree char *expired = make ("expired", -900);
  g_autofree char *huge = g_strnfill (100 * 1024, 'a');

  say (f, "{\"token\": 12}");
  expect_failure (f, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_TOKEN_UNREADABLE);
  say (f, expired);
  expect_failure (f, ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_EXPIRED_TOKEN);
  say (f, huge);
  expect_failure (f, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_TOKEN_TOO_LARGE);
  say (f, "");
  expect_failure (f, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_TOKEN_UNREADABLE);
  g_assert_cmpuint (count (f), ==, 4); /* once each */
}

/* Without a keyring nobody knows whether there is a bearer; when the address wants one, that is what went wrong. */
static void
test_bad_statuses (Fixture *f, gconstpointer data)
{
  say (f, "");
  f->status = 500;
  expect_failure (f, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_TOKEN_REFUSED);
  f->status = 302;
  expect_failure (f, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_TOKEN_REDIRECTED);
  f->status = 401;
  expect_failure (f, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_KEYRING_UNAVAILABLE);
  g_assert_cmpuint (f->requests, ==, 3);
}

#define ADD(source, name, function) \
  g_test_add ("/profiles/token-call/" source "/" name, Fixture, source, set_up, function, tear_down)
#define ADD_BOTH(name, function) \
  ADD ("address", name, function); \
  ADD ("command", name, function)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus", TRUE);

  ADD_BOTH ("refused-once", test_refused_once);
  ADD_BOTH ("refused-at-the-door", test_refused_at_the_door);
  ADD_BOTH ("refused-in-words", test_refused_in_words);
  ADD_BOTH ("refused-always", test_refused_always);
  ADD_BOTH ("fresh-one-refused", test_fresh_one_refused);
  ADD_BOTH ("expires-in-call", test_expires_in_call);
  ADD_BOTH ("closed-when-expired", test_closed_when_expired);
  ADD_BOTH ("bad-answers", test_bad_answers);
  ADD ("address", "bad-statuses", test_bad_statuses);
  ADD ("pasted", "expires-in-call", test_pasted_expires_in_call);
  return g_test_run ();
}
