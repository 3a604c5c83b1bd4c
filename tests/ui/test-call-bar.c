/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-call-bar.h"
#include "aloud-level-meter.h"
#include "aloud-stage.h"

static GtkWindow *
show (AloudStage *stage)
{
  return aloud_stage_show (stage, g_object_new (ALOUD_TYPE_CALL_BAR, "session", stage->session, NULL));
}

static gboolean
has_focus (GtkWindow *window, const char *action)
{
  return gtk_window_get_focus (window) == aloud_stage_find_action (window, action);
}

static void
test_new_destroy (void)
{
  GtkWidget *bar = g_object_ref_sink (g_object_new (ALOUD_TYPE_CALL_BAR, NULL));

  g_assert_finalize_object (bar);
}

static void
test_meter (void)
{
  AloudLevelMeter *meter = g_object_ref_sink (g_object_new (ALOUD_TYPE_LEVEL_METER, NULL));
  g_autofree guint *changes = aloud_test_count_notify (meter, "value");

  aloud_level_meter_set_value (meter, 1);
  aloud_level_meter_set_value (meter, 1);
  aloud_level_meter_set_value (meter, 0);
  g_assert_cmpuint (*changes, ==, 2);

  /* The mark stays for a second, then it falls. */
  aloud_level_meter_set_value (meter, 0.8);
  for (guint i = 0; i < 20; i++)
    aloud_level_meter_set_value (meter, i % 2 == 0 ? 0.2 : 0.3);
  g_assert_cmpfloat (aloud_level_meter_get_peak (meter), ==, 0.8);
  for (guint i = 0; i < 20; i++)
    aloud_level_meter_set_value (meter, i % 2 == 0 ? 0.2 : 0.3);
  g_assert_cmpfloat (aloud_level_meter_get_peak (meter), <, 0.4);
  g_assert_finalize_object (meter);
}

static void
test_states (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new ();
  GtkWindow *window = show (stage);

  aloud_test_wait (aloud_stage_shows (window, "Call Again"));
  aloud_stage_go_live (stage);
  aloud_test_wait (aloud_stage_shows (window, "Listening"));
  aloud_test_wait (aloud_stage_shows (window, "0:00"));

  aloud_stage_hear (stage, "What", FALSE);
  aloud_test_wait (aloud_stage_shows (window, "You are speaking"));
  aloud_stage_hear (stage, "What time is it?", TRUE);
  aloud_test_wait (aloud_stage_shows (window, "Thinking…"));
  aloud_stage_answer (stage, "Noon.", "g1");
  aloud_stage_sound (stage, TRUE);
  aloud_test_wait (aloud_stage_shows (window, "Speaking"));

  aloud_session_hang_up (stage->session);
  aloud_test_wait (aloud_stage_shows (window, "Call Again"));
  gtk_window_destroy (window);
}

/* While the microphone is closed against the echo, the window says so. */
static void
test_gated (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new ();
  GtkWindow *window = show (stage);

  aloud_fake_voice_set (stage->voice, "full-duplex", FALSE);
  aloud_stage_go_live (stage);
  aloud_stage_answer (stage, "Once", "g1");
  aloud_stage_sound (stage, TRUE);
  aloud_test_wait (aloud_stage_shows (window, "Microphone paused while the agent speaks"));
  gtk_window_destroy (window);
}

static void
test_mute (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new ();
  GtkWindow *window = show (stage);
  GtkWidget *mute = aloud_stage_find_action (window, "app.mute");

  aloud_stage_go_live (stage);
  g_assert_cmpstr (gtk_button_get_icon_name (GTK_BUTTON (mute)), ==, "audio-input-microphone-symbolic");
  gtk_widget_activate (mute);
  aloud_test_wait (aloud_stage_shows (window, "Muted"));
  g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (mute)));
  g_assert_cmpstr (gtk_button_get_icon_name (GTK_BUTTON (mute)), ==, "microphone-disabled-symbolic");
  aloud_session_set_muted (stage->session, FALSE);
  g_assert_false (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (mute)));
  gtk_window_destroy (window);
}

