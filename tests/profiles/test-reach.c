/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-profiles.h"

#include <glib/gstdio.h>
#include <libsecret/secret.h>
#include <libsoup/soup.h>

#include "../protocol/token-maker.h"
#include "aloud-error.h"
#include "aloud-test-util.h"
#include "keyring-user.h"

/* From a stored profile to a route, with a real keyring (libsecret's file) and real sources of tokens. */

#define KEY_A "oak_of_agent_a"
#define KEY_B "oak_of_agent_b"
#define BEARER "of-the-back-end"

typedef struct {
  char *folder;
  char *settings;
  char *tokens;   /* what the command prints */
  char *requests; /* grows by a byte each time the command runs */
  AloudKeyring *keyring;
  AloudProfiles *profiles;
  AloudProfile *profile;
} Fixture;

static const char *const no_environment[] = { NULL };

static void
set (AloudProfile *profile, const char *key, const char *value)
{
  g_settings_set_string (aloud_profile_get_settings (profile), key, value);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *keyring = NULL;

  f->folder = g_dir_make_tmp ("aloud-reach-XXXXXX", NULL);
  f->settings = g_build_filename (f->folder, "settings.ini", NULL);
  f->tokens = g_build_filename (f->folder, "tokens", NULL);
  f->requests = g_build_filename (f->folder, "requests", NULL);
  keyring = g_build_filename (f->folder, "keyring", NULL);
  g_setenv ("SECRET_FILE_TEST_PATH", keyring, TRUE);
  secret_service_disconnect (); /* libsecret opens the file anew */
  f->keyring = aloud_keyring_new ();
  f->profiles = aloud_profiles_new (f->settings, f->keyring, no_environment);
  f->profile = aloud_profiles_add (f->profiles, "A", NULL);
  set (f->profile, "config-id", "config-a");
  set (f->profile, "base-url", "wss://a.example");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->profiles);
  aloud_test_wait (G_OBJECT (f->keyring)->ref_count == 1); /* a new token is being stored */
  g_assert_finalize_object (f->keyring);
  g_remove (f->settings);
  g_remove (f->tokens);
  g_remove (f->requests);
  g_remove (g_getenv ("SECRET_FILE_TEST_PATH"));
  g_rmdir (f->folder);
  g_free (f->folder);
  g_free (f->settings);
  g_free (f->tokens);
  g_free (f->requests);
}

static void
store (Fixture *f, AloudProfile *profile, AloudSecretKind kind, const char *host, const char *secret)
{
  g_autoptr(GError) error = NULL;

  keyring_store (f->keyring, aloud_profile_get_id (profile), kind, host, secret, &error);
  g_assert_no_error (error);
}

static AloudRoute *
reach (AloudProfile *profile, AloudReachReason reason, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  aloud_agent_reach_async (ALOUD_AGENT (profile), reason, NULL, aloud_test_store_result, &result);
  aloud_test_wait (result != NULL);
  return aloud_agent_reach_finish (ALOUD_AGENT (profile), result, error);
}

static void
assert_secret (AloudProfile *profile, AloudReachReason reason, const char *secret)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AloudRoute) route = reach (profile, reason, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (aloud_credential_get_secret (aloud_route_get_credential (route)), ==, secret);
}

#define assert_fails(profile, reason, domain, code)                                                       \
  G_STMT_START                                                                                            \
  {                                                                                                       \
    g_autoptr(GError) error_ = NULL;                                                                      \
    g_assert_null (reach (profile, reason, &error_));                                                     \
    g_assert_error (error_, domain, code);                                                                \
  }                                                                                                       \
  G_STMT_END

