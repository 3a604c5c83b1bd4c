/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-database.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define BUSY_MS 2000

/* One step for each version; what has been published is never changed. */
static const char *const steps[] = {
  "CREATE TABLE conversations (id INTEGER PRIMARY KEY AUTOINCREMENT, agent_id TEXT NOT NULL, agent TEXT NOT NULL,"
  " title TEXT, began INTEGER NOT NULL);"
  "CREATE INDEX conversations_began ON conversations (began);"
  "CREATE TABLE turns (id INTEGER PRIMARY KEY AUTOINCREMENT,"
  " conversation INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE, speaker INTEGER NOT NULL,"
  " text TEXT NOT NULL, emotions TEXT, began INTEGER NOT NULL, ended INTEGER NOT NULL, interrupted INTEGER NOT NULL,"
  " words TEXT);"
  "CREATE INDEX turns_conversation ON turns (conversation, began);"
  "CREATE VIRTUAL TABLE said USING fts5 (text, content='turns', content_rowid='id',"
  " tokenize='unicode61 remove_diacritics 2');"
  "CREATE TRIGGER turns_added AFTER INSERT ON turns BEGIN"
  " INSERT INTO said (rowid, text) VALUES (new.id, new.text); END;"
  "CREATE TRIGGER turns_deleted AFTER DELETE ON turns BEGIN"
  " INSERT INTO said (said, rowid, text) VALUES ('delete', old.id, old.text); END;"
  "CREATE TRIGGER turns_changed AFTER UPDATE OF text ON turns BEGIN"
  " INSERT INTO said (said, rowid, text) VALUES ('delete', old.id, old.text);"
  " INSERT INTO said (rowid, text) VALUES (new.id, new.text); END;",
};

void
aloud_database_set_error (sqlite3 *db, GError **error)
{
  switch (sqlite3_errcode (db) & 0xff)
    {
    case SQLITE_FULL:
    case SQLITE_IOERR:
      g_set_error_literal (error, ALOUD_HISTORY_ERROR, ALOUD_HISTORY_ERROR_FULL,
                           _("The history cannot be written. Check that there is room on the disk."));
      break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      g_set_error_literal (error, ALOUD_HISTORY_ERROR, ALOUD_HISTORY_ERROR_BUSY,
                           _("Another program is using the history. Try again in a moment."));
      break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      g_set_error_literal (error, ALOUD_HISTORY_ERROR, ALOUD_HISTORY_ERROR_DAMAGED,
                           _("The history was damaged. It was moved aside, and a new one begins."));
      break;
    case SQLITE_CONSTRAINT:
      g_set_error_literal (error, ALOUD_HISTORY_ERROR, ALOUD_HISTORY_ERROR_GONE,
                           _("This conversation is not there any more."));
      break;
    default:
      g_set_error (error, ALOUD_HISTORY_ERROR, ALOUD_HISTORY_ERROR_FAILED,
                   /* Translators: %s is a technical text, in English */
                   _("The history cannot be used: %s."), sqlite3_errmsg (db));
    }
}

