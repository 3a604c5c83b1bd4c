/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-talk-button.h"

struct _AloudTalkButton
{
  GtkButton parent;

  gboolean held;
};

G_DEFINE_FINAL_TYPE (AloudTalkButton, aloud_talk_button, GTK_TYPE_BUTTON)

static void
let_go (AloudTalkButton *self, const char *action)
{
  if (!self->held)
    return;
  self->held = FALSE;
  gtk_widget_activate_action (GTK_WIDGET (self), action, NULL);
}

static void
on_pressed (GtkGestureClick *gesture, int n_press, double x, double y, gpointer user_data)
{
  AloudTalkButton *self = user_data;

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->held = TRUE;
  gtk_widget_activate_action (GTK_WIDGET (self), "app.talk-start", NULL);
}

/* "stopped" is no end: it is emitted while the button is still down, when the press has become a long one. */
static void
on_released (AloudTalkButton *self)
{
  let_go (self, "app.talk-stop");
}

static void
on_end (AloudTalkButton *self)
{
  let_go (self, "app.talk-end");
}

static void
on_is_active_notify (GtkWindow *window, GParamSpec *pspec, gpointer user_data)
{
  if (!gtk_window_is_active (window))
    let_go (user_data, "app.talk-end");
}

static void
aloud_talk_button_clicked (GtkButton *button)
{
  gtk_widget_activate_action (GTK_WIDGET (button), "app.talk-toggle", NULL);
}

static void
aloud_talk_button_root (GtkWidget *widget)
{
  GtkRoot *root;

  GTK_WIDGET_CLASS (aloud_talk_button_parent_class)->root (widget);
  root = gtk_widget_get_root (widget);
  if (GTK_IS_WINDOW (root))
    g_signal_connect (root, "notify::is-active", G_CALLBACK (on_is_active_notify), widget);
}

static void
aloud_talk_button_unroot (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (gtk_widget_get_root (widget), on_is_active_notify, widget);
  GTK_WIDGET_CLASS (aloud_talk_button_parent_class)->unroot (widget);
}

static void
aloud_talk_button_unmap (GtkWidget *widget)
{
  let_go (ALOUD_TALK_BUTTON (widget), "app.talk-end");
  GTK_WIDGET_CLASS (aloud_talk_button_parent_class)->unmap (widget);
}

static void
aloud_talk_button_class_init (AloudTalkButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GtkButtonClass *button_class = GTK_BUTTON_CLASS (klass);

  button_class->clicked = aloud_talk_button_clicked;
  widget_class->root = aloud_talk_button_root;
  widget_class->unroot = aloud_talk_button_unroot;
  widget_class->unmap = aloud_talk_button_unmap;
}

/* A button's own gesture stays out: its "clicked" is left to presses without a pointer. */
static void
leave_clicks (AloudTalkButton *self)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (self));

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_GESTURE_CLICK (controller))
        gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_NONE);
    }
}

static void
aloud_talk_button_init (AloudTalkButton *self)
{
  GtkGesture *gesture = gtk_gesture_click_new ();

  leave_clicks (self);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (gesture), GDK_BUTTON_PRIMARY);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (gesture), GTK_PHASE_CAPTURE);
  g_signal_connect (gesture, "pressed", G_CALLBACK (on_pressed), self);
  g_signal_connect_swapped (gesture, "released", G_CALLBACK (on_released), self);
  g_signal_connect_swapped (gesture, "unpaired-release", G_CALLBACK (on_released), self);
  g_signal_connect_swapped (gesture, "end", G_CALLBACK (on_end), self);
  g_signal_connect_swapped (gesture, "cancel", G_CALLBACK (on_end), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (gesture));
}

GtkWidget *
aloud_talk_button_new (void)
{
  return g_object_new (ALOUD_TYPE_TALK_BUTTON, NULL);
}
