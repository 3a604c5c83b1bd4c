/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-agent.h"
#include "aloud-keyring.h"

/* Finds the credential of one stored profile: the keyring's, or, when that is a token that is missing, at its end or
 * refused, a new one from where the profile's tokens come from. A new token is kept in the keyring. Each step is noted in
 * the keyring's log, but for the error that ends it: that is the caller's. */
#define ALOUD_TYPE_CREDENTIAL_FINDER (aloud_credential_finder_get_type ())
G_DECLARE_FINAL_TYPE (AloudCredentialFinder, aloud_credential_finder, ALOUD, CREDENTIAL_FINDER, GObject)

/* @settings: of ALOUD_PROFILE_SCHEMA, read at each search. */
AloudCredentialFinder *aloud_credential_finder_new         (const char             *profile_id,
                                                            GSettings              *settings,
                                                            AloudKeyring           *keyring) G_GNUC_WARN_UNUSED_RESULT;
/* @host: where the credential is going to be sent; what was entered for another is not found.
 * ALOUD_REACH_REFUSED leads to a new token when there is a source, and the one before was the keyring's or has less than
 * a minute to live, or none. */
void                   aloud_credential_finder_find_async  (AloudCredentialFinder  *self,
                                                            const char             *host,
                                                            AloudReachReason        reason,
                                                            GCancellable           *cancellable,
                                                            GAsyncReadyCallback     callback,
                                                            gpointer                user_data);
/* Unchecked. ALOUD_CONFIGURATION_ERROR, ALOUD_AGENT_ERROR, G_IO_ERROR_CANCELLED: the step that failed. */
AloudCredential       *aloud_credential_finder_find_finish (AloudCredentialFinder  *self,
                                                            GAsyncResult           *result,
                                                            GError                **error) G_GNUC_WARN_UNUSED_RESULT;
/* The settings are not stored yet: a token that can be fetched is fetched, and kept nowhere. */
void                   aloud_credential_finder_set_on_trial (AloudCredentialFinder *self,
                                                             gboolean               on_trial);
AloudKeyring          *aloud_credential_finder_get_keyring (AloudCredentialFinder  *self);
