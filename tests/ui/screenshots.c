/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-stage.h"

#include "aloud-agents-window.h"
#include "aloud-audio-test.h"
#include "aloud-diagnostics-window.h"
#include "aloud-history-window.h"
#include "aloud-kept-window.h"
#include "aloud-page-check.h"
#include "more-pages.h"
#include "aloud-preferences.h"
#include "aloud-session-key-window.h"

#include <glib/gstdio.h>

/* usage: screenshots FOLDER
 * Draws every page and state of Aloud, in three widths, light, dark and in high contrast, to be looked at. */

#define QUESTION "What time is it, and what else can you do?"
#define ANSWER "It is a quarter past ten. I can tell you the date, repeat what you say, play back how you sounded, " \
               "and tell a long story that you may interrupt whenever you like."
#define STORY "Once upon a time there was a lighthouse keeper who talked to the sea. Every evening he climbed the " \
              "two hundred and twelve steps, lit the lamp, and told the waves what he had read that day."

typedef struct {
  const char *name;
  void      (*play) (AloudStage *stage, GtkWindow *window);
  gboolean    alike; /* another scene has the same texts and buttons: it is drawn, and not looked through */
} Scene;

static guint
count_turns (AloudStage *stage)
{
  return g_list_model_get_n_items (G_LIST_MODEL (aloud_session_get_transcript (stage->session)));
}

static AloudActivity
activity (AloudStage *stage)
{
  return aloud_session_get_activity (stage->session);
}

static void
play_welcome (AloudStage *stage, GtkWindow *window)
{
}

static void
play_switcher (AloudStage *stage, GtkWindow *window)
{
  GtkWidget *switcher = aloud_stage_find_type (window, g_type_from_name ("AloudAgentSwitcher"));

  gtk_menu_button_popup (GTK_MENU_BUTTON (aloud_stage_find_type (switcher, GTK_TYPE_MENU_BUTTON)));
}

static void
play_instead (AloudStage *stage, GtkWindow *window)
{
  aloud_stage_go_live (stage);
  gtk_widget_activate_action (GTK_WIDGET (window), "app.call-agent", "u", 1);
}

static void
play_connecting (AloudStage *stage, GtkWindow *window)
{
  aloud_test_server_hold (stage->server, TRUE);
  aloud_session_call (stage->session, ALOUD_AGENT (stage->agent));
  aloud_test_wait (aloud_session_get_state (stage->session) == ALOUD_STATE_CONNECTING);
}

static void
play_empty (AloudStage *stage, GtkWindow *window)
{
  aloud_stage_go_live (stage);
}

static void
play_user_speaking (AloudStage *stage, GtkWindow *window)
{
  aloud_stage_go_live (stage);
  aloud_fake_voice_set_level (stage->voice, 0.7);
  aloud_stage_hear (stage, "What time is", FALSE);
  aloud_test_wait (activity (stage) == ALOUD_ACTIVITY_USER_SPEAKING);
}

static void
play_thinking (AloudStage *stage, GtkWindow *window)
{
  play_user_speaking (stage, window);
  aloud_fake_voice_set_level (stage->voice, 0);
  aloud_stage_hear (stage, QUESTION, TRUE);
  aloud_test_wait (activity (stage) == ALOUD_ACTIVITY_THINKING);
}

static void
answer (AloudStage *stage, GtkWindow *window)
{
  play_thinking (stage, window);
  aloud_stage_answer (stage, ANSWER, "g1");
  aloud_test_wait (count_turns (stage) == 2);
  aloud_stage_sound (stage, TRUE);
  aloud_test_wait (activity (stage) == ALOUD_ACTIVITY_SPEAKING);
}

static void
play_gated (AloudStage *stage, GtkWindow *window)
{
  aloud_fake_voice_set (stage->voice, "full-duplex", FALSE);
  answer (stage, window);
}

static void
play_speaking (AloudStage *stage, GtkWindow *window)
{
  aloud_fake_voice_set (stage->voice, "full-duplex", TRUE);
  answer (stage, window);
}

