/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-history.h"
#include "aloud-test-util.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define BEGAN  (G_GINT64_CONSTANT (1795557600) * G_USEC_PER_SEC)
#define DAY    (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)
#define MARKER "xylophonic"

typedef struct {
  char *folder;
  char *path;
  AloudHistory *history;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("aloud-history-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "aloud", "history.sqlite", NULL);
  f->history = aloud_history_new (f->path);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->history);
  aloud_test_delete_folder (f->folder);
  g_free (f->folder);
  g_free (f->path);
}

static gint64
add_turn (AloudHistory *history, gint64 conversation, AloudSpeaker speaker, const char *text)
{
  g_autoptr (AloudSaidTurn) turn = aloud_said_turn_new (speaker, text, BEGAN);
  g_autoptr (GError) error = NULL;
  gint64 id = aloud_history_add (history, conversation, turn, &error);

  g_assert_no_error (error);
  g_assert_cmpint (id, >, 0);
  return id;
}

static gint64
add (AloudHistory *history, const char *agent, gint64 began, const char *asked, const char *answered)
{
  g_autoptr (GError) error = NULL;
  gint64 id = aloud_history_begin (history, "id", agent, began, &error);

  g_assert_no_error (error);
  g_assert_cmpint (id, >, 0);
  add_turn (history, id, ALOUD_SPEAKER_YOU, asked);
  add_turn (history, id, ALOUD_SPEAKER_AGENT, answered);
  return id;
}

/* The agents of what is found, in one string. */
static char *
find (AloudHistory *history, const char *query)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = aloud_history_list (history, query, NULL, 100, &error);
  GString *found = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < entries->len; i++)
    {
      const AloudHistoryEntry *entry = g_ptr_array_index (entries, i);

      g_string_append_printf (found, "%s%s", i > 0 ? "," : "", entry->agent);
    }
  return g_string_free (found, FALSE);
}

#define assert_finds(history, query, expected)                                                            \
  G_STMT_START                                                                                            \
  {                                                                                                       \
    g_autofree char *found_ = find (history, query);                                                      \
    g_assert_cmpstr (found_, ==, expected);                                                               \
  }                                                                                                       \
  G_STMT_END

/* Nobody who keeps nothing has a file, and one that is kept is its owner's alone. */
static void
test_nothing (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  struct stat about;

  assert_finds (f->history, NULL, "");
  assert_finds (f->history, "word", "");
  g_assert_true (aloud_history_delete_all (f->history, &error));
  g_assert_no_error (error);
  g_assert_false (aloud_history_exists (f->history));

  add (f->history, "Tea", BEGAN, "a", "b");
  g_assert_true (aloud_history_exists (f->history));
  g_assert_cmpint (g_stat (f->path, &about), ==, 0);
  g_assert_cmpint (about.st_mode & 0777, ==, 0600);
}

