/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-microphone-log.h"

#define MARK "aloud-microphone-log" /* on a voice that is open */

static guint n_open;

static void
note (GSettings *settings)
{
  g_settings_set_int64 (settings, "microphone-last-open", g_get_real_time () / G_USEC_PER_SEC);
}

static void
close_one (gpointer mark)
{
  n_open--;
}

static void
on_started (AloudVoice *voice, GSettings *settings)
{
  if (g_object_get_data (G_OBJECT (voice), MARK) != NULL)
    return;
  n_open++;
  g_object_set_data_full (G_OBJECT (voice), MARK, GINT_TO_POINTER (1), close_one);
  note (settings);
}

static void
on_stopped (AloudVoice *voice, GSettings *settings)
{
  if (g_object_get_data (G_OBJECT (voice), MARK) == NULL)
    return;
  g_object_set_data (G_OBJECT (voice), MARK, NULL);
  note (settings);
}

static void
on_failed (AloudVoice *voice, const GError *error, GSettings *settings)
{
  on_stopped (voice, settings);
}

void
aloud_microphone_log_watch (AloudVoice *voice, GSettings *settings)
{
  g_return_if_fail (ALOUD_IS_VOICE (voice));
  g_return_if_fail (G_IS_SETTINGS (settings));

  g_signal_connect_object (voice, "started", G_CALLBACK (on_started), settings, 0);
  g_signal_connect_object (voice, "stopped", G_CALLBACK (on_stopped), settings, 0);
  g_signal_connect_object (voice, "failed", G_CALLBACK (on_failed), settings, 0);
}

gboolean
aloud_microphone_log_is_open (void)
{
  return n_open > 0;
}
