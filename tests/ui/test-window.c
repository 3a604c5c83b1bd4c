/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-stage.h"

typedef struct {
  AloudStage *stage;
  AloudWindow *window;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->stage = aloud_stage_new_full (60000);
  g_list_store_append (f->stage->agents, f->stage->second_agent);
  f->window = aloud_stage_open_window (f->stage);
  aloud_test_wait (gtk_window_is_active (GTK_WINDOW (f->window)));
}

static void
close_window (Fixture *f)
{
  g_object_ref (f->window);
  gtk_window_destroy (GTK_WINDOW (f->window));
  aloud_test_settle ();
  g_assert_finalize_object (f->window);
  f->window = NULL;
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  if (f->window != NULL)
    close_window (f);
  aloud_stage_free (f->stage);
}

static AloudState
state (Fixture *f)
{
  return aloud_session_get_state (f->stage->session);
}

static gboolean
flag (Fixture *f, const char *property)
{
  gboolean value;

  g_object_get (f->stage->session, property, &value, NULL);
  return value;
}

static GtkWidget *
focus (Fixture *f)
{
  return gtk_window_get_focus (GTK_WINDOW (f->window));
}

static void
speak (Fixture *f)
{
  aloud_stage_answer (f->stage, "Once upon a time", "g1");
  aloud_stage_sound (f->stage, TRUE);
  aloud_test_wait (aloud_session_get_activity (f->stage->session) == ALOUD_ACTIVITY_SPEAKING);
}

static void
test_welcome (Fixture *f, gconstpointer data)
{
  g_assert_true (focus (f) == aloud_stage_find_action (f->window, "app.call-agent"));
  g_assert_true (gtk_widget_has_css_class (focus (f), "suggested-action"));

  /* One press, and the conversation is there. */
  aloud_stage_type ("key Return");
  aloud_test_wait (state (f) == ALOUD_STATE_LIVE);
  aloud_test_wait (aloud_stage_shows (f->window, "Say Something"));
  aloud_test_wait (aloud_stage_shows (f->window, f->stage->agent->name));
  aloud_test_wait (aloud_stage_shows (f->window, "Connected"));
  aloud_test_wait (!aloud_stage_shows (f->window, "Talk with an Agent"));
}

/* The event of the key holds the button that it went to. */
static void
test_close (Fixture *f, gconstpointer data)
{
  aloud_stage_go_live (f->stage);
  aloud_test_wait (focus (f) == aloud_stage_find_action (f->window, "app.mute"));
  g_object_add_weak_pointer (G_OBJECT (f->window), (gpointer *) &f->window);

  aloud_stage_type ("key ctrl+w");
  aloud_test_wait (f->window == NULL);
}

static void
test_back (Fixture *f, gconstpointer data)
{
  aloud_stage_go_live (f->stage);
  aloud_test_wait (!aloud_stage_shows (f->window, "Talk with an Agent"));
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.back", NULL);
  g_assert_false (aloud_stage_shows (f->window, "Talk with an Agent"));
  aloud_session_hang_up (f->stage->session);
  aloud_test_wait (state (f) == ALOUD_STATE_IDLE);

  /* What was said stays to be read. */
  aloud_test_wait (aloud_stage_shows (f->window, "Call Again"));
  aloud_stage_type ("key alt+Left");
  aloud_test_wait (aloud_stage_shows (f->window, "Talk with an Agent"));
  aloud_test_wait (focus (f) == aloud_stage_find_action (f->window, "app.call-agent"));
}

static GtkWindow *
get_dialog (Fixture *f)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (toplevels, i);

      if (gtk_window_get_transient_for (window) == GTK_WINDOW (f->window)
          && gtk_widget_get_mapped (GTK_WIDGET (window)))
        return window; /* GTK keeps it alive */
    }
  return NULL;
}

