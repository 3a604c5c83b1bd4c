/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-portal.h"

#define REGISTRY "org.freedesktop.host.portal.Registry"

struct _AloudPortal
{
  GObject parent;

  /* Injected */
  char *address;
  char *app_id;

  /* Owned */
  GDBusConnection *bus;
  guint name_watch;

  /* State */
  gboolean registered; /* with the portal that runs now */
  gboolean has_owner;
};

G_DEFINE_FINAL_TYPE (AloudPortal, aloud_portal, G_TYPE_OBJECT)

enum {
  LOST,
  FOUND,
  LAST_SIGNAL,
};

static guint signals[LAST_SIGNAL];

static void
on_name_appeared (GDBusConnection *bus, const char *name, const char *owner, gpointer user_data)
{
  AloudPortal *self = user_data;

  self->has_owner = TRUE;
  g_signal_emit (self, signals[FOUND], 0);
}

static void
lose (AloudPortal *self)
{
  self->registered = FALSE;
  if (!self->has_owner)
    return; /* the first call starts it */
  g_debug ("the portal is gone");
  self->has_owner = FALSE;
  g_signal_emit (self, signals[LOST], 0);
}

static void
on_name_vanished (GDBusConnection *bus, const char *name, gpointer user_data)
{
  lose (user_data);
}

static void
drop_bus (AloudPortal *self)
{
  g_clear_handle_id (&self->name_watch, g_bus_unwatch_name);
  if (self->bus != NULL)
    g_signal_handlers_disconnect_by_data (self->bus, self);
  g_clear_object (&self->bus);
}

static void
on_bus_closed (AloudPortal *self)
{
  lose (self);
  drop_bus (self);
}

static void
did_register (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  AloudPortal *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (g_task_return_error_if_cancelled (task))
    return;
  if (reply == NULL)
    g_debug ("not registered with the host's portal: %s", error->message);
  self->registered = TRUE;
  g_task_return_boolean (task, TRUE);
}

static void
register_app (AloudPortal *self, GTask *task)
{
  GVariantDict options;

  if (self->registered || g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  g_variant_dict_init (&options, NULL);
  g_dbus_connection_call (self->bus, ALOUD_PORTAL_NAME, ALOUD_PORTAL_PATH, REGISTRY, "Register",
                          g_variant_new ("(s@a{sv})", self->app_id, g_variant_dict_end (&options)), NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, g_task_get_cancellable (task), did_register,
                          g_object_ref (task));
}

static void
did_connect (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  AloudPortal *self = g_task_get_source_object (task);
  GError *error = NULL;
  GDBusConnection *bus = g_dbus_connection_new_for_address_finish (result, &error);

  if (bus == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  drop_bus (self);
  self->bus = bus;
  g_signal_connect_swapped (bus, "closed", G_CALLBACK (on_bus_closed), self);
  self->name_watch = g_bus_watch_name_on_connection (bus, ALOUD_PORTAL_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                     on_name_appeared, on_name_vanished, self, NULL);
  register_app (self, task);
}

static void
aloud_portal_dispose (GObject *object)
{
  AloudPortal *self = ALOUD_PORTAL (object);

  drop_bus (self);
  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->app_id, g_free);

  G_OBJECT_CLASS (aloud_portal_parent_class)->dispose (object);
}

static void
aloud_portal_class_init (AloudPortalClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = aloud_portal_dispose;

  signals[LOST] = g_signal_new ("lost", ALOUD_TYPE_PORTAL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FOUND] = g_signal_new ("found", ALOUD_TYPE_PORTAL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
aloud_portal_init (AloudPortal *self)
{
}

AloudPortal *
aloud_portal_new (const char *address, const char *app_id)
{
  AloudPortal *self;

  g_return_val_if_fail (app_id != NULL, NULL);

  self = g_object_new (ALOUD_TYPE_PORTAL, NULL);
  self->address = g_strdup (address);
  self->app_id = g_strdup (app_id);
  return self;
}

void
aloud_portal_open_async (AloudPortal *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (ALOUD_IS_PORTAL (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, aloud_portal_open_async);
  if (self->address == NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "there is no session bus");
  else if (self->bus != NULL)
    register_app (self, task);
  else
    g_dbus_connection_new_for_address (self->address,
                                       G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
                                       | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                       NULL, cancellable, did_connect, g_object_ref (task));
}

gboolean
aloud_portal_open_finish (AloudPortal *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

GDBusConnection *
aloud_portal_get_bus (AloudPortal *self)
{
  g_return_val_if_fail (ALOUD_IS_PORTAL (self), NULL);

  return self->bus;
}
