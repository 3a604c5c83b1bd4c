/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-history.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "aloud-history-private.h"

G_DEFINE_FINAL_TYPE (AloudHistory, aloud_history, G_TYPE_OBJECT)
G_DEFINE_QUARK (aloud-history-error-quark, aloud_history_error)

static void
close_db (AloudHistory *self)
{
  g_clear_pointer (&self->db, sqlite3_close);
}

/* Whatever failed: a damaged database makes room for a new one. */
static void
give_up_damaged (AloudHistory *self, const GError *error)
{
  if (!g_error_matches (error, ALOUD_HISTORY_ERROR, ALOUD_HISTORY_ERROR_DAMAGED))
    return;
  close_db (self);
  if (self->leaves_damaged)
    return;
  g_free (self->aside);
  self->aside = aloud_database_move_aside (self->path);
}

gboolean
aloud_history_ensure (AloudHistory *self, gboolean create, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (self->db != NULL)
    return TRUE;
  self->db = aloud_database_open (self->path, create, &problem);
  if (self->db == NULL)
    {
      give_up_damaged (self, problem);
      g_propagate_error (error, g_steal_pointer (&problem));
    }
  return self->db != NULL;
}

gboolean
aloud_history_fail (AloudHistory *self, sqlite3_stmt *statement, GError **error)
{
  g_autoptr (GError) problem = NULL;

  aloud_database_set_error (self->db, &problem);
  sqlite3_finalize (statement);
  give_up_damaged (self, problem);
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

sqlite3_stmt *
aloud_history_prepare (AloudHistory *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (self->db, sql, -1, &statement, NULL) != SQLITE_OK)
    {
      aloud_history_fail (self, statement, error);
      return NULL;
    }
  return statement;
}

/* Takes @statement, which returns nothing. */
static gboolean
finish (AloudHistory *self, sqlite3_stmt *statement, GError **error)
{
  if (sqlite3_step (statement) != SQLITE_DONE)
    return aloud_history_fail (self, statement, error);
  sqlite3_finalize (statement);
  return TRUE;
}

void
aloud_history_bind_text (sqlite3_stmt *statement, int column, const char *text)
{
  sqlite3_bind_text (statement, column, text, -1, SQLITE_TRANSIENT);
}

/* Milliseconds: "0-200 250-600" */
static char *
words_to_text (const GArray *words)
{
  GString *text;

  if (words == NULL)
    return NULL;
  text = g_string_new (NULL);
  for (guint i = 0; i < words->len; i++)
    {
      const AloudTurnWord *word = &g_array_index (words, AloudTurnWord, i);

      g_string_append_printf (text, "%s%.0f-%.0f", i > 0 ? " " : "", word->start * 1000, word->end * 1000);
    }
  return g_string_free (text, FALSE);
}

static GArray *
words_from_text (const char *text)
{
  g_auto (GStrv) parts = text != NULL ? g_strsplit (text, " ", -1) : NULL;
  GArray *words;

  if (parts == NULL)
    return NULL;
  words = g_array_new (FALSE, FALSE, sizeof (AloudTurnWord));
  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *end = NULL;
      AloudTurnWord word = { g_ascii_strtoull (parts[i], &end, 10) / 1000.0, 0 };

      word.end = *end == '-' ? g_ascii_strtoull (end + 1, NULL, 10) / 1000.0 : word.start;
      g_array_append_val (words, word);
    }
  return words;
}

static void
bind_turn (sqlite3_stmt *statement, const AloudSaidTurn *turn)
{
  g_autofree char *words = words_to_text (turn->words);

  sqlite3_bind_int (statement, 2, turn->speaker);
  aloud_history_bind_text (statement, 3, turn->text);
  aloud_history_bind_text (statement, 4, turn->emotions);
  sqlite3_bind_int64 (statement, 5, turn->began);
  sqlite3_bind_int64 (statement, 6, turn->ended);
  sqlite3_bind_int (statement, 7, turn->interrupted);
  aloud_history_bind_text (statement, 8, words);
}

static void
aloud_history_finalize (GObject *object)
{
  AloudHistory *self = ALOUD_HISTORY (object);

  close_db (self);
  g_free (self->path);
  g_free (self->aside);

  G_OBJECT_CLASS (aloud_history_parent_class)->finalize (object);
}

static void
aloud_history_class_init (AloudHistoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = aloud_history_finalize;
}

static void
aloud_history_init (AloudHistory *self)
{
}

AloudHistory *
aloud_history_new (const char *path)
{
  AloudHistory *self = g_object_new (ALOUD_TYPE_HISTORY, NULL);

  self->path = path != NULL ? g_strdup (path)
                            : g_build_filename (g_get_user_data_dir (), "aloud", "history.sqlite", NULL);
  return self;
}

const char *
aloud_history_get_path (AloudHistory *self)
{
  g_return_val_if_fail (ALOUD_IS_HISTORY (self), NULL);

  return self->path;
}

