/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-stage.h"

#include "aloud-erase.h"
#include "aloud-microphone-log.h"
#include "aloud-privacy-window.h"
#include "keyring-user.h"

#include <glib/gstdio.h>
#include <libsecret/secret.h>

/* With everything on a disk, in a folder of the test's own: a keyring in a file, settings, a history. */

#define KEY "oak_to_be_erased_0123456789"
#define MARKER "xylophonic"
#define BEGAN (G_GINT64_CONSTANT (1795557600) * G_USEC_PER_SEC)

typedef struct {
  AloudStage *stage;
  char *folder;
  char *settings_path;
  char *history_path;
  AloudKeyring *keyring;
  AloudProfiles *profiles;
  AloudProfile *profile;
  AloudHistory *history;
  GSettings *settings;
} Fixture;

static void
keep (AloudHistory *history)
{
  gint64 id = aloud_history_begin (history, "ada", "Ada", BEGAN, NULL);
  g_autoptr (AloudSaidTurn) turn = aloud_said_turn_new (ALOUD_SPEAKER_YOU, MARKER, BEGAN);

  g_assert_cmpint (aloud_history_add (history, id, turn, NULL), >, 0);
}

static void
write_beside (const char *path, const char *ending)
{
  g_autofree char *copy = g_strconcat (path, ending, NULL);

  g_assert_true (g_file_set_contents (copy, MARKER, -1, NULL));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  static const char *const environment[] = { "NEXTEVI_API_KEY=oak_of_the_environment", "NEXTEVI_CONFIG_ID=c", NULL };
  g_autofree char *secrets = NULL;
  g_autoptr (GError) error = NULL;

  f->stage = aloud_stage_new_full (1000);
  f->folder = g_dir_make_tmp ("aloud-privacy-XXXXXX", NULL);
  f->settings_path = g_build_filename (f->folder, "config", "settings.ini", NULL);
  f->history_path = g_build_filename (f->folder, "data", "history.sqlite", NULL);
  secrets = g_build_filename (f->folder, "secrets", NULL);
  g_setenv ("SECRET_FILE_TEST_PATH", secrets, TRUE);
  secret_service_disconnect (); /* libsecret opens the file anew */
  f->keyring = aloud_keyring_new ();
  f->profiles = aloud_profiles_new (f->settings_path, f->keyring, environment);
  f->settings = g_settings_new_with_backend (ALOUD_APP_ID, aloud_profiles_get_store (f->profiles));
  f->profile = aloud_profiles_add (f->profiles, "Ada", NULL);
  g_settings_set_string (aloud_profile_get_settings (f->profile), "config-id", "c");
  g_settings_set_uint (f->settings, "keep-days", 30);
  g_assert_true (keyring_store (f->keyring, aloud_profile_get_id (f->profile), ALOUD_SECRET_API_KEY, "api.nextevi.com", KEY,
                                &error));
  g_assert_no_error (error);
  f->history = aloud_history_new (f->history_path);
  keep (f->history);
  aloud_test_settle ();
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  aloud_stage_free (f->stage);
  g_assert_finalize_object (f->history);
  g_assert_finalize_object (f->settings);
  aloud_test_wait (G_OBJECT (f->profiles)->ref_count == 1);
  g_assert_finalize_object (f->profiles);
  g_assert_finalize_object (f->keyring);
  aloud_test_delete_folder (f->folder);
  g_free (f->folder);
  g_free (f->settings_path);
  g_free (f->history_path);
}

static GStrv
erase (Fixture *f)
{
  g_autoptr (GAsyncResult) answer = NULL;

  aloud_erase_async (f->stage->session, f->profiles, f->keyring, f->history, aloud_test_store_result, &answer);
  aloud_test_wait (answer != NULL);
  return aloud_erase_finish (answer);
}

/* Agents, keys, also those of agents that nobody knows any more, conversations, settings, and every copy of them; in the
 * middle of a call, which ends, and whose words go. The environment's agent was not set up here. */
static void
test_erase (Fixture *f, gconstpointer data)
{
  g_autofree char *id = g_strdup (aloud_profile_get_id (f->profile));
  g_autofree char *config = g_path_get_dirname (f->settings_path);
  g_autofree char *kept = g_path_get_dirname (f->history_path);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) left = NULL;

  write_beside (f->settings_path, ".damaged-2");
  write_beside (f->history_path, ".damaged-20261124-120000");
  g_assert_true (keyring_store (f->keyring, "forgotten", ALOUD_SECRET_TOKEN, "h", KEY, NULL));
  aloud_keyring_use_for_session (f->keyring, id, ALOUD_SECRET_TOKEN, "h", KEY);
  aloud_stage_go_live (f->stage);
  aloud_stage_hear (f->stage, MARKER, TRUE);
  aloud_test_wait (g_list_model_get_n_items (G_LIST_MODEL (aloud_session_get_transcript (f->stage->session))) == 1);

  left = erase (f);
  g_assert_cmpuint (g_strv_length (left), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->profiles)), ==, 1);
  g_assert_null (aloud_profiles_find (f->profiles, id));
  g_assert_cmpint (keyring_peek (f->keyring, id, ALOUD_SECRET_API_KEY, "api.nextevi.com", NULL, &error), ==,
                   ALOUD_SECRET_ABSENT);
  g_assert_cmpint (keyring_peek (f->keyring, "forgotten", ALOUD_SECRET_TOKEN, "h", NULL, &error), ==, ALOUD_SECRET_ABSENT);
  g_assert_no_error (error);
  g_assert_false (aloud_keyring_has_for_session (f->keyring, id, ALOUD_SECRET_TOKEN, "h"));
  g_assert_cmpuint (g_settings_get_uint (f->settings, "keep-days"), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (aloud_session_get_transcript (f->stage->session))), ==, 0);
  aloud_test_settle ();
  g_assert_cmpint (g_access (config, F_OK), !=, 0);
  g_assert_cmpint (g_access (kept, F_OK), !=, 0);

  /* Aloud goes on, as new. */
  keep (f->history);
  g_settings_set_uint (f->settings, "keep-days", 7);
  aloud_test_wait (g_access (f->settings_path, F_OK) == 0);
}