static void
test_load (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 id = aloud_history_begin (f->history, "id", "Tea \"<&", BEGAN, &error);
  g_autoptr (AloudSaidTurn) turn = aloud_said_turn_new (ALOUD_SPEAKER_AGENT, "'; DROP TABLE turns; -- 😀 שלום\n", BEGAN + 5);
  g_autoptr (AloudConversation) conversation = NULL;
  AloudTurnWord word = { 0.25, 0.75 };
  const AloudSaidTurn *read;
  gint64 turn_id;

  turn_id = aloud_history_add (f->history, id, turn, &error);
  g_assert_no_error (error);
  turn->interrupted = TRUE;
  turn->emotions = g_strdup ("Joy 82 %");
  turn->ended = BEGAN + 7;
  turn->words = g_array_new (FALSE, FALSE, sizeof word);
  g_array_append_val (turn->words, word);
  g_assert_true (aloud_history_change (f->history, turn_id, turn, &error));
  g_assert_true (aloud_history_rename (f->history, id, "  A title ", &error));
  g_assert_no_error (error);

  g_object_unref (f->history);
  f->history = aloud_history_new (f->path);
  conversation = aloud_history_load (f->history, id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (conversation->agent, ==, "Tea \"<&");
  g_assert_cmpint (conversation->began, ==, BEGAN);
  g_assert_cmpuint (conversation->turns->len, ==, 1);
  read = g_ptr_array_index (conversation->turns, 0);
  g_assert_cmpint (read->speaker, ==, ALOUD_SPEAKER_AGENT);
  g_assert_cmpstr (read->text, ==, turn->text);
  g_assert_cmpstr (read->emotions, ==, "Joy 82 %");
  g_assert_cmpint (read->began, ==, BEGAN + 5);
  g_assert_cmpint (read->ended, ==, BEGAN + 7);
  g_assert_true (read->interrupted);
  g_assert_cmpuint (read->words->len, ==, 1);
  g_assert_cmpfloat (g_array_index (read->words, AloudTurnWord, 0).start, ==, 0.25);
  g_assert_cmpfloat (g_array_index (read->words, AloudTurnWord, 0).end, ==, 0.75);

  g_clear_pointer (&conversation, aloud_conversation_free);
  conversation = aloud_history_load (f->history, id + 1, &error);
  g_assert_null (conversation);
  g_assert_error (error, ALOUD_HISTORY_ERROR, ALOUD_HISTORY_ERROR_GONE);
  g_clear_error (&error);
  g_assert_cmpint (aloud_history_add (f->history, id + 1, turn, &error), ==, 0);
  g_assert_error (error, ALOUD_HISTORY_ERROR, ALOUD_HISTORY_ERROR_GONE);
}

/* Across all conversations, whatever the case and the accents; nothing that a person types is an order or an error. */
static void
test_search (Fixture *f, gconstpointer data)
{
  static const struct { const char *query, *found; } cases[] = {
    { "kettle", "One" }, { "KETT", "One" }, { "cafe", "Two,One" }, { "café tomorrow", "Two" }, { "tomorrow kettle", "" },
    { "\"kettle\"", "One" }, { "kettle OR tomorrow", "" }, { "text:kettle", "" }, { "-", "" }, { "*", "" }, { "( ", "" },
    { "NEAR", "" }, { "שלום", "Two" }, { " ", "Two,One" }, { NULL, "Two,One" },
  };
  g_autoptr (GPtrArray) entries = NULL;
  const AloudHistoryEntry *entry;
  g_autoptr (GError) error = NULL;

  add (f->history, "One", BEGAN, "Is the kettle on?", "In the Cafe.");
  add (f->history, "Two", BEGAN + DAY, "שלום", "The café opens tomorrow.");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_finds (f->history, cases[i].query, cases[i].found);

  entries = aloud_history_list (f->history, "opens", NULL, 10, &error);
  entry = g_ptr_array_index (entries, 0);
  g_assert_cmpstr (entry->excerpt, ==, "The café opens tomorrow.");
  g_assert_cmpuint (entry->n_turns, ==, 2);
  g_clear_pointer (&entries, g_ptr_array_unref);
  entries = aloud_history_list (f->history, NULL, NULL, 1, &error);
  g_assert_cmpuint (entries->len, ==, 1);
  entry = g_ptr_array_index (entries, 0);
  g_assert_cmpstr (entry->excerpt, ==, "שלום");
}

/* In any file of the folder, as it was said or as the index has it. */
static gboolean
is_on_disk (Fixture *f, const char *word)
{
  g_autofree char *folder = g_path_get_dirname (f->path);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  gboolean found = FALSE;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *text = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (path, &text, &length, NULL));
      for (gsize i = 0; i + strlen (word) <= length; i++)
        found = found || g_ascii_strncasecmp (text + i, word, strlen (word)) == 0;
    }
  return found;
}

/* What is deleted is gone from the files, while they are open, and the rest is not. */
static void
test_delete (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 id;

  add (f->history, "One", BEGAN, "Is the kettle on?", "It is.");
  id = add (f->history, "Two", BEGAN + 1, "The Xylophonic word", "is " MARKER ".");
  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u " MARKER " %u", i, i * i);

      add_turn (f->history, id, ALOUD_SPEAKER_YOU, text);
      add (f->history, "Other", BEGAN - i, "something", "else");
    }
  g_assert_true (aloud_history_rename (f->history, id, MARKER, &error));
  assert_finds (f->history, MARKER, "Two");
  g_assert_true (is_on_disk (f, MARKER));

  g_assert_true (aloud_history_delete (f->history, id, &error));
  g_assert_no_error (error);
  assert_finds (f->history, MARKER, "");
  g_assert_false (is_on_disk (f, MARKER));
  assert_finds (f->history, "kettle", "One");
  g_assert_true (is_on_disk (f, "kettle"));

  g_assert_true (aloud_history_expire (f->history, BEGAN, &error));
  assert_finds (f->history, NULL, "Other,One"); /* the Other of i = 0 began just then */
  g_assert_true (aloud_history_delete_all (f->history, &error));
  g_assert_no_error (error);
  assert_finds (f->history, NULL, "");
  g_assert_false (is_on_disk (f, "kettle"));
}

