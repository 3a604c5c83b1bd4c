/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-session-key-window.h"

#include "aloud-form-rows.h"

#include "aloud-closures.h"
#include "aloud-credential.h"
#include "aloud-macros.h"
#include "aloud-spoken-name.h"

#include <glib/gi18n.h>

struct _AloudSessionKeyWindow
{
  AdwWindow parent;

  /* Injected */
  AloudKeyring *keyring;
  AloudProfile *profile;

  /* Template */
  AdwPreferencesGroup *group;
  AdwPasswordEntryRow *entry;
};

G_DEFINE_FINAL_TYPE (AloudSessionKeyWindow, aloud_session_key_window, ADW_TYPE_WINDOW)

static guint signal_used;

/* For its form alone: what a token says is checked when the agent is called, where a sentence explains it. */
static gboolean
is_plausible (AloudSessionKeyWindow *self)
{
  AloudCredentialKind kind = aloud_profile_get_kind (self->profile);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autoptr (AloudCredential) credential = aloud_credential_new (kind, text);

  if (kind == ALOUD_CREDENTIAL_TOKEN)
    return *aloud_credential_get_secret (credential) != '\0';
  return aloud_credential_check (credential, NULL, NULL, 0, NULL);
}

static void
on_changed (AloudSessionKeyWindow *self)
{
  gboolean empty = *gtk_editable_get_text (GTK_EDITABLE (self->entry)) == '\0';
  gboolean plausible = is_plausible (self);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "session-key.use", plausible);
  if (plausible || empty)
    gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
}

static void
on_use (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AloudSessionKeyWindow *self = ALOUD_SESSION_KEY_WINDOW (widget);
  AloudCredentialKind kind = aloud_profile_get_kind (self->profile);
  g_autoptr (AloudCredential) credential = NULL;
  g_autofree char *host = aloud_profile_dup_host (self->profile);

  credential = aloud_credential_new (kind, gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  if (host != NULL)
    aloud_keyring_use_for_session (self->keyring, aloud_profile_get_id (self->profile),
                                   kind == ALOUD_CREDENTIAL_TOKEN ? ALOUD_SECRET_TOKEN : ALOUD_SECRET_API_KEY, host,
                                   aloud_credential_get_secret (credential));
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  g_signal_emit (self, signal_used, 0, self->profile);
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_entry_activated (AloudSessionKeyWindow *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "session-key.use", NULL);
}

static void
aloud_session_key_window_dispose (GObject *object)
{
  AloudSessionKeyWindow *self = ALOUD_SESSION_KEY_WINDOW (object);

  g_clear_object (&self->keyring);
  g_clear_object (&self->profile);

  G_OBJECT_CLASS (aloud_session_key_window_parent_class)->dispose (object);
}

static void
aloud_session_key_window_class_init (AloudSessionKeyWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = aloud_session_key_window_dispose;

  signal_used = g_signal_new ("used", ALOUD_TYPE_SESSION_KEY_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 1, ALOUD_TYPE_PROFILE);
  gtk_widget_class_install_action (widget_class, "session-key.use", NULL, on_use);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, ALOUD_RESOURCE_PATH "/ui/aloud-session-key-window.ui");
  gtk_widget_class_bind_template_child (widget_class, AloudSessionKeyWindow, group);
  gtk_widget_class_bind_template_child (widget_class, AloudSessionKeyWindow, entry);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_activated);
}

static void
aloud_session_key_window_init (AloudSessionKeyWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  aloud_spoken_name_tidy (GTK_WIDGET (self));
}

static void
fill_in (AloudSessionKeyWindow *self)
{
  g_autofree char *name = aloud_agent_dup_name (ALOUD_AGENT (self->profile));
  g_autofree char *isolated = aloud_isolate (name);
  g_autofree char *text = NULL;
  g_autofree char *markup = NULL;

  /* Translators: %s is the name of an agent */
  text = g_strdup_printf (_("It calls “%s” until Aloud is closed. Nothing is stored."), isolated);
  markup = g_markup_escape_text (text, -1); /* which the description of a group is */
  adw_preferences_group_set_description (self->group, markup);
  aloud_form_rows_name_reveal (GTK_WIDGET (self->entry));
  aloud_spoken_name_set_lists (GTK_WIDGET (self->group), (const char *const[]) { _("For This Session"), NULL });
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->entry),
                                 aloud_profile_get_kind (self->profile) == ALOUD_CREDENTIAL_TOKEN ? _("Access Token")
                                                                                                  : _("API Key"));
  on_changed (self);
}

GtkWindow *
aloud_session_key_window_new (GtkWindow *parent, AloudKeyring *keyring, AloudProfile *profile)
{
  AloudSessionKeyWindow *self;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (ALOUD_IS_KEYRING (keyring), NULL);
  g_return_val_if_fail (ALOUD_IS_PROFILE (profile), NULL);

  self = g_object_new (ALOUD_TYPE_SESSION_KEY_WINDOW, "transient-for", parent, NULL);
  self->keyring = g_object_ref (keyring);
  self->profile = g_object_ref (profile);
  fill_in (self);
  return GTK_WINDOW (self);
}
