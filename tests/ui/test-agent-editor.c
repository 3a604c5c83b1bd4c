/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-stage.h"

#include "aloud-agent-editor.h"
#include "aloud-claims-view.h"
#include "aloud-field-note.h"
#include "aloud-first-run.h"
#include "aloud-save-bar.h"
#include "aloud-setting-row.h"
#include "aloud-token-group.h"
#include "form-stage.h"

#include <glib/gstdio.h>

#define ID  "7d0c1b1e-5a52-4a5e-9c0e-0f6f1d2a3b4c"
#define KEY "oak_editor_key_0123456789"

#define FOR_SESSION "Kept for this session only: it is forgotten when Aloud is closed. What you enter here replaces it."

typedef struct {
  char *folder;
  char *path;
  AloudKeyring *keyring;
  AloudProfiles *profiles;
  GtkWindow *parent;
  GtkWindow *window; /* weak */
  GSimpleActionGroup *actions;
  char *selected;
} Fixture;

static void
on_select_agent (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  Fixture *f = user_data;

  g_free (f->selected);
  f->selected = g_variant_dup_string (parameter, NULL);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  static const char *const environment[] = { NULL };
  static const GActionEntry entries[] = {
    { .name = "select-agent", .activate = on_select_agent, .parameter_type = "s" },
  };

  f->folder = g_dir_make_tmp ("aloud-editor-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "settings.ini", NULL);
  f->keyring = aloud_keyring_new ();
  f->profiles = aloud_profiles_new (f->path, f->keyring, environment);
  f->parent = GTK_WINDOW (gtk_window_new ());
  f->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (f->actions), entries, G_N_ELEMENTS (entries), f);
  gtk_widget_insert_action_group (GTK_WIDGET (f->parent), "app", G_ACTION_GROUP (f->actions));
  gtk_window_present (f->parent);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  if (f->window != NULL)
    gtk_window_destroy (f->window);
  /* Neither the keyring's answers nor a test may keep it. */
  aloud_test_wait (f->window == NULL);
  gtk_window_destroy (f->parent);
  g_clear_object (&f->actions);
  g_object_add_weak_pointer (G_OBJECT (f->profiles), (gpointer *) &f->profiles);
  g_object_unref (f->profiles);
  aloud_test_wait (f->profiles == NULL);
  g_clear_object (&f->keyring);
  g_free (f->selected);
  g_remove (f->path);
  g_remove (f->folder);
  g_free (f->path);
  g_free (f->folder);
}

static void
show (Fixture *f, GtkWindow *window)
{
  g_set_weak_pointer (&f->window, window);
  gtk_window_present (window);
  aloud_test_wait (gtk_widget_get_mapped (GTK_WIDGET (window)));
}

static AloudProfile *
add_agent (Fixture *f)
{
  AloudProfile *profile = aloud_profiles_add (f->profiles, "Front Desk", ID);
  GSettings *settings = aloud_profile_get_settings (profile);

  g_settings_set_string (settings, "credential-kind", "api-key");
  g_settings_set_string (settings, "config-id", "config_1");
  aloud_keyring_use_for_session (f->keyring, ID, ALOUD_SECRET_API_KEY, "api.nextevi.com", "oak_stored_0123456789");
  return profile;
}

static void
open_editor (Fixture *f, AloudProfile *profile)
{
  show (f, aloud_agent_editor_new (f->parent, f->profiles, profile, f->keyring));
}

static gboolean
has_error (Fixture *f, const char *title)
{
  return gtk_widget_has_css_class (form_stage_find_row (f->window, ADW_TYPE_ENTRY_ROW, title), "error");
}

static void
save (Fixture *f)
{
  gtk_widget_activate_action (GTK_WIDGET (f->window), "editor.save", NULL);
}

static void
fill_in (Fixture *f)
{
  form_stage_choose (f->window, "Kind", 1);
  form_stage_type (f->window, "API Key", KEY);
  form_stage_type (f->window, "Configuration ID", "config_2");
}

static guint
count_agents (Fixture *f)
{
  return g_list_model_get_n_items (G_LIST_MODEL (f->profiles));
}

