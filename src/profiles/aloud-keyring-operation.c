/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-keyring-operation.h"

#include "aloud-agent.h"
#include "aloud-keyring-file.h"

/* libsecret's file: what has begun and has not ended, and what waits for that. Each call that begins before the first has
 * been answered would open the file on its own, blind to what the others store, and no two may write at once. All of the
 * program's keyrings use the same file, so they wait in one line. Nothing there asks the person anything but the first
 * opening, so nobody waits for ever. */
static struct {
  Operation *current; /* not owned */
  GQueue waiting;     /* each a reference */
} line = { NULL, G_QUEUE_INIT };

static void operation_try (Operation *op);

static void
line_go_on (void)
{
  while (line.current == NULL && !g_queue_is_empty (&line.waiting))
    {
      g_autoptr(Operation) op = g_queue_pop_head (&line.waiting);

      if (op->task == NULL)
        continue;
      line.current = op;
      operation_try (op);
    }
}

static void
line_leave (Operation *op)
{
  if (line.current != op)
    return;
  line.current = NULL;
  line_go_on ();
}

/* The last reference goes with the end of the last call, which may come after the answer. */
static void
operation_clear (Operation *op)
{
  g_clear_pointer (&op->attributes, g_hash_table_unref);
  g_clear_pointer (&op->key, g_free);
  g_clear_pointer (&op->value, secret_value_unref);
  g_clear_pointer (&op->label, g_free);
  g_clear_list (&op->items, g_object_unref);
  g_clear_pointer (&op->to_profile, g_free);
  g_clear_pointer (&op->name, g_free);
  line_leave (op);
}

void
operation_unref (Operation *op)
{
  g_rc_box_release_full (op, (GDestroyNotify) operation_clear);
}

static void
operation_set_waiting (Operation *op, gboolean waiting)
{
  if (op->waiting == waiting)
    return;
  op->waiting = waiting;
  aloud_keyring_add_waiting (op->keyring, waiting ? 1 : -1);
}

static void
on_waiting (gpointer user_data)
{
  Operation *op = user_data;

  op->waiting_timeout = 0;
  operation_set_waiting (op, TRUE);
}

GTask *
operation_end (Operation *op)
{
  GTask *task = g_steal_pointer (&op->task);

  g_ptr_array_remove_fast (op->keyring->operations, op);
  g_clear_handle_id (&op->waiting_timeout, g_source_remove);
  g_source_destroy (op->on_cancelled);
  g_clear_pointer (&op->on_cancelled, g_source_unref);
  operation_set_waiting (op, FALSE);
  return task;
}

/* Whoever answered knows nothing of our session, or has died of it. That there is nobody, or nobody who answers in time,
 * is no reason to ask again. */
static gboolean
is_stale (const GError *error)
{
  return error->domain == SECRET_ERROR || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_DBUS_ERROR)
         || (error->domain == G_DBUS_ERROR && error->code != G_DBUS_ERROR_SERVICE_UNKNOWN
             && error->code != G_DBUS_ERROR_NAME_HAS_NO_OWNER);
}

static void
operation_answer_error (Operation *op, AloudAgentError code, const GError *error)
{
  g_autoptr(GTask) task = operation_end (op);

  g_debug ("keyring: %s", error->message);
  g_task_return_new_error (task, ALOUD_AGENT_ERROR, (int) code, "keyring: %s", error->message);
}

static void
operation_try (Operation *op)
{
  g_autoptr(GError) error = NULL;

  if (aloud_keyring_file_check (&error))
    op->begin (op);
  else
    operation_answer_error (op, ALOUD_AGENT_ERROR_KEYRING_UNAVAILABLE, error);
}

void
operation_begin (Operation *op, void (*begin) (Operation *op))
{
  op->begin = begin;
  if (!aloud_keyring_file_is_used ())
    operation_try (op);
  else
    {
      g_queue_push_tail (&line.waiting, g_rc_box_acquire (op));
      line_go_on ();
    }
}

