/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <libsoup/soup.h>

#include "aloud-credential.h"
#include "aloud-event.h"

/* Turns what libsoup, GIO and the server say about a connection's end into an ALOUD_CONNECTION_ERROR. What came from
 * the server is bounded, valid UTF-8, on one line and without the secret.
 * For the files of this folder only. */

/* Words of the server that may be shown: at most 200 characters, one line, no control characters, no secret. */
char   *aloud_verdict_quote       (const char      *text,
                                   AloudCredential *credential) G_GNUC_WARN_UNUSED_RESULT;
/* The same for what an event of the type ERROR says, which is shown and logged as it stands. Nobody else may have @event
 * yet. */
void    aloud_verdict_tame_error  (AloudEvent      *event,
                                   AloudCredential *credential);
/* Why there is no connection. @cause: what libsoup said; @message: the request, for the status and the certificate;
 * @asked: it has been sent, with the credential in it. */
GError *aloud_verdict_on_connect  (const GError    *cause,
                                   SoupMessage     *message,
                                   gboolean         asked,
                                   AloudCredential *credential) G_GNUC_WARN_UNUSED_RESULT;
/* Why an open connection ended; NULL when it was meant to. @code: the peer's close code, 0 when it sent none.
 * @cause: what libsoup complained about on the way, or NULL. @unheard: the connection was young and the peer had not
 * said anything. */
GError *aloud_verdict_on_close    (guint            code,
                                   const char      *reason,
                                   const GError    *cause,
                                   gboolean         unheard,
                                   AloudCredential *credential) G_GNUC_WARN_UNUSED_RESULT;
/* The seconds of the answer's Retry-After, at most 60; 0 when it names none. */
guint   aloud_verdict_retry_after (SoupMessage     *message);
