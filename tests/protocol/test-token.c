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
  g_assert_cmpstr (odd->audience, ==, "first, second");
  g_assert_cmpint (odd->expires_at, ==, 1645123456);
  g_assert_cmpint (odd->issued_at, ==, 1645120000);
  g_assert_cmpint (odd->not_before, ==, 0);
  g_assert_true (aloud_token_has_permission (odd, "voice:stream"));

  g_assert_cmpstr (huge->audience, ==, "");
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

#define NOW G_GINT64_CONSTANT (1700000000)
#define PASSES -1

static void
test_check (void)
{
  static const struct {
    const char *claims;
    const char *project_id, *config_id;
    int code;
  } table[] = {
    { "{}", "p", "c", PASSES },
    { "{\"project_id\":\"p\",\"config_id\":\"c\"}", "p", "c", PASSES },
    { "{\"project_id\":\"p\",\"config_id\":\"c\"}", NULL, NULL, PASSES },
    { "{\"project_id\":\"p\",\"config_id\":\"c\"}", "", "", PASSES },
    { "{\"project_id\":\"\",\"config_id\":\"\"}", "p", "c", PASSES },
    { "{\"project_id\":null,\"config_id\":{}}", "p", "c", PASSES },
    { "{\"project_id\":7}", "7", "c", PASSES },
    { "{\"project_id\":\"p\"}", "P", "c", ALOUD_CONFIGURATION_ERROR_TOKEN_PROJECT },
    { "{\"config_id\":\"c\"}", "p", "cc", ALOUD_CONFIGURATION_ERROR_TOKEN_CONFIG },
    { "{\"project_id\":\"p\",\"config_id\":\"c\"}", "x", "y", ALOUD_CONFIGURATION_ERROR_TOKEN_PROJECT },
    { "{\"exp\":1699999939,\"project_id\":\"p\"}", "x", NULL, ALOUD_CONFIGURATION_ERROR_EXPIRED_TOKEN },
    { "{\"nbf\":1700000061,\"project_id\":\"p\"}", "x", NULL, ALOUD_CONFIGURATION_ERROR_EARLY_TOKEN },
    { "{\"permissions\":[],\"project_id\":\"p\"}", "x", NULL, ALOUD_CONFIGURATION_ERROR_TOKEN_PERMISSION },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (AloudToken) token = parse_claims (table[i].claims);
      g_autoptr (GError) error = NULL;
      gboolean passes = aloud_token_check (token, table[i].project_id, table[i].config_id, NOW, &error);

      g_test_message ("%s", table[i].claims);
      g_assert_cmpint (passes, ==, table[i].code == PASSES);
      if (table[i].code == PASSES)
        g_assert_no_error (error);
      else
        g_assert_error (error, ALOUD_CONFIGURATION_ERROR, table[i].code);
    }
}

#define LONG_LIVED ALOUD_TOKEN_WARNING_LONG_LIVED
#define ISSUER     ALOUD_TOKEN_WARNING_ISSUER
#define AUDIENCE   ALOUD_TOKEN_WARNING_AUDIENCE
#define SERVICE    "\"iss\":\"nextevi.com\",\"aud\":\"nextevi-api\""

static void
test_warnings (void)
{
  static const struct {
    const char *claims;
    guint warnings;
  } table[] = {
    { "{" SERVICE ",\"iat\":1000,\"exp\":4600}", 0 },
    { "{" SERVICE ",\"iat\":1000,\"exp\":4601}", LONG_LIVED },
    { "{" SERVICE ",\"nbf\":1000,\"exp\":4601}", LONG_LIVED },
    { "{" SERVICE ",\"exp\":4601}", 0 }, /* since when, nobody says */
    { "{" SERVICE ",\"iat\":1000}", LONG_LIVED },
    { "{" SERVICE ",\"iat\":-1e300,\"exp\":1e300}", LONG_LIVED },
    { "{\"iss\":\"nextevi.com\",\"aud\":[\"other\",\"nextevi-api\"],\"iat\":1,\"exp\":2}", 0 },
    { "{\"iss\":\"nextevi.com\",\"aud\":[\"other\"],\"iat\":1,\"exp\":2}", AUDIENCE },
    { "{\"iss\":\"nextevi.com.example\",\"aud\":\"nextevi-api\",\"iat\":1,\"exp\":2}", ISSUER },
    { "{}", LONG_LIVED | ISSUER | AUDIENCE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (AloudToken) token = parse_claims (table[i].claims);

      g_test_message ("%s", table[i].claims);
      g_assert_cmphex (aloud_token_get_warnings (token), ==, table[i].warnings);
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
  g_test_add_func ("/protocol/token/check", test_check);
  g_test_add_func ("/protocol/token/warnings", test_warnings);

  return g_test_run ();
}
