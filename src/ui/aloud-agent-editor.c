/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-agent-editor.h"

#include "aloud-agent-trial.h"
#include "aloud-ask.h"
#include "aloud-credential-group.h"
#include "aloud-field-note.h"
#include "aloud-form-questions.h"
#include "aloud-form-rows.h"
#include "aloud-found-group.h"
#include "aloud-identity-group.h"
#include "aloud-remedy.h"
#include "aloud-save-bar.h"
#include "aloud-server-group.h"
#include "aloud-session-settings-group.h"
#include "aloud-spoken-name.h"
#include "aloud-test-row.h"
#include "aloud-token-group.h"

#include <glib/gi18n.h>

#define ROOM_AROUND 60 /* pixels between the row that has the first focus and the edge: the note below it belongs to it */

struct _AloudAgentEditor
{
  AdwWindow parent;

  /* Injected */
  AloudProfiles *profiles;
  AloudProfile *profile; /* NULL: a new agent */

  /* Owned */
  AloudAgentForm *form;
  AloudAgentTrial *trial;

  /* Template */
  GtkButton *save;
  GtkSpinner *spinner;
  AloudSaveBar *save_bar;
  GtkWidget *page;
  AdwEntryRow *name;
  AloudFieldNote *name_note;
  AdwComboRow *stage;
  AloudCredentialGroup *credential;
  AloudTokenGroup *token;
  AloudIdentityGroup *identity;
  AloudTestRow *test;
  AloudFoundGroup *found;
  AloudServerGroup *server;
  AloudSessionSettingsGroup *session_settings;

  /* State */
  gboolean closing;
  AloudFormField first; /* that has the focus when the window comes up */
};

G_DEFINE_FINAL_TYPE (AloudAgentEditor, aloud_agent_editor, ADW_TYPE_WINDOW)

static const char *const stages[] = { "", "development", "production", NULL };

static void
close_at_once (AloudAgentEditor *self)
{
  self->closing = TRUE;
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_busy (AloudAgentEditor *self)
{
  gboolean busy = aloud_ask_boolean (self->save_bar, "busy");

  /* A text that becomes insensitive does not always hear that it has lost the focus (GTK 4.8). */
  if (busy)
    gtk_window_set_focus (GTK_WINDOW (self), NULL);
  gtk_widget_set_sensitive (self->page, !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "editor.save", !busy);
  gtk_spinner_set_spinning (self->spinner, busy);
}

static gboolean
focus_field (AloudAgentEditor *self, AloudFormField field)
{
  return aloud_credential_group_focus (self->credential, field)
         || aloud_token_group_focus (self->token, field)
         || aloud_identity_group_focus (self->identity, field)
         || aloud_server_group_focus (self->server, field);
}

static AloudFormField
insist (AloudAgentEditor *self)
{
  return aloud_agent_form_insist (self->form, 0, ALOUD_FORM_N_FIELDS - 1);
}

/* Storing */

static void
on_saved (AloudAgentEditor *self, AloudProfile *profile)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  if (self->profile == NULL && parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "app.select-agent", "s", aloud_profile_get_id (profile));
  close_at_once (self);
}

static void
on_save (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AloudAgentEditor *self = ALOUD_AGENT_EDITOR (widget);
  AloudFormField wrong = insist (self);

  if (wrong != ALOUD_FORM_N_FIELDS)
    focus_field (self, wrong);
  else
    aloud_save_bar_save (self->save_bar, self->form, self->profiles, self->profile);
}

/* Testing */

static void
on_test (AloudAgentEditor *self)
{
  AloudFormField wrong = insist (self);

  if (wrong != ALOUD_FORM_N_FIELDS)
    focus_field (self, wrong);
  else
    aloud_test_row_run (self->test, aloud_agent_trial_begin (self->trial));
}

static void
on_test_succeeded (AloudAgentEditor *self)
{
  aloud_agent_trial_keep_success (self->trial);
}

static void
on_form_changed (AloudAgentEditor *self)
{
  if (aloud_agent_trial_is_outdated (self->trial))
    aloud_test_row_forget (self->test);
}

static void
on_documentation (AloudAgentEditor *self)
{
  aloud_remedy_apply (ALOUD_REMEDY_OPEN_DOCUMENTATION, NULL, GTK_WIDGET (self));
}

static void
did_answer_discard (GObject *object)
{
  close_at_once (ALOUD_AGENT_EDITOR (object));
}

