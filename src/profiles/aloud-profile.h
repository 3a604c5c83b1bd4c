/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-agent.h"

/* One agent of the service: everything about it but how it came to us. In this release there is one kind, read from the
 * environment; its credential lives in memory only. Implements AloudAgent. */
#define ALOUD_TYPE_PROFILE (aloud_profile_get_type ())
G_DECLARE_FINAL_TYPE (AloudProfile, aloud_profile, ALOUD, PROFILE, GObject)

/* Reads NEXTEVI_API_KEY, NEXTEVI_ACCESS_TOKEN (wins over the key), NEXTEVI_CONFIG_ID, NEXTEVI_PROJECT_ID,
 * NEXTEVI_BASE_URL and NEXTEVI_WEBSOCKET_URL from @environment ("NAME=value" strings, as g_get_environ() gives them).
 * NULL when it has neither a key nor a token. What is wrong with the values is said when the agent is called:
 * reach_finish() gives an ALOUD_CONFIGURATION_ERROR before anything is dialled.
 * The name is "From the environment". */
AloudProfile *aloud_profile_new_from_environment (const char * const *environment) G_GNUC_WARN_UNUSED_RESULT;
