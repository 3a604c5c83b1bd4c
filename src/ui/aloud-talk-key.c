/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-talk-key.h"

#include "aloud-ask.h"
#include "aloud-closures.h"
#include "aloud-talk-button.h"

struct _AloudTalkKey
{
  GObject parent;

  /* Borrowed */
  GtkWindow *window; /* weak */
  GtkEventController *controller; /* the window's */

  /* Owned */
  AloudSession *session;

  /* State */
  guint held; /* hardware code of the key that is down, 0: none */
};

G_DEFINE_FINAL_TYPE (AloudTalkKey, aloud_talk_key, G_TYPE_OBJECT)

/* Space presses buttons, writes into entries, opens expanders and drop-downs. Only the button that is there for talking
 * gives it up. */
static gboolean
answers_to_space (GtkWidget *focus)
{
  for (GtkWidget *widget = focus; widget != NULL; widget = gtk_widget_get_parent (widget))
    {
      if (ALOUD_IS_TALK_BUTTON (widget))
        return FALSE;
      if (GTK_IS_BUTTON (widget) || GTK_IS_MENU_BUTTON (widget) || GTK_IS_CHECK_BUTTON (widget)
          || GTK_IS_SWITCH (widget) || GTK_IS_EDITABLE (widget) || GTK_IS_TEXT_VIEW (widget)
          || GTK_IS_DROP_DOWN (widget) || GTK_IS_POPOVER (widget))
        return TRUE;
      /* The content of an expander does not answer, its title does. */
      if (GTK_IS_EXPANDER (widget) && widget == focus)
        return TRUE;
    }
  return FALSE;
}

static void
let_go (AloudTalkKey *self)
{
  if (self->held == 0)
    return;
  self->held = 0;
  if (self->window != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self->window), "app.talk-stop", NULL);
}

static gboolean
on_key_pressed (AloudTalkKey *self, guint keyval, guint keycode, GdkModifierType state)
{
  if (self->held != 0)
    return keycode == self->held ? GDK_EVENT_STOP : GDK_EVENT_PROPAGATE; /* a held key repeats */

  if (keyval != GDK_KEY_space && keyval != GDK_KEY_KP_Space)
    return GDK_EVENT_PROPAGATE;
  if ((state & gtk_accelerator_get_default_mod_mask ()) != 0)
    return GDK_EVENT_PROPAGATE;
  if (!aloud_ask_boolean (self->session, "push-to-talk")
      || !aloud_closures_in_call (NULL, aloud_session_get_state (self->session)))
    return GDK_EVENT_PROPAGATE;
  if (answers_to_space (gtk_window_get_focus (self->window)))
    return GDK_EVENT_PROPAGATE;

  self->held = keycode;
  gtk_widget_activate_action (GTK_WIDGET (self->window), "app.talk-start", NULL);
  return GDK_EVENT_STOP;
}

static void
on_key_released (AloudTalkKey *self, guint keyval, guint keycode, GdkModifierType state)
{
  if (keycode == self->held)
    let_go (self);
}

/* When the focus leaves the window while the key is down, its release goes elsewhere. */
static void
on_is_active_notify (AloudTalkKey *self)
{
  if (!gtk_window_is_active (self->window))
    let_go (self);
}

static void
aloud_talk_key_dispose (GObject *object)
{
  AloudTalkKey *self = ALOUD_TALK_KEY (object);

  if (self->window != NULL && self->controller != NULL)
    gtk_widget_remove_controller (GTK_WIDGET (self->window), self->controller);
  self->controller = NULL;
  g_clear_weak_pointer (&self->window);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (aloud_talk_key_parent_class)->dispose (object);
}

static void
aloud_talk_key_class_init (AloudTalkKeyClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = aloud_talk_key_dispose;
}

static void
aloud_talk_key_init (AloudTalkKey *self)
{
}

AloudTalkKey *
aloud_talk_key_new (GtkWindow *window, AloudSession *session)
{
  AloudTalkKey *self;

  g_return_val_if_fail (GTK_IS_WINDOW (window), NULL);
  g_return_val_if_fail (ALOUD_IS_SESSION (session), NULL);

  self = g_object_new (ALOUD_TYPE_TALK_KEY, NULL);
  g_set_weak_pointer (&self->window, window);
  self->session = g_object_ref (session);

  /* Before the focused widget sees the key. */
  self->controller = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (self->controller, GTK_PHASE_CAPTURE);
  g_signal_connect_object (self->controller, "key-pressed", G_CALLBACK (on_key_pressed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->controller, "key-released", G_CALLBACK (on_key_released), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (window), self->controller);
  g_signal_connect_object (window, "notify::is-active", G_CALLBACK (on_is_active_notify), self,
                           G_CONNECT_SWAPPED);
  return self;
}
