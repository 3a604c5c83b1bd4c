/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-stage.h"

#include "aloud-history-window.h"
#include "aloud-kept-window.h"

#define BEGAN (G_GINT64_CONSTANT (1795557600) * G_USEC_PER_SEC)

typedef struct {
  AloudStage *stage;
  char *folder;
  char *path;
  AloudHistory *history;
  GtkWindow *window;
} Fixture;

static void
keep (Fixture *f, const char *agent, gint64 began, const char *asked, const char *answered)
{
  gint64 id = aloud_history_begin (f->history, agent, agent, began, NULL);
  g_autoptr (AloudSaidTurn) you = aloud_said_turn_new (ALOUD_SPEAKER_YOU, asked, began);
  g_autoptr (AloudSaidTurn) it = aloud_said_turn_new (ALOUD_SPEAKER_AGENT, answered, began + G_USEC_PER_SEC);

  g_assert_cmpint (aloud_history_add (f->history, id, you, NULL), >, 0);
  g_assert_cmpint (aloud_history_add (f->history, id, it, NULL), >, 0);
}

static void
open (Fixture *f)
{
  f->window = aloud_history_window_new (NULL, f->history, f->stage->settings, G_LIST_MODEL (f->stage->agents));
  gtk_window_present (f->window);
  aloud_test_wait (gtk_window_is_active (f->window));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->stage = aloud_stage_new_full (1000);
  f->folder = g_dir_make_tmp ("aloud-history-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "history.sqlite", NULL);
  f->history = aloud_history_new (f->path);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_ref (f->window);
  gtk_window_destroy (f->window);
  aloud_test_settle ();
  g_assert_finalize_object (f->window);
  g_assert_finalize_object (f->history);
  aloud_stage_free (f->stage);
  aloud_test_delete_folder (f->folder);
  g_free (f->path);
  g_free (f->folder);
}

static gpointer
find_window (GType type)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (g_type_is_a (G_OBJECT_TYPE (l->data), type) && gtk_widget_get_mapped (l->data))
      return l->data;
  return NULL;
}

