/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gio/gio.h>

/* Where everything but the secrets is kept: one file of our own, because dconf does not say when it cannot write, and
 * GLib's key file refuses every change then, or loses the file. */

/* $XDG_CONFIG_HOME/aloud/settings.ini. */
char             *aloud_settings_store_dup_path  (void) G_GNUC_WARN_UNUSED_RESULT;

/* Where @store keeps what it is given; NULL: in memory alone. */
const char       *aloud_settings_store_get_path  (GSettingsBackend *store);

/* @path: NULL for the one above. With GSETTINGS_BACKEND=memory in the environment nothing is kept, as was asked for.
 * With a file that is no key file, or that cannot be read, the store begins empty; the latter is not written over. Where
 * nothing can be written what is set lasts as long as the program.
 * @damaged: set to TRUE when it is no key file. */
GSettingsBackend *aloud_settings_store_open      (const char       *path,
                                                  gboolean         *damaged) G_GNUC_WARN_UNUSED_RESULT;

/* Keeps a copy of the file as it is, beside it, before what comes next spoils more: settings.ini.damaged, or with a
 * number behind it. Not a second one of the same. */
void              aloud_settings_store_set_aside (GSettingsBackend *store);

/* The settings of one schema, whose path is its own or, for a relocatable one, @path. */
GSettings        *aloud_settings_store_get       (GSettingsBackend *store,
                                                  const char       *schema,
                                                  const char       *path) G_GNUC_WARN_UNUSED_RESULT;

/* Writes it now. Whether all that was set is stored, and what will be set can be. */
gboolean          aloud_settings_store_keeps     (GSettingsBackend *store);

/* Values in the file that cannot be used (of another type, out of range) count as not set; this clears them away and
 * says how many there were. A copy of the file is set aside before. */
guint             aloud_settings_store_repair    (GSettingsBackend *store,
                                                  GSettings        *settings);

/* Every value that was set in @from, to @to of the same schema. */
void              aloud_settings_store_copy      (GSettings        *from,
                                                  GSettings        *to);
/* Deletes the files of @store, also those that were set aside; what is set then is written anew. The paths of what could
 * not be deleted are appended to @left. */
void              aloud_settings_store_erase_files (GSettingsBackend *store,
                                                    GPtrArray        *left);
/* Back to the defaults. */
void              aloud_settings_store_erase     (GSettings        *settings);
