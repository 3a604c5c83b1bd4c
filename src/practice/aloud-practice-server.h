/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gio/gio.h>

#include "aloud-doorman.h"
#include "aloud-wire.h"

/* The practice agent: answers ws://127.0.0.1:PORT/ws/voice/ID, or wss: with a certificate. Reachable from
 * this machine only, and only with a credential, which is asked for before a connection is accepted.
 *
 * Signals: "visit" (guint number, const char *refusal)  somebody, counted from 1, came in (NULL) or was sent
 *          away: how, for people; no secret in it
 *          "dialect" (guint number, const char *how)  who came in has begun to speak */
#define ALOUD_TYPE_PRACTICE_SERVER (aloud_practice_server_get_type ())
G_DECLARE_FINAL_TYPE (AloudPracticeServer, aloud_practice_server, ALOUD, PRACTICE_SERVER, GObject)

AloudPracticeServer *aloud_practice_server_new    (const AloudHouseRules  *rules,
                                                   const AloudStyle       *style) G_GNUC_WARN_UNUSED_RESULT;
/* For the callers from now on. */
void                 aloud_practice_server_set_rules (AloudPracticeServer *self,
                                                   const AloudHouseRules  *rules);
/* @port: 0 for a free one. @certificate: NULL for no TLS. Returns the port, or 0 with @error set. */
guint                aloud_practice_server_listen (AloudPracticeServer    *self,
                                                   guint                   port,
                                                   GTlsCertificate        *certificate,
                                                   GError                **error);
/* Closes what is open. */
void                 aloud_practice_server_stop   (AloudPracticeServer    *self);