/* An empty form is not full of errors; what is typed wrongly is, at once, and until it is right. */
static void
test_validation (Fixture *f, gconstpointer data)
{
  open_editor (f, NULL);
  g_assert_false (has_error (f, "Configuration ID"));
  g_assert_false (has_error (f, "Access Token"));

  form_stage_type (f->window, "Access Token", "one.two");
  g_assert_true (has_error (f, "Access Token"));
  form_stage_choose (f->window, "Kind", 1);
  form_stage_type (f->window, "API Key", "abc");
  g_assert_true (has_error (f, "API Key"));
  form_stage_type (f->window, "API Key", KEY);
  g_assert_false (has_error (f, "API Key"));
  form_stage_type (f->window, "Server Address", "ws://example.org");
  g_assert_true (has_error (f, "Server Address"));
  form_stage_type (f->window, "Server Address", "");
  g_assert_false (has_error (f, "Server Address"));
}

/* What is missing is said when it matters, and the cursor is there. */
static void
test_insists (Fixture *f, gconstpointer data)
{
  GtkWidget *focus;

  open_editor (f, NULL);
  form_stage_choose (f->window, "Kind", 1);
  form_stage_type (f->window, "API Key", KEY);
  save (f);
  g_assert_true (has_error (f, "Configuration ID"));
  focus = gtk_window_get_focus (f->window);
  g_assert_nonnull (focus);
  g_assert_true (gtk_widget_is_ancestor (focus, form_stage_find_row (f->window, ADW_TYPE_ENTRY_ROW,
                                                                     "Configuration ID")));
  g_assert_cmpuint (count_agents (f), ==, 0);
}

static char *
read_file (const char *path)
{
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text != NULL ? text : g_strdup ("");
}

/* There is no keyring here. */
static void
use_for_session (Fixture *f)
{
  GtkWidget *label;

  aloud_test_wait (aloud_stage_shows (f->window, "Use for This Session Only"));
  g_assert_cmpuint (count_agents (f), ==, 0);
  label = aloud_stage_find_label (aloud_stage_find_type (f->window, ALOUD_TYPE_SAVE_BAR), "Use for This Session Only");
  g_signal_emit_by_name (gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON), "clicked");
}

/* A keyring that fails is said, and what is kept for the session shows; whoever opened the editor hears of it. */
static void
test_add (Fixture *f, gconstpointer data)
{
  AloudProfile *profile;
  g_autofree char *config_id = NULL;
  g_autofree char *name = NULL;
  g_autofree char *file = NULL;

  open_editor (f, NULL);
  fill_in (f);
  save (f);
  use_for_session (f);
  aloud_test_wait (f->window == NULL);
  g_assert_cmpuint (count_agents (f), ==, 1);
  g_assert_nonnull (f->selected);
  profile = aloud_profiles_find (f->profiles, f->selected);
  config_id = g_settings_get_string (aloud_profile_get_settings (profile), "config-id");
  g_assert_cmpstr (config_id, ==, "config_2");
  name = aloud_agent_dup_name (ALOUD_AGENT (profile));
  g_assert_cmpstr (name, ==, "config_2");
  file = read_file (f->path);
  g_assert_null (strstr (file, "oak_"));

  open_editor (f, profile);
  aloud_test_wait (aloud_stage_shows (f->window, FOR_SESSION));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (form_stage_find_row (f->window, ADW_TYPE_ENTRY_ROW,
                                                                             "API Key"))), ==, "");
}

/* The keyring's failure leaves the form as it was, and nothing stored. */
static void
test_keyring_fails (Fixture *f, gconstpointer data)
{
  GtkWidget *cancel;

  open_editor (f, NULL);
  fill_in (f);
  save (f);
  aloud_test_wait (aloud_stage_shows (f->window, "Use for This Session Only"));
  cancel = aloud_stage_find_label (aloud_stage_find_type (f->window, ALOUD_TYPE_SAVE_BAR), "Cancel");
  g_signal_emit_by_name (gtk_widget_get_ancestor (cancel, GTK_TYPE_BUTTON), "clicked");
  aloud_test_settle ();
  g_assert_nonnull (f->window);
  g_assert_cmpuint (count_agents (f), ==, 0);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (form_stage_find_row (f->window, ADW_TYPE_ENTRY_ROW,
                                                                             "API Key"))), ==, KEY);
}