static void
play_listening (AloudStage *stage, GtkWindow *window)
{
  play_speaking (stage, window);
  aloud_test_server_send (stage->server, "{\"type\":\"tts_chunk\",\"content\":\"\",\"generation_id\":\"g1\",\"is_last\":true}");
  aloud_test_server_send (stage->server, "{\"type\":\"llm_response_chunk\",\"content\":\"\",\"generation_id\":\"g1\",\"is_final\":true}");
  aloud_fake_voice_drain (stage->voice);
  aloud_stage_sound (stage, FALSE);
  aloud_fake_voice_set_level (stage->voice, 0.2);
  aloud_test_wait (activity (stage) == ALOUD_ACTIVITY_LISTENING);
}

static void
play_interrupted (AloudStage *stage, GtkWindow *window)
{
  play_listening (stage, window);
  aloud_stage_hear (stage, "Tell me a long story.", TRUE);
  aloud_stage_answer (stage, STORY, "g2");
  aloud_test_wait (count_turns (stage) == 4);
  aloud_stage_sound (stage, TRUE);
  aloud_test_server_send (stage->server, "{\"type\":\"tts_interruption\"}");
  aloud_test_wait (activity (stage) != ALOUD_ACTIVITY_SPEAKING);
  aloud_fake_voice_set_level (stage->voice, 0.6);
  aloud_stage_hear (stage, "Stop, please, I have to", FALSE);
  aloud_test_wait (count_turns (stage) == 5);
}

static void
play_push_to_talk (AloudStage *stage, GtkWindow *window)
{
  g_settings_set_boolean (stage->settings, "push-to-talk", TRUE);
  play_listening (stage, window);
}

static void
play_talking (AloudStage *stage, GtkWindow *window)
{
  play_push_to_talk (stage, window);
  aloud_session_talk_start (stage->session);
}

static void
play_muted (AloudStage *stage, GtkWindow *window)
{
  play_listening (stage, window);
  g_object_set (stage->session, "muted", TRUE, NULL);
}

static void
play_on_hold (AloudStage *stage, GtkWindow *window)
{
  play_push_to_talk (stage, window);
  g_object_set (stage->session, "on-hold", TRUE, NULL);
}

static void
play_locked (AloudStage *stage, GtkWindow *window)
{
  g_settings_set_boolean (stage->settings, "tap-to-lock", TRUE);
  g_settings_set_string (stage->settings, "talk-key", "Control_R");
  play_push_to_talk (stage, window);
  aloud_fake_voice_hear (stage->voice, 0);
  aloud_session_talk_start (stage->session);
  aloud_session_talk_stop (stage->session);
}

static void
play_speaks_muted (AloudStage *stage, GtkWindow *window)
{
  play_muted (stage, window);
  for (guint i = 0; i < 20; i++)
    aloud_fake_voice_hear (stage->voice, 8000);
}

static void
play_too_loud (AloudStage *stage, GtkWindow *window)
{
  play_listening (stage, window);
  aloud_fake_voice_set_level (stage->voice, 1);
  aloud_fake_voice_hear (stage->voice, G_MAXINT16);
}

static void
play_reconnecting (AloudStage *stage, GtkWindow *window)
{
  play_listening (stage, window);
  aloud_test_server_drop (stage->server);
  aloud_test_wait (aloud_session_get_state (stage->session) == ALOUD_STATE_RECONNECTING);
}

static void
play_ended (AloudStage *stage, GtkWindow *window)
{
  play_listening (stage, window);
  aloud_session_hang_up (stage->session);
  aloud_test_wait (aloud_session_get_state (stage->session) == ALOUD_STATE_IDLE);
}

static void
play_error (AloudStage *stage, GtkWindow *window)
{
  aloud_test_server_refuse (stage->server, 403, 1, NULL, NULL);
  aloud_session_call (stage->session, ALOUD_AGENT (stage->agent));
  aloud_test_wait (aloud_session_get_state (stage->session) == ALOUD_STATE_FAILED);
}

