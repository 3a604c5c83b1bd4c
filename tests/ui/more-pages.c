/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "more-pages.h"

#include "aloud-about.h"
#include "aloud-background-call.h"
#include "aloud-key-chooser.h"
#include "aloud-log-window.h"
#include "aloud-preferences.h"
#include "aloud-privacy-window.h"
#include "aloud-shortcuts-dialog.h"

static void
show_privacy (AloudStage *stage, AloudProfiles *profiles, AloudKeyring *keyring, const char *folder, const char *look,
              MorePagesShow show)
{
  g_autofree char *path = g_build_filename (folder, "nowhere", "history.sqlite", NULL);
  g_autoptr (AloudHistory) history = aloud_history_new (path);
  g_autoptr (AloudAgent) ada = g_list_model_get_item (G_LIST_MODEL (profiles), 0);

  g_settings_set_string (aloud_profile_get_settings (ALOUD_PROFILE (ada)), "token-source", "address");
  g_settings_set_string (aloud_profile_get_settings (ALOUD_PROFILE (ada)), "token-address", "https://tokens.example.org/");
  g_settings_set_int64 (stage->settings, "microphone-last-open", 1795557600);
  g_list_store_append (stage->agents, ada);
  aloud_call_actions_set_selected (stage->actions, ada);
  for (guint i = 0; i < 3; i++)
    {
      GtkWindow *window = aloud_privacy_window_new (NULL, stage->actions, profiles, keyring, history, stage->settings);

      gtk_window_set_default_size (window, i == 1 ? 360 : 520, i == 1 ? 640 : 720);
      if (i == 2)
        gtk_widget_activate_action (GTK_WIDGET (window), "privacy.erase", NULL);
      show (window, folder, i == 0 ? "privacy" : i == 1 ? "privacy-narrow" : "privacy-erase", look);
    }
  aloud_call_actions_set_selected (stage->actions, ALOUD_AGENT (stage->agent));
  g_list_store_remove (stage->agents, g_list_model_get_n_items (G_LIST_MODEL (stage->agents)) - 1);
}

static void
show_log (const char *folder, const char *look, MorePagesShow show)
{
  g_autoptr (AloudAuthLog) log = aloud_auth_log_new ();

  show (aloud_log_window_new (NULL, log), folder, "no-connections", look);
  aloud_auth_log_add (log, "Ada", "token", ALOUD_AUTH_FOUND);
  aloud_auth_log_add (log, "Ada", "token", ALOUD_AUTH_ACCEPTED);
  show (aloud_log_window_new (NULL, log), folder, "connections", look);
}

/* A window, and what lies above it. */
static GtkWindow *
open_preferences (AloudStage *stage)
{
  GtkWindow *window = aloud_preferences_new (NULL, stage->settings, ALOUD_VOICE (stage->voice), NULL);

  gtk_window_present (window);
  return window;
}

static void
show_dialogs (AloudStage *stage, const char *folder, const char *look, MorePagesShow show)
{
  const AloudShortcut shortcuts[] = { { "talk", "", "CTRL+ALT+space" } };
  g_autoptr (AloudGlobalShortcuts) nobody = aloud_global_shortcuts_new (NULL, ALOUD_APP_ID, shortcuts, 1);
  GtkWindow *window = open_preferences (stage);

  aloud_shortcuts_dialog_present (window, nobody);
  show (window, folder, "global-shortcuts", look);
  window = open_preferences (stage);
  aloud_key_chooser_present (window, stage->settings);
  show (window, folder, "talk-key", look);
  window = open_preferences (stage);
  aloud_about_present (window);
  show (window, folder, "about", look);
}

static void
show_end_of_call (AloudStage *stage, const char *folder, const char *look, MorePagesShow show)
{
  g_autoptr (AloudBackground) background = aloud_background_new (NULL, ALOUD_APP_ID);
  g_autoptr (AloudBackgroundCall) call
    = aloud_background_call_new (G_APPLICATION (stage->application), stage->session, background);
  AloudWindow *window = aloud_stage_open_window (stage);

  if (aloud_session_get_state (stage->session) != ALOUD_STATE_LIVE)
    aloud_stage_go_live (stage);
  aloud_background_call_watch (call, GTK_WINDOW (window));
  gtk_window_close (GTK_WINDOW (window));
  show (GTK_WINDOW (window), folder, "end-of-call", look);
}

void
more_pages_show (AloudStage    *stage,
                 AloudProfiles *profiles,
                 AloudKeyring  *keyring,
                 const char    *folder,
                 const char    *look,
                 MorePagesShow  show)
{
  show_privacy (stage, profiles, keyring, folder, look, show);
  show_log (folder, look, show);
  show_dialogs (stage, folder, look, show);
  show_end_of_call (stage, folder, look, show);
}
