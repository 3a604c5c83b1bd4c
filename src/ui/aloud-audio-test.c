/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-audio-test.h"

#include "aloud-announce.h"
#include "aloud-ask.h"
#include "aloud-device-choice.h"
#include "aloud-level-meter.h"
#include "aloud-problem.h"
#include "aloud-spoken-name.h"

#include <glib/gi18n.h>

struct _AloudAudioTest
{
  AdwWindow parent;

  /* Injected */
  AloudSoundCheck *check;
  AloudVoice *voice;

  /* Owned */
  GPtrArray *rows; /* of the findings, borrowed */

  /* Template */
  GtkMenuButton *devices;
  GtkStack *stack;
  AdwStatusPage *page;
  GtkWidget *progress;
  AloudLevelMeter *meter;
  GtkProgressBar *bar;
  GtkWidget *start;
  GtkWidget *stop;
  GtkWidget *answers;
  GtkWidget *yes;
  GtkWidget *no;
  AdwPreferencesGroup *group;
};

G_DEFINE_FINAL_TYPE (AloudAudioTest, aloud_audio_test, ADW_TYPE_WINDOW)

typedef struct {
  const char *icon;
  const char *title;
  const char *text;
} Words;

#define MICROPHONE "audio-input-microphone-symbolic"
#define SPEAKER    "audio-speakers-symbolic"
#define GOOD       "emblem-ok-symbolic"
#define BAD        "dialog-warning-symbolic"
#define OPEN       "dialog-information-symbolic"

static const Words step_words[] = {
  [ALOUD_SOUND_CHECK_READY] = { MICROPHONE, N_("Try Your Microphone and Speaker"),
    N_("Speak for a few seconds, then hear yourself. Then a test sound plays, and Aloud listens whether it comes back as "
       "an echo. Nothing leaves this computer, and nothing is kept.") },
  [ALOUD_SOUND_CHECK_SPEAK] = { MICROPHONE, N_("Speak Now"),
    N_("The microphone is on. Say a few sentences, as loud as in a call.") },
  [ALOUD_SOUND_CHECK_REPLAY] = { SPEAKER, N_("You Hear Yourself"), N_("This is what the microphone heard.") },
  [ALOUD_SOUND_CHECK_SOUND] = { SPEAKER, N_("Please Be Quiet"),
    N_("A test sound plays: three rising notes. The microphone listens for an echo of it.") },
  [ALOUD_SOUND_CHECK_QUESTION] = { SPEAKER, N_("Did You Hear the Test Sound?"),
    N_("It was three rising notes. The microphone is off again.") },
};

static const Words call_words = { MICROPHONE, N_("Not During a Call"),
  N_("The call has the microphone. End the call, and you can test here.") };

static const Words microphone_words[] = {
  [ALOUD_MICROPHONE_MISSING] = { BAD, N_("No microphone found"),
    N_("Plug one in, or turn it on in the system’s sound settings. Then test again.") },
  [ALOUD_MICROPHONE_SILENT] = { BAD, N_("The microphone is silent"),
    N_("Not even noise comes from it. It may be muted by a switch of its own or in the system’s sound settings, or you "
       "may have spoken into another one: choose it at the top of this window.") },
  [ALOUD_MICROPHONE_QUIET] = { BAD, N_("The microphone hears hardly anything"),
    N_("If you spoke, come closer or raise its volume in the system’s sound settings. It may also be the wrong "
       "microphone: choose another one at the top of this window.") },
  [ALOUD_MICROPHONE_GOOD] = { GOOD, N_("The microphone works"), N_("You are loud enough, and not too loud.") },
  [ALOUD_MICROPHONE_CLIPS] = { BAD, N_("The microphone is too loud"),
    N_("Your voice is distorted. Lower the microphone’s volume in the system’s sound settings, or speak from farther "
       "away.") },
};

static const Words speaker_words[] = {
  [ALOUD_SPEAKER_MISSING] = { BAD, N_("No speaker found"),
    N_("Plug in headphones or a speaker, or turn it on in the system’s sound settings. Then test again.") },
  [ALOUD_SPEAKER_UNHEARD] = { BAD, N_("You did not hear the speaker"),
    N_("Raise the volume in the system’s sound settings, and the agent’s volume in Preferences. It may also be the wrong "
       "speaker: choose another one at the top of this window.") },
  [ALOUD_SPEAKER_HEARD] = { GOOD, N_("The speaker works"), N_("You heard the test sound.") },
};

static const Words echo_words[] = {
  [ALOUD_ROOM_ECHO_UNKNOWN] = { OPEN, N_("The echo could not be tested"),
    N_("This takes a microphone and a speaker that work.") },
  [ALOUD_ROOM_ECHO_NONE] = { GOOD, N_("No echo"),
    N_("The microphone does not hear the speaker. You can speak while the agent speaks.") },
  [ALOUD_ROOM_ECHO_FOUND] = { OPEN, N_("The microphone hears the speaker"),
    N_("Aloud cancels this echo in calls. If the agent hears itself all the same, use headphones or turn on Speaker Mode "
       "in Preferences.") },
};

