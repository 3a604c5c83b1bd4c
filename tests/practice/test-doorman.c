/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-doorman.h"
#include "aloud-jwt.h"

#define KEY    "oak_test_0123456789"
#define SECRET "the secret of the tests"
#define NOW    1700000000

#define MAY "\"permissions\":[\"voice:connect\",\"voice:stream\"]"
#define EXP "\"exp\":1700000001"

typedef struct {
  const char *claims;       /* of the token that is shown as "Bearer TOKEN"; NULL: none */
  const char *config_id;
  const char *project_id;
  int reason;               /* AloudReason, or -1: let in */
} TokenCase;

static AloudDoorman *
hire (AloudHouseRules rules)
{
  rules.api_key = KEY;
  rules.jwt_secret = SECRET;
  return aloud_doorman_new (&rules);
}

static int
ask (AloudDoorman *doorman, const AloudVisitor *visitor)
{
  AloudRefusal refusal, expected;
  int i;

  if (aloud_doorman_admits (doorman, visitor, NOW, &refusal))
    return -1;
  g_assert_cmpint (refusal.form, ==, ALOUD_REFUSAL_BEFORE);
  for (i = ALOUD_REASON_AUTH_REQUIRED; i <= ALOUD_REASON_INVALID_PROJECT; i++)
    {
      aloud_refusal_init (&expected, i, ALOUD_REFUSAL_BEFORE);
      if (refusal.reason == expected.reason && refusal.status == expected.status && refusal.code == expected.code)
        return i;
    }
  g_assert_not_reached ();
}

static void
check_tokens (AloudDoorman *doorman, const TokenCase *table, guint n)
{
  guint i;

  for (i = 0; i < n; i++)
    {
      g_autofree char *jwt = aloud_jwt_sign (table[i].claims, SECRET);
      g_autofree char *bearer = g_strconcat ("Bearer ", jwt, NULL);
      AloudVisitor visitor = { NULL, bearer, table[i].config_id, table[i].project_id };
      int reason = ask (doorman, &visitor);

      if (reason != table[i].reason)
        g_error ("%s with config %s and project %s: %d instead of %d", table[i].claims, table[i].config_id,
                 table[i].project_id, reason, table[i].reason);
    }
}

static void
test_tokens (void)
{
  static const TokenCase table[] = {
    { "{" EXP "," MAY "}", "c", NULL, -1 },
    { "{" EXP "," MAY "}", "c", "p", -1 },
    { "{" EXP "," MAY ",\"config_id\":\"c\",\"project_id\":\"p\"}", "c", "p", -1 },
    { "{" EXP "," MAY ",\"config_id\":\"c\",\"project_id\":\"p\"}", "c", NULL, -1 },
    { "{" EXP ",\"permissions\":\"voice:stream voice:connect\"}", "c", NULL, -1 },
    { "{" MAY "}", "c", NULL, ALOUD_REASON_AUTH_FAILED },
    { "{" MAY ",\"exp\":1700000000}", "c", NULL, ALOUD_REASON_AUTH_FAILED },
    { "{" MAY ",\"exp\":-1}", "c", NULL, ALOUD_REASON_AUTH_FAILED },
    { "{" MAY ",\"exp\":{}}", "c", NULL, ALOUD_REASON_AUTH_FAILED },
    { "{" EXP "," MAY ",\"nbf\":1700000001}", "c", NULL, ALOUD_REASON_AUTH_FAILED },
    { "{" EXP "," MAY ",\"nbf\":1700000000}", "c", NULL, -1 },
    { "[]", "c", NULL, ALOUD_REASON_AUTH_FAILED },
    { "{" EXP "}", "c", NULL, ALOUD_REASON_ACCESS_DENIED },
    { "{" EXP ",\"permissions\":[]}", "c", NULL, ALOUD_REASON_ACCESS_DENIED },
    { "{" EXP ",\"permissions\":[\"voice:connect\"]}", "c", NULL, ALOUD_REASON_ACCESS_DENIED },
    { "{" EXP ",\"permissions\":[\"voice:stream\"]}", "c", NULL, ALOUD_REASON_ACCESS_DENIED },
    { "{" EXP "," MAY ",\"project_id\":\"q\"}", "c", "p", ALOUD_REASON_ACCESS_DENIED },
    { "{" EXP "," MAY ",\"config_id\":\"d\"}", "c", "p", ALOUD_REASON_CONFIG_NOT_FOUND },
    { "{" EXP "," MAY ",\"config_id\":\"c\"}", NULL, NULL, ALOUD_REASON_CONFIG_NOT_FOUND },
  };
  static const TokenCase careless[] = {
    { "{" EXP "}", "c", NULL, -1 },
    { "{" EXP ",\"permissions\":[]}", "c", NULL, -1 },
    { "{" EXP ",\"project_id\":\"q\",\"config_id\":\"d\"}", "c", "p", -1 },
    { "{" MAY "}", "c", NULL, ALOUD_REASON_AUTH_FAILED },
    { "{" EXP "}", NULL, NULL, ALOUD_REASON_CONFIG_NOT_FOUND },
  };
  g_autoptr (AloudDoorman) strict = hire ((AloudHouseRules) { 0 });
  g_autoptr (AloudDoorman) lenient = hire ((AloudHouseRules) { .ignores_claims = TRUE });

  check_tokens (strict, table, G_N_ELEMENTS (table));
  check_tokens (lenient, careless, G_N_ELEMENTS (careless));
}

