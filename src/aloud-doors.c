/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-doors.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>

#include "aloud-lock-watch.h"
#include "aloud-sleep-watch.h"

#define KEY          "global-shortcuts"
#define NOTIFICATION "slept"

struct _AloudDoors
{
  GObject parent;

  /* Injected */
  GApplication *application; /* weak */
  AloudSession *session;
  GSettings *settings;

  /* Owned */
  AloudGlobalShortcuts *shortcuts;
  AloudSleepWatch *sleep;
  AloudLockWatch *lock; /* from the first call on */

  /* State */
  gboolean calling;
  gboolean slept_away; /* a call was ended by a sleep, and nobody has offered another yet */
};

G_DEFINE_FINAL_TYPE (AloudDoors, aloud_doors, G_TYPE_OBJECT)

static void
press (AloudDoors *self, const char *action)
{
  if (self->application != NULL)
    g_action_group_activate_action (G_ACTION_GROUP (self->application), action, NULL);
}

static gboolean
in_call (AloudDoors *self)
{
  AloudState state = aloud_session_get_state (self->session);

  return state != ALOUD_STATE_IDLE && state != ALOUD_STATE_FAILED;
}

static void
on_pressed (AloudDoors *self, const char *id)
{
  press (self, g_str_equal (id, "talk") ? "talk-start" : id);
}

/* A key that the desktop has taken back was not let go of: what it may have locked ends too. */
static void
on_released (AloudDoors *self, const char *id, guint64 timestamp, AloudGlobalShortcuts *shortcuts)
{
  if (g_str_equal (id, "talk"))
    press (self, aloud_global_shortcuts_get_trigger (shortcuts, id) != NULL ? "talk-stop" : "talk-end");
}

/* What is bound is taken up again in later runs; what was refused or withdrawn is not asked for again. */
static void
keep_bound (AloudDoors *self)
{
  g_auto(GStrv) bound = NULL;

  switch (aloud_global_shortcuts_get_state (self->shortcuts))
    {
    case ALOUD_SHORTCUTS_ACTIVE:
      g_object_get (self->shortcuts, "bound", &bound, NULL);
      if (bound[0] != NULL) /* or its state is about to change */
        g_settings_set_strv (self->settings, KEY, (const char *const *) bound);
      break;
    case ALOUD_SHORTCUTS_DENIED:
    case ALOUD_SHORTCUTS_WITHDRAWN:
      g_settings_reset (self->settings, KEY);
      break;
    case ALOUD_SHORTCUTS_NOT_SET_UP:
    case ALOUD_SHORTCUTS_ABSENT:
    case ALOUD_SHORTCUTS_ASKING:
    default:
      break;
    }
}

static void
on_locked (AloudDoors *self)
{
  press (self, "talk-end");
}

/* Of GtkApplication, where the session manager says so: the same lock by another way. */
static void
on_screensaver_notify (AloudDoors *self, GParamSpec *pspec, GtkApplication *application)
{
  gboolean active;

  g_object_get (application, "screensaver-active", &active, NULL);
  if (self->lock != NULL)
    aloud_lock_watch_set_screensaver_active (self->lock, active);
}

static void
on_going_to_sleep (AloudDoors *self)
{
  if (!in_call (self))
    return;
  self->slept_away = TRUE;
  aloud_transcript_append_note (aloud_session_get_transcript (self->session),
                                _("The computer went to sleep. This ended the call."));
  press (self, "hang-up"); /* its end lets the machine sleep */
}

static void
on_woke (AloudDoors *self)
{
  g_autoptr(GNotification) notification = NULL;

  if (in_call (self)) /* nobody told us before */
    on_going_to_sleep (self);
  if (!self->slept_away)
    return;
  self->slept_away = FALSE;
  notification = g_notification_new (_("The call has ended"));
  g_notification_set_body (notification, _("The computer went to sleep. The microphone is off."));
  g_notification_add_button (notification, _("Call Again"), "app.call");
  if (self->application != NULL)
    g_application_send_notification (self->application, NOTIFICATION, notification);
}

