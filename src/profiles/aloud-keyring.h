/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gio/gio.h>

#include "aloud-auth-log.h"
#include "aloud-secret.h"

/* The secrets of the profiles, in the desktop's keyring: nowhere else but, when the person wants that, in this program's
 * memory until it ends. One per application.
 *
 * A secret belongs to a profile, is of a kind and is bound to the host that it was entered for: asked for another host,
 * there is none.
 *
 * A locked keyring is unlocked by the person, in a window of the desktop that may lie behind ours and may stay there for
 * ever. So no wait here has an end but the answer, the cancellable, or a secret that is given for the session meanwhile.
 * To cancel is to wait no longer: the desktop's window stays, and a store may still happen.
 *
 * Properties:
 *   "waiting"        gboolean, read-only: something has been waiting for the keyring for long (5 s)
 *   "waiting-after"  guint, ms, construct only: what is long
 * Signal:
 *   "session-changed"  what is kept for the session has changed
 *
 * Errors of all operations: ALOUD_AGENT_ERROR_KEYRING_LOCKED (it is there, and the person did not unlock it),
 * ALOUD_AGENT_ERROR_KEYRING_UNAVAILABLE (no service, no bus, died, damaged), G_IO_ERROR_CANCELLED. */
#define ALOUD_TYPE_KEYRING (aloud_keyring_get_type ())
G_DECLARE_FINAL_TYPE (AloudKeyring, aloud_keyring, ALOUD, KEYRING, GObject)

typedef enum {
  ALOUD_SECRET_API_KEY,
  ALOUD_SECRET_TOKEN,
  ALOUD_SECRET_TOKEN_ADDRESS, /* what the token address wants to see as bearer */
} AloudSecretKind;

typedef enum {
  ALOUD_SECRET_ABSENT,
  ALOUD_SECRET_STORED,
  ALOUD_SECRET_SESSION, /* for this session only */
  ALOUD_SECRET_LOCKED,  /* there is one, in a locked keyring */
} AloudSecretState;

AloudKeyring    *aloud_keyring_new             (void) G_GNUC_WARN_UNUSED_RESULT;

/* A locked keyring makes the desktop ask the person to unlock it.
 * finish: NULL without an error when there is no such secret. */
void             aloud_keyring_lookup_async    (AloudKeyring         *self,
                                                const char           *profile_id,
                                                AloudSecretKind       kind,
                                                const char           *host,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
AloudSecret     *aloud_keyring_lookup_finish   (AloudKeyring         *self,
                                                GAsyncResult         *result,
                                                GError              **error) G_GNUC_WARN_UNUSED_RESULT;

/* What there is, without asking anybody anything. @stored_at: NULL, or seconds since 1970, 0 when that is not known.
 * finish: on an error ALOUD_SECRET_ABSENT, which then means nothing. */
void             aloud_keyring_peek_async      (AloudKeyring         *self,
                                                const char           *profile_id,
                                                AloudSecretKind       kind,
                                                const char           *host,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
AloudSecretState aloud_keyring_peek_finish     (AloudKeyring         *self,
                                                GAsyncResult         *result,
                                                gint64               *stored_at,
                                                GError              **error);

/* Replaces one that is there, also one for the session. @name: the profile's, for the label that the person sees in the
 * desktop's keyring. */
void             aloud_keyring_store_async     (AloudKeyring         *self,
                                                const char           *profile_id,
                                                AloudSecretKind       kind,
                                                const char           *host,
                                                const char           *name,
                                                const char           *secret,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
gboolean         aloud_keyring_store_finish    (AloudKeyring         *self,
                                                GAsyncResult         *result,
                                                GError              **error);

/* Every kind and every host of a profile; @profile_id NULL: all that Aloud has ever stored. Those for the session are gone at once, whatever the keyring says.
 * @ask: whether the person may be asked to unlock the keyring for it. */
void             aloud_keyring_clear_async     (AloudKeyring         *self,
                                                const char           *profile_id,
                                                gboolean              ask,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
gboolean         aloud_keyring_clear_finish    (AloudKeyring         *self,
                                                GAsyncResult         *result,
                                                GError              **error);

/* Every kind and every host, to another profile, @name. Those for the session stay for the session. */
void             aloud_keyring_copy_async      (AloudKeyring         *self,
                                                const char           *from_profile_id,
                                                const char           *to_profile_id,
                                                const char           *name,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
gboolean         aloud_keyring_copy_finish     (AloudKeyring         *self,
                                                GAsyncResult         *result,
                                                GError              **error);

/* Keeps it in memory until the program ends, and prefers it to the keyring's. A lookup that waits for just this one has
 * its answer. */
void             aloud_keyring_use_for_session (AloudKeyring         *self,
                                                const char           *profile_id,
                                                AloudSecretKind       kind,
                                                const char           *host,
                                                const char           *secret);
gboolean         aloud_keyring_get_waiting     (AloudKeyring         *self);
/* Whether there is such a secret for the session. */
gboolean         aloud_keyring_has_for_session (AloudKeyring         *self,
                                                const char           *profile_id,
                                                AloudSecretKind       kind,
                                                const char           *host);
/* Where what happens to credentials is noted, by the keyring and by whoever uses what it holds. NULL, as at first:
 * nowhere. */
void             aloud_keyring_set_log         (AloudKeyring         *self,
                                                AloudAuthLog         *log);
AloudAuthLog    *aloud_keyring_get_log         (AloudKeyring         *self);
/* As the log has it: "api-key", "token", "token-address". */
const char      *aloud_secret_kind_get_name    (AloudSecretKind       kind);
