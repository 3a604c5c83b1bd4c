/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-token-source.h"

#include <libsoup/soup.h>

#include "aloud-agent.h"
#include "aloud-error.h"
#include "aloud-macros.h"
#include "aloud-test-server.h"
#include "aloud-test-util.h"

/* {"alg":"HS256"} {"sub":"x"} */
#define TOKEN "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln"
#define BEARER "bearer-0123456789"

/* A person's own backend: says what the test told it to. */
typedef struct {
  SoupServer *server;
  char *url;

  guint status;
  const char *body;
  gsize length;
  const char *location;
  gboolean silent;

  guint requests;
  char *method;
  char *authorization;
  char *query;
} Backend;

static void
on_request (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  Backend *self = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  self->requests++;
  aloud_set_str (&self->method, soup_server_message_get_method (message));
  aloud_set_str (&self->authorization, soup_message_headers_get_one (headers, "Authorization"));
  aloud_set_str (&self->query, g_uri_get_query (soup_server_message_get_uri (message)));
  if (self->silent)
    {
      soup_server_message_pause (message);
      return;
    }
  /* A reason phrase is the server's own: this one repeats what it must not. */
  soup_server_message_set_status (message, self->status, self->status == 200 ? NULL : BEARER);
  if (self->location != NULL)
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Location", self->location);
  soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_STATIC, self->body, self->length);
}

static void
backend_say (Backend *self, const char *body)
{
  self->status = 200;
  self->body = body;
  self->length = strlen (body);
}

static Backend *
backend_new (const char *certificate_name)
{
  Backend *self = g_new0 (Backend, 1);
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GError) error = NULL;
  GSList *uris;

  if (certificate_name != NULL)
    {
      g_autofree char *pem = g_strconcat (certificate_name, ".pem", NULL);
      g_autofree char *key = g_strconcat (certificate_name, ".key", NULL);
      g_autofree char *pem_path = g_test_build_filename (G_TEST_BUILT, "support", pem, NULL);
      g_autofree char *key_path = g_test_build_filename (G_TEST_BUILT, "support", key, NULL);

      certificate = g_tls_certificate_new_from_files (pem_path, key_path, &error);
      g_assert_no_error (error);
    }
  self->server = soup_server_new ("tls-certificate", certificate, NULL);
  soup_server_add_handler (self->server, NULL, on_request, self, NULL);
  soup_server_listen_local (self->server, 0,
                            (certificate != NULL ? SOUP_SERVER_LISTEN_HTTPS : 0) | SOUP_SERVER_LISTEN_IPV4_ONLY,
                            &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  self->url = g_strdup_printf ("%s://127.0.0.1:%d/token?who=me", certificate != NULL ? "https" : "http",
                               g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  backend_say (self, TOKEN);
  return self;
}

static void
backend_free (Backend *self)
{
  aloud_test_server_put_away (self->server);
  g_free (self->url);
  g_free (self->method);
  g_free (self->authorization);
  g_free (self->query);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Backend, backend_free)

static char *
fetch_full (const char   *url,
            gboolean      post,
            const char   *bearer,
            GTlsDatabase *database,
            guint         timeout_ms,
            gint64       *expires_in,
            GError      **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  aloud_token_address_fetch_async (url, post, bearer, database, timeout_ms, NULL, aloud_test_store_result, &result);
  aloud_test_wait (result != NULL);
  return aloud_token_address_fetch_finish (result, expires_in, error);
}

static void
expect_error (Backend *backend, const char *url, AloudAgentError code, guint requests)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (fetch_full (url, FALSE, BEARER, NULL, 5000, NULL, &error));
  g_assert_error (error, ALOUD_AGENT_ERROR, (int) code);
  g_assert_null (strstr (error->message, BEARER));
  g_assert_null (strstr (error->message, "who=me"));
  g_assert_cmpuint (backend->requests, ==, requests);
}

typedef struct {
  const char *name;
  const char *body;
  gint64 expires_in; /* -1: unreadable */
} Answer;

