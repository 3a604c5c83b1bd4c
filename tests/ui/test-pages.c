/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-about.h"
#include "aloud-conversation-page.h"
#include "aloud-practice-agent.h"
#include "aloud-preferences.h"
#include "aloud-stage.h"
#include "aloud-welcome-page.h"

static void
test_new_destroy (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new ();
  GtkWidget *welcome = g_object_ref_sink (aloud_welcome_page_new (stage->actions));
  GtkWidget *conversation = g_object_ref_sink (aloud_conversation_page_new (stage->session));

  g_assert_finalize_object (welcome);
  g_assert_finalize_object (conversation);
}

static void
test_windows (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new ();
  GtkWindow *windows[] = {
    aloud_preferences_new (NULL, stage->settings, ALOUD_VOICE (stage->voice), NULL),
  };

  for (guint i = 0; i < G_N_ELEMENTS (windows); i++)
    {
      g_object_ref (windows[i]);
      gtk_window_present (windows[i]);
      gtk_test_widget_wait_for_draw (GTK_WIDGET (windows[i]));
      gtk_window_destroy (windows[i]);
      aloud_test_settle ();
      g_assert_finalize_object (windows[i]);
    }
}

static void
test_welcome_agents (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new ();
  GtkWidget *page = aloud_welcome_page_new (stage->actions);
  GtkWindow *window = aloud_stage_show (stage, page);

  g_assert_true (aloud_stage_shows (window, "Call “\u2068Ada\u2069”"));
  gtk_widget_grab_focus (page);
  g_assert_true (gtk_window_get_focus (window) == aloud_stage_find_action (window, "app.call-agent"));
  g_assert_true (gtk_widget_has_css_class (gtk_window_get_focus (window), "suggested-action"));

  /* Somebody else's name, and no markup. */
  g_free (stage->second_agent->name);
  stage->second_agent->name = g_strdup ("<b>مرحبا");
  g_list_store_append (stage->agents, stage->second_agent);
  aloud_test_wait (aloud_stage_shows (window, "Call “\u2068<b>مرحبا\u2069”"));
  gtk_widget_activate (gtk_widget_get_parent (aloud_stage_find_label (window, "Call “\u2068<b>مرحبا\u2069”")));
  aloud_test_wait (aloud_session_get_agent (stage->session) == ALOUD_AGENT (stage->second_agent));

  g_list_store_remove (stage->agents, 1);
  g_assert_false (aloud_stage_shows (window, "Call “\u2068<b>مرحبا\u2069”"));
  gtk_window_destroy (window);
}

static gboolean
shows_part (GtkWidget *widget, const char *part)
{
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), part) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (shows_part (child, part))
      return TRUE;
  return FALSE;
}

/* Whoever has no agent yet is told about the one that is there. */
static void
test_welcome_newcomer (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new ();
  g_autoptr (AloudPracticeAgent) practice = aloud_practice_agent_new (NULL);
  GtkWindow *window = aloud_stage_show (stage, aloud_welcome_page_new (stage->actions));

  g_assert_true (aloud_stage_shows (window, "Press a button and speak."));
  g_list_store_remove_all (stage->agents);
  g_list_store_append (stage->agents, practice);
  g_assert_true (aloud_stage_shows (window, "Talk to the Practice Agent"));
  g_assert_false (aloud_stage_shows (window, "Press a button and speak."));
#ifdef ALOUD_HAVE_RECOGNISER
  g_assert_false (shows_part (GTK_WIDGET (window), "understands no words"));
#else
  g_assert_true (shows_part (GTK_WIDGET (window), "understands no words"));
#endif
  g_assert_true (gtk_widget_has_css_class (aloud_stage_find_action (window, "app.call-agent"), "suggested-action"));
  gtk_window_destroy (window);
}