gboolean
aloud_database_run (sqlite3 *db, const char *sql, GError **error)
{
  if (sqlite3_exec (db, sql, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;
  aloud_database_set_error (db, error);
  return FALSE;
}

static int
get_version (sqlite3 *db, GError **error)
{
  sqlite3_stmt *statement = NULL;
  int version = -1;

  if (sqlite3_prepare_v2 (db, "PRAGMA user_version", -1, &statement, NULL) == SQLITE_OK
      && sqlite3_step (statement) == SQLITE_ROW)
    version = sqlite3_column_int (statement, 0);
  else
    aloud_database_set_error (db, error);
  sqlite3_finalize (statement);
  return version;
}

/* Two programs may meet here: the second finds it done. */
static gboolean
migrate (sqlite3 *db, GError **error)
{
  int version;

  if (!aloud_database_run (db, "BEGIN IMMEDIATE", error))
    return FALSE;
  version = get_version (db, error);
  for (; version >= 0 && version < (int) G_N_ELEMENTS (steps); version++)
    {
      g_autofree char *mark = g_strdup_printf ("PRAGMA user_version = %d", version + 1);

      if (!aloud_database_run (db, steps[version], error) || !aloud_database_run (db, mark, error))
        {
          sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);
          return FALSE;
        }
    }
  return aloud_database_run (db, version < 0 ? "ROLLBACK" : "COMMIT", version < 0 ? NULL : error) && version >= 0;
}

static gboolean
prepare (sqlite3 *db, GError **error)
{
  int version;

  sqlite3_busy_timeout (db, BUSY_MS);
  sqlite3_extended_result_codes (db, 1);
  /* Before anything is written: what a later Aloud wrote is left as it is. */
  version = get_version (db, error);
  if (version < 0)
    return FALSE;
  if (version > (int) G_N_ELEMENTS (steps))
    {
      g_set_error_literal (error, ALOUD_HISTORY_ERROR, ALOUD_HISTORY_ERROR_NEWER,
                           _("The history was written by a later version of Aloud. It was left as it is. Use that version "
                             "to read it."));
      return FALSE;
    }
  /* Without NORMAL every turn would wait for the disk: a killed program loses nothing, a power cut maybe the last turn. */
  if (!aloud_database_run (db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON;"
                               "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY", error))
    return FALSE;
  return version == (int) G_N_ELEMENTS (steps) || migrate (db, error);
}

/* SQLite would make it readable for everybody, and its log as it finds it. */
static gboolean
make_file (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int file = -1;

  if (g_mkdir_with_parents (folder, 0700) == 0)
    file = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0)
    {
      g_set_error (error, ALOUD_HISTORY_ERROR, ALOUD_HISTORY_ERROR_FULL,
                   _("The history cannot be written to “%s”: %s."), path, g_strerror (errno));
      return FALSE;
    }
  close (file);
  return TRUE;
}

sqlite3 *
aloud_database_open (const char *path, gboolean create, GError **error)
{
  sqlite3 *db = NULL;

  if (!create && g_access (path, F_OK) != 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no history");
      return NULL;
    }
  if (!make_file (path, error))
    return NULL;
  if (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
    aloud_database_set_error (db, error);
  else if (prepare (db, error))
    return db;
  sqlite3_close (db);
  return NULL;
}

gboolean
aloud_database_sweep (sqlite3 *db, GError **error)
{
  sqlite3_stmt *statement = NULL;
  gboolean swept = FALSE;

  /* The index keeps what was deleted until its parts are merged, and the log until it is taken into the database. */
  if (!aloud_database_run (db, "INSERT INTO said (said) VALUES ('optimize')", error))
    return FALSE;
  if (sqlite3_prepare_v2 (db, "PRAGMA wal_checkpoint (TRUNCATE)", -1, &statement, NULL) == SQLITE_OK
      && sqlite3_step (statement) == SQLITE_ROW)
    swept = sqlite3_column_int (statement, 0) == 0;
  else
    aloud_database_set_error (db, error);
  sqlite3_finalize (statement);
  if (!swept && error != NULL && *error == NULL)
    g_set_error_literal (error, ALOUD_HISTORY_ERROR, ALOUD_HISTORY_ERROR_BUSY,
                         _("It was deleted, but another program is using the history, and until it is closed the words can "
                           "still be found in its files. Close it and delete something again."));
  return swept;
}

char *
aloud_database_move_aside (const char *path)
{
  static const char *const endings[] = { "-wal", "-shm", "" };
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *clock = g_date_time_format (now, "%Y%m%d-%H%M%S");
  char *aside = g_strdup_printf ("%s.damaged-%s", path, clock);
  gboolean moved = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *from = g_strconcat (path, endings[i], NULL);
      g_autofree char *to = g_strconcat (aside, endings[i], NULL);

      moved = g_rename (from, to) == 0;
    }
  if (!moved)
    g_clear_pointer (&aside, g_free);
  return aside;
}

void
aloud_database_erase (const char *path, GPtrArray *left)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *file;

  while (dir != NULL && (file = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *full = g_build_filename (folder, file, NULL);

      if (g_str_has_prefix (file, name) && g_unlink (full) != 0 && errno != ENOENT)
        g_ptr_array_add (left, g_strdup (full));
    }
  g_rmdir (folder);
}
