/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-agents-window.h"

#include "aloud-agent-row.h"
#include "aloud-closures.h"
#include "aloud-spoken-name.h"

#include <glib/gi18n.h>

struct _AloudAgentsWindow
{
  AdwWindow parent;

  /* Injected */
  AloudProfiles *profiles;
  AloudKeyring *keyring;
  AloudHistory *history; /* NULL where nothing is kept */

  /* State */
  AdwToast *toast; /* of what can still be had back, or NULL */

  /* Template */
  AdwToastOverlay *toasts;
  GtkStack *stack;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (AloudAgentsWindow, aloud_agents_window, ADW_TYPE_WINDOW)

static void
focus_row (AloudAgentsWindow *self, int index)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, MAX (index, 0));

  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

static void
on_row_moved (AloudAgentsWindow *self, int places, GtkListBoxRow *row)
{
  int from = gtk_list_box_row_get_index (row);
  int to = from + places;

  if (to < 0 || to >= (int) g_list_model_get_n_items (G_LIST_MODEL (self->profiles)))
    return;
  aloud_profiles_move (self->profiles, (guint) from, (guint) to);
  focus_row (self, to); /* the rows are others now */
}

static void
on_toast_dismissed (AloudAgentsWindow *self, AdwToast *toast)
{
  if (self->toast != toast)
    return; /* it offers nothing any more */
  g_clear_object (&self->toast);
  aloud_profiles_forget_removed (self->profiles);
}

/* There is one way back. A toast that stayed would come back after the next one, with a button that does nothing. */
static void
take_toast_away (AloudAgentsWindow *self)
{
  g_autoptr (AdwToast) toast = g_steal_pointer (&self->toast);

  if (toast != NULL)
    adw_toast_dismiss (toast);
}

static void
on_undo (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AloudAgentsWindow *self = ALOUD_AGENTS_WINDOW (widget);

  aloud_profiles_undo_remove (self->profiles);
  take_toast_away (self);
}

static guint
count_conversations (AloudAgentsWindow *self, const char *id)
{
  g_autoptr (GPtrArray) agents = self->history != NULL ? aloud_history_list_agents (self->history, NULL) : NULL;

  for (guint i = 0; agents != NULL && i < agents->len; i++)
    {
      const AloudHistoryAgent *agent = g_ptr_array_index (agents, i);

      if (g_strcmp0 (agent->id, id) == 0)
        return agent->n_conversations;
    }
  return 0;
}

static void
on_conversations_response (AloudAgentsWindow *self, const char *response, AdwMessageDialog *dialog)
{
  g_autoptr (GError) error = NULL;

  if (g_str_equal (response, "delete")
      && !aloud_history_delete_agent (self->history, g_object_get_data (G_OBJECT (dialog), "agent-id"), &error))
    aloud_agents_window_say (self, error->message);
}

/* What was said with an agent is not forgotten by itself with the agent, and not kept by itself without it. */
static void
ask_about_conversations (AloudAgentsWindow *self, const char *id, const char *name)
{
  guint n = count_conversations (self, id);
  g_autofree char *heading = NULL;
  GtkWidget *dialog;

  if (n == 0)
    return;
  heading = g_strdup_printf (ngettext ("Delete Its Conversation Too?", "Delete Its %u Conversations Too?", n), n);
  dialog = adw_message_dialog_new (GTK_WINDOW (self), heading, NULL);
  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog),
                                  /* Translators: %s is the name of an agent */
                                  _("What was said with “%s” is still in the history. Once it is deleted it cannot be brought "
                                    "back, even if you undo that the agent is."), name);
  g_object_set_data_full (G_OBJECT (dialog), "agent-id", g_strdup (id), g_free);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "keep", _("_Keep"), "delete", _("_Delete"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "delete", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_conversations_response), self, G_CONNECT_SWAPPED);
  aloud_spoken_name_tidy (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_row_deleted (AloudAgentsWindow *self, AloudAgentRow *row)
{
  g_autoptr (AloudProfile) profile = g_object_ref (aloud_agent_row_get_profile (row));
  int index = gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));
  g_autofree char *name = aloud_agent_dup_name (ALOUD_AGENT (profile));
  g_autofree char *isolated = aloud_isolate (name);
  g_autofree char *plain = NULL;
  g_autofree char *title = NULL;

  aloud_profiles_remove (self->profiles, profile);
  focus_row (self, index - 1);
  take_toast_away (self);

  /* Translators: %s is the name of an agent */
  plain = g_strdup_printf (_("“%s” deleted"), isolated);
  title = g_markup_escape_text (plain, -1);
  self->toast = adw_toast_new (title);
  adw_toast_set_button_label (self->toast, _("_Undo"));
  adw_toast_set_action_name (self->toast, "agents.undo");
  adw_toast_set_priority (self->toast, ADW_TOAST_PRIORITY_HIGH);
  g_signal_connect_object (self->toast, "dismissed", G_CALLBACK (on_toast_dismissed), self, G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (self->toasts, g_object_ref (self->toast));
  ask_about_conversations (self, aloud_profile_get_id (profile), isolated);
}

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  AloudAgentsWindow *self = user_data;
  GtkWidget *row = aloud_agent_row_new (self->profiles, item, self->keyring);

  g_signal_connect_object (row, "moved", G_CALLBACK (on_row_moved), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "deleted", G_CALLBACK (on_row_deleted), self, G_CONNECT_SWAPPED);
  return row;
}