static void
test_edit (Fixture *f, gconstpointer data)
{
  AloudProfile *profile = add_agent (f);
  GSettings *settings = aloud_profile_get_settings (profile);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *dialect = NULL;

  open_editor (f, profile);
  aloud_test_wait (aloud_stage_shows (f->window, FOR_SESSION));
  form_stage_type (f->window, "Configuration ID", "config_3");
  form_stage_choose (f->window, "Wire Dialect", 1);
  before = g_settings_get_string (settings, "config-id");
  g_assert_cmpstr (before, ==, "config_1");
  save (f);
  aloud_test_wait (f->window == NULL);
  after = g_settings_get_string (settings, "config-id");
  g_assert_cmpstr (after, ==, "config_3");
  dialect = g_settings_get_string (settings, "dialect");
  g_assert_cmpstr (dialect, ==, "documented");
  g_assert_cmpuint (count_agents (f), ==, 1);
  g_assert_null (f->selected);
}

/* The key was entered for another server: it is asked for anew. */
static void
test_moved (Fixture *f, gconstpointer data)
{
  open_editor (f, add_agent (f));
  aloud_test_settle ();
  form_stage_type (f->window, "Server Address", "wss://voice.example.org");
  save (f);
  g_assert_nonnull (f->window);
  g_assert_true (has_error (f, "API Key"));
}

static GtkWindow *
get_dialog (Fixture *f)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (ADW_IS_MESSAGE_DIALOG (l->data) && gtk_widget_get_mapped (l->data))
      return l->data;
  return NULL;
}

static void
answer (Fixture *f, const char *response)
{
  GtkWindow *dialog;

  aloud_test_wait (get_dialog (f) != NULL);
  dialog = get_dialog (f);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
  gtk_window_destroy (dialog); /* as a press on one of its buttons does */
}

/* What was typed is not lost by a slip; and once it is to be lost, nothing of it is kept. */
static void
test_discard (Fixture *f, gconstpointer data)
{
  open_editor (f, NULL);
  fill_in (f);
  gtk_window_close (f->window);
  answer (f, "stay");
  aloud_test_wait (get_dialog (f) == NULL);
  g_assert_nonnull (f->window);
  gtk_window_close (f->window);
  answer (f, "go-on");
  aloud_test_wait (f->window == NULL);
  g_assert_cmpuint (count_agents (f), ==, 0);
}

static void
test_unchanged (Fixture *f, gconstpointer data)
{
  open_editor (f, add_agent (f));
  aloud_test_settle ();
  gtk_window_close (f->window);
  aloud_test_wait (f->window == NULL);
}

/* A production key for somebody else's server is worth a second thought. */
static void
test_production (Fixture *f, gconstpointer data)
{
  open_editor (f, NULL);
  fill_in (f);
  form_stage_choose (f->window, "Stage", 2);
  form_stage_type (f->window, "Server Address", "wss://voice.example.org");
  save (f);
  aloud_test_wait (get_dialog (f) != NULL);
  g_assert_cmpuint (count_agents (f), ==, 0);
  answer (f, "go-on");
  use_for_session (f);
  aloud_test_wait (f->window == NULL);
  g_assert_cmpuint (count_agents (f), ==, 1);
}

static void
test_claims (Fixture *f, gconstpointer data)
{
  g_autofree char *token = form_stage_create_token ("\"iss\":\"nextevi.com\",\"aud\":\"other\",\"config_id\":\"c-7\","
                                                    "\"permissions\":[\"voice:connect\",\"voice:stream\"],", 900);
  GtkWidget *view;

  open_editor (f, NULL);
  view = aloud_stage_find_type (f->window, ALOUD_TYPE_CLAIMS_VIEW);
  g_assert_false (gtk_widget_get_visible (view));
  form_stage_type (f->window, "Access Token", token);
  g_assert_true (gtk_widget_get_visible (view));
  g_assert_false (has_error (f, "Access Token"));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (form_stage_find_row (f->window, ADW_TYPE_ENTRY_ROW,
                                                                             "Configuration ID"))), ==, "c-7");
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (view), TRUE);
  aloud_test_wait (aloud_stage_shows (view, "voice:connect, voice:stream"));
}

