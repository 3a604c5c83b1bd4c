/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-export.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Text and Markdown. A text that was heard can hold anything, also what looks like a line of ours: a line of its own is
 * set in, in text, and every sign that Markdown knows has a backslash before it. */

static gboolean
is_line_end (gunichar c)
{
  return c == '\n' || c == '\v' || c == '\f' || c == 0x85 || c == 0x2028 || c == 0x2029;
}

char *
aloud_export_dup_plain (const char *text)
{
  GString *plain = g_string_new (NULL);

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      if (c == '\r')
        {
          if (text[1] != '\n')
            g_string_append_c (plain, '\n');
        }
      else if (is_line_end (c))
        g_string_append_c (plain, '\n');
      else if (c != '\t' && g_unichar_iscntrl (c))
        g_string_append_unichar (plain, 0xfffd);
      else
        g_string_append_unichar (plain, c);
    }
  while (plain->len > 0 && strchr ("\n\t ", plain->str[plain->len - 1]) != NULL)
    g_string_truncate (plain, plain->len - 1);
  return g_string_free (plain, FALSE);
}

static char *
dup_title (const AloudConversation *conversation)
{
  g_autofree char *agent = aloud_export_dup_plain (conversation->agent);

  g_strdelimit (agent, "\n", ' ');
  /* Translators: %s is the name of an agent */
  return *agent != '\0' ? g_strdup_printf (_("Conversation with %s"), agent) : g_strdup (_("Conversation"));
}

static char *
dup_clock (gint64 time, const char *format)
{
  g_autoptr (GDateTime) local = aloud_conversation_local_time (time);

  return g_date_time_format (local, format);
}

static char *
dup_speaker (const AloudConversation *conversation, guint turn)
{
  char *speaker = aloud_export_dup_plain (aloud_conversation_get_speaker (conversation, turn));

  return g_strdelimit (speaker, "\n", ' ');
}

static char *
dup_set_in (const char *text)
{
  g_autofree char *plain = aloud_export_dup_plain (text);
  g_auto (GStrv) lines = g_strsplit (plain, "\n", -1);
  GString *joined = g_string_new (lines[0]);

  for (guint i = 1; lines[0] != NULL && lines[i] != NULL; i++)
    g_string_append_printf (joined, *lines[i] != '\0' ? "\n    %s" : "\n%s", lines[i]);
  return g_string_free (joined, FALSE);
}

void
aloud_export_write_text (const AloudConversation *conversation, GString *out)
{
  g_autofree char *title = dup_title (conversation);
  g_autofree char *date = dup_clock (conversation->began, "%Y-%m-%d %H:%M");

  g_string_append_printf (out, "%s\n%s\n\n", title, date);
  for (guint i = 0; i < conversation->turns->len; i++)
    {
      const AloudSaidTurn *turn = g_ptr_array_index (conversation->turns, i);
      g_autofree char *clock = dup_clock (turn->began, "%H:%M:%S");
      g_autofree char *speaker = dup_speaker (conversation, i);
      g_autofree char *text = dup_set_in (turn->text);

      if (turn->interrupted)
        /* Translators: a line of a conversation in a file: the time, who spoke, what was said. */
        g_string_append_printf (out, _("[%s] %s (interrupted): %s"), clock, speaker, text);
      else
        /* Translators: a line of a conversation in a file: the time, who spoke, what was said. */
        g_string_append_printf (out, _("[%s] %s: %s"), clock, speaker, text);
      g_string_append_c (out, '\n');
      if (turn->emotions != NULL)
        {
          g_autofree char *emotions = aloud_export_dup_plain (turn->emotions);

          g_string_append_printf (out, "    (%s)\n", g_strdelimit (emotions, "\n", ' '));
        }
    }
}

/* CommonMark takes a backslash before every sign of ASCII. What means something at the beginning of a line only is left
 * alone elsewhere. */
static void
append_markdown (GString *out, const char *line)
{
  const char *digits;

  line += strspn (line, " \t");
  if (strchr ("#+-=:", *line) != NULL && *line != '\0')
    g_string_append_c (out, '\\');
  for (digits = line; g_ascii_isdigit (*digits); digits++)
    g_string_append_c (out, *digits);
  if (digits > line && (*digits == '.' || *digits == ')'))
    g_string_append_c (out, '\\');
  for (; *digits != '\0'; digits++)
    {
      if (strchr ("\\`*_[]<>&|~$", *digits) != NULL || (*digits == '!' && digits[1] == '['))
        g_string_append_c (out, '\\');
      g_string_append_c (out, *digits);
    }
}

static void
append_markdown_lines (GString *out, const char *text)
{
  g_autofree char *plain = aloud_export_dup_plain (text);
  g_auto (GStrv) lines = g_strsplit (plain, "\n", -1);
  gboolean begun = FALSE;
  gboolean gap = FALSE;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (lines[i][strspn (lines[i], " \t")] == '\0')
        {
          gap = TRUE;
          continue;
        }
      if (begun)
        g_string_append (out, gap ? "\n\n" : "\\\n");
      append_markdown (out, lines[i]);
      begun = TRUE;
      gap = FALSE;
    }
  g_string_append_c (out, '\n');
}

void
aloud_export_write_markdown (const AloudConversation *conversation, GString *out)
{
  g_autofree char *title = dup_title (conversation);
  g_autofree char *date = dup_clock (conversation->began, "%Y-%m-%d %H:%M");

  g_string_append (out, "# ");
  append_markdown (out, title);
  g_string_append_printf (out, "\n\n%s\n", date);
  for (guint i = 0; i < conversation->turns->len; i++)
    {
      const AloudSaidTurn *turn = g_ptr_array_index (conversation->turns, i);
      g_autofree char *clock = dup_clock (turn->began, "%H:%M:%S");
      g_autofree char *speaker = dup_speaker (conversation, i);

      g_string_append (out, "\n## ");
      append_markdown (out, speaker);
      /* Translators: beside the time of what an agent said, in a heading */
      g_string_append_printf (out, turn->interrupted ? _(", %s, interrupted") : ", %s", clock);
      g_string_append (out, "\n\n");
      append_markdown_lines (out, turn->text);
      if (turn->emotions != NULL)
        {
          g_autofree char *emotions = aloud_export_dup_plain (turn->emotions);

          g_string_append (out, "\n*");
          append_markdown (out, g_strdelimit (emotions, "\n", ' '));
          g_string_append (out, "*\n");
        }
    }
}
