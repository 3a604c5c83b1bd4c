/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-device-choice.h"
#include "aloud-devices.h"
#include "aloud-preferences.h"
#include "aloud-stage.h"
#include "../transport/raw-peer.h"

#include <glib/gstdio.h>
#include <string.h>

/* usage: notice-screenshots FOLDER
 * Draws the notices that stand above a conversation, and the choice of microphone and speaker. */

#define METADATA "{\"type\":\"connection_metadata\",\"connection_id\":\"c\"}"

typedef struct {
  const char *name;
  void      (*play) (AloudStage *stage);
} Scene;

static void
play_idle (AloudStage *stage)
{
  aloud_stage_go_live (stage);
  aloud_test_server_send (stage->server, "{\"type\":\"idle_warning\",\"time_remaining\":30}");
  aloud_test_wait (aloud_session_get_state (stage->session) == ALOUD_STATE_LIVE);
}

static void
play_echo (AloudStage *stage)
{
  aloud_stage_go_live (stage);
  aloud_stage_answer (stage, "Seven green boats went down the river.", "one");
  aloud_stage_hear (stage, "how late is it then", TRUE);
  aloud_stage_hear (stage, "green boats went down the river", TRUE);
  aloud_test_wait (g_list_model_get_n_items (G_LIST_MODEL (aloud_session_get_transcript (stage->session))) >= 3);
}

static void
play_microphone_away (AloudStage *stage)
{
  aloud_stage_go_live (stage);
  aloud_fake_voice_set (stage->voice, "microphone-away", TRUE);
}

static void
play_speaker_away (AloudStage *stage)
{
  aloud_stage_go_live (stage);
  aloud_fake_voice_set (stage->voice, "speaker-away", TRUE);
}

static void
play_phone_quality (AloudStage *stage)
{
  aloud_stage_go_live (stage);
  aloud_fake_voice_set (stage->voice, "phone-quality", TRUE);
}

static const Scene scenes[] = {
  { "idle", play_idle },
  { "self-echo", play_echo },
  { "microphone-away", play_microphone_away },
  { "speaker-away", play_speaker_away },
  { "phone-quality", play_phone_quality },
};

static const struct {
  const char *name;
  AdwColorScheme scheme;
} looks[] = {
  { "light", ADW_COLOR_SCHEME_FORCE_LIGHT },
  { "dark", ADW_COLOR_SCHEME_FORCE_DARK },
};

static const int widths[] = { 360, 800 };

static void
shoot (gpointer native, const char *folder, const char *name, const char *look, int width)
{
  g_autofree char *file = g_strdup_printf ("%s-%s-%d.png", name, look, width);
  g_autofree char *path = g_build_filename (folder, file, NULL);

  aloud_stage_draw (native);
  aloud_stage_shoot (native, path);
}

static AloudDeviceChoice *
make_choice (AloudStage *stage, AloudDevices *devices)
{
  g_settings_set_string (stage->settings, "microphone", "headset");
  g_settings_set_string (stage->settings, "microphone-description", "Headset of a Colleague");
  return aloud_device_choice_new (stage->settings, aloud_devices_get_microphones (devices),
                                  aloud_devices_get_speakers (devices), G_ACTION_MAP (stage->application));
}

static AloudWindow *
open_window (AloudStage *stage, AloudDeviceChoice *choice, int width)
{
  AloudWindow *window;

  g_settings_set_int (stage->settings, "window-width", width);
  g_settings_set_int (stage->settings, "window-height", 480);
  window = aloud_stage_open_window (stage);
  aloud_window_set_devices (window, aloud_device_choice_get_menu (choice));
  return window;
}

static void
shoot_scene (const Scene *scene, const char *folder, const char *look, int width)
{
  AloudStage *stage = aloud_stage_new_full (1000);
  g_autoptr (AloudDevices) devices = aloud_devices_new ();
  g_autoptr (AloudDeviceChoice) choice = make_choice (stage, devices);
  AloudWindow *window = open_window (stage, choice, width);

  scene->play (stage);
  aloud_test_settle ();
  shoot (window, folder, scene->name, look, width);
  gtk_window_destroy (GTK_WINDOW (window));
  g_clear_object (&choice);
  aloud_stage_free (stage);
}