#define assert_misconfigured(profile, code)                                                               \
  assert_fails (profile, ALOUD_REACH_FIRST, ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_##code)

static void
use_key (AloudProfile *profile)
{
  set (profile, "credential-kind", "api-key");
}

static void
test_key (Fixture *f, gconstpointer data)
{
  g_autoptr(AloudRoute) route = NULL;
  g_autofree char *display = NULL;

  use_key (f->profile);
  assert_misconfigured (f->profile, NO_CREDENTIAL);
  store (f, f->profile, ALOUD_SECRET_API_KEY, "a.example", KEY_A);
  assert_secret (f->profile, ALOUD_REACH_FIRST, KEY_A);
  assert_secret (f->profile, ALOUD_REACH_AGAIN, KEY_A);
  assert_fails (f->profile, ALOUD_REACH_REFUSED, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_NO_FRESH_CREDENTIAL);

  set (f->profile, "dialect", "documented");
  set (f->profile, "ca-file", "/etc/ca.pem");
  g_settings_set_boolean (aloud_profile_get_settings (f->profile), "token-in-query", TRUE);
  route = reach (f->profile, ALOUD_REACH_FIRST, NULL);
  display = aloud_endpoint_to_display (aloud_route_get_endpoint (route));
  g_assert_cmpstr (display, ==, "wss://a.example/ws/voice");
  g_assert_cmpint (aloud_route_get_dialect (route), ==, ALOUD_DIALECT_DOCUMENTED);
  g_assert_cmpstr (aloud_route_get_ca_file (route), ==, "/etc/ca.pem");
  g_assert_true (aloud_route_get_token_in_query (route));
}

/* Nothing of one profile is ever used for another, nor for another server. */
static void
test_isolation (Fixture *f, gconstpointer data)
{
  AloudProfile *b = aloud_profiles_add (f->profiles, "B", NULL);

  use_key (f->profile);
  use_key (b);
  set (b, "config-id", "config-b");
  set (b, "base-url", "wss://b.example");
  store (f, f->profile, ALOUD_SECRET_API_KEY, "a.example", KEY_A);
  assert_misconfigured (b, NO_CREDENTIAL);
  store (f, b, ALOUD_SECRET_API_KEY, "b.example", KEY_B);
  assert_secret (f->profile, ALOUD_REACH_FIRST, KEY_A);
  assert_secret (b, ALOUD_REACH_FIRST, KEY_B);

  set (f->profile, "base-url", "wss://b.example");
  assert_misconfigured (f->profile, NO_CREDENTIAL);
  set (b, "base-url", "wss://a.example");
  assert_misconfigured (b, NO_CREDENTIAL);
  set (b, "base-url", "");
  assert_misconfigured (b, NO_CREDENTIAL);
}

/* The server is changed while the keyring is asked: the secret goes to none but the old one. */
static void
test_changed_meanwhile (Fixture *f, gconstpointer data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(AloudRoute) route = NULL;

  use_key (f->profile);
  store (f, f->profile, ALOUD_SECRET_API_KEY, "a.example", KEY_A);
  aloud_agent_reach_async (ALOUD_AGENT (f->profile), ALOUD_REACH_FIRST, NULL, aloud_test_store_result, &result);
  set (f->profile, "base-url", "wss://b.example");
  aloud_test_wait (result != NULL);
  route = aloud_agent_reach_finish (ALOUD_AGENT (f->profile), result, NULL);
  g_assert_cmpstr (aloud_endpoint_get_host (aloud_route_get_endpoint (route)), ==, "a.example");
}

static void
test_session_only (Fixture *f, gconstpointer data)
{
  use_key (f->profile);
  aloud_keyring_use_for_session (f->keyring, aloud_profile_get_id (f->profile), ALOUD_SECRET_API_KEY, "a.example", KEY_A);
  assert_secret (f->profile, ALOUD_REACH_FIRST, KEY_A);
}

/* What can be said without the keyring is said without it. */
static void
test_settings_first (Fixture *f, gconstpointer data)
{
  use_key (f->profile);
  set (f->profile, "config-id", "  ");
  assert_misconfigured (f->profile, NO_CONFIG_ID);
  set (f->profile, "base-url", "ws://a.example");
  assert_misconfigured (f->profile, INSECURE_URL);
  set (f->profile, "base-url", "ftp://a.example");
  assert_misconfigured (f->profile, BAD_URL);
}

/* Valid for @life seconds from now. */
static char *
make_living_token (int life, const char *more)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *claims = g_strdup_printf ("{\"iat\":%" G_GINT64_FORMAT ",\"exp\":%" G_GINT64_FORMAT "%s}",
                                             now - 10, now + life, more);

  return make_token (claims);
}

static void
test_pasted_token (Fixture *f, gconstpointer data)
{
  g_autofree char *good = make_living_token (900, ",\"config_id\":\"config-t\",\"project_id\":\"project-t\"");
  g_autofree char *old = make_living_token (-900, "");
  g_autoptr(AloudRoute) route = NULL;
  AloudEndpoint *endpoint;

  store (f, f->profile, ALOUD_SECRET_TOKEN, "a.example", good);
  assert_misconfigured (f->profile, TOKEN_CONFIG);
  set (f->profile, "config-id", "");
  route = reach (f->profile, ALOUD_REACH_FIRST, NULL);
  endpoint = aloud_route_get_endpoint (route);
  g_assert_cmpstr (aloud_endpoint_get_config_id (endpoint), ==, "config-t");
  g_assert_cmpstr (aloud_endpoint_get_project_id (endpoint), ==, "project-t");
  assert_fails (f->profile, ALOUD_REACH_REFUSED, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_NO_FRESH_CREDENTIAL);

  set (f->profile, "config-id", "c");
  store (f, f->profile, ALOUD_SECRET_TOKEN, "a.example", old);
  assert_misconfigured (f->profile, EXPIRED_TOKEN);
}

static void
print_next (Fixture *f, const char *text)
{
  g_assert_true (g_file_set_contents (f->tokens, text, -1, NULL));
}

