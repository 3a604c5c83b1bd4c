/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-log-window.h"

#include <glib/gi18n.h>

struct _AloudLogWindow
{
  AdwWindow parent;

  /* Injected */
  AloudAuthLog *log;

  /* Template */
  AdwToastOverlay *toasts;
  GtkStack *stack;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (AloudLogWindow, aloud_log_window, ADW_TYPE_WINDOW)

static char *
describe (AloudAuthEntry *entry)
{
  const char *kind = aloud_auth_entry_get_kind (entry);
  int code = aloud_auth_entry_get_code (entry);
  g_autofree char *time = g_date_time_format (aloud_auth_entry_get_time (entry), "%x %X");
  g_autoptr (GString) text = g_string_new (time);

  if (*kind != '\0')
    g_string_append_printf (text, " · %s", kind);
  if (code != 0)
    g_string_append_printf (text, " · %d", code);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *subtitle = describe (item);
  GtkWidget *outcome = gtk_label_new (aloud_auth_entry_get_outcome (item));

  g_object_set (row, "use-markup", FALSE, "title", aloud_auth_entry_get_profile (item), "subtitle", subtitle, NULL);
  gtk_label_set_selectable (GTK_LABEL (outcome), TRUE);
  gtk_widget_add_css_class (outcome, "monospace");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), outcome);
  return row;
}

static void
update (AloudLogWindow *self)
{
  gboolean empty = g_list_model_get_n_items (G_LIST_MODEL (self->log)) == 0;

  gtk_stack_set_visible_child_name (self->stack, empty ? "empty" : "list");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "log.copy", !empty);
}

static void
on_copy (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AloudLogWindow *self = ALOUD_LOG_WINDOW (widget);
  g_autofree char *text = aloud_auth_log_to_text (self->log);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (_("Copied")));
}

static void
aloud_log_window_dispose (GObject *object)
{
  AloudLogWindow *self = ALOUD_LOG_WINDOW (object);

  g_clear_object (&self->log);

  G_OBJECT_CLASS (aloud_log_window_parent_class)->dispose (object);
}

static void
aloud_log_window_class_init (AloudLogWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = aloud_log_window_dispose;

  gtk_widget_class_install_action (widget_class, "log.copy", NULL, on_copy);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, ALOUD_RESOURCE_PATH "/ui/aloud-log-window.ui");
  gtk_widget_class_bind_template_child (widget_class, AloudLogWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, AloudLogWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, AloudLogWindow, list);
}

static void
aloud_log_window_init (AloudLogWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWindow *
aloud_log_window_new (GtkWindow *parent, AloudAuthLog *log)
{
  AloudLogWindow *self;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (ALOUD_IS_AUTH_LOG (log), NULL);

  self = g_object_new (ALOUD_TYPE_LOG_WINDOW, "transient-for", parent, NULL);
  self->log = g_object_ref (log);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (log), create_row, NULL, NULL);
  g_signal_connect_object (log, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WINDOW (self);
}