/* The selected agent is the one that the next press calls. */
static void
test_welcome_selected (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new ();
  GtkWidget *page = aloud_welcome_page_new (stage->actions);
  GtkWindow *window = aloud_stage_show (stage, page);

  g_list_store_append (stage->agents, stage->second_agent);
  gtk_widget_grab_focus (page);
  aloud_call_actions_set_selected (stage->actions, ALOUD_AGENT (stage->second_agent));
  g_assert_false (gtk_widget_has_css_class (aloud_stage_find_action (window, "app.call-agent"), "suggested-action"));
  g_assert_true (gtk_widget_has_css_class (gtk_window_get_focus (window), "suggested-action"));
  gtk_widget_activate (gtk_window_get_focus (window));
  aloud_test_wait (aloud_session_get_agent (stage->session) == ALOUD_AGENT (stage->second_agent));
  gtk_window_destroy (window);
}

static void
test_conversation (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new ();
  GtkWindow *window = aloud_stage_show (stage, aloud_conversation_page_new (stage->session));

  aloud_stage_go_live (stage);
  aloud_test_wait (aloud_stage_shows (window, "Say Something"));
  aloud_stage_hear (stage, "Hello", FALSE);
  aloud_test_wait (aloud_stage_shows (window, "Hello"));
  aloud_test_wait (!aloud_stage_shows (window, "Say Something"));
  aloud_stage_hear (stage, "Hello there", TRUE);
  aloud_test_wait (aloud_stage_shows (window, "Hello there"));
  aloud_stage_answer (stage, "Hi.", "g1");
  aloud_test_wait (aloud_stage_shows (window, "Hi."));

  aloud_stage_sound (stage, TRUE);
  aloud_test_server_send (stage->server, "{\"type\":\"tts_interruption\"}");
  aloud_test_wait (aloud_stage_shows (window, "Interrupted"));
  gtk_window_destroy (window);
}

static void
test_preferences (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new ();
  GtkWindow *window;
  GtkSwitch *push_to_talk;
  GtkRange *volume;
  double heard;

  aloud_fake_voice_set (stage->voice, "full-duplex", FALSE);
  window = aloud_preferences_new (NULL, stage->settings, ALOUD_VOICE (stage->voice), NULL);
  push_to_talk = GTK_SWITCH (aloud_stage_find_type (window, GTK_TYPE_SWITCH));
  volume = GTK_RANGE (aloud_stage_find_type (window, GTK_TYPE_SCALE));
  gtk_window_present (window);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));

  gtk_switch_set_active (push_to_talk, TRUE);
  g_assert_true (g_settings_get_boolean (stage->settings, "push-to-talk"));
  g_settings_set_boolean (stage->settings, "push-to-talk", FALSE);
  g_assert_false (gtk_switch_get_active (push_to_talk));

  gtk_range_set_value (volume, 0.5);
  g_object_get (stage->voice, "volume", &heard, NULL);
  g_assert_cmpfloat (heard, ==, 0.5);

  g_assert_false (aloud_stage_shows (window, "The agent’s voice is kept out of your microphone"));
  aloud_fake_voice_set (stage->voice, "full-duplex", TRUE);
  g_assert_true (aloud_stage_shows (window, "The agent’s voice is kept out of your microphone"));
  gtk_window_destroy (window);
}

static void
test_about (void)
{
  GtkWindow *parent = GTK_WINDOW (gtk_window_new ());
  GListModel *toplevels = gtk_window_get_toplevels ();
  guint before;

  gtk_window_present (parent);
  before = g_list_model_get_n_items (toplevels);
  aloud_about_present (parent);
  g_assert_cmpuint (g_list_model_get_n_items (toplevels), ==, before + 1);
  for (guint i = g_list_model_get_n_items (toplevels); i > 0; i--)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (toplevels, i - 1);

      if (window != parent)
        gtk_window_destroy (window);
    }
  gtk_window_destroy (parent);
}

int
main (int argc, char **argv)
{
  aloud_stage_init (&argc, &argv);

  g_test_add_func ("/ui/pages/new-destroy", test_new_destroy);
  g_test_add_func ("/ui/pages/windows", test_windows);
  g_test_add_func ("/ui/pages/welcome-agents", test_welcome_agents);
  g_test_add_func ("/ui/pages/welcome-newcomer", test_welcome_newcomer);
  g_test_add_func ("/ui/pages/welcome-selected", test_welcome_selected);
  g_test_add_func ("/ui/pages/conversation", test_conversation);
  g_test_add_func ("/ui/pages/preferences", test_preferences);
  g_test_add_func ("/ui/pages/about", test_about);

  return g_test_run ();
}