/* @token stands for a good token in what a visitor says. */
static void
test_spellings (void)
{
  static const struct {
    const char *api_key;
    const char *before;  /* the token; NULL: nothing */
    const char *after;
    int reason;
  } table[] = {
    { NULL, "Bearer ", "", -1 },
    { NULL, "bearer ", "", -1 },
    { NULL, "BEARER   ", "", -1 },
    { NULL, "", "", -1 },
    { KEY, NULL, NULL, -1 },
    { KEY, "Bearer ", "", -1 },
    { "oak_wrong_key_1", "Bearer ", "", -1 },
    { NULL, NULL, NULL, ALOUD_REASON_AUTH_REQUIRED },
    { "", NULL, NULL, ALOUD_REASON_AUTH_REQUIRED },
    { "oak_wrong_key_1", NULL, NULL, ALOUD_REASON_AUTH_FAILED },
    { KEY "x", NULL, NULL, ALOUD_REASON_AUTH_FAILED },
    { KEY, "Bearer ", "x", ALOUD_REASON_AUTH_FAILED },
    { NULL, "Basic ", "", ALOUD_REASON_AUTH_FAILED },
    { NULL, "Bearer x", "", ALOUD_REASON_AUTH_FAILED },
  };
  g_autoptr (AloudDoorman) doorman = hire ((AloudHouseRules) { 0 });
  g_autofree char *jwt = aloud_jwt_sign ("{" EXP "," MAY "}", SECRET);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *authorization =
        table[i].before != NULL ? g_strconcat (table[i].before, jwt, table[i].after, NULL) : NULL;
      AloudVisitor visitor = { table[i].api_key, authorization, "c", NULL };

      if (ask (doorman, &visitor) != table[i].reason)
        g_error ("row %u of the spellings", i);
    }
  g_assert_cmpint (ask (doorman, &(AloudVisitor) { NULL, "Bearer", "c", NULL }), ==, ALOUD_REASON_AUTH_REQUIRED);
  g_assert_cmpint (ask (doorman, &(AloudVisitor) { KEY, "Bearer ", "c", NULL }), ==, -1);
}

static void
test_one_kind_only (void)
{
  g_autoptr (AloudDoorman) keys = aloud_doorman_new (&(AloudHouseRules) { .api_key = KEY });
  g_autoptr (AloudDoorman) tokens = aloud_doorman_new (&(AloudHouseRules) { .jwt_secret = SECRET });
  g_autofree char *jwt = aloud_jwt_sign ("{" EXP "," MAY "}", SECRET);
  g_autofree char *signed_with_key = aloud_jwt_sign ("{" EXP "," MAY "}", KEY);

  g_assert_cmpint (ask (keys, &(AloudVisitor) { KEY, NULL, "c", NULL }), ==, -1);
  g_assert_cmpint (ask (keys, &(AloudVisitor) { NULL, jwt, "c", NULL }), ==, ALOUD_REASON_AUTH_FAILED);
  g_assert_cmpint (ask (tokens, &(AloudVisitor) { NULL, jwt, "c", NULL }), ==, -1);
  g_assert_cmpint (ask (tokens, &(AloudVisitor) { KEY, NULL, "c", NULL }), ==, ALOUD_REASON_AUTH_FAILED);
  g_assert_cmpint (ask (tokens, &(AloudVisitor) { NULL, signed_with_key, "c", NULL }), ==, ALOUD_REASON_AUTH_FAILED);
}

