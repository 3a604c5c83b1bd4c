/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-export.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define LONGEST_NAME 60 /* letters of an agent's in a file's */

static const char *const endings[] = {
  [ALOUD_EXPORT_TEXT] = "txt",
  [ALOUD_EXPORT_MARKDOWN] = "md",
  [ALOUD_EXPORT_JSON] = "json",
  [ALOUD_EXPORT_SRT] = "srt",
  [ALOUD_EXPORT_WEBVTT] = "vtt",
};
G_STATIC_ASSERT (G_N_ELEMENTS (endings) == ALOUD_EXPORT_N_FORMATS);

gboolean
aloud_export_find_format (const char *file_name, AloudExportFormat *format)
{
  const char *dot = strrchr (file_name, '.');

  for (guint i = 0; dot != NULL && i < ALOUD_EXPORT_N_FORMATS; i++)
    if (g_ascii_strcasecmp (dot + 1, endings[i]) == 0)
      {
        *format = i;
        return TRUE;
      }
  return FALSE;
}

const char *
aloud_export_get_ending (AloudExportFormat format)
{
  g_return_val_if_fail (format < ALOUD_EXPORT_N_FORMATS, NULL);

  return endings[format];
}

char *
aloud_export_dup_file_name (const AloudConversation *conversation, AloudExportFormat format)
{
  g_autoptr (GDateTime) time = aloud_conversation_local_time (conversation->began);
  g_autofree char *clock = g_date_time_format (time, "%Y-%m-%d %H.%M");
  g_autofree char *plain = aloud_export_dup_plain (conversation->agent);
  g_autofree char *agent = g_utf8_substring (plain, 0, MIN (g_utf8_strlen (plain, -1), LONGEST_NAME));
  g_autofree char *name = NULL;

  /* Translators: the name of a file: the name of an agent, then a date and a time. */
  name = *agent != '\0' ? g_strdup_printf (_("Conversation with %s %s"), agent, clock)
                        /* Translators: the name of a file: a date and a time. */
                        : g_strdup_printf (_("Conversation %s"), clock);
  /* What some file system or shell takes for something else. */
  g_strdelimit (name, "/\\:*?\"<>|\n\t", '-');
  return g_strconcat (name, ".", endings[format], NULL);
}

char *
aloud_export_write (const AloudConversation *conversation, AloudExportFormat format)
{
  g_autoptr (GString) out = g_string_new (NULL);

  g_return_val_if_fail (conversation != NULL, NULL);

  switch (format)
    {
    case ALOUD_EXPORT_JSON:
      return aloud_export_write_json (conversation);
    case ALOUD_EXPORT_MARKDOWN:
      aloud_export_write_markdown (conversation, out);
      break;
    case ALOUD_EXPORT_SRT:
      aloud_export_write_srt (conversation, out);
      break;
    case ALOUD_EXPORT_WEBVTT:
      aloud_export_write_webvtt (conversation, out);
      break;
    case ALOUD_EXPORT_TEXT:
    case ALOUD_EXPORT_N_FORMATS:
    default:
      aloud_export_write_text (conversation, out);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}
