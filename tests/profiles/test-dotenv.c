/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-dotenv.h"

#include <string.h>

typedef struct {
  const char *name;
  const char *text;
  const char *expected; /* the variables, with "|" between them */
  guint n_bad;
} Case;

static const Case cases[] = {
  { "empty", "", "", 0 },
  { "plain", "A=1\nB=two\n", "A=1|B=two", 0 },
  { "no-newline-at-end", "A=1", "A=1", 0 },
  { "crlf", "A=1\r\nB=\"2\"\r\n\r\n", "A=1|B=2", 0 },
  { "byte-order-mark", "\xef\xbb\xbf" "A=1\n", "A=1", 0 },
  { "export", "export A=1\nexport\tB=2\nexported=3\nexport=4\n", "A=1|B=2|exported=3|export=4", 0 },
  { "comments", "# A=0\n  # B=0\nA=1 # one\nB=x#y\nC=#nothing\n\n", "A=1|B=x#y|C=", 0 },
  { "blanks", "  A = 1 2 \t\n\tB=\t3\n", "A=1 2|B=3", 0 },
  { "empty-values", "A=\nB=\"\"\nC=''\n", "A=|B=|C=", 0 },
  { "double-quotes", "A=\"a b # c\" # d\nB=\"x\\ny\\t\\\"\\\\\\$z\"\n", "A=a b # c|B=x\ny\t\"\\$z", 0 },
  { "single-quotes", "A='a \"b\" \\n $c'\n", "A=a \"b\" \\n $c", 0 },
  { "no-expansion", "A=$HOME\nB=\"${A}\"\nC=`id`\n", "A=$HOME|B=${A}|C=`id`", 0 },
  { "equals-in-value", "A=b=c==\n", "A=b=c==", 0 },
  { "last-wins", "A=1\nB=2\nA=3\n", "B=2|A=3", 0 },
  { "prefix-is-another-name", "A=1\nAB=2\n", "A=1|AB=2", 0 },
  { "unclosed-quote", "A=\"1\nB=2\nC='3\n", "B=2", 2 },
  { "text-after-quote", "A=\"1\"2\nB=2\n", "B=2", 1 },
  { "no-name", "=1\n1A=2\nA-B=3\nword\nA=4\n", "A=4", 4 },
  { "latin-1", "A=caf\xe9\nB=caf\xc3\xa9\n# caf\xe9\n", "B=café", 1 },
  { "escape-at-end", "A=\"1\\\n", "", 1 },
};

static void
check (const Case *c, const char *text, gsize length)
{
  guint n_bad = 99;
  GStrv variables = aloud_dotenv_parse (text, length, &n_bad);
  g_autofree char *joined = g_strjoinv ("|", variables);

  g_assert_cmpstr (joined, ==, c->expected);
  g_assert_cmpuint (n_bad, ==, c->n_bad);
  aloud_dotenv_free (variables);
}

/* Once with nothing behind the text that would stop a reader who runs over it. */
static void
test_case (gconstpointer data)
{
  const Case *c = data;
  gsize length = strlen (c->text);
  g_autofree char *bare = g_memdup2 (c->text, length);

  check (c, c->text, length);
  check (c, bare, length);
}

static void
test_nul (void)
{
  static const char text[] = "A=1\0B=2\nC=3";
  guint n_bad;
  GStrv variables = aloud_dotenv_parse (text, sizeof text - 1, &n_bad);

  g_assert_cmpuint (g_strv_length (variables), ==, 2);
  g_assert_cmpstr (variables[1], ==, "C=3");
  aloud_dotenv_free (variables);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/profiles/dotenv/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/profiles/dotenv/nul", test_nul);
  return g_test_run ();
}