static void
test_known_ids (void)
{
  g_autoptr (AloudDoorman) doorman = hire ((AloudHouseRules) { .config_id = "c", .project_id = "p" });
  g_autoptr (AloudDoorman) any = hire ((AloudHouseRules) { 0 });
  g_autofree char *jwt = aloud_jwt_sign ("{" EXP "," MAY ",\"project_id\":\"q\"}", SECRET);
  g_autofree char *own = aloud_doorman_dup_project (doorman, &(AloudVisitor) { KEY, NULL, "c", NULL });
  g_autofree char *asked = aloud_doorman_dup_project (any, &(AloudVisitor) { NULL, jwt, "c", "p" });
  g_autofree char *claimed = aloud_doorman_dup_project (any, &(AloudVisitor) { NULL, jwt, "c", "" });

  g_assert_cmpint (ask (doorman, &(AloudVisitor) { KEY, NULL, "c", "p" }), ==, -1);
  g_assert_cmpint (ask (doorman, &(AloudVisitor) { KEY, NULL, "c", NULL }), ==, -1);
  g_assert_cmpint (ask (doorman, &(AloudVisitor) { KEY, NULL, "d", "p" }), ==, ALOUD_REASON_CONFIG_NOT_FOUND);
  g_assert_cmpint (ask (doorman, &(AloudVisitor) { KEY, NULL, "", "p" }), ==, ALOUD_REASON_CONFIG_NOT_FOUND);
  g_assert_cmpint (ask (doorman, &(AloudVisitor) { KEY, NULL, "c", "q" }), ==, ALOUD_REASON_INVALID_PROJECT);
  g_assert_cmpint (ask (doorman, &(AloudVisitor) { NULL, NULL, "d", "q" }), ==, ALOUD_REASON_AUTH_REQUIRED);
  g_assert_cmpstr (own, ==, "p");
  g_assert_cmpstr (asked, ==, "p");
  g_assert_cmpstr (claimed, ==, "q");
}

static void
test_forced (void)
{
  AloudHouseRules rules = { .n_forced = 2 };
  AloudVisitor visitor = { KEY, NULL, "c", NULL };
  g_autoptr (AloudDoorman) doorman = NULL;
  AloudRefusal refusal;
  guint i;

  g_assert_true (aloud_refusal_parse (&rules.forced, "close-4029", ALOUD_REFUSAL_BEFORE));
  doorman = hire (rules);
  for (i = 0; i < 2; i++)
    {
      g_assert_false (aloud_doorman_admits (doorman, &visitor, NOW, &refusal));
      g_assert_cmpint (refusal.form, ==, ALOUD_REFUSAL_AFTER);
      g_assert_cmpuint (refusal.code, ==, 4029);
    }
  g_assert_true (aloud_doorman_admits (doorman, &visitor, NOW, &refusal));
}

static void
test_names (void)
{
  static const char * const wrong[] = {
    "", "auth", "AUTH_FAILED", "http-", "http-200", "http-600", "http-4x", "close-1000", "close-5000", "close-", "drop",
  };
  static const char * const right[] = {
    "auth-required", "auth-failed", "access-denied", "config-not-found", "invalid-project", "http-301", "http-503",
    "close-4400", "drop-before", "drop-after",
  };
  AloudRefusal refusal;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (aloud_refusal_parse (&refusal, wrong[i], ALOUD_REFUSAL_AFTER));
  for (i = 0; i < G_N_ELEMENTS (right); i++)
    {
      g_autofree char *text = NULL;

      g_assert_true (aloud_refusal_parse (&refusal, right[i], ALOUD_REFUSAL_AFTER));
      text = aloud_refusal_describe (&refusal);
      g_assert_cmpstr (text, !=, "");
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/doorman/tokens", test_tokens);
  g_test_add_func ("/practice/doorman/spellings", test_spellings);
  g_test_add_func ("/practice/doorman/one-kind-only", test_one_kind_only);
  g_test_add_func ("/practice/doorman/known-ids", test_known_ids);
  g_test_add_func ("/practice/doorman/forced", test_forced);
  g_test_add_func ("/practice/doorman/names", test_names);
  return g_test_run ();
}
