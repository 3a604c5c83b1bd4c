/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-agent-form.h"
#include "aloud-profiles.h"

/* The host that the secret of @kind which was typed is meant for; NULL when none was typed, or it is not used. The
 * service's server sees the key or token, the token address alone sees its bearer. */
char         *aloud_agent_save_dup_host (AloudAgentForm     *form,
                                       AloudSecretKind       kind) G_GNUC_WARN_UNUSED_RESULT;

/* Stores what stands in @form: first the secrets that were typed, in the keyring, each bound to the host it was typed
 * for; then, when they are safe, the settings. So an agent never stands there without its secret because of us, and a
 * failure leaves everything as it was.
 * @profile: whose form it is; NULL for a new agent, which is added to @profiles.
 * @session_only: keep the secrets in memory, until Aloud is closed, instead of in the keyring.
 * ALOUD_AGENT_ERROR_KEYRING_*, G_IO_ERROR_CANCELLED. */
void          aloud_agent_save_async  (AloudAgentForm       *form,
                                       AloudProfiles        *profiles,
                                       AloudProfile         *profile,
                                       gboolean              session_only,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
/* The agent, which is the caller's. */
AloudProfile *aloud_agent_save_finish (AloudAgentForm       *form,
                                       GAsyncResult         *result,
                                       GError              **error) G_GNUC_WARN_UNUSED_RESULT;
