/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-session-private.h"

#include "aloud-request.h"

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

void
aloud_session_retry_now (AloudSession *self)
{
  g_return_if_fail (ALOUD_IS_SESSION (self));

  aloud_line_retry_now (self->line);
}

void
aloud_session_stay (AloudSession *self)
{
  g_return_if_fail (ALOUD_IS_SESSION (self));

  aloud_quiet_touch (&self->quiet);
  if (self->state == ALOUD_STATE_LIVE)
    {
      g_autofree char *request = aloud_request_keep_alive ();

      aloud_line_send_request (self->line, request);
    }
}

/* Neither hears the other. What the agent says meanwhile is not heard later either. */
void
aloud_session_set_on_hold (AloudSession *self, gboolean on_hold)
{
  if (on_hold && (self->state == ALOUD_STATE_IDLE || self->state == ALOUD_STATE_FAILED
                  || self->state == ALOUD_STATE_CLOSING))
    return;
  if (aloud_dialogue_is_answering (self->dialogue))
    aloud_session_stop_agent (self);
  aloud_microphone_set_on_hold (self->microphone, on_hold);
  aloud_dialogue_set_silenced (self->dialogue, on_hold);
}
