/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "hanging-resolver.h"

typedef GResolver HangingResolver;
typedef GResolverClass HangingResolverClass;

static GType hanging_resolver_get_type (void);

G_DEFINE_TYPE (HangingResolver, hanging_resolver, G_TYPE_RESOLVER)

static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  g_task_return_error_if_cancelled (user_data);
  return G_SOURCE_REMOVE;
}

static void
lookup_async (GResolver *resolver, const char *name, GResolverNameLookupFlags flags, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (resolver, cancellable, callback, user_data);
  g_autoptr (GSource) source = g_cancellable_source_new (cancellable);

  g_source_set_callback (source, G_SOURCE_FUNC (on_cancelled), task, g_object_unref);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static GList *
lookup_finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
hanging_resolver_class_init (HangingResolverClass *klass)
{
  klass->lookup_by_name_with_flags_async = lookup_async;
  klass->lookup_by_name_with_flags_finish = lookup_finish;
}

static void
hanging_resolver_init (HangingResolver *self)
{
}

GResolver *
hanging_resolver_new (void)
{
  return g_object_new (hanging_resolver_get_type (), NULL);
}