/* By whom it was: listed, searched and deleted apart from the others; an agent by the name that it had last. */
static void
test_agents (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) none = aloud_history_list_agents (f->history, &error);
  g_autoptr (GPtrArray) agents = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  const AloudHistoryAgent *agent;

  g_assert_no_error (error);
  g_assert_cmpuint (none->len, ==, 0);
  add (f->history, "Old name", BEGAN, "Is the kettle on?", "It is.");
  add (f->history, "Zoe", BEGAN + 2, "Is the kettle on?", "Not yet.");
  g_assert_cmpint (aloud_history_begin (f->history, "other", "Ada", BEGAN + 1, NULL), >, 0);

  agents = aloud_history_list_agents (f->history, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (agents->len, ==, 2);
  agent = g_ptr_array_index (agents, 0);
  g_assert_cmpstr (agent->name, ==, "Ada");
  agent = g_ptr_array_index (agents, 1);
  g_assert_cmpstr (agent->name, ==, "Zoe");
  g_assert_cmpuint (agent->n_conversations, ==, 2);
  entries = aloud_history_list (f->history, NULL, "other", 10, &error);
  g_assert_cmpuint (entries->len, ==, 1);
  g_clear_pointer (&entries, g_ptr_array_unref);
  entries = aloud_history_list (f->history, "kettle", "other", 10, &error);
  g_assert_cmpuint (entries->len, ==, 0);
  g_clear_pointer (&entries, g_ptr_array_unref);
  entries = aloud_history_list (f->history, "kettle", "id", 1, &error);
  g_assert_cmpuint (entries->len, ==, 1);

  g_assert_true (aloud_history_delete_agent (f->history, "id", &error));
  assert_finds (f->history, NULL, "Ada");
  g_assert_false (is_on_disk (f, "kettle"));
}