static AloudProfile *
add_token_agent (Fixture *f, const char *token)
{
  AloudProfile *profile = add_agent (f);

  g_settings_set_string (aloud_profile_get_settings (profile), "credential-kind", "token");
  if (token != NULL)
    aloud_keyring_use_for_session (f->keyring, ID, ALOUD_SECRET_TOKEN, "api.nextevi.com", token);
  return profile;
}

#define UNREAD "Open this to look into the token, which is known until Aloud is closed"

/* A stored token is read when the person wants to see it, and not before; then its flaws are said, too. */
static void
test_stored_claims (Fixture *f, gconstpointer data)
{
  g_autofree char *token = form_stage_create_token ("\"iss\":\"example.org\",\"aud\":\"nextevi-api\",\"sub\":\"user_17\","
                                                    "\"iat\":1700000000,\"project_id\":\"project_9\","
                                                    "\"config_id\":\"config_1\","
                                                    "\"permissions\":[\"voice:connect\",\"voice:stream\"],", 900);
  static const char *const shown[] = { "voice:connect, voice:stream", "config_1", "project_9", "user_17", "example.org",
                                       "nextevi-api", NULL };
  GtkWidget *view;

  open_editor (f, add_token_agent (f, token));
  view = aloud_stage_find_type (f->window, ALOUD_TYPE_CLAIMS_VIEW);
  aloud_test_wait (gtk_widget_get_visible (view));
  g_assert_cmpstr (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (view)), ==, UNREAD);
  for (guint i = 0; shown[i] != NULL; i++)
    g_assert_false (aloud_stage_shows (view, shown[i]));

  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (view), TRUE);
  aloud_test_wait (aloud_stage_shows (view, shown[0]));
  for (guint i = 0; shown[i] != NULL; i++)
    g_assert_true (aloud_stage_shows (view, shown[i]));
  g_assert_true (aloud_stage_shows (f->window, "This token lives longer than an hour. The service advises 15 to 60 "
                                               "minutes. It was issued by “\342\201\250example.org\342\201\251” and "
                                               "not by the service."));

  /* What is typed takes its place; another server has none. */
  form_stage_type (f->window, "Access Token", "one.two");
  g_assert_false (gtk_widget_get_visible (view));
  form_stage_type (f->window, "Access Token", "");
  g_assert_cmpstr (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (view)), ==, UNREAD);
  form_stage_type (f->window, "Server Address", "wss://voice.example.org");
  aloud_test_wait (!gtk_widget_get_visible (view));
}

/* An expired one is no error in what is being typed: it is said all the same. */
static void
test_stored_claims_expired (Fixture *f, gconstpointer data)
{
  g_autofree char *token = form_stage_create_token ("\"iss\":\"nextevi.com\",\"aud\":\"nextevi-api\",", -900);
  GtkWidget *view, *note;

  open_editor (f, add_token_agent (f, token));
  view = aloud_stage_find_type (f->window, ALOUD_TYPE_CLAIMS_VIEW);
  aloud_test_wait (gtk_widget_get_visible (view));
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (view), TRUE);
  aloud_test_wait (g_str_has_prefix (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (view)), "Was valid until "));
  note = gtk_widget_get_next_sibling (form_stage_find_row (f->window, ADW_TYPE_ENTRY_ROW, "Access Token"));
  g_assert_true (ALOUD_IS_FIELD_NOTE (note));
  g_assert_true (g_str_has_prefix (gtk_label_get_label (GTK_LABEL (gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (note)))),
                                   "The access token has expired"));
  g_assert_false (has_error (f, "Access Token"));
}

