/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-portal-request.h"

/* The state of one request; the task owns it. */
typedef struct {
  GDBusConnection *bus;
  char *path;          /* of the Request object */
  guint subscription;  /* 0: it is over */
  GSource *cancelled;
} Request;

static void
stop_waiting (Request *request)
{
  if (request->subscription != 0)
    g_dbus_connection_signal_unsubscribe (request->bus, request->subscription);
  request->subscription = 0;
  if (request->cancelled != NULL)
    g_source_destroy (request->cancelled);
  g_clear_pointer (&request->cancelled, g_source_unref);
}

static void
free_request (Request *request)
{
  stop_waiting (request);
  g_clear_object (&request->bus);
  g_free (request->path);
  g_free (request);
}

static void
on_response (GDBusConnection *bus,
             const char      *sender,
             const char      *path,
             const char      *interface,
             const char      *signal,
             GVariant        *parameters,
             gpointer         user_data)
{
  g_autoptr(GTask) task = g_object_ref (user_data); /* whose subscription ends here */
  g_autoptr(GVariant) results = NULL;
  guint32 code;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})")))
    return;
  stop_waiting (g_task_get_task_data (task));
  g_variant_get (parameters, "(u@a{sv})", &code, &results);
  if (code == 0)
    g_task_return_pointer (task, g_steal_pointer (&results), (GDestroyNotify) g_variant_unref);
  else
    g_task_return_new_error (task, G_IO_ERROR, code == 1 ? G_IO_ERROR_PERMISSION_DENIED : G_IO_ERROR_FAILED,
                             "the portal answered %u", code);
}

static void
subscribe (GTask *task)
{
  Request *request = g_task_get_task_data (task);

  if (request->subscription != 0)
    g_dbus_connection_signal_unsubscribe (request->bus, request->subscription);
  request->subscription
    = g_dbus_connection_signal_subscribe (request->bus, ALOUD_PORTAL_NAME, ALOUD_PORTAL_REQUEST, "Response",
                                          request->path, NULL, G_DBUS_SIGNAL_FLAGS_NONE, on_response,
                                          g_object_ref (task), g_object_unref);
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr(GTask) task = g_object_ref (user_data);
  Request *request = g_task_get_task_data (task);

  stop_waiting (request);
  g_dbus_connection_call (request->bus, ALOUD_PORTAL_NAME, request->path, ALOUD_PORTAL_REQUEST, "Close", NULL, NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

static void
did_call (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  Request *request = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  const char *path;

  if (request->subscription == 0)
    return; /* cancelled, or the response was faster */
  if (reply == NULL)
    {
      stop_waiting (request);
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  /* Portals before 0.9 name the request in their own way. */
  g_variant_get (reply, "(&o)", &path);
  if (g_str_equal (path, request->path))
    return;
  g_free (request->path);
  request->path = g_strdup (path);
  subscribe (task);
}

char *
aloud_portal_make_token (void)
{
  static guint count;

  return g_strdup_printf ("aloud%u_%u", ++count, g_random_int ());
}

static char *
make_request_path (GDBusConnection *bus, const char *token)
{
  g_autofree char *sender = g_strdelimit (g_strdup (g_dbus_connection_get_unique_name (bus) + 1), ".", '_');

  return g_strdup_printf (ALOUD_PORTAL_PATH "/request/%s/%s", sender, token);
}

void
aloud_portal_request_async (GDBusConnection     *bus,
                            const char          *interface,
                            const char          *method,
                            GVariant            *parameters,
                            const char          *token,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Request *request = g_new0 (Request, 1);

  g_return_if_fail (G_IS_DBUS_CONNECTION (bus));

  g_task_set_source_tag (task, aloud_portal_request_async);
  g_task_set_task_data (task, request, (GDestroyNotify) free_request);
  request->bus = g_object_ref (bus);
  request->path = make_request_path (bus, token);
  subscribe (task); /* before the call: the response may be there before the reply */
  if (cancellable != NULL)
    {
      request->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (request->cancelled, G_SOURCE_FUNC (on_cancelled), g_object_ref (task), g_object_unref);
      g_source_attach (request->cancelled, g_main_context_get_thread_default ());
    }
  g_dbus_connection_call (bus, ALOUD_PORTAL_NAME, ALOUD_PORTAL_PATH, interface, method, parameters,
                          G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, did_call, g_object_ref (task));
}

GVariant *
aloud_portal_request_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