/* A server that stops reading. */
static void
shoot_slow (const char *folder, const char *look, int width)
{
  AloudStage *stage = aloud_stage_new_full (200);
  g_autoptr (AloudDevices) devices = aloud_devices_new ();
  g_autoptr (AloudDeviceChoice) choice = make_choice (stage, devices);
  AloudWindow *window = open_window (stage, choice, width);
  RawPeer *peer = raw_peer_new (NULL);
  AloudEndpoint *endpoint = stage->agent->endpoint;
  gboolean slow = FALSE;

  stage->agent->endpoint = peer->endpoint;
  g_assert_true (aloud_session_call (stage->session, ALOUD_AGENT (stage->agent)));
  aloud_test_wait (peer->upgraded);
  raw_peer_send_frame (peer, 0x81, METADATA, strlen (METADATA));
  aloud_test_wait (aloud_session_get_state (stage->session) == ALOUD_STATE_LIVE);
  raw_peer_read (peer, FALSE);
  while (!slow)
    {
      aloud_fake_voice_hear (stage->voice, 7);
      aloud_test_settle ();
      g_object_get (stage->session, "slow", &slow, NULL);
    }
  shoot (window, folder, "slow", look, width);
  stage->agent->endpoint = endpoint;
  gtk_window_destroy (GTK_WINDOW (window));
  aloud_session_hang_up (stage->session);
  raw_peer_free (peer);
  g_clear_object (&choice);
  aloud_stage_free (stage);
}

static void
shoot_devices (const char *folder, const char *look)
{
  AloudStage *stage = aloud_stage_new_full (1000);
  g_autoptr (AloudDevices) devices = aloud_devices_new ();
  g_autoptr (AloudDeviceChoice) choice = NULL;
  GtkWindow *preferences;
  GtkMenuButton *button;

  aloud_devices_hold (devices);
  choice = make_choice (stage, devices);
  preferences = aloud_preferences_new (NULL, stage->settings, ALOUD_VOICE (stage->voice),
                                       aloud_device_choice_get_menu (choice));
  gtk_window_set_default_size (preferences, 480, 880);
  gtk_window_set_application (preferences, GTK_APPLICATION (stage->application));
  gtk_window_present (preferences);
  shoot (preferences, folder, "preferences-devices", look, 480);
  button = GTK_MENU_BUTTON (aloud_stage_find_type (preferences, GTK_TYPE_MENU_BUTTON));
  gtk_menu_button_popup (button);
  aloud_stage_draw (preferences);
  shoot (gtk_menu_button_get_popover (button), folder, "devices", look, 480);
  gtk_menu_button_popdown (button);
  aloud_stage_draw (preferences);
  gtk_window_destroy (preferences);
  aloud_devices_release (devices);
  g_clear_object (&choice);
  aloud_stage_free (stage);
}

int
main (int argc, char **argv)
{
  const char *folder = argc > 1 ? argv[1] : ".";

  aloud_stage_init (&argc, &argv);
  g_object_set (gtk_settings_get_default (), "gtk-font-name", "Cantarell 11", NULL);
  g_mkdir_with_parents (folder, 0755);
  for (guint look = 0; look < G_N_ELEMENTS (looks); look++)
    {
      adw_style_manager_set_color_scheme (adw_style_manager_get_default (), looks[look].scheme);
      shoot_devices (folder, looks[look].name);
      for (guint width = 0; width < G_N_ELEMENTS (widths); width++)
        {
          for (guint i = 0; i < G_N_ELEMENTS (scenes); i++)
            shoot_scene (&scenes[i], folder, looks[look].name, widths[width]);
          shoot_slow (folder, looks[look].name, widths[width]);
        }
    }
  return 0;
}