static const Words uncancelled_words = { BAD, N_("The microphone hears the speaker"),
  N_("Aloud cannot cancel this echo, because the echo canceller is not installed. Use headphones or turn on Speaker Mode "
     "in Preferences, or the agent hears itself.") };

static void
add_row (AloudAudioTest *self, const char *icon, const char *title, const char *text)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", title, "title-lines", 0,
                                 "subtitle-lines", 0, NULL);
  GtkWidget *image = g_object_new (GTK_TYPE_IMAGE, "icon-name", icon, "accessible-role",
                                   GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  g_object_set (row, "subtitle", text, NULL);
  gtk_widget_add_css_class (image, g_str_equal (icon, GOOD) ? "success" : g_str_equal (icon, BAD) ? "warning" : "dim-label");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), image);
  adw_preferences_group_add (self->group, row);
  g_ptr_array_add (self->rows, row);
}

static void
add_words (AloudAudioTest *self, const Words *words)
{
  add_row (self, words->icon, _(words->title), _(words->text));
}

static const Words *
get_echo_words (AloudAudioTest *self, AloudRoomEcho echo)
{
  if (echo == ALOUD_ROOM_ECHO_FOUND && !aloud_ask_boolean (self->voice, "cancels-echo"))
    return &uncancelled_words;
  return &echo_words[echo];
}

static void
clear_findings (AloudAudioTest *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
}

static void
fill_findings (AloudAudioTest *self)
{
  AloudSoundVerdict verdict = aloud_sound_check_get_verdict (self->check);
  g_autoptr (AloudProblem) problem = verdict.error != NULL ? aloud_problem_describe (verdict.error, NULL, NULL) : NULL;

  clear_findings (self);
  if (problem != NULL)
    add_row (self, BAD, problem->title, problem->body);
  if (verdict.microphone != ALOUD_MICROPHONE_UNKNOWN)
    add_words (self, &microphone_words[verdict.microphone]);
  if (verdict.speaker != ALOUD_SPEAKER_UNKNOWN)
    add_words (self, &speaker_words[verdict.speaker]);
  if (problem == NULL)
    add_words (self, get_echo_words (self, verdict.echo));
}

/* What was found, in one breath. */
static void
announce_findings (AloudAudioTest *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->rows->len; i++)
    g_string_append_printf (text, "%s. ", adw_preferences_row_get_title (g_ptr_array_index (self->rows, i)));
  aloud_announce (GTK_WIDGET (self), text->str);
}

static gboolean
is_running (AloudSoundCheckStep step)
{
  return step == ALOUD_SOUND_CHECK_SPEAK || step == ALOUD_SOUND_CHECK_REPLAY || step == ALOUD_SOUND_CHECK_SOUND;
}

