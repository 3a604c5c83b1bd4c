/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-agent-row.h"

#include "aloud-agent-facts.h"
#include "aloud-agents-window.h"
#include "aloud-tame.h"

#include <glib/gi18n.h>

struct _AloudAgentRow
{
  AdwActionRow parent;

  /* Injected */
  AloudProfiles *profiles;
  AloudProfile *profile;
  AloudKeyring *keyring;

  /* Template */
  GtkWidget *handle;
  GtkLabel *badge;
  GtkWidget *button;
};

G_DEFINE_FINAL_TYPE (AloudAgentRow, aloud_agent_row, ADW_TYPE_ACTION_ROW)

enum {
  MOVED,
  DELETED,
  LAST_SIGNAL,
};

static guint signals[LAST_SIGNAL];

static void
append (GString *text, const char *part)
{
  g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", part);
}

static char *
describe (AloudAgentRow *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *host = aloud_agent_facts_dup_foreign_host (ALOUD_AGENT (self->profile));

  if (aloud_profiles_get_default (self->profiles) == self->profile)
    append (text, C_("agent", "Default"));
  append (text, aloud_profile_get_kind (self->profile) == ALOUD_CREDENTIAL_TOKEN ? _("Access token") : _("API key"));
  if (aloud_agent_facts_is_unstored (ALOUD_AGENT (self->profile), self->keyring))
    append (text, _("not stored"));
  if (host != NULL)
    append (text, host);
  if (!aloud_profile_get_tested (self->profile))
    append (text, _("not tested yet"));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
update (AloudAgentRow *self)
{
  g_autofree char *own_name = aloud_agent_dup_name (ALOUD_AGENT (self->profile));
  g_autofree char *name = aloud_tame_name (own_name);
  g_autofree char *menu_name = NULL;
  g_autofree char *subtitle = describe (self);
  const char *badge = aloud_agent_facts_get_badge (ALOUD_AGENT (self->profile));
  gboolean fixed = aloud_profile_get_read_only (self->profile);
  gboolean standard = aloud_profiles_get_default (self->profiles) == self->profile;

  /* Translators: read aloud for the menu of one agent in the list; %s is its name */
  menu_name = g_strdup_printf (_("Menu of “%s”"), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, menu_name, -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  gtk_label_set_text (self->badge, badge != NULL ? badge : "");
  gtk_widget_set_visible (GTK_WIDGET (self->badge), badge != NULL);
  gtk_widget_set_opacity (self->handle, fixed ? 0 : 1);
  gtk_widget_set_visible (self->button, !fixed);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), !fixed);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "agent.set-default", !standard && !fixed);
}

static void
on_edit (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AloudAgentRow *self = ALOUD_AGENT_ROW (widget);

  gtk_widget_activate_action (widget, "app.edit-agent", "s", aloud_profile_get_id (self->profile));
}

static void
on_export (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AloudAgentRow *self = ALOUD_AGENT_ROW (widget);

  gtk_widget_activate_action (widget, "app.export-agent", "s", aloud_profile_get_id (self->profile));
}

/* The copy is there at once; its secret follows. Where it cannot be copied, the copy asks for one when it is called.
 * @user_data: a GWeakRef to the window. */
static void
did_copy (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) window = g_weak_ref_get (user_data);
  g_autoptr (GError) error = NULL;

  g_weak_ref_clear (user_data);
  g_free (user_data);
  if (aloud_keyring_copy_finish (ALOUD_KEYRING (source), result, &error))
    return;
  g_debug ("a secret was not copied: %s", error->message);
  if (window != NULL && ALOUD_IS_AGENTS_WINDOW (window) && gtk_widget_get_mapped (window))
    aloud_agents_window_say (ALOUD_AGENTS_WINDOW (window),
                             _("The key or token was not copied: enter it in the copy’s settings"));
}

static void
on_duplicate (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AloudAgentRow *self = ALOUD_AGENT_ROW (widget);
  g_autoptr (AloudProfile) original = g_object_ref (self->profile);
  GWeakRef *window = g_new0 (GWeakRef, 1);
  AloudProfile *copy = aloud_profiles_duplicate (self->profiles, original);
  g_autofree char *copy_name = aloud_agent_dup_name (ALOUD_AGENT (copy));

  g_weak_ref_init (window, gtk_widget_get_root (widget));
  aloud_keyring_copy_async (self->keyring, aloud_profile_get_id (original), aloud_profile_get_id (copy), copy_name, NULL,
                            did_copy, window);
}

static void
on_set_default (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AloudAgentRow *self = ALOUD_AGENT_ROW (widget);

  aloud_profiles_set_default (self->profiles, self->profile);
}

