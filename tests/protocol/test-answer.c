/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-answer.h"

#include <string.h>

/* A chunk that begins with "!" is the final one. */
static const struct {
  const char *name;
  const char *chunks[6];
  const char *text;
} cases[] = {
  { "one-final", { "!It is noon." }, "It is noon." },
  { "deltas", { "It ", "is ", "noon", "!." }, "It is noon." },
  { "deltas-without-final", { "It ", "is ", "noon." }, "It is noon." },
  { "deltas-final-empty", { "It ", "is ", "noon.", "!" }, "It is noon." },
  { "deltas-final-whole", { "It ", "is ", "noon.", "!It is noon." }, "It is noon." },
  { "deltas-final-whole-longer", { "It ", "is ", "!It is noon." }, "It is noon." },
  { "deltas-final-whole-corrected", { "It is a quarter ", "past two", "!It is a quarter past three." },
    "It is a quarter past three." },
  { "deltas-final-piece-like-the-beginning", { "It is a quarter ", "past two. ", "!It is late." },
    "It is a quarter past two. It is late." },
  { "two-pieces", { "It is ", "!noon." }, "It is noon." },
  { "repeated-piece", { "ha", "ha", "ha", "!." }, "hahaha." },
  { "cumulative", { "It ", "It is ", "It is noon", "!It is noon." }, "It is noon." },
  { "cumulative-final-empty", { "It ", "It is ", "It is noon.", "!" }, "It is noon." },
  { "cumulative-corrected", { "It ", "It is too", "It is two", "!It's two." }, "It's two." },
  { "cumulative-with-a-blank", { "It ", "It is", "", "It is noon." }, "It is noon." },
  { "begins-with-nothing", { "", "It ", "is ", "noon", "!." }, "It is noon." },
  { "begins-with-nothing-cumulative", { "", "It ", "It is ", "!It is noon." }, "It is noon." },
  { "final-twice", { "It ", "is ", "!It is noon.", "!It is noon." }, "It is noon." },
  { "nothing", { "", "!" }, "" },
  { "characters", { "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", "e",
                    "!\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa8z" },
    "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9" "e"
    "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa8z" },
};

static void
test_case (gconstpointer user_data)
{
  guint index = GPOINTER_TO_UINT (user_data);
  g_autoptr (AloudAnswer) answer = aloud_answer_new ();

  g_assert_cmpstr (aloud_answer_get_text (answer), ==, "");
  for (guint i = 0; i < G_N_ELEMENTS (cases[index].chunks) && cases[index].chunks[i] != NULL; i++)
    {
      const char *chunk = cases[index].chunks[i];
      gboolean final = *chunk == '!';

      g_assert_nonnull (aloud_answer_add (answer, chunk + (final ? 1 : 0), final));
    }
  g_assert_cmpstr (aloud_answer_get_text (answer), ==, cases[index].text);
}

static void
test_bounded (void)
{
  g_autoptr (AloudAnswer) answer = aloud_answer_new ();
  g_autoptr (GString) piece = g_string_new ("x");

  for (guint i = 0; i < 30000; i++)
    g_string_append (piece, "\xe2\x82\xac");
  for (guint i = 0; i < 100; i++)
    aloud_answer_add (answer, piece->str, FALSE);
  aloud_answer_add (answer, piece->str, TRUE);

  g_assert_cmpuint (strlen (aloud_answer_get_text (answer)), <=, 256 * 1024);
  g_assert_cmpuint (strlen (aloud_answer_get_text (answer)), >, 80 * 1024);
  g_assert_true (g_utf8_validate (aloud_answer_get_text (answer), -1, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/protocol/answer/", cases[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_case);
    }
  g_test_add_func ("/protocol/answer/bounded", test_bounded);

  return g_test_run ();
}
