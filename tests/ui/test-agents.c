/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-agent-actions.h"
#include "aloud-agent-row.h"
#include "aloud-agents-window.h"
#include "aloud-auth-witness.h"
#include "aloud-log-window.h"
#include "aloud-session-key-window.h"
#include "aloud-stage.h"
#include "aloud-store-notice.h"

#include <glib/gstdio.h>

/* What is kept of agents, and what is done with them: with real profiles in a folder of their own. */

typedef struct {
  AloudStage *stage;
  AloudKeyring *keyring;
  AloudProfiles *profiles;
  char *folder;
  char *path;
} Fixture;

static const char *const environment[] = { "NEXTEVI_API_KEY=oak_0123456789", "NEXTEVI_CONFIG_ID=c", NULL };

static AloudProfile *
add (Fixture *f, const char *name, const char *kind)
{
  AloudProfile *profile = aloud_profiles_add (f->profiles, name, NULL);

  g_settings_set_string (aloud_profile_get_settings (profile), "credential-kind", kind);
  return profile;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->stage = aloud_stage_new_full (1000);
  f->folder = g_dir_make_tmp ("aloud-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "settings.ini", NULL);
  f->keyring = aloud_keyring_new ();
  f->profiles = aloud_profiles_new (f->path, f->keyring, data != NULL ? data : (const char *const[]) { NULL });
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  aloud_stage_free (f->stage);
  aloud_test_settle ();
  g_assert_finalize_object (f->profiles);
  g_object_unref (f->keyring);
  g_unlink (f->path);
  g_rmdir (f->folder);
  g_free (f->path);
  g_free (f->folder);
}

static GtkWindow *
open_list (Fixture *f)
{
  GtkWindow *window = aloud_agents_window_new (NULL, f->profiles, f->keyring);

  gtk_window_present (window);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  aloud_test_wait (gtk_window_is_active (window));
  return window;
}

static void
close_window (GtkWindow *window)
{
  g_object_ref (window);
  gtk_window_destroy (window);
  aloud_test_settle ();
  g_assert_finalize_object (window);
}

static GtkWidget *
get_row (GtkWindow *window, int index)
{
  GtkWidget *row = aloud_stage_find_type (window, ALOUD_TYPE_AGENT_ROW);

  return GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (gtk_widget_get_parent (row)), index));
}

static char *
names (Fixture *f)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (f->profiles)); i++)
    {
      g_autoptr (AloudAgent) agent = g_list_model_get_item (G_LIST_MODEL (f->profiles), i);
      g_autofree char *name = aloud_agent_dup_name (agent);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", name);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
assert_names (Fixture *f, const char *expected)
{
  g_autofree char *found = names (f);

  g_assert_cmpstr (found, ==, expected);
}

static void
test_rows (Fixture *f, gconstpointer data)
{
  AloudProfile *ada = add (f, "Ada <b>", "api-key");
  AloudProfile *bob = add (f, "Bob", "token");
  GtkWindow *window;

  aloud_profiles_set_default (f->profiles, bob);
  g_settings_set_string (aloud_profile_get_settings (ada), "base-url", "wss://voice.example/ws");
  g_settings_set_string (aloud_profile_get_settings (ada), "stage", "development");
  window = open_list (f);
  g_assert_true (aloud_stage_shows (window, "Ada <b>"));
  g_assert_true (aloud_stage_shows (window, "API key · voice.example · not tested yet"));
  g_assert_true (aloud_stage_shows (window, "Development"));
  g_assert_true (aloud_stage_shows (window, "Default · Access token · not tested yet"));
  g_assert_true (aloud_stage_shows (window, "From the environment"));

  /* What changes elsewhere changes here; the environment's stays as it is. */
  gtk_widget_activate_action (get_row (window, 0), "agent.set-default", NULL);
  g_assert_true (aloud_profiles_get_default (f->profiles) == ada);
  aloud_profile_set_tested (ada);
  g_assert_true (aloud_stage_shows (window, "Default · API key · voice.example"));
  g_settings_set_string (aloud_profile_get_settings (bob), "name", "Robert");
  aloud_test_wait (aloud_stage_shows (window, "Robert"));
  gtk_widget_activate_action (get_row (window, 2), "agent.set-default", NULL);
  g_assert_true (aloud_profiles_get_default (f->profiles) == ada);
  gtk_widget_activate_action (get_row (window, 2), "agent.delete", NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->profiles)), ==, 3);
  close_window (window);
}

