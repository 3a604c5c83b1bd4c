/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-history-window.h"

#include "aloud-closures.h"
#include "aloud-export.h"
#include "aloud-keeping-group.h"
#include "aloud-kept-window.h"
#include "aloud-plain-toast.h"
#include "aloud-spoken-name.h"

#include <glib/gi18n.h>

#define MOST 200 /* rows; what is older is found by searching */

struct _AloudHistoryWindow
{
  AdwWindow parent;

  /* Injected */
  AloudHistory *history;

  /* State */
  GPtrArray *agents; /* AloudHistoryAgent, in the order of the choice */

  /* Template */
  AdwToastOverlay *toasts;
  AdwPreferencesPage *page;
  AdwComboRow *agent;
  GtkEditable *search;
  GtkListBox *list;
  GtkLabel *remark;
};

G_DEFINE_FINAL_TYPE (AloudHistoryWindow, aloud_history_window, ADW_TYPE_WINDOW)

static void
tell (AloudHistoryWindow *self, const GError *error)
{
  adw_toast_overlay_add_toast (self->toasts, aloud_plain_toast (error->message));
}

static const AloudHistoryEntry *
get_entry (gpointer row)
{
  return g_object_get_data (row, "entry");
}

static char *
dup_line (const char *text)
{
  return g_strdelimit (aloud_export_dup_plain (text), "\n", ' ');
}

static char *
describe (const AloudHistoryEntry *entry)
{
  g_autoptr (GDateTime) began = aloud_conversation_local_time (entry->began);
  g_autofree char *clock = aloud_closures_clock (NULL, began);
  g_autofree char *agent = dup_line (entry->agent);
  g_autofree char *isolated = aloud_isolate (agent);
  g_autofree char *turns = g_strdup_printf (ngettext ("%u turn", "%u turns", entry->n_turns), entry->n_turns);

  return g_strdup_printf ("%s · %s · %s", isolated, clock, turns);
}

static GtkWidget *
create_row (AloudHistoryEntry *entry)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "activatable", TRUE, "title-lines", 2, NULL);
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *title = dup_line (entry->title != NULL ? entry->title : entry->excerpt != NULL ? entry->excerpt : "");
  g_autofree char *subtitle = describe (entry);
  g_autofree char *name = NULL;

  g_object_set (row, "title", *title != '\0' ? title : _("Nothing was said"), "subtitle", subtitle, NULL);
  /* Translators: %s is what was said first in a conversation */
  name = g_strdup_printf (_("Delete “%s”"), title);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _("Delete Conversation"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "history.delete");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "x", entry->id);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  g_object_set_data_full (G_OBJECT (row), "entry", entry, (GDestroyNotify) aloud_history_entry_free);
  return row;
}

static void
update_header (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  g_autoptr (GDateTime) began = aloud_conversation_local_time (get_entry (row)->began);
  g_autofree char *day = g_date_time_format (began, "%A, %x");
  GtkWidget *label;

  gtk_list_box_row_set_header (row, NULL);
  if (before != NULL)
    {
      g_autoptr (GDateTime) other = aloud_conversation_local_time (get_entry (before)->began);

      if (g_date_time_get_year (began) == g_date_time_get_year (other)
          && g_date_time_get_day_of_year (began) == g_date_time_get_day_of_year (other))
        return;
    }
  label = gtk_label_new (day);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  g_object_set (label, "margin-top", 12, "margin-bottom", 6, "margin-start", 12, "margin-end", 12, NULL);
  gtk_list_box_row_set_header (row, label);
}

static const char *
choose_remark (guint n_entries, gboolean searching)
{
  if (n_entries == MOST)
    return _("Older conversations are not listed. Search to find them.");
  if (n_entries > 0)
    return "";
  return searching ? _("Nobody said that in a conversation that is kept.") : _("No conversations are kept.");
}

/* NULL: of all. */
static const char *
get_agent_id (AloudHistoryWindow *self)
{
  guint selected = adw_combo_row_get_selected (self->agent);

  if (self->agents == NULL || selected == 0 || selected > self->agents->len)
    return NULL;
  return ((const AloudHistoryAgent *) g_ptr_array_index (self->agents, selected - 1))->id;
}

static char *
dup_agent_name (const AloudHistoryAgent *agent)
{
  g_autofree char *name = dup_line (agent->name);

  return *name != '\0' ? g_steal_pointer (&name) : g_strdup (_("Unnamed agent"));
}

static void
update_list (AloudHistoryWindow *self)
{
  const char *query = gtk_editable_get_text (self->search);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = aloud_history_list (self->history, query, get_agent_id (self), MOST, &error);
  guint n_entries = entries != NULL ? entries->len : 0;
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  for (guint i = 0; i < n_entries; i++)
    gtk_list_box_append (self->list, create_row (g_ptr_array_index (entries, i)));
  if (entries != NULL)
    g_ptr_array_set_free_func (entries, NULL); /* the rows have them */
  gtk_widget_set_visible (GTK_WIDGET (self->list), n_entries > 0);
  gtk_label_set_label (self->remark, error != NULL ? error->message : choose_remark (n_entries, *query != '\0'));
  gtk_widget_set_visible (GTK_WIDGET (self->remark), *gtk_label_get_label (self->remark) != '\0');
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "history.delete-all",
                                 n_entries > 0 || error != NULL || (self->agents != NULL && self->agents->len > 0));
}

