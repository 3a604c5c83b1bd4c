/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-session.h"

/* How a person talks, between the settings and the session. The talk mode is kept with the agent of the call: whoever
 * changes it in a call has it again in the next one with the same agent. Agents for which nobody has chosen, and those
 * that are not stored (the practice agent, the environment's), have the mode of the preferences. The rest is the same
 * for all. */
#define ALOUD_TYPE_TALK_SETTINGS (aloud_talk_settings_get_type ())
G_DECLARE_FINAL_TYPE (AloudTalkSettings, aloud_talk_settings, ALOUD, TALK_SETTINGS, GObject)

/* @settings: the application's. */
AloudTalkSettings *aloud_talk_settings_new (AloudSession *session,
                                            GSettings    *settings) G_GNUC_WARN_UNUSED_RESULT;
