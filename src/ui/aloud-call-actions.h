/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-session.h"

/* The doors to the call. A button, a key, a D-Bus call and a shortcut of the desktop all press the same action, and
 * whether it may be pressed is decided here, by the session's state alone.
 *
 *   call          the agent of the last call again, or the first one
 *   call-agent    (u) the agent at that place of the list
 *   toggle-call   call or hang up, whichever is possible
 *   hang-up, retry-now, dismiss-error, stop-agent
 *   talk-start, talk-stop, talk-toggle
 *   mute          (state b)
 *   push-to-talk  (state b) */
#define ALOUD_TYPE_CALL_ACTIONS (aloud_call_actions_get_type ())
G_DECLARE_FINAL_TYPE (AloudCallActions, aloud_call_actions, ALOUD, CALL_ACTIONS, GObject)

/* @agents: of AloudAgent. */
AloudCallActions *aloud_call_actions_new    (AloudSession     *session,
                                             GListModel       *agents) G_GNUC_WARN_UNUSED_RESULT;
/* Puts the actions into @map. They do nothing any more when @self is gone. */
void              aloud_call_actions_add_to (AloudCallActions *self,
                                             GActionMap       *map);