static void
on_row_activated (AloudAgentsWindow *self, GtkListBoxRow *row)
{
  gtk_widget_activate_action (GTK_WIDGET (row), "agent.edit", NULL);
}

static void
on_items_changed (AloudAgentsWindow *self)
{
  gboolean empty = g_list_model_get_n_items (G_LIST_MODEL (self->profiles)) == 0;

  gtk_stack_set_visible_child_name (self->stack, empty ? "empty" : "list");
}

static void
aloud_agents_window_dispose (GObject *object)
{
  AloudAgentsWindow *self = ALOUD_AGENTS_WINDOW (object);

  if (self->toast != NULL)
    aloud_profiles_forget_removed (self->profiles);
  g_clear_object (&self->toast);
  if (self->list != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  g_clear_object (&self->profiles);
  g_clear_object (&self->keyring);
  g_clear_object (&self->history);

  G_OBJECT_CLASS (aloud_agents_window_parent_class)->dispose (object);
}

static void
aloud_agents_window_class_init (AloudAgentsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = aloud_agents_window_dispose;

  gtk_widget_class_install_action (widget_class, "agents.undo", NULL, on_undo);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "agents.undo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, ALOUD_RESOURCE_PATH "/ui/aloud-agents-window.ui");
  gtk_widget_class_bind_template_child (widget_class, AloudAgentsWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, AloudAgentsWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, AloudAgentsWindow, list);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
}

static void
aloud_agents_window_init (AloudAgentsWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWindow *
aloud_agents_window_new (GtkWindow *parent, AloudProfiles *profiles, AloudKeyring *keyring)
{
  AloudAgentsWindow *self;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (ALOUD_IS_PROFILES (profiles), NULL);
  g_return_val_if_fail (ALOUD_IS_KEYRING (keyring), NULL);

  /* With the application come its actions. */
  self = g_object_new (ALOUD_TYPE_AGENTS_WINDOW, "transient-for", parent, "destroy-with-parent", TRUE, "application",
                       parent != NULL ? gtk_window_get_application (parent) : NULL, NULL);
  self->profiles = g_object_ref (profiles);
  self->keyring = g_object_ref (keyring);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (profiles), create_row, self, NULL);
  g_signal_connect_object (profiles, "items-changed", G_CALLBACK (on_items_changed), self, G_CONNECT_SWAPPED);
  on_items_changed (self);
  return GTK_WINDOW (self);
}

void
aloud_agents_window_say (AloudAgentsWindow *self, const char *text)
{
  g_autofree char *title = NULL;

  g_return_if_fail (ALOUD_IS_AGENTS_WINDOW (self));
  g_return_if_fail (text != NULL);

  title = g_markup_escape_text (text, -1);
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (title));
}

void
aloud_agents_window_set_history (AloudAgentsWindow *self, AloudHistory *history)
{
  g_return_if_fail (ALOUD_IS_AGENTS_WINDOW (self));
  g_return_if_fail (ALOUD_IS_HISTORY (history));

  g_set_object (&self->history, history);
}