static const Answer answers[] = {
  { "bare", TOKEN, 0 },
  { "bare-with-line-feed", "\r\n " TOKEN "\n", 0 },
  { "token", "{\"token\":\"" TOKEN "\"}", 0 },
  { "access-token", "{\"access_token\":\"" TOKEN "\",\"expires_in\":3600,\"token_type\":\"Bearer\"}", 3600 },
  { "jwt", " {\"jwt\":\"" TOKEN "\",\"expires_in\":\"90\"}", 90 },
  { "expires-oddly", "{\"token\":\"" TOKEN "\",\"expires_in\":-5}", 0 },
  { "expires-never", "{\"token\":\"" TOKEN "\",\"expires_in\":1e300}", 315360000 },
  { "empty", "", -1 },
  { "blank", " \n", -1 },
  { "page", "<html>" BEARER "</html>", -1 },
  { "not-a-jwt", "{\"token\":\"opaque\"}", -1 },
  { "number", "{\"token\":12}", -1 },
  { "other-member", "{\"id_token\":\"" TOKEN "\"}", -1 },
  { "half-an-object", "{\"token\":\"" TOKEN "\"", -1 },
  { "array", "[\"" TOKEN "\"]", -1 },
  { "two-tokens", TOKEN " " TOKEN, -1 },
};

static void
test_answer (gconstpointer data)
{
  const Answer *answer = data;
  g_autoptr (Backend) backend = backend_new (NULL);
  g_autoptr (GError) error = NULL;
  gint64 expires_in = -1;
  char *token;

  backend_say (backend, answer->body);
  token = fetch_full (backend->url, FALSE, NULL, NULL, 5000, &expires_in, &error);
  if (answer->expires_in < 0)
    {
      g_assert_null (token);
      g_assert_error (error, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_TOKEN_UNREADABLE);
      g_assert_null (strstr (error->message, BEARER));
      return;
    }
  g_assert_no_error (error);
  g_assert_cmpstr (token, ==, TOKEN);
  g_assert_cmpint (expires_in, ==, answer->expires_in);
  aloud_wipe_free (token);
}

static void
test_request (void)
{
  g_autoptr (Backend) backend = backend_new (NULL);
  char *token = fetch_full (backend->url, FALSE, NULL, NULL, 5000, NULL, NULL);

  g_assert_cmpstr (token, ==, TOKEN);
  aloud_wipe_free (token);
  g_assert_cmpstr (backend->method, ==, "GET");
  g_assert_cmpstr (backend->query, ==, "who=me");
  g_assert_null (backend->authorization);

  token = fetch_full (backend->url, TRUE, BEARER, NULL, 5000, NULL, NULL);
  g_assert_cmpstr (token, ==, TOKEN);
  aloud_wipe_free (token);
  g_assert_cmpstr (backend->method, ==, "POST");
  g_assert_cmpstr (backend->authorization, ==, "Bearer " BEARER);
}

static void
test_refused (void)
{
  static const guint statuses[] = { 500, 401, 403, 404, 407, 204, 201 };
  g_autoptr (Backend) backend = backend_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      backend->status = statuses[i];
      expect_error (backend, backend->url, ALOUD_AGENT_ERROR_TOKEN_REFUSED, i + 1);
    }
}

/* Neither the request nor the password goes on to anybody else. */
static void
test_redirect (void)
{
  static const guint statuses[] = { 301, 302, 303, 307, 308 };
  g_autoptr (Backend) backend = backend_new (NULL);
  g_autoptr (Backend) other = backend_new (NULL);

  backend->location = other->url;
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      backend->status = statuses[i];
      expect_error (backend, backend->url, ALOUD_AGENT_ERROR_TOKEN_REDIRECTED, i + 1);
    }
  g_assert_cmpuint (other->requests, ==, 0);
}

static void
test_slow (void)
{
  g_autoptr (Backend) backend = backend_new (NULL);
  g_autoptr (GError) error = NULL;

  backend->silent = TRUE;
  g_assert_null (fetch_full (backend->url, FALSE, NULL, NULL, 50, NULL, &error));
  g_assert_error (error, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_TOKEN_TIMED_OUT);
}

