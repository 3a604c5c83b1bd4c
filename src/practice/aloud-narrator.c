/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-narrator.h"

struct _AloudNarrator
{
  GObject parent;

  GThreadPool *worker;    /* one thread, of GTask */
  gint stopped;           /* atomic */
  GHashTable *prepared;   /* text -> GBytes */
  GHashTable *preparing;  /* text -> GPtrArray of GTask: who waits for it */
};

G_DEFINE_FINAL_TYPE (AloudNarrator, aloud_narrator, G_TYPE_OBJECT)

static GMutex synthesis_lock;

static void
make_in_thread (gpointer data, gpointer user_data)
{
  g_autoptr (GTask) task = data;
  AloudNarrator *self = g_task_get_source_object (task);
  GBytes *sound;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (g_atomic_int_get (&self->stopped))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "nobody listens any more");
      return;
    }
  g_mutex_lock (&synthesis_lock);
  sound = aloud_synthesis_make (g_task_get_task_data (task));
  g_mutex_unlock (&synthesis_lock);
  g_task_return_pointer (task, sound, (GDestroyNotify) g_bytes_unref);
}

static void
run (AloudNarrator *self, GTask *task, const char *text)
{
  g_task_set_task_data (task, g_strdup (text), g_free);
  if (self->worker != NULL)
    g_thread_pool_push (self->worker, g_object_ref (task), NULL);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "nobody listens any more");
}

static void
did_prepare (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AloudNarrator *self = ALOUD_NARRATOR (source);
  GBytes *sound = aloud_narrator_say_finish (self, result, NULL);
  const char *text = g_task_get_task_data (G_TASK (result));
  g_autoptr (GPtrArray) waiting = NULL;
  g_autofree char *key = NULL;
  guint i;

  g_hash_table_steal_extended (self->preparing, text, (gpointer *) &key, (gpointer *) &waiting);
  if (sound != NULL) /* or it was stopped */
    g_hash_table_insert (self->prepared, g_strdup (text), sound);
  for (i = 0; i < waiting->len; i++)
    if (sound != NULL)
      g_task_return_pointer (g_ptr_array_index (waiting, i), g_bytes_ref (sound), (GDestroyNotify) g_bytes_unref);
    else
      run (self, g_ptr_array_index (waiting, i), text);
}

static void
aloud_narrator_finalize (GObject *object)
{
  AloudNarrator *self = ALOUD_NARRATOR (object);

  aloud_narrator_stop (self);
  g_hash_table_unref (self->prepared);
  g_hash_table_unref (self->preparing);

  G_OBJECT_CLASS (aloud_narrator_parent_class)->finalize (object);
}

static void
aloud_narrator_class_init (AloudNarratorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = aloud_narrator_finalize;
}

static void
aloud_narrator_init (AloudNarrator *self)
{
  self->worker = g_thread_pool_new (make_in_thread, NULL, 1, FALSE, NULL);
  self->prepared = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  self->preparing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                           (GDestroyNotify) g_ptr_array_unref);
}

AloudNarrator *
aloud_narrator_new (void)
{
  return g_object_new (ALOUD_TYPE_NARRATOR, NULL);
}

void
aloud_narrator_prepare (AloudNarrator *self, const char *text)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (ALOUD_IS_NARRATOR (self));
  g_return_if_fail (!g_hash_table_contains (self->prepared, text) &&
                    !g_hash_table_contains (self->preparing, text));

  g_hash_table_insert (self->preparing, g_strdup (text), g_ptr_array_new_with_free_func (g_object_unref));
  task = g_task_new (self, NULL, did_prepare, NULL);
  g_task_set_source_tag (task, aloud_narrator_prepare);
  run (self, task, text);
}

void
aloud_narrator_stop (AloudNarrator *self)
{
  GThreadPool *worker;

  g_return_if_fail (ALOUD_IS_NARRATOR (self));

  g_atomic_int_set (&self->stopped, TRUE);
  worker = g_steal_pointer (&self->worker);
  if (worker != NULL)
    g_thread_pool_free (worker, FALSE, TRUE);
}

void
aloud_narrator_say_async (AloudNarrator *self, const char *text, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GPtrArray *waiting;

  g_return_if_fail (ALOUD_IS_NARRATOR (self));
  g_return_if_fail (text != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, aloud_narrator_say_async);
  waiting = g_hash_table_lookup (self->preparing, text);
  if (waiting != NULL)
    g_ptr_array_add (waiting, g_steal_pointer (&task));
  else
    run (self, task, text);
}

GBytes *
aloud_narrator_say_finish (AloudNarrator *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

GBytes *
aloud_narrator_recall (AloudNarrator *self, const char *text)
{
  GBytes *sound;

  g_return_val_if_fail (ALOUD_IS_NARRATOR (self), NULL);

  sound = g_hash_table_lookup (self->prepared, text);
  return sound != NULL ? g_bytes_ref (sound) : NULL;
}
