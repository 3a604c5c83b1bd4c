/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-keyring-private.h"

/* Only secret_password_*: inside a sandbox libsecret keeps an encrypted file of its own, which knows nothing else.
 *
 * Each operation is a story of one or more calls of libsecret, told by an Operation. It is answered once: by the end of
 * the story, by the caller's cancellable at once, or by a secret for the session; what libsecret says after that is not
 * listened to. Its own calls are never cancelled: that would take away the window in which the person is asked to unlock,
 * of which gnome-keyring 42 dies. Every call fails or returns when the service dies, so nothing here watches the bus. */
typedef struct _Operation Operation;

struct _Operation
{
  AloudKeyring *keyring;     /* the task keeps it */
  GTask *task;               /* NULL as soon as it is answered */
  GSource *on_cancelled;     /* the caller's */
  guint waiting_timeout;
  gboolean waiting;

  void (*begin) (Operation *op);
  gboolean again;            /* it has begun twice */

  GHashTable *attributes;
  char *key;                 /* in the session's secrets */
  gboolean lookup;
  gboolean unlocking;        /* the person has been asked */

  SecretValue *value;        /* to be stored */
  char *label;
  char *name;                /* the agent's, of what is stored or copied */

  GList *items;              /* to be copied */
  char *to_profile;
  void (*next) (Operation *op);
};

/* Takes @attributes. The answer is the caller's to give, by operation_end(); so is a reference. */
Operation *operation_new         (AloudKeyring        *self,
                                  GHashTable          *attributes,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data) G_GNUC_WARN_UNUSED_RESULT;
void       operation_unref       (Operation           *op);
/* Calls @begin, at once or, where libsecret keeps a file, when those before have ended; and perhaps once more: when another
 * service has taken the place of the one that libsecret knew. */
void       operation_begin       (Operation           *op,
                                  void               (*begin) (Operation *op));
/* @callback gets a reference of @op. Without SECRET_SEARCH_UNLOCK nobody is asked anything. */
void       operation_search      (Operation           *op,
                                  SecretSearchFlags    more,
                                  GAsyncReadyCallback  callback);
/* From here on nobody else can answer. */
GTask     *operation_end         (Operation           *op) G_GNUC_WARN_UNUSED_RESULT;
/* Takes @error, libsecret's, and answers with ours, unless it begins again. */
void       operation_fail        (Operation           *op,
                                  GError              *error);
void       operation_fail_locked (Operation           *op);
/* Takes the answer of a search. FALSE: it has failed, or was answered before. That there is nothing counts only from a
 * keyring that was there from the beginning: one that has just started may not have read its files. */
gboolean   operation_check_items (Operation           *op,
                                  GList               *items,
                                  GError              *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Operation, operation_unref)

gboolean           keyring_item_is_locked     (gpointer       item);
gint64             keyring_item_get_stored_at (gpointer       item);
/* The latest of those that can be read, or else the latest; not owned; NULL when there is none. */
SecretRetrievable *keyring_items_choose       (GList         *items);
/* NULL and an error when it holds no text. */
SecretValue       *keyring_item_read_finish   (GObject       *item,
                                               GAsyncResult  *result,
                                               GError       **error) G_GNUC_WARN_UNUSED_RESULT;
