/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-keyring.h"

/* What the tests ask of a keyring, each waiting for its answer. */
char    *keyring_lookup (AloudKeyring     *keyring,
                         const char       *profile_id,
                         AloudSecretKind   kind,
                         const char       *host,
                         GError          **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean keyring_store  (AloudKeyring     *keyring,
                         const char       *profile_id,
                         AloudSecretKind   kind,
                         const char       *host,
                         const char       *secret,
                         GError          **error);
gboolean keyring_clear  (AloudKeyring     *keyring,
                         const char       *profile_id,
                         GError          **error);
gboolean keyring_copy   (AloudKeyring     *keyring,
                         const char       *from,
                         const char       *to,
                         GError          **error);
int      keyring_peek   (AloudKeyring     *keyring,
                         const char       *profile_id,
                         AloudSecretKind   kind,
                         const char       *host,
                         gint64           *stored_at,
                         GError          **error);
