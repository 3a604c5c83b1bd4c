/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-profiles.h"

#include <glib/gstdio.h>

#include "../protocol/token-maker.h"
#include "aloud-connection.h"
#include "aloud-test-server.h"
#include "aloud-test-util.h"
#include "login-proxy.h"

/* Two agents, each with a server, an authority and a secret of its own: nothing of one goes to the other's. That TLS
 * sessions are kept apart is shown by tests/transport/tls-alone.c. */

#define KEY "oak_of_agent_a_0123456789"

typedef struct {
  char *folder;
  char *settings;
  AloudKeyring *keyring;
  AloudProfiles *profiles;
  AloudTestServer *server_a;
  AloudTestServer *server_b;
  AloudProfile *a;
  AloudProfile *b;
  char *token; /* of b */
} Fixture;

static char *
certificate_path (const char *name)
{
  return g_test_build_filename (G_TEST_BUILT, "support", name, NULL);
}

static AloudTestServer *
start_server (void)
{
  g_autofree char *pem = certificate_path ("here.pem");
  g_autofree char *key = certificate_path ("here.key");
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_files (pem, key, &error);

  g_assert_no_error (error);
  return aloud_test_server_new_tls (certificate);
}

static AloudProfile *
add (Fixture *f, const char *name, AloudTestServer *server, const char *kind, const char *secret)
{
  AloudProfile *profile = aloud_profiles_add (f->profiles, name, NULL);
  GSettings *settings = aloud_profile_get_settings (profile);
  g_autofree char *ca_file = certificate_path ("ca.pem");
  g_autofree char *config_id = g_strconcat ("config-", name, NULL);

  g_settings_set_string (settings, "base-url", server->url);
  g_settings_set_string (settings, "ca-file", ca_file);
  g_settings_set_string (settings, "config-id", config_id);
  g_settings_set_string (settings, "credential-kind", kind);
  aloud_keyring_use_for_session (f->keyring, aloud_profile_get_id (profile),
                                 g_str_equal (kind, "token") ? ALOUD_SECRET_TOKEN : ALOUD_SECRET_API_KEY, "127.0.0.1",
                                 secret);
  return profile;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  static const char *const environment[] = { NULL };

  f->folder = g_dir_make_tmp ("aloud-apart-XXXXXX", NULL);
  f->settings = g_build_filename (f->folder, "settings.ini", NULL);
  f->token = make_token ("{\"sub\":\"b\"}");
  f->keyring = aloud_keyring_new ();
  f->profiles = aloud_profiles_new (f->settings, f->keyring, environment);
  f->server_a = start_server ();
  f->server_b = start_server ();
  f->a = add (f, "a", f->server_a, "api-key", KEY);
  f->b = add (f, "b", f->server_b, "token", f->token);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  login_proxy_for (NULL, NULL);
  g_assert_finalize_object (f->profiles);
  aloud_test_wait (G_OBJECT (f->keyring)->ref_count == 1);
  g_assert_finalize_object (f->keyring);
  aloud_test_server_free (f->server_a);
  aloud_test_server_free (f->server_b);
  g_remove (f->settings);
  g_rmdir (f->folder);
  g_free (f->settings);
  g_free (f->folder);
  g_free (f->token);
}

/* Calls @profile; @server is where it should arrive, NULL when it should not come about. Returns the connection ID. */
static char *
call (AloudProfile *profile, AloudTestServer *server)
{
  g_autoptr (AloudConnection) connection = aloud_connection_new ();
  g_autoptr (AloudRoute) route = NULL;
  g_autoptr (GAsyncResult) reached = NULL;
  g_autoptr (GAsyncResult) connected = NULL;
  g_autoptr (GError) error = NULL;
  gboolean good;

  aloud_agent_reach_async (ALOUD_AGENT (profile), ALOUD_REACH_FIRST, NULL, aloud_test_store_result, &reached);
  aloud_test_wait (reached != NULL);
  route = aloud_agent_reach_finish (ALOUD_AGENT (profile), reached, &error);
  g_assert_no_error (error);
  aloud_connection_connect_async (connection, route, NULL, aloud_test_store_result, &connected);
  aloud_test_wait (connected != NULL);
  good = aloud_connection_connect_finish (connection, connected, &error);
  if (server == NULL)
    {
      g_assert_false (good);
      return NULL;
    }
  g_assert_no_error (error);
  aloud_test_wait (server->connected);
  aloud_connection_close (connection);
  aloud_test_wait (!server->connected);
  return g_path_get_basename (server->path);
}

static void
expect_key (AloudTestServer *server)
{
  g_assert_cmpstr (g_hash_table_lookup (server->query, "api_key"), ==, KEY);
  g_assert_cmpstr (g_hash_table_lookup (server->query, "config_id"), ==, "config-a");
  g_assert_null (soup_message_headers_get_one (server->headers, "Authorization"));
}

static void
expect_token (AloudTestServer *server, const char *token)
{
  g_autofree char *authorization = g_strconcat ("Bearer ", token, NULL);

  g_assert_null (g_hash_table_lookup (server->query, "api_key"));
  g_assert_cmpstr (g_hash_table_lookup (server->query, "config_id"), ==, "config-b");
  g_assert_cmpstr (soup_message_headers_get_one (server->headers, "Authorization"), ==, authorization);
}

