/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-state.h"

G_DEFINE_ENUM_TYPE (AloudState, aloud_state,
                    G_DEFINE_ENUM_VALUE (ALOUD_STATE_IDLE, "idle"),
                    G_DEFINE_ENUM_VALUE (ALOUD_STATE_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (ALOUD_STATE_READY, "ready"),
                    G_DEFINE_ENUM_VALUE (ALOUD_STATE_LIVE, "live"),
                    G_DEFINE_ENUM_VALUE (ALOUD_STATE_RECONNECTING, "reconnecting"),
                    G_DEFINE_ENUM_VALUE (ALOUD_STATE_CLOSING, "closing"),
                    G_DEFINE_ENUM_VALUE (ALOUD_STATE_FAILED, "failed"))

G_DEFINE_ENUM_TYPE (AloudActivity, aloud_activity,
                    G_DEFINE_ENUM_VALUE (ALOUD_ACTIVITY_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (ALOUD_ACTIVITY_LISTENING, "listening"),
                    G_DEFINE_ENUM_VALUE (ALOUD_ACTIVITY_USER_SPEAKING, "user-speaking"),
                    G_DEFINE_ENUM_VALUE (ALOUD_ACTIVITY_THINKING, "thinking"),
                    G_DEFINE_ENUM_VALUE (ALOUD_ACTIVITY_SPEAKING, "speaking"))

#define EDGE(state) (1u << ALOUD_STATE_##state)

static const guint8 edges[] = {
  [ALOUD_STATE_IDLE] = EDGE (CONNECTING),
  [ALOUD_STATE_CONNECTING] = EDGE (READY) | EDGE (RECONNECTING) | EDGE (FAILED) | EDGE (IDLE),
  [ALOUD_STATE_READY] = EDGE (LIVE) | EDGE (RECONNECTING) | EDGE (CLOSING) | EDGE (FAILED),
  [ALOUD_STATE_LIVE] = EDGE (RECONNECTING) | EDGE (CLOSING) | EDGE (FAILED),
  [ALOUD_STATE_RECONNECTING] = EDGE (CONNECTING) | EDGE (FAILED) | EDGE (IDLE),
  [ALOUD_STATE_CLOSING] = EDGE (IDLE) | EDGE (FAILED),
  [ALOUD_STATE_FAILED] = EDGE (CONNECTING) | EDGE (IDLE),
};

gboolean
aloud_state_may_become (AloudState state, AloudState next)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (edges) && next < G_N_ELEMENTS (edges), FALSE);

  return (edges[state] & (1u << next)) != 0;
}

const char *
aloud_state_to_string (AloudState state)
{
  static const char *names[] = { "idle", "connecting", "ready", "live", "reconnecting", "closing", "failed" };

  g_return_val_if_fail (state < G_N_ELEMENTS (names), NULL);

  return names[state];
}

const char *
aloud_activity_to_string (AloudActivity activity)
{
  static const char *names[] = { "none", "listening", "user-speaking", "thinking", "speaking" };

  g_return_val_if_fail (activity < G_N_ELEMENTS (names), NULL);

  return names[activity];
}