/* The title leads to the agents, and choosing one there calls nobody. */
static void
test_switch (Fixture *f, gconstpointer data)
{
  GtkWidget *switcher = aloud_stage_find_type (f->window, g_type_from_name ("AloudAgentSwitcher"));
  GtkWidget *list;

  g_assert_true (aloud_stage_shows (switcher, "Ada"));
  gtk_menu_button_popup (GTK_MENU_BUTTON (aloud_stage_find_type (switcher, GTK_TYPE_MENU_BUTTON)));
  aloud_test_wait (aloud_stage_shows (switcher, "From the environment"));
  list = gtk_widget_get_ancestor (aloud_stage_find_label (switcher, "From the environment"), GTK_TYPE_LIST_BOX);
  g_assert_true (aloud_stage_shows (list, "Alt+2"));
  gtk_widget_activate (GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 1)));
  aloud_test_wait (!gtk_widget_get_mapped (list));
  aloud_stage_draw (f->window); /* the display gives the keys back */
  g_assert_true (aloud_stage_shows (switcher, "From the environment"));
  g_assert_cmpint (state (f), ==, ALOUD_STATE_IDLE);

  aloud_stage_type ("key alt+1");
  aloud_test_wait (aloud_stage_shows (switcher, "Ada"));
  aloud_stage_type ("key alt+2");
  aloud_test_wait (aloud_stage_shows (switcher, "From the environment"));
  aloud_stage_type ("key ctrl+Return");
  aloud_test_wait (state (f) == ALOUD_STATE_LIVE);
  g_assert_true (aloud_session_get_agent (f->stage->session) == ALOUD_AGENT (f->stage->second_agent));
}

/* What was said with one agent does not stand under the name of another. */
static void
test_switch_leaves (Fixture *f, gconstpointer data)
{
  aloud_stage_go_live (f->stage);
  aloud_session_hang_up (f->stage->session);
  aloud_test_wait (state (f) == ALOUD_STATE_IDLE);
  aloud_test_wait (aloud_stage_shows (f->window, "Call Again"));
  aloud_stage_type ("key alt+2");
  aloud_test_wait (aloud_stage_shows (f->window, "Talk with an Agent"));
  g_assert_cmpint (state (f), ==, ALOUD_STATE_IDLE);
}

/* During a call one is asked, and may stay. */
static void
test_switch_in_call (Fixture *f, gconstpointer data)
{
  aloud_stage_go_live (f->stage);
  aloud_stage_type ("key alt+1");
  aloud_stage_type ("key alt+2");
  aloud_test_wait (get_dialog (f) != NULL);
  g_assert_cmpstr (adw_message_dialog_get_default_response (ADW_MESSAGE_DIALOG (get_dialog (f))), ==, "cancel");
  aloud_stage_type ("key Escape");
  aloud_test_wait (get_dialog (f) == NULL);
  g_assert_cmpint (state (f), ==, ALOUD_STATE_LIVE);
  g_assert_true (aloud_session_get_agent (f->stage->session) == ALOUD_AGENT (f->stage->agent));

  gtk_widget_activate_action (GTK_WIDGET (f->window), "app.call-agent", "u", 1);
  aloud_test_wait (get_dialog (f) != NULL);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (get_dialog (f)), "call");
  gtk_window_close (get_dialog (f));
  aloud_test_wait (aloud_session_get_agent (f->stage->session) == ALOUD_AGENT (f->stage->second_agent)
                   && state (f) == ALOUD_STATE_LIVE);
  aloud_test_wait (get_dialog (f) == NULL);
}

static void
test_keys (Fixture *f, gconstpointer data)
{
  aloud_stage_type ("key ctrl+Return");
  aloud_test_wait (state (f) == ALOUD_STATE_LIVE);
  aloud_stage_type ("key ctrl+m");
  aloud_test_wait (flag (f, "muted"));
  aloud_stage_type ("key ctrl+m");
  aloud_test_wait (!flag (f, "muted"));
  aloud_stage_type ("key ctrl+Return");
  aloud_test_wait (state (f) == ALOUD_STATE_IDLE);
}

