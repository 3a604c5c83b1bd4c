/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-stage.h"

#include "aloud-agent-editor.h"
#include "aloud-agent-files.h"
#include "aloud-found-group.h"
#include "form-stage.h"

#include <glib/gstdio.h>

/* Agents go to a file and come from one, through GTK's own dialog, as where there is no portal. */

#define ID  "7d0c1b1e-5a52-4a5e-9c0e-0f6f1d2a3b4c"
#define KEY "oak_passed_on_to_nobody_0123456789"
#define SERVER "wss://voice-development-7f3a91.europe-west.example.org:8443/a/rather/long/path/ws/voice"
#define ADDRESS "https://tokens.example.org/a/rather/long/path/that/hands/out/tokens?for=aloud"
#define CA_FILE "/etc/ssl/private-authorities/development/authority-of-the-development-servers.pem"

typedef struct {
  char *folder;
  char *settings;
  char *file;
  AloudKeyring *keyring;
  AloudProfiles *profiles;
  GtkWindow *parent;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  static const char *const environment[] = { NULL };

  f->folder = g_dir_make_tmp ("aloud-files-XXXXXX", NULL);
  g_assert_cmpint (g_chdir (f->folder), ==, 0); /* where the dialog begins, however late it looks */
  f->settings = g_build_filename (f->folder, "settings.ini", NULL);
  f->file = g_build_filename (f->folder, "front-desk.json", NULL);
  f->keyring = aloud_keyring_new ();
  f->profiles = aloud_profiles_new (f->settings, f->keyring, environment);
  f->parent = GTK_WINDOW (gtk_window_new ());
  gtk_window_present (f->parent);
}

/* The window of that type that is on the screen, or NULL. */
static gpointer
find_window (GType type)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (g_type_is_a (G_OBJECT_TYPE (l->data), type) && gtk_widget_get_mapped (l->data))
      return l->data;
  return NULL;
}

static gpointer
wait_for_window (GType type)
{
  aloud_test_wait (find_window (type) != NULL);
  return find_window (type);
}