/* One key, one button, and a bar that does not look like a call that goes on. */
static void
test_hold (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new ();
  GtkWindow *window = show (stage);
  GtkWidget *stack = aloud_stage_find_type (window, GTK_TYPE_STACK);
  GtkWidget *hold = aloud_stage_find_type (window, g_type_from_name ("AloudTalkButton"));

  aloud_session_set_push_to_talk (stage->session, TRUE);
  aloud_stage_go_live (stage);
  g_assert_false (aloud_stage_shows (window, "Resume"));
  gtk_widget_activate_action (GTK_WIDGET (window), "app.hold", NULL);
  aloud_test_wait (aloud_stage_shows (window, "On hold"));
  g_assert_true (gtk_widget_has_css_class (stack, "on-hold"));
  g_assert_false (gtk_widget_get_visible (hold));
  gtk_widget_activate (gtk_widget_get_ancestor (aloud_stage_find_label (window, "Resume"), GTK_TYPE_BUTTON));
  aloud_test_wait (aloud_stage_shows (window, "Waiting for you"));
  g_assert_false (gtk_widget_has_css_class (stack, "on-hold"));
  g_assert_true (gtk_widget_get_visible (hold));
  gtk_window_destroy (window);
}

static void
test_complaints (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new ();
  GtkWindow *window = show (stage);
  GtkWidget *meter = aloud_stage_find_type (window, ALOUD_TYPE_LEVEL_METER);

  aloud_stage_go_live (stage);
  aloud_fake_voice_hear (stage->voice, G_MAXINT16);
  aloud_test_wait (aloud_stage_shows (window, "You are too loud for the microphone: move away from it, or turn it down"));
  g_assert_true (gtk_widget_has_css_class (meter, "clipping"));
  aloud_session_set_muted (stage->session, TRUE);
  for (guint i = 0; i < 20; i++)
    aloud_fake_voice_hear (stage->voice, 8000);
  g_assert_false (gtk_widget_has_css_class (meter, "clipping"));
  aloud_test_wait (aloud_stage_shows (window, "You are muted: the agent does not hear what you say. Press Ctrl+M to be "
                                              "heard."));
  aloud_session_set_muted (stage->session, FALSE);
  for (guint i = 0; i < 500; i++)
    aloud_fake_voice_hear (stage->voice, 0);
  aloud_test_wait (aloud_stage_shows (window, "Nothing is heard from the microphone. It may be switched off or "
                                              "unplugged, or another one may be chosen."));
  gtk_window_destroy (window);
}

static void
test_stop (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new ();
  GtkWindow *window = show (stage);
  GtkWidget *stop = aloud_stage_find_action (window, "app.stop-agent");

  aloud_stage_go_live (stage);
  g_assert_false (gtk_widget_get_sensitive (stop));
  aloud_stage_answer (stage, "Once", "g1");
  aloud_stage_sound (stage, TRUE);
  aloud_test_wait (gtk_widget_get_sensitive (stop));
  gtk_widget_activate (stop);
  aloud_test_wait (stage->voice->flushes == 1);
  gtk_window_destroy (window);
}

static double
get_value (AloudLevelMeter *meter)
{
  double value;

  g_object_get (meter, "value", &value, NULL);
  return value;
}

static void
test_level (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new ();
  GtkWindow *window = show (stage);
  AloudLevelMeter *level = ALOUD_LEVEL_METER (aloud_stage_find_type (window, ALOUD_TYPE_LEVEL_METER));

  aloud_stage_go_live (stage);
  aloud_fake_voice_set_level (stage->voice, 0.5);
  g_assert_cmpfloat (get_value (level), ==, 0.5);
  aloud_session_set_muted (stage->session, TRUE);
  g_assert_cmpfloat (get_value (level), ==, 0);
  gtk_window_destroy (window);
}