static void
watch_lock (AloudDoors *self)
{
  if (self->lock != NULL)
    return;
  self->lock = aloud_lock_watch_new (g_application_get_dbus_connection (self->application),
                                     g_getenv ("XDG_SESSION_ID"));
  g_signal_connect_object (self->lock, "locked", G_CALLBACK (on_locked), self, G_CONNECT_SWAPPED);
  if (GTK_IS_APPLICATION (self->application))
    on_screensaver_notify (self, NULL, GTK_APPLICATION (self->application));
}

static void
on_state_notify (AloudDoors *self)
{
  g_auto(GStrv) bound = NULL;

  if (self->calling == in_call (self))
    return;
  self->calling = !self->calling;
  aloud_sleep_watch_set_active (self->sleep, self->calling);
  if (!self->calling || self->application == NULL)
    return;
  /* Whoever began it, from wherever: that the microphone is on is seen in the window. */
  g_application_activate (self->application);
  g_application_withdraw_notification (self->application, NOTIFICATION);
  watch_lock (self);
  bound = g_settings_get_strv (self->settings, KEY);
  aloud_global_shortcuts_restore (self->shortcuts, (const char *const *) bound);
}

static void
aloud_doors_dispose (GObject *object)
{
  AloudDoors *self = ALOUD_DOORS (object);

  g_clear_object (&self->shortcuts); /* releases the talk, should a key be down */
  g_clear_object (&self->sleep);
  g_clear_object (&self->lock);
  g_clear_object (&self->session);
  g_clear_object (&self->settings);
  g_clear_weak_pointer (&self->application);

  G_OBJECT_CLASS (aloud_doors_parent_class)->dispose (object);
}

static void
aloud_doors_class_init (AloudDoorsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = aloud_doors_dispose;
}

static void
aloud_doors_init (AloudDoors *self)
{
}

static AloudGlobalShortcuts *
make_shortcuts (GApplication *application)
{
  const AloudShortcut shortcuts[] = {
    { "talk", _("Hold to talk"), "CTRL+ALT+space" },
    { "mute", _("Mute or unmute the microphone"), "CTRL+ALT+m" },
    { "stop-agent", _("Stop the agent"), "CTRL+ALT+s" },
  };
  g_autofree char *address = NULL;

  if (g_application_get_dbus_connection (application) != NULL)
    address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, NULL); /* which is known by now */
  return aloud_global_shortcuts_new (address, g_application_get_application_id (application), shortcuts,
                                     G_N_ELEMENTS (shortcuts));
}

AloudDoors *
aloud_doors_new (GApplication *application, AloudSession *session, GSettings *settings)
{
  AloudDoors *self;

  g_return_val_if_fail (G_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (ALOUD_IS_SESSION (session), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (ALOUD_TYPE_DOORS, NULL);
  g_set_weak_pointer (&self->application, application);
  self->session = g_object_ref (session);
  self->settings = g_object_ref (settings);
  self->shortcuts = make_shortcuts (application);
  self->sleep = aloud_sleep_watch_new (NULL, NULL);

  g_signal_connect_object (self->shortcuts, "pressed", G_CALLBACK (on_pressed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->shortcuts, "released", G_CALLBACK (on_released), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->shortcuts, "notify::state", G_CALLBACK (keep_bound), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->shortcuts, "notify::bound", G_CALLBACK (keep_bound), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sleep, "going-to-sleep", G_CALLBACK (on_going_to_sleep), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sleep, "woke", G_CALLBACK (on_woke), self, G_CONNECT_SWAPPED);
  if (GTK_IS_APPLICATION (application))
    g_signal_connect_object (application, "notify::screensaver-active", G_CALLBACK (on_screensaver_notify), self,
                             G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (on_state_notify), self, G_CONNECT_SWAPPED);
  return self;
}

AloudGlobalShortcuts *
aloud_doors_get_shortcuts (AloudDoors *self)
{
  g_return_val_if_fail (ALOUD_IS_DOORS (self), NULL);

  return self->shortcuts;
}
