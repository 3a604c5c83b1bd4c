/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-endpoint.h"
#include "aloud-error.h"

typedef struct {
  const char *given;
  const char *display; /* NULL: refused with @code */
  int code;
} Case;

static const Case cases[] = {
  { NULL, "wss://api.nextevi.com/ws/voice", 0 },
  { "", "wss://api.nextevi.com/ws/voice", 0 },
  { " \n", "wss://api.nextevi.com/ws/voice", 0 },
  { "wss://api.nextevi.com/ws/voice", "wss://api.nextevi.com/ws/voice", 0 },
  { "wss://api.nextevi.com/ws/voice/", "wss://api.nextevi.com/ws/voice", 0 },
  { "wss://api.nextevi.com", "wss://api.nextevi.com/ws/voice", 0 },
  { "wss://api.nextevi.com///", "wss://api.nextevi.com/ws/voice", 0 },
  { " WSS://API.nextevi.com ", "wss://API.nextevi.com/ws/voice", 0 },
  { "https://api.nextevi.com", "wss://api.nextevi.com/ws/voice", 0 },
  { "api.nextevi.com", "wss://api.nextevi.com/ws/voice", 0 },
  { "api.nextevi.com:8443/ws/voice", "wss://api.nextevi.com:8443/ws/voice", 0 },
  { "wss://example.org/other/path/", "wss://example.org/other/path", 0 },
  { "wss://example.org/a%20b/", "wss://example.org/a%20b", 0 },
  { "wss://example.org/\xc3\xa9", "wss://example.org/%C3%A9", 0 },
  { "wss://b\xc3\xbc" "cher.example", "wss://xn--bcher-kva.example/ws/voice", 0 },
  { "wss://[2001:db8::1]:9000", "wss://[2001:db8::1]:9000/ws/voice", 0 },
  { "wss://127.0.0.1:8001", "wss://127.0.0.1:8001/ws/voice", 0 },

  { "ws://localhost:8001", "ws://localhost:8001/ws/voice", 0 },
  { "http://LOCALHOST:8001/", "ws://LOCALHOST:8001/ws/voice", 0 },
  { "localhost:8001", "ws://localhost:8001/ws/voice", 0 },
  { "127.0.0.1:8001/ws/voice", "ws://127.0.0.1:8001/ws/voice", 0 },
  { "ws://127.8.9.1", "ws://127.8.9.1/ws/voice", 0 },
  { "ws://[::1]:8001", "ws://[::1]:8001/ws/voice", 0 },
  { "[::1]:8001", "ws://[::1]:8001/ws/voice", 0 },

  { "ws://api.nextevi.com/ws/voice", NULL, ALOUD_CONFIGURATION_ERROR_INSECURE_URL },
  { "http://192.168.0.2:8001", NULL, ALOUD_CONFIGURATION_ERROR_INSECURE_URL },
  { "ws://localhost.example.org", NULL, ALOUD_CONFIGURATION_ERROR_INSECURE_URL },
  { "ws://127.0.0.1.example.org", NULL, ALOUD_CONFIGURATION_ERROR_INSECURE_URL },
  { "ws://127.1", NULL, ALOUD_CONFIGURATION_ERROR_INSECURE_URL },
  { "ws://0.0.0.0:8001", NULL, ALOUD_CONFIGURATION_ERROR_INSECURE_URL },
  { "ws://[::ffff:10.0.0.1]", NULL, ALOUD_CONFIGURATION_ERROR_INSECURE_URL },

  { "y8.p%25.", NULL, ALOUD_CONFIGURATION_ERROR_BAD_URL }, /* would be another address when it is read again */
  { "ftp://example.org", NULL, ALOUD_CONFIGURATION_ERROR_BAD_URL },
  { "file:///etc/passwd", NULL, ALOUD_CONFIGURATION_ERROR_BAD_URL },
  { "wss:example.org", NULL, ALOUD_CONFIGURATION_ERROR_BAD_URL },
  { "https:/example.org", NULL, ALOUD_CONFIGURATION_ERROR_BAD_URL },
  { "mailto:me@example.org", NULL, ALOUD_CONFIGURATION_ERROR_BAD_URL },
  { "wss://", NULL, ALOUD_CONFIGURATION_ERROR_BAD_URL },
  { "wss:///ws/voice", NULL, ALOUD_CONFIGURATION_ERROR_BAD_URL },
  { "/ws/voice", NULL, ALOUD_CONFIGURATION_ERROR_BAD_URL },
  { "wss://example.org:0", NULL, ALOUD_CONFIGURATION_ERROR_BAD_URL },
  { "wss://example.org:65536", NULL, ALOUD_CONFIGURATION_ERROR_BAD_URL },
  { "wss://example.org:8x", NULL, ALOUD_CONFIGURATION_ERROR_BAD_URL },
  { "wss://exa mple.org", NULL, ALOUD_CONFIGURATION_ERROR_BAD_URL },
  { "wss://exam%20ple.org", NULL, ALOUD_CONFIGURATION_ERROR_BAD_URL },
  { "wss://example.org\n.evil.org", NULL, ALOUD_CONFIGURATION_ERROR_BAD_URL },
  { "wss://example.org/a b", NULL, ALOUD_CONFIGURATION_ERROR_BAD_URL },
  { "wss://example.org/a\001b", NULL, ALOUD_CONFIGURATION_ERROR_BAD_URL },
  { "wss://example.org/\xff", NULL, ALOUD_CONFIGURATION_ERROR_BAD_URL },
  { "wss://[::1", NULL, ALOUD_CONFIGURATION_ERROR_BAD_URL },
  { "wss://oak_secret@example.org", NULL, ALOUD_CONFIGURATION_ERROR_BAD_URL },
  { "ws://localhost@example.org", NULL, ALOUD_CONFIGURATION_ERROR_BAD_URL },
  { "wss://user:oak_secret@example.org", NULL, ALOUD_CONFIGURATION_ERROR_BAD_URL },
  { "wss://example.org/ws/voice?api_key=oak_secret", NULL, ALOUD_CONFIGURATION_ERROR_BAD_URL },
  { "wss://example.org/ws/voice#oak_secret", NULL, ALOUD_CONFIGURATION_ERROR_BAD_URL },
};