static void
test_escape (Fixture *f, gconstpointer data)
{
  GtkMenuButton *volume;
  GtkPopover *popover;
  GtkWidget *bar;

  aloud_stage_go_live (f->stage);
  speak (f);
  bar = aloud_stage_find_type (f->window, g_type_from_name ("AloudCallBar"));
  volume = GTK_MENU_BUTTON (aloud_stage_find_type (bar, GTK_TYPE_MENU_BUTTON));
  popover = gtk_menu_button_get_popover (volume);

  /* What is open first. */
  aloud_test_wait (gtk_widget_get_mapped (GTK_WIDGET (volume)));
  gtk_menu_button_popup (volume);
  aloud_test_wait (gtk_widget_get_mapped (GTK_WIDGET (popover)));
  aloud_stage_type ("key Escape");
  aloud_test_wait (!gtk_widget_get_mapped (GTK_WIDGET (popover))
                   && !gtk_widget_is_ancestor (focus (f), GTK_WIDGET (popover)));
  g_assert_cmpuint (f->stage->voice->flushes, ==, 0);

  aloud_stage_type ("key Escape");
  aloud_test_wait (f->stage->voice->flushes == 1);
}

static void
test_escape_error (Fixture *f, gconstpointer data)
{
  aloud_test_server_refuse (f->stage->server, 403, 1, NULL, NULL);
  aloud_stage_type ("key ctrl+Return");
  aloud_test_wait (state (f) == ALOUD_STATE_FAILED);
  aloud_stage_type ("key Escape");
  aloud_test_wait (state (f) == ALOUD_STATE_IDLE);
}

/* The key repeats while it is down; it is one talk all the same. */
static void
test_hold_space (Fixture *f, gconstpointer data)
{
  g_autofree guint *changes = NULL;

  aloud_session_set_push_to_talk (f->stage->session, TRUE);
  aloud_stage_go_live (f->stage);
  aloud_test_wait (g_type_is_a (G_OBJECT_TYPE (focus (f)), g_type_from_name ("AloudTalkButton")));
  changes = aloud_test_count_notify (f->stage->session, "talking");

  aloud_stage_type ("keydown space");
  aloud_test_wait (flag (f, "talking"));
  aloud_stage_type ("sleep 0.9"); /* X repeats it after 0.66 s */
  g_assert_cmpuint (*changes, ==, 1);
  aloud_stage_type ("keyup space");
  aloud_test_wait ((aloud_fake_voice_hear (f->stage->voice, 1), !flag (f, "talking")));
  g_assert_cmpuint (*changes, ==, 2);
  g_signal_handlers_disconnect_matched (f->stage->session, G_SIGNAL_MATCH_DATA, 0, 0, NULL, NULL, changes);
}

/* On a button Space is the button's. */
static void
test_space_on_button (Fixture *f, gconstpointer data)
{
  aloud_session_set_push_to_talk (f->stage->session, TRUE);
  aloud_stage_go_live (f->stage);
  gtk_widget_grab_focus (aloud_stage_find_action (f->window, "app.mute"));
  aloud_stage_type ("key space");
  aloud_test_wait (flag (f, "muted"));
  g_assert_false (flag (f, "talking"));
}

/* From the transcript it talks. */
static void
test_space_on_transcript (Fixture *f, gconstpointer data)
{
  aloud_session_set_push_to_talk (f->stage->session, TRUE);
  aloud_stage_go_live (f->stage);
  aloud_stage_hear (f->stage, "Hello", TRUE);
  aloud_test_wait (aloud_stage_shows (f->window, "Hello"));
  gtk_widget_grab_focus (aloud_stage_find_type (f->window, GTK_TYPE_LIST_VIEW));
  aloud_stage_type ("keydown space");
  aloud_test_wait (flag (f, "talking"));
  aloud_stage_type ("keyup space");
  aloud_test_wait ((aloud_fake_voice_hear (f->stage->voice, 1), !flag (f, "talking")));
}

/* Keycode 105 is the right Ctrl; by its name xdotool presses the left one with it.
 * A modifier alone talks from everywhere, also where Space is a control's; with another key it is a shortcut. */
