/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-first-run.h"

#include "aloud-agent-editor.h"
#include "aloud-agent-trial.h"
#include "aloud-ask.h"
#include "aloud-credential-group.h"
#include "aloud-field-note.h"
#include "aloud-form-questions.h"
#include "aloud-identity-group.h"
#include "aloud-remedy.h"
#include "aloud-save-bar.h"
#include "aloud-spoken-name.h"
#include "aloud-test-row.h"
#include "aloud-token-group.h"

#include <glib/gi18n.h>

#define N_STEPS 3

struct _AloudFirstRun
{
  AdwWindow parent;

  /* Injected */
  AloudProfiles *profiles;

  /* Owned */
  AloudAgentForm *form;
  AloudAgentTrial *trial;

  /* Template */
  AdwWindowTitle *title;
  GtkButton *back;
  GtkButton *next;
  GtkSpinner *spinner;
  AloudSaveBar *save_bar;
  GtkStack *steps;
  GtkWidget *first;
  GtkWidget *second;
  GtkWidget *third;
  AloudCredentialGroup *credential;
  AloudTokenGroup *token;
  AloudIdentityGroup *identity;
  AdwEntryRow *name;
  AloudTestRow *test;

  /* State */
  guint step; /* from 0 */
  gboolean closing;
};

G_DEFINE_FINAL_TYPE (AloudFirstRun, aloud_first_run, ADW_TYPE_WINDOW)

/* Which fields stand on which step; those of the last cannot be changed here, and so they are right. */
static const struct {
  AloudFormField first, last;
} fields[N_STEPS] = {
  { ALOUD_FORM_SECRET, ALOUD_FORM_TOKEN_COMMAND },
  { ALOUD_FORM_CONFIG_ID, ALOUD_FORM_CONFIG_ID },
  { ALOUD_FORM_SERVER, ALOUD_FORM_CA_FILE },
};

static void
close_at_once (AloudFirstRun *self)
{
  self->closing = TRUE;
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_busy (AloudFirstRun *self)
{
  gboolean busy = aloud_ask_boolean (self->save_bar, "busy");

  /* A text that becomes insensitive does not always hear that it has lost the focus (GTK 4.8). */
  if (busy)
    gtk_window_set_focus (GTK_WINDOW (self), NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->steps), !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "first-run.next", !busy);
  gtk_spinner_set_spinning (self->spinner, busy);
}

static void
focus_field (AloudFirstRun *self, AloudFormField field)
{
  if (!aloud_credential_group_focus (self->credential, field) && !aloud_token_group_focus (self->token, field))
    aloud_identity_group_focus (self->identity, field);
}

static void
show_step (AloudFirstRun *self, guint step)
{
  GtkWidget *pages[N_STEPS] = { self->first, self->second, self->third };
  g_autofree char *subtitle = NULL;

  self->step = step;
  /* Translators: the first number is that of a step, the second is how many there are */
  subtitle = g_strdup_printf (_("Step %u of %u"), step + 1, N_STEPS);
  adw_window_title_set_subtitle (self->title, subtitle);
  gtk_button_set_label (self->back, step == 0 ? _("_Cancel") : _("_Back"));
  gtk_button_set_label (self->next, step < N_STEPS - 1 ? _("_Next") : C_("a new agent", "_Add"));
  aloud_spoken_name_tidy (GTK_WIDGET (self));
  gtk_stack_set_visible_child (self->steps, pages[step]);
  aloud_save_bar_stop (self->save_bar);
}

static void
enter_step (AloudFirstRun *self, guint step)
{
  show_step (self, step);
  if (step == 1)
    gtk_widget_child_focus (GTK_WIDGET (self->identity), GTK_DIR_TAB_FORWARD);
  else if (step == 2)
    gtk_widget_grab_focus (GTK_WIDGET (self->test));
}

static void
on_test (AloudFirstRun *self)
{
  aloud_test_row_run (self->test, aloud_agent_trial_begin (self->trial));
}

static void
on_test_succeeded (AloudFirstRun *self)
{
  aloud_agent_trial_keep_success (self->trial);
  gtk_widget_grab_focus (GTK_WIDGET (self->next));
}

static void
on_next (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AloudFirstRun *self = ALOUD_FIRST_RUN (widget);
  AloudFormField wrong = aloud_agent_form_insist (self->form, fields[self->step].first, fields[self->step].last);

  if (wrong != ALOUD_FORM_N_FIELDS)
    {
      focus_field (self, wrong);
    }
  else if (self->step < N_STEPS - 1)
    {
      enter_step (self, self->step + 1);
    }
  else
    {
      aloud_save_bar_save (self->save_bar, self->form, self->profiles, NULL);
    }
}

static void
on_back (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AloudFirstRun *self = ALOUD_FIRST_RUN (widget);

  if (self->step == 0)
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  show_step (self, self->step - 1);
  gtk_widget_child_focus (gtk_stack_get_visible_child (self->steps), GTK_DIR_TAB_FORWARD);
}

static void
on_saved (AloudFirstRun *self, AloudProfile *profile)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  if (parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "app.select-agent", "s", aloud_profile_get_id (profile));
  close_at_once (self);
}

static void
on_form_changed (AloudFirstRun *self)
{
  if (aloud_agent_trial_is_outdated (self->trial))
    aloud_test_row_forget (self->test);
}

static void
on_documentation (AloudFirstRun *self)
{
  aloud_remedy_apply (ALOUD_REMEDY_OPEN_DOCUMENTATION, NULL, GTK_WIDGET (self));
}