/* A token command that came with the profile is said not to work inside Flatpak, and the others are offered. */
static void
test_command_in_sandbox (Fixture *f, gconstpointer data)
{
  static const char *const argv[] = { "get-token", "--now", NULL };
  AloudProfile *profile = add_token_agent (f, NULL);
  GSettings *settings = aloud_profile_get_settings (profile);
  g_autoptr (AloudAgentForm) form = NULL;
  g_autoptr (AloudAgentForm) other = NULL;
  GtkWidget *group = g_object_ref_sink (g_object_new (ALOUD_TYPE_TOKEN_GROUP, NULL));
  GtkWidget *fresh = g_object_ref_sink (g_object_new (ALOUD_TYPE_TOKEN_GROUP, NULL));
  AdwComboRow *source = ADW_COMBO_ROW (form_stage_find_row (group, ADW_TYPE_COMBO_ROW, "Source"));
  AdwComboRow *fresh_source = ADW_COMBO_ROW (form_stage_find_row (fresh, ADW_TYPE_COMBO_ROW, "Source"));
  GtkWidget *command = form_stage_find_row (group, ADW_TYPE_ENTRY_ROW, "Token Command");
  g_autofree char *kept = NULL;

  g_settings_set_string (settings, "token-source", "command");
  g_settings_set_strv (settings, "token-command", argv);
  form = aloud_agent_form_new (settings, ID, f->keyring);
  aloud_agent_form_set_runs_commands (form, FALSE);
  aloud_token_group_bind (ALOUD_TOKEN_GROUP (group), form);
  g_assert_cmpuint (adw_combo_row_get_selected (source), ==, 2);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (command)), ==, "get-token --now");
  g_assert_true (gtk_widget_has_css_class (command, "error"));
  g_assert_cmpint (aloud_agent_form_insist (form, ALOUD_FORM_TOKEN_COMMAND, ALOUD_FORM_TOKEN_COMMAND), ==,
                   ALOUD_FORM_TOKEN_COMMAND);
  kept = g_settings_get_string (aloud_agent_form_get_settings (form), "token-source");
  g_assert_cmpstr (kept, ==, "command");
  adw_combo_row_set_selected (source, 1);
  g_assert_false (gtk_widget_get_visible (command));
  g_assert_true (aloud_agent_form_check (form, ALOUD_FORM_TOKEN_COMMAND, NULL));

  /* A new agent is not offered it. */
  other = aloud_agent_form_new (NULL, NULL, f->keyring);
  aloud_agent_form_set_runs_commands (other, FALSE);
  aloud_token_group_bind (ALOUD_TOKEN_GROUP (fresh), other);
  g_assert_cmpuint (g_list_model_get_n_items (adw_combo_row_get_model (fresh_source)), ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (adw_combo_row_get_model (source)), ==, 3);
  g_object_unref (group);
  g_object_unref (fresh);
}

#define UNCONFIRMED "The service has not confirmed this setting for this connection type"

/* A preset sets what it means, one setting of it makes it one's own, and going back leaves nothing behind. */
static void
test_session_settings (Fixture *f, gconstpointer data)
{
  AloudProfile *profile = add_agent (f);
  GSettings *settings = aloud_profile_get_settings (profile);
  g_autoptr (GVariant) values = NULL;
  g_autofree char *preset = NULL;
  GtkWidget *row;

  open_editor (f, profile);
  form_stage_choose (f->window, "Taking Turns", 2);
  form_stage_expand (f->window, "Idle Limits");
  row = form_stage_find_row (f->window, ALOUD_TYPE_SETTING_ROW, "Warn After (s)");
  g_assert_false (aloud_stage_shows (row, UNCONFIRMED));
  gtk_switch_set_active (GTK_SWITCH (aloud_stage_find_type (row, GTK_TYPE_SWITCH)), TRUE);
  g_assert_true (aloud_stage_shows (row, UNCONFIRMED));
  save (f);
  aloud_test_wait (f->window == NULL);
  values = g_settings_get_value (settings, "session-settings");
  preset = g_settings_get_string (settings, "preset");
  g_assert_cmpstr (preset, ==, "normal");
  g_assert_true (g_variant_lookup (values, "idle_timeout.warning_timeout", "d", NULL));
  g_assert_true (g_variant_lookup (values, "turn_detection.silence_threshold", "d", NULL));
}