static void
close_window (GType type)
{
  gtk_window_destroy (wait_for_window (type));
  aloud_test_wait (find_window (type) == NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gtk_window_destroy (f->parent);
  g_object_add_weak_pointer (G_OBJECT (f->profiles), (gpointer *) &f->profiles);
  g_object_unref (f->profiles);
  aloud_test_wait (f->profiles == NULL);
  g_clear_object (&f->keyring);
  g_assert_cmpint (g_chdir ("/"), ==, 0);
  g_remove (f->settings);
  g_remove (f->file);
  g_remove (f->folder);
  g_free (f->settings);
  g_free (f->file);
  g_free (f->folder);
}

static AloudProfile *
add_agent (Fixture *f)
{
  static const char *const argv[] = { "/usr/bin/get-token", "--of-nobody-else", NULL };
  AloudProfile *profile = aloud_profiles_add (f->profiles, "Front Desk", ID);
  GSettings *settings = aloud_profile_get_settings (profile);

  g_settings_set_string (settings, "config-id", "config_1");
  g_settings_set_string (settings, "base-url", SERVER);
  g_settings_set_string (settings, "ca-file", CA_FILE);
  g_settings_set_string (settings, "token-source", "address");
  g_settings_set_string (settings, "token-address", ADDRESS);
  g_settings_set_strv (settings, "token-command", argv);
  aloud_keyring_use_for_session (f->keyring, ID, ALOUD_SECRET_TOKEN, "voice-development-7f3a91.europe-west.example.org",
                                 KEY);
  aloud_keyring_use_for_session (f->keyring, ID, ALOUD_SECRET_TOKEN_ADDRESS, "tokens.example.org", KEY);
  return profile;
}

static gboolean
has_chosen (gpointer chooser, GFile *file)
{
  g_autoptr (GFile) chosen = gtk_file_chooser_get_file (chooser);

  return chosen != NULL && g_file_equal (chosen, file);
}

/* Plays the person in GTK's file dialog, who presses the button once: a second press that is still being looked into
 * when the dialog goes is too much for it (GTK 4.8). */
static void
choose_file (const char *path)
{
  GtkFileChooser *chooser = wait_for_window (GTK_TYPE_FILE_CHOOSER_DIALOG);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *name = g_file_get_basename (file);

  if (gtk_file_chooser_get_action (chooser) == GTK_FILE_CHOOSER_ACTION_OPEN)
    gtk_file_chooser_set_file (chooser, file, NULL);
  else
    gtk_file_chooser_set_current_name (chooser, name);
  aloud_test_wait (has_chosen (chooser, file));
  gtk_dialog_response (GTK_DIALOG (chooser), GTK_RESPONSE_ACCEPT);
  aloud_test_wait (find_window (GTK_TYPE_FILE_CHOOSER_DIALOG) == NULL);
}

static gboolean
has_text (const char *path, char **text)
{
  g_clear_pointer (text, g_free);
  return g_file_get_contents (path, text, NULL, NULL) && g_str_has_suffix (*text, "}");
}

static char *
export (Fixture *f, AloudProfile *profile)
{
  char *text = NULL;

  aloud_agent_files_export (f->parent, profile);
  choose_file (f->file);
  aloud_test_wait (has_text (f->file, &text));
  return text;
}

static guint
count_agents (Fixture *f)
{
  return g_list_model_get_n_items (G_LIST_MODEL (f->profiles));
}

static AloudSecretState
peek (Fixture *f, const char *id, AloudSecretKind kind, const char *host)
{
  g_autoptr (GAsyncResult) result = NULL;

  aloud_keyring_peek_async (f->keyring, id, kind, host, NULL, aloud_test_store_result, &result);
  aloud_test_wait (result != NULL);
  return aloud_keyring_peek_finish (f->keyring, result, NULL, NULL);
}

/* Nobody finds a text with that in it on the screen. */
static gboolean
shows_part (GtkWidget *root, const char *part)
{
  if (GTK_IS_LABEL (root) && gtk_widget_get_mapped (root) && strstr (gtk_label_get_text (GTK_LABEL (root)), part))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (shows_part (child, part))
      return TRUE;
  return FALSE;
}

static GtkWidget *
find_tooltip (GtkWidget *root, const char *tooltip)
{
  if (g_strcmp0 (gtk_widget_get_tooltip_text (root), tooltip) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_tooltip (child, tooltip);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* A text is not cut off. */
static void
expect_in_full (gpointer root, const char *text)
{
  GtkLabel *label;

  aloud_test_wait (aloud_stage_shows (root, text));
  label = GTK_LABEL (aloud_stage_find_label (root, text));
  g_assert_cmpint (gtk_label_get_lines (label), <=, 0);
  g_assert_true (gtk_label_get_wrap (label));
  g_assert_false (pango_layout_is_ellipsized (gtk_label_get_layout (label)));
}

/* Out with it, and in again: whom it would have Aloud believe is shown in full before anything is stored, and neither a
 * secret nor a command is in the file or comes of it. */
static void
test_round_trip (Fixture *f, gconstpointer data)
{
  AloudProfile *profile = add_agent (f);
  g_autofree char *text = export (f, profile);
  g_auto (GStrv) command = NULL;
  g_autofree char *address = NULL;
  GtkWindow *editor;
  GtkWidget *found, *forget;
  AloudProfile *imported;

  g_assert_nonnull (strstr (text, "Front Desk"));
  g_assert_null (strstr (text, "oak_"));
  g_assert_null (strstr (text, "get-token"));

  aloud_agent_files_import (f->parent, f->profiles, f->keyring);
  choose_file (f->file);
  editor = wait_for_window (ALOUD_TYPE_AGENT_EDITOR);
  found = aloud_stage_find_type (editor, ALOUD_TYPE_FOUND_GROUP);
  expect_in_full (found, SERVER);
  expect_in_full (found, ADDRESS);
  expect_in_full (found, CA_FILE);
  g_assert_true (aloud_stage_shows (found, "Not in the file"));
  g_assert_cmpuint (count_agents (f), ==, 1);

  /* The file of the authorities is not on this computer. */
  gtk_widget_activate_action (GTK_WIDGET (editor), "editor.save", NULL);
  g_assert_cmpuint (count_agents (f), ==, 1);
  forget = find_tooltip (GTK_WIDGET (editor), "Use No CA File");
  g_assert_true (gtk_test_accessible_has_property (GTK_ACCESSIBLE (forget), GTK_ACCESSIBLE_PROPERTY_LABEL));
  g_signal_emit_by_name (forget, "clicked");
  gtk_widget_activate_action (GTK_WIDGET (editor), "editor.save", NULL);
  aloud_test_wait (find_window (ALOUD_TYPE_AGENT_EDITOR) == NULL);
  g_assert_cmpuint (count_agents (f), ==, 2);
  imported = g_list_model_get_item (G_LIST_MODEL (f->profiles), 1);
  g_object_unref (imported);
  command = g_settings_get_strv (aloud_profile_get_settings (imported), "token-command");
  g_assert_cmpuint (g_strv_length (command), ==, 0);
  address = g_settings_get_string (aloud_profile_get_settings (imported), "token-address");
  g_assert_cmpstr (address, ==, ADDRESS);
  g_assert_cmpint (peek (f, aloud_profile_get_id (imported), ALOUD_SECRET_TOKEN,
                         "voice-development-7f3a91.europe-west.example.org"), ==, ALOUD_SECRET_ABSENT);
  g_assert_cmpint (peek (f, aloud_profile_get_id (imported), ALOUD_SECRET_TOKEN_ADDRESS, "tokens.example.org"), ==,
                   ALOUD_SECRET_ABSENT);
}

static void
open_text (Fixture *f, const char *text, gboolean env)
{
  g_autoptr (GFile) file = g_file_new_for_path (f->file);

  g_assert_true (g_file_set_contents (f->file, text, -1, NULL));
  aloud_agent_files_open (f->parent, f->profiles, f->keyring, file, env);
}

/* A file that would bring a command, or anything else that does not belong there, brings nothing. */
static void
test_refused (Fixture *f, gconstpointer data)
{
  static const struct { const char *text; gboolean env; } files[] = {
    { "{\"aloud-agent\": 1, \"token-command\": [\"/bin/sh\", \"-c\", \"id\"]}", FALSE },
    { "{\"aloud-agent\": 1, \"token-source\": \"command\"}", FALSE },
    { "{\"aloud-agent\": 1, \"api-key\": \"" KEY "\"}", FALSE },
    { "not an agent", FALSE },
    { "HOME=/root\n", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      GtkWindow *dialog;

      open_text (f, files[i].text, files[i].env);
      dialog = wait_for_window (ADW_TYPE_MESSAGE_DIALOG);
      g_assert_true (aloud_stage_shows (dialog, "There is no agent in this file"));
      g_assert_null (find_window (ALOUD_TYPE_AGENT_EDITOR));
      close_window (ADW_TYPE_MESSAGE_DIALOG);
    }
  g_assert_cmpuint (count_agents (f), ==, 0);
}

/* What nobody could set is left out, and said to be. */
static void
test_left_out (Fixture *f, gconstpointer data)
{
  GtkWindow *editor;

  open_text (f, "{\"aloud-agent\": 1, \"name\": \"A\", \"session-settings\": {\"turn_detection.silence_threshold\": 99,"
                "\"turn_detection.enabled\": \"yes\", \"x<b>\": 1, \"idle_timeout.warning_timeout\": 30}}", FALSE);
  editor = wait_for_window (ALOUD_TYPE_AGENT_EDITOR);
  aloud_test_wait (aloud_stage_shows (editor, "Left Out, as It Cannot Be Used"));
  g_assert_true (shows_part (GTK_WIDGET (editor), "Silence That Ends a Turn (s)"));
  g_assert_true (shows_part (GTK_WIDGET (editor), "x<b>"));
  close_window (ALOUD_TYPE_AGENT_EDITOR);
}

/* The key is masked on the way in, a line in another encoding is not taken for one, and the token wins over the key. */
static void
test_env (Fixture *f, gconstpointer data)
{
  g_autofree char *token = form_stage_create_token ("", 900);
  g_autofree char *both = g_strdup_printf ("NEXTEVI_ACCESS_TOKEN=%s\nNEXTEVI_API_KEY=" KEY "\n", token);
  GtkWindow *editor;

  open_text (f, "# of the dashboard\r\nexport NEXTEVI_API_KEY='" KEY "'\r\nNEXTEVI_CONFIG_ID=config_7\r\n"
                "NEXTEVI_PROJECT_ID=caf\xe9\r\nNEXTEVI_BASE_URL=" SERVER "\r\n", TRUE);
  editor = wait_for_window (ALOUD_TYPE_AGENT_EDITOR);
  aloud_test_wait (aloud_stage_shows (editor, "oak_••••••••"));
  expect_in_full (aloud_stage_find_type (editor, ALOUD_TYPE_FOUND_GROUP), SERVER);
  g_assert_true (shows_part (GTK_WIDGET (editor), "1 line that cannot be read"));
  g_assert_false (shows_part (GTK_WIDGET (editor), "passed_on"));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (form_stage_find_row (editor, ADW_TYPE_ENTRY_ROW,
                                                                             "Configuration ID"))), ==, "config_7");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (form_stage_find_row (editor, ADW_TYPE_ENTRY_ROW,
                                                                             "Project ID"))), ==, "");
  close_window (ALOUD_TYPE_AGENT_EDITOR);

  open_text (f, both, TRUE);
  editor = wait_for_window (ALOUD_TYPE_AGENT_EDITOR);
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (form_stage_find_row (editor, ADW_TYPE_COMBO_ROW,
                                                                                    "Kind"))), ==, 0);
  aloud_test_wait (aloud_stage_shows (editor, "••••••••"));
  close_window (ALOUD_TYPE_AGENT_EDITOR);
  g_assert_cmpuint (count_agents (f), ==, 0);
}

static void
test_no_file (Fixture *f, gconstpointer data)
{
  g_autofree char *nowhere = g_build_filename (f->folder, "nowhere", "front-desk.json", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (nowhere);

  aloud_agent_files_open (f->parent, f->profiles, f->keyring, file, FALSE);
  g_assert_true (aloud_stage_shows (wait_for_window (ADW_TYPE_MESSAGE_DIALOG), "The File Cannot Be Read"));
  close_window (ADW_TYPE_MESSAGE_DIALOG);
  aloud_agent_files_write (f->parent, add_agent (f), file);
  g_assert_true (aloud_stage_shows (wait_for_window (ADW_TYPE_MESSAGE_DIALOG), "The File Was Not Written"));
  close_window (ADW_TYPE_MESSAGE_DIALOG);
}

#define ADD(name, function) g_test_add ("/ui/agent-files/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  /* No keyring, and no portal. */
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus", TRUE);
  aloud_stage_init (&argc, &argv);

  ADD ("round-trip", test_round_trip);
  ADD ("refused", test_refused);
  ADD ("left-out", test_left_out);
  ADD ("env", test_env);
  ADD ("no-file", test_no_file);

  return g_test_run ();
}