static void
test_normalise (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (AloudEndpoint) endpoint = aloud_endpoint_new (cases[i].given, "cfg", NULL, &error);
      g_autofree char *shown = g_strescape (cases[i].given != NULL ? cases[i].given : "", NULL);
      g_autofree char *display = NULL;

      g_test_message ("%s", shown);
      if (cases[i].display == NULL)
        {
          g_assert_null (endpoint);
          g_assert_error (error, ALOUD_CONFIGURATION_ERROR, cases[i].code);
          g_assert_null (strstr (error->message, "oak_secret"));
          continue;
        }
      g_assert_no_error (error);
      display = aloud_endpoint_to_display (endpoint);
      g_assert_cmpstr (display, ==, cases[i].display);
    }
}

static void
test_identifiers (void)
{
  static const char *const blanks[] = { NULL, "", " \t\n" };
  g_autoptr (GError) error = NULL;
  g_autoptr (AloudEndpoint) endpoint = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (blanks); i++)
    {
      g_assert_null (aloud_endpoint_new (NULL, blanks[i], "p", &error));
      g_assert_error (error, ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_NO_CONFIG_ID);
      g_clear_error (&error);
      endpoint = aloud_endpoint_new (NULL, " cfg\n", blanks[i], &error);
      g_assert_no_error (error);
      g_assert_cmpstr (aloud_endpoint_get_config_id (endpoint), ==, "cfg");
      g_assert_null (aloud_endpoint_get_project_id (endpoint));
      g_clear_pointer (&endpoint, aloud_endpoint_unref);
    }
  endpoint = aloud_endpoint_new ("wss://[2001:db8::1]", "cfg", " p ", &error);
  g_assert_cmpstr (aloud_endpoint_get_project_id (endpoint), ==, "p");
  g_assert_cmpstr (aloud_endpoint_get_host (endpoint), ==, "2001:db8::1");
}