static void
on_move (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, signals[MOVED], 0, g_str_equal (name, "agent.move-up") ? -1 : 1);
}

static void
on_delete (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, signals[DELETED], 0);
}

static GdkContentProvider *
on_drag_prepare (AloudAgentRow *self)
{
  return gdk_content_provider_new_typed (ALOUD_TYPE_AGENT_ROW, self);
}

static void
on_drag_begin (AloudAgentRow *self, GdkDrag *drag, GtkDragSource *source)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (self));

  gtk_drag_source_set_icon (source, paintable, 0, 0);
}

static gboolean
on_drop (AloudAgentRow *self, const GValue *value)
{
  AloudAgentRow *dragged = g_value_get_object (value);
  int places = gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (self))
               - gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (dragged));

  if (gtk_widget_get_parent (GTK_WIDGET (dragged)) != gtk_widget_get_parent (GTK_WIDGET (self)) || places == 0)
    return FALSE;
  g_signal_emit (dragged, signals[MOVED], 0, places);
  return TRUE;
}

static void
allow_dragging (AloudAgentRow *self)
{
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (ALOUD_TYPE_AGENT_ROW, GDK_ACTION_MOVE);

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect_object (source, "prepare", G_CALLBACK (on_drag_prepare), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (source, "drag-begin", G_CALLBACK (on_drag_begin), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (source));
  g_signal_connect_object (target, "drop", G_CALLBACK (on_drop), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

static void
aloud_agent_row_dispose (GObject *object)
{
  AloudAgentRow *self = ALOUD_AGENT_ROW (object);

  g_clear_object (&self->profiles);
  g_clear_object (&self->profile);
  g_clear_object (&self->keyring);

  G_OBJECT_CLASS (aloud_agent_row_parent_class)->dispose (object);
}

static void
aloud_agent_row_class_init (AloudAgentRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = aloud_agent_row_dispose;

  signals[MOVED] = g_signal_new ("moved", ALOUD_TYPE_AGENT_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                 G_TYPE_INT);
  signals[DELETED] = g_signal_new ("deleted", ALOUD_TYPE_AGENT_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget_class, "agent.edit", NULL, on_edit);
  gtk_widget_class_install_action (widget_class, "agent.duplicate", NULL, on_duplicate);
  gtk_widget_class_install_action (widget_class, "agent.export", NULL, on_export);
  gtk_widget_class_install_action (widget_class, "agent.set-default", NULL, on_set_default);
  gtk_widget_class_install_action (widget_class, "agent.move-up", NULL, on_move);
  gtk_widget_class_install_action (widget_class, "agent.move-down", NULL, on_move);
  gtk_widget_class_install_action (widget_class, "agent.delete", NULL, on_delete);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Up, GDK_ALT_MASK, "agent.move-up", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Down, GDK_ALT_MASK, "agent.move-down", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "agent.delete", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, ALOUD_RESOURCE_PATH "/ui/aloud-agent-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AloudAgentRow, handle);
  gtk_widget_class_bind_template_child (widget_class, AloudAgentRow, badge);
  gtk_widget_class_bind_template_child (widget_class, AloudAgentRow, button);
}

static void
aloud_agent_row_init (AloudAgentRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
aloud_agent_row_new (AloudProfiles *profiles, AloudProfile *profile, AloudKeyring *keyring)
{
  AloudAgentRow *self;

  g_return_val_if_fail (ALOUD_IS_PROFILES (profiles), NULL);
  g_return_val_if_fail (ALOUD_IS_PROFILE (profile), NULL);
  g_return_val_if_fail (ALOUD_IS_KEYRING (keyring), NULL);

  self = g_object_new (ALOUD_TYPE_AGENT_ROW, NULL);
  self->profiles = g_object_ref (profiles);
  self->profile = g_object_ref (profile);
  self->keyring = g_object_ref (keyring);
  g_signal_connect_object (profile, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (keyring, "session-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (profiles, "notify::default-profile", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (aloud_profile_get_settings (profile), "changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  if (aloud_profile_get_read_only (profile))
    {
      const char *names[] = { "agent.edit", "agent.duplicate", "agent.export", "agent.move-up", "agent.move-down",
                              "agent.delete" };

      for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        gtk_widget_action_set_enabled (GTK_WIDGET (self), names[i], FALSE);
    }
  else
    {
      allow_dragging (self);
    }
  update (self);
  return GTK_WIDGET (self);
}

AloudProfile *
aloud_agent_row_get_profile (AloudAgentRow *self)
{
  g_return_val_if_fail (ALOUD_IS_AGENT_ROW (self), NULL);

  return self->profile;
}
