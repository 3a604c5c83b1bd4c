/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-diagnostics-window.h"

#include "aloud-diagnostics.h"

#include <glib/gi18n.h>

struct _AloudDiagnosticsWindow
{
  AdwWindow parent;

  /* Injected */
  AloudSession *session;

  /* Owned */
  GPtrArray *values; /* of GtkLabel, one for each figure, in the order of the list */
  guint timer;       /* runs while the window is mapped */

  /* Template */
  AdwToastOverlay *toasts;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (AloudDiagnosticsWindow, aloud_diagnostics_window, ADW_TYPE_WINDOW)

static void
add_row (AloudDiagnosticsWindow *self, const AloudFigure *figure)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", figure->name, NULL);
  GtkWidget *value = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (value), TRUE);
  gtk_label_set_xalign (GTK_LABEL (value), 1);
  gtk_widget_add_css_class (value, "dim-label");
  gtk_widget_add_css_class (value, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), value);
  gtk_list_box_append (self->list, row);
  g_ptr_array_add (self->values, value);
}

static void
update (AloudDiagnosticsWindow *self)
{
  g_autoptr (GPtrArray) figures = aloud_diagnostics_list (self->session);

  for (guint i = 0; i < figures->len; i++)
    {
      const AloudFigure *figure = g_ptr_array_index (figures, i);

      if (i == self->values->len)
        add_row (self, figure);
      gtk_label_set_text (g_ptr_array_index (self->values, i), figure->value);
    }
}

static gboolean
on_timer (gpointer user_data)
{
  update (user_data);
  return G_SOURCE_CONTINUE;
}

static void
on_copy (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AloudDiagnosticsWindow *self = ALOUD_DIAGNOSTICS_WINDOW (widget);
  g_autofree char *report = aloud_diagnostics_report (self->session);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), report);
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (_("Copied")));
}

static void
aloud_diagnostics_window_map (GtkWidget *widget)
{
  AloudDiagnosticsWindow *self = ALOUD_DIAGNOSTICS_WINDOW (widget);

  GTK_WIDGET_CLASS (aloud_diagnostics_window_parent_class)->map (widget);
  update (self);
  self->timer = g_timeout_add_seconds (1, on_timer, self);
}

static void
aloud_diagnostics_window_unmap (GtkWidget *widget)
{
  AloudDiagnosticsWindow *self = ALOUD_DIAGNOSTICS_WINDOW (widget);

  g_clear_handle_id (&self->timer, g_source_remove);
  GTK_WIDGET_CLASS (aloud_diagnostics_window_parent_class)->unmap (widget);
}

static void
aloud_diagnostics_window_dispose (GObject *object)
{
  AloudDiagnosticsWindow *self = ALOUD_DIAGNOSTICS_WINDOW (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->session);
  g_clear_pointer (&self->values, g_ptr_array_unref);

  G_OBJECT_CLASS (aloud_diagnostics_window_parent_class)->dispose (object);
}

static void
aloud_diagnostics_window_class_init (AloudDiagnosticsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = aloud_diagnostics_window_dispose;
  widget_class->map = aloud_diagnostics_window_map;
  widget_class->unmap = aloud_diagnostics_window_unmap;

  gtk_widget_class_install_action (widget_class, "diagnostics.copy", NULL, on_copy);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, ALOUD_RESOURCE_PATH "/ui/aloud-diagnostics-window.ui");
  gtk_widget_class_bind_template_child (widget_class, AloudDiagnosticsWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, AloudDiagnosticsWindow, list);
}

static void
aloud_diagnostics_window_init (AloudDiagnosticsWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->values = g_ptr_array_new ();
}

GtkWindow *
aloud_diagnostics_window_new (GtkWindow *parent, AloudSession *session)
{
  AloudDiagnosticsWindow *self;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (ALOUD_IS_SESSION (session), NULL);

  self = g_object_new (ALOUD_TYPE_DIAGNOSTICS_WINDOW, "transient-for", parent, NULL);
  self->session = g_object_ref (session);
  update (self);
  return GTK_WINDOW (self);
}
