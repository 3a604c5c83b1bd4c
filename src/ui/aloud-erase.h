/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-history.h"
#include "aloud-profiles.h"
#include "aloud-session.h"

/* Removes all that Aloud has stored for this person: agents, keys and tokens, conversations, settings; ends a call, and
 * forgets what was said in it. The person may be asked to unlock the keyring for it, without an end. Not cancellable: what
 * is erased does not come back.
 * finish: what could not be removed, a sentence each, for the person. */
void  aloud_erase_async  (AloudSession         *session,
                          AloudProfiles        *profiles,
                          AloudKeyring         *keyring,
                          AloudHistory         *history,
                          GAsyncReadyCallback   callback,
                          gpointer              user_data);
GStrv aloud_erase_finish (GAsyncResult         *result) G_GNUC_WARN_UNUSED_RESULT;