gboolean
aloud_history_exists (AloudHistory *self)
{
  g_return_val_if_fail (ALOUD_IS_HISTORY (self), FALSE);

  return g_access (self->path, F_OK) == 0;
}

const char *
aloud_history_get_aside (AloudHistory *self)
{
  g_return_val_if_fail (ALOUD_IS_HISTORY (self), NULL);

  return self->aside;
}

gint64
aloud_history_begin (AloudHistory *self, const char *agent_id, const char *agent, gint64 began, GError **error)
{
  sqlite3_stmt *statement;

  g_return_val_if_fail (ALOUD_IS_HISTORY (self), 0);

  if (!aloud_history_ensure (self, TRUE, error))
    return 0;
  statement = aloud_history_prepare (self, "INSERT INTO conversations (agent_id, agent, began) VALUES (?, ?, ?)", error);
  if (statement == NULL)
    return 0;
  aloud_history_bind_text (statement, 1, agent_id);
  aloud_history_bind_text (statement, 2, agent);
  sqlite3_bind_int64 (statement, 3, began);
  return finish (self, statement, error) ? sqlite3_last_insert_rowid (self->db) : 0;
}

gint64
aloud_history_add (AloudHistory *self, gint64 conversation, const AloudSaidTurn *turn, GError **error)
{
  sqlite3_stmt *statement;

  g_return_val_if_fail (ALOUD_IS_HISTORY (self), 0);
  g_return_val_if_fail (turn != NULL, 0);

  if (!aloud_history_ensure (self, TRUE, error))
    return 0;
  statement = aloud_history_prepare (self, "INSERT INTO turns (conversation, speaker, text, emotions, began, ended,"
                                           " interrupted, words) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", error);
  if (statement == NULL)
    return 0;
  sqlite3_bind_int64 (statement, 1, conversation);
  bind_turn (statement, turn);
  return finish (self, statement, error) ? sqlite3_last_insert_rowid (self->db) : 0;
}

gboolean
aloud_history_change (AloudHistory *self, gint64 id, const AloudSaidTurn *turn, GError **error)
{
  sqlite3_stmt *statement;

  g_return_val_if_fail (ALOUD_IS_HISTORY (self), FALSE);
  g_return_val_if_fail (turn != NULL, FALSE);

  if (!aloud_history_ensure (self, FALSE, error))
    return FALSE;
  statement = aloud_history_prepare (self, "UPDATE turns SET speaker = ?2, text = ?3, emotions = ?4, began = ?5,"
                                           " ended = ?6, interrupted = ?7, words = ?8 WHERE id = ?1", error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, id);
  bind_turn (statement, turn);
  return finish (self, statement, error);
}

char *
aloud_history_dup_column (sqlite3_stmt *statement, int column)
{
  const char *text = (const char *) sqlite3_column_text (statement, column);

  return text != NULL ? g_utf8_make_valid (text, -1) : NULL;
}

static AloudSaidTurn *
read_turn (sqlite3_stmt *statement)
{
  const char *text = (const char *) sqlite3_column_text (statement, 1);
  int speaker = sqlite3_column_int (statement, 0);
  AloudSaidTurn *turn = aloud_said_turn_new (CLAMP (speaker, ALOUD_SPEAKER_YOU, ALOUD_SPEAKER_NOTE),
                                             text != NULL ? text : "", sqlite3_column_int64 (statement, 3));

  turn->emotions = aloud_history_dup_column (statement, 2);
  turn->ended = sqlite3_column_int64 (statement, 4);
  turn->interrupted = sqlite3_column_int (statement, 5) != 0;
  turn->words = words_from_text ((const char *) sqlite3_column_text (statement, 6));
  return turn;
}

static AloudConversation *
load_head (AloudHistory *self, gint64 id, GError **error)
{
  sqlite3_stmt *statement = aloud_history_prepare (self, "SELECT agent, began FROM conversations WHERE id = ?", error);
  AloudConversation *conversation = NULL;
  int result;

  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, id);
  result = sqlite3_step (statement);
  if (result == SQLITE_ROW)
    conversation = aloud_conversation_new ((const char *) sqlite3_column_text (statement, 0),
                                           sqlite3_column_int64 (statement, 1));
  else if (result != SQLITE_DONE)
    {
      aloud_history_fail (self, statement, error);
      return NULL;
    }
  else
    g_set_error_literal (error, ALOUD_HISTORY_ERROR, ALOUD_HISTORY_ERROR_GONE,
                         _("This conversation is not there any more."));
  sqlite3_finalize (statement);
  return conversation;
}

