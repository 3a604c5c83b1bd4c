/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-agent.h"
#include "aloud-stats.h"

/* The way to an agent: finds out where it is, dials, and dials again when the connection is lost, by the service's rule
 * (aloud-retry.h); keeps an open connection alive while nothing is said. When the server refuses the credential, the
 * agent is asked for a fresh one, once in a call. Knows nothing of sound or of turns.
 *
 * Properties, read-only: "attempt" (guint), "retry-at" (gint64) and "slow" (gboolean), as AloudSession has them.
 * Signals, none of them during a call into the object but for "dialling", and what comes of aloud_line_refuse():
 *   "dialling" ()             a try begins
 *   "reached" ()              the agent said where it is and with what credential; the connect follows
 *   "open" ()                 connected
 *   "event" (AloudEvent *)    the agent says something
 *   "ended" (guint code)      an open connection is gone; "dialling" or one of the next two follows
 *   "waiting" (GError *, guint) there will be another try at "retry-at", which is so many ms away
 *   "closed" (GError *)       it is over: NULL when an end was wanted, by either side */
#define ALOUD_TYPE_LINE (aloud_line_get_type ())
G_DECLARE_FINAL_TYPE (AloudLine, aloud_line, ALOUD, LINE, GObject)

/* @retry_unit_ms: what the service's page calls one second. @wait_unit_ms: the same for how long a connect and a silence
 * may take. @seed: of the jitter. @network: when it comes back, a try that
 * is waited for begins at once; NULL: the system's. */
AloudLine *aloud_line_new          (guint            retry_unit_ms,
                                    guint            wait_unit_ms,
                                    guint32          seed,
                                    GNetworkMonitor *network) G_GNUC_WARN_UNUSED_RESULT;
void       aloud_line_dial         (AloudLine  *self,
                                    AloudAgent *agent);
/* Skips the wait before the next try; FALSE when there is none. */
gboolean   aloud_line_retry_now    (AloudLine  *self);
/* Closes an open connection: "ended" and "closed" follow. */
void       aloud_line_close        (AloudLine  *self);
/* Lets go of everything at once; no signal follows. */
void       aloud_line_drop         (AloudLine  *self);
/* The open connection says in a message of its own what a close with 4001 would say: the same comes of it,
 * "ended" and another try with a fresh credential. FALSE, and nothing has happened: @error is something else, or that
 * has been tried in this call. */
gboolean   aloud_line_refuse       (AloudLine    *self,
                                    const GError *error);
gboolean   aloud_line_is_open      (AloudLine  *self);
/* Of the call that is or was dialled. */
void       aloud_line_get_stats    (AloudLine  *self,
                                    AloudStats *stats);
/* Where the agent that is or was dialled is; NULL until it has said so. */
const char *aloud_line_get_host    (AloudLine  *self);

/* How the connection is spoken to; NULL while there is none. */
AloudRoute *aloud_line_get_route   (AloudLine  *self);

/* These need an open connection. */
AloudAudioFate
           aloud_line_send_audio   (AloudLine  *self,
                                    GBytes     *pcm);
void       aloud_line_send_request (AloudLine  *self,
                                    const char *json);