static void
play_error_in_call (AloudStage *stage, GtkWindow *window)
{
  play_listening (stage, window);
  aloud_fake_voice_fail (stage->voice, ALOUD_VOICE_ERROR_NO_DEVICE);
  aloud_test_wait (aloud_session_get_state (stage->session) == ALOUD_STATE_FAILED);
}

static void
play_languages (AloudStage *stage, GtkWindow *window)
{
  play_listening (stage, window);
  aloud_stage_hear (stage, "مرحبا، كم الساعة الآن؟ <b>not bold</b> &amp;", TRUE);
  aloud_stage_answer (stage, "今は十時十五分です。 🎉 AVeryLongWordWithoutAnyPlaceToBreakItWhichGoesOnAndOnAndOnAndOnAndOnAndOnAndOnAndOn", "g2");
  aloud_test_server_send (stage->server, "{\"type\":\"system_message\",\"content\":\"The call ends in one minute.\",\"message_type\":\"warning\"}");
  aloud_test_server_send (stage->server, "{\"type\":\"emotion_update\",\"top_emotions\":[{\"emotion\":\"Joy\",\"confidence\":0.82},{\"emotion\":\"Surprise\",\"confidence\":0.1}]}");
  aloud_test_wait (count_turns (stage) == 5);
}

static void
play_search (AloudStage *stage, GtkWindow *window)
{
  play_listening (stage, window);
  aloud_stage_draw (window);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.find", NULL);
  gtk_editable_set_text (GTK_EDITABLE (aloud_stage_find_type (window, GTK_TYPE_SEARCH_ENTRY)), "time");
  if (!aloud_page_check_translates ())
    aloud_test_wait (aloud_stage_shows (window, "1 of 1"));
}

static void
play_captions (AloudStage *stage, GtkWindow *window)
{
  g_settings_set_boolean (stage->settings, "captions", TRUE);
  play_speaking (stage, window);
}

static void
play_trend (AloudStage *stage, GtkWindow *window)
{
  static const char *const told[] = { "\"Joy\":0.82,\"Surprise\":0.3", "\"Joy\":0.4,\"Doubt\":0.35", "\"Sadness\":0.6,\"Joy\":0.1" };

  aloud_stage_go_live (stage);
  for (guint i = 0; i < G_N_ELEMENTS (told); i++)
    {
      g_autofree char *update = g_strdup_printf ("{\"type\":\"emotion_update\",\"emotions\":{%s}}", told[i]);

      aloud_stage_hear (stage, QUESTION, TRUE);
      aloud_test_server_send (stage->server, update);
      aloud_test_wait (count_turns (stage) == i + 1);
    }
  aloud_stage_draw (window);
}

static const Scene scenes[] = {
  { "search", play_search },
  { "captions", play_captions },
  { "trend", play_trend },
  { "welcome", play_welcome },
  { "switcher", play_switcher },
  { "instead", play_instead },
  { "connecting", play_connecting, TRUE },
  { "empty", play_empty, TRUE },
  { "user-speaking", play_user_speaking, TRUE },
  { "thinking", play_thinking, TRUE },
  { "speaking", play_speaking, TRUE },
  { "gated", play_gated, TRUE },
  { "listening", play_listening, TRUE },
  { "interrupted", play_interrupted },
  { "push-to-talk", play_push_to_talk, TRUE },
  { "talking", play_talking },
  { "muted", play_muted, TRUE },
  { "on-hold", play_on_hold },
  { "locked", play_locked, TRUE },
  { "speaks-muted", play_speaks_muted },
  { "too-loud", play_too_loud, TRUE },
  { "reconnecting", play_reconnecting },
  { "ended", play_ended },
  { "error", play_error },
  { "error-in-call", play_error_in_call },
  { "languages", play_languages },
};

static const struct {
  const char *name;
  AdwColorScheme scheme;
} looks[] = {
  { "light", ADW_COLOR_SCHEME_FORCE_LIGHT },
  { "dark", ADW_COLOR_SCHEME_FORCE_DARK },
};

static const struct {
  int width, height;
} sizes[] = {
  { 360, 640 }, { 800, 640 }, { 1600, 900 },
};

