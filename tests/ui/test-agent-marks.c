/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-stage.h"

#include "aloud-agent-save.h"
#include "aloud-agent-switcher.h"
#include "aloud-credential-group.h"
#include "form-stage.h"

#include <glib/gstdio.h>

/* What an agent is marked with: how old its key is, and what it is for. With a keyring of the test's own, in a file. */

#define DAY (24 * 60 * 60)

typedef struct {
  char *folder;
  char *settings;
  AloudKeyring *keyring;
  AloudProfiles *profiles;
  AloudProfile *profile;
} Fixture;

static void
store_key (Fixture *f)
{
  g_autoptr (AloudAgentForm) form = aloud_agent_form_new (NULL, NULL, f->keyring);
  GSettings *settings = aloud_agent_form_get_settings (form);
  g_autoptr (GAsyncResult) answer = NULL;
  g_autoptr (GError) error = NULL;

  g_settings_set_string (settings, "credential-kind", "api-key");
  g_settings_set_string (settings, "config-id", "config_1");
  g_settings_set_string (settings, "name", "Front Desk");
  aloud_agent_form_set_secret (form, ALOUD_SECRET_API_KEY, "oak_grows_old_0123456789");
  aloud_agent_save_async (form, f->profiles, NULL, FALSE, NULL, aloud_test_store_result, &answer);
  aloud_test_wait (answer != NULL);
  f->profile = aloud_agent_save_finish (form, answer, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  static const char *const environment[] = { NULL };

  f->folder = g_dir_make_tmp ("aloud-marks-XXXXXX", NULL);
  f->settings = g_build_filename (f->folder, "settings.ini", NULL);
  f->keyring = aloud_keyring_new ();
  f->profiles = aloud_profiles_new (f->settings, f->keyring, environment);
  store_key (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->profile);
  aloud_test_settle ();
  g_clear_object (&f->profiles);
  g_clear_object (&f->keyring);
  g_remove (f->settings);
  g_rmdir (f->folder);
  g_free (f->settings);
  g_free (f->folder);
}

/* One quiet row with the date, when the key has been there for more than 90 days; none for a new key or a token. */
static void
test_rotation (Fixture *f, gconstpointer data)
{
  g_autoptr (AloudAgentForm) form = aloud_agent_form_new (aloud_profile_get_settings (f->profile),
                                                          aloud_profile_get_id (f->profile), f->keyring);
  GtkWidget *group = g_object_new (ALOUD_TYPE_CREDENTIAL_GROUP, NULL);
  GtkWidget *window = gtk_window_new ();
  g_autoptr (GDateTime) date = NULL;
  g_autofree char *day = NULL;
  gint64 stored_at = 0;
  GtkWidget *row;

  gtk_window_set_child (GTK_WINDOW (window), group);
  aloud_credential_group_bind (ALOUD_CREDENTIAL_GROUP (group), form);
  aloud_test_wait (aloud_agent_form_get_stored (form, &stored_at) == ALOUD_SECRET_STORED);
  g_assert_cmpint (stored_at, >, 0);
  row = form_stage_find_row (group, ADW_TYPE_ACTION_ROW, "Rotate This Key");
  g_assert_nonnull (row);
  g_assert_false (gtk_widget_get_visible (row));
  aloud_agent_form_set_now (form, stored_at + 90 * DAY);
  g_assert_false (gtk_widget_get_visible (row));

  aloud_agent_form_set_now (form, stored_at + 90 * DAY + 1);
  g_assert_true (gtk_widget_get_visible (row));
  date = g_date_time_new_from_unix_local (stored_at);
  day = g_date_time_format (date, "%x");
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), day));
  g_settings_set_string (aloud_agent_form_get_settings (form), "credential-kind", "token");
  g_assert_false (gtk_widget_get_visible (row));
  gtk_window_destroy (GTK_WINDOW (window));
  aloud_test_settle ();
}

static gboolean
switcher_shows (Fixture *f, AloudStage *stage, const char *text)
{
  GtkWidget *switcher = aloud_agent_switcher_new (stage->actions);
  GtkWindow *window = aloud_stage_show (stage, switcher);
  GtkWidget *button = aloud_stage_find_type (switcher, GTK_TYPE_MENU_BUTTON);
  GtkPopover *popover;
  gboolean shows;

  aloud_test_wait (gtk_widget_get_mapped (button));
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  popover = gtk_menu_button_get_popover (GTK_MENU_BUTTON (button));
  aloud_test_wait (gtk_widget_get_mapped (GTK_WIDGET (popover)) && aloud_stage_shows (popover, "Front Desk"));
  shows = aloud_stage_shows (popover, text);
  gtk_menu_button_popdown (GTK_MENU_BUTTON (button));
  gtk_window_destroy (window);
  aloud_test_settle ();
  return shows;
}

/* Whoever is about to call the agent of production sees that it is. */
static void
test_badge (Fixture *f, gconstpointer data)
{
  GSettings *settings = aloud_profile_get_settings (f->profile);
  g_autoptr (AloudStage) stage = aloud_stage_new ();

  g_list_store_append (stage->agents, f->profile);
  g_assert_false (switcher_shows (f, stage, "Production"));
  g_assert_false (switcher_shows (f, stage, "Development"));
  g_settings_set_string (settings, "stage", "production");
  g_assert_true (switcher_shows (f, stage, "Production"));
  g_settings_set_string (settings, "stage", "development");
  g_assert_true (switcher_shows (f, stage, "Development"));
  g_list_store_remove (stage->agents, g_list_model_get_n_items (G_LIST_MODEL (stage->agents)) - 1);
}

#define ADD(name, function) g_test_add ("/ui/agent-marks/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  form_stage_use_keyring ();
  aloud_stage_init (&argc, &argv);

  ADD ("rotation", test_rotation);
  ADD ("badge", test_badge);

  return g_test_run ();
}