static void
use_command (Fixture *f)
{
  const char *argv[] = { "/bin/sh", "-c", "printf x >> \"$0\"; cat \"$1\"", f->requests, f->tokens, NULL };

  g_settings_set_strv (aloud_profile_get_settings (f->profile), "token-command", argv);
  set (f->profile, "token-source", "command");
}

static gsize
count_requests (Fixture *f)
{
  g_autofree char *text = NULL;
  gsize length = 0;

  g_file_get_contents (f->requests, &text, &length, NULL);
  return length;
}

static void
test_command (Fixture *f, gconstpointer data)
{
  g_autofree char *first = make_living_token (900, "");
  g_autofree char *second = make_living_token (900, ",\"sub\":\"2\"");
  g_autofree char *third = make_living_token (50, ",\"sub\":\"3\"");

  use_command (f);
  print_next (f, first);
  assert_secret (f->profile, ALOUD_REACH_FIRST, first);
  assert_secret (f->profile, ALOUD_REACH_FIRST, first);
  g_assert_cmpuint (count_requests (f), ==, 1);

  /* The keyring's was refused: one more try, with a new one. That was refused too: enough. */
  print_next (f, second);
  assert_secret (f->profile, ALOUD_REACH_REFUSED, second);
  g_assert_cmpuint (count_requests (f), ==, 2);
  assert_fails (f->profile, ALOUD_REACH_REFUSED, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_NO_FRESH_CREDENTIAL);
  g_assert_cmpuint (count_requests (f), ==, 2);
  assert_secret (f->profile, ALOUD_REACH_FIRST, second);
  g_assert_cmpuint (count_requests (f), ==, 2);

  /* Near its end it is not used again. */
  print_next (f, third);
  assert_secret (f->profile, ALOUD_REACH_REFUSED, third);
  print_next (f, first);
  assert_secret (f->profile, ALOUD_REACH_AGAIN, first);
  g_assert_cmpuint (count_requests (f), ==, 4);
}

static void
test_command_fails (Fixture *f, gconstpointer data)
{
  static const char *const none[] = { NULL };
  static const char *const missing[] = { "/nonexistent", NULL };
  g_autofree char *expired = make_living_token (-900, "");

  use_command (f);
  print_next (f, "no token");
  assert_fails (f->profile, ALOUD_REACH_FIRST, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_TOKEN_UNREADABLE);
  print_next (f, expired);
  assert_misconfigured (f->profile, EXPIRED_TOKEN);
  g_settings_set_strv (aloud_profile_get_settings (f->profile), "token-command", missing);
  assert_fails (f->profile, ALOUD_REACH_FIRST, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_TOKEN_COMMAND);
  g_settings_set_strv (aloud_profile_get_settings (f->profile), "token-command", none);
  assert_misconfigured (f->profile, NO_TOKEN_COMMAND);
}

/* A source of tokens makes a call possible without the keyring; then the token is kept for this session. */
static void
test_command_without_keyring (Fixture *f, gconstpointer data)
{
  g_autofree char *token = make_living_token (900, "");

  g_file_set_contents (g_getenv ("SECRET_FILE_TEST_PATH"), "damaged", -1, NULL);
  secret_service_disconnect ();
  use_command (f);
  print_next (f, token);
  assert_secret (f->profile, ALOUD_REACH_FIRST, token);
  assert_secret (f->profile, ALOUD_REACH_FIRST, token);
  g_assert_cmpuint (count_requests (f), ==, 1);

  set (f->profile, "base-url", "wss://b.example");
  set (f->profile, "token-source", "pasted");
  assert_fails (f->profile, ALOUD_REACH_FIRST, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_KEYRING_UNAVAILABLE);
}

typedef struct {
  char *token;
  guint n_requests;
  char *method;
  char *authorization;
} BackEnd;

static void
on_request (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  BackEnd *end = user_data;
  g_autofree char *answer = g_strdup_printf ("{\"access_token\":\"%s\",\"expires_in\":30}", end->token);

  end->n_requests++;
  g_free (end->method);
  g_free (end->authorization);
  end->method = g_strdup (soup_server_message_get_method (message));
  end->authorization = g_strdup (soup_message_headers_get_one (soup_server_message_get_request_headers (message),
                                                               "Authorization"));
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, answer, strlen (answer));
}