static void
test_modifier_talks (Fixture *f, gconstpointer data)
{
  g_settings_set_string (f->stage->settings, "talk-key", "Control_R");
  aloud_session_set_push_to_talk (f->stage->session, TRUE);
  aloud_stage_go_live (f->stage);
  gtk_widget_grab_focus (aloud_stage_find_action (f->window, "app.mute"));
  aloud_test_wait (aloud_stage_shows (f->window, "Hold Right Ctrl or the button to talk"));
  aloud_stage_type ("keydown 105");
  aloud_test_wait (flag (f, "talking"));
  aloud_stage_type ("keyup 105");
  aloud_test_wait ((aloud_fake_voice_hear (f->stage->voice, 1), !flag (f, "talking")));

  aloud_stage_type ("keydown 105");
  aloud_test_wait (flag (f, "talking"));
  aloud_stage_type ("key m");
  aloud_test_wait (flag (f, "muted"));
  aloud_test_wait (!flag (f, "talking"));
  aloud_stage_type ("keyup 105");
}

/* However the modifiers of a combination go up, the talk ends once, with the key. */
static void
test_combination_talks (Fixture *f, gconstpointer data)
{
  static const char *const releases[] = { "keyup F8 keyup Control_L keyup Shift_L",
                                          "keyup Control_L keyup Shift_L keyup F8",
                                          "keyup Shift_L keyup F8 keyup Control_L" };

  g_settings_set_string (f->stage->settings, "talk-key", "<Control><Shift>F8");
  aloud_session_set_push_to_talk (f->stage->session, TRUE);
  aloud_stage_go_live (f->stage);
  gtk_widget_grab_focus (aloud_stage_find_action (f->window, "app.mute"));
  for (guint i = 0; i < G_N_ELEMENTS (releases); i++)
    {
      guint *changes = aloud_test_count_notify (f->stage->session, "talking");

      aloud_stage_type ("keydown Control_L keydown Shift_L keydown F8");
      aloud_test_wait (flag (f, "talking"));
      aloud_stage_type (releases[i]);
      aloud_test_wait ((aloud_fake_voice_hear (f->stage->voice, 1), !flag (f, "talking")));
      aloud_test_settle ();
      g_assert_cmpuint (*changes, ==, 2);
      g_signal_handlers_disconnect_matched (f->stage->session, G_SIGNAL_MATCH_DATA, 0, 0, NULL, NULL, changes);
      g_free (changes);
    }
}

/* Ctrl+H and back. */
static void
test_hold_key (Fixture *f, gconstpointer data)
{
  aloud_stage_go_live (f->stage);
  aloud_stage_type ("key ctrl+h");
  aloud_test_wait (flag (f, "on-hold"));
  aloud_stage_type ("key ctrl+h");
  aloud_test_wait (!flag (f, "on-hold"));
}

/* With an open microphone Space talks nowhere. */
static void
test_space_open_microphone (Fixture *f, gconstpointer data)
{
  aloud_stage_go_live (f->stage);
  aloud_stage_hear (f->stage, "Hello", TRUE);
  aloud_test_wait (aloud_stage_shows (f->window, "Hello"));
  gtk_widget_grab_focus (aloud_stage_find_type (f->window, GTK_TYPE_LIST_VIEW));
  aloud_stage_type ("key space");
  g_assert_false (flag (f, "talking"));
  g_assert_cmpint (state (f), ==, ALOUD_STATE_LIVE);
}

/* Where the focus goes while the key is down, its release goes too. */
static void
test_focus_lost (Fixture *f, gconstpointer data)
{
  GtkWindow *other;

  aloud_session_set_push_to_talk (f->stage->session, TRUE);
  aloud_stage_go_live (f->stage);
  aloud_test_wait (focus (f) != NULL);
  aloud_stage_type ("keydown space");
  aloud_test_wait (flag (f, "talking"));

  other = GTK_WINDOW (gtk_window_new ());
  gtk_window_present (other);
  aloud_test_wait (!gtk_window_is_active (GTK_WINDOW (f->window)));
  aloud_test_wait ((aloud_fake_voice_hear (f->stage->voice, 1), !flag (f, "talking")));
  aloud_stage_type ("keyup space");
  gtk_window_destroy (other);
}

