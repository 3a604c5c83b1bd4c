/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-wording.h"

#include <string.h>

/* The one list of what is never shown and never said. Beginnings of words. */
static const char * const coarse[] = {
  "fuck", "motherfuck", "shit", "bullshit", "cunt", "bitch", "bastard", "asshole", "whore", "slut",
  "nigger", "nigga", "faggot", "dickhead", "cocksuck", "wank", "twat", "piss", "goddamn", NULL
};

static const char * const questions[] = {
  "what", "who", "whose", "where", "when", "why", "which", "how", "what's", "who's", "how's", "where's",
  "can", "could", "do", "does", "did", "are", "is", "will", "would", "should", "may", NULL
};

static const char * const names[] = {
  "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february",
  "april", "june", "july", "august", "september", "october", "november", "december", "american",
  "english", "christmas", NULL
};

static const struct {
  const char *name;
  const char *words[10];
} feelings[] = {
  { "Joy", { "thank", "thanks", "great", "wonderful", "love", "happy", "glad", "nice", "funny", NULL } },
  { "Sadness", { "sad", "lonely", "cry", "unhappy", "miserable", NULL } },
  { "Anger", { "angry", "hate", "furious", "annoying", "stupid", NULL } },
  { "Fear", { "afraid", "scared", "fear", "worried", NULL } },
  { "Surprise", { "wow", "really", "surprise", "incredible", NULL } },
  { "Confusion", { "confused", "confusing", "unclear", "lost", NULL } },
};

static gboolean
is_coarse (const char *word)
{
  guint i;

  for (i = 0; coarse[i] != NULL; i++)
    if (g_ascii_strncasecmp (word, coarse[i], strlen (coarse[i])) == 0)
      return TRUE;
  return FALSE;
}

char *
aloud_wording_write_word (const char *word)
{
  char *written;

  g_return_val_if_fail (word != NULL, NULL);

  if (is_coarse (word))
    return g_strdup ("…");
  /* "i", "i'm", "i'll" */
  if (word[0] == 'i' && (word[1] == '\0' || word[1] == '\''))
    return g_strconcat ("I", word + 1, NULL);
  written = g_strdup (word);
  if (g_strv_contains (names, word))
    written[0] = g_ascii_toupper (written[0]);
  return written;
}

char *
aloud_wording_write (const char *heard)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  guint i;

  g_return_val_if_fail (heard != NULL, NULL);

  words = g_strsplit (heard, " ", -1);
  for (i = 0; words[i] != NULL; i++)
    {
      g_autofree char *word = aloud_wording_write_word (words[i]);

      if (*word != '\0')
        g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", word);
    }
  if (text->len == 0)
    return g_strdup ("");

  text->str[0] = g_ascii_toupper (text->str[0]);
  if (g_ascii_isalnum (text->str[text->len - 1]))
    g_string_append_c (text, g_strv_contains (questions, words[0]) ? '?' : '.');
  return g_string_free (g_steal_pointer (&text), FALSE);
}

const char *
aloud_wording_find_emotion (const char *heard)
{
  g_autofree char *lower = NULL;
  g_auto (GStrv) words = NULL;
  guint i, j;

  g_return_val_if_fail (heard != NULL, "Neutral");

  lower = g_ascii_strdown (heard, -1);
  words = g_strsplit_set (lower, " ,.!?", -1);
  for (i = 0; i < G_N_ELEMENTS (feelings); i++)
    for (j = 0; feelings[i].words[j] != NULL; j++)
      if (g_strv_contains ((const char * const *) words, feelings[i].words[j]))
        return feelings[i].name;
  return "Neutral";
}
