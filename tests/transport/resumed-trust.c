/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "caller.h"

#include <signal.h>

#include "aloud-test-util.h"

/* usage: resumed-trust OPENSSL CA-FILE, with the certificates of servers beside it
 *
 * A connection with an authority of its own leaves a TLS session behind, and glib-networking takes it up again for the
 * next connection to the same server, whoever that one trusts. It does not do so in a program that has called
 * g_test_init(), so this one has not; and its own server side knows no sessions, so OpenSSL plays the server, an ordinary
 * web server. Whoever does not trust the authority has to notice all the same. */

static GSubprocess *
start_server (const char *openssl, const char *directory, AloudEndpoint **endpoint)
{
  g_autofree char *pem = g_build_filename (directory, "here.pem", NULL);
  g_autofree char *key = g_build_filename (directory, "here.key", NULL);
  g_autoptr (GError) error = NULL;
  GSubprocess *server = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error,
                                          openssl, "s_server", "-accept", "127.0.0.1:0", "-cert", pem, "-key", key,
                                          "-www", "-naccept", "3", NULL);
  g_autoptr (GDataInputStream) output = NULL;
  g_autofree char *url = NULL;

  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (server));
  while (url == NULL)
    {
      g_autofree char *line = g_data_input_stream_read_line (output, NULL, NULL, &error);

      g_assert_nonnull (line);
      if (g_str_has_prefix (line, "ACCEPT "))
        url = g_strconcat ("wss://", line + strlen ("ACCEPT "), NULL);
    }
  *endpoint = aloud_endpoint_new (url, "test-config", NULL, &error);
  g_assert_no_error (error);
  return server;
}

/* That it is a web server is found out only by whoever has sent it a request. */
static void
expect (AloudEndpoint *endpoint, const char *ca_file, AloudConnectionError code)
{
  g_autoptr (AloudCredential) credential = aloud_credential_new (ALOUD_CREDENTIAL_API_KEY, CALLER_KEY);
  g_autoptr (AloudRoute) route = aloud_route_new (endpoint, credential);
  g_autoptr (Caller) caller = caller_new (NULL);
  g_autoptr (GError) error = NULL;

  aloud_route_set_ca_file (route, ca_file);
  caller_dial_route (caller, route, NULL);
  g_assert_false (caller_answer (caller, &error));
  g_assert_error (error, ALOUD_CONNECTION_ERROR, (int) code);
}

int
main (int argc, char *argv[])
{
  g_autoptr (AloudEndpoint) endpoint = NULL;
  g_autofree char *directory = g_path_get_dirname (argv[2]);
  g_autoptr (GSubprocess) server = start_server (argv[1], directory, &endpoint);

  g_print ("1..2\n");
  signal (SIGPIPE, SIG_IGN);
  expect (endpoint, argv[2], ALOUD_CONNECTION_ERROR_NOT_A_SERVICE);
  expect (endpoint, argv[2], ALOUD_CONNECTION_ERROR_NOT_A_SERVICE);
  g_print ("ok 1 who trusts the authority talks to the server, and again\n");

  expect (endpoint, NULL, ALOUD_CONNECTION_ERROR_CERTIFICATE_UNKNOWN);
  g_print ("ok 2 who does not trust it does not\n");

  g_subprocess_force_exit (server);
  g_subprocess_wait (server, NULL, NULL);
  return 0;
}
