/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib.h>

/* Where a credential came from, and what came of it, in one word: for the log and for whoever is sent a copy of it. Not
 * translated, so that it can be looked up and compared. */
#define ALOUD_AUTH_FOUND    "found"    /* in the keyring */
#define ALOUD_AUTH_SESSION  "session"  /* kept in memory until the program ends */
#define ALOUD_AUTH_ABSENT   "absent"   /* the keyring has none, and there is another source */
#define ALOUD_AUTH_AT_END   "at-end"   /* the token that was found is not worth sending any more */
#define ALOUD_AUTH_DECLINED "declined" /* the stored token, by the service */
#define ALOUD_AUTH_FETCHED  "fetched"  /* a new token, from its source */
#define ALOUD_AUTH_STORED   "stored"   /* in the keyring */
#define ALOUD_AUTH_ACCEPTED "accepted" /* by the service */

/* The word for an error of ALOUD_CONNECTION_ERROR, ALOUD_AGENT_ERROR or ALOUD_CONFIGURATION_ERROR; for any other
 * "not-connected". */
const char *aloud_auth_outcome_of_error (const GError *error);
/* The HTTP status or close code that @error is about, or 0. */
int         aloud_auth_outcome_get_code (const GError *error);
