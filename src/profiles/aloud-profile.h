/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-agent.h"
#include "aloud-keyring.h"

#define ALOUD_PROFILE_SCHEMA "io.github.aloud_voice.Aloud.Profile"

/* One agent of the service: its settings, and how its credential is come by. Implements AloudAgent; what is wrong with
 * the settings is said when the agent is called: reach_finish() gives an ALOUD_CONFIGURATION_ERROR before anything is
 * dialled.
 *
 * Properties, besides AloudAgent's: "stage" string, read-only: "", "development" or "production". */
#define ALOUD_TYPE_PROFILE (aloud_profile_get_type ())
G_DECLARE_FINAL_TYPE (AloudProfile, aloud_profile, ALOUD, PROFILE, GObject)

/* @settings: of ALOUD_PROFILE_SCHEMA. @keyring: where the secret of @id is. */
AloudProfile        *aloud_profile_new                  (const char         *id,
                                                         GSettings          *settings,
                                                         AloudKeyring       *keyring) G_GNUC_WARN_UNUSED_RESULT;
/* Reads NEXTEVI_API_KEY, NEXTEVI_ACCESS_TOKEN (wins over the key), NEXTEVI_CONFIG_ID, NEXTEVI_PROJECT_ID,
 * NEXTEVI_BASE_URL and NEXTEVI_WEBSOCKET_URL from @environment ("NAME=value" strings, as g_get_environ() gives them).
 * NULL when it has neither a key nor a token. It is read-only, its credential is in memory alone, and its name is
 * "From the environment". */
AloudProfile        *aloud_profile_new_from_environment (const char * const *environment) G_GNUC_WARN_UNUSED_RESULT;

/* Stays the same for the profile's life; "" for the environment's. */
const char          *aloud_profile_get_id               (AloudProfile       *self);
/* Everything but the secret, to be bound to; not to be written when the profile is read-only. */
GSettings           *aloud_profile_get_settings         (AloudProfile       *self);
gboolean             aloud_profile_get_read_only        (AloudProfile       *self);
AloudCredentialKind  aloud_profile_get_kind             (AloudProfile       *self);

/* Where its secret is; NULL when that is in memory alone. What happens to its credential is noted in the keyring's log. */
AloudKeyring        *aloud_profile_get_keyring          (AloudProfile       *self);

/* For settings that the person has not stored: a token that can be fetched is fetched for each call, and kept nowhere. */
void                 aloud_profile_set_on_trial         (AloudProfile       *self,
                                                         gboolean            on_trial);

/* The host that would be dialled; NULL when the address cannot be used. A secret is bound to it. */
char                *aloud_profile_dup_host             (AloudProfile       *self) G_GNUC_WARN_UNUSED_RESULT;
/* Whether that is the service's own. */
gboolean             aloud_profile_is_at_service        (AloudProfile       *self);
/* Whether the service has let it in with these settings: in a test of the connection, or in a call. The environment's,
 * of which nothing is stored, counts as tested. */
gboolean             aloud_profile_get_tested           (AloudProfile       *self);
void                 aloud_profile_set_tested           (AloudProfile       *self);
