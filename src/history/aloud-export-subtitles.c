/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-export.h"

#include <math.h>
#include <string.h>

/* SubRip and WebVTT. A turn is cut into pieces that can be read at once, each from its first word's beginning to its last
 * word's end; blanks and line ends become one blank, since an empty line would end a cue. */

#define MOST_LETTERS 84 /* two lines on a screen */
#define LEAST_MS     1  /* what ends where it begins is shown by nobody */

typedef void (*WriteCue) (GString *out, guint number, gint64 start, gint64 end, const char *speaker, const char *text);

static gint64
to_ms (double seconds)
{
  return llround (seconds * 1000);
}

static guint
write_turn (const AloudConversation *conversation, guint turn, guint number, WriteCue write_cue, GString *out)
{
  g_autofree char *plain = aloud_export_dup_plain (aloud_conversation_get_speaker (conversation, turn));
  g_autoptr (GPtrArray) words = aloud_conversation_get_words (conversation, turn);
  g_autoptr (GString) piece = g_string_new (NULL);
  const AloudSaidWord *first = NULL;

  g_strdelimit (plain, "\n", ' ');
  for (guint i = 0; i < words->len; i++)
    {
      const AloudSaidWord *word = g_ptr_array_index (words, i);
      const AloudSaidWord *next = i + 1 < words->len ? g_ptr_array_index (words, i + 1) : NULL;
      g_autofree char *text = aloud_export_dup_plain (word->text);
      gint64 start;

      if (first == NULL)
        first = word;
      g_string_append_printf (piece, "%s%s", piece->len > 0 ? " " : "", g_strdelimit (text, "\n", ' '));
      if (next != NULL && g_utf8_strlen (piece->str, -1) + 1 + g_utf8_strlen (next->text, -1) <= MOST_LETTERS)
        continue;
      start = to_ms (first->start);
      write_cue (out, ++number, start, MAX (start + LEAST_MS, to_ms (word->end)), plain, piece->str);
      g_string_truncate (piece, 0);
      first = NULL;
    }
  return number;
}

static void
write_turns (const AloudConversation *conversation, WriteCue write_cue, GString *out)
{
  guint number = 0;

  for (guint i = 0; i < conversation->turns->len; i++)
    {
      const AloudSaidTurn *turn = g_ptr_array_index (conversation->turns, i);

      if (turn->speaker != ALOUD_SPEAKER_NOTE)
        number = write_turn (conversation, i, number, write_cue, out);
    }
}

static void
append_time (GString *out, gint64 ms, char separator)
{
  g_string_append_printf (out, "%02d:%02d:%02d%c%03d", (int) (ms / 3600000), (int) (ms / 60000 % 60),
                          (int) (ms / 1000 % 60), separator, (int) (ms % 1000));
}

static void
append_times (GString *out, gint64 start, gint64 end, char separator)
{
  append_time (out, start, separator);
  g_string_append (out, " --> ");
  append_time (out, end, separator);
  g_string_append_c (out, '\n');
}

static void
append_replaced (GString *out, const char *text, const char *const *pairs)
{
  while (*text != '\0')
    {
      const char *const *pair;

      for (pair = pairs; *pair != NULL && !g_str_has_prefix (text, pair[0]); pair += 2)
        ;
      if (*pair != NULL)
        {
          g_string_append (out, pair[1]);
          text += strlen (pair[0]);
        }
      else
        {
          g_string_append_c (out, *text++);
        }
    }
}

/* SubRip cannot quote: what players take for an order becomes what looks like it. */
static void
write_srt_cue (GString *out, guint number, gint64 start, gint64 end, const char *speaker, const char *text)
{
  static const char *const pairs[] = { "-->", "→", "<", "‹", ">", "›", "{", "(", "}", ")", NULL };

  g_string_append_printf (out, "%s%u\n", number > 1 ? "\n" : "", number);
  append_times (out, start, end, ',');
  append_replaced (out, speaker, pairs);
  g_string_append (out, ": ");
  append_replaced (out, text, pairs);
  g_string_append_c (out, '\n');
}

void
aloud_export_write_srt (const AloudConversation *conversation, GString *out)
{
  write_turns (conversation, write_srt_cue, out);
}

static void
write_webvtt_cue (GString *out, guint number, gint64 start, gint64 end, const char *speaker, const char *text)
{
  static const char *const pairs[] = { "&", "&amp;", "<", "&lt;", ">", "&gt;", NULL };

  g_string_append_printf (out, "\n%u\n", number);
  append_times (out, start, end, '.');
  g_string_append (out, "<v ");
  append_replaced (out, speaker, pairs);
  g_string_append_c (out, '>');
  append_replaced (out, text, pairs);
  g_string_append_c (out, '\n');
}

void
aloud_export_write_webvtt (const AloudConversation *conversation, GString *out)
{
  g_string_append (out, "WEBVTT\n\nNOTE The times of the agent's words, and of others that the server gave none for, are "
                        "estimates.\n");
  write_turns (conversation, write_webvtt_cue, out);
}