/* As the history is now; who was chosen stays so, if there is still something of that agent. */
static void
update_agents (AloudHistoryWindow *self)
{
  g_autofree char *chosen = g_strdup (get_agent_id (self));
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = 0;

  g_clear_pointer (&self->agents, g_ptr_array_unref);
  self->agents = aloud_history_list_agents (self->history, NULL);
  gtk_string_list_append (names, C_("conversations with", "All Agents"));
  for (guint i = 0; self->agents != NULL && i < self->agents->len; i++)
    {
      const AloudHistoryAgent *agent = g_ptr_array_index (self->agents, i);

      gtk_string_list_take (names, dup_agent_name (agent));
      if (g_strcmp0 (agent->id, chosen) == 0)
        selected = i + 1;
    }
  g_signal_handlers_block_by_func (self->agent, update_list, self);
  g_object_set (self->agent, "model", names, "selected", selected, NULL);
  g_signal_handlers_unblock_by_func (self->agent, update_list, self);
  gtk_widget_set_visible (GTK_WIDGET (self->agent), self->agents != NULL && self->agents->len > 1);
}

static void
update (AloudHistoryWindow *self)
{
  update_agents (self);
  update_list (self);
}

static void
on_row_activated (AloudHistoryWindow *self, GtkListBoxRow *row)
{
  const AloudHistoryEntry *entry = get_entry (row);
  g_autoptr (GError) error = NULL;
  AloudConversation *conversation = aloud_history_load (self->history, entry->id, &error);
  GtkWindow *window;

  if (conversation == NULL)
    {
      tell (self, error);
      return;
    }
  window = aloud_kept_window_new (GTK_WINDOW (self), self->history, entry->id, entry->title, conversation);
  g_signal_connect_object (window, "unmap", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  gtk_window_present (window);
}

static void
on_delete_response (AloudHistoryWindow *self, const char *response, AdwMessageDialog *dialog)
{
  const gint64 *id = g_object_get_data (G_OBJECT (dialog), "id");
  g_autoptr (GError) error = NULL;

  if (!g_str_equal (response, "delete"))
    return;
  if (!(id != NULL ? aloud_history_delete (self->history, *id, &error)
                   : aloud_history_delete_all (self->history, &error)))
    tell (self, error);
  update (self);
}

/* @id: NULL for all. */
static void
ask_to_delete (AloudHistoryWindow *self, const gint64 *id)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self),
                                              id != NULL ? _("Delete This Conversation?") : _("Delete All Conversations?"),
                                              _("It cannot be brought back: what was said is erased from this computer."));

  if (id != NULL)
    g_object_set_data_full (G_OBJECT (dialog), "id", g_memdup2 (id, sizeof *id), g_free);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "delete", _("_Delete"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "delete", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_delete_response), self, G_CONNECT_SWAPPED);
  aloud_spoken_name_tidy (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_delete (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gint64 id = g_variant_get_int64 (parameter);

  ask_to_delete (ALOUD_HISTORY_WINDOW (widget), &id);
}

static void
on_delete_all (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ask_to_delete (ALOUD_HISTORY_WINDOW (widget), NULL);
}

static void
aloud_history_window_dispose (GObject *object)
{
  AloudHistoryWindow *self = ALOUD_HISTORY_WINDOW (object);

  g_clear_object (&self->history);
  g_clear_pointer (&self->agents, g_ptr_array_unref);

  G_OBJECT_CLASS (aloud_history_window_parent_class)->dispose (object);
}

static void
aloud_history_window_class_init (AloudHistoryWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = aloud_history_window_dispose;

  gtk_widget_class_install_action (widget_class, "history.delete", "x", on_delete);
  gtk_widget_class_install_action (widget_class, "history.delete-all", NULL, on_delete_all);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, ALOUD_RESOURCE_PATH "/ui/aloud-history-window.ui");
  gtk_widget_class_bind_template_child (widget_class, AloudHistoryWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, AloudHistoryWindow, page);
  gtk_widget_class_bind_template_child (widget_class, AloudHistoryWindow, agent);
  gtk_widget_class_bind_template_child (widget_class, AloudHistoryWindow, search);
  gtk_widget_class_bind_template_child (widget_class, AloudHistoryWindow, list);
  gtk_widget_class_bind_template_child (widget_class, AloudHistoryWindow, remark);
}

static void
aloud_history_window_init (AloudHistoryWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  aloud_spoken_name_set_lists (gtk_widget_get_ancestor (GTK_WIDGET (self->agent), ADW_TYPE_PREFERENCES_GROUP),
                               (const char *const[]) { _("Conversations With"), NULL });
  gtk_list_box_set_header_func (self->list, update_header, NULL, NULL);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (on_row_activated), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->agent, "notify::selected", G_CALLBACK (update_list), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (update_list), self, G_CONNECT_SWAPPED);
}

GtkWindow *
aloud_history_window_new (GtkWindow *parent, AloudHistory *history, GSettings *settings, GListModel *agents)
{
  AloudHistoryWindow *self;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (ALOUD_IS_HISTORY (history), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);
  g_return_val_if_fail (G_IS_LIST_MODEL (agents), NULL);

  self = g_object_new (ALOUD_TYPE_HISTORY_WINDOW, "transient-for", parent, NULL);
  self->history = g_object_ref (history);
  adw_preferences_page_add (self->page, aloud_keeping_group_new (settings, agents));
  update (self);
  return GTK_WINDOW (self);
}