static void
respond (const char *response)
{
  aloud_test_wait (find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  adw_message_dialog_response (find_window (ADW_TYPE_MESSAGE_DIALOG), response);
  gtk_window_destroy (find_window (ADW_TYPE_MESSAGE_DIALOG)); /* as the button does */
  aloud_test_wait (find_window (ADW_TYPE_MESSAGE_DIALOG) == NULL);
}

static guint
count (Fixture *f)
{
  g_autoptr (GPtrArray) entries = aloud_history_list (f->history, NULL, NULL, 10, NULL);

  return entries->len;
}

/* Off until somebody turns it on, and on for that agent alone. */
static void
test_switch (Fixture *f, gconstpointer data)
{
  g_auto (GStrv) kept = NULL;
  GtkWidget *row;

  open (f);
  g_assert_true (aloud_stage_shows (f->window, "No conversations are kept."));
  g_object_set (aloud_stage_find_type (f->window, ADW_TYPE_EXPANDER_ROW), "expanded", TRUE, NULL);
  row = gtk_widget_get_ancestor (aloud_stage_find_label (f->window, f->stage->agent->name), ADW_TYPE_ACTION_ROW);
  g_assert_false (gtk_switch_get_active (GTK_SWITCH (adw_action_row_get_activatable_widget (ADW_ACTION_ROW (row)))));
  gtk_switch_set_active (GTK_SWITCH (adw_action_row_get_activatable_widget (ADW_ACTION_ROW (row))), TRUE);
  kept = g_settings_get_strv (f->stage->settings, "kept-agents");
  g_assert_cmpuint (g_strv_length (kept), ==, 1);
  g_assert_cmpint (g_settings_get_uint (f->stage->settings, "keep-days"), ==, 0);
}

/* Found by what was said in it, read as it was, given a title, and deleted after a question. */
static void
test_conversation (Fixture *f, gconstpointer data)
{
  GtkWindow *reader;
  GtkWidget *row;

  keep (f, "Ada", BEGAN, "Is the <kettle> on?", "It is.");
  keep (f, "Ada", BEGAN + 5, "What time is it?", "Noon.");
  open (f);
  g_assert_true (aloud_stage_shows (f->window, "Is the <kettle> on?"));
  g_assert_true (aloud_stage_shows (f->window, "What time is it?"));
  gtk_editable_set_text (GTK_EDITABLE (aloud_stage_find_type (f->window, GTK_TYPE_SEARCH_ENTRY)), "kett");
  aloud_test_wait (!aloud_stage_shows (f->window, "What time is it?"));

  row = gtk_widget_get_ancestor (aloud_stage_find_label (f->window, "Is the <kettle> on?"), GTK_TYPE_LIST_BOX_ROW);
  gtk_widget_activate (row);
  aloud_test_wait (find_window (ALOUD_TYPE_KEPT_WINDOW) != NULL);
  reader = find_window (ALOUD_TYPE_KEPT_WINDOW);
  aloud_test_wait (aloud_stage_shows (reader, "It is."));
  gtk_widget_activate_action (GTK_WIDGET (reader), "kept.rename", NULL);
  aloud_test_wait (find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  gtk_editable_set_text (GTK_EDITABLE (adw_message_dialog_get_extra_child (find_window (ADW_TYPE_MESSAGE_DIALOG))),
                         "Tea & <i>");
  respond ("rename");
  g_assert_true (aloud_stage_shows (reader, "Tea & <i>"));
  gtk_window_destroy (reader);
  aloud_test_wait (aloud_stage_shows (f->window, "Tea & <i>"));

  gtk_widget_activate_action (GTK_WIDGET (f->window), "history.delete", "x", G_GINT64_CONSTANT (1));
  respond ("cancel");
  g_assert_cmpuint (count (f), ==, 2);
  gtk_widget_activate_action (GTK_WIDGET (f->window), "history.delete", "x", G_GINT64_CONSTANT (1));
  respond ("delete");
  g_assert_cmpuint (count (f), ==, 1);
  g_assert_true (aloud_stage_shows (f->window, "Nobody said that in a conversation that is kept."));
  gtk_widget_activate_action (GTK_WIDGET (f->window), "history.delete-all", NULL);
  respond ("delete");
  g_assert_cmpuint (count (f), ==, 0);
}

static gboolean
is_enabled (Fixture *f, const char *action)
{
  return gtk_widget_get_sensitive (aloud_stage_find_action (f->window, action));
}

/* One agent's alone; with the search of before. There is nothing to choose from with one agent, nothing to delete with none. */
static void
test_agent (Fixture *f, gconstpointer data)
{
  GtkWidget *row;

  open (f);
  row = aloud_stage_find_type (f->window, ADW_TYPE_COMBO_ROW);
  g_assert_false (gtk_widget_get_visible (row));
  g_assert_false (is_enabled (f, "history.delete-all"));
  gtk_window_destroy (f->window);
  keep (f, "Ada", BEGAN, "Is the kettle on?", "It is.");
  keep (f, "Bob <b>", BEGAN + 5, "What time is it?", "Noon.");
  open (f);
  g_assert_true (is_enabled (f, "history.delete-all"));
  row = aloud_stage_find_type (f->window, ADW_TYPE_COMBO_ROW);
  g_assert_true (gtk_widget_get_visible (row));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 1);
  g_assert_true (aloud_stage_shows (f->window, "Is the kettle on?"));
  g_assert_false (aloud_stage_shows (f->window, "What time is it?"));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 2);
  g_assert_true (aloud_stage_shows (f->window, "What time is it?"));

  gtk_widget_activate_action (GTK_WIDGET (f->window), "history.delete", "x", G_GINT64_CONSTANT (2));
  respond ("delete");
  g_assert_false (gtk_widget_get_visible (row));
  g_assert_true (aloud_stage_shows (f->window, "Is the kettle on?"));
  gtk_widget_activate_action (GTK_WIDGET (f->window), "history.delete-all", NULL);
  respond ("delete");
  g_assert_false (is_enabled (f, "history.delete-all"));
}

#define ADD(name, function) g_test_add ("/ui/history/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  aloud_stage_init (&argc, &argv);
  ADD ("switch", test_switch);
  ADD ("conversation", test_conversation);
  ADD ("agent", test_agent);
  return g_test_run ();
}
