/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-audio-tester.h"

#include "aloud-ask.h"
#include "aloud-audio-test.h"
#include "aloud-duplex.h"
#include "aloud-microphone-log.h"

struct _AloudAudioTester
{
  /* Injected */
  GtkApplication *application; /* whose this is */
  AloudSession *session;
  GSettings *settings;
  AloudDevices *devices;
  GMenuModel *menu;

  GtkWindow *window; /* weak */
};

/* Without any device the sound server has its say, or that there is none. */
static AloudVoice *
open_voice (gboolean *microphone, gboolean *speaker, gpointer user_data)
{
  static const char *const names[] = { "microphone-description", "microphone", "speaker-description", "speaker" };
  AloudAudioTester *self = user_data;
  g_autofree char *nowhere = aloud_duplex_sink_to_file (NULL, NULL);
  AloudDuplex *voice;
  gboolean any;

  g_action_group_activate_action (G_ACTION_GROUP (self->application), "look-for-devices", NULL);
  *microphone = g_list_model_get_n_items (aloud_devices_get_microphones (self->devices)) > 0;
  *speaker = g_list_model_get_n_items (aloud_devices_get_speakers (self->devices)) > 0;
  any = *microphone || *speaker;
  *microphone = *microphone || !any;
  *speaker = *speaker || !any;
  voice = aloud_duplex_new (*microphone ? ALOUD_DUPLEX_CARD_SOURCE : ALOUD_DUPLEX_NO_SOURCE,
                            *speaker ? ALOUD_DUPLEX_CARD_SINK : nowhere);
  g_object_set (voice, "echo-cancelling", FALSE, "noise-suppression", FALSE, "high-pass", FALSE, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_settings_bind (self->settings, names[i], voice, names[i], G_SETTINGS_BIND_GET);
  g_settings_bind (self->settings, "agent-volume", voice, "volume", G_SETTINGS_BIND_GET);
  if (*microphone)
    aloud_microphone_log_watch (ALOUD_VOICE (voice), self->settings);
  return ALOUD_VOICE (voice);
}

AloudAudioTester *
aloud_audio_tester_new (GtkApplication *application, AloudSession *session, GSettings *settings, AloudDevices *devices,
                        GMenuModel *menu)
{
  AloudAudioTester *self = g_new0 (AloudAudioTester, 1);

  self->application = application;
  self->session = g_object_ref (session);
  self->settings = g_object_ref (settings);
  self->devices = g_object_ref (devices);
  self->menu = g_object_ref (menu);
  return self;
}

void
aloud_audio_tester_free (AloudAudioTester *self)
{
  if (self->window != NULL)
    gtk_window_destroy (self->window);
  g_clear_weak_pointer (&self->window);
  g_object_unref (self->session);
  g_object_unref (self->settings);
  g_object_unref (self->devices);
  g_object_unref (self->menu);
  g_free (self);
}

void
aloud_audio_tester_present (AloudAudioTester *self)
{
  g_autoptr(AloudSoundCheck) check = NULL;
  g_autoptr(AloudVoice) voice = NULL;

  if (self->window == NULL)
    {
      check = aloud_sound_check_new (self->session, open_voice, self);
      voice = aloud_ask_object (self->session, "voice");
      g_set_weak_pointer (&self->window,
                          aloud_audio_test_new (gtk_application_get_active_window (self->application), check, voice,
                                                self->menu));
    }
  gtk_window_present (self->window);
}
