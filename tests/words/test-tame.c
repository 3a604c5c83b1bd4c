/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-tame.h"

static const struct {
  const char *text;
  guint max;
  const char *shown;
} rows[] = {
  { NULL, 10, "" },
  { "", 10, "" },
  { "It is a <b>fine</b> day & so on\n\tthere.", 100, "It is a <b>fine</b> day & so on\n\tthere." },
  { "too long", 3, "too…" },
  { "just as long", 12, "just as long" },
  { "user\u202egpj.exe", 100, "usergpj.exe" },                       /* an override */
  { "\u2067\u2066x\u2069\u2069\u202ay\u202c", 100, "xy" },           /* isolates, embeddings, balanced or not */
  { "\u05e9\u05dc\u05d5\u05dd \u200f!", 100, "\u05e9\u05dc\u05d5\u05dd \u200f!" }, /* from right to left is fine */
  { "\033[31mred\a\177", 100, "\ufffd[31mred\ufffd\ufffd" },
  { "one\r\ntwo\u2028three\u2029four\302\205five", 100, "one\ntwo\nthree\nfour\nfive" },
  { "a\n\n\n\n\n\n\n\nb", 100, "a\n\n\nb" },
  { "e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301x", 100,
    "e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301x" },
  { "0123456789012345678901234567890123456789012345678901234567890123456789", 100,
    "012345678901234567890123456789012345678901234567890123456789\u200b0123456789" },
  { "\U0001f468\u200d\U0001f469\u200d\U0001f467", 100, "\U0001f468\u200d\U0001f469\u200d\U0001f467" }, /* a family */
  { "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", 100,                     /* a flag */
    "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f" },
};

static void
test_rows (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *shown = aloud_tame_text (rows[i].text, rows[i].max);

      g_assert_cmpstr (shown, ==, rows[i].shown);
    }
}

/* However long the text, what is shown is not; nor are there ever thousands of lines. */
static void
test_long (void)
{
  g_autofree char *filler = g_strnfill (8 * 1024 * 1024, 'x');
  g_autofree char *shown = aloud_tame_text (filler, 1000);
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autofree char *few = NULL;
  guint n = 0;

  g_assert_cmpint (g_utf8_strlen (shown, -1), <, 1020);
  for (guint i = 0; i < 5000; i++)
    g_string_append (lines, "x\n");
  few = aloud_tame_text (lines->str, 100000);
  for (const char *at = few; *at != '\0'; at++)
    n += *at == '\n';
  g_assert_cmpuint (n, <, 500);
}

static void
test_name (void)
{
  g_autofree char *name = aloud_tame_name ("Front\n\u202eDesk\t<b>");
  g_autofree char *filler = g_strnfill (5000, 'x');
  g_autofree char *shown = aloud_tame_name (filler);

  g_assert_cmpstr (name, ==, "Front Desk <b>");
  g_assert_cmpint (g_utf8_strlen (shown, -1), <, 210);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/tame/rows", test_rows);
  g_test_add_func ("/words/tame/long", test_long);
  g_test_add_func ("/words/tame/name", test_name);
  return g_test_run ();
}
