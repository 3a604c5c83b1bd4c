/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-reflection.h"

#include <string.h>

#define MOST_NUMBERS 20

/* The first that is found decides; %s is what follows it, seen from the other side. */
static const struct {
  const char *said;
  const char *answer;
} patterns[] = {
  { "i feel", "What makes you feel %s?" },
  { "i am feeling", "What makes you feel %s?" },
  { "i'm feeling", "What makes you feel %s?" },
  { "i am", "How long have you been %s?" },
  { "i'm", "How long have you been %s?" },
  { "i want", "What would change if you had %s?" },
  { "i need", "Why do you need %s?" },
  { "i like", "What do you like about %s?" },
  { "i love", "What do you love about %s?" },
  { "i can't", "What would it take, so that you can %s?" },
  { "i remember", "Do you often think of %s?" },
  { "you are", "Why do you say that I am %s?" },
  { "you're", "Why do you say that I am %s?" },
  { "my", "Tell me more about your %s." },
};

static const struct {
  const char *from;
  const char *to;
} sides[] = {
  { "i", "you" },   { "me", "you" },   { "my", "your" },         { "mine", "yours" }, { "myself", "yourself" },
  { "am", "are" },  { "i'm", "you are" }, { "you", "I" },        { "your", "my" },    { "yours", "mine" },
  { "was", "were" }, { "yourself", "myself" },
};

static const char *const numbers[] = {
  "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
  "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
};

static const char *
turn_around (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    if (g_str_equal (word, sides[i].from))
      return sides[i].to;
  return word;
}

/* Behind all words of @pattern, which stand at @words; NULL: they do not. */
static const char *const *
skip (const char *const *words, const char *pattern)
{
  g_auto (GStrv) wanted = g_strsplit (pattern, " ", -1);

  for (guint i = 0; wanted[i] != NULL; i++, words++)
    if (*words == NULL || !g_str_equal (*words, wanted[i]))
      return NULL;
  return words;
}

static char *
reflect (const char *const *rest, const char *answer)
{
  g_autoptr (GString) turned = g_string_new (NULL);
  GString *whole = g_string_new (answer);

  for (; *rest != NULL; rest++)
    g_string_append_printf (turned, "%s%s", turned->len > 0 ? " " : "", turn_around (*rest));
  g_string_replace (whole, "%s", turned->str, 1);
  return g_string_free (whole, FALSE);
}

char *
aloud_reflection_new (const char *const *words)
{
  g_return_val_if_fail (words != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++)
    for (const char *const *at = words; *at != NULL; at++)
      {
        const char *const *rest = skip (at, patterns[i].said);

        if (rest != NULL && *rest != NULL)
          return reflect (rest, patterns[i].answer);
      }
  return NULL;
}

/* -1: it is none. */
static int
read_number (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (g_str_equal (word, numbers[i]))
      return (int) i;
  return g_ascii_isdigit (*word) ? (int) MIN (g_ascii_strtoull (word, NULL, 10), MOST_NUMBERS) : -1;
}

/* What the recogniser hears for a small word does not matter: the numbers do. */
char *
aloud_reflection_count (const char *const *words)
{
  GString *text;
  int from = 1, to = -1;

  g_return_val_if_fail (words != NULL, NULL);

  if (!g_strv_contains (words, "count"))
    return NULL;
  for (; *words != NULL; words++)
    {
      int number = read_number (*words);

      if (number < 0)
        continue;
      if (to >= 0)
        from = to;
      to = number;
    }
  if (to < 0)
    to = 10;
  text = g_string_new (NULL);
  for (int number = from;; number += from <= to ? 1 : -1)
    {
      const char *name = numbers[CLAMP (number, 0, MOST_NUMBERS)];

      g_string_append_printf (text, "%s%c%s.", text->len > 0 ? " " : "", g_ascii_toupper (*name), name + 1);
      if (number == to)
        return g_string_free (text, FALSE);
    }
}
