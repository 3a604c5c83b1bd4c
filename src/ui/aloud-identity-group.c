/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-identity-group.h"

#include "aloud-field-note.h"
#include "aloud-form-rows.h"

struct _AloudIdentityGroup
{
  AdwPreferencesGroup parent;

  /* Injected */
  AloudAgentForm *form;

  /* Template */
  AdwEntryRow *config_id;
  AloudFieldNote *config_note;
  AdwEntryRow *project_id;
};

G_DEFINE_FINAL_TYPE (AloudIdentityGroup, aloud_identity_group, ADW_TYPE_PREFERENCES_GROUP)

static void
update (AloudIdentityGroup *self)
{
  aloud_form_rows_check (self->form, ALOUD_FORM_CONFIG_ID, self->config_note);
}

static void
aloud_identity_group_dispose (GObject *object)
{
  AloudIdentityGroup *self = ALOUD_IDENTITY_GROUP (object);

  g_clear_object (&self->form);

  G_OBJECT_CLASS (aloud_identity_group_parent_class)->dispose (object);
}

static void
aloud_identity_group_class_init (AloudIdentityGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = aloud_identity_group_dispose;

  g_type_ensure (ALOUD_TYPE_FIELD_NOTE);
  gtk_widget_class_set_template_from_resource (widget_class, ALOUD_RESOURCE_PATH "/ui/aloud-identity-group.ui");
  gtk_widget_class_bind_template_child (widget_class, AloudIdentityGroup, config_id);
  gtk_widget_class_bind_template_child (widget_class, AloudIdentityGroup, config_note);
  gtk_widget_class_bind_template_child (widget_class, AloudIdentityGroup, project_id);
}

static void
aloud_identity_group_init (AloudIdentityGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
aloud_identity_group_bind (AloudIdentityGroup *self, AloudAgentForm *form)
{
  GSettings *settings;

  g_return_if_fail (ALOUD_IS_IDENTITY_GROUP (self));
  g_return_if_fail (ALOUD_IS_AGENT_FORM (form));
  g_return_if_fail (self->form == NULL);

  self->form = g_object_ref (form);
  settings = aloud_agent_form_get_settings (form);
  g_settings_bind (settings, "config-id", self->config_id, "text", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "project-id", self->project_id, "text", G_SETTINGS_BIND_DEFAULT);
  g_signal_connect_object (form, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

gboolean
aloud_identity_group_focus (AloudIdentityGroup *self, AloudFormField field)
{
  g_return_val_if_fail (ALOUD_IS_IDENTITY_GROUP (self), FALSE);

  if (field == ALOUD_FORM_CONFIG_ID)
    return gtk_widget_grab_focus (GTK_WIDGET (self->config_id));
  return field == ALOUD_FORM_PROJECT_ID && gtk_widget_grab_focus (GTK_WIDGET (self->project_id));
}
