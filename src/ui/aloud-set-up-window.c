/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-set-up-window.h"

struct _AloudSetUpWindow
{
  AdwWindow parent;
};

G_DEFINE_FINAL_TYPE (AloudSetUpWindow, aloud_set_up_window, ADW_TYPE_WINDOW)

static void
aloud_set_up_window_class_init (AloudSetUpWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, ALOUD_RESOURCE_PATH "/ui/aloud-set-up-window.ui");
}

static void
aloud_set_up_window_init (AloudSetUpWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWindow *
aloud_set_up_window_new (GtkWindow *parent)
{
  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);

  return g_object_new (ALOUD_TYPE_SET_UP_WINDOW, "transient-for", parent, NULL);
}