AloudConversation *
aloud_history_load (AloudHistory *self, gint64 id, GError **error)
{
  g_autoptr (AloudConversation) conversation = NULL;
  sqlite3_stmt *statement;
  int result;

  g_return_val_if_fail (ALOUD_IS_HISTORY (self), NULL);

  if (!aloud_history_ensure (self, FALSE, error))
    return NULL;
  conversation = load_head (self, id, error);
  if (conversation == NULL)
    return NULL;
  statement = aloud_history_prepare (self, "SELECT speaker, text, emotions, began, ended, interrupted, words FROM turns"
                                           " WHERE conversation = ? ORDER BY began, id", error);
  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, id);
  while ((result = sqlite3_step (statement)) == SQLITE_ROW)
    g_ptr_array_add (conversation->turns, read_turn (statement));
  if (result != SQLITE_DONE)
    {
      aloud_history_fail (self, statement, error);
      return NULL;
    }
  sqlite3_finalize (statement);
  return g_steal_pointer (&conversation);
}

gboolean
aloud_history_rename (AloudHistory *self, gint64 id, const char *title, GError **error)
{
  g_autofree char *tidy = title != NULL ? g_strstrip (g_strdup (title)) : NULL;
  sqlite3_stmt *statement;

  g_return_val_if_fail (ALOUD_IS_HISTORY (self), FALSE);

  if (!aloud_history_ensure (self, FALSE, error))
    return FALSE;
  statement = aloud_history_prepare (self, "UPDATE conversations SET title = ? WHERE id = ?", error);
  if (statement == NULL)
    return FALSE;
  aloud_history_bind_text (statement, 1, tidy != NULL && *tidy != '\0' ? tidy : NULL);
  sqlite3_bind_int64 (statement, 2, id);
  return finish (self, statement, error);
}

static gboolean
sweep (AloudHistory *self, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (aloud_database_sweep (self->db, &problem))
    return TRUE;
  give_up_damaged (self, problem);
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

/* @text: of the first parameter; NULL: it is @value. */
static gboolean
delete_where (AloudHistory *self, const char *sql, const char *text, gint64 value, GError **error)
{
  g_autoptr (GError) problem = NULL;
  sqlite3_stmt *statement;

  if (!aloud_history_ensure (self, FALSE, &problem))
    {
      if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  statement = aloud_history_prepare (self, sql, error);
  if (statement == NULL)
    return FALSE;
  if (text != NULL)
    aloud_history_bind_text (statement, 1, text);
  else
    sqlite3_bind_int64 (statement, 1, value);
  if (!finish (self, statement, error))
    return FALSE;
  return sqlite3_changes (self->db) == 0 || sweep (self, error);
}

gboolean
aloud_history_delete (AloudHistory *self, gint64 id, GError **error)
{
  g_return_val_if_fail (ALOUD_IS_HISTORY (self), FALSE);

  return delete_where (self, "DELETE FROM conversations WHERE id = ?", NULL, id, error);
}

gboolean
aloud_history_delete_agent (AloudHistory *self, const char *agent_id, GError **error)
{
  g_return_val_if_fail (ALOUD_IS_HISTORY (self), FALSE);
  g_return_val_if_fail (agent_id != NULL, FALSE);

  return delete_where (self, "DELETE FROM conversations WHERE agent_id = ?", agent_id, 0, error);
}

gboolean
aloud_history_delete_all (AloudHistory *self, GError **error)
{
  g_return_val_if_fail (ALOUD_IS_HISTORY (self), FALSE);

  return delete_where (self, "DELETE FROM conversations WHERE id > ?", NULL, 0, error);
}

void
aloud_history_erase (AloudHistory *self, GPtrArray *left)
{
  g_return_if_fail (ALOUD_IS_HISTORY (self));
  g_return_if_fail (left != NULL);

  close_db (self);
  g_clear_pointer (&self->aside, g_free);
  aloud_database_erase (self->path, left);
}

gboolean
aloud_history_expire (AloudHistory *self, gint64 time, GError **error)
{
  g_return_val_if_fail (ALOUD_IS_HISTORY (self), FALSE);

  return delete_where (self, "DELETE FROM conversations WHERE began < ?", NULL, time, error);
}

typedef struct {
  char *path;
  gint64 time;
} Expiry;

static void
expiry_free (gpointer data)
{
  Expiry *expiry = data;

  g_free (expiry->path);
  g_free (expiry);
}

static void
expire (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Expiry *expiry = data;
  g_autoptr (AloudHistory) history = aloud_history_new (expiry->path);
  g_autoptr (GError) error = NULL;

  history->leaves_damaged = TRUE;
  if (!aloud_history_expire (history, expiry->time, &error))
    g_debug ("old conversations were not deleted: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

void
aloud_history_expire_later (AloudHistory *self, guint days)
{
  g_autoptr (GTask) task = NULL;
  Expiry *expiry;

  g_return_if_fail (ALOUD_IS_HISTORY (self));

  if (!aloud_history_exists (self))
    return;
  expiry = g_new (Expiry, 1);
  expiry->path = g_strdup (self->path);
  expiry->time = g_get_real_time () - days * G_TIME_SPAN_DAY;
  task = g_task_new (NULL, NULL, NULL, NULL);
  g_task_set_task_data (task, expiry, expiry_free);
  g_task_run_in_thread (task, expire);
}