/* A name that came with a file of somebody's: it stays in its row. */
static void
test_hostile_name (Fixture *f, gconstpointer data)
{
  g_autofree char *filler = g_strnfill (100000, 'x');
  g_autofree char *long_name = g_strconcat ("Long ", filler, NULL);
  AloudProfile *turned = add (f, "Front\n\u202eDesk\a", "token");
  GtkWindow *window;

  add (f, long_name, "token");
  g_settings_set_string (aloud_profile_get_settings (turned), "stage", "production");
  window = open_list (f);
  g_assert_true (aloud_stage_shows (window, "Front Desk\ufffd"));
  g_assert_true (aloud_stage_shows (window, "Production"));
  g_assert_cmpint (gtk_widget_get_height (get_row (window, 1)), <, 400);
  close_window (window);
}

static void
test_move (Fixture *f, gconstpointer data)
{
  GtkWindow *window;

  add (f, "A", "token");
  add (f, "B", "token");
  add (f, "C", "token");
  window = open_list (f);
  gtk_widget_grab_focus (get_row (window, 2));
  aloud_stage_type ("key alt+Up");
  aloud_test_wait (aloud_stage_shows (get_row (window, 1), "C"));
  assert_names (f, "A C B");

  /* Where it was moved to, the focus is, so that it can be moved on. */
  aloud_stage_type ("key alt+Up");
  aloud_test_wait (aloud_stage_shows (get_row (window, 0), "C"));
  aloud_stage_type ("key alt+Up");
  assert_names (f, "C A B");
  aloud_stage_type ("key alt+Down");
  aloud_test_wait (aloud_stage_shows (get_row (window, 1), "C"));
  assert_names (f, "A C B");
  close_window (window);
}

/* The one that is selected stays so wherever it is moved, and whatever is moved past it. */
static void
test_move_selected (Fixture *f, gconstpointer data)
{
  g_autoptr (AloudCallActions) calls = aloud_call_actions_new (f->stage->session, G_LIST_MODEL (f->profiles));
  g_autofree guint *changes = NULL;
  AloudProfile *bob;

  add (f, "A", "token");
  bob = add (f, "B", "token");
  add (f, "C", "token");
  aloud_call_actions_set_selected (calls, ALOUD_AGENT (bob));
  changes = aloud_test_count_notify (calls, "selected");
  aloud_profiles_move (f->profiles, 1, 2);
  assert_names (f, "A C B From the environment");
  aloud_profiles_move (f->profiles, 2, 0);
  assert_names (f, "B A C From the environment");
  aloud_profiles_move (f->profiles, 2, 0);
  assert_names (f, "C B A From the environment");
  g_assert_true (aloud_call_actions_get_selected (calls) == ALOUD_AGENT (bob));
  g_assert_cmpuint (*changes, ==, 0);
  g_assert_finalize_object (g_steal_pointer (&calls));
}

#define DELETED(name) "“\u2068" name "\u2069” deleted"

static void
test_delete (Fixture *f, gconstpointer data)
{
  GtkWindow *window;

  add (f, "A & A", "token");
  add (f, "B", "token");
  window = open_list (f);
  gtk_widget_grab_focus (get_row (window, 0));
  aloud_stage_type ("key Delete");
  aloud_test_wait (aloud_stage_shows (window, DELETED ("A & A")));
  assert_names (f, "B");
  gtk_widget_activate_action (GTK_WIDGET (window), "agents.undo", NULL);
  assert_names (f, "A & A B");
  aloud_test_wait (!aloud_stage_shows (window, DELETED ("A & A")));

  /* Two in a row: the second can be had back, and the first does not come back with a button that does nothing. */
  gtk_widget_activate_action (get_row (window, 0), "agent.delete", NULL);
  gtk_widget_activate_action (get_row (window, 0), "agent.delete", NULL);
  assert_names (f, "");
  aloud_test_wait (aloud_stage_shows (window, "No Agents Yet"));
  aloud_test_wait (aloud_stage_shows (window, DELETED ("B")));
  gtk_widget_activate_action (GTK_WIDGET (window), "agents.undo", NULL);
  assert_names (f, "B");
  aloud_test_wait (!aloud_stage_shows (window, DELETED ("B")));
  aloud_stage_draw (window);
  g_assert_null (aloud_stage_find_action (window, "agents.undo"));

  /* With the window goes the way back. */
  gtk_widget_activate_action (get_row (window, 0), "agent.delete", NULL);
  close_window (window);
  g_assert_false (aloud_profiles_undo_remove (f->profiles));
}

