/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include <string.h>

#include "aloud-jwt.h"
#include "aloud-macros.h"
#include "aloud-token.h"

#define SECRET "your-256-bit-secret"

/* The example that everybody knows, made by other people's programs. */
#define FOREIGN                                                                                           \
  "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."                                                                 \
  "eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ."                           \
  "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c"

static void
test_foreign (void)
{
  g_autofree char *own = NULL;

  g_assert_true (aloud_jwt_verify (FOREIGN, SECRET));
  g_assert_false (aloud_jwt_verify (FOREIGN, SECRET "x"));

  own = aloud_jwt_sign ("{\"sub\":\"1234567890\",\"name\":\"John Doe\",\"iat\":1516239022}", SECRET);
  g_assert_cmpstr (own, ==, FOREIGN);
}

/* Claims of every length mod 3, so that every padding occurs. */
static void
test_lengths (void)
{
  static const char * const table[] = {
    "{}", "{\"a\":1}", "{\"ab\":1}", "{\"exp\":12}", "{\"sub\":\"\303\266?~>~?\"}",
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *jwt = aloud_jwt_sign (table[i], SECRET);
      g_autoptr (AloudToken) token = aloud_token_parse (jwt, NULL);

      g_assert_nonnull (token);
      g_assert_null (strpbrk (jwt, "+/="));
      g_assert_true (aloud_jwt_verify (jwt, SECRET));
    }
}

/* Whatever one character is changed to, the token is no longer good. */
static void
test_changed (void)
{
  g_autofree char *jwt = aloud_jwt_sign ("{\"exp\":2000000000}", SECRET);
  gsize i;

  for (i = 0; jwt[i] != '\0'; i++)
    {
      char before = jwt[i];

      jwt[i] = before == 'A' ? 'B' : 'A';
      g_assert_false (aloud_jwt_verify (jwt, SECRET));
      jwt[i] = before;
    }
  g_assert_true (aloud_jwt_verify (jwt, SECRET));
}

static void
test_malformed (void)
{
  /* The last two: signed by nobody, and signed well under a header that names another way. */
  static const char * const table[] = {
    "", ".", "..", "...", "a.b", "eyJhbGciOiJIUzI1NiJ9.e30", "eyJhbGciOiJIUzI1NiJ9.e30.", "eyJhbGciOiJub25lIn0.e30.",
    "eyJhbGciOiJub25lIn0.e30.ap4p0YskhT2GoTY_rGpHC_ESAo-h1O1WVlrGy2nBDzo",
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (table); i++)
    g_assert_false (aloud_jwt_verify (table[i], SECRET));
}

static void
test_equal (void)
{
  g_assert_true (aloud_secret_equal ("abc", "abc"));
  g_assert_false (aloud_secret_equal ("abc", "abd"));
  g_assert_false (aloud_secret_equal ("ab", "abc"));
  g_assert_false (aloud_secret_equal ("abcd", "abc"));
  g_assert_false (aloud_secret_equal ("", "abc"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/jwt/foreign", test_foreign);
  g_test_add_func ("/practice/jwt/lengths", test_lengths);
  g_test_add_func ("/practice/jwt/changed", test_changed);
  g_test_add_func ("/practice/jwt/malformed", test_malformed);
  g_test_add_func ("/practice/jwt/equal", test_equal);
  return g_test_run ();
}
