/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "nowhere-resolver.h"

typedef GResolver NowhereResolver;
typedef GResolverClass NowhereResolverClass;

static GType nowhere_resolver_get_type (void);

G_DEFINE_TYPE (NowhereResolver, nowhere_resolver, G_TYPE_RESOLVER)

static void
lookup_async (GResolver *resolver, const char *name, GCancellable *cancellable, GAsyncReadyCallback callback,
              gpointer user_data)
{
  g_task_report_new_error (resolver, callback, user_data, NULL, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND,
                           "No such host: %s", name);
}

static void
lookup_with_flags_async (GResolver *resolver, const char *name, GResolverNameLookupFlags flags,
                         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  lookup_async (resolver, name, cancellable, callback, user_data);
}

static GList *
lookup_finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
nowhere_resolver_class_init (NowhereResolverClass *klass)
{
  klass->lookup_by_name_async = lookup_async;
  klass->lookup_by_name_finish = lookup_finish;
  klass->lookup_by_name_with_flags_async = lookup_with_flags_async;
  klass->lookup_by_name_with_flags_finish = lookup_finish;
}

static void
nowhere_resolver_init (NowhereResolver *self)
{
}

GResolver *
nowhere_resolver_new (void)
{
  return g_object_new (nowhere_resolver_get_type (), NULL);
}
