/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-fake-voice.h"
#include "aloud-session.h"
#include "aloud-test-server.h"

G_BEGIN_DECLS

#define ALOUD_SESSION_STAGE_METADATA "{\"type\":\"connection_metadata\",\"connection_id\":\"c\"}"

/* A session with all that it needs for a call: a server on loopback, a voice without a sound card and an agent. */
typedef struct {
  AloudTestServer *server;
  AloudFakeVoice *voice;
  AloudFakeAgent *agent;
  AloudSession *session; /* may be taken away by the test */
} AloudSessionStage;

/* @unit_ms: what the service's page calls a second of waiting before a new attempt lasts so long. */
void          aloud_session_stage_set_up       (AloudSessionStage *self,
                                                guint              unit_ms);
/* Nothing may hold any of it any more. */
void          aloud_session_stage_tear_down    (AloudSessionStage *self);

/* Calls the agent and waits until the call is live. */
void          aloud_session_stage_go_live      (AloudSessionStage *self);

AloudState    aloud_session_stage_get_state    (AloudSessionStage *self);
AloudActivity aloud_session_stage_get_activity (AloudSessionStage *self);

/* Lets the agent say two samples, 1 and 2, of the answer @generation. */
void          aloud_session_stage_send_speech  (AloudSessionStage *self,
                                                const char        *generation);

G_END_DECLS
