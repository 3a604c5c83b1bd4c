/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

#include "aloud-history.h"

/* The file below AloudHistory: how it is opened, brought up to date and swept. */

/* Makes the file, for its owner only, when @create; G_IO_ERROR_NOT_FOUND when there is none otherwise. */
sqlite3  *aloud_database_open        (const char  *path,
                                      gboolean     create,
                                      GError     **error) G_GNUC_WARN_UNUSED_RESULT;
/* Sets ALOUD_HISTORY_ERROR by what SQLite said last. */
void      aloud_database_set_error   (sqlite3     *db,
                                      GError     **error);
gboolean  aloud_database_run         (sqlite3     *db,
                                      const char  *sql,
                                      GError     **error);
/* So that nothing that was deleted can be read in its files. */
gboolean  aloud_database_sweep       (sqlite3     *db,
                                      GError     **error);
/* Deletes it, its log, and what was moved aside before; and their folder, should nothing else be in it. The paths of what
 * could not be deleted are appended to @left. */
void      aloud_database_erase       (const char  *path,
                                      GPtrArray   *left);
/* Where the database and its log are now, or NULL. */
char     *aloud_database_move_aside  (const char  *path) G_GNUC_WARN_UNUSED_RESULT;