/* What is entered already goes along. */
static void
on_all_settings (AloudFirstRun *self)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  GtkWindow *editor = aloud_agent_editor_new_with_form (parent, self->profiles, self->form);

  close_at_once (self);
  gtk_window_present (editor);
}

static void
did_discard (GObject *object)
{
  close_at_once (ALOUD_FIRST_RUN (object));
}

static gboolean
aloud_first_run_close_request (GtkWindow *window)
{
  AloudFirstRun *self = ALOUD_FIRST_RUN (window);

  if (!self->closing && aloud_agent_form_is_changed (self->form))
    {
      aloud_form_questions_ask_discard (GTK_WIDGET (window), did_discard);
      return TRUE;
    }
  aloud_save_bar_stop (self->save_bar);
  aloud_test_row_forget (self->test);
  return GTK_WINDOW_CLASS (aloud_first_run_parent_class)->close_request (window);
}

/* Before GTK looks for a first focus of its own, which would be the button that closes. */
static void
aloud_first_run_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (aloud_first_run_parent_class)->map (widget);

  gtk_widget_child_focus (GTK_WIDGET (ALOUD_FIRST_RUN (widget)->credential), GTK_DIR_TAB_FORWARD);
}

static void
aloud_first_run_dispose (GObject *object)
{
  AloudFirstRun *self = ALOUD_FIRST_RUN (object);

  g_clear_object (&self->trial);
  g_clear_object (&self->form);
  g_clear_object (&self->profiles);

  G_OBJECT_CLASS (aloud_first_run_parent_class)->dispose (object);
}

static void
ensure_types (void)
{
  g_type_ensure (ALOUD_TYPE_CREDENTIAL_GROUP);
  g_type_ensure (ALOUD_TYPE_FIELD_NOTE);
  g_type_ensure (ALOUD_TYPE_IDENTITY_GROUP);
  g_type_ensure (ALOUD_TYPE_SAVE_BAR);
  g_type_ensure (ALOUD_TYPE_TEST_ROW);
  g_type_ensure (ALOUD_TYPE_TOKEN_GROUP);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, ALOUD_RESOURCE_PATH "/ui/aloud-first-run.ui");
  gtk_widget_class_bind_template_child (widget_class, AloudFirstRun, title);
  gtk_widget_class_bind_template_child (widget_class, AloudFirstRun, back);
  gtk_widget_class_bind_template_child (widget_class, AloudFirstRun, next);
  gtk_widget_class_bind_template_child (widget_class, AloudFirstRun, spinner);
  gtk_widget_class_bind_template_child (widget_class, AloudFirstRun, save_bar);
  gtk_widget_class_bind_template_child (widget_class, AloudFirstRun, steps);
  gtk_widget_class_bind_template_child (widget_class, AloudFirstRun, first);
  gtk_widget_class_bind_template_child (widget_class, AloudFirstRun, second);
  gtk_widget_class_bind_template_child (widget_class, AloudFirstRun, third);
  gtk_widget_class_bind_template_child (widget_class, AloudFirstRun, credential);
  gtk_widget_class_bind_template_child (widget_class, AloudFirstRun, token);
  gtk_widget_class_bind_template_child (widget_class, AloudFirstRun, identity);
  gtk_widget_class_bind_template_child (widget_class, AloudFirstRun, name);
  gtk_widget_class_bind_template_child (widget_class, AloudFirstRun, test);
  gtk_widget_class_bind_template_callback (widget_class, on_busy);
  gtk_widget_class_bind_template_callback (widget_class, on_saved);
  gtk_widget_class_bind_template_callback (widget_class, on_test);
  gtk_widget_class_bind_template_callback (widget_class, on_test_succeeded);
  gtk_widget_class_bind_template_callback (widget_class, on_documentation);
  gtk_widget_class_bind_template_callback (widget_class, on_all_settings);
}

static void
aloud_first_run_class_init (AloudFirstRunClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = aloud_first_run_dispose;
  widget_class->map = aloud_first_run_map;
  GTK_WINDOW_CLASS (klass)->close_request = aloud_first_run_close_request;

  ensure_types ();
  gtk_widget_class_install_action (widget_class, "first-run.next", NULL, on_next);
  gtk_widget_class_install_action (widget_class, "first-run.back", NULL, on_back);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  bind_template (widget_class);
}

static void
aloud_first_run_init (AloudFirstRun *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  show_step (self, 0);
}

GtkWindow *
aloud_first_run_new (GtkWindow *parent, AloudProfiles *profiles, AloudKeyring *keyring)
{
  AloudFirstRun *self;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (ALOUD_IS_PROFILES (profiles), NULL);
  g_return_val_if_fail (ALOUD_IS_KEYRING (keyring), NULL);

  self = g_object_new (ALOUD_TYPE_FIRST_RUN, "transient-for", parent, NULL);
  self->profiles = g_object_ref (profiles);
  self->form = aloud_agent_form_new (NULL, NULL, keyring);
  self->trial = aloud_agent_trial_new (self->form);
  g_settings_bind (aloud_agent_form_get_settings (self->form), "name", self->name, "text", G_SETTINGS_BIND_DEFAULT);
  aloud_credential_group_bind (self->credential, self->form);
  aloud_token_group_bind (self->token, self->form);
  aloud_token_group_leave_out_rare (self->token);
  aloud_identity_group_bind (self->identity, self->form);
  g_signal_connect_object (self->form, "changed", G_CALLBACK (on_form_changed), self, G_CONNECT_SWAPPED);
  return GTK_WINDOW (self);
}
