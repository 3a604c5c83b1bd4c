/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-tame.h"

#define LINES_MAX 400
#define EMPTY_MAX 2 /* lines in a row */
#define MARKS_MAX 8 /* on one letter: as many as a flag of emoji has, and more than any script */

#define WORD_MAX  60 /* characters: the layout of a word takes the square of its length, seconds for thousands */

#define NAME_MAX_LENGTH 200 /* characters */

#define REPLACEMENT 0xfffd
#define MAY_BREAK   0x200b
#define JOINER      0x200d
#define ELLIPSIS    "…"

typedef struct {
  GString *result;
  guint breaks; /* in a row */
  guint lines;
  guint marks;  /* in a row */
  guint word;   /* characters without a space */
  gboolean joined; /* the last character glues the next to it */
} Tamer;

/* Embeddings, overrides and isolates; not the marks that are only letters without a shape. */
static gboolean
is_direction (gunichar c)
{
  return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static gboolean
is_line_break (gunichar c)
{
  return c == '\n' || c == 0x0085 || c == 0x2028 || c == 0x2029;
}

static void
add_break (Tamer *self)
{
  self->marks = 0;
  self->word = 0;
  if (self->breaks++ >= EMPTY_MAX + 1)
    return;
  self->lines++;
  g_string_append_c (self->result, self->lines < LINES_MAX ? '\n' : ' ');
}

/* Not within what is one letter or one emoji. */
static void
break_word (Tamer *self, gunichar c, gboolean mark)
{
  self->word = g_unichar_isspace (c) ? 0 : self->word + 1;
  if (self->word <= WORD_MAX || mark || self->joined)
    return;
  self->word = 1;
  g_string_append_unichar (self->result, MAY_BREAK);
}

static void
add (Tamer *self, gunichar c)
{
  gboolean mark = g_unichar_ismark (c) || g_unichar_type (c) == G_UNICODE_FORMAT;

  break_word (self, c, mark);
  self->joined = c == JOINER;
  self->breaks = 0;
  self->marks = mark ? self->marks + 1 : 0;
  if (self->marks > MARKS_MAX)
    return;
  g_string_append_unichar (self->result, g_unichar_iscntrl (c) && c != '\t' ? REPLACEMENT : c);
}

char *
aloud_tame_text (const char *text, guint max)
{
  Tamer self = { .result = g_string_new (NULL) };
  const char *at = text != NULL ? text : "";

  for (guint n = 0; *at != '\0' && n < max; at = g_utf8_next_char (at), n++)
    {
      gunichar c = g_utf8_get_char (at);

      if (is_direction (c) || c == '\r')
        continue;
      if (is_line_break (c))
        add_break (&self);
      else
        add (&self, c);
    }
  if (*at != '\0')
    g_string_append (self.result, ELLIPSIS);
  return g_string_free (self.result, FALSE);
}

char *
aloud_tame_name (const char *name)
{
  return g_strdelimit (aloud_tame_text (name, NAME_MAX_LENGTH), "\n\t", ' ');
}