/* A keyring in a sandbox calls it cancelled when the person closes its window. */
void
operation_fail (Operation *op, GError *error)
{
  gboolean locked = g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED)
                    || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  g_dbus_error_strip_remote_error (error);
  if (!locked)
    secret_service_disconnect ();
  if (!locked && !op->again && is_stale (error))
    {
      g_debug ("keyring: begins again: %s", error->message);
      op->again = TRUE;
      op->unlocking = FALSE;
      g_clear_list (&op->items, g_object_unref);
      operation_try (op);
    }
  else
    operation_answer_error (op, locked ? ALOUD_AGENT_ERROR_KEYRING_LOCKED : ALOUD_AGENT_ERROR_KEYRING_UNAVAILABLE,
                            error);
  g_error_free (error);
}

void
operation_fail_locked (Operation *op)
{
  operation_fail (op, g_error_new_literal (SECRET_ERROR, SECRET_ERROR_IS_LOCKED, "locked"));
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr(GTask) task = operation_end (user_data);

  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
  return G_SOURCE_REMOVE;
}

Operation *
operation_new (AloudKeyring        *self,
               GHashTable          *attributes,
               GCancellable        *cancellable,
               GAsyncReadyCallback  callback,
               gpointer             user_data)
{
  Operation *op = g_rc_box_new0 (Operation);

  op->keyring = self;
  op->task = g_task_new (self, cancellable, callback, user_data);
  op->attributes = attributes;
  op->on_cancelled = g_cancellable_source_new (cancellable);
  g_source_set_callback (op->on_cancelled, G_SOURCE_FUNC (on_cancelled), op, NULL);
  g_source_attach (op->on_cancelled, g_main_context_get_thread_default ());
  op->waiting_timeout = g_timeout_add_once (self->waiting_after, on_waiting, op);
  g_ptr_array_add (self->operations, op);
  return op;
}

void
operation_search (Operation *op, SecretSearchFlags more, GAsyncReadyCallback callback)
{
  secret_password_searchv (&aloud_keyring_schema, op->attributes, SECRET_SEARCH_ALL | more, NULL,
                           callback, g_rc_box_acquire (op));
}

gboolean
operation_check_items (Operation *op, GList *items, GError *error)
{
  if (op->task == NULL)
    g_clear_error (&error);
  else if (error != NULL)
    operation_fail (op, error);
  else if (items == NULL && op->again)
    operation_fail (op, g_error_new_literal (SECRET_ERROR, SECRET_ERROR_NO_SUCH_OBJECT, "it has just started anew"));
  else
    return TRUE;
  return FALSE;
}

gboolean
keyring_item_is_locked (gpointer item)
{
  return SECRET_IS_ITEM (item) && secret_item_get_locked (item);
}

gint64
keyring_item_get_stored_at (gpointer item)
{
  return (gint64) MAX (secret_retrievable_get_modified (item), secret_retrievable_get_created (item));
}

static gboolean
is_better (gpointer item, gpointer than)
{
  gboolean locked = keyring_item_is_locked (item);

  if (locked != keyring_item_is_locked (than))
    return !locked;
  return keyring_item_get_stored_at (item) > keyring_item_get_stored_at (than);
}

SecretRetrievable *
keyring_items_choose (GList *items)
{
  SecretRetrievable *best = NULL;

  for (GList *l = items; l != NULL; l = l->next)
    if (best == NULL || is_better (l->data, best))
      best = l->data;
  return best;
}

SecretValue *
keyring_item_read_finish (GObject *item, GAsyncResult *result, GError **error)
{
  g_autoptr(SecretValue) value = secret_retrievable_retrieve_secret_finish (SECRET_RETRIEVABLE (item), result, error);

  if (value == NULL && error != NULL && *error == NULL)
    g_set_error_literal (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED, "the keyring keeps it to itself");
  else if (value != NULL && secret_value_get_text (value) == NULL)
    g_set_error_literal (error, SECRET_ERROR, SECRET_ERROR_PROTOCOL, "what is stored is not a text");
  else
    return g_steal_pointer (&value);
  return NULL;
}
