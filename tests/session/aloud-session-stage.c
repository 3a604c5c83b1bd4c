/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-session-stage.h"

#include "aloud-test-util.h"

void
aloud_session_stage_set_up (AloudSessionStage *self, guint unit_ms)
{
  self->server = aloud_test_server_new ();
  self->voice = aloud_fake_voice_new ();
  self->agent = aloud_fake_agent_new (self->server->endpoint);
  self->session = g_object_new (ALOUD_TYPE_SESSION, "voice", self->voice, "retry-unit-ms", unit_ms, NULL);
}

void
aloud_session_stage_tear_down (AloudSessionStage *self)
{
  if (self->session != NULL)
    g_assert_finalize_object (self->session);
  aloud_test_settle ();
  g_assert_false (self->voice->running);
  g_assert_finalize_object (self->agent);
  g_assert_finalize_object (self->voice);
  aloud_test_server_free (self->server);
}

void
aloud_session_stage_go_live (AloudSessionStage *self)
{
  aloud_test_server_greet (self->server, ALOUD_SESSION_STAGE_METADATA);
  g_assert_true (aloud_session_call (self->session, ALOUD_AGENT (self->agent)));
  aloud_test_wait (aloud_session_stage_get_state (self) == ALOUD_STATE_LIVE);
}

AloudState
aloud_session_stage_get_state (AloudSessionStage *self)
{
  return aloud_session_get_state (self->session);
}

AloudActivity
aloud_session_stage_get_activity (AloudSessionStage *self)
{
  return aloud_session_get_activity (self->session);
}

void
aloud_session_stage_send_speech (AloudSessionStage *self, const char *generation)
{
  g_autofree char *text =
    g_strdup_printf ("{\"type\":\"tts_chunk\",\"content\":\"AQACAA==\",\"generation_id\":\"%s\"}", generation);

  aloud_test_server_send (self->server, text);
}