static gboolean
aloud_agent_editor_close_request (GtkWindow *window)
{
  AloudAgentEditor *self = ALOUD_AGENT_EDITOR (window);

  if (!self->closing && aloud_agent_form_is_changed (self->form))
    {
      aloud_form_questions_ask_discard (GTK_WIDGET (window), did_answer_discard);
      return TRUE;
    }
  aloud_save_bar_stop (self->save_bar);
  aloud_test_row_forget (self->test);
  return GTK_WINDOW_CLASS (aloud_agent_editor_parent_class)->close_request (window);
}

/* GTK scrolls to what gets the focus, but not before it knows where that is. */
static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (widget));
  GtkWidget *row = focus != NULL ? gtk_widget_get_ancestor (focus, ADW_TYPE_PREFERENCES_ROW) : NULL;
  GtkWidget *view = row != NULL ? gtk_widget_get_ancestor (row, GTK_TYPE_SCROLLED_WINDOW) : NULL;
  GtkAdjustment *adjustment;
  graphene_rect_t place;
  double page, y;

  if (view == NULL)
    return G_SOURCE_REMOVE;
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (view));
  page = gtk_adjustment_get_page_size (adjustment);
  if (gtk_widget_get_height (row) == 0 || page == 0 || !gtk_widget_compute_bounds (row, view, &place))
    return G_SOURCE_CONTINUE;
  y = gtk_adjustment_get_value (adjustment) + place.origin.y;
  /* And not gtk_adjustment_clamp_page(): what GTK does by itself meanwhile would go on after it. */
  gtk_adjustment_set_value (adjustment, y + place.size.height + ROOM_AROUND - page);
  return G_SOURCE_REMOVE;
}

/* Before GTK looks for a first focus of its own, which would be the button that closes. */
static void
aloud_agent_editor_map (GtkWidget *widget)
{
  AloudAgentEditor *self = ALOUD_AGENT_EDITOR (widget);

  GTK_WIDGET_CLASS (aloud_agent_editor_parent_class)->map (widget);

  if (!focus_field (self, self->first))
    gtk_widget_grab_focus (GTK_WIDGET (self->name));
  gtk_widget_add_tick_callback (widget, on_tick, NULL, NULL);
}

static void
aloud_agent_editor_dispose (GObject *object)
{
  AloudAgentEditor *self = ALOUD_AGENT_EDITOR (object);

  g_clear_object (&self->trial);
  g_clear_object (&self->form);
  g_clear_object (&self->profile);
  g_clear_object (&self->profiles);

  G_OBJECT_CLASS (aloud_agent_editor_parent_class)->dispose (object);
}

static void
ensure_types (void)
{
  g_type_ensure (ALOUD_TYPE_CREDENTIAL_GROUP);
  g_type_ensure (ALOUD_TYPE_FIELD_NOTE);
  g_type_ensure (ALOUD_TYPE_FOUND_GROUP);
  g_type_ensure (ALOUD_TYPE_IDENTITY_GROUP);
  g_type_ensure (ALOUD_TYPE_SAVE_BAR);
  g_type_ensure (ALOUD_TYPE_SERVER_GROUP);
  g_type_ensure (ALOUD_TYPE_SESSION_SETTINGS_GROUP);
  g_type_ensure (ALOUD_TYPE_TEST_ROW);
  g_type_ensure (ALOUD_TYPE_TOKEN_GROUP);
}

static void
aloud_agent_editor_class_init (AloudAgentEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = aloud_agent_editor_dispose;
  widget_class->map = aloud_agent_editor_map;
  GTK_WINDOW_CLASS (klass)->close_request = aloud_agent_editor_close_request;

  ensure_types ();
  gtk_widget_class_install_action (widget_class, "editor.save", NULL, on_save);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "editor.save", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, ALOUD_RESOURCE_PATH "/ui/aloud-agent-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, AloudAgentEditor, save);
  gtk_widget_class_bind_template_child (widget_class, AloudAgentEditor, spinner);
  gtk_widget_class_bind_template_child (widget_class, AloudAgentEditor, save_bar);
  gtk_widget_class_bind_template_child (widget_class, AloudAgentEditor, page);
  gtk_widget_class_bind_template_child (widget_class, AloudAgentEditor, name);
  gtk_widget_class_bind_template_child (widget_class, AloudAgentEditor, name_note);
  gtk_widget_class_bind_template_child (widget_class, AloudAgentEditor, stage);
  gtk_widget_class_bind_template_child (widget_class, AloudAgentEditor, credential);
  gtk_widget_class_bind_template_child (widget_class, AloudAgentEditor, token);
  gtk_widget_class_bind_template_child (widget_class, AloudAgentEditor, identity);
  gtk_widget_class_bind_template_child (widget_class, AloudAgentEditor, test);
  gtk_widget_class_bind_template_child (widget_class, AloudAgentEditor, found);
  gtk_widget_class_bind_template_child (widget_class, AloudAgentEditor, server);
  gtk_widget_class_bind_template_child (widget_class, AloudAgentEditor, session_settings);
  gtk_widget_class_bind_template_callback (widget_class, on_busy);
  gtk_widget_class_bind_template_callback (widget_class, on_saved);
  gtk_widget_class_bind_template_callback (widget_class, on_test);
  gtk_widget_class_bind_template_callback (widget_class, on_test_succeeded);
  gtk_widget_class_bind_template_callback (widget_class, on_documentation);
}