static void
show_step (AloudAudioTest *self, AloudSoundCheckStep step)
{
  gboolean possible = aloud_sound_check_is_possible (self->check);
  const Words *words = possible ? &step_words[step] : &call_words;

  adw_status_page_set_icon_name (self->page, words->icon);
  adw_status_page_set_title (self->page, _(words->title));
  adw_status_page_set_description (self->page, _(words->text));
  gtk_widget_set_visible (self->progress, is_running (step));
  gtk_widget_set_visible (self->stop, is_running (step));
  gtk_widget_set_visible (self->start, step == ALOUD_SOUND_CHECK_READY && possible);
  gtk_widget_set_visible (self->answers, step == ALOUD_SOUND_CHECK_QUESTION && possible);
  /* A screen reader that lands on a button says what it is about. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->stop), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, _(words->title), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->yes), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, _(words->title), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->no), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, _(words->title), -1);
  aloud_announce (GTK_WIDGET (self), _(words->title));
}

static void
move_focus (AloudAudioTest *self, AloudSoundCheckStep step)
{
  if (step == ALOUD_SOUND_CHECK_DONE)
    gtk_widget_grab_focus (g_ptr_array_index (self->rows, 0));
  else if (step == ALOUD_SOUND_CHECK_QUESTION)
    gtk_widget_grab_focus (self->yes);
  else if (is_running (step))
    gtk_widget_grab_focus (self->stop);
  else
    gtk_widget_grab_focus (self->start);
}

static void
update (AloudAudioTest *self)
{
  AloudSoundCheckStep step = aloud_sound_check_get_step (self->check);
  gboolean possible = aloud_sound_check_is_possible (self->check);
  gboolean done = step == ALOUD_SOUND_CHECK_DONE && possible;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "audio-test.start", possible && !is_running (step));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "audio-test.stop", is_running (step));
  if (done)
    fill_findings (self);
  else
    show_step (self, step);
  gtk_stack_set_visible_child_name (self->stack, done ? "findings" : "step");
  move_focus (self, done ? step : MIN (step, ALOUD_SOUND_CHECK_QUESTION));
  if (done)
    announce_findings (self);
}

static void
on_level (AloudAudioTest *self)
{
  double level;

  g_object_get (self->check, "level", &level, NULL);
  aloud_level_meter_set_value (self->meter, level);
}

static void
on_progress (AloudAudioTest *self)
{
  double progress;

  g_object_get (self->check, "progress", &progress, NULL);
  gtk_progress_bar_set_fraction (self->bar, progress);
}

static void
on_start (GtkWidget *widget, const char *name, GVariant *parameter)
{
  aloud_sound_check_start (ALOUD_AUDIO_TEST (widget)->check);
}

static void
on_stop (GtkWidget *widget, const char *name, GVariant *parameter)
{
  aloud_sound_check_stop (ALOUD_AUDIO_TEST (widget)->check);
}

static void
on_yes (GtkWidget *widget, const char *name, GVariant *parameter)
{
  aloud_sound_check_answer (ALOUD_AUDIO_TEST (widget)->check, TRUE);
}

static void
on_no (GtkWidget *widget, const char *name, GVariant *parameter)
{
  aloud_sound_check_answer (ALOUD_AUDIO_TEST (widget)->check, FALSE);
}

static void
aloud_audio_test_dispose (GObject *object)
{
  AloudAudioTest *self = ALOUD_AUDIO_TEST (object);

  if (self->check != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->check, self);
      aloud_sound_check_stop (self->check);
    }
  g_clear_object (&self->check);
  g_clear_object (&self->voice);

  G_OBJECT_CLASS (aloud_audio_test_parent_class)->dispose (object);
}

static void
aloud_audio_test_finalize (GObject *object)
{
  g_ptr_array_unref (ALOUD_AUDIO_TEST (object)->rows);

  G_OBJECT_CLASS (aloud_audio_test_parent_class)->finalize (object);
}

static void
aloud_audio_test_class_init (AloudAudioTestClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = aloud_audio_test_dispose;
  G_OBJECT_CLASS (klass)->finalize = aloud_audio_test_finalize;

  g_type_ensure (ALOUD_TYPE_LEVEL_METER);
  gtk_widget_class_install_action (widget_class, "audio-test.start", NULL, on_start);
  gtk_widget_class_install_action (widget_class, "audio-test.stop", NULL, on_stop);
  gtk_widget_class_install_action (widget_class, "audio-test.yes", NULL, on_yes);
  gtk_widget_class_install_action (widget_class, "audio-test.no", NULL, on_no);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, ALOUD_RESOURCE_PATH "/ui/aloud-audio-test.ui");
  gtk_widget_class_bind_template_child (widget_class, AloudAudioTest, devices);
  gtk_widget_class_bind_template_child (widget_class, AloudAudioTest, stack);
  gtk_widget_class_bind_template_child (widget_class, AloudAudioTest, page);
  gtk_widget_class_bind_template_child (widget_class, AloudAudioTest, progress);
  gtk_widget_class_bind_template_child (widget_class, AloudAudioTest, meter);
  gtk_widget_class_bind_template_child (widget_class, AloudAudioTest, bar);
  gtk_widget_class_bind_template_child (widget_class, AloudAudioTest, start);
  gtk_widget_class_bind_template_child (widget_class, AloudAudioTest, stop);
  gtk_widget_class_bind_template_child (widget_class, AloudAudioTest, answers);
  gtk_widget_class_bind_template_child (widget_class, AloudAudioTest, yes);
  gtk_widget_class_bind_template_child (widget_class, AloudAudioTest, no);
  gtk_widget_class_bind_template_child (widget_class, AloudAudioTest, group);
}

static void
aloud_audio_test_init (AloudAudioTest *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  aloud_spoken_name_tidy (GTK_WIDGET (self));
}

GtkWindow *
aloud_audio_test_new (GtkWindow *parent, AloudSoundCheck *check, AloudVoice *voice, GMenuModel *devices)
{
  AloudAudioTest *self;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (ALOUD_IS_SOUND_CHECK (check), NULL);
  g_return_val_if_fail (ALOUD_IS_VOICE (voice), NULL);

  /* With the application come its actions. */
  self = g_object_new (ALOUD_TYPE_AUDIO_TEST, "transient-for", parent, "destroy-with-parent", TRUE, "application",
                       parent != NULL ? gtk_window_get_application (parent) : NULL, NULL);
  self->check = g_object_ref (check);
  self->voice = g_object_ref (voice);
  aloud_device_choice_show (self->devices, devices);
  g_signal_connect_object (check, "notify::step", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (check, "notify::possible", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (check, "notify::level", G_CALLBACK (on_level), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (check, "notify::progress", G_CALLBACK (on_progress), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WINDOW (self);
}
