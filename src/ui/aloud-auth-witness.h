/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-auth-log.h"
#include "aloud-session.h"

/* Writes down what comes of each call's credential: accepted, or which error ended or interrupted the call. As long as
 * both live. */
void aloud_auth_witness_watch (AloudSession *session,
                               AloudAuthLog *log);
/* The same for one attempt. @error: NULL when it was accepted. */
void aloud_auth_witness_note  (AloudAuthLog *log,
                               AloudAgent   *agent,
                               const GError *error);
