/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-agent.h"

/* What a test of the connection found. */
typedef struct {
  guint  latency_ms;  /* from the first packet to the open WebSocket; the agent's own preparations are not in it */
  char  *host;        /* who answered */
  char  *config_id;   /* as the server reported it in connection_metadata, or NULL: it did not say */
  char  *project_id;  /* the same */
} AloudCheckResult;

/* Connects to @agent as a call would, with its settings, waits up to 2 s for the server to say whom it put on the line or
 * to refuse, and hangs up. Neither the microphone nor the loudspeaker is opened. A credential that was refused is
 * replaced once when the agent can do that. The errors are those of aloud_agent_reach_finish(), ALOUD_CONNECTION_ERROR,
 * ALOUD_SESSION_ERROR and G_IO_ERROR_CANCELLED. */
void              aloud_check_async       (AloudAgent           *agent,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
AloudCheckResult *aloud_check_finish      (AloudAgent           *agent,
                                           GAsyncResult         *result,
                                           GError              **error) G_GNUC_WARN_UNUSED_RESULT;
void              aloud_check_result_free (AloudCheckResult     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AloudCheckResult, aloud_check_result_free)
