/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-stage.h"

#include "aloud-agent-editor.h"
#include "aloud-first-run.h"
#include "aloud-page-check.h"
#include "form-stage.h"

/* usage: form-screenshots FOLDER
 * Draws the agent's form in its states, narrow and wide, light and dark, to be looked at. */

#define ID "7d0c1b1e-5a52-4a5e-9c0e-0f6f1d2a3b4c"

typedef struct {
  AloudTestServer *server;
  AloudKeyring *keyring;
  AloudProfiles *profiles;
  GtkWindow *parent;
} Scenery;

typedef struct {
  const char *name;
  int height;
  GtkWindow *(*open) (Scenery *scenery);
  void (*play) (Scenery *scenery, GtkWindow *window);
} Scene;

static AloudProfile *
add_agent (Scenery *scenery)
{
  AloudProfile *profile = aloud_profiles_add (scenery->profiles, "Front Desk", ID);
  GSettings *settings = aloud_profile_get_settings (profile);

  g_settings_set_string (settings, "credential-kind", "api-key");
  g_settings_set_string (settings, "config-id", "config_7f3a91");
  g_settings_set_string (settings, "stage", "development");
  return profile;
}

static GtkWindow *
open_new (Scenery *scenery)
{
  return aloud_agent_editor_new (scenery->parent, scenery->profiles, NULL, scenery->keyring);
}

static GtkWindow *
open_stored (Scenery *scenery)
{
  AloudProfile *profile = add_agent (scenery);
  g_autofree char *host = aloud_profile_dup_host (profile);

  aloud_keyring_use_for_session (scenery->keyring, ID, ALOUD_SECRET_API_KEY, host, "oak_shown_to_nobody");
  return aloud_agent_editor_new (scenery->parent, scenery->profiles, profile, scenery->keyring);
}

static GtkWindow *
open_here (Scenery *scenery)
{
  AloudProfile *profile = add_agent (scenery);

  g_settings_set_string (aloud_profile_get_settings (profile), "base-url", scenery->server->url);
  aloud_keyring_use_for_session (scenery->keyring, ID, ALOUD_SECRET_API_KEY, "127.0.0.1", "oak_test_key_1234");
  return aloud_agent_editor_new (scenery->parent, scenery->profiles, profile, scenery->keyring);
}

/* Long values, from right to left, and a key that was stored long ago. */
static GtkWindow *
open_long (Scenery *scenery)
{
  AloudProfile *profile = add_agent (scenery);
  GSettings *settings = aloud_profile_get_settings (profile);

  g_settings_set_string (settings, "name", "موظف الاستقبال في الطابق الأرضي من المبنى الرئيسي");
  g_settings_set_string (settings, "stage", "production");
  g_settings_set_string (settings, "credential-kind", "token");
  g_settings_set_string (settings, "config-id", "config_7f3a91c2e4d8b6a05f17_with_a_rather_long_name_behind_it");
  g_settings_set_string (settings, "project-id", "project_0123456789abcdef0123456789abcdef0123456789");
  g_settings_set_string (settings, "base-url", "wss://voice-development-7f3a91.europe-west.example.org:8443/a/long/path");
  g_settings_set_string (settings, "ca-file", "/etc/ssl/private-authorities/development/authority-of-the-servers.pem");
  return aloud_agent_editor_new (scenery->parent, scenery->profiles, profile, scenery->keyring);
}

static GtkWindow *
open_stored_token (Scenery *scenery)
{
  g_autofree char *token = form_stage_create_token ("\"iss\":\"issuer.example.org\",\"aud\":\"nextevi-api\","
                                                    "\"sub\":\"user_17\",\"permissions\":[\"voice:connect\",\"voice:stream\"],"
                                                    "\"config_id\":\"config_7f3a91\",\"iat\":1700000000,", 900);
  AloudProfile *profile = add_agent (scenery);

  g_settings_set_string (aloud_profile_get_settings (profile), "credential-kind", "token");
  aloud_keyring_use_for_session (scenery->keyring, ID, ALOUD_SECRET_TOKEN, "api.nextevi.com", token);
  return aloud_agent_editor_new (scenery->parent, scenery->profiles, profile, scenery->keyring);
}