static gpointer
find_dialog (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (ADW_IS_MESSAGE_DIALOG (l->data) && gtk_widget_get_mapped (l->data))
      return l->data;
  return NULL;
}

/* Whether what was said with a deleted agent goes too is the person's to say; that more is kept with it is over. */
static void
test_delete_conversations (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->folder, "history.sqlite", NULL);
  g_autoptr (AloudHistory) history = aloud_history_new (path);
  const char *id = aloud_profile_get_id (add (f, "Ada", "token"));
  g_autoptr (GSettings) settings = g_settings_new_with_backend (ALOUD_APP_ID, aloud_profiles_get_store (f->profiles));
  GtkWindow *window = aloud_agents_window_new (NULL, f->profiles, f->keyring);
  static const char *const answers[] = { "keep", "delete" };
  g_auto (GStrv) kept = NULL;

  add (f, "Bob", "token");
  aloud_agents_window_set_history (ALOUD_AGENTS_WINDOW (window), history);
  g_settings_set_strv (settings, "kept-agents", (const char *const[]) { "practice", id, NULL });
  g_assert_cmpint (aloud_history_begin (history, "other", "Other", 1, NULL), >, 0);
  g_assert_cmpint (aloud_history_begin (history, id, "Ada", 1, NULL), >, 0);
  gtk_window_present (window);
  aloud_test_wait (gtk_window_is_active (window));
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (GPtrArray) agents = NULL;

      gtk_widget_activate_action (get_row (window, 0), "agent.delete", NULL);
      aloud_test_wait (find_dialog () != NULL);
      g_assert_true (aloud_stage_shows (find_dialog (), "Delete Its Conversation Too?"));
      adw_message_dialog_response (find_dialog (), answers[i]);
      gtk_window_destroy (find_dialog ());
      aloud_test_wait (find_dialog () == NULL);
      agents = aloud_history_list_agents (history, NULL);
      g_assert_cmpuint (agents->len, ==, i == 0 ? 2 : 1);
      if (i == 0)
        gtk_widget_activate_action (GTK_WIDGET (window), "agents.undo", NULL);
    }
  /* Nothing is kept of Bob: nothing is asked, and the one before is forgotten for good. */
  gtk_widget_activate_action (get_row (window, 0), "agent.delete", NULL);
  aloud_test_settle ();
  g_assert_null (find_dialog ());
  kept = g_settings_get_strv (settings, "kept-agents");
  g_assert_cmpuint (g_strv_length (kept), ==, 1);
  g_assert_cmpstr (kept[0], ==, "practice");
  close_window (window);
  g_clear_object (&history);
  g_unlink (path);
}

static void
test_duplicate (Fixture *f, gconstpointer data)
{
  AloudProfile *ada = add (f, "Ada", "token");
  g_autoptr (AloudProfile) copy = NULL;
  GtkWindow *window;

  g_settings_set_string (aloud_profile_get_settings (ada), "config-id", "c7");
  aloud_keyring_use_for_session (f->keyring, aloud_profile_get_id (ada), ALOUD_SECRET_TOKEN, "api.nextevi.com", "a.b.c");
  window = open_list (f);
  gtk_widget_activate_action (get_row (window, 0), "agent.duplicate", NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->profiles)), ==, 2);
  /* With its secret. */
  copy = g_list_model_get_item (G_LIST_MODEL (f->profiles), 1);
  g_assert_true (aloud_keyring_has_for_session (f->keyring, aloud_profile_get_id (copy), ALOUD_SECRET_TOKEN,
                                                "api.nextevi.com"));
  aloud_test_wait (get_row (window, 1) != NULL);
  close_window (window);
}

static void
on_used (GtkWindow *window, AloudProfile *profile, gpointer user_data)
{
  (*(guint *) user_data)++;
}

