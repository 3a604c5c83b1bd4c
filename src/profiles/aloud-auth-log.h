/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gio/gio.h>

#include "aloud-auth-outcome.h"

/* What happened to credentials since the program began, for the person to read and to copy: when, which agent, what kind
 * of credential, what came of it. It never holds a secret or an address, so whoever adds to it must not give it one.
 * GListModel of AloudAuthEntry, the oldest first; more than 500 push out the oldest. Each entry is also a line of the log
 * domain "aloud-auth" (G_MESSAGES_DEBUG=aloud-auth). */
#define ALOUD_AUTH_LOG_MAX 500

#define ALOUD_TYPE_AUTH_LOG (aloud_auth_log_get_type ())
G_DECLARE_FINAL_TYPE (AloudAuthLog, aloud_auth_log, ALOUD, AUTH_LOG, GObject)

/* Properties, all read-only: "time" (GDateTime, local), "profile", "kind", "outcome" (strings), "code" (int). */
#define ALOUD_TYPE_AUTH_ENTRY (aloud_auth_entry_get_type ())
G_DECLARE_FINAL_TYPE (AloudAuthEntry, aloud_auth_entry, ALOUD, AUTH_ENTRY, GObject)

AloudAuthLog *aloud_auth_log_new           (void) G_GNUC_WARN_UNUSED_RESULT;
/* @profile: the agent's name. @kind: "api-key", "token", "token-address" or "" where it is not known. @outcome: one of
 * ALOUD_AUTH_*. */
void          aloud_auth_log_add           (AloudAuthLog   *self,
                                            const char     *profile,
                                            const char     *kind,
                                            const char     *outcome);
/* The same, for what failed. Of @error only what it is about is kept, not the message. */
void          aloud_auth_log_add_error     (AloudAuthLog   *self,
                                            const char     *profile,
                                            const char     *kind,
                                            const GError   *error);
/* One line an entry: time (ISO 8601 with its zone), name, kind, outcome, code, with tabs between them. */
char         *aloud_auth_log_to_text       (AloudAuthLog   *self) G_GNUC_WARN_UNUSED_RESULT;

GDateTime    *aloud_auth_entry_get_time    (AloudAuthEntry *self);
const char   *aloud_auth_entry_get_profile (AloudAuthEntry *self);
const char   *aloud_auth_entry_get_kind    (AloudAuthEntry *self);
const char   *aloud_auth_entry_get_outcome (AloudAuthEntry *self);
/* The HTTP status or close code, 0 when there is none. */
int           aloud_auth_entry_get_code    (AloudAuthEntry *self);
/* What failed, without its message; NULL when nothing did. */
GError       *aloud_auth_entry_dup_error   (AloudAuthEntry *self) G_GNUC_WARN_UNUSED_RESULT;
