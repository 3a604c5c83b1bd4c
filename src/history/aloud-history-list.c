/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-history-private.h"

/* What is in the history: listed and searched. */

#define EXCERPT "120" /* letters */

/* The person's words as FTS5 reads them: each in quotes, where nothing is an order, the last maybe only begun. NULL when
 * there are none. */
static char *
quote_query (const char *query)
{
  g_auto (GStrv) words = query != NULL ? g_strsplit_set (query, " \t\n", -1) : NULL;
  g_autoptr (GString) quoted = g_string_new (NULL);

  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    {
      g_autoptr (GString) word = g_string_new (words[i]);

      if (word->len == 0)
        continue;
      g_string_replace (word, "\"", "\"\"", 0);
      g_string_append_printf (quoted, "%s\"%s\"", quoted->len > 0 ? " " : "", word->str);
    }
  if (quoted->len == 0)
    return NULL;
  g_string_append_c (quoted, '*');
  return g_string_free (g_steal_pointer (&quoted), FALSE);
}

void
aloud_history_entry_free (AloudHistoryEntry *self)
{
  g_free (self->agent);
  g_free (self->title);
  g_free (self->excerpt);
  g_free (self);
}

static AloudHistoryEntry *
read_entry (sqlite3_stmt *statement)
{
  AloudHistoryEntry *entry = g_new0 (AloudHistoryEntry, 1);

  entry->id = sqlite3_column_int64 (statement, 0);
  entry->agent = aloud_history_dup_column (statement, 1);
  entry->title = aloud_history_dup_column (statement, 2);
  entry->began = sqlite3_column_int64 (statement, 3);
  entry->n_turns = (guint) sqlite3_column_int (statement, 4);
  entry->excerpt = aloud_history_dup_column (statement, 5);
  return entry;
}

#define ENTRY "SELECT c.id, c.agent, c.title, c.began, (SELECT count (*) FROM turns WHERE conversation = c.id), "

/* Takes @statement, all of whose rows are entries. */
static gboolean
read_entries (AloudHistory *self, sqlite3_stmt *statement, GPtrArray *entries, GError **error)
{
  int result;

  while ((result = sqlite3_step (statement)) == SQLITE_ROW)
    g_ptr_array_add (entries, read_entry (statement));
  if (result != SQLITE_DONE)
    return aloud_history_fail (self, statement, error);
  sqlite3_finalize (statement);
  return TRUE;
}

static gboolean
list_all (AloudHistory *self, const char *agent_id, guint limit, GPtrArray *entries, GError **error)
{
  sqlite3_stmt *statement
    = aloud_history_prepare (self, ENTRY "(SELECT substr (text, 1, " EXCERPT ") FROM turns WHERE conversation = c.id"
                                   " ORDER BY speaker, id LIMIT 1) FROM conversations c WHERE ?2 IS NULL OR c.agent_id = ?2"
                                   " ORDER BY c.began DESC, c.id DESC LIMIT ?1", error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, limit);
  aloud_history_bind_text (statement, 2, agent_id);
  return read_entries (self, statement, entries, error);
}

/* The turns that match, the latest first, until so many conversations are found: of a word that stands everywhere most are
 * never looked at. To @found: the conversations' IDs, to the text that was found in each. */
static gboolean
find_conversations (AloudHistory *self, const char *words, const char *agent_id, guint limit, GHashTable *found,
                    GError **error)
{
  sqlite3_stmt *statement
    = aloud_history_prepare (self, "SELECT t.conversation, substr (t.text, 1, " EXCERPT ") FROM said"
                                   " JOIN turns t ON t.id = said.rowid JOIN conversations c ON c.id = t.conversation WHERE said MATCH ?1"
                                   " AND (?2 IS NULL OR c.agent_id = ?2) ORDER BY said.rowid DESC", error);
  int result = SQLITE_DONE;

  if (statement == NULL)
    return FALSE;
  aloud_history_bind_text (statement, 1, words);
  aloud_history_bind_text (statement, 2, agent_id);
  while (g_hash_table_size (found) < limit && (result = sqlite3_step (statement)) == SQLITE_ROW)
    {
      gint64 id = sqlite3_column_int64 (statement, 0);

      if (!g_hash_table_contains (found, &id))
        g_hash_table_insert (found, g_memdup2 (&id, sizeof id), aloud_history_dup_column (statement, 1));
    }
  if (result != SQLITE_DONE && result != SQLITE_ROW)
    return aloud_history_fail (self, statement, error);
  sqlite3_finalize (statement);
  return TRUE;
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const AloudHistoryEntry *one = *(const AloudHistoryEntry *const *) a;
  const AloudHistoryEntry *other = *(const AloudHistoryEntry *const *) b;

  if (one->began != other->began)
    return one->began > other->began ? -1 : 1;
  return one->id > other->id ? -1 : 1;
}