/* Kept in memory for this agent, and seen to be so. */
static void
test_session_key (Fixture *f, gconstpointer data)
{
  AloudProfile *ada = add (f, "R&D <b>", "api-key");
  GtkWindow *window = aloud_session_key_window_new (NULL, f->keyring, ada);
  GtkEditable *entry = GTK_EDITABLE (aloud_stage_find_type (window, ADW_TYPE_PASSWORD_ENTRY_ROW));
  GtkWidget *use;
  guint used = 0;

  g_signal_connect (window, "used", G_CALLBACK (on_used), &used);
  gtk_window_present (window);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  use = aloud_stage_find_action (window, "session-key.use");
  g_assert_false (gtk_widget_get_sensitive (use));
  g_assert_true (aloud_stage_shows (window, "It calls “\u2068R&D <b>\u2069” until Aloud is closed. Nothing is stored."));
  gtk_editable_set_text (entry, "sk_0123456789");
  g_assert_false (gtk_widget_get_sensitive (use));
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (entry), "error"));
  gtk_editable_set_text (entry, "oak_0123456789");
  g_assert_true (gtk_widget_get_sensitive (use));
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (entry), "error"));
  gtk_widget_activate (use);
  aloud_test_wait (used == 1);

  window = open_list (f);
  aloud_test_wait (aloud_stage_shows (window, "API key · not stored · not tested yet"));
  aloud_keyring_clear_async (f->keyring, aloud_profile_get_id (ada), FALSE, NULL, NULL, NULL);
  aloud_test_wait (aloud_stage_shows (window, "API key · not tested yet"));
  close_window (window);
}

/* In the header, where it is called from. */
static void
test_session_key_in_header (Fixture *f, gconstpointer data)
{
  AloudProfile *ada = add (f, "Ada", "api-key");
  g_autoptr (AloudAuthLog) log = aloud_auth_log_new ();
  AloudWindow *window = aloud_stage_open_window (f->stage);

  aloud_window_set_stores (window, f->profiles, f->keyring, log);
  g_list_store_append (f->stage->agents, ada);
  aloud_call_actions_set_selected (f->stage->actions, ALOUD_AGENT (ada));
  aloud_test_wait (aloud_stage_shows (window, "Ada"));
  aloud_keyring_use_for_session (f->keyring, aloud_profile_get_id (ada), ALOUD_SECRET_API_KEY, "api.nextevi.com", "oak_1");
  aloud_test_wait (aloud_stage_shows (window, "key not stored"));
  g_settings_set_string (aloud_profile_get_settings (ada), "base-url", "wss://voice.example/ws");
  aloud_keyring_use_for_session (f->keyring, aloud_profile_get_id (ada), ALOUD_SECRET_API_KEY, "voice.example", "oak_2");
  aloud_test_wait (aloud_stage_shows (window, "key not stored · voice.example"));
  aloud_keyring_clear_async (f->keyring, aloud_profile_get_id (ada), FALSE, NULL, NULL, NULL);
  aloud_test_wait (aloud_stage_shows (window, "voice.example"));
  gtk_window_destroy (GTK_WINDOW (window));
  g_list_store_remove_all (f->stage->agents);
}

