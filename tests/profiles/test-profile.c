/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-profile.h"

#include "aloud-error.h"
#include "aloud-test-util.h"

typedef struct {
  const char *name;
  const char *environment[6];
  int error;             /* of ALOUD_CONFIGURATION_ERROR, -1: reachable, -2: no profile at all */
  const char *display;
  const char *project_id;
  AloudCredentialKind kind;
} Case;

#define KEY    "NEXTEVI_API_KEY=oak_0123456789"
#define CONFIG "NEXTEVI_CONFIG_ID=config"

static const Case cases[] = {
  { "nothing", { CONFIG }, -2, NULL, NULL, 0 },
  { "empty-key", { "NEXTEVI_API_KEY=", CONFIG }, -2, NULL, NULL, 0 },
  { "key", { KEY, CONFIG }, -1, "wss://api.nextevi.com/ws/voice", NULL, ALOUD_CREDENTIAL_API_KEY },
  { "project", { KEY, CONFIG, "NEXTEVI_PROJECT_ID=p" }, -1, "wss://api.nextevi.com/ws/voice", "p",
    ALOUD_CREDENTIAL_API_KEY },
  { "base-url-without-path", { KEY, CONFIG, "NEXTEVI_BASE_URL=https://example.org/" }, -1,
    "wss://example.org/ws/voice", NULL, ALOUD_CREDENTIAL_API_KEY },
  { "websocket-url", { KEY, CONFIG, "NEXTEVI_WEBSOCKET_URL=ws://127.0.0.1:8001/ws/voice" }, -1,
    "ws://127.0.0.1:8001/ws/voice", NULL, ALOUD_CREDENTIAL_API_KEY },
  { "base-url-wins", { KEY, CONFIG, "NEXTEVI_BASE_URL=wss://a.example", "NEXTEVI_WEBSOCKET_URL=wss://b.example" }, -1,
    "wss://a.example/ws/voice", NULL, ALOUD_CREDENTIAL_API_KEY },
  { "no-config", { KEY }, ALOUD_CONFIGURATION_ERROR_NO_CONFIG_ID, NULL, NULL, 0 },
  { "latin-1-config", { KEY, CONFIG "\xe9" }, ALOUD_CONFIGURATION_ERROR_NO_CONFIG_ID, NULL, NULL, 0 },
  { "latin-1-key", { KEY "\xe9", CONFIG }, -2, NULL, NULL, 0 },
  { "key-of-another-form", { "NEXTEVI_API_KEY=sk_0123456789", CONFIG }, ALOUD_CONFIGURATION_ERROR_BAD_API_KEY, NULL,
    NULL, 0 },
  { "insecure", { KEY, CONFIG, "NEXTEVI_BASE_URL=ws://example.org" }, ALOUD_CONFIGURATION_ERROR_INSECURE_URL, NULL, NULL,
    0 },
  { "bad-scheme", { KEY, CONFIG, "NEXTEVI_BASE_URL=ftp://example.org" }, ALOUD_CONFIGURATION_ERROR_BAD_URL, NULL, NULL,
    0 },
  { "token-wins", { KEY, "NEXTEVI_ACCESS_TOKEN=no token", CONFIG }, ALOUD_CONFIGURATION_ERROR_UNREADABLE_TOKEN, NULL,
    NULL, 0 },
};

static AloudRoute *
reach (AloudProfile *profile, AloudReachReason reason, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  aloud_agent_reach_async (ALOUD_AGENT (profile), reason, NULL, aloud_test_store_result, &result);
  aloud_test_wait (result != NULL);
  return aloud_agent_reach_finish (ALOUD_AGENT (profile), result, error);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr(AloudProfile) profile = aloud_profile_new_from_environment (c->environment);
  g_autoptr(AloudRoute) route = NULL;
  AloudEndpoint *endpoint;
  g_autoptr(GError) error = NULL;
  g_autofree char *display = NULL;

  if (c->error == -2)
    {
      g_assert_null (profile);
      return;
    }
  route = reach (profile, ALOUD_REACH_FIRST, &error);
  if (c->error >= 0)
    {
      g_assert_error (error, ALOUD_CONFIGURATION_ERROR, c->error);
      g_assert_null (strstr (error->message, "0123456789"));
      return;
    }
  g_assert_no_error (error);
  endpoint = aloud_route_get_endpoint (route);
  display = aloud_endpoint_to_display (endpoint);
  g_assert_cmpstr (display, ==, c->display);
  g_assert_cmpstr (aloud_endpoint_get_config_id (endpoint), ==, "config");
  g_assert_cmpstr (aloud_endpoint_get_project_id (endpoint), ==, c->project_id);
  g_assert_cmpint (aloud_credential_get_kind (aloud_route_get_credential (route)), ==, c->kind);
  g_assert_finalize_object (g_steal_pointer (&profile));
}

/* The environment has one credential: when that was refused there is none to try instead. */
static void
test_refused (void)
{
  static const char *environment[] = { KEY, CONFIG, NULL };
  g_autoptr(AloudProfile) profile = aloud_profile_new_from_environment (environment);
  g_autoptr(GError) error = NULL;

  g_assert_null (reach (profile, ALOUD_REACH_REFUSED, &error));
  g_assert_error (error, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_NO_FRESH_CREDENTIAL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/profiles/environment/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/profiles/environment/refused", test_refused);
  return g_test_run ();
}
