/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-talk-key.h"

#include "aloud-ask.h"
#include "aloud-call-bar.h"
#include "aloud-closures.h"
#include "aloud-key.h"
#include "aloud-macros.h"
#include "aloud-talk-button.h"
#include "aloud-transcript-view.h"

struct _AloudTalkKey
{
  GObject parent;

  /* Borrowed */
  GtkWindow *window; /* weak */
  GtkEventController *controller; /* the window's */

  /* Owned */
  AloudSession *session;

  /* State */
  AloudKey key;
  guint held; /* hardware code of the key that is down, 0: none */
};

G_DEFINE_FINAL_TYPE (AloudTalkKey, aloud_talk_key, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_KEY,
  LAST_PROP,
};

static GParamSpec *props[LAST_PROP];

static gboolean
is_control (GtkWidget *widget)
{
  return GTK_IS_BUTTON (widget) || GTK_IS_MENU_BUTTON (widget) || GTK_IS_CHECK_BUTTON (widget)
         || GTK_IS_SWITCH (widget) || GTK_IS_EDITABLE (widget) || GTK_IS_TEXT_VIEW (widget) || GTK_IS_RANGE (widget)
         || GTK_IS_EXPANDER (widget) || GTK_IS_POPOVER (widget);
}

/* A key that writes belongs to what has the focus. It talks from where it could mean nothing else: the transcript, the
 * empty places of the call bar, the button that is there for it, and when nothing has the focus. */
static gboolean
leaves_key (GtkWidget *focus)
{
  for (GtkWidget *widget = focus; widget != NULL; widget = gtk_widget_get_parent (widget))
    {
      if (ALOUD_IS_TALK_BUTTON (widget) || ALOUD_IS_TRANSCRIPT_VIEW (widget) || ALOUD_IS_CALL_BAR (widget))
        return TRUE;
      if (is_control (widget))
        return FALSE;
    }
  return focus == NULL;
}

static void
let_go (AloudTalkKey *self, const char *action)
{
  if (self->held == 0)
    return;
  self->held = 0;
  if (self->window != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self->window), action, NULL);
}

/* A held key repeats. A modifier is also there for others: with one of them it was not meant for us. */
static gboolean
on_key_while_held (AloudTalkKey *self, guint keycode)
{
  if (keycode != self->held)
    {
      if (aloud_key_is_modifier (&self->key))
        let_go (self, "app.talk-end");
      return GDK_EVENT_PROPAGATE;
    }
  return aloud_key_is_modifier (&self->key) ? GDK_EVENT_PROPAGATE : GDK_EVENT_STOP;
}

static gboolean
on_key_pressed (AloudTalkKey *self, guint keyval, guint keycode, GdkModifierType state)
{
  if (self->held != 0)
    return on_key_while_held (self, keycode);

  if (!aloud_key_matches (&self->key, keyval, state))
    return GDK_EVENT_PROPAGATE;
  if (!aloud_ask_boolean (self->session, "push-to-talk")
      || !aloud_closures_in_call (NULL, aloud_session_get_state (self->session)))
    return GDK_EVENT_PROPAGATE;
  if (aloud_key_writes (&self->key) && !leaves_key (gtk_window_get_focus (self->window)))
    return GDK_EVENT_PROPAGATE;

  self->held = keycode;
  gtk_widget_activate_action (GTK_WIDGET (self->window), "app.talk-start", NULL);
  return aloud_key_is_modifier (&self->key) ? GDK_EVENT_PROPAGATE : GDK_EVENT_STOP;
}

static void
on_key_released (AloudTalkKey *self, guint keyval, guint keycode, GdkModifierType state)
{
  if (keycode == self->held)
    let_go (self, "app.talk-stop");
}

/* When the focus leaves the window while the key is down, its release goes elsewhere. */
static void
on_is_active_notify (AloudTalkKey *self)
{
  if (!gtk_window_is_active (self->window))
    let_go (self, "app.talk-end");
}

static void
aloud_talk_key_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  AloudTalkKey *self = ALOUD_TALK_KEY (object);

  switch (prop_id)
    {
    case PROP_KEY:
      g_value_take_string (value, aloud_key_to_string (&self->key));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_talk_key_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  AloudTalkKey *self = ALOUD_TALK_KEY (object);

  switch (prop_id)
    {
    case PROP_KEY:
      let_go (self, "app.talk-end");
      if (!aloud_key_parse (g_value_get_string (value), &self->key))
        g_debug ("no key: %s", g_value_get_string (value));
      g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_talk_key_dispose (GObject *object)
{
  AloudTalkKey *self = ALOUD_TALK_KEY (object);

  let_go (self, "app.talk-end");
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
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = aloud_talk_key_get_property;
  object_class->set_property = aloud_talk_key_set_property;
  object_class->dispose = aloud_talk_key_dispose;

  props[PROP_KEY] = g_param_spec_string ("key", NULL, NULL, "space", ALOUD_PARAM_READWRITE);
  g_object_class_install_properties (object_class, LAST_PROP, props);
}

static void
aloud_talk_key_init (AloudTalkKey *self)
{
  self->key.keyval = GDK_KEY_space;
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
