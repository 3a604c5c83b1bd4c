/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-keyring.h"

#include <glib/gi18n.h>

#include "aloud-keyring-operation.h"
#include "aloud-macros.h"

/* Of an item that has not been unlocked since it started, gnome-keyring knows the attributes (by their hashes) and not the
 * schema: whoever searched by that too would find nothing, and take what is locked for absent. */
const SecretSchema aloud_keyring_schema = {
  ALOUD_APP_ID, SECRET_SCHEMA_DONT_MATCH_NAME,
  {
    { "application", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "profile", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "kind", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "host", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  }
};

static const char *const kinds[] = {
  [ALOUD_SECRET_API_KEY] = "api-key",
  [ALOUD_SECRET_TOKEN] = "token",
  [ALOUD_SECRET_TOKEN_ADDRESS] = "token-address",
};

G_DEFINE_FINAL_TYPE (AloudKeyring, aloud_keyring, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_WAITING,
  PROP_WAITING_AFTER,
  N_PROPS
};

static GParamSpec *props[N_PROPS];
static guint session_changed;

GHashTable *
aloud_keyring_get_profile_attributes (const char *profile_id)
{
  if (profile_id == NULL)
    return secret_attributes_build (&aloud_keyring_schema, "application", ALOUD_APP_ID, NULL);
  return secret_attributes_build (&aloud_keyring_schema, "application", ALOUD_APP_ID, "profile", profile_id, NULL);
}

GHashTable *
aloud_keyring_get_attributes (const char *profile_id, AloudSecretKind kind, const char *host)
{
  g_autofree char *lower = g_ascii_strdown (host, -1);

  return secret_attributes_build (&aloud_keyring_schema, "application", ALOUD_APP_ID, "profile", profile_id,
                                  "kind", kinds[kind], "host", lower, NULL);
}

char *
aloud_keyring_get_session_key (const char *profile_id, AloudSecretKind kind, const char *host)
{
  g_autofree char *lower = g_ascii_strdown (host, -1);

  return g_strdup_printf ("%s\n%s\n%s", profile_id, kinds[kind], lower);
}

char *
aloud_keyring_get_label (const char *kind, const char *name)
{
  if (g_strcmp0 (kind, kinds[ALOUD_SECRET_API_KEY]) == 0)
    return g_strdup_printf (_("Aloud: API key of “%s”"), name);
  if (g_strcmp0 (kind, kinds[ALOUD_SECRET_TOKEN]) == 0)
    return g_strdup_printf (_("Aloud: access token of “%s”"), name);
  return g_strdup_printf (_("Aloud: token address password of “%s”"), name);
}

const char *
aloud_secret_kind_get_name (AloudSecretKind kind)
{
  return kinds[kind];
}

void
aloud_keyring_add_waiting (AloudKeyring *self, int more)
{
  self->n_waiting += more;
  if (self->n_waiting == (more > 0 ? 1 : 0))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WAITING]);
}

void
aloud_keyring_emit_session_changed (AloudKeyring *self)
{
  g_signal_emit (self, session_changed, 0);
}

static void
did_retrieve (GObject *item, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(Operation) op = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GTask) task = NULL;
  SecretValue *value = keyring_item_read_finish (item, result, &error);

  if (op->task == NULL)
    g_clear_pointer (&value, secret_value_unref);
  else if (error != NULL)
    operation_fail (op, g_steal_pointer (&error));
  else
    {
      task = operation_end (op);
      g_task_return_pointer (task, aloud_secret_new_take (value, keyring_item_get_stored_at (item), FALSE),
                             (GDestroyNotify) aloud_secret_unref);
    }
}

/* A search alone asks nobody: it tells what is locked from what is absent. Whether unlocking worked is seen when the
 * secret is read. */
static void
did_search_for_lookup (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(Operation) op = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GTask) task = NULL;
  g_autolist(GObject) items = secret_password_search_finish (result, &error);

  if (!operation_check_items (op, items, g_steal_pointer (&error)))
    return;
  if (items == NULL)
    {
      task = operation_end (op);
      g_task_return_pointer (task, NULL, NULL);
      return;
    }
  if (keyring_item_is_locked (keyring_items_choose (items)) && !op->unlocking)
    {
      op->unlocking = TRUE;
      operation_search (op, SECRET_SEARCH_UNLOCK, did_search_for_lookup);
      return;
    }
  secret_retrievable_retrieve_secret (keyring_items_choose (items), NULL, did_retrieve,
                                      g_rc_box_acquire (op));
}

