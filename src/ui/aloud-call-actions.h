/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-session.h"

/* The doors to the call. A button, a key, a D-Bus call and a shortcut of the desktop all press the same action, and
 * whether it may be pressed is decided here, by the session's state alone.
 *
 *   call          the selected agent
 *   call-agent    (u) the agent at that place of the list, which is selected by it
 *   select-agent  (s) the agent with that ID; during a call it does nothing
 *   select-nth    (u) the agent at that place
 *   toggle-call   call or hang up, whichever is possible
 *   hang-up, retry-now, dismiss-error, stop-agent
 *   talk-start, talk-stop, talk-toggle
 *   talk-end      as talk-stop, but of a talk that a tap has locked too
 *   mute          (state b)
 *   hold          (state b) neither side hears the other
 *   push-to-talk  (state b)
 *
 * There is one microphone, so there is one call at a time: whoever calls another agent during a call, or selects
 * one by its place, is asked first.
 *
 * Properties:
 *   "session" AloudSession, "agents" GListModel of AloudAgent: construct-only
 *   "selected" AloudAgent or NULL, read-write: whom "call" calls: the one last called or selected, else the first
 * Signals:
 *   "busy" (AloudAgent *)  that agent is wanted during a call with another; aloud_call_actions_call_instead() is the
 *                          answer to it, if any */
#define ALOUD_TYPE_CALL_ACTIONS (aloud_call_actions_get_type ())
G_DECLARE_FINAL_TYPE (AloudCallActions, aloud_call_actions, ALOUD, CALL_ACTIONS, GObject)

/* @agents: of AloudAgent. */
AloudCallActions *aloud_call_actions_new    (AloudSession     *session,
                                             GListModel       *agents) G_GNUC_WARN_UNUSED_RESULT;
/* Puts the actions into @map. They do nothing any more when @self is gone. */
void              aloud_call_actions_add_to (AloudCallActions *self,
                                             GActionMap       *map);
/* Ends the call that is and then calls @agent. */
void              aloud_call_actions_call_instead (AloudCallActions *self,
                                                   AloudAgent       *agent);
AloudSession     *aloud_call_actions_get_session  (AloudCallActions *self);
GListModel       *aloud_call_actions_get_agents   (AloudCallActions *self);
AloudAgent       *aloud_call_actions_get_selected (AloudCallActions *self);
void              aloud_call_actions_set_selected (AloudCallActions *self,
                                                   AloudAgent       *agent);
