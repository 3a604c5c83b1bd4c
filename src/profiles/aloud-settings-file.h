/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#define G_SETTINGS_ENABLE_BACKEND
#include <gio/gio.h>
#include <gio/gsettingsbackend.h>

/* A back end of GSettings: one key file, in the form of GLib's keyfile back end. Unlike that one it takes every change
 * also when the file cannot be written, tells so, and never spoils a file on a disk that is full. What cannot be written
 * lasts as long as the program, or until it can be written.
 *
 * It is written soon after each change, and with the last reference. What others change in it while the program runs is
 * looked at before each of its own writings, and kept but for the same settings; who is bound to one hears of it then. */
#define ALOUD_TYPE_SETTINGS_FILE (aloud_settings_file_get_type ())
G_DECLARE_FINAL_TYPE (AloudSettingsFile, aloud_settings_file, ALOUD, SETTINGS_FILE, GSettingsBackend)

/* @root_path: the settings below it are kept here. @root_group: where those directly below it stand in the file.
 * @error: G_KEY_FILE_ERROR when the file is no key file, G_FILE_ERROR when it cannot be read; it begins empty then, and
 * a file that is there and cannot be read is left as it is. */
GSettingsBackend *aloud_settings_file_new      (const char         *path,
                                                const char         *root_path,
                                                const char         *root_group,
                                                GError            **error) G_GNUC_WARN_UNUSED_RESULT;
const char       *aloud_settings_file_get_path (AloudSettingsFile  *self);
/* Writes it now, if there is something to write. Whether all is written, and more could be. */
gboolean          aloud_settings_file_save     (AloudSettingsFile  *self);
/* Deletes its files, also those that were set aside, and keeps nothing but what is set then: a file is written anew for
 * that. @left: the paths of what could not be deleted are appended to it. */
void              aloud_settings_file_erase    (AloudSettingsFile  *self,
                                                GPtrArray          *left);
/* See aloud_settings_store_set_aside(). */
void              aloud_settings_file_set_aside (AloudSettingsFile *self);
