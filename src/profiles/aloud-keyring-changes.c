/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-keyring-operation.h"

#include <string.h>

/* What changes the keyring: to store, to clear, to copy. */

static void
did_store (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(Operation) op = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GTask) task = NULL;
  gboolean stored = secret_password_store_finish (result, &error);

  if (op->task == NULL)
    return;
  if (error != NULL)
    operation_fail (op, g_steal_pointer (&error));
  else if (!stored)
    operation_fail_locked (op);
  else
    {
      if (op->keyring->log != NULL)
        aloud_auth_log_add (op->keyring->log, op->name, g_hash_table_lookup (op->attributes, "kind"), ALOUD_AUTH_STORED);
      if (g_hash_table_remove (op->keyring->session, op->key))
        aloud_keyring_emit_session_changed (op->keyring);
      task = operation_end (op);
      g_task_return_boolean (task, TRUE);
    }
}

static void
store (Operation *op)
{
  secret_password_storev_binary (&aloud_keyring_schema, op->attributes, SECRET_COLLECTION_DEFAULT, op->label, op->value,
                                 NULL, did_store, g_rc_box_acquire (op));
}

void
aloud_keyring_store_async (AloudKeyring        *self,
                           const char          *profile_id,
                           AloudSecretKind      kind,
                           const char          *host,
                           const char          *name,
                           const char          *secret,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(Operation) op = NULL;

  g_return_if_fail (ALOUD_IS_KEYRING (self));
  g_return_if_fail (profile_id != NULL && host != NULL && name != NULL && secret != NULL);

  op = operation_new (self, aloud_keyring_get_attributes (profile_id, kind, host), cancellable, callback, user_data);
  op->key = aloud_keyring_get_session_key (profile_id, kind, host);
  op->value = secret_value_new (secret, -1, "text/plain");
  op->label = aloud_keyring_get_label (aloud_secret_kind_get_name (kind), name);
  op->name = g_strdup (name);
  operation_begin (op, store);
}

gboolean
aloud_keyring_store_finish (AloudKeyring *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* libsecret does not say which it was: nothing there, or locked. */
static void
did_search_what_is_left (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(Operation) op = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GTask) task = NULL;
  g_autolist(GObject) items = secret_password_search_finish (result, &error);

  if (!operation_check_items (op, items, g_steal_pointer (&error)))
    return;
  if (items != NULL)
    operation_fail_locked (op);
  else
    {
      task = operation_end (op);
      g_task_return_boolean (task, TRUE);
    }
}

static void
did_clear (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(Operation) op = user_data;
  g_autoptr(GError) error = NULL;

  secret_password_clear_finish (result, &error);
  if (op->task == NULL)
    return;
  if (error != NULL)
    operation_fail (op, g_steal_pointer (&error));
  else
    operation_search (op, SECRET_SEARCH_NONE, did_search_what_is_left);
}

static gboolean
is_of_profile (gpointer key, gpointer value, gpointer user_data)
{
  const char *profile_id = user_data;
  gsize length = profile_id != NULL ? strlen (profile_id) : 0;

  if (profile_id == NULL)
    return TRUE;
  return strncmp (key, profile_id, length) == 0 && ((const char *) key)[length] == '\n';
}

static void
clear (Operation *op)
{
  secret_password_clearv (&aloud_keyring_schema, op->attributes, NULL, did_clear, g_rc_box_acquire (op));
}

static gboolean
any_is_locked (GList *items)
{
  for (GList *l = items; l != NULL; l = l->next)
    if (keyring_item_is_locked (l->data))
      return TRUE;
  return FALSE;
}

static void
did_search_for_clear (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(Operation) op = user_data;
  g_autoptr(GError) error = NULL;
  g_autolist(GObject) items = secret_password_search_finish (result, &error);

  if (!operation_check_items (op, items, g_steal_pointer (&error)))
    return;
  if (any_is_locked (items))
    operation_fail_locked (op);
  else
    clear (op);
}

/* libsecret itself leaves what is locked where it is, and does not say so. */
static void
clear_asking (Operation *op)
{
  operation_search (op, SECRET_SEARCH_UNLOCK, did_search_for_clear);
}

static void
clear_quietly (Operation *op)
{
  operation_search (op, SECRET_SEARCH_NONE, did_search_for_clear);
}

