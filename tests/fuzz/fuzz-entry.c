/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-dotenv.h"
#include "aloud-endpoint.h"
#include "aloud-error.h"
#include "aloud-token.h"

/* What a person types, pastes or takes from a file: whatever it is, it is read or refused with its own error, and what
 * was read once is read again. A token is fuzzed by its claims, too, since no fuzzer finds its way through base64. */

static void
check_token (const char *jwt)
{
  g_autoptr (GError) unreadable = NULL;
  g_autoptr (GError) refused = NULL;
  g_autoptr (AloudToken) token = aloud_token_parse (jwt, &unreadable);

  g_assert_true ((token == NULL) == (unreadable != NULL));
  if (token == NULL)
    return;
  g_assert_true (token->audience == NULL || g_utf8_validate (token->audience, -1, NULL));
  g_assert_true (aloud_token_check (token, "p", "c", 1700000000, &refused) == (refused == NULL));
  g_assert_cmpuint (aloud_token_get_warnings (token), <, 8);
}

static void
check_claims (const char *claims)
{
  g_autofree char *part = g_base64_encode ((const guchar *) claims, strlen (claims));
  g_autofree char *jwt = NULL;

  g_strdelimit (g_strdelimit (part, "+", '-'), "/", '_');
  part[strcspn (part, "=")] = '\0';
  jwt = g_strconcat ("e30.", part, ".e30", NULL);
  check_token (jwt);
}

static void
check_address (const char *address)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AloudEndpoint) endpoint = aloud_endpoint_new (address, "c", NULL, &error);
  g_autoptr (AloudEndpoint) again = NULL;
  g_autofree char *display = NULL;
  g_autofree char *second = NULL;

  g_assert_true ((endpoint == NULL) == (error != NULL));
  if (endpoint == NULL)
    {
      g_assert_true (error->domain == ALOUD_CONFIGURATION_ERROR);
      return;
    }
  display = aloud_endpoint_to_display (endpoint);
  g_assert_true (g_str_has_prefix (display, "ws://") || g_str_has_prefix (display, "wss://"));
  again = aloud_endpoint_new (display, "c", NULL, NULL);
  g_assert_nonnull (again);
  second = aloud_endpoint_to_display (again);
  g_assert_cmpstr (second, ==, display);
}

/* As a shell would have to be told it, in double quotes. */
static void
append_quoted (GString *text, const char *variable)
{
  const char *value = strchr (variable, '=') + 1;

  g_string_append_len (text, variable, value - variable);
  g_string_append_c (text, '"');
  for (; *value != '\0'; value++)
    if (*value == '\n' || *value == '\r')
      g_string_append (text, *value == '\n' ? "\\n" : "\\r");
    else if (*value == '"' || *value == '\\')
      g_string_append_printf (text, "\\%c", *value);
    else
      g_string_append_c (text, *value);
  g_string_append (text, "\"\r\n");
}

static void
check_variable (GStrv variables, guint i)
{
  gsize length = strcspn (variables[i], "=") + 1;

  g_assert_true (variables[i][length - 1] == '=');
  g_assert_cmpuint (strspn (variables[i], G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_"), ==, length - 1);
  g_assert_false (length == 1 || g_ascii_isdigit (variables[i][0]));
  g_assert_true (g_utf8_validate (variables[i], -1, NULL));
  for (guint other = 0; other < i; other++)
    g_assert_true (strncmp (variables[other], variables[i], length) != 0);
}

static void
check_env (const char *data, gsize size)
{
  guint n_bad = 0;
  GStrv variables = aloud_dotenv_parse (data, size, &n_bad);
  g_autoptr (GString) text = g_string_new ("# again\n");
  GStrv again;

  for (guint i = 0; variables[i] != NULL; i++)
    {
      check_variable (variables, i);
      append_quoted (text, variables[i]);
    }
  g_assert_cmpuint (n_bad, <=, size);
  again = aloud_dotenv_parse (text->str, text->len, &n_bad);
  g_assert_cmpuint (n_bad, ==, 0);
  g_assert_cmpstrv (again, variables);
  aloud_dotenv_free (again);
  aloud_dotenv_free (variables);
}

/* One input, all readers: whatever it is to one of them, the others get it too. */
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);

  check_token (text);
  check_claims (text);
  check_address (text);
  check_env ((const char *) data, size);
  return 0;
}