static GtkWindow *
open_file_in_full (Scenery *scenery)
{
  g_autoptr (AloudAgentForm) form = aloud_agent_form_new (NULL, NULL, scenery->keyring);
  GSettings *settings = aloud_agent_form_get_settings (form);
  char *left_out[] = { (char *) "turn_detection.silence_threshold", (char *) "x<b>", NULL };

  g_settings_set_string (settings, "name", "موظف الاستقبال");
  g_settings_set_string (settings, "config-id", "config_7f3a91");
  g_settings_set_string (settings, "base-url", "wss://voice-development-7f3a91.europe-west.example.org:8443/a/long/path");
  g_settings_set_string (settings, "token-source", "address");
  g_settings_set_string (settings, "token-address", "https://tokens.example.org/a/long/path/that/hands/out/tokens?for=aloud");
  g_settings_set_string (settings, "ca-file", "/etc/ssl/private-authorities/development/authority-of-the-servers.pem");
  return aloud_agent_editor_new_from_file (scenery->parent, scenery->profiles, form, "front-desk.json", left_out);
}

static GtkWindow *
open_first_run (Scenery *scenery)
{
  return aloud_first_run_new (scenery->parent, scenery->profiles, scenery->keyring);
}

static GtkWindow *
open_file (Scenery *scenery)
{
  g_autoptr (AloudAgentForm) form = aloud_agent_form_new (NULL, NULL, scenery->keyring);
  GSettings *settings = aloud_agent_form_get_settings (form);

  g_settings_set_string (settings, "name", "From a Colleague");
  g_settings_set_string (settings, "config-id", "config_7f3a91");
  g_settings_set_string (settings, "base-url", "wss://voice.example.org/ws/voice");
  g_settings_set_string (settings, "credential-kind", "api-key");
  aloud_agent_form_set_secret (form, ALOUD_SECRET_API_KEY, "oak_0123456789abcdef");
  return aloud_agent_editor_new_from_file (scenery->parent, scenery->profiles, form, "front-desk.json", NULL);
}

static void
play_nothing (Scenery *scenery, GtkWindow *window)
{
}

static void
play_stored_token (Scenery *scenery, GtkWindow *window)
{
  aloud_test_settle ();
  form_stage_expand (window, "What the Token Says");
  aloud_test_settle ();
  aloud_test_wait (aloud_stage_shows (window, "user_17"));
}

static void
play_insist (Scenery *scenery, GtkWindow *window)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "editor.save", NULL);
}

static void
play_token (Scenery *scenery, GtkWindow *window)
{
  g_autofree char *token = form_stage_create_token ("\"iss\":\"nextevi.com\",\"aud\":\"nextevi-api\","
                                                    "\"sub\":\"user_17\",\"permissions\":[\"voice:connect\",\"voice:stream\"],"
                                                    "\"config_id\":\"config_7f3a91\",\"iat\":1700000000,", 900);

  form_stage_type (window, "Access Token", token);
  form_stage_expand (window, "What the Token Says");
}

static void
play_address (Scenery *scenery, GtkWindow *window)
{
  form_stage_choose (window, "Source", 1);
  form_stage_type (window, "Token Address", "http://example.org/token");
}

static void
play_key (Scenery *scenery, GtkWindow *window)
{
  form_stage_choose (window, "Kind", 1);
  form_stage_type (window, "API Key", "abc");
}

static void
play_server (Scenery *scenery, GtkWindow *window)
{
  form_stage_type (window, "Server Address", "ws://voice.example.org");
  gtk_widget_grab_focus (form_stage_find_row (window, ADW_TYPE_EXPANDER_ROW, "Idle Limits"));
}

static void
play_settings (Scenery *scenery, GtkWindow *window)
{
  form_stage_choose (window, "Taking Turns", 2);
  form_stage_expand (window, "Turn Detection");
  form_stage_expand (window, "Idle Limits");
  aloud_stage_draw (window);
  gtk_widget_child_focus (form_stage_find_row (window, ADW_TYPE_ACTION_ROW, "Silence That Ends a Turn (s)"),
                          GTK_DIR_TAB_FORWARD);
  aloud_stage_draw (window);
  gtk_widget_child_focus (form_stage_find_row (window, ADW_TYPE_ACTION_ROW, "Heed the Context"), GTK_DIR_TAB_FORWARD);
}

static void
play_found (Scenery *scenery, GtkWindow *window)
{
  aloud_test_server_greet (scenery->server,
                           "{\"type\":\"connection_metadata\",\"config_id\":\"config_7f3a91\",\"project_id\":\"p-1\"}");
  g_signal_emit_by_name (gtk_widget_get_ancestor (aloud_stage_find_label (window, "Test"), GTK_TYPE_BUTTON), "clicked");
  aloud_test_wait (aloud_stage_shows (window, "Project: \342\201\250p-1\342\201\251")
                   || !scenery->server->connected);
  aloud_test_settle ();
}

static void
play_failed (Scenery *scenery, GtkWindow *window)
{
  aloud_test_server_refuse (scenery->server, 403, 1, NULL, NULL);
  g_signal_emit_by_name (gtk_widget_get_ancestor (aloud_stage_find_label (window, "Test"), GTK_TYPE_BUTTON), "clicked");
  aloud_test_wait (aloud_stage_shows (window, "The service refused these credentials"));
}