static void
look_up (Operation *op)
{
  operation_search (op, SECRET_SEARCH_NONE, did_search_for_lookup);
}

void
aloud_keyring_lookup_async (AloudKeyring        *self,
                            const char          *profile_id,
                            AloudSecretKind      kind,
                            const char          *host,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autofree char *key = NULL;
  g_autoptr(GTask) task = NULL;
  g_autoptr(Operation) op = NULL;
  AloudSecret *secret;

  g_return_if_fail (ALOUD_IS_KEYRING (self));
  g_return_if_fail (profile_id != NULL && host != NULL);

  key = aloud_keyring_get_session_key (profile_id, kind, host);
  secret = g_hash_table_lookup (self->session, key);
  if (secret != NULL)
    {
      task = g_task_new (self, cancellable, callback, user_data);
      g_task_return_pointer (task, aloud_secret_ref (secret), (GDestroyNotify) aloud_secret_unref);
      return;
    }
  op = operation_new (self, aloud_keyring_get_attributes (profile_id, kind, host), cancellable, callback, user_data);
  op->key = g_steal_pointer (&key);
  op->lookup = TRUE;
  operation_begin (op, look_up);
}

AloudSecret *
aloud_keyring_lookup_finish (AloudKeyring *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

typedef struct {
  AloudSecretState state;
  gint64 stored_at;
} Peek;

static void
return_peek (GTask *task, AloudSecretState state, gint64 stored_at)
{
  Peek answer = { state, stored_at };

  g_task_return_pointer (task, g_memdup2 (&answer, sizeof answer), g_free);
}

static void
did_search_for_peek (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(Operation) op = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GTask) task = NULL;
  g_autolist(GObject) items = secret_password_search_finish (result, &error);
  SecretRetrievable *item = keyring_items_choose (items);

  if (!operation_check_items (op, items, g_steal_pointer (&error)))
    return;
  task = operation_end (op);
  if (item == NULL)
    return_peek (task, ALOUD_SECRET_ABSENT, 0);
  else
    return_peek (task, keyring_item_is_locked (item) ? ALOUD_SECRET_LOCKED : ALOUD_SECRET_STORED,
                 keyring_item_get_stored_at (item));
}

static void
peek (Operation *op)
{
  operation_search (op, SECRET_SEARCH_NONE, did_search_for_peek);
}

void
aloud_keyring_peek_async (AloudKeyring        *self,
                          const char          *profile_id,
                          AloudSecretKind      kind,
                          const char          *host,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autofree char *key = NULL;
  g_autoptr(GTask) task = NULL;
  g_autoptr(Operation) op = NULL;

  g_return_if_fail (ALOUD_IS_KEYRING (self));
  g_return_if_fail (profile_id != NULL && host != NULL);

  key = aloud_keyring_get_session_key (profile_id, kind, host);
  if (g_hash_table_contains (self->session, key))
    {
      task = g_task_new (self, cancellable, callback, user_data);
      return_peek (task, ALOUD_SECRET_SESSION, 0);
      return;
    }
  op = operation_new (self, aloud_keyring_get_attributes (profile_id, kind, host), cancellable, callback, user_data);
  operation_begin (op, peek);
}

AloudSecretState
aloud_keyring_peek_finish (AloudKeyring *self, GAsyncResult *result, gint64 *stored_at, GError **error)
{
  g_autofree Peek *answer = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), ALOUD_SECRET_ABSENT);

  answer = g_task_propagate_pointer (G_TASK (result), error);
  if (stored_at != NULL)
    *stored_at = answer != NULL ? answer->stored_at : 0;
  return answer != NULL ? answer->state : ALOUD_SECRET_ABSENT;
}

