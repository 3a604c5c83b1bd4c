/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <adwaita.h>

#include "aloud-session-settings.h"

/* One setting of a session, which is the service's own as long as nobody sets it.
 *
 * Signal: "set" (), when the person has changed it. */
#define ALOUD_TYPE_SETTING_ROW (aloud_setting_row_get_type ())
G_DECLARE_FINAL_TYPE (AloudSettingRow, aloud_setting_row, ALOUD, SETTING_ROW, AdwActionRow)

/* What the setting @name is called on screen; @name itself when nobody knows it. */
const char         *aloud_setting_row_title       (const char         *name);

/* @setting: of aloud_session_settings_list(). */
GtkWidget          *aloud_setting_row_new         (const AloudSetting *setting);
const AloudSetting *aloud_setting_row_get_setting (AloudSettingRow    *self);
/* @value: of the setting's type, or NULL for the service's own; emits no signal. */
void                aloud_setting_row_set_value   (AloudSettingRow    *self,
                                                   GVariant           *value);
/* A new, floating value, or NULL for the service's own. */
GVariant           *aloud_setting_row_get_value   (AloudSettingRow    *self);
