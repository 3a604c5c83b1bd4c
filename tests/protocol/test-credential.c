/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-credential.h"
#include "aloud-error.h"

#include "token-maker.h"

#define NOW G_GINT64_CONSTANT (1700000000)
#define GOOD -1

static void
assert_check (AloudCredentialKind kind, const char *secret, int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AloudCredential) credential = aloud_credential_new (kind, secret);
  g_autofree char *shown = g_strescape (secret, NULL);

  g_test_message ("%s", shown);
  g_assert_cmpint (aloud_credential_check (credential, NULL, NULL, NOW, &error), ==, code == GOOD);
  if (code == GOOD)
    g_assert_no_error (error);
  else
    {
      g_assert_error (error, ALOUD_CONFIGURATION_ERROR, code);
      g_assert_true (strlen (secret) < 6 || strstr (error->message, secret) == NULL);
    }
}

static void
test_api_key (void)
{
  static const struct {
    const char *key;
    int code;
  } table[] = {
    { "oak_1234567", GOOD },
    { "  oak_1234567\r\n", GOOD },
    { "", ALOUD_CONFIGURATION_ERROR_NO_CREDENTIAL },
    { " \n", ALOUD_CONFIGURATION_ERROR_NO_CREDENTIAL },
    { "oak_123456", ALOUD_CONFIGURATION_ERROR_BAD_API_KEY },
    { "OAK_1234567", ALOUD_CONFIGURATION_ERROR_BAD_API_KEY },
    { "sk-12345678901234", ALOUD_CONFIGURATION_ERROR_BAD_API_KEY },
    { "oak_1234567 oak_1234567", ALOUD_CONFIGURATION_ERROR_BAD_API_KEY },
    { "oak_123\n4567", ALOUD_CONFIGURATION_ERROR_BAD_API_KEY },
    { "oak_12345\xc3\xa9", ALOUD_CONFIGURATION_ERROR_BAD_API_KEY },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    assert_check (ALOUD_CREDENTIAL_API_KEY, table[i].key, table[i].code);
}

static void
test_token (void)
{
  static const struct {
    const char *claims;
    int code;
  } table[] = {
    { "{}", GOOD },
    { "{\"exp\":1700000900,\"iat\":1699999000}", GOOD },
    { "{\"exp\":1699999999}", GOOD },
    { "{\"exp\":1699999940}", GOOD },
    { "{\"exp\":1699999939}", ALOUD_CONFIGURATION_ERROR_EXPIRED_TOKEN },
    { "{\"exp\":-5}", ALOUD_CONFIGURATION_ERROR_EXPIRED_TOKEN },
    { "{\"exp\":-1e300}", ALOUD_CONFIGURATION_ERROR_EXPIRED_TOKEN },
    { "{\"iat\":1700000060}", GOOD },
    { "{\"iat\":1700000061}", ALOUD_CONFIGURATION_ERROR_EARLY_TOKEN },
    { "{\"nbf\":1700000060,\"iat\":1700000000}", GOOD },
    { "{\"nbf\":1700000061,\"iat\":1700000000}", ALOUD_CONFIGURATION_ERROR_EARLY_TOKEN },
    { "{\"permissions\":[\"voice:stream\",\"voice:connect\"]}", GOOD },
    { "{\"permissions\":[\"voice:stream\"]}", ALOUD_CONFIGURATION_ERROR_TOKEN_PERMISSION },
    { "{\"permissions\":[\"voice:connect\"]}", ALOUD_CONFIGURATION_ERROR_TOKEN_PERMISSION },
    { "{\"permissions\":[]}", ALOUD_CONFIGURATION_ERROR_TOKEN_PERMISSION },
    { "[]", ALOUD_CONFIGURATION_ERROR_UNREADABLE_TOKEN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *jwt = make_token (table[i].claims);

      assert_check (ALOUD_CREDENTIAL_TOKEN, jwt, table[i].code);
    }
  assert_check (ALOUD_CREDENTIAL_TOKEN, "", ALOUD_CONFIGURATION_ERROR_NO_CREDENTIAL);
  assert_check (ALOUD_CREDENTIAL_TOKEN, "oak_12345678", ALOUD_CONFIGURATION_ERROR_UNREADABLE_TOKEN);
}

static void
test_missing_permission_is_named (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *jwt = make_token ("{\"permissions\":[\"voice:connect\"]}");
  g_autoptr (AloudCredential) credential = aloud_credential_new (ALOUD_CREDENTIAL_TOKEN, jwt);

  g_assert_false (aloud_credential_check (credential, NULL, NULL, NOW, &error));
  g_assert_nonnull (strstr (error->message, "voice:stream"));
}

/* A token is held against what it will be used for; what exactly is compared is aloud-token's. */
static void
test_project_and_config (void)
{
  g_autofree char *jwt = make_token ("{\"project_id\":\"p\",\"config_id\":\"c\"}");
  g_autoptr (AloudCredential) token = aloud_credential_new (ALOUD_CREDENTIAL_TOKEN, jwt);
  g_autoptr (AloudCredential) key = aloud_credential_new (ALOUD_CREDENTIAL_API_KEY, "oak_1234567");
  g_autoptr (GError) project_error = NULL;
  g_autoptr (GError) config_error = NULL;

  g_assert_true (aloud_credential_check (token, "p", "c", NOW, NULL));
  g_assert_false (aloud_credential_check (token, "q", "c", NOW, &project_error));
  g_assert_error (project_error, ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_TOKEN_PROJECT);
  g_assert_false (aloud_credential_check (token, "p", "d", NOW, &config_error));
  g_assert_error (config_error, ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_TOKEN_CONFIG);
  g_assert_true (aloud_credential_check (key, "p", "c", NOW, NULL));
}

static void
test_secret (void)
{
  g_autoptr (AloudCredential) credential = aloud_credential_new (ALOUD_CREDENTIAL_TOKEN, "\t a b \n");
  g_autoptr (AloudCredential) other = aloud_credential_ref (credential);

  g_assert_cmpstr (aloud_credential_get_secret (other), ==, "a b");
  g_assert_cmpint (aloud_credential_get_kind (other), ==, ALOUD_CREDENTIAL_TOKEN);
}

static void
assert_masked (const char *secret, const char *text, const char *expected)
{
  g_autoptr (AloudCredential) credential = aloud_credential_new (ALOUD_CREDENTIAL_API_KEY, secret);
  g_autofree char *masked = aloud_credential_mask (credential, text);

  g_assert_cmpstr (masked, ==, expected);
}

static void
test_mask (void)
{
  assert_masked ("oak_12345678", "nothing here", "nothing here");
  assert_masked ("oak_12345678", "", "");
  assert_masked ("oak_12345678", "oak_12345678", "***");
  assert_masked ("oak_12345678", "GET /?api_key=oak_12345678&x HTTP, oak_12345678.",
                 "GET /?api_key=***&x HTTP, ***.");
  assert_masked ("oak_a+b/c=d", "key oak_a%2Bb%2Fc%3Dd or oak_a%2bb%2fc%3dd", "key *** or ***");
  /* Cut at its end, as a close frame does. */
  assert_masked ("oak_12345678", "not known: oak_1234567", "not known: ***");
  assert_masked ("oak_12345678", "oak_12345678 is oak_1234", "*** is ***");
  assert_masked ("oak_12345678", "begins with oak_", "begins with oak_");
  assert_masked ("oak_a+b/c=d+e", "key oak_a%2Bb%2F", "key ***");
  assert_masked ("", "an empty secret is in every text", "an empty secret is in every text");
}

static void
test_mask_base64 (void)
{
  static const char secret[] = "oak_12>?>?>?345678";
  static const char *const before[] = { "", "x", "xy", "Bearer " };
  static const char *const behind[] = { "", "z", "zz", "\r\n" };

  for (guint i = 0; i < G_N_ELEMENTS (before) * G_N_ELEMENTS (behind); i++)
    {
      g_autofree char *plain = g_strconcat (before[i / 4], secret, behind[i % 4], NULL);
      g_autofree char *encoded = g_base64_encode ((const guchar *) plain, strlen (plain));
      g_autofree char *url_encoded = g_strdelimit (g_strdelimit (g_strdup (encoded), "+", '-'), "/", '_');
      g_autofree char *text = g_strdup_printf ("<%s> <%s>", encoded, url_encoded);
      g_autoptr (AloudCredential) credential = aloud_credential_new (ALOUD_CREDENTIAL_API_KEY, secret);
      g_autofree char *masked = aloud_credential_mask (credential, text);
      const char *first = strstr (masked, "***");

      g_assert_nonnull (first);
      g_assert_nonnull (strstr (first + 3, "***"));
      g_assert_cmpuint (strlen (masked), <, strlen ("<***> <***>") + 4 * 10);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/protocol/credential/api-key", test_api_key);
  g_test_add_func ("/protocol/credential/token", test_token);
  g_test_add_func ("/protocol/credential/missing-permission-is-named", test_missing_permission_is_named);
  g_test_add_func ("/protocol/credential/project-and-config", test_project_and_config);
  g_test_add_func ("/protocol/credential/secret", test_secret);
  g_test_add_func ("/protocol/credential/mask", test_mask);
  g_test_add_func ("/protocol/credential/mask-base64", test_mask_base64);

  return g_test_run ();
}
