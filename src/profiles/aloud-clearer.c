/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-clearer.h"

/* Of one profile's secrets. */
typedef struct {
  char *id;
  gboolean asked_for;
} Clearing;

struct _AloudClearer
{
  GObject parent;

  /* Injected */
  AloudKeyring *keyring;

  /* Owned */
  GQueue *queue; /* of Clearing *: the keyring is asked to clear the first */
  GCancellable *cancellable;
};

enum {
  CLEARED,
  LEFT,
  LAST_SIGNAL,
};

static guint signals[LAST_SIGNAL];

G_DEFINE_FINAL_TYPE (AloudClearer, aloud_clearer, G_TYPE_OBJECT)

static void
clearing_free (gpointer data)
{
  Clearing *clearing = data;

  g_free (clearing->id);
  g_free (clearing);
}

static void clear_next (AloudClearer *self);

/* @user_data: gone when the clearing was cancelled. */
static void
did_clear (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AloudClearer *self = user_data;
  Clearing *clearing;
  g_autoptr(GError) error = NULL;
  gboolean cleared = aloud_keyring_clear_finish (ALOUD_KEYRING (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  clearing = g_queue_pop_head (self->queue);
  if (cleared)
    g_signal_emit (self, signals[CLEARED], 0, clearing->id);
  else
    {
      g_debug ("the secrets of a deleted agent are cleared at the next start: %s", error->message);
      g_signal_emit (self, signals[LEFT], 0, clearing->id, clearing->asked_for);
    }
  clearing_free (clearing);
  clear_next (self);
}

static void
clear_next (AloudClearer *self)
{
  Clearing *clearing = g_queue_peek_head (self->queue);

  if (clearing != NULL)
    aloud_keyring_clear_async (self->keyring, clearing->id, clearing->asked_for, self->cancellable, did_clear, self);
}

static void
aloud_clearer_dispose (GObject *object)
{
  AloudClearer *self = ALOUD_CLEARER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->keyring);

  G_OBJECT_CLASS (aloud_clearer_parent_class)->dispose (object);
}

static void
aloud_clearer_finalize (GObject *object)
{
  AloudClearer *self = ALOUD_CLEARER (object);

  g_queue_free_full (self->queue, clearing_free);
  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (aloud_clearer_parent_class)->finalize (object);
}

static void
aloud_clearer_class_init (AloudClearerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = aloud_clearer_dispose;
  object_class->finalize = aloud_clearer_finalize;

  signals[CLEARED] = g_signal_new ("cleared", ALOUD_TYPE_CLEARER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                   1, G_TYPE_STRING);
  signals[LEFT] = g_signal_new ("left", ALOUD_TYPE_CLEARER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                2, G_TYPE_STRING, G_TYPE_BOOLEAN);
}

static void
aloud_clearer_init (AloudClearer *self)
{
  self->queue = g_queue_new ();
  self->cancellable = g_cancellable_new ();
}

AloudClearer *
aloud_clearer_new (AloudKeyring *keyring)
{
  AloudClearer *self;

  g_return_val_if_fail (ALOUD_IS_KEYRING (keyring), NULL);

  self = g_object_new (ALOUD_TYPE_CLEARER, NULL);
  self->keyring = g_object_ref (keyring);
  return self;
}

static int
compare_id (gconstpointer clearing, gconstpointer id)
{
  return strcmp (((const Clearing *) clearing)->id, id);
}

void
aloud_clearer_add (AloudClearer *self, const char *id, gboolean asked_for)
{
  Clearing *clearing;

  g_return_if_fail (ALOUD_IS_CLEARER (self));
  g_return_if_fail (id != NULL);

  if (g_queue_find_custom (self->queue, id, compare_id) != NULL)
    return;
  clearing = g_new0 (Clearing, 1);
  clearing->id = g_strdup (id);
  clearing->asked_for = asked_for;
  g_queue_push_tail (self->queue, clearing);
  if (g_queue_get_length (self->queue) == 1)
    clear_next (self);
}