static void
assert_uri (const char *base, AloudCredentialKind kind, const char *secret, gboolean token_in_query,
            const char *project, const char *expected)
{
  g_autoptr (AloudEndpoint) endpoint = aloud_endpoint_new (base, "a b&c=d/é+%", project, NULL);
  g_autoptr (AloudCredential) credential = aloud_credential_new (kind, secret);
  g_autoptr (GUri) uri = aloud_endpoint_build_uri (endpoint, "conn-1 ?/#", credential, token_in_query);
  g_autofree char *text = g_uri_to_string (uri);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_build (void)
{
  assert_uri (NULL, ALOUD_CREDENTIAL_API_KEY, "oak_a+b&c~._-/=", FALSE, NULL,
              "wss://api.nextevi.com/ws/voice/conn-1%20%3F%2F%23?api_key=oak_a%2Bb%26c~._-%2F%3D"
              "&config_id=a%20b%26c%3Dd%2F%C3%A9%2B%25");
  assert_uri ("ws://[::1]:8001/x%20y/", ALOUD_CREDENTIAL_API_KEY, "oak_1", TRUE, "p&1",
              "ws://[::1]:8001/x%20y/conn-1%20%3F%2F%23?api_key=oak_1"
              "&config_id=a%20b%26c%3Dd%2F%C3%A9%2B%25&project_id=p%261");
}

static void
test_token_stays_out (void)
{
  assert_uri (NULL, ALOUD_CREDENTIAL_TOKEN, "head.payload.signature", FALSE, "p",
              "wss://api.nextevi.com/ws/voice/conn-1%20%3F%2F%23"
              "?config_id=a%20b%26c%3Dd%2F%C3%A9%2B%25&project_id=p");
}

static void
test_token_in_query (void)
{
  assert_uri (NULL, ALOUD_CREDENTIAL_TOKEN, "head.pay-load_.signature", TRUE, NULL,
              "wss://api.nextevi.com/ws/voice/conn-1%20%3F%2F%23"
              "?authorization=Bearer%20head.pay-load_.signature&config_id=a%20b%26c%3Dd%2F%C3%A9%2B%25");
}

static void
test_display (void)
{
  g_autoptr (AloudEndpoint) endpoint = aloud_endpoint_new ("wss://example.org:444/x", "cfg", "project", NULL);
  g_autoptr (AloudCredential) credential = aloud_credential_new (ALOUD_CREDENTIAL_API_KEY, "oak_secret");
  g_autoptr (GUri) uri = aloud_endpoint_build_uri (endpoint, "id", credential, FALSE);
  g_autofree char *display = aloud_endpoint_to_display (endpoint);

  g_assert_nonnull (strstr (g_uri_get_query (uri), "oak_secret"));
  g_assert_cmpstr (display, ==, "wss://example.org:444/x");
}

static void
test_service (void)
{
  g_assert_true (aloud_host_is_service ("api.nextevi.com"));
  g_assert_true (aloud_host_is_service ("API.NextEVI.com"));
  g_assert_false (aloud_host_is_service ("api.nextevi.com.example.org"));
  g_assert_false (aloud_host_is_service ("nextevi.com"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/protocol/endpoint/normalise", test_normalise);
  g_test_add_func ("/protocol/endpoint/identifiers", test_identifiers);
  g_test_add_func ("/protocol/endpoint/build", test_build);
  g_test_add_func ("/protocol/endpoint/token-stays-out", test_token_stays_out);
  g_test_add_func ("/protocol/endpoint/token-in-query", test_token_in_query);
  g_test_add_func ("/protocol/endpoint/display", test_display);
  g_test_add_func ("/protocol/endpoint/service", test_service);

  return g_test_run ();
}
