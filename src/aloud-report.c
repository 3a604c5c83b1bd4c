/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-report.h"

#include "aloud-speaker.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

struct _AloudReport
{
  AloudSession *session;
  GListModel *transcript;
  FILE *output;
  FILE *events;
  AloudReportFormat format;

  guint written;      /* turns */
  gint64 last_event;
};

static void
write_line (FILE *file, JsonBuilder *builder)
{
  g_autoptr(JsonNode) node = json_builder_get_root (builder);
  g_autofree char *line = json_to_string (node, FALSE);

  fprintf (file, "%s\n", line);
  fflush (file);
}

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
write_json_turn (AloudReport *self, AloudTurn *turn)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autofree char *time = g_date_time_format_iso8601 (aloud_turn_get_time (turn));
  static const char *names[] = { "you", "agent", "note" };

  json_builder_begin_object (builder);
  add_string (builder, "speaker", names[aloud_turn_get_speaker (turn)]);
  add_string (builder, "time", time);
  add_string (builder, "text", aloud_turn_get_text (turn));
  json_builder_set_member_name (builder, "interrupted");
  json_builder_add_boolean_value (builder, aloud_turn_get_interrupted (turn));
  if (aloud_turn_get_emotions (turn) != NULL)
    add_string (builder, "emotions", aloud_turn_get_emotions (turn));
  json_builder_end_object (builder);
  write_line (self->output, builder);
}

/* A terminal obeys control characters, and they may be a stranger's. */
static char *
printable (const char *text)
{
  GString *safe = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c == '\n' || c == '\t' || !g_unichar_iscntrl (c))
        g_string_append_unichar (safe, c);
      else
        g_string_append_unichar (safe, 0xfffd);
    }
  return g_string_free (safe, FALSE);
}

static void
write_text_turn (AloudReport *self, AloudTurn *turn)
{
  g_autofree char *text = printable (aloud_turn_get_text (turn));

  if (aloud_turn_get_interrupted (turn))
    /* Translators: a line of a transcript: who spoke, what was said, and that it was cut off. */
    fprintf (self->output, _("%s: %s (interrupted)"), aloud_speaker_label (aloud_turn_get_speaker (turn)), text);
  else
    /* Translators: a line of a transcript: who spoke, and what was said. */
    fprintf (self->output, _("%s: %s"), aloud_speaker_label (aloud_turn_get_speaker (turn)), text);
  fputc ('\n', self->output);
  fflush (self->output);
}

static void
write_turn (AloudReport *self, AloudTurn *turn)
{
  if (*aloud_turn_get_text (turn) == '\0')
    return;
  if (self->format == ALOUD_REPORT_JSON)
    write_json_turn (self, turn);
  else
    write_text_turn (self, turn);
}

/* The text of the agent is complete before its voice is, and may yet be interrupted. */
static gboolean
is_over (AloudReport *self, AloudTurn *turn)
{
  AloudActivity activity = aloud_session_get_activity (self->session);

  if (!aloud_turn_get_final (turn))
    return FALSE;
  return aloud_turn_get_speaker (turn) != ALOUD_SPEAKER_AGENT || aloud_turn_get_interrupted (turn)
         || (activity != ALOUD_ACTIVITY_SPEAKING && activity != ALOUD_ACTIVITY_THINKING);
}

static void
write_turns (AloudReport *self, gboolean all)
{
  while (self->written < g_list_model_get_n_items (self->transcript))
    {
      g_autoptr(AloudTurn) turn = g_list_model_get_item (self->transcript, self->written);

      if (!all && !is_over (self, turn))
        return;
      write_turn (self, turn);
      self->written++;
    }
}

static void
on_trace (AloudReport *self, const char *what, gint64 when, guint size, const char *detail)
{
  g_autoptr(JsonBuilder) builder = NULL;

  if (g_str_equal (what, "event"))
    self->last_event = when;
  write_turns (self, FALSE);
  if (self->events == NULL)
    return;

  builder = json_builder_new ();
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "time_us");
  json_builder_add_int_value (builder, when);
  add_string (builder, "what", what);
  if (size > 0)
    {
      json_builder_set_member_name (builder, "size");
      json_builder_add_int_value (builder, size);
    }
  if (detail != NULL)
    add_string (builder, "detail", detail);
  json_builder_end_object (builder);
  write_line (self->events, builder);
}

AloudReport *
aloud_report_new (AloudSession *session, FILE *transcript, AloudReportFormat format, FILE *events)
{
  AloudReport *self = g_new0 (AloudReport, 1);

  self->session = g_object_ref (session);
  self->transcript = G_LIST_MODEL (g_object_ref (aloud_session_get_transcript (session)));
  self->output = transcript;
  self->format = format;
  self->events = events;
  g_signal_connect_swapped (session, "trace", G_CALLBACK (on_trace), self);
  return self;
}

void
aloud_report_free (AloudReport *self)
{
  g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  g_clear_object (&self->transcript);
  if (self->output != stdout)
    fclose (self->output);
  g_clear_pointer (&self->events, fclose);
  g_free (self);
}

void
aloud_report_finish (AloudReport *self)
{
  write_turns (self, TRUE);
}

guint
aloud_report_count (AloudReport *self, AloudSpeaker speaker)
{
  guint count = 0;

  for (guint i = 0; i < g_list_model_get_n_items (self->transcript); i++)
    {
      g_autoptr(AloudTurn) turn = g_list_model_get_item (self->transcript, i);

      if (aloud_turn_get_speaker (turn) == speaker && *aloud_turn_get_text (turn) != '\0')
        count++;
    }
  return count;
}

gint64
aloud_report_last_event (AloudReport *self)
{
  return self->last_event;
}