/* Each answer may begin or end other operations. */
static Operation *
find_lookup (AloudKeyring *self, const char *key)
{
  for (guint i = 0; i < self->operations->len; i++)
    {
      Operation *op = g_ptr_array_index (self->operations, i);

      if (op->lookup && strcmp (op->key, key) == 0)
        return op;
    }
  return NULL;
}

void
aloud_keyring_use_for_session (AloudKeyring    *self,
                               const char      *profile_id,
                               AloudSecretKind  kind,
                               const char      *host,
                               const char      *secret)
{
  g_autofree char *key = NULL;
  AloudSecret *kept;
  Operation *op;

  g_return_if_fail (ALOUD_IS_KEYRING (self));
  g_return_if_fail (profile_id != NULL && host != NULL && secret != NULL);

  key = aloud_keyring_get_session_key (profile_id, kind, host);
  kept = aloud_secret_new_take (secret_value_new (secret, -1, "text/plain"), 0, TRUE);
  g_hash_table_replace (self->session, g_strdup (key), kept);
  while ((op = find_lookup (self, key)) != NULL)
    {
      g_autoptr(GTask) task = operation_end (op);

      g_task_return_pointer (task, aloud_secret_ref (kept), (GDestroyNotify) aloud_secret_unref);
    }
  aloud_keyring_emit_session_changed (self);
}

gboolean
aloud_keyring_has_for_session (AloudKeyring *self, const char *profile_id, AloudSecretKind kind, const char *host)
{
  g_autofree char *key = NULL;

  g_return_val_if_fail (ALOUD_IS_KEYRING (self), FALSE);
  g_return_val_if_fail (profile_id != NULL && host != NULL, FALSE);

  key = aloud_keyring_get_session_key (profile_id, kind, host);
  return g_hash_table_contains (self->session, key);
}

void
aloud_keyring_set_log (AloudKeyring *self, AloudAuthLog *log)
{
  g_return_if_fail (ALOUD_IS_KEYRING (self));
  g_return_if_fail (log == NULL || ALOUD_IS_AUTH_LOG (log));

  g_set_object (&self->log, log);
}

AloudAuthLog *
aloud_keyring_get_log (AloudKeyring *self)
{
  g_return_val_if_fail (ALOUD_IS_KEYRING (self), NULL);

  return self->log;
}

gboolean
aloud_keyring_get_waiting (AloudKeyring *self)
{
  g_return_val_if_fail (ALOUD_IS_KEYRING (self), FALSE);

  return self->n_waiting > 0;
}

static void
aloud_keyring_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  AloudKeyring *self = ALOUD_KEYRING (object);

  switch (prop_id)
    {
    case PROP_WAITING:
      g_value_set_boolean (value, aloud_keyring_get_waiting (self));
      break;
    case PROP_WAITING_AFTER:
      g_value_set_uint (value, self->waiting_after);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_keyring_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  AloudKeyring *self = ALOUD_KEYRING (object);

  switch (prop_id)
    {
    case PROP_WAITING_AFTER:
      self->waiting_after = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_keyring_finalize (GObject *object)
{
  AloudKeyring *self = ALOUD_KEYRING (object);

  g_hash_table_unref (self->session);
  g_clear_object (&self->log);
  g_ptr_array_unref (self->operations);

  G_OBJECT_CLASS (aloud_keyring_parent_class)->finalize (object);
}

static void
aloud_keyring_class_init (AloudKeyringClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = aloud_keyring_get_property;
  object_class->set_property = aloud_keyring_set_property;
  object_class->finalize = aloud_keyring_finalize;

  props[PROP_WAITING] = g_param_spec_boolean ("waiting", NULL, NULL, FALSE, ALOUD_PARAM_READABLE);
  props[PROP_WAITING_AFTER] = g_param_spec_uint ("waiting-after", NULL, NULL, 0, G_MAXUINT, 5000,
                                                 ALOUD_PARAM_CONSTRUCT_ONLY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  session_changed = g_signal_new ("session-changed", ALOUD_TYPE_KEYRING, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
}

static void
aloud_keyring_init (AloudKeyring *self)
{
  self->session = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) aloud_secret_unref);
  self->operations = g_ptr_array_new ();
}

AloudKeyring *
aloud_keyring_new (void)
{
  return g_object_new (ALOUD_TYPE_KEYRING, NULL);
}