void
aloud_keyring_clear_async (AloudKeyring        *self,
                           const char          *profile_id,
                           gboolean             ask,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(Operation) op = NULL;

  g_return_if_fail (ALOUD_IS_KEYRING (self));

  if (g_hash_table_foreach_remove (self->session, is_of_profile, (gpointer) profile_id) > 0)
    aloud_keyring_emit_session_changed (self);
  op = operation_new (self, aloud_keyring_get_profile_attributes (profile_id), cancellable, callback, user_data);
  operation_begin (op, ask ? clear_asking : clear_quietly);
}

gboolean
aloud_keyring_clear_finish (AloudKeyring *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
did_store_copy (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(Operation) op = user_data;
  g_autoptr(GError) error = NULL;
  gboolean stored = secret_password_store_finish (result, &error);

  if (op->task == NULL)
    return;
  if (error != NULL)
    operation_fail (op, g_steal_pointer (&error));
  else if (!stored)
    operation_fail_locked (op);
  else
    op->next (op);
}

static void
did_retrieve_for_copy (GObject *item, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(Operation) op = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GHashTable) attributes = NULL;
  g_autoptr(SecretValue) value = keyring_item_read_finish (item, result, &error);
  g_autofree char *label = NULL;

  if (op->task == NULL)
    return;
  if (error != NULL)
    {
      operation_fail (op, g_steal_pointer (&error));
      return;
    }
  attributes = secret_retrievable_get_attributes (SECRET_RETRIEVABLE (item));
  g_hash_table_replace (attributes, g_strdup ("profile"), g_strdup (op->to_profile));
  g_hash_table_remove (attributes, "xdg:schema"); /* libsecret adds it again */
  label = aloud_keyring_get_label (g_hash_table_lookup (attributes, "kind"), op->name);
  secret_password_storev_binary (&aloud_keyring_schema, attributes, SECRET_COLLECTION_DEFAULT, label, value,
                                 NULL, did_store_copy, g_rc_box_acquire (op));
}

/* One after the other: libsecret's file does not take two at once. */
static void
copy_next (Operation *op)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(SecretRetrievable) item = NULL;

  if (op->items == NULL)
    {
      task = operation_end (op);
      g_task_return_boolean (task, TRUE);
      return;
    }
  item = op->items->data;
  op->items = g_list_delete_link (op->items, op->items);
  secret_retrievable_retrieve_secret (item, NULL, did_retrieve_for_copy, g_rc_box_acquire (op));
}

static void
did_search_for_copy (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(Operation) op = user_data;
  g_autoptr(GError) error = NULL;

  op->items = secret_password_search_finish (result, &error);
  if (operation_check_items (op, op->items, g_steal_pointer (&error)))
    copy_next (op);
}

static void
copy_for_session (AloudKeyring *self, const char *from_profile_id, const char *to_profile_id)
{
  g_autofree char **keys = (char **) g_hash_table_get_keys_as_array (self->session, NULL);

  for (guint i = 0; keys[i] != NULL; i++)
    if (is_of_profile (keys[i], NULL, (gpointer) from_profile_id))
      g_hash_table_replace (self->session, g_strconcat (to_profile_id, strchr (keys[i], '\n'), NULL),
                            aloud_secret_ref (g_hash_table_lookup (self->session, keys[i])));
  aloud_keyring_emit_session_changed (self);
}

static void
copy (Operation *op)
{
  operation_search (op, SECRET_SEARCH_UNLOCK, did_search_for_copy);
}

void
aloud_keyring_copy_async (AloudKeyring        *self,
                          const char          *from_profile_id,
                          const char          *to_profile_id,
                          const char          *name,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(Operation) op = NULL;

  g_return_if_fail (ALOUD_IS_KEYRING (self));
  g_return_if_fail (from_profile_id != NULL && to_profile_id != NULL && name != NULL);

  copy_for_session (self, from_profile_id, to_profile_id);
  op = operation_new (self, aloud_keyring_get_profile_attributes (from_profile_id), cancellable, callback, user_data);
  op->to_profile = g_strdup (to_profile_id);
  op->name = g_strdup (name);
  op->next = copy_next;
  operation_begin (op, copy);
}

gboolean
aloud_keyring_copy_finish (AloudKeyring *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