/* What lies above the window: a dialog, or a popover. */
static gpointer
find_above (GtkWindow *window)
{
  GListModel *toplevels = gtk_window_get_toplevels ();
  GtkWidget *focus = gtk_window_get_focus (window);
  GtkWidget *popover = focus != NULL ? gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) : NULL;

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) dialog = g_list_model_get_item (toplevels, i);

      if (gtk_window_get_transient_for (dialog) == window && gtk_widget_get_mapped (GTK_WIDGET (dialog)))
        return dialog; /* GTK keeps it alive */
    }
  return popover;
}

static void
shoot (GtkWindow *window, const char *folder, const char *scene, const char *look, int width)
{
  g_autofree char *name = g_strdup_printf ("%s-%s-%d.png", scene, look, width);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  gpointer above;

  aloud_stage_draw (window);
  above = find_above (window);
  aloud_stage_shoot (above != NULL ? above : window, path);
  if (GTK_IS_POPOVER (above))
    gtk_popover_popdown (above);
}

static void
shoot_scene (const Scene *scene, const char *folder, const char *look, int width, int height)
{
  AloudStage *stage = aloud_stage_new_full (1000);
  AloudWindow *window;

  g_free (stage->agent->name);
  stage->agent->name = g_strdup ("Practice Agent");
  g_list_store_append (stage->agents, stage->second_agent);
  g_settings_set_int (stage->settings, "window-width", width);
  g_settings_set_int (stage->settings, "window-height", height);
  window = aloud_stage_open_window (stage);
  gtk_window_set_focus_visible (GTK_WINDOW (window), TRUE);
  scene->play (stage, GTK_WINDOW (window));
  shoot (GTK_WINDOW (window), folder, scene->name, look, width);
  gtk_window_destroy (GTK_WINDOW (window));
  aloud_stage_free (stage);
}

static AloudProfile *
add_profiles (AloudProfiles *profiles)
{
  AloudProfile *profile = aloud_profiles_add (profiles, "Ada", NULL);

  aloud_profiles_set_default (profiles, profile);
  g_settings_set_string (aloud_profile_get_settings (profile), "stage", "production");
  profile = aloud_profiles_add (profiles, "Hotel reception with a name that does not fit into one line", NULL);
  g_settings_set_string (aloud_profile_get_settings (profile), "stage", "development");
  g_settings_set_string (aloud_profile_get_settings (profile), "credential-kind", "api-key");
  g_settings_set_string (aloud_profile_get_settings (profile), "base-url", "wss://voice.example.org/ws");
  return profile;
}

static void
shoot_window (GtkWindow *window, const char *folder, const char *name, const char *look)
{
  gtk_window_present (window);
  shoot (window, folder, name, look, 480);
  gtk_window_destroy (window);
}

/* Both pages, as wide as it is and as narrow as it may be. */
static void
shoot_diagnostics (AloudStage *stage, const char *folder, const char *look)
{
  static const struct {
    const char *name;
    const char *page;
    int width;
  } pictures[] = {
    { "diagnostics", "figures", 480 },
    { "diagnostics-narrow", "figures", 360 },
    { "diagnostics-events", "events", 480 },
    { "diagnostics-events-narrow", "events", 360 },
  };
  g_autoptr (AloudEventLog) log = aloud_event_log_new (stage->session);

  aloud_stage_go_live (stage);
  aloud_stage_hear (stage, "What time is it?", TRUE);
  aloud_stage_answer (stage, "It is ten past ten.", "one");
  aloud_test_wait (g_list_model_get_n_items (G_LIST_MODEL (aloud_session_get_transcript (stage->session))) == 2);
  for (guint i = 0; i < G_N_ELEMENTS (pictures); i++)
    {
      GtkWindow *window = aloud_diagnostics_window_new (NULL, stage->session, log);
      GtkWidget *switcher = aloud_stage_find_type (window, GTK_TYPE_STACK_SWITCHER);

      gtk_window_set_default_size (window, pictures[i].width, 640);
      gtk_stack_set_visible_child_name (gtk_stack_switcher_get_stack (GTK_STACK_SWITCHER (switcher)), pictures[i].page);
      shoot_window (window, folder, pictures[i].name, look);
    }
}

