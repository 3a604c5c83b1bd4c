/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-database.h"

/* What the parts of the history share. */

struct _AloudHistory
{
  GObject parent;

  char *path;
  char *aside;
  sqlite3 *db; /* NULL until it is needed */
  gboolean leaves_damaged; /* to somebody who can say so */
};

/* Opens the database; G_IO_ERROR_NOT_FOUND when there is none and none is to be made. */
gboolean      aloud_history_ensure     (AloudHistory  *self,
                                        gboolean       create,
                                        GError       **error);
sqlite3_stmt *aloud_history_prepare    (AloudHistory  *self,
                                        const char    *sql,
                                        GError       **error);
/* FALSE, with what SQLite said last; takes @statement. */
gboolean      aloud_history_fail       (AloudHistory  *self,
                                        sqlite3_stmt  *statement,
                                        GError       **error);
/* @text: or NULL. */
void          aloud_history_bind_text  (sqlite3_stmt  *statement,
                                        int            column,
                                        const char    *text);
/* Valid UTF-8, or NULL. */
char         *aloud_history_dup_column (sqlite3_stmt  *statement,
                                        int            column) G_GNUC_WARN_UNUSED_RESULT;
