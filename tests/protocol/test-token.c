/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-error.h"
#include "aloud-token.h"

#include "token-maker.h"

static AloudToken *
parse_claims (const char *claims)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *jwt = make_token (claims);
  AloudToken *token = aloud_token_parse (jwt, &error);

  g_assert_no_error (error);
  return token;
}

static void
test_claims (void)
{
  g_autoptr (AloudToken) token = parse_claims (
      "{\"iss\":\"nextevi.com\",\"sub\":\"user_1\",\"aud\":\"nextevi-api\",\"project_id\":\"p\","
      "\"exp\":1645123456,\"iat\":1645120000,\"nbf\":1645120001,\"config_id\":\"c\","
      "\"permissions\":[\"voice:connect\",7,\"voice:stream\"]}");

  g_assert_cmpstr (token->issuer, ==, "nextevi.com");
  g_assert_cmpstr (token->subject, ==, "user_1");
  g_assert_cmpstr (token->audience, ==, "nextevi-api");
  g_assert_cmpstr (token->project_id, ==, "p");
  g_assert_cmpstr (token->config_id, ==, "c");
  g_assert_cmpint (token->expires_at, ==, 1645123456);
  g_assert_cmpint (token->issued_at, ==, 1645120000);
  g_assert_cmpint (token->not_before, ==, 1645120001);
  g_assert_cmpuint (g_strv_length (token->permissions), ==, 2);
  g_assert_true (aloud_token_has_permission (token, "voice:stream"));
  g_assert_false (aloud_token_has_permission (token, "voice"));
}

static void
test_no_claims (void)
{
  g_autoptr (AloudToken) token = parse_claims ("{}");

  g_assert_null (token->issuer);
  g_assert_null (token->audience);
  g_assert_null (token->permissions);
  g_assert_cmpint (token->expires_at, ==, 0);
  g_assert_true (aloud_token_has_permission (token, "voice:connect"));
}

static void
test_odd_claims (void)
{
  g_autoptr (AloudToken) odd = parse_claims (
      "{\"iss\":null,\"sub\":{},\"aud\":[\"first\",\"second\"],\"exp\":\"1645123456\",\"iat\":1645120000.75,"
      "\"nbf\":true,\"permissions\":\"voice:connect voice:stream\"}");
  g_autoptr (AloudToken) huge = parse_claims (
      "{\"aud\":[7],\"exp\":1e300,\"iat\":-1e300,\"permissions\":[]}");

  g_assert_null (odd->issuer);
  g_assert_null (odd->subject);
  g_assert_cmpstr (odd->audience, ==, "first");
  g_assert_cmpint (odd->expires_at, ==, 1645123456);
  g_assert_cmpint (odd->issued_at, ==, 1645120000);
  g_assert_cmpint (odd->not_before, ==, 0);
  g_assert_true (aloud_token_has_permission (odd, "voice:stream"));

  g_assert_null (huge->audience);
  g_assert_cmpint (huge->expires_at, >, G_GINT64_CONSTANT (1000000000000));
  g_assert_cmpint (huge->issued_at, <, 0);
  g_assert_false (aloud_token_has_permission (huge, "voice:connect"));
}

static void
test_unreadable (void)
{
  g_autofree char *deep = g_strnfill (1000, '[');
  g_autofree char *deep_claims = g_strconcat ("{\"a\":", deep, NULL);
  g_autofree char *array_jwt = make_token ("[1]");
  g_autofree char *broken_jwt = make_token ("{\"exp\":");
  g_autofree char *invalid_jwt = make_token ("{\"sub\":\"\xff\"}");
  g_autofree char *deep_jwt = make_token (deep_claims);
  g_autofree char *good = make_token ("{}");
  g_autofree char *four = g_strconcat (good, ".x", NULL);
  g_autofree char *padded = g_strconcat (good, "=", NULL);
  g_autofree char *unsigned_jwt = g_strndup (good, strrchr (good, '.') + 1 - good);
  const char *const table[] = {
    "", ".", "..", "...", "a.b", "oak_secretsecret", "a.b.c", "e30.e30.!", "e30.e30.a b", "e30.e30.ab+d",
    "e30.e30.a", "bm8.e30.e30", array_jwt, broken_jwt, invalid_jwt, deep_jwt, four, padded, unsigned_jwt,
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%u", i);
      g_assert_null (aloud_token_parse (table[i], &error));
      g_assert_error (error, ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_UNREADABLE_TOKEN);
      g_assert_true (strlen (table[i]) < 4 || strstr (error->message, table[i]) == NULL);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/protocol/token/claims", test_claims);
  g_test_add_func ("/protocol/token/no-claims", test_no_claims);
  g_test_add_func ("/protocol/token/odd-claims", test_odd_claims);
  g_test_add_func ("/protocol/token/unreadable", test_unreadable);

  return g_test_run ();
}