static void
test_volume (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new ();
  GtkWindow *window = show (stage);
  GtkWidget *bar = aloud_stage_find_type (window, ALOUD_TYPE_CALL_BAR);
  GtkMenuButton *button = GTK_MENU_BUTTON (aloud_stage_find_type (bar, GTK_TYPE_MENU_BUTTON));
  GtkRange *scale = GTK_RANGE (aloud_stage_find_type (gtk_menu_button_get_popover (button), GTK_TYPE_SCALE));
  double volume;

  gtk_range_set_value (scale, 0.25);
  g_object_get (stage->voice, "volume", &volume, NULL);
  g_assert_cmpfloat (volume, ==, 0.25);
  g_object_set (stage->voice, "volume", 0.75, NULL);
  g_assert_cmpfloat (gtk_range_get_value (scale), ==, 0.75);

  /* A bar without a session leaves the loudspeaker as it was. */
  g_object_set (bar, "session", NULL, NULL);
  gtk_range_set_value (scale, 0.1);
  g_object_get (stage->voice, "volume", &volume, NULL);
  g_assert_cmpfloat (volume, ==, 0.75);
  gtk_window_destroy (window);
}

/* The focus is never lost to a button that has gone. */
static void
test_focus (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new ();
  GtkWindow *window = show (stage);
  GtkWidget *hold = aloud_stage_find_type (window, g_type_from_name ("AloudTalkButton"));

  gtk_widget_grab_focus (aloud_stage_find_action (window, "app.call"));
  aloud_stage_go_live (stage);
  aloud_test_wait (has_focus (window, "app.mute"));

  aloud_test_wait (gtk_widget_get_mapped (aloud_stage_find_action (window, "app.mute")));
  aloud_session_set_push_to_talk (stage->session, TRUE);
  aloud_test_wait (gtk_window_get_focus (window) == hold);

  aloud_session_hang_up (stage->session);
  aloud_test_wait (has_focus (window, "app.call"));
  gtk_window_destroy (window);
}

/* A press without a pointer: a screen reader's, or Return. */
static void
test_accessible_talk (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new ();
  GtkWindow *window = show (stage);
  GtkWidget *hold = aloud_stage_find_type (window, g_type_from_name ("AloudTalkButton"));

  g_assert_false (gtk_widget_get_visible (hold));
  aloud_session_set_push_to_talk (stage->session, TRUE);
  aloud_stage_go_live (stage);
  g_assert_true (gtk_widget_get_visible (hold));

  gtk_widget_activate (hold);
  aloud_test_wait (aloud_stage_shows (window, "Release When Done"));
  g_assert_true (gtk_widget_has_css_class (hold, "suggested-action"));
  gtk_widget_activate (hold);
  aloud_test_wait ((aloud_fake_voice_hear (stage->voice, 1), aloud_stage_shows (window, "Hold to Talk")));
  gtk_window_destroy (window);
}

/* What has no words on it has a name for who does not see it. */
static void
test_names (void)
{
  static const struct {
    const char *action;
    const char *name;
  } names[] = {
    { "app.mute", "Mute" }, { "app.push-to-talk", "Push to Talk" }, { "app.hang-up", "Hang Up" },
    { "app.stop-agent", "Stop the Agent’s Voice" },
  };
  g_autoptr (AloudStage) stage = aloud_stage_new ();
  GtkWindow *window = show (stage);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    gtk_test_accessible_assert_property (GTK_ACCESSIBLE (aloud_stage_find_action (window, names[i].action)),
                                         GTK_ACCESSIBLE_PROPERTY_LABEL, names[i].name);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (aloud_stage_find_type (window, ALOUD_TYPE_LEVEL_METER)),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Microphone level");
  gtk_window_destroy (window);
}

int
main (int argc, char **argv)
{
  aloud_stage_init (&argc, &argv);

  g_test_add_func ("/ui/call-bar/new-destroy", test_new_destroy);
  g_test_add_func ("/ui/call-bar/meter", test_meter);
  g_test_add_func ("/ui/call-bar/states", test_states);
  g_test_add_func ("/ui/call-bar/gated", test_gated);
  g_test_add_func ("/ui/call-bar/mute", test_mute);
  g_test_add_func ("/ui/call-bar/hold", test_hold);
  g_test_add_func ("/ui/call-bar/complaints", test_complaints);
  g_test_add_func ("/ui/call-bar/stop", test_stop);
  g_test_add_func ("/ui/call-bar/level", test_level);
  g_test_add_func ("/ui/call-bar/volume", test_volume);
  g_test_add_func ("/ui/call-bar/focus", test_focus);
  g_test_add_func ("/ui/call-bar/accessible-talk", test_accessible_talk);
  g_test_add_func ("/ui/call-bar/names", test_names);

  return g_test_run ();
}
