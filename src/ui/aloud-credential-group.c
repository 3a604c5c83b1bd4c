/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-credential-group.h"

#include "aloud-field-note.h"
#include "aloud-form-rows.h"

#include <glib/gi18n.h>

#define ROTATE_AFTER (90 * 24 * 60 * 60) /* seconds; the service's page: "rotate keys every 90 days" */

struct _AloudCredentialGroup
{
  AdwPreferencesGroup parent;

  /* Injected */
  AloudAgentForm *form;

  /* Template */
  AdwComboRow *kind;
  AloudFieldNote *kind_note;
  AdwPasswordEntryRow *key;
  AloudFieldNote *key_note;
  AdwActionRow *rotate;
};

G_DEFINE_FINAL_TYPE (AloudCredentialGroup, aloud_credential_group, ADW_TYPE_PREFERENCES_GROUP)

static const char *const kinds[] = { "token", "api-key", NULL };

static void
show_rotation (AloudCredentialGroup *self, gboolean is_key)
{
  gint64 stored_at;
  AloudSecretState stored = aloud_agent_form_get_stored (self->form, &stored_at);
  gint64 age = aloud_agent_form_get_now (self->form) - stored_at;
  gboolean old = is_key && stored_at != 0 && age > ROTATE_AFTER
                 && (stored == ALOUD_SECRET_STORED || stored == ALOUD_SECRET_LOCKED);
  g_autoptr (GDateTime) date = old ? g_date_time_new_from_unix_local (stored_at) : NULL;
  g_autofree char *day = date != NULL ? g_date_time_format (date, "%x") : NULL;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->rotate), day != NULL);
  if (day == NULL)
    return;
  /* Translators: %s is a date */
  text = g_strdup_printf (_("Stored on %s, more than 90 days ago. Make a new one in the project settings, enter it "
                            "above, and revoke the old one."), day);
  adw_action_row_set_subtitle (self->rotate, text);
}

static void
update (AloudCredentialGroup *self)
{
  gboolean is_key = aloud_agent_form_get_secret_kind (self->form) == ALOUD_SECRET_API_KEY;

  g_object_set (self->kind_note, "hint", is_key
    ? _("A key gives full access to the account and belongs on no shared computer. An access token is recommended.")
    : _("Recommended: a token is limited in time and in what it permits. The service’s support must enable tokens for "
        "the account."), NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->key), is_key);
  aloud_form_rows_tell_stored (self->form, ALOUD_SECRET_API_KEY, self->key_note,
                               _("From the project settings; it begins with “oak_”."));
  if (is_key)
    aloud_form_rows_check (self->form, ALOUD_FORM_SECRET, self->key_note);
  else
    aloud_field_note_set_error (self->key_note, NULL);
  show_rotation (self, is_key);
}

static void
aloud_credential_group_dispose (GObject *object)
{
  AloudCredentialGroup *self = ALOUD_CREDENTIAL_GROUP (object);

  g_clear_object (&self->form);

  G_OBJECT_CLASS (aloud_credential_group_parent_class)->dispose (object);
}

static void
aloud_credential_group_class_init (AloudCredentialGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = aloud_credential_group_dispose;

  g_type_ensure (ALOUD_TYPE_FIELD_NOTE);
  gtk_widget_class_set_template_from_resource (widget_class, ALOUD_RESOURCE_PATH "/ui/aloud-credential-group.ui");
  gtk_widget_class_bind_template_child (widget_class, AloudCredentialGroup, kind);
  gtk_widget_class_bind_template_child (widget_class, AloudCredentialGroup, kind_note);
  gtk_widget_class_bind_template_child (widget_class, AloudCredentialGroup, key);
  gtk_widget_class_bind_template_child (widget_class, AloudCredentialGroup, key_note);
  gtk_widget_class_bind_template_child (widget_class, AloudCredentialGroup, rotate);
}

static void
aloud_credential_group_init (AloudCredentialGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
aloud_credential_group_bind (AloudCredentialGroup *self, AloudAgentForm *form)
{
  g_return_if_fail (ALOUD_IS_CREDENTIAL_GROUP (self));
  g_return_if_fail (ALOUD_IS_AGENT_FORM (form));
  g_return_if_fail (self->form == NULL);

  self->form = g_object_ref (form);
  aloud_form_rows_bind_choice (aloud_agent_form_get_settings (form), "credential-kind", self->kind, kinds);
  aloud_form_rows_bind_secret (form, ALOUD_SECRET_API_KEY, self->key);
  g_signal_connect_object (form, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

gboolean
aloud_credential_group_focus (AloudCredentialGroup *self, AloudFormField field)
{
  g_return_val_if_fail (ALOUD_IS_CREDENTIAL_GROUP (self), FALSE);

  return field == ALOUD_FORM_SECRET && gtk_widget_get_visible (GTK_WIDGET (self->key))
         && gtk_widget_grab_focus (GTK_WIDGET (self->key));
}