/* Who is talked to stands in the header, with the server that hears it, although somebody has deleted it meanwhile. */
static void
test_delete_in_call (Fixture *f, gconstpointer data)
{
  AloudProfile *bob = add (f, "Bob", "api-key");
  g_autoptr (AloudAuthLog) log = aloud_auth_log_new ();
  AloudWindow *window = aloud_stage_open_window (f->stage);
  GtkWidget *switcher = aloud_stage_find_type (window, g_type_from_name ("AloudAgentSwitcher"));

  g_settings_set_string (aloud_profile_get_settings (bob), "base-url", f->stage->server->url);
  g_settings_set_string (aloud_profile_get_settings (bob), "config-id", "c");
  aloud_keyring_use_for_session (f->keyring, aloud_profile_get_id (bob), ALOUD_SECRET_API_KEY, "127.0.0.1",
                                 "oak_0123456789");
  aloud_window_set_stores (window, f->profiles, f->keyring, log);
  g_list_store_append (f->stage->agents, bob);
  aloud_call_actions_set_selected (f->stage->actions, ALOUD_AGENT (bob));
  aloud_auth_witness_watch (f->stage->session, log);
  g_assert_false (aloud_profile_get_tested (bob));
  aloud_session_call (f->stage->session, ALOUD_AGENT (bob));
  aloud_test_wait (aloud_session_get_state (f->stage->session) == ALOUD_STATE_LIVE);
  g_assert_true (aloud_profile_get_tested (bob)); /* no test of the connection could tell more */
  aloud_test_wait (aloud_stage_shows (switcher, "key not stored · 127.0.0.1"));

  g_list_store_remove (f->stage->agents, 1);
  aloud_test_settle ();
  g_assert_true (aloud_stage_shows (switcher, "Bob"));
  g_assert_true (aloud_stage_shows (switcher, "key not stored · 127.0.0.1"));
  g_list_store_append (f->stage->agents, bob);
  g_assert_true (aloud_call_actions_get_selected (f->stage->actions) == ALOUD_AGENT (bob));

  /* When the call is over nothing is left that could be called again. */
  g_list_store_remove (f->stage->agents, 1);
  aloud_session_hang_up (f->stage->session);
  aloud_test_wait (aloud_stage_shows (window, "Talk with an Agent"));
  g_assert_true (aloud_call_actions_get_selected (f->stage->actions) == ALOUD_AGENT (f->stage->agent));
  g_assert_false (aloud_stage_shows (switcher, "Bob"));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
enter_key (const char *key)
{
  GtkWindow *window = g_list_model_get_item (gtk_window_get_toplevels (), 0);

  g_assert_true (ALOUD_IS_SESSION_KEY_WINDOW (window));
  gtk_editable_set_text (GTK_EDITABLE (aloud_stage_find_type (window, ADW_TYPE_PASSWORD_ENTRY_ROW)), key);
  gtk_widget_activate_action (GTK_WIDGET (window), "session-key.use", NULL);
  aloud_test_settle ();
  g_assert_finalize_object (window);
}

static void
test_actions (Fixture *f, gconstpointer data)
{
  AloudAgentActions *actions = aloud_agent_actions_new (GTK_APPLICATION (f->stage->application), f->stage->actions,
                                                        f->profiles, f->keyring);
  GActionGroup *group = G_ACTION_GROUP (f->stage->group);
  g_autofree char *project_id = NULL;
  AloudProfile *ada, *bob;

  aloud_agent_actions_add_to (actions, G_ACTION_MAP (group));
  ada = add (f, "Ada", "api-key");
  g_settings_set_string (aloud_profile_get_settings (ada), "project-id", "p");
  g_list_store_append (f->stage->agents, ada);
  aloud_call_actions_set_selected (f->stage->actions, ALOUD_AGENT (ada));

  g_action_group_activate_action (group, "omit-project", g_variant_new_string (aloud_profile_get_id (ada)));
  project_id = g_settings_get_string (aloud_profile_get_settings (ada), "project-id");
  g_assert_cmpstr (project_id, ==, "");
  g_assert_true (aloud_session_get_agent (f->stage->session) == ALOUD_AGENT (ada));
  aloud_session_hang_up (f->stage->session);

  /* The key is for the agent that it was asked for, whoever is selected. */
  bob = add (f, "Bob", "api-key");
  g_action_group_activate_action (group, "key-for-session", g_variant_new_string (aloud_profile_get_id (bob)));
  g_assert_true (aloud_call_actions_get_selected (f->stage->actions) == ALOUD_AGENT (ada));
  enter_key ("oak_0123456789");
  aloud_test_wait (aloud_session_get_agent (f->stage->session) == ALOUD_AGENT (bob));
  aloud_session_hang_up (f->stage->session);

  g_list_store_remove_all (f->stage->agents);
  g_assert_finalize_object (actions);
}

static void
test_unstored (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new ();
  g_autoptr (AloudKeyring) keyring = aloud_keyring_new ();
  g_autoptr (AloudProfiles) profiles = NULL;
  GtkWindow *window;

  profiles = aloud_profiles_new ("/dev/null/settings.ini", keyring, (const char *const[]) { NULL });
  window = aloud_stage_show (stage, aloud_store_notice_new (profiles, keyring, stage->session));
  aloud_test_wait (aloud_stage_shows (window, "Settings will not be kept"));
  g_signal_emit_by_name (aloud_stage_find_type (window, g_type_from_name ("AloudNotice")), "closed");
  aloud_test_wait (!aloud_stage_shows (window, "Settings will not be kept"));
  gtk_window_destroy (window);
}

/* What is wrong with the session settings is named, and does not hide that something else was damaged too. */
static void
test_damaged (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->folder, "damaged.ini", NULL);
  g_autofree char *copy = g_strconcat (path, ".damaged", NULL);
  g_autoptr (AloudProfiles) profiles = NULL;
  GtkWindow *window;

  g_file_set_contents (path,
                       "[Aloud]\nprofiles=['8c0cc9f0-3f0b-4f7c-8b60-0a3f3f3f3f3f']\n"
                       "[profiles/8c0cc9f0-3f0b-4f7c-8b60-0a3f3f3f3f3f]\nname='One'\nconfig-id=5\n"
                       "session-settings={'idle_timeout.enabled': <'yes'>}\n",
                       -1, NULL);
  profiles = aloud_profiles_new (path, f->keyring, (const char *const[]) { NULL });
  window = aloud_stage_show (f->stage, aloud_store_notice_new (profiles, f->keyring, f->stage->session));
  aloud_test_wait (aloud_stage_shows (window, "Some settings could not be read"));
  g_assert_true (aloud_stage_shows (window, "Something stored was damaged or of no use, and the usual values took its "
                                            "place. Check your agents’ settings. Left out of the session settings: "
                                            "One: idle_timeout.enabled"));
  gtk_window_destroy (window);
  aloud_test_settle ();
  g_assert_finalize_object (g_steal_pointer (&profiles));
  g_unlink (path);
  g_unlink (copy);
}