static void
keep (AloudHistory *history, const char *agent, gint64 began, const char *asked, const char *answered)
{
  gint64 id = aloud_history_begin (history, agent, agent, began, NULL);
  g_autoptr (AloudSaidTurn) you = aloud_said_turn_new (ALOUD_SPEAKER_YOU, asked, began);
  g_autoptr (AloudSaidTurn) it = aloud_said_turn_new (ALOUD_SPEAKER_AGENT, answered, began + 4000000);

  aloud_history_add (history, id, you, NULL);
  aloud_history_add (history, id, it, NULL);
}

static void
shoot_history (AloudStage *stage, const char *folder, const char *look)
{
  g_autofree char *path = g_build_filename (folder, "history.sqlite", NULL);
  g_autoptr (AloudHistory) history = aloud_history_new (path);
  gint64 began = G_GINT64_CONSTANT (1795557600000000);
  g_autoptr (GPtrArray) entries = NULL;
  gint64 id;

  aloud_history_delete_all (history, NULL);
  shoot_window (aloud_history_window_new (NULL, history, stage->settings, G_LIST_MODEL (stage->agents)), folder,
                "no-history", look);
  keep (history, "Reception", began, "When do you open tomorrow, and is there somebody who can look at a bicycle with a broken gear?",
        "At nine.");
  keep (history, "Reception", began + 2 * G_TIME_SPAN_HOUR, QUESTION, ANSWER);
  keep (history, "Ada", began + G_TIME_SPAN_DAY, "שלום, מה השעה?", "Half past four.");
  for (guint i = 0; i < 2; i++)
    {
      GtkWindow *window = aloud_history_window_new (NULL, history, stage->settings, G_LIST_MODEL (stage->agents));

      gtk_window_set_default_size (window, i == 0 ? 360 : 800, 600);
      g_object_set (aloud_stage_find_type (window, ADW_TYPE_EXPANDER_ROW), "expanded", i == 0, NULL);
      shoot_window (window, folder, i == 0 ? "history-narrow" : "history", look);
    }
  entries = aloud_history_list (history, "half", NULL, 1, NULL);
  id = ((AloudHistoryEntry *) g_ptr_array_index (entries, 0))->id;
  shoot_window (aloud_kept_window_new (NULL, history, id, NULL, aloud_history_load (history, id, NULL)), folder,
                "kept-conversation", look);
  g_clear_object (&history);
  g_unlink (path);
}

static void
shoot_windows (const char *folder, const char *look)
{
  AloudStage *stage = aloud_stage_new_full (1000);
  g_autofree char *path = g_build_filename (folder, "settings.ini", NULL);
  g_autoptr (AloudKeyring) keyring = aloud_keyring_new ();
  g_autoptr (AloudProfiles) profiles = NULL;
  AloudProfile *profile;

  g_unlink (path);
  profiles = aloud_profiles_new (path, keyring, (const char *const[]) { NULL });
  shoot_window (aloud_preferences_new (NULL, stage->settings, ALOUD_VOICE (stage->voice), NULL), folder, "preferences", look);
  shoot_window (aloud_agents_window_new (NULL, profiles, keyring), folder, "no-agents", look);
  profile = add_profiles (profiles);
  shoot_window (aloud_agents_window_new (NULL, profiles, keyring), folder, "agents", look);
  shoot_window (aloud_session_key_window_new (NULL, keyring, profile), folder, "session-key", look);
  shoot_diagnostics (stage, folder, look);
  more_pages_show (stage, profiles, keyring, folder, look, shoot_window);
  shoot_history (stage, folder, look);
  g_unlink (path);
  aloud_stage_free (stage);
}

static AloudVoice *
open_voice (gboolean *microphone, gboolean *speaker, gpointer user_data)
{
  return g_object_ref (user_data);
}

static void
say (AloudFakeVoice *voice, gint16 sample)
{
  for (guint i = 0; i < 300; i++)
    aloud_fake_voice_hear (voice, sample);
}

