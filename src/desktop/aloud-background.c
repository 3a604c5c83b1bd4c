/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-background.h"

#include "aloud-portal.h"

#define BACKGROUND "org.freedesktop.portal.Background"

struct _AloudBackground
{
  GObject parent;

  AloudPortal *portal;
};

G_DEFINE_FINAL_TYPE (AloudBackground, aloud_background, G_TYPE_OBJECT)

static void
did_request (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) results = aloud_portal_request_finish (result, &error);
  gboolean allowed = TRUE;

  if (results != NULL)
    g_variant_lookup (results, "background", "b", &allowed);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED) || !allowed)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "not allowed in the background");
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    {
      if (error != NULL)
        g_debug ("nobody says whether this may run in the background: %s", error->message);
      g_task_return_boolean (task, TRUE);
    }
}

static void
did_open (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  AloudBackground *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autofree char *token = aloud_portal_make_token ();
  GVariantDict options;

  if (!aloud_portal_open_finish (self->portal, result, &error))
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_task_return_error (task, g_steal_pointer (&error));
      else
        g_task_return_boolean (task, TRUE);
      return;
    }
  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "handle_token", "s", token);
  g_variant_dict_insert (&options, "reason", "s", (const char *) g_task_get_task_data (task));
  g_variant_dict_insert (&options, "autostart", "b", FALSE);
  aloud_portal_request_async (aloud_portal_get_bus (self->portal), BACKGROUND, "RequestBackground",
                              g_variant_new ("(s@a{sv})", "", g_variant_dict_end (&options)), token,
                              g_task_get_cancellable (task), did_request, g_object_ref (task));
}

static void
aloud_background_dispose (GObject *object)
{
  g_clear_object (&ALOUD_BACKGROUND (object)->portal);

  G_OBJECT_CLASS (aloud_background_parent_class)->dispose (object);
}

static void
aloud_background_class_init (AloudBackgroundClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = aloud_background_dispose;
}

static void
aloud_background_init (AloudBackground *self)
{
}

AloudBackground *
aloud_background_new (const char *address, const char *app_id)
{
  AloudBackground *self = g_object_new (ALOUD_TYPE_BACKGROUND, NULL);

  self->portal = aloud_portal_new (address, app_id);
  return self;
}

void
aloud_background_request_async (AloudBackground     *self,
                                const char          *reason,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (ALOUD_IS_BACKGROUND (self));
  g_return_if_fail (reason != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, aloud_background_request_async);
  g_task_set_task_data (task, g_strdup (reason), g_free);
  aloud_portal_open_async (self->portal, cancellable, did_open, g_object_ref (task));
}

gboolean
aloud_background_request_finish (AloudBackground *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