static void
test_session_settings_own (Fixture *f, gconstpointer data)
{
  AloudProfile *profile = add_agent (f);
  GSettings *settings = aloud_profile_get_settings (profile);
  g_autoptr (GVariant) values = NULL;
  g_autofree char *preset = NULL;
  GtkWidget *row;

  open_editor (f, profile);
  form_stage_expand (f->window, "Turn Detection");
  row = form_stage_find_row (f->window, ALOUD_TYPE_SETTING_ROW, "Mode");
  gtk_switch_set_active (GTK_SWITCH (aloud_stage_find_type (row, GTK_TYPE_SWITCH)), TRUE);
  gtk_editable_set_text (GTK_EDITABLE (aloud_stage_find_type (row, GTK_TYPE_ENTRY)), "adaptive");
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (form_stage_find_row (f->window, ADW_TYPE_COMBO_ROW,
                                                                                     "Taking Turns"))), ==, 4);
  form_stage_choose (f->window, "Taking Turns", 0);
  g_assert_false (gtk_switch_get_active (GTK_SWITCH (aloud_stage_find_type (row, GTK_TYPE_SWITCH))));
  save (f);
  aloud_test_wait (f->window == NULL);
  values = g_settings_get_value (settings, "session-settings");
  preset = g_settings_get_string (settings, "preset");
  g_assert_cmpuint (g_variant_n_children (values), ==, 0);
  g_assert_cmpstr (preset, ==, "service");
}

static void
next (Fixture *f)
{
  gtk_widget_activate_action (GTK_WIDGET (f->window), "first-run.next", NULL);
}

/* Three steps, each of which is checked, and then it is there. */
static void
test_first_run (Fixture *f, gconstpointer data)
{
  show (f, aloud_first_run_new (f->parent, f->profiles, f->keyring));
  form_stage_choose (f->window, "Kind", 1);
  next (f);
  g_assert_true (has_error (f, "API Key"));
  form_stage_type (f->window, "API Key", KEY);
  next (f);
  aloud_test_wait (aloud_stage_shows (f->window, "Step 2 of 3"));
  g_assert_false (has_error (f, "Configuration ID"));
  next (f);
  g_assert_true (has_error (f, "Configuration ID"));
  form_stage_type (f->window, "Configuration ID", "config_2");
  next (f);
  aloud_test_wait (aloud_stage_shows (f->window, "Step 3 of 3"));
  next (f);
  use_for_session (f);
  aloud_test_wait (f->window == NULL);
  g_assert_cmpuint (count_agents (f), ==, 1);
  g_assert_nonnull (f->selected);
}

/* What a file brought is seen before it is stored, the secret masked. */
static void
test_from_file (Fixture *f, gconstpointer data)
{
  g_autoptr (AloudAgentForm) form = aloud_agent_form_new (NULL, NULL, f->keyring);
  GSettings *settings = aloud_agent_form_get_settings (form);

  g_settings_set_string (settings, "credential-kind", "api-key");
  g_settings_set_string (settings, "base-url", "wss://voice.example.org/ws/voice");
  aloud_agent_form_set_secret (form, ALOUD_SECRET_API_KEY, KEY);
  show (f, aloud_agent_editor_new_from_file (f->parent, f->profiles, form, "a<b>.json", NULL));
  aloud_test_wait (aloud_stage_shows (f->window, "wss://voice.example.org/ws/voice"));
  g_assert_true (aloud_stage_shows (f->window, "oak_••••••••"));
  g_assert_cmpuint (count_agents (f), ==, 0);
}

#define ADD(name, function) g_test_add ("/ui/agent-editor/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  /* No keyring: each wish to store is refused, and nothing is asked of anybody's own. */
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus", TRUE);
  aloud_stage_init (&argc, &argv);

  ADD ("validation", test_validation);
  ADD ("insists", test_insists);
  ADD ("add", test_add);
  ADD ("keyring-fails", test_keyring_fails);
  ADD ("edit", test_edit);
  ADD ("moved", test_moved);
  ADD ("discard", test_discard);
  ADD ("unchanged", test_unchanged);
  ADD ("production", test_production);
  ADD ("claims", test_claims);
  ADD ("stored-claims", test_stored_claims);
  ADD ("stored-claims-expired", test_stored_claims_expired);
  ADD ("command-in-sandbox", test_command_in_sandbox);
  ADD ("session-settings", test_session_settings);
  ADD ("session-settings-own", test_session_settings_own);
  ADD ("first-run", test_first_run);
  ADD ("from-file", test_from_file);

  return g_test_run ();
}