/* How far it is taken, and with which microphone. */
static void
shoot_audio_test (AloudStage *stage, const char *folder, const char *look, AloudSoundCheckStep last, gint16 sample)
{
  g_autoptr (AloudFakeVoice) voice = aloud_fake_voice_new ();
  g_autoptr (AloudSoundCheck) check = aloud_sound_check_new (stage->session, open_voice, voice);
  GtkWindow *window = aloud_audio_test_new (NULL, check, ALOUD_VOICE (stage->voice), NULL);
  g_autofree char *name = g_strdup_printf ("audio-test-%d-%d", last, sample);

  if (last >= ALOUD_SOUND_CHECK_SPEAK)
    {
      aloud_sound_check_start (check);
      aloud_fake_voice_set_level (voice, 0.6);
      aloud_fake_voice_hear (voice, sample);
    }
  if (last >= ALOUD_SOUND_CHECK_QUESTION)
    {
      say (voice, sample);
      aloud_fake_voice_set (voice, "sounding", TRUE);
      say (voice, sample);
      aloud_fake_voice_drain (voice);
      say (voice, sample);
    }
  if (last == ALOUD_SOUND_CHECK_DONE)
    aloud_sound_check_answer (check, sample == 8000);
  g_assert_cmpint (aloud_sound_check_get_step (check), ==, last);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *sized = g_strdup_printf ("%s-%s", name, i == 0 ? "narrow" : "usual");

      gtk_window_set_default_size (window, i == 0 ? 360 : 480, i == 0 ? 480 : 520);
      gtk_window_present (window);
      shoot (window, folder, sized, look, 0);
    }
  gtk_window_destroy (window);
}

static void
shoot_audio_tests (const char *folder, const char *look)
{
  AloudStage *stage = aloud_stage_new_full (1000);

  shoot_audio_test (stage, folder, look, ALOUD_SOUND_CHECK_READY, 0);
  shoot_audio_test (stage, folder, look, ALOUD_SOUND_CHECK_SPEAK, 8000);
  shoot_audio_test (stage, folder, look, ALOUD_SOUND_CHECK_QUESTION, 8000);
  shoot_audio_test (stage, folder, look, ALOUD_SOUND_CHECK_DONE, 8000);
  shoot_audio_test (stage, folder, look, ALOUD_SOUND_CHECK_DONE, 0);
  aloud_stage_go_live (stage);
  shoot_audio_test (stage, folder, look, ALOUD_SOUND_CHECK_READY, 1);
  aloud_stage_free (stage);
}

static void
shoot_all (const char *folder, const char *look, const char *only)
{
  for (guint size = 0; size < (aloud_page_check_wanted () ? 1 : G_N_ELEMENTS (sizes)); size++)
    for (guint i = 0; i < G_N_ELEMENTS (scenes); i++)
      if (only != NULL ? g_str_equal (only, scenes[i].name) : !scenes[i].alike || !aloud_page_check_wanted ())
        shoot_scene (&scenes[i], folder, look, sizes[size].width, sizes[size].height);
  if (only == NULL || g_str_equal (only, "windows"))
    shoot_windows (folder, look);
  if (only == NULL || g_str_equal (only, "audio-test"))
    shoot_audio_tests (folder, look);
}

int
main (int argc, char **argv)
{
  const char *folder = argc > 1 ? argv[1] : ".";
  const char *only = argc > 2 ? argv[2] : NULL;
  gboolean high_contrast;

  aloud_stage_init (&argc, &argv);
  g_object_set (gtk_settings_get_default (), "gtk-font-name", "Cantarell 11", NULL);
  g_mkdir_with_parents (folder, 0755);
  high_contrast = adw_style_manager_get_high_contrast (adw_style_manager_get_default ());
  if (high_contrast)
    shoot_all (folder, "high-contrast", only);
  else
    for (guint i = 0; i < (aloud_page_check_wanted () ? 1 : G_N_ELEMENTS (looks)); i++)
      {
        adw_style_manager_set_color_scheme (adw_style_manager_get_default (), looks[i].scheme);
        shoot_all (folder, looks[i].name, only);
      }
  return aloud_page_check_finish ();
}