static void
did_read_clipboard (GObject *clipboard, GAsyncResult *result, gpointer user_data)
{
  *(char **) user_data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (clipboard), result, NULL);
}

/* What came of each call, in words to be read and in words to be sent to somebody; nothing of its credential. */
static void
test_log (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new ();
  g_autoptr (AloudAuthLog) log = aloud_auth_log_new ();
  g_autoptr (AloudAuthEntry) first = NULL;
  g_autofree char *copied = NULL;
  GtkWindow *window = aloud_log_window_new (NULL, log);

  aloud_auth_witness_watch (stage->session, log);
  gtk_window_present (window);
  aloud_test_wait (aloud_stage_shows (window, "No Connections Yet"));
  g_assert_false (gtk_widget_get_sensitive (aloud_stage_find_action (window, "log.copy")));
  aloud_test_server_refuse (stage->server, 401, 1, NULL, NULL);
  aloud_session_call (stage->session, ALOUD_AGENT (stage->agent));
  aloud_test_wait (aloud_stage_shows (window, "The service does not know these credentials"));
  first = g_list_model_get_item (G_LIST_MODEL (log), 0);
  g_assert_cmpint (aloud_auth_entry_get_code (first), ==, 401);
  aloud_stage_go_live (stage);
  aloud_test_wait (aloud_stage_shows (window, "Accepted by the service"));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (log)), ==, 2);

  aloud_auth_log_add (log, "Ada & Bob", "api-key", ALOUD_AUTH_FOUND);
  aloud_test_wait (aloud_stage_shows (window, "Found in the keyring"));
  gtk_widget_activate_action (GTK_WIDGET (window), "log.copy", NULL);
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (window)), NULL, did_read_clipboard, &copied);
  aloud_test_wait (copied != NULL);
  g_assert_nonnull (strstr (copied, "\tauth-failed\t401\n"));
  g_assert_nonnull (strstr (copied, "\taccepted\t0\n"));
  g_assert_nonnull (strstr (copied, "\tAda & Bob\tapi-key\tfound\t0\n"));
  aloud_test_wait (aloud_stage_shows (window, "Copied"));
  close_window (window);
}

#define ADD(name, function, data) g_test_add ("/ui/agents/" name, Fixture, data, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  aloud_stage_init (&argc, &argv);

  ADD ("rows", test_rows, environment);
  ADD ("hostile-name", test_hostile_name, NULL);
  ADD ("move", test_move, NULL);
  ADD ("move-selected", test_move_selected, environment);
  ADD ("delete", test_delete, NULL);
  ADD ("delete-conversations", test_delete_conversations, NULL);
  ADD ("duplicate", test_duplicate, NULL);
  ADD ("session-key", test_session_key, NULL);
  ADD ("session-key-in-header", test_session_key_in_header, NULL);
  ADD ("delete-in-call", test_delete_in_call, NULL);
  ADD ("actions", test_actions, NULL);
  ADD ("damaged", test_damaged, NULL);
  g_test_add_func ("/ui/agents/unstored", test_unstored);
  g_test_add_func ("/ui/agents/log", test_log);

  return g_test_run ();
}
