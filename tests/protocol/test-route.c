/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-route.h"

static AloudRoute *
new_route (void)
{
  g_autoptr (AloudEndpoint) endpoint = aloud_endpoint_new ("wss://a.example", "config", NULL, NULL);
  g_autoptr (AloudCredential) credential = aloud_credential_new (ALOUD_CREDENTIAL_TOKEN, "a.b.c");

  return aloud_route_new (endpoint, credential);
}

/* Nothing of these stands out from what Aloud has always sent. */
static void
test_untouched (void)
{
  g_autoptr (AloudRoute) route = new_route ();

  g_assert_cmpstr (aloud_endpoint_get_host (aloud_route_get_endpoint (route)), ==, "a.example");
  g_assert_cmpstr (aloud_credential_get_secret (aloud_route_get_credential (route)), ==, "a.b.c");
  g_assert_cmpint (aloud_route_get_dialect (route), ==, ALOUD_DIALECT_FLAT);
  g_assert_null (aloud_route_get_settings (route));
  g_assert_false (aloud_route_get_token_in_query (route));
  g_assert_null (aloud_route_get_ca_file (route));
}

static void
test_set (void)
{
  g_autoptr (AloudRoute) route = new_route ();
  g_autoptr (AloudRoute) same = aloud_route_ref (route);

  aloud_route_set_dialect (route, ALOUD_DIALECT_DOCUMENTED);
  aloud_route_set_settings (route, g_variant_new_parsed ("{'a': <1>}"));
  aloud_route_set_settings (route, g_variant_new_parsed ("{'b': <2>}"));
  aloud_route_set_token_in_query (route, TRUE);
  aloud_route_set_ca_file (route, "/a.pem");

  g_assert_cmpint (aloud_route_get_dialect (same), ==, ALOUD_DIALECT_DOCUMENTED);
  g_assert_true (g_variant_lookup (aloud_route_get_settings (same), "b", "i", NULL));
  g_assert_false (g_variant_lookup (aloud_route_get_settings (same), "a", "i", NULL));
  g_assert_true (aloud_route_get_token_in_query (same));
  g_assert_cmpstr (aloud_route_get_ca_file (same), ==, "/a.pem");

  aloud_route_set_settings (route, NULL);
  aloud_route_set_ca_file (route, "");
  g_assert_null (aloud_route_get_settings (same));
  g_assert_null (aloud_route_get_ca_file (same));
}

static void
test_dialect_names (void)
{
  g_autoptr (GEnumClass) dialects = g_type_class_ref (ALOUD_TYPE_DIALECT);

  g_assert_cmpint (g_enum_get_value_by_nick (dialects, "flat")->value, ==, ALOUD_DIALECT_FLAT);
  g_assert_cmpint (g_enum_get_value_by_nick (dialects, "documented")->value, ==, ALOUD_DIALECT_DOCUMENTED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/protocol/route/untouched", test_untouched);
  g_test_add_func ("/protocol/route/set", test_set);
  g_test_add_func ("/protocol/route/dialect-names", test_dialect_names);
  return g_test_run ();
}