static void
expect_nothing_else (AloudTestServer *server)
{
  static const char *const headers[] = { "Cookie", "Proxy-Authorization", "Referer", "Origin", NULL };

  for (guint i = 0; headers[i] != NULL; i++)
    g_assert_cmpstr (soup_message_headers_get_one (server->headers, headers[i]), ==, NULL);
}

/* Each server sees its own agent's secret, and a connection ID that nobody has seen before. */
static void
test_servers (Fixture *f, gconstpointer data)
{
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (g_hash_table_add (ids, call (f->a, f->server_a)));
      expect_key (f->server_a);
      expect_nothing_else (f->server_a);
      g_assert_true (g_hash_table_add (ids, call (f->b, f->server_b)));
      expect_token (f->server_b, f->token);
      expect_nothing_else (f->server_b);
    }
  g_assert_cmpuint (f->server_a->connections, ==, 2);
  g_assert_cmpuint (f->server_b->connections, ==, 2);
}

/* Both at the same server: still two callers. */
static void
test_same_server (Fixture *f, gconstpointer data)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  g_settings_set_string (aloud_profile_get_settings (f->b), "base-url", f->server_a->url);
  first = call (f->a, f->server_a);
  expect_key (f->server_a);
  second = call (f->b, f->server_a);
  expect_token (f->server_a, f->token);
  expect_nothing_else (f->server_a);
  g_assert_cmpstr (first, !=, second);
}

/* Whom one trusts, the other does not. */
static void
test_authorities (Fixture *f, gconstpointer data)
{
  g_autofree char *id = call (f->a, f->server_a);

  g_assert_nonnull (id);
  g_settings_set_string (aloud_profile_get_settings (f->b), "ca-file", "");
  g_settings_set_string (aloud_profile_get_settings (f->b), "base-url", f->server_a->url);
  g_assert_null (call (f->b, NULL));
  g_assert_cmpuint (f->server_a->requests, ==, 1);
}

/* The login at the proxy that one call brought is gone with it; no secret of the service is shown to the proxy. */
static void
test_proxy (Fixture *f, gconstpointer data)
{
  g_autoptr (LoginProxy) proxy = login_proxy_new ();
  g_autofree char *id = NULL;

  login_proxy_for (proxy, LOGIN_PROXY_USER ":" LOGIN_PROXY_PASSWORD);
  id = call (f->a, f->server_a);
  g_assert_nonnull (id);
  expect_nothing_else (f->server_a);
  g_assert_cmpuint (proxy->tunnels, ==, 1);
  g_assert_cmpuint (proxy->logins, ==, 1);

  login_proxy_for (proxy, NULL);
  g_assert_null (call (f->b, NULL));
  g_assert_cmpuint (f->server_b->requests, ==, 0);
  g_assert_cmpuint (proxy->tunnels, ==, 1);
  g_assert_cmpuint (proxy->logins, ==, 1);
  g_assert_cmpuint (proxy->requests, ==, 3);
  g_assert_null (strstr (proxy->heard->str, "oak_"));
  g_assert_null (strstr (proxy->heard->str, f->token));
  g_assert_null (strstr (proxy->heard->str, "config-"));
}

/* Nor does a backend that hands out tokens see the login at the proxy. */
static void
test_proxy_of_token (Fixture *f, gconstpointer data)
{
  g_autoptr (LoginProxy) proxy = login_proxy_new ();
  g_autofree char *address = g_strdup_printf ("https://127.0.0.1:%u/ws/voice", f->server_b->port);
  g_autoptr (GAsyncResult) reached = NULL;
  g_autoptr (GError) error = NULL;

  aloud_keyring_use_for_session (f->keyring, aloud_profile_get_id (f->b), ALOUD_SECRET_TOKEN, "127.0.0.1", "stale");
  aloud_keyring_use_for_session (f->keyring, aloud_profile_get_id (f->b), ALOUD_SECRET_TOKEN_ADDRESS, "127.0.0.1", "x");
  g_settings_set_string (aloud_profile_get_settings (f->b), "token-source", "address");
  g_settings_set_string (aloud_profile_get_settings (f->b), "token-address", address);
  login_proxy_for (proxy, LOGIN_PROXY_USER ":" LOGIN_PROXY_PASSWORD);
  aloud_agent_reach_async (ALOUD_AGENT (f->b), ALOUD_REACH_FIRST, NULL, aloud_test_store_result, &reached);
  aloud_test_wait (reached != NULL);
  g_assert_null (aloud_agent_reach_finish (ALOUD_AGENT (f->b), reached, &error));
  g_assert_error (error, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_TOKEN_REFUSED); /* it knows WebSockets alone */
  g_assert_cmpuint (proxy->tunnels, ==, 1);
  g_assert_cmpuint (f->server_b->requests, ==, 1);
  expect_nothing_else (f->server_b);
}

#define ADD(name, function) g_test_add ("/profiles/apart/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* Nobody's keyring: each secret is for the session. */
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus", TRUE);
  login_proxy_begin ();

  ADD ("servers", test_servers);
  ADD ("same-server", test_same_server);
  ADD ("authorities", test_authorities);
  ADD ("proxy", test_proxy);
  ADD ("proxy-of-token", test_proxy_of_token);
  return g_test_run ();
}
