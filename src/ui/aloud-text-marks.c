/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-text-marks.h"

#include "aloud-closures.h"

#include <string.h>

#define UNHEARD_ALPHA     (G_MAXUINT16 / 100 * 48)
#define INTERRUPTED_ALPHA (G_MAXUINT16 / 100 * 65)

/* Black on yellow and on orange: seen on light and on dark. */
static const PangoColor ink = { 0, 0, 0 };
static const PangoColor found = { 0xf9f9, 0xf0f0, 0x6b6b };
static const PangoColor found_now = { 0xffff, 0xa3a3, 0x4848 };
static const PangoColor faint = { 0x8888, 0x8888, 0x8888 };

static void
insert (PangoAttrList *marks, PangoAttribute *mark, guint start, guint end)
{
  mark->start_index = start;
  mark->end_index = end;
  pango_attr_list_insert (marks, mark);
}

static void
mark_heard (PangoAttrList *marks, AloudTurn *turn)
{
  int heard = aloud_turn_get_heard (turn);

  if (heard >= 0)
    insert (marks, pango_attr_foreground_alpha_new (UNHEARD_ALPHA),
            aloud_text_marks_offset (aloud_turn_get_text (turn), heard), G_MAXUINT);
  else if (aloud_turn_get_interrupted (turn))
    insert (marks, pango_attr_foreground_alpha_new (INTERRUPTED_ALPHA), 0, G_MAXUINT);
}

/* The current place is also underlined: it is told by more than its colour. */
static void
mark_found (PangoAttrList *marks, const char *shown, AloudTurn *turn, AloudReading *reading)
{
  g_autoptr (GArray) matches = aloud_reading_find (reading, shown);
  int nth = aloud_reading_get_nth (reading, turn);

  for (guint i = 0; i < matches->len; i++)
    {
      const AloudMatch *match = &g_array_index (matches, AloudMatch, i);
      const PangoColor *paper = (int) i == nth ? &found_now : &found;

      insert (marks, pango_attr_background_new (paper->red, paper->green, paper->blue), match->start, match->end);
      insert (marks, pango_attr_foreground_new (ink.red, ink.green, ink.blue), match->start, match->end);
      insert (marks, pango_attr_foreground_alpha_new (G_MAXUINT16), match->start, match->end);
      if ((int) i == nth)
        insert (marks, pango_attr_underline_new (PANGO_UNDERLINE_DOUBLE), match->start, match->end);
    }
}

static void
underline (PangoAttrList *marks, const char *shown, const char *begin, const char *end)
{
  guint start = begin - shown;

  insert (marks, pango_attr_underline_new (PANGO_UNDERLINE_SINGLE), start, end - shown);
  insert (marks, pango_attr_underline_color_new (faint.red, faint.green, faint.blue), start, end - shown);
}

static void
mark_doubtful (PangoAttrList *marks, const char *shown, AloudTurn *turn)
{
  const GArray *doubtful = aloud_turn_get_doubtful (turn);
  const char *begin = NULL;
  guint word = 0, next = 0;

  if (doubtful == NULL)
    return;
  for (const char *at = shown; next < doubtful->len; at = g_utf8_next_char (at))
    {
      gboolean blank = *at == '\0' || g_unichar_isspace (g_utf8_get_char (at));

      if (!blank && begin == NULL)
        begin = at;
      if (blank && begin != NULL)
        {
          if (word++ == g_array_index (doubtful, guint, next))
            {
              underline (marks, shown, begin, at);
              next++;
            }
          begin = NULL;
        }
      if (*at == '\0')
        return;
    }
}

PangoAttrList *
aloud_text_marks (const char *shown, AloudTurn *turn, AloudReading *reading)
{
  PangoAttrList *marks = pango_attr_list_new ();

  g_return_val_if_fail (shown != NULL, marks);

  insert (marks, pango_attr_insert_hyphens_new (FALSE), 0, G_MAXUINT);
  if (turn != NULL)
    mark_heard (marks, turn);
  if (turn != NULL && reading != NULL && aloud_reading_get_mark_doubtful (reading))
    mark_doubtful (marks, shown, turn);
  if (reading != NULL && *aloud_reading_get_query (reading) != '\0')
    mark_found (marks, shown, turn, reading);
  return marks;
}

guint
aloud_text_marks_offset (const char *text, guint n_characters)
{
  const char *end = text;
  g_autofree char *heard = NULL;
  g_autofree char *shown = NULL;

  g_return_val_if_fail (text != NULL, 0);

  for (; n_characters > 0 && *end != '\0'; n_characters--)
    end = g_utf8_next_char (end);
  heard = g_strndup (text, end - text);
  shown = aloud_closures_turn_text (NULL, heard);
  return strlen (shown);
}
