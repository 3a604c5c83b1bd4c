/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "caller.h"
#include "raw-peer.h"

#include "aloud-error.h"
#include "aloud-test-server.h"
#include "aloud-test-util.h"

static char *
certificate_path (const char *name)
{
  return g_test_build_filename (G_TEST_BUILT, "support", name, NULL);
}

static AloudTestServer *
start_server (const char *name)
{
  g_autofree char *pem = g_strconcat (name, ".pem", NULL);
  g_autofree char *key = g_strconcat (name, ".key", NULL);
  g_autofree char *pem_path = certificate_path (pem);
  g_autofree char *key_path = certificate_path (key);
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_files (pem_path, key_path, &error);

  g_assert_no_error (error);
  return aloud_test_server_new_tls (certificate);
}

static GTlsDatabase *
trust (const char *name)
{
  g_autofree char *path = certificate_path (name);
  g_autoptr (GError) error = NULL;
  GTlsDatabase *database = g_tls_file_database_new (path, &error);

  g_assert_no_error (error);
  return database;
}

static void
expect_insecure (Caller *caller, AloudEndpoint *endpoint, AloudConnectionError code, const char *words)
{
  g_autoptr (GError) error = NULL;

  caller_dial (caller, endpoint, NULL);
  g_assert_false (caller_answer (caller, &error));
  g_assert_error (error, ALOUD_CONNECTION_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, words));
  g_assert_false (aloud_connection_error_is_retryable (error));
}

static void
test_trusted (void)
{
  g_autoptr (AloudTestServer) server = start_server ("here");
  g_autoptr (GTlsDatabase) database = trust ("ca.pem");
  g_autoptr (Caller) caller = caller_new ("tls-database", database, NULL);

  caller_connect (caller, server->endpoint);
  aloud_connection_send_request (caller->connection, "{}");
  aloud_test_wait (server->texts->len == 1);
  aloud_test_server_send (server, "{\"type\":\"status\"}");
  aloud_test_wait (caller->events->len == 1);
  aloud_connection_close (caller->connection);
  caller_expect_closed (caller, 1000, -1);
}

/* Nothing may be told to a server that nobody vouches for: not even the request. */
static void
test_unknown_authority (void)
{
  g_autoptr (AloudTestServer) server = start_server ("here");
  g_autoptr (Caller) caller = caller_new (NULL);

  expect_insecure (caller, server->endpoint, ALOUD_CONNECTION_ERROR_CERTIFICATE_UNKNOWN, "unknown authority");
  g_assert_cmpuint (server->requests, ==, 0);
}

static const struct {
  const char *certificate;
  AloudConnectionError error;
  const char *words;
} flaws[] = {
  { "elsewhere", ALOUD_CONNECTION_ERROR_CERTIFICATE_WRONG_HOST, "made for another host" },
  { "expired", ALOUD_CONNECTION_ERROR_CERTIFICATE_EXPIRED, "expired" },
  { "early", ALOUD_CONNECTION_ERROR_CERTIFICATE_EARLY, "not valid yet" },
  { "alone", ALOUD_CONNECTION_ERROR_CERTIFICATE_UNKNOWN, "unknown authority" },
};

static void
test_flaw (gconstpointer data)
{
  gsize row = GPOINTER_TO_SIZE (data);
  g_autoptr (AloudTestServer) server = start_server (flaws[row].certificate);
  g_autoptr (GTlsDatabase) database = trust ("ca.pem");
  g_autoptr (Caller) caller = caller_new ("tls-database", database, NULL);

  expect_insecure (caller, server->endpoint, flaws[row].error, flaws[row].words);
  g_assert_cmpuint (server->requests, ==, 0);
}

static AloudEndpoint *
respell (AloudEndpoint *endpoint, const char *scheme)
{
  g_autofree char *url = aloud_endpoint_to_display (endpoint);
  g_autofree char *respelt = g_strconcat (scheme, strstr (url, "://"), NULL);
  g_autoptr (GError) error = NULL;
  AloudEndpoint *result = aloud_endpoint_new (respelt, "test-config", NULL, &error);

  g_assert_no_error (error);
  return result;
}

static void
test_plain_server (void)
{
  g_autoptr (RawPeer) peer = raw_peer_new ("HTTP/1.1 400 Bad Request\r\n\r\n");
  g_autoptr (AloudEndpoint) endpoint = respell (peer->endpoint, "wss");
  g_autoptr (Caller) caller = caller_new ("connect-timeout-ms", 300, NULL);
  g_autoptr (GError) error = NULL;

  caller_dial (caller, endpoint, NULL);
  g_assert_false (caller_answer (caller, &error));
  g_assert_true (g_error_matches (error, ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_UNREACHABLE) ||
                 g_error_matches (error, ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_TIMED_OUT));
}

static void
test_plain_caller (void)
{
  g_autoptr (AloudTestServer) server = start_server ("here");
  g_autoptr (AloudEndpoint) endpoint = respell (server->endpoint, "ws");
  g_autoptr (Caller) caller = caller_new (NULL);
  g_autoptr (GError) error = NULL;

  caller_dial (caller, endpoint, NULL);
  g_assert_false (caller_answer (caller, &error));
  g_assert_error (error, ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_DROPPED);
}