/* Another program reads on: it is deleted, but not swept, and that is said. */
static void
test_delete_while_read (Fixture *f, gconstpointer data)
{
  gint64 id = add (f->history, "One", BEGAN, MARKER, "b");
  g_autoptr (GError) error = NULL;
  sqlite3_stmt *statement;
  sqlite3 *reader;

  g_assert_cmpint (sqlite3_open (f->path, &reader), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (reader, "SELECT * FROM turns", -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  g_assert_false (aloud_history_delete (f->history, id, &error));
  g_assert_error (error, ALOUD_HISTORY_ERROR, ALOUD_HISTORY_ERROR_BUSY);
  assert_finds (f->history, NULL, "");
  sqlite3_finalize (statement);
  sqlite3_close (reader);
}

/* The program is killed in the middle of a conversation: every turn that was over is there. */
static void
test_killed (Fixture *f, gconstpointer data)
{
  g_autoptr (AloudConversation) conversation = NULL;
  g_autoptr (GError) error = NULL;
  int ready[2];
  char byte;
  pid_t child;

  g_assert_cmpint (pipe (ready), ==, 0);
  child = fork ();
  if (child == 0)
    {
      gint64 id = add (f->history, "Tea", BEGAN, "one", "two");

      add_turn (f->history, id, ALOUD_SPEAKER_YOU, "three");
      g_assert_cmpint (write (ready[1], "x", 1), ==, 1);
      pause ();
    }
  g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);
  kill (child, SIGKILL);
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
  close (ready[0]);
  close (ready[1]);

  conversation = aloud_history_load (f->history, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (conversation->turns->len, ==, 3);
  assert_finds (f->history, "three", "Tea");
}

static void
test_two_instances (Fixture *f, gconstpointer data)
{
  g_autoptr (AloudHistory) other = aloud_history_new (f->path);
  gint64 one = add (f->history, "One", BEGAN, "a", "b");
  gint64 two = add (other, "Two", BEGAN + 1, "a", "b");

  add_turn (f->history, one, ALOUD_SPEAKER_YOU, "kettle");
  add_turn (other, two, ALOUD_SPEAKER_YOU, "kettle");
  assert_finds (f->history, "kettle", "Two,One");
  assert_finds (other, "kettle", "Two,One");
}

/* It is put aside, not lost, and there is a new one at once. */
static void
test_damaged (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (f->path);
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (f->path, "not a database, but some other text that is long enough", -1, NULL));
  entries = aloud_history_list (f->history, NULL, NULL, 10, &error);
  g_assert_null (entries);
  g_assert_error (error, ALOUD_HISTORY_ERROR, ALOUD_HISTORY_ERROR_DAMAGED);
  g_assert_false (aloud_history_exists (f->history));
  g_assert_true (g_file_get_contents (aloud_history_get_aside (f->history), &text, NULL, NULL));
  g_assert_true (g_str_has_prefix (text, "not a database"));
  add (f->history, "One", BEGAN, "a", "b");
  assert_finds (f->history, NULL, "One");
}

/* Its beginning is good: the damage is found by what comes upon it. */
static void
test_damaged_within (Fixture *f, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  for (guint i = 0; i < 50; i++)
    add (f->history, "One", BEGAN, "a", "b");
  g_clear_object (&f->history); /* takes the log into the database */
  g_assert_true (g_file_get_contents (f->path, &text, &length, NULL));
  memset (text + 4096, 0xa5, length - 4096);
  g_assert_true (g_file_set_contents (f->path, text, (gssize) length, NULL));

  f->history = aloud_history_new (f->path);
  entries = aloud_history_list (f->history, NULL, NULL, 10, &error);
  g_assert_null (entries);
  g_assert_error (error, ALOUD_HISTORY_ERROR, ALOUD_HISTORY_ERROR_DAMAGED);
  g_assert_nonnull (aloud_history_get_aside (f->history));
  add (f->history, "Two", BEGAN, "a", "b");
  assert_finds (f->history, NULL, "Two");
}

static void
execute (Fixture *f, const char *sql)
{
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (f->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

/* What a later Aloud wrote is refused in words and left as it is, to the byte. */
static void
test_newer (Fixture *f, gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;
  gsize n_before, n_after;

  add (f->history, "One", BEGAN, "a", "b");
  g_clear_object (&f->history);
  execute (f, "PRAGMA user_version = 99");
  g_assert_true (g_file_get_contents (f->path, &before, &n_before, NULL));

  f->history = aloud_history_new (f->path);
  g_assert_cmpint (aloud_history_begin (f->history, "id", "Two", BEGAN, &error), ==, 0);
  g_assert_error (error, ALOUD_HISTORY_ERROR, ALOUD_HISTORY_ERROR_NEWER);
  g_assert_nonnull (strstr (error->message, "later version"));
  g_assert_null (aloud_history_get_aside (f->history));
  g_assert_true (g_file_get_contents (f->path, &after, &n_after, NULL));
  g_assert_cmpmem (before, n_before, after, n_after);
}

/* The first versions are brought up to date by every later one; an empty file is version 0. */
static void
test_migrated (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (f->path);

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  execute (f, "PRAGMA user_version = 0; CREATE TABLE other (a); DROP TABLE other");
  add (f->history, "One", BEGAN, "a", "b");
  assert_finds (f->history, NULL, "One");
}

/* The disk is full: it is said, what was there stays, and it goes on when there is room again. */
static void
test_full (Fixture *f, gconstpointer data)
{
  struct rlimit before, none;
  g_autofree char *log = g_strconcat (f->path, "-wal", NULL);
  g_autofree char *large = g_strnfill (300000, 'x');
  g_autoptr (AloudSaidTurn) turn = aloud_said_turn_new (ALOUD_SPEAKER_YOU, large, BEGAN);
  g_autoptr (GError) error = NULL;
  gint64 id = add (f->history, "One", BEGAN, "kettle", "b");
  gint64 added;
  struct stat about;

  g_assert_cmpint (g_stat (log, &about), ==, 0);
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  none = before;
  none.rlim_cur = (rlim_t) about.st_size + 4096;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &none), ==, 0);
  added = aloud_history_add (f->history, id, turn, &error);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  g_assert_cmpint (added, ==, 0);
  g_assert_error (error, ALOUD_HISTORY_ERROR, ALOUD_HISTORY_ERROR_FULL);
  assert_finds (f->history, "kettle", "One");
  add_turn (f->history, id, ALOUD_SPEAKER_AGENT, "again");
  assert_finds (f->history, "again", "One");
}

static void
test_no_folder (Fixture *f, gconstpointer data)
{
  g_autoptr (AloudHistory) history = aloud_history_new ("/proc/nowhere/history.sqlite");
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (aloud_history_begin (history, "id", "One", BEGAN, &error), ==, 0);
  g_assert_error (error, ALOUD_HISTORY_ERROR, ALOUD_HISTORY_ERROR_FULL);
}

#define ADD(name, function) g_test_add ("/history/store/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("nothing", test_nothing);
  ADD ("load", test_load);
  ADD ("search", test_search);
  ADD ("delete", test_delete);
  ADD ("agents", test_agents);
  ADD ("delete-while-read", test_delete_while_read);
  ADD ("killed", test_killed);
  ADD ("two-instances", test_two_instances);
  ADD ("damaged", test_damaged);
  ADD ("damaged-within", test_damaged_within);
  ADD ("newer", test_newer);
  ADD ("migrated", test_migrated);
  ADD ("full", test_full);
  ADD ("no-folder", test_no_folder);
  return g_test_run ();
}