static void
aloud_agent_editor_init (AloudAgentEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->first = ALOUD_FORM_N_FIELDS;
}

static void
bind_form (AloudAgentEditor *self)
{
  GSettings *settings = aloud_agent_form_get_settings (self->form);

  g_settings_bind (settings, "name", self->name, "text", G_SETTINGS_BIND_DEFAULT);
  aloud_form_rows_bind_choice (settings, "stage", self->stage, stages);
  aloud_credential_group_bind (self->credential, self->form);
  aloud_token_group_bind (self->token, self->form);
  aloud_identity_group_bind (self->identity, self->form);
  aloud_server_group_bind (self->server, self->form);
  aloud_session_settings_group_bind (self->session_settings, settings);
  g_signal_connect_object (self->form, "changed", G_CALLBACK (on_form_changed), self, G_CONNECT_SWAPPED);
}

static AloudAgentEditor *
create (GtkWindow *parent, AloudProfiles *profiles, AloudProfile *profile, AloudAgentForm *form)
{
  AloudAgentEditor *self = g_object_new (ALOUD_TYPE_AGENT_EDITOR, "transient-for", parent, NULL);

  self->profiles = g_object_ref (profiles);
  g_set_object (&self->profile, profile);
  self->form = g_object_ref (form);
  self->trial = aloud_agent_trial_new (form);
  if (profile == NULL)
    gtk_window_set_title (GTK_WINDOW (self), _("New Agent"));
  gtk_button_set_label (self->save, profile != NULL ? _("_Save") : C_("a new agent", "_Add"));
  aloud_spoken_name_tidy (GTK_WIDGET (self));
  bind_form (self);
  return self;
}

GtkWindow *
aloud_agent_editor_new (GtkWindow *parent, AloudProfiles *profiles, AloudProfile *profile, AloudKeyring *keyring)
{
  g_autoptr (AloudAgentForm) form = NULL;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (ALOUD_IS_PROFILES (profiles), NULL);
  g_return_val_if_fail (profile == NULL || ALOUD_IS_PROFILE (profile), NULL);
  g_return_val_if_fail (ALOUD_IS_KEYRING (keyring), NULL);

  form = aloud_agent_form_new (profile != NULL ? aloud_profile_get_settings (profile) : NULL,
                               profile != NULL ? aloud_profile_get_id (profile) : NULL, keyring);
  return GTK_WINDOW (create (parent, profiles, profile, form));
}

void
aloud_agent_editor_begin_at (AloudAgentEditor *self, AloudFormField field)
{
  g_return_if_fail (ALOUD_IS_AGENT_EDITOR (self));
  g_return_if_fail (field <= ALOUD_FORM_N_FIELDS);

  self->first = field;
}

GtkWindow *
aloud_agent_editor_new_with_form (GtkWindow *parent, AloudProfiles *profiles, AloudAgentForm *form)
{
  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (ALOUD_IS_PROFILES (profiles), NULL);
  g_return_val_if_fail (ALOUD_IS_AGENT_FORM (form), NULL);

  return GTK_WINDOW (create (parent, profiles, NULL, form));
}

GtkWindow *
aloud_agent_editor_new_from_file (GtkWindow *parent, AloudProfiles *profiles, AloudAgentForm *form,
                                  const char *file_name, GStrv left_out)
{
  AloudAgentEditor *self;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (ALOUD_IS_PROFILES (profiles), NULL);
  g_return_val_if_fail (ALOUD_IS_AGENT_FORM (form), NULL);
  g_return_val_if_fail (file_name != NULL, NULL);

  self = create (parent, profiles, NULL, form);
  aloud_found_group_show (self->found, form, file_name, left_out);
  return GTK_WINDOW (self);
}