/* The bearer is for the address's host, the token for the agent's; what "expires_in" says holds. */
static void
test_address (Fixture *f, gconstpointer data)
{
  BackEnd end = { .token = make_living_token (900, "") };
  g_autoptr(SoupServer) server = soup_server_new (NULL, NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *address = NULL;
  GSList *uris;

  soup_server_add_handler (server, NULL, on_request, &end, NULL);
  soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (server);
  address = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  set (f->profile, "token-source", "address");
  set (f->profile, "token-address", "http://a.example/token");
  assert_misconfigured (f->profile, BAD_TOKEN_ADDRESS);

  set (f->profile, "token-address", address);
  assert_secret (f->profile, ALOUD_REACH_FIRST, end.token);
  g_assert_cmpstr (end.method, ==, "POST");
  g_assert_null (end.authorization);

  set (f->profile, "token-method", "get");
  store (f, f->profile, ALOUD_SECRET_TOKEN_ADDRESS, "127.0.0.1", BEARER);
  assert_secret (f->profile, ALOUD_REACH_AGAIN, end.token);
  g_assert_cmpuint (end.n_requests, ==, 2);
  g_assert_cmpstr (end.method, ==, "GET");
  g_assert_cmpstr (end.authorization, ==, "Bearer " BEARER);

  g_free (end.token);
  g_free (end.method);
  g_free (end.authorization);
}

#define ADD(name, function) g_test_add ("/profiles/reach/" name, Fixture, NULL, set_up, function, tear_down)

/* What the log has of one search, in words. */
static char *
dup_steps (AloudAuthLog *log)
{
  g_autoptr (GString) steps = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (log)); i++)
    {
      g_autoptr (AloudAuthEntry) entry = g_list_model_get_item (G_LIST_MODEL (log), i);

      g_string_append_printf (steps, "%s%s %s", i > 0 ? ", " : "", aloud_auth_entry_get_kind (entry),
                              aloud_auth_entry_get_outcome (entry));
    }
  return g_string_free (g_steal_pointer (&steps), FALSE);
}

#define assert_steps(f, expected)                                                                         \
  G_STMT_START                                                                                            \
  {                                                                                                       \
    g_autofree char *steps_ = dup_steps (aloud_keyring_get_log ((f)->keyring));                           \
    g_autoptr (AloudAuthLog) next_ = aloud_auth_log_new ();                                               \
    g_assert_cmpstr (steps_, ==, expected);                                                               \
    aloud_keyring_set_log ((f)->keyring, next_);                                                          \
  }                                                                                                       \
  G_STMT_END

static void
test_log (Fixture *f, gconstpointer data)
{
  g_autoptr (AloudAuthLog) log = aloud_auth_log_new ();
  g_autofree char *ending = make_living_token (30, "");
  g_autofree char *fresh = make_living_token (900, "");

  aloud_keyring_set_log (f->keyring, log);
  use_key (f->profile);
  assert_misconfigured (f->profile, NO_CREDENTIAL);
  assert_steps (f, ""); /* the error says it */
  store (f, f->profile, ALOUD_SECRET_API_KEY, "a.example", KEY_A);
  assert_secret (f->profile, ALOUD_REACH_FIRST, KEY_A);
  assert_steps (f, "api-key stored, api-key found");
  aloud_keyring_use_for_session (f->keyring, aloud_profile_get_id (f->profile), ALOUD_SECRET_API_KEY, "a.example", KEY_B);
  assert_secret (f->profile, ALOUD_REACH_FIRST, KEY_B);
  assert_steps (f, "api-key session");

  set (f->profile, "credential-kind", "token");
  print_next (f, fresh);
  use_command (f);
  assert_secret (f->profile, ALOUD_REACH_FIRST, fresh);
  aloud_test_wait (g_list_model_get_n_items (G_LIST_MODEL (aloud_keyring_get_log (f->keyring))) == 3);
  assert_steps (f, "token absent, token fetched, token stored");
  store (f, f->profile, ALOUD_SECRET_TOKEN, "a.example", ending);
  assert_secret (f->profile, ALOUD_REACH_FIRST, fresh);
  aloud_test_wait (g_list_model_get_n_items (G_LIST_MODEL (aloud_keyring_get_log (f->keyring))) == 4);
  assert_steps (f, "token stored, token at-end, token fetched, token stored");
  assert_secret (f->profile, ALOUD_REACH_FIRST, fresh);
  assert_secret (f->profile, ALOUD_REACH_REFUSED, fresh);
  aloud_test_wait (g_list_model_get_n_items (G_LIST_MODEL (aloud_keyring_get_log (f->keyring))) == 4);
  assert_steps (f, "token found, token declined, token fetched, token stored");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "of the test", TRUE);

  ADD ("key", test_key);
  ADD ("isolation", test_isolation);
  ADD ("changed-meanwhile", test_changed_meanwhile);
  ADD ("session-only", test_session_only);
  ADD ("settings-first", test_settings_first);
  ADD ("pasted-token", test_pasted_token);
  ADD ("command", test_command);
  ADD ("command-fails", test_command_fails);
  ADD ("command-without-keyring", test_command_without_keyring);
  ADD ("address", test_address);
  ADD ("log", test_log);
  return g_test_run ();
}
