/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-session-private.h"

/* The call was there and is to come back. */
static gboolean
is_lost (AloudSession *self)
{
  return self->state == ALOUD_STATE_RECONNECTING
         || (self->state == ALOUD_STATE_CONNECTING && self->connected_at != 0);
}

void
aloud_session_talk_start (AloudSession *self)
{
  g_return_if_fail (ALOUD_IS_SESSION (self));

  if (is_lost (self))
    {
      if (aloud_microphone_get_push_to_talk (self->microphone))
        g_signal_emit_by_name (self, "talk-refused");
      return;
    }
  if (self->state != ALOUD_STATE_LIVE && self->state != ALOUD_STATE_CONNECTING && self->state != ALOUD_STATE_READY)
    return;
  aloud_quiet_touch (&self->quiet);
  if (aloud_microphone_press (self->microphone))
    aloud_session_stop_agent (self);
}

void
aloud_session_talk_stop (AloudSession *self)
{
  g_return_if_fail (ALOUD_IS_SESSION (self));

  aloud_microphone_release (self->microphone);
}

void
aloud_session_talk_end (AloudSession *self)
{
  g_return_if_fail (ALOUD_IS_SESSION (self));

  aloud_microphone_finish_talk (self->microphone);
}

void
aloud_session_talk_toggle (AloudSession *self)
{
  g_return_if_fail (ALOUD_IS_SESSION (self));

  if (aloud_microphone_is_pressed (self->microphone))
    aloud_session_talk_end (self);
  else
    aloud_session_talk_start (self);
}