static gboolean
search (AloudHistory *self, const char *words, const char *agent_id, guint limit, GPtrArray *entries, GError **error)
{
  g_autoptr (GHashTable) found = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer id, text;

  if (!find_conversations (self, words, agent_id, limit, found, error))
    return FALSE;
  g_hash_table_iter_init (&iter, found);
  while (g_hash_table_iter_next (&iter, &id, &text))
    {
      sqlite3_stmt *statement = aloud_history_prepare (self, ENTRY "?2 FROM conversations c WHERE c.id = ?1", error);

      if (statement == NULL)
        return FALSE;
      sqlite3_bind_int64 (statement, 1, *(gint64 *) id);
      aloud_history_bind_text (statement, 2, text);
      if (!read_entries (self, statement, entries, error))
        return FALSE;
    }
  g_ptr_array_sort (entries, compare_entries);
  return TRUE;
}

/* FALSE: there is none, which is no error, or @error is set. */
static gboolean
open_to_read (AloudHistory *self, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (aloud_history_ensure (self, FALSE, &problem))
    return TRUE;
  if (!g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

GPtrArray *
aloud_history_list (AloudHistory *self, const char *query, const char *agent_id, guint limit, GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) aloud_history_entry_free);
  g_autofree char *words = quote_query (query);
  g_autoptr (GError) problem = NULL;

  g_return_val_if_fail (ALOUD_IS_HISTORY (self), NULL);

  if (open_to_read (self, &problem)
      && (words != NULL ? search (self, words, agent_id, limit, entries, &problem)
                        : list_all (self, agent_id, limit, entries, &problem)))
    return g_steal_pointer (&entries);
  if (problem == NULL)
    return g_steal_pointer (&entries);
  g_propagate_error (error, g_steal_pointer (&problem));
  return NULL;
}

void
aloud_history_agent_free (AloudHistoryAgent *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self);
}

/* By the name that each had in its latest conversation: with max(), SQLite takes the other columns of that row. */
GPtrArray *
aloud_history_list_agents (AloudHistory *self, GError **error)
{
  g_autoptr (GPtrArray) agents = g_ptr_array_new_with_free_func ((GDestroyNotify) aloud_history_agent_free);
  g_autoptr (GError) problem = NULL;
  sqlite3_stmt *statement = NULL;
  int result;

  g_return_val_if_fail (ALOUD_IS_HISTORY (self), NULL);

  if (open_to_read (self, &problem))
    statement = aloud_history_prepare (self, "SELECT agent_id, agent, count (*), max (began) FROM conversations"
                                             " GROUP BY agent_id ORDER BY agent COLLATE NOCASE", &problem);
  if (statement == NULL)
    {
      if (problem == NULL)
        return g_steal_pointer (&agents);
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  while ((result = sqlite3_step (statement)) == SQLITE_ROW)
    {
      AloudHistoryAgent *agent = g_new0 (AloudHistoryAgent, 1);

      agent->id = aloud_history_dup_column (statement, 0);
      agent->name = aloud_history_dup_column (statement, 1);
      agent->n_conversations = (guint) sqlite3_column_int (statement, 2);
      g_ptr_array_add (agents, agent);
    }
  if (result != SQLITE_DONE)
    {
      aloud_history_fail (self, statement, error);
      return NULL;
    }
  sqlite3_finalize (statement);
  return g_steal_pointer (&agents);
}