/* Held with the pointer for longer than GTK takes for a click. */
static void
test_hold_button (Fixture *f, gconstpointer data)
{
  g_autofree char *move = NULL;
  graphene_point_t centre;
  GtkWidget *hold;
  gint64 start;

  aloud_session_set_push_to_talk (f->stage->session, TRUE);
  aloud_stage_go_live (f->stage);
  hold = aloud_stage_find_type (f->window, g_type_from_name ("AloudTalkButton"));
  aloud_test_wait (gtk_widget_get_mapped (hold) && gtk_widget_get_width (hold) > 0);
  gtk_test_widget_wait_for_draw (hold);
  g_assert_true (gtk_widget_compute_point (hold, GTK_WIDGET (f->window),
                                           &GRAPHENE_POINT_INIT (gtk_widget_get_width (hold) / 2,
                                                                 gtk_widget_get_height (hold) / 2), &centre));
  move = g_strdup_printf ("mousemove %d %d mousedown 1", (int) centre.x, (int) centre.y);
  aloud_stage_type (move);
  aloud_test_wait (flag (f, "talking"));
  start = g_get_monotonic_time ();
  aloud_test_wait (g_get_monotonic_time () - start > 700000);
  g_assert_true (flag (f, "talking"));
  aloud_stage_type ("mouseup 1");
  aloud_test_wait ((aloud_fake_voice_hear (f->stage->voice, 1), !flag (f, "talking")));
}

static void
test_size_kept (Fixture *f, gconstpointer data)
{
  int width, height;

  gtk_window_set_default_size (GTK_WINDOW (f->window), 500, 600);
  close_window (f);
  g_assert_cmpint (g_settings_get_int (f->stage->settings, "window-width"), ==, 500);
  g_assert_cmpint (g_settings_get_int (f->stage->settings, "window-height"), ==, 600);

  f->window = aloud_stage_open_window (f->stage);
  gtk_window_get_default_size (GTK_WINDOW (f->window), &width, &height);
  g_assert_cmpint (width, ==, 500);
  g_assert_cmpint (height, ==, 600);
}

/* Closing the window in the middle of it leaves the call alone, and a new one finds it. */
static void
test_outlived (Fixture *f, gconstpointer data)
{
  aloud_stage_go_live (f->stage);
  close_window (f);
  g_assert_cmpint (state (f), ==, ALOUD_STATE_LIVE);
  f->window = aloud_stage_open_window (f->stage);
  aloud_test_wait (aloud_stage_shows (f->window, "Say Something"));
}

/* As narrow as a phone, nothing is cut off: GTK warns of it, and that is fatal here. */
static void
test_narrow (Fixture *f, gconstpointer data)
{
  int minimum;

  aloud_stage_go_live (f->stage);
  aloud_session_set_push_to_talk (f->stage->session, TRUE);
  speak (f);
  gtk_widget_measure (GTK_WIDGET (f->window), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 412); /* 360 and the shadow that X11 has inside of the window */
}

static void
test_picture (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_test_build_filename (G_TEST_BUILT, "ui", "window.png", NULL);
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (GError) error = NULL;

  gtk_test_widget_wait_for_draw (GTK_WIDGET (f->window));
  aloud_stage_shoot (GTK_WINDOW (f->window), path);
  texture = gdk_texture_new_from_filename (path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (gdk_texture_get_width (texture), >=, 360);
}

#define ADD(name, function)                                                                                \
  g_test_add ("/ui/window/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  aloud_stage_init (&argc, &argv);

  ADD ("welcome", test_welcome);
  ADD ("close", test_close);
  ADD ("back", test_back);
  ADD ("switch", test_switch);
  ADD ("switch-leaves", test_switch_leaves);
  ADD ("switch-in-call", test_switch_in_call);
  ADD ("keys", test_keys);
  ADD ("escape", test_escape);
  ADD ("escape-error", test_escape_error);
  ADD ("hold-space", test_hold_space);
  ADD ("space-on-button", test_space_on_button);
  ADD ("space-on-transcript", test_space_on_transcript);
  ADD ("modifier-talks", test_modifier_talks);
  ADD ("combination-talks", test_combination_talks);
  ADD ("hold-key", test_hold_key);
  ADD ("space-open-microphone", test_space_open_microphone);
  ADD ("focus-lost", test_focus_lost);
  ADD ("hold-button", test_hold_button);
  ADD ("size-kept", test_size_kept);
  ADD ("outlived", test_outlived);
  ADD ("narrow", test_narrow);
  ADD ("picture", test_picture);

  return g_test_run ();
}
