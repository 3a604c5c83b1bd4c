/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <adwaita.h>

/* How the agent listens: a choice of manners, and every single setting for whoever wants to go into it. */
#define ALOUD_TYPE_SESSION_SETTINGS_GROUP (aloud_session_settings_group_get_type ())
G_DECLARE_FINAL_TYPE (AloudSessionSettingsGroup, aloud_session_settings_group, ALOUD, SESSION_SETTINGS_GROUP,
                      AdwPreferencesGroup)

/* @settings: of a profile; its keys "preset" and "session-settings" are read and written. Call it once. */
void aloud_session_settings_group_bind (AloudSessionSettingsGroup *self,
                                        GSettings                 *settings);