/* A keyring that cannot be reached, and files that cannot be deleted: said, one sentence each; the key is cleared at a
 * later start, by the agent's ID. */
static void
test_left (Fixture *f, gconstpointer data)
{
  g_autofree char *id = g_strdup (aloud_profile_get_id (f->profile));
  g_autofree char *folder = g_strconcat (f->settings_path, ".damaged", NULL);
  g_autofree char *other = g_strconcat (f->history_path, "-wal2", NULL);
  g_autofree char *secrets = g_build_filename (f->folder, "secrets", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) left = NULL;

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_cmpint (g_mkdir (other, 0700), ==, 0);
  g_assert_true (g_file_set_contents (secrets, "damaged", -1, NULL));

  left = erase (f);
  g_assert_cmpuint (g_strv_length (left), ==, 3);
  g_assert_nonnull (strstr (left[0], "The keyring could not be reached"));
  g_assert_nonnull (strstr (left[1], other));
  g_assert_nonnull (strstr (left[2], folder));
  aloud_test_wait (g_file_get_contents (f->settings_path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "removed-profiles"));
  g_assert_nonnull (strstr (text, id));
  g_assert_null (strstr (text, "Ada"));
  g_assert_null (strstr (text, "keep-days"));
}

static gboolean
shows (gpointer root, const char *part)
{
  const char *text = NULL;

  if (GTK_IS_LABEL (root) && gtk_widget_get_mapped (root))
    text = gtk_label_get_text (root);
  if (text != NULL && strstr (text, part) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (shows (child, part))
      return TRUE;
  return FALSE;
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

static void
respond (const char *response)
{
  aloud_test_wait (find_dialog () != NULL);
  adw_message_dialog_response (find_dialog (), response);
  gtk_window_destroy (find_dialog ()); /* as the button does */
}

/* Where to, what stays where, and when the microphone was last open; and that nothing is erased without a question. */
static void
test_window (Fixture *f, gconstpointer data)
{
  GtkWindow *window = aloud_privacy_window_new (NULL, f->stage->actions, f->profiles, f->keyring, f->history, f->settings);

  g_list_store_append (f->stage->agents, f->profile);
  aloud_microphone_log_watch (ALOUD_VOICE (f->stage->voice), f->settings);
  gtk_window_present (window);
  aloud_test_wait (gtk_window_is_active (window));
  g_assert_true (shows (window, "They stay on this computer"));
  g_assert_true (shows (window, "Never"));
  g_assert_true (shows (window, f->settings_path));
  g_assert_true (shows (window, f->history_path));
  aloud_call_actions_set_selected (f->stage->actions, ALOUD_AGENT (f->profile));
  g_assert_true (shows (window, "api.nextevi.com"));
  g_settings_set_string (aloud_profile_get_settings (f->profile), "base-url", "ws://127.0.0.1:1/");
  aloud_call_actions_set_selected (f->stage->actions, ALOUD_AGENT (f->stage->agent));
  aloud_call_actions_set_selected (f->stage->actions, ALOUD_AGENT (f->profile));
  g_assert_true (shows (window, "which is this computer"));

  aloud_call_actions_set_selected (f->stage->actions, ALOUD_AGENT (f->stage->agent));
  aloud_stage_go_live (f->stage);
  g_assert_true (aloud_microphone_log_is_open ());
  g_assert_true (shows (window, "It is open now"));
  aloud_session_hang_up (f->stage->session);
  g_assert_false (aloud_microphone_log_is_open ());
  g_assert_false (shows (window, "It is open now"));
  g_assert_false (shows (window, "Never"));

  gtk_widget_activate_action (GTK_WIDGET (window), "privacy.erase", NULL);
  respond ("cancel");
  g_assert_true (aloud_history_exists (f->history));
  gtk_widget_activate_action (GTK_WIDGET (window), "privacy.erase", NULL);
  respond ("erase");
  aloud_test_wait (find_dialog () != NULL);
  g_assert_true (shows (find_dialog (), "Everything Is Erased"));
  respond ("close");
  g_assert_false (aloud_history_exists (f->history));
  g_assert_true (shows (window, "None are kept."));
  g_assert_true (shows (window, "Never"));

  g_list_store_remove_all (f->stage->agents);
  g_object_ref (window);
  gtk_window_destroy (window);
  aloud_test_settle ();
  g_assert_finalize_object (window);
}

#define ADD(name, function) g_test_add ("/ui/privacy/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "password", TRUE);
  aloud_stage_init (&argc, &argv);
  ADD ("erase", test_erase);
  ADD ("left", test_left);
  ADD ("window", test_window);
  return g_test_run ();
}
