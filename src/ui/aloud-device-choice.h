/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gtk/gtk.h>

/* Which microphone and which loudspeaker calls use: one menu for every place that offers them. Its actions are
 * "microphone" and "speaker" (a string: the device's name, "" for the system's default). What is chosen is kept in the
 * settings under these names, beside its "-description"; whoever owns the sound binds to those. */
#define ALOUD_TYPE_DEVICE_CHOICE (aloud_device_choice_get_type ())
G_DECLARE_FINAL_TYPE (AloudDeviceChoice, aloud_device_choice, ALOUD, DEVICE_CHOICE, GObject)

/* @microphones, @speakers: of objects with the string properties "name" and "description". The actions go into @map. */
AloudDeviceChoice *aloud_device_choice_new      (GSettings         *settings,
                                                 GListModel        *microphones,
                                                 GListModel        *speakers,
                                                 GActionMap        *map) G_GNUC_WARN_UNUSED_RESULT;
/* Owned by @self, and the same for as long as it lives. */
GMenuModel        *aloud_device_choice_get_menu (AloudDeviceChoice *self);
/* @button shows @menu, and "app.look-for-devices" is pressed whenever it opens; @menu NULL: it is hidden. */
void               aloud_device_choice_show     (GtkMenuButton     *button,
                                                 GMenuModel        *menu);
