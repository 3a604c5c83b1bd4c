/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-lock-watch.h"

#include "aloud-logind.h"

typedef enum {
  SOURCE_LOGIND = 1,
  SOURCE_SCREENSAVER = 2,
  SOURCE_TOOLKIT = 4,
} Source;

static const char *const screensavers[] = { "org.gnome.ScreenSaver", "org.freedesktop.ScreenSaver" };

struct _AloudLockWatch
{
  GObject parent;

  /* Owned */
  GDBusConnection *session_bus;
  GDBusConnection *system_bus;
  GCancellable *cancellable;
  char *session_id;
  guint screensaver_subscriptions[G_N_ELEMENTS (screensavers)];
  guint logind_subscription;

  /* State */
  Source locked;
};

G_DEFINE_FINAL_TYPE (AloudLockWatch, aloud_lock_watch, G_TYPE_OBJECT)

enum {
  LOCKED,
  LAST_SIGNAL,
};

static guint signals[LAST_SIGNAL];

static void
set_locked (AloudLockWatch *self, Source source, gboolean locked)
{
  Source before = self->locked;

  if (locked)
    self->locked |= source;
  else
    self->locked &= ~source;
  if (before == 0 && self->locked != 0)
    {
      g_debug ("the screen is locked");
      g_signal_emit (self, signals[LOCKED], 0);
    }
}

static void
on_active_changed (GDBusConnection *bus,
                   const char      *sender,
                   const char      *path,
                   const char      *interface,
                   const char      *signal,
                   GVariant        *parameters,
                   gpointer         user_data)
{
  gboolean active;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    return;
  g_variant_get (parameters, "(b)", &active);
  set_locked (user_data, SOURCE_SCREENSAVER, active);
}

static void
on_properties_changed (GDBusConnection *bus,
                       const char      *sender,
                       const char      *path,
                       const char      *interface,
                       const char      *signal,
                       GVariant        *parameters,
                       gpointer         user_data)
{
  g_autoptr(GVariant) changed = NULL;
  gboolean locked;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(sa{sv}as)")))
    return;
  g_variant_get (parameters, "(s@a{sv}as)", NULL, &changed, NULL);
  if (g_variant_lookup (changed, "LockedHint", "b", &locked))
    set_locked (user_data, SOURCE_LOGIND, locked);
}

static void
watch_session (AloudLockWatch *self, const char *path)
{
  g_debug ("the login session is %s", path);
  self->logind_subscription
    = g_dbus_connection_signal_subscribe (self->system_bus, ALOUD_LOGIND_NAME, "org.freedesktop.DBus.Properties",
                                          "PropertiesChanged", path, ALOUD_LOGIND_SESSION, G_DBUS_SIGNAL_FLAGS_NONE,
                                          on_properties_changed, self, NULL);
}

static void
did_find_session (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AloudLockWatch *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autoptr(GVariant) value = NULL;
  const char *path = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (reply == NULL)
    {
      g_debug ("no login session: %s", error->message);
      return;
    }
  if (self->session_id != NULL)
    {
      g_variant_get (reply, "(&o)", &path);
    }
  else
    {
      g_variant_get (reply, "(v)", &value);
      if (g_variant_is_of_type (value, G_VARIANT_TYPE ("(so)")))
        g_variant_get (value, "(&s&o)", NULL, &path);
    }
  if (path != NULL && !g_str_equal (path, "/"))
    watch_session (self, path);
}

static void
did_get_bus (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AloudLockWatch *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GDBusConnection) bus = aloud_logind_connect_finish (result, &error);

  if (bus == NULL)
    return; /* the others say it, or we are gone */
  self->system_bus = g_steal_pointer (&bus);
  if (self->session_id != NULL)
    g_dbus_connection_call (self->system_bus, ALOUD_LOGIND_NAME, ALOUD_LOGIND_PATH, ALOUD_LOGIND_MANAGER, "GetSession",
                            g_variant_new ("(s)", self->session_id), G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NONE,
                            -1, self->cancellable, did_find_session, self);
  else
    g_dbus_connection_call (self->system_bus, ALOUD_LOGIND_NAME, ALOUD_LOGIND_PATH "/user/self",
                            "org.freedesktop.DBus.Properties", "Get",
                            g_variant_new ("(ss)", "org.freedesktop.login1.User", "Display"), G_VARIANT_TYPE ("(v)"),
                            G_DBUS_CALL_FLAGS_NONE, -1, self->cancellable, did_find_session, self);
}

static void
aloud_lock_watch_dispose (GObject *object)
{
  AloudLockWatch *self = ALOUD_LOCK_WATCH (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->logind_subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->system_bus, self->logind_subscription);
  self->logind_subscription = 0;
  g_clear_object (&self->system_bus);
  for (guint i = 0; i < G_N_ELEMENTS (screensavers) && self->session_bus != NULL; i++)
    g_dbus_connection_signal_unsubscribe (self->session_bus, self->screensaver_subscriptions[i]);
  g_clear_object (&self->session_bus);
  g_clear_pointer (&self->session_id, g_free);

  G_OBJECT_CLASS (aloud_lock_watch_parent_class)->dispose (object);
}

static void
aloud_lock_watch_class_init (AloudLockWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = aloud_lock_watch_dispose;

  signals[LOCKED] = g_signal_new ("locked", ALOUD_TYPE_LOCK_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                  0);
}

static void
aloud_lock_watch_init (AloudLockWatch *self)
{
  self->cancellable = g_cancellable_new ();
}

AloudLockWatch *
aloud_lock_watch_new (GDBusConnection *session_bus, const char *session_id)
{
  AloudLockWatch *self;

  g_return_val_if_fail (session_bus == NULL || G_IS_DBUS_CONNECTION (session_bus), NULL);

  self = g_object_new (ALOUD_TYPE_LOCK_WATCH, NULL);
  self->session_id = g_strdup (session_id);
  g_set_object (&self->session_bus, session_bus);
  for (guint i = 0; i < G_N_ELEMENTS (screensavers) && session_bus != NULL; i++)
    self->screensaver_subscriptions[i]
      = g_dbus_connection_signal_subscribe (session_bus, NULL, screensavers[i], "ActiveChanged", NULL, NULL,
                                            G_DBUS_SIGNAL_FLAGS_NONE, on_active_changed, self, NULL);
  aloud_logind_connect_async (self->cancellable, did_get_bus, self);
  return self;
}

void
aloud_lock_watch_set_screensaver_active (AloudLockWatch *self, gboolean active)
{
  g_return_if_fail (ALOUD_IS_LOCK_WATCH (self));

  set_locked (self, SOURCE_TOOLKIT, active);
}
