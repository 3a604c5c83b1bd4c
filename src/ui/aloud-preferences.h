/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <adwaita.h>

#include "aloud-voice.h"

/* Properties: "settings" GSettings and "voice" AloudVoice, construct-only. */
#define ALOUD_TYPE_PREFERENCES (aloud_preferences_get_type ())
G_DECLARE_FINAL_TYPE (AloudPreferences, aloud_preferences, ALOUD, PREFERENCES, AdwWindow)

/* @devices: as AloudDeviceChoice has it, or NULL. */
GtkWindow *aloud_preferences_new (GtkWindow  *parent,
                                  GSettings  *settings,
                                  AloudVoice *voice,
                                  GMenuModel *devices);
