/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <libsecret/secret.h>

#include "aloud-keyring.h"
#include "aloud-secret-private.h"

/* What the parts of the keyring share. */

struct _AloudKeyring
{
  GObject parent;

  /* Injected */
  guint waiting_after;

  /* Owned */
  GHashTable *session;    /* "profile\nkind\nhost" to AloudSecret */
  AloudAuthLog *log;      /* or NULL */

  /* State */
  GPtrArray *operations;  /* not answered yet; not owned */
  guint n_waiting;
};

extern const SecretSchema aloud_keyring_schema;

/* What is kept for the session; @profile_id alone: of its keys, the part before the first line feed. */
char       *aloud_keyring_get_session_key        (const char      *profile_id,
                                                  AloudSecretKind  kind,
                                                  const char      *host) G_GNUC_WARN_UNUSED_RESULT;
GHashTable *aloud_keyring_get_attributes         (const char      *profile_id,
                                                  AloudSecretKind  kind,
                                                  const char      *host) G_GNUC_WARN_UNUSED_RESULT;
/* @profile_id NULL: those of all profiles. */
GHashTable *aloud_keyring_get_profile_attributes (const char      *profile_id) G_GNUC_WARN_UNUSED_RESULT;
/* What the person reads in the desktop's own window of the keyring. @kind: the attribute. */
char       *aloud_keyring_get_label              (const char      *kind,
                                                  const char      *name) G_GNUC_WARN_UNUSED_RESULT;
void        aloud_keyring_emit_session_changed   (AloudKeyring    *self);
/* +1 or -1. */
void        aloud_keyring_add_waiting            (AloudKeyring    *self,
                                                  int              more);
