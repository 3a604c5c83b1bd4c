/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-diagnostics.h"

#include <glib/gi18n-lib.h>

static void
free_figure (gpointer data)
{
  AloudFigure *self = data;

  g_free (self->name);
  g_free (self->value);
  g_free (self);
}

static void add (GPtrArray *figures, const char *name, const char *format, ...) G_GNUC_PRINTF (3, 4);

static void
add (GPtrArray *figures, const char *name, const char *format, ...)
{
  AloudFigure *figure = g_new (AloudFigure, 1);
  va_list arguments;

  va_start (arguments, format);
  figure->name = g_strdup (name);
  figure->value = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (figures, figure);
}

static void
add_bytes (GPtrArray *figures, const char *name, guint64 bytes)
{
  g_autofree char *size = g_format_size (bytes);

  add (figures, name, "%s", size);
}

static void
add_voice (GPtrArray *figures, AloudSession *session)
{
  g_autoptr (AloudVoice) voice = NULL;
  gboolean cancels_echo;

  g_object_get (session, "voice", &voice, NULL);
  g_object_get (voice, "cancels-echo", &cancels_echo, NULL);
  add (figures, _("Speech waiting to be played"), _("%u ms"), aloud_voice_get_queued_ms (voice));
  add (figures, _("Echo canceller"), "%s", cancels_echo ? _("Yes") : _("No"));
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (voice), "underruns") != NULL)
    {
      guint underruns;

      g_object_get (voice, "underruns", &underruns, NULL);
      add (figures, _("Gaps in the agent’s voice"), "%u", underruns);
    }
}

GPtrArray *
aloud_diagnostics_list (AloudSession *session)
{
  GPtrArray *figures = g_ptr_array_new_with_free_func (free_figure);
  g_autofree char *host = NULL;
  AloudStats stats;

  g_return_val_if_fail (ALOUD_IS_SESSION (session), figures);

  aloud_session_get_stats (session, &stats);
  host = aloud_session_dup_host (session);
  add (figures, _("State"), "%s", aloud_state_to_string (aloud_session_get_state (session)));
  add (figures, _("Activity"), "%s", aloud_activity_to_string (aloud_session_get_activity (session)));
  add (figures, _("Server"), "%s", host != NULL ? host : "–");
  if (stats.round_trip_ms >= 0)
    add (figures, _("Round trip"), _("%u ms"), (guint) stats.round_trip_ms);
  else
    add (figures, _("Round trip"), "–");
  add (figures, _("Connections"), "%u", stats.connections);
  add (figures, _("Retries"), "%u", stats.retries);
  add (figures, _("Last close code"), stats.last_close_code != 0 ? "%u" : "–", stats.last_close_code);
  add_bytes (figures, _("Sent"), stats.wire.bytes_sent);
  add_bytes (figures, _("Received"), stats.wire.bytes_received);
  add (figures, _("Audio frames sent"), "%u", stats.wire.audio_frames_sent);
  add (figures, _("Audio frames dropped"), "%u", stats.wire.audio_frames_dropped);
  add (figures, _("Messages received"), "%u", stats.wire.messages_received);
  add (figures, _("Malformed messages"), "%u", stats.wire.malformed);
  add (figures, _("Messages of an unknown type"), "%u", stats.unknown);
  add (figures, _("Binary messages"), "%u", stats.wire.binary_ignored);
  add_voice (figures, session);
  return figures;
}

char *
aloud_diagnostics_report (AloudSession *session)
{
  g_autoptr (GPtrArray) figures = aloud_diagnostics_list (session);
  GString *report = g_string_new (NULL);

  g_string_append_printf (report, "Aloud: %s\nGLib: %u.%u.%u\n", ALOUD_VERSION, glib_major_version,
                          glib_minor_version, glib_micro_version);
  for (guint i = 0; i < figures->len; i++)
    {
      const AloudFigure *figure = g_ptr_array_index (figures, i);

      g_string_append_printf (report, "%s: %s\n", figure->name, figure->value);
    }
  return g_string_free (report, FALSE);
}
