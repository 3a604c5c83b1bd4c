/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-diagnostics.h"

#include "aloud-connection.h"

#include <glib/gi18n-lib.h>

#define REPORTED_EVENTS 100

static void
free_figure (gpointer data)
{
  AloudFigure *self = data;

  g_free (self->name);
  g_free (self->value);
  g_free (self);
}

static void add (GPtrArray *figures, AloudFigureGroup group, const char *name, const char *format, ...)
  G_GNUC_PRINTF (4, 5);

static void
add (GPtrArray *figures, AloudFigureGroup group, const char *name, const char *format, ...)
{
  AloudFigure *figure = g_new0 (AloudFigure, 1);
  va_list arguments;

  va_start (arguments, format);
  figure->group = group;
  figure->name = g_strdup (name);
  figure->value = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (figures, figure);
}

static void
add_name (GPtrArray *figures, AloudFigureGroup group, const char *name, const char *value)
{
  AloudFigure *figure;

  add (figures, group, name, "%s", value != NULL ? value : "–");
  figure = g_ptr_array_index (figures, figures->len - 1);
  figure->is_name = TRUE;
}

static void
add_bytes (GPtrArray *figures, const char *name, guint64 bytes)
{
  g_autofree char *size = g_format_size (bytes);

  add (figures, ALOUD_FIGURE_NETWORK, name, "%s", size);
}

static void
add_call (GPtrArray *figures, AloudSession *session, const AloudStats *stats)
{
  add (figures, ALOUD_FIGURE_CALL, _("State"), "%s", aloud_state_to_string (aloud_session_get_state (session)));
  add (figures, ALOUD_FIGURE_CALL, _("Activity"), "%s",
       aloud_activity_to_string (aloud_session_get_activity (session)));
  if (stats->capture_to_wire_us > 0)
    add (figures, ALOUD_FIGURE_CALL, _("Microphone to network"), _("%.1f ms, at most %.1f ms"),
         stats->capture_to_wire_us / 1000.0, stats->capture_to_wire_max_us / 1000.0);
  else
    add (figures, ALOUD_FIGURE_CALL, _("Microphone to network"), "–");
}

static void
add_network (GPtrArray *figures, AloudSession *session, const AloudStats *stats)
{
  const AloudConnectionCounters *wire = &stats->wire;
  g_autofree char *host = aloud_session_dup_host (session);

  add_name (figures, ALOUD_FIGURE_NETWORK, _("Server"), host);
  if (stats->round_trip_ms >= 0)
    add (figures, ALOUD_FIGURE_NETWORK, _("Round trip"), _("%u ms"), (guint) stats->round_trip_ms);
  else
    add (figures, ALOUD_FIGURE_NETWORK, _("Round trip"), "–");
  add (figures, ALOUD_FIGURE_NETWORK, _("Connections"), "%u", stats->connections);
  add (figures, ALOUD_FIGURE_NETWORK, _("Retries"), "%u", stats->retries);
  add (figures, ALOUD_FIGURE_NETWORK, _("Last close code"), stats->last_close_code != 0 ? "%u" : "–",
       stats->last_close_code);
  add_bytes (figures, _("Sent"), wire->bytes_sent);
  add_bytes (figures, _("Received"), wire->bytes_received);
  add (figures, ALOUD_FIGURE_NETWORK, _("Audio frames sent"), "%u", wire->audio_frames_sent);
  add (figures, ALOUD_FIGURE_NETWORK, _("Audio frames dropped"), "%u", wire->audio_frames_dropped);
  add (figures, ALOUD_FIGURE_NETWORK, _("Messages received"), "%u", wire->messages_received);
  add (figures, ALOUD_FIGURE_NETWORK, _("Malformed messages"), "%u", wire->malformed);
  add (figures, ALOUD_FIGURE_NETWORK, _("Messages of an unknown type"), "%u", stats->unknown);
  add (figures, ALOUD_FIGURE_NETWORK, _("Binary messages"), "%u", wire->binary_ignored);
}

/* What only a sound card knows: a voice that has none has no such property. */
static gboolean
has (AloudVoice *voice, const char *property)
{
  return g_object_class_find_property (G_OBJECT_GET_CLASS (voice), property) != NULL;
}

static void
add_device (GPtrArray *figures, AloudVoice *voice, const char *name, const char *property)
{
  g_autofree char *device = NULL;

  if (has (voice, property))
    g_object_get (voice, property, &device, NULL);
  add_name (figures, ALOUD_FIGURE_SOUND, name, device);
}