static void
test_hangs_up_in_handshake (void)
{
  g_autoptr (RawPeer) peer = raw_peer_new ("");
  g_autoptr (AloudEndpoint) endpoint = respell (peer->endpoint, "wss");
  g_autoptr (Caller) caller = caller_new (NULL);
  g_autoptr (GError) error = NULL;

  caller_dial (caller, endpoint, NULL);
  aloud_test_wait (peer->request->len > 0);
  raw_peer_hang_up (peer);
  g_assert_false (caller_answer (caller, &error));
  g_assert_error (error, ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_UNREACHABLE);
}

/* A CA file of the route alone is what is trusted; nothing is sent as long as there is none. */
static void
test_own_authority (void)
{
  g_autoptr (AloudTestServer) server = start_server ("here");
  g_autoptr (AloudCredential) credential = aloud_credential_new (ALOUD_CREDENTIAL_API_KEY, CALLER_KEY);
  g_autoptr (AloudRoute) route = aloud_route_new (server->endpoint, credential);
  g_autoptr (Caller) caller = caller_new (NULL);
  g_autoptr (Caller) stranger = caller_new (NULL);
  g_autofree char *path = certificate_path ("ca.pem");

  aloud_route_set_ca_file (route, path);
  caller_connect_route (caller, route);
  g_assert_cmpuint (server->requests, ==, 1);

  expect_insecure (stranger, server->endpoint, ALOUD_CONNECTION_ERROR_CERTIFICATE_UNKNOWN, "unknown authority");
  g_assert_cmpuint (server->requests, ==, 1);
}

/* The route's own file counts, not what would do otherwise. */
static void
test_other_authority (void)
{
  g_autoptr (AloudTestServer) server = start_server ("here");
  g_autoptr (AloudCredential) credential = aloud_credential_new (ALOUD_CREDENTIAL_API_KEY, CALLER_KEY);
  g_autoptr (AloudRoute) route = aloud_route_new (server->endpoint, credential);
  g_autoptr (GTlsDatabase) database = trust ("ca.pem");
  g_autoptr (Caller) caller = caller_new ("tls-database", database, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = certificate_path ("elsewhere.pem");

  aloud_route_set_ca_file (route, path);
  caller_dial_route (caller, route, NULL);
  g_assert_false (caller_answer (caller, &error));
  g_assert_error (error, ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_CERTIFICATE_UNKNOWN);
  g_assert_cmpuint (server->requests, ==, 0);
}

static void
test_unusable_ca_file (gconstpointer name)
{
  g_autoptr (AloudTestServer) server = start_server ("here");
  g_autoptr (AloudCredential) credential = aloud_credential_new (ALOUD_CREDENTIAL_API_KEY, CALLER_KEY);
  g_autoptr (AloudRoute) route = aloud_route_new (server->endpoint, credential);
  g_autoptr (Caller) caller = caller_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_path_is_absolute (name) ? g_strdup (name) : certificate_path (name);

  aloud_route_set_ca_file (route, g_str_equal (name, "ca.pem") ? name : path);
  caller_dial_route (caller, route, NULL);
  g_assert_false (caller_answer (caller, &error));
  g_assert_error (error, ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_CA_FILE);
  g_assert_false (aloud_connection_error_is_retryable (error));
  g_assert_cmpuint (server->requests, ==, 0);
}

static void
test_dropped (void)
{
  g_autoptr (AloudTestServer) server = start_server ("here");
  g_autoptr (GTlsDatabase) database = trust ("ca.pem");
  g_autoptr (Caller) caller = caller_new ("tls-database", database, NULL);

  caller_connect (caller, server->endpoint);
  aloud_test_server_drop (server);
  caller_expect_closed (caller, 1006, ALOUD_CONNECTION_ERROR_DROPPED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/transport/tls/trusted", test_trusted);
  g_test_add_func ("/transport/tls/unknown-authority", test_unknown_authority);
  for (gsize i = 0; i < G_N_ELEMENTS (flaws); i++)
    {
      g_autofree char *path = g_strconcat ("/transport/tls/flaw/", flaws[i].certificate, NULL);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_flaw);
    }
  g_test_add_func ("/transport/tls/plain-server", test_plain_server);
  g_test_add_func ("/transport/tls/plain-caller", test_plain_caller);
  g_test_add_func ("/transport/tls/hangs-up-in-handshake", test_hangs_up_in_handshake);
  g_test_add_func ("/transport/tls/own-authority", test_own_authority);
  g_test_add_func ("/transport/tls/other-authority", test_other_authority);
  g_test_add_data_func ("/transport/tls/ca-file/not-there", "nowhere.pem", test_unusable_ca_file);
  g_test_add_data_func ("/transport/tls/ca-file/empty", "/dev/null", test_unusable_ca_file);
  g_test_add_data_func ("/transport/tls/ca-file/no-certificate", "here.key", test_unusable_ca_file);
  g_test_add_data_func ("/transport/tls/ca-file/relative", "ca.pem", test_unusable_ca_file);
  g_test_add_func ("/transport/tls/dropped", test_dropped);

  return g_test_run ();
}
