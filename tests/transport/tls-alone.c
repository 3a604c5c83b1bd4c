/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "caller.h"

#include <signal.h>

#include "aloud-hardening.h"
#include "aloud-test-util.h"

/* usage: tls-alone OPENSSL CA-FILE [as-delivered]
 *
 * Two agents with keys of their own call the same server: the second call takes up nothing of the first one's TLS
 * session, or the server could tell that both come from one person. So each handshake is a whole one, with a certificate.
 * With "as-delivered" glib-networking does as it is used to, which shows that the server would see the difference.
 * Neither happens in a program that has called g_test_init(). OpenSSL plays the server, an ordinary web server. */

#define CALLS 3

typedef struct {
  GSubprocess *process;
  AloudEndpoint *endpoint;
  GDataInputStream *output;
} Server;

static char *
read_line (Server *self)
{
  g_autoptr (GError) error = NULL;
  char *line = g_data_input_stream_read_line (self->output, NULL, NULL, &error);

  g_assert_no_error (error);
  return line;
}

/* It says each message of each handshake, and ends after the last call. */
static Server *
server_new (const char *openssl, const char *directory, const char *version)
{
  Server *self = g_new0 (Server, 1);
  g_autofree char *pem = g_build_filename (directory, "here.pem", NULL);
  g_autofree char *key = g_build_filename (directory, "here.key", NULL);
  g_autofree char *calls = g_strdup_printf ("%d", CALLS);
  g_autofree char *url = NULL;
  g_autoptr (GError) error = NULL;

  self->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, openssl,
                                    "s_server", "-accept", "127.0.0.1:0", "-cert", pem, "-key", key, "-www", "-msg",
                                    version, "-naccept", calls, NULL);
  g_assert_no_error (error);
  self->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  while (url == NULL)
    {
      g_autofree char *line = read_line (self);

      g_assert_nonnull (line);
      if (g_str_has_prefix (line, "ACCEPT "))
        url = g_strconcat ("wss://", line + strlen ("ACCEPT "), NULL);
    }
  self->endpoint = aloud_endpoint_new (url, "test-config", NULL, &error);
  g_assert_no_error (error);
  return self;
}

static void
server_free (Server *self)
{
  g_object_unref (self->output);
  g_object_unref (self->process);
  aloud_endpoint_unref (self->endpoint);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Server, server_free)

/* Until it ends: a hung server is ended by the test's own time limit. */
static guint
count_certificates (Server *self)
{
  char *line;
  guint n = 0;

  while ((line = read_line (self)) != NULL)
    {
      n += g_str_has_prefix (line, ">>> ") && g_str_has_suffix (line, ", Certificate");
      g_free (line);
    }
  return n;
}

/* That it is a web server is found out only by whoever has sent it a request. */
static void
call (AloudEndpoint *endpoint, const char *ca_file, const char *key)
{
  g_autoptr (AloudCredential) credential = aloud_credential_new (ALOUD_CREDENTIAL_API_KEY, key);
  g_autoptr (AloudRoute) route = aloud_route_new (endpoint, credential);
  g_autoptr (Caller) caller = caller_new (NULL);
  g_autoptr (GError) error = NULL;

  aloud_route_set_ca_file (route, ca_file);
  caller_dial_route (caller, route, NULL);
  g_assert_false (caller_answer (caller, &error));
  g_assert_error (error, ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_NOT_A_SERVICE);
}

int
main (int argc, char *argv[])
{
  static const char *const versions[] = { "-tls1_3", "-tls1_2" };
  g_autofree char *directory = g_path_get_dirname (argv[2]);
  gboolean as_delivered = argc > 3;
  gboolean resumed = FALSE;

  if (!as_delivered)
    aloud_hardening_begin ();
  g_print ("1..%u\n", (guint) G_N_ELEMENTS (versions) + 1);
  signal (SIGPIPE, SIG_IGN);
  for (guint i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      g_autoptr (Server) server = server_new (argv[1], directory, versions[i]);
      guint n;

      for (guint n_call = 0; n_call < CALLS; n_call++)
        call (server->endpoint, argv[2], n_call % 2 == 0 ? "oak_of_agent_a" : "oak_of_agent_b");
      n = count_certificates (server);
      g_print ("%s %u %s: %u whole handshakes in %d calls\n", n == CALLS || (as_delivered && n > 0) ? "ok" : "not ok",
               i + 1, versions[i] + 1, n, CALLS);
      resumed = resumed || n < CALLS;
    }
  g_print ("%s %u the server would have seen it\n", resumed == as_delivered ? "ok" : "not ok",
           (guint) G_N_ELEMENTS (versions) + 1);
  return 0;
}