static void
add_echo (GPtrArray *figures, AloudVoice *voice)
{
  gboolean cancels_echo, full_duplex;
  int delay_ms = -1;
  double before = 0, after = 0;

  g_object_get (voice, "cancels-echo", &cancels_echo, "full-duplex", &full_duplex, NULL);
  if (has (voice, "echo-delay-ms"))
    g_object_get (voice, "echo-delay-ms", &delay_ms, "echo-before-db", &before, "echo-after-db", &after, NULL);
  add (figures, ALOUD_FIGURE_SOUND, _("Echo canceller"), "%s", cancels_echo ? _("Yes") : _("No"));
  add (figures, ALOUD_FIGURE_SOUND, _("Microphone open while the agent speaks"), "%s",
       full_duplex ? _("Yes") : _("No"));
  if (delay_ms >= 0)
    add (figures, ALOUD_FIGURE_SOUND, _("Echo delay"), _("%u ms"), (guint) delay_ms);
  else
    add (figures, ALOUD_FIGURE_SOUND, _("Echo delay"), "–");
  if (before < 0)
    /* Translators: how loud the echo is after it was cancelled, and how loud it was before. */
    add (figures, ALOUD_FIGURE_SOUND, _("Residual echo"), _("%.0f dB of %.0f dB"), after, before);
  else
    add (figures, ALOUD_FIGURE_SOUND, _("Residual echo"), "–");
}

static void
add_sound (GPtrArray *figures, AloudSession *session)
{
  g_autoptr (AloudVoice) voice = NULL;
  guint underruns = 0, prebuffer_ms = 0;
  gboolean known;

  g_object_get (session, "voice", &voice, NULL);
  known = has (voice, "underruns");
  if (known)
    g_object_get (voice, "underruns", &underruns, "prebuffer-ms", &prebuffer_ms, NULL);
  add_device (figures, voice, _("Microphone"), "microphone-in-use");
  add_device (figures, voice, _("Speaker"), "speaker-in-use");
  add (figures, ALOUD_FIGURE_SOUND, _("Speech waiting to be played"), _("%u ms"), aloud_voice_get_queued_ms (voice));
  add (figures, ALOUD_FIGURE_SOUND, _("Waited for before speech begins"), known ? _("%u ms") : "–", prebuffer_ms);
  add (figures, ALOUD_FIGURE_SOUND, _("Gaps in the agent’s voice"), known ? "%u" : "–", underruns);
  add_echo (figures, voice);
}

GPtrArray *
aloud_diagnostics_list (AloudSession *session)
{
  GPtrArray *figures = g_ptr_array_new_with_free_func (free_figure);
  AloudStats stats;

  g_return_val_if_fail (ALOUD_IS_SESSION (session), figures);

  aloud_session_get_stats (session, &stats);
  add_call (figures, session, &stats);
  add_network (figures, session, &stats);
  add_sound (figures, session);
  return figures;
}

const char *
aloud_diagnostics_get_group (AloudFigureGroup group)
{
  static const char *const names[] = { N_("Call"), N_("Network"), N_("Sound") };

  g_return_val_if_fail (group < ALOUD_N_FIGURE_GROUPS, NULL);

  return _(names[group]);
}

char *
aloud_diagnostics_versions (AloudSession *session, const char *toolkit)
{
  g_autoptr (AloudVoice) voice = NULL;
  g_autofree char *library = aloud_connection_dup_library ();
  g_autofree char *sound = NULL;

  g_return_val_if_fail (ALOUD_IS_SESSION (session), NULL);

  g_object_get (session, "voice", &voice, NULL);
  if (has (voice, "library"))
    g_object_get (voice, "library", &sound, NULL);
  return g_strdup_printf ("Aloud %s, GLib %u.%u.%u, %s%s%s%s%s", ALOUD_VERSION, glib_major_version,
                          glib_minor_version, glib_micro_version, library, sound != NULL ? ", " : "",
                          sound != NULL ? sound : "", toolkit != NULL ? ", " : "", toolkit != NULL ? toolkit : "");
}

static void
append_events (GString *report, GListModel *log)
{
  guint n = g_list_model_get_n_items (log);

  for (guint i = n - MIN (n, REPORTED_EVENTS); i < n; i++)
    {
      g_autoptr (AloudEventLogEntry) entry = g_list_model_get_item (log, i);

      g_string_append_printf (report, "%s\n", aloud_event_log_entry_get_text (entry));
    }
}

char *
aloud_diagnostics_report (AloudSession *session, AloudEventLog *log, const char *toolkit)
{
  g_autoptr (GPtrArray) figures = aloud_diagnostics_list (session);
  g_autofree char *versions = aloud_diagnostics_versions (session, toolkit);
  GString *report = g_string_new (NULL);

  g_string_append_printf (report, "%s: %s\n", _("Versions"), versions);
  for (guint i = 0; i < figures->len; i++)
    {
      const AloudFigure *figure = g_ptr_array_index (figures, i);

      g_string_append_printf (report, "%s: %s\n", figure->name, figure->value);
    }
  if (log != NULL)
    append_events (report, G_LIST_MODEL (log));
  return g_string_free (report, FALSE);
}