static void
test_cancelled (void)
{
  g_autoptr (Backend) backend = backend_new (NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  backend->silent = TRUE;
  aloud_token_address_fetch_async (backend->url, FALSE, NULL, NULL, 60000, cancellable, aloud_test_store_result,
                                   &result);
  aloud_test_wait (backend->requests == 1);
  g_cancellable_cancel (cancellable);
  aloud_test_wait (result != NULL);
  g_assert_null (aloud_token_address_fetch_finish (result, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_huge (void)
{
  g_autoptr (Backend) backend = backend_new (NULL);
  g_autofree char *body = g_strnfill (4 * 1024 * 1024, ' ');

  backend->body = body;
  backend->length = 8193;
  expect_error (backend, backend->url, ALOUD_AGENT_ERROR_TOKEN_TOO_LARGE, 1);
  backend->length = 4 * 1024 * 1024;
  expect_error (backend, backend->url, ALOUD_AGENT_ERROR_TOKEN_TOO_LARGE, 2);

  /* The last size that may be. */
  memcpy (body, TOKEN, strlen (TOKEN));
  backend->length = 8192;
  aloud_wipe_free (fetch_full (backend->url, FALSE, NULL, NULL, 5000, NULL, NULL));
  expect_error (backend, "http://127.0.0.1:1/", ALOUD_AGENT_ERROR_TOKEN_UNREACHABLE, 3);
}

static void
test_not_dialled (void)
{
  static const char *const bad[] = { "http://192.0.2.1/token", "http://example.invalid/", "", "token",
                                     "ftp://127.0.0.1/", "https:///x", "file:///etc/passwd",
                                     "https://user:secret@example.invalid/", "https://user@example.invalid/" };
  g_autoptr (Backend) backend = backend_new (NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_false (aloud_token_address_check (bad[i], &error));
      g_assert_error (error, ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_BAD_TOKEN_ADDRESS);
      g_clear_error (&error);
      expect_error (backend, bad[i], ALOUD_AGENT_ERROR_TOKEN_UNREACHABLE, 0);
    }
  g_assert_true (aloud_token_address_check ("https://example.org/token", NULL));
  /* What is no text when it is decoded is an address all the same. */
  g_assert_true (aloud_token_address_check ("https://example.org/token?name=Andr%E9", NULL));
  g_assert_true (aloud_token_address_check ("http://localhost:3000/token", NULL));

  /* A password that would be a second header. */
  g_assert_null (fetch_full (backend->url, FALSE, "x\r\nHost: y", NULL, 5000, NULL, &error));
  g_assert_error (error, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_TOKEN_UNREACHABLE);
  g_assert_cmpuint (backend->requests, ==, 0);
}

static void
test_tls (void)
{
  g_autoptr (Backend) backend = backend_new ("here");
  g_autoptr (Backend) elsewhere = backend_new ("elsewhere");
  g_autofree char *path = g_test_build_filename (G_TEST_BUILT, "support", "ca.pem", NULL);
  g_autoptr (GTlsDatabase) database = g_tls_file_database_new (path, NULL);
  g_autoptr (GError) error = NULL;
  char *token = fetch_full (backend->url, FALSE, BEARER, database, 5000, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (token, ==, TOKEN);
  aloud_wipe_free (token);

  /* Neither an authority that the system does not know nor another host's certificate. */
  expect_error (backend, backend->url, ALOUD_AGENT_ERROR_TOKEN_UNREACHABLE, 1);
  g_assert_null (fetch_full (elsewhere->url, FALSE, BEARER, database, 5000, NULL, &error));
  g_assert_error (error, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_TOKEN_UNREACHABLE);
  g_assert_cmpuint (elsewhere->requests, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autofree char *path = g_strconcat ("/profiles/token-address/answer/", answers[i].name, NULL);

      g_test_add_data_func (path, &answers[i], test_answer);
    }
  g_test_add_func ("/profiles/token-address/request", test_request);
  g_test_add_func ("/profiles/token-address/refused", test_refused);
  g_test_add_func ("/profiles/token-address/redirect", test_redirect);
  g_test_add_func ("/profiles/token-address/slow", test_slow);
  g_test_add_func ("/profiles/token-address/cancelled", test_cancelled);
  g_test_add_func ("/profiles/token-address/huge", test_huge);
  g_test_add_func ("/profiles/token-address/not-dialled", test_not_dialled);
  g_test_add_func ("/profiles/token-address/tls", test_tls);
  return g_test_run ();
}
