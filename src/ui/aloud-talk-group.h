/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <adwaita.h>

/* The preferences of push-to-talk. */
#define ALOUD_TYPE_TALK_GROUP (aloud_talk_group_get_type ())
G_DECLARE_FINAL_TYPE (AloudTalkGroup, aloud_talk_group, ALOUD, TALK_GROUP, AdwPreferencesGroup)

/* Once. @settings: the application's. */
void aloud_talk_group_bind (AloudTalkGroup *self,
                            GSettings      *settings);