static void
play_second_step (Scenery *scenery, GtkWindow *window)
{
  play_key (scenery, window);
  form_stage_type (window, "API Key", "oak_0123456789abcdef");
  gtk_widget_activate_action (GTK_WIDGET (window), "first-run.next", NULL);
}

static void
play_third_step (Scenery *scenery, GtkWindow *window)
{
  play_second_step (scenery, window);
  form_stage_type (window, "Configuration ID", "config_7f3a91");
  gtk_widget_activate_action (GTK_WIDGET (window), "first-run.next", NULL);
}

static const Scene scenes[] = {
  { "editor-new", 0, open_new, play_nothing },
  { "editor-server", 900, open_new, play_server },
  { "editor-insist", 1000, open_new, play_insist },
  { "editor-token", 1400, open_new, play_token },
  { "editor-address", 1200, open_new, play_address },
  { "editor-key", 900, open_new, play_key },
  { "editor-stored", 1000, open_stored, play_nothing },
  { "editor-settings", 900, open_new, play_settings },
  { "editor-long", 1700, open_long, play_nothing },
  { "editor-claims", 1500, open_stored_token, play_stored_token },
  { "editor-unread", 800, open_stored_token, play_nothing },
  { "editor-in-full", 1000, open_file_in_full, play_nothing },
  { "editor-file", 900, open_file, play_nothing },
  { "editor-found", 1100, open_here, play_found },
  { "editor-failed", 1100, open_here, play_failed },
  { "first-run-1", 0, open_first_run, play_nothing },
  { "first-run-2", 0, open_first_run, play_second_step },
  { "first-run-3", 0, open_first_run, play_third_step },
};

static void
shoot_scene (const Scene *scene, const char *folder, const char *look, int width)
{
  static const char *const environment[] = { NULL };
  g_autofree char *settings_folder = g_dir_make_tmp ("aloud-shots-XXXXXX", NULL);
  g_autofree char *settings_path = g_build_filename (settings_folder, "settings.ini", NULL);
  g_autofree char *name = g_strdup_printf ("%s-%s-%d.png", scene->name, look, width);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  Scenery scenery = { .server = aloud_test_server_new (), .keyring = aloud_keyring_new () };
  GtkWindow *window;

  scenery.profiles = aloud_profiles_new (settings_path, scenery.keyring, environment);
  scenery.parent = GTK_WINDOW (gtk_window_new ());
  window = scene->open (&scenery);
  gtk_window_set_default_size (window, width, scene->height > 0 ? scene->height : 640);
  gtk_window_set_focus_visible (window, TRUE);
  gtk_window_present (window);
  aloud_stage_draw (window);
  if (!aloud_page_check_translates ()) /* it looks for rows by their English names */
    scene->play (&scenery, window);
  aloud_stage_draw (window);
  aloud_stage_shoot (window, path);
  gtk_window_destroy (window);
  gtk_window_destroy (scenery.parent);
  aloud_test_settle ();
  g_clear_object (&scenery.profiles);
  g_clear_object (&scenery.keyring);
  aloud_test_server_free (scenery.server);
}

/* As an application does. */
static void
load_style (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, ALOUD_RESOURCE_PATH "/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

int
main (int argc, char **argv)
{
  static const struct { const char *name; AdwColorScheme scheme; } looks[] = {
    { "light", ADW_COLOR_SCHEME_FORCE_LIGHT },
    { "dark", ADW_COLOR_SCHEME_FORCE_DARK },
  };
  static const int widths[] = { 360, 640 };
  const char *folder = argc > 1 ? argv[1] : ".";
  const char *only = argc > 2 ? argv[2] : NULL;

  form_stage_use_keyring ();
  aloud_stage_init (&argc, &argv);
  g_object_set (gtk_settings_get_default (), "gtk-font-name", "Cantarell 11", NULL);
  load_style ();
  g_mkdir_with_parents (folder, 0755);
  for (guint look = 0; look < (aloud_page_check_wanted () ? 1 : G_N_ELEMENTS (looks)); look++)
    for (guint width = 0; width < (aloud_page_check_wanted () ? 1 : G_N_ELEMENTS (widths)); width++)
      for (guint i = 0; i < G_N_ELEMENTS (scenes); i++)
        if (only == NULL || g_str_has_prefix (scenes[i].name, only))
          {
            adw_style_manager_set_color_scheme (adw_style_manager_get_default (), looks[look].scheme);
            shoot_scene (&scenes[i], folder, looks[look].name, widths[width]);
          }
  return aloud_page_check_finish ();
}
