/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-server-group.h"

#include "aloud-agent-files.h"
#include "aloud-endpoint.h"
#include "aloud-field-note.h"
#include "aloud-form-rows.h"

#include <glib/gi18n.h>

struct _AloudServerGroup
{
  AdwPreferencesGroup parent;

  /* Injected */
  AloudAgentForm *form;

  /* Template */
  AdwEntryRow *address;
  AloudFieldNote *address_note;
  AdwComboRow *dialect;
  AdwActionRow *ca_file;
  AloudFieldNote *ca_file_note;
  GtkWidget *forget_ca_file;
  GtkWidget *choose_ca_file;
};

G_DEFINE_FINAL_TYPE (AloudServerGroup, aloud_server_group, ADW_TYPE_PREFERENCES_GROUP)

static const char *const dialects[] = { "flat", "documented", NULL };

static void
update (AloudServerGroup *self)
{
  GSettings *settings = aloud_agent_form_get_settings (self->form);
  g_autofree char *ca_file = g_settings_get_string (settings, "ca-file");
  /* Translators: %s is the address of a server */
  g_autofree char *hint = g_strdup_printf (_("Empty for the service’s own: %s"), ALOUD_DEFAULT_BASE_URL);

  g_object_set (self->address_note, "hint", hint, NULL);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->dialect), adw_combo_row_get_selected (self->dialect) == 0
    ? _("As the service’s own programs speak it")
    : _("As the service’s documentation describes it"));
  adw_action_row_set_subtitle (self->ca_file, *ca_file != '\0' ? ca_file : _("None"));
  gtk_widget_set_visible (self->forget_ca_file, *ca_file != '\0');
  aloud_form_rows_check (self->form, ALOUD_FORM_SERVER, self->address_note);
  aloud_form_rows_check (self->form, ALOUD_FORM_CA_FILE, self->ca_file_note);
}

static void
did_choose (const char *path, gpointer user_data)
{
  AloudServerGroup *self = user_data;

  if (self->form != NULL)
    g_settings_set_string (aloud_agent_form_get_settings (self->form), "ca-file", path);
}

static void
on_choose_ca_file (AloudServerGroup *self)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));

  aloud_agent_files_choose (window, _("Choose a CA File"), G_OBJECT (self), did_choose);
}

static void
on_forget_ca_file (AloudServerGroup *self)
{
  g_settings_set_string (aloud_agent_form_get_settings (self->form), "ca-file", "");
  gtk_widget_grab_focus (self->choose_ca_file);
}

static void
aloud_server_group_dispose (GObject *object)
{
  AloudServerGroup *self = ALOUD_SERVER_GROUP (object);

  g_clear_object (&self->form);

  G_OBJECT_CLASS (aloud_server_group_parent_class)->dispose (object);
}

static void
aloud_server_group_class_init (AloudServerGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = aloud_server_group_dispose;

  g_type_ensure (ALOUD_TYPE_FIELD_NOTE);
  gtk_widget_class_set_template_from_resource (widget_class, ALOUD_RESOURCE_PATH "/ui/aloud-server-group.ui");
  gtk_widget_class_bind_template_child (widget_class, AloudServerGroup, address);
  gtk_widget_class_bind_template_child (widget_class, AloudServerGroup, address_note);
  gtk_widget_class_bind_template_child (widget_class, AloudServerGroup, dialect);
  gtk_widget_class_bind_template_child (widget_class, AloudServerGroup, ca_file);
  gtk_widget_class_bind_template_child (widget_class, AloudServerGroup, ca_file_note);
  gtk_widget_class_bind_template_child (widget_class, AloudServerGroup, forget_ca_file);
  gtk_widget_class_bind_template_child (widget_class, AloudServerGroup, choose_ca_file);
  gtk_widget_class_bind_template_callback (widget_class, on_forget_ca_file);
  gtk_widget_class_bind_template_callback (widget_class, on_choose_ca_file);
}

static void
aloud_server_group_init (AloudServerGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
aloud_server_group_bind (AloudServerGroup *self, AloudAgentForm *form)
{
  GSettings *settings;

  g_return_if_fail (ALOUD_IS_SERVER_GROUP (self));
  g_return_if_fail (ALOUD_IS_AGENT_FORM (form));
  g_return_if_fail (self->form == NULL);

  self->form = g_object_ref (form);
  settings = aloud_agent_form_get_settings (form);
  g_settings_bind (settings, "base-url", self->address, "text", G_SETTINGS_BIND_DEFAULT);
  aloud_form_rows_bind_choice (settings, "dialect", self->dialect, dialects);
  g_signal_connect_object (form, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

gboolean
aloud_server_group_focus (AloudServerGroup *self, AloudFormField field)
{
  g_return_val_if_fail (ALOUD_IS_SERVER_GROUP (self), FALSE);

  if (field == ALOUD_FORM_SERVER)
    return gtk_widget_grab_focus (GTK_WIDGET (self->address));
  return field == ALOUD_FORM_CA_FILE && gtk_widget_grab_focus (self->choose_ca_file);
}
