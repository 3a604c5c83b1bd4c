/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-call-notice.h"
#include "aloud-connection.h"
#include "aloud-error.h"
#include "aloud-problem.h"
#include "aloud-stage.h"

static GtkWindow *
show (AloudStage *stage)
{
  return aloud_stage_show (stage, g_object_new (ALOUD_TYPE_CALL_NOTICE, "session", stage->session, NULL));
}

static AloudState
state (AloudStage *stage)
{
  return aloud_session_get_state (stage->session);
}

static void
test_new_destroy (void)
{
  GtkWidget *notice = g_object_ref_sink (g_object_new (ALOUD_TYPE_CALL_NOTICE, NULL));

  g_assert_finalize_object (notice);
}

/* Every error that an agent can end a call with has its sentence on the screen. */
static void
test_problems (void)
{
  const struct {
    GQuark domain;
    int last;
  } domains[] = {
    { ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_TOKEN_PERMISSION },
    { ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_NO_FRESH_CREDENTIAL },
    { G_IO_ERROR, G_IO_ERROR_NOT_FOUND },
  };
  g_autoptr (AloudStage) stage = aloud_stage_new ();
  GtkWindow *window = show (stage);

  for (guint i = 0; i < G_N_ELEMENTS (domains); i++)
    for (int code = 0; code <= domains[i].last; code++)
      {
        g_autoptr (AloudProblem) problem = NULL;

        g_clear_error (&stage->agent->error);
        stage->agent->error = g_error_new_literal (domains[i].domain, code, "what <i>they</i> said");
        problem = aloud_problem_describe (stage->agent->error, NULL, NULL);
        aloud_session_call (stage->session, ALOUD_AGENT (stage->agent));
        aloud_test_wait (state (stage) == ALOUD_STATE_FAILED);
        aloud_test_wait (aloud_stage_shows (window, problem->title));
        g_assert_true (aloud_stage_shows_notice (window));
      }
  gtk_window_destroy (window);
}

static const char *
get_button (GtkWindow *window)
{
  static char label[64];
  g_autofree char *text = NULL;

  g_object_get (aloud_stage_find_type (window, g_type_from_name ("AloudNotice")), "button", &text, NULL);
  g_strlcpy (label, text != NULL ? text : "", sizeof label);
  return label;
}

/* One button does one thing once: to try again is the call bar's. And this agent has no settings to edit. */
static void
test_button (void)
{
  const guint statuses[] = { 403, 404, 418 };
  g_autoptr (AloudStage) stage = aloud_stage_new ();
  GtkWindow *window = show (stage);

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      aloud_test_server_refuse (stage->server, statuses[i], 1, NULL, NULL);
      aloud_session_call (stage->session, ALOUD_AGENT (stage->agent));
      aloud_test_wait (state (stage) == ALOUD_STATE_FAILED && aloud_stage_shows_notice (window));
      g_assert_cmpstr (get_button (window), ==, "");
    }
  gtk_window_destroy (window);
}

static void
test_dismiss (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new ();
  GtkWindow *window = show (stage);

  aloud_test_server_refuse (stage->server, 403, 1, NULL, NULL);
  aloud_session_call (stage->session, ALOUD_AGENT (stage->agent));
  aloud_test_wait (state (stage) == ALOUD_STATE_FAILED && aloud_stage_shows_notice (window));

  aloud_session_dismiss_error (stage->session);
  g_assert_false (aloud_stage_shows_notice (window));
  gtk_window_destroy (window);
}

/* An error that came while the window was closed is there when it opens. */
static void
test_late (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new ();
  GtkWindow *window;

  aloud_test_server_refuse (stage->server, 403, 1, NULL, NULL);
  aloud_session_call (stage->session, ALOUD_AGENT (stage->agent));
  aloud_test_wait (state (stage) == ALOUD_STATE_FAILED);
  window = show (stage);
  g_assert_true (aloud_stage_shows_notice (window));
  gtk_window_destroy (window);
}

static void
test_reconnecting (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new_full (60000);
  GtkWindow *window = show (stage);

  aloud_stage_go_live (stage);
  aloud_test_server_drop (stage->server);
  aloud_test_wait (state (stage) == ALOUD_STATE_RECONNECTING);
  aloud_test_wait (aloud_stage_shows (window, "The connection was lost"));
  g_assert_true (aloud_stage_shows (window, "Details"));

  /* A talk is refused by the note that ends one, for who wants notes. */
  g_settings_set_boolean (stage->settings, "talk-cue", TRUE);
  aloud_session_set_push_to_talk (stage->session, TRUE);
  aloud_session_talk_start (stage->session);
  g_assert_cmpuint (stage->voice->cues[ALOUD_CUE_BEGIN], ==, 0);
  g_assert_cmpuint (stage->voice->cues[ALOUD_CUE_END], ==, 1);
  aloud_session_talk_stop (stage->session);
  g_settings_set_boolean (stage->settings, "talk-cue", FALSE);
  aloud_session_talk_start (stage->session);
  g_assert_cmpuint (stage->voice->cues[ALOUD_CUE_END], ==, 1);
  aloud_session_talk_stop (stage->session);

  aloud_stage_press (window, "Try Now");
  aloud_test_wait (state (stage) == ALOUD_STATE_LIVE);
  g_assert_false (aloud_stage_shows_notice (window));

  aloud_test_server_drop (stage->server);
  aloud_test_wait (aloud_stage_shows (window, "End Call"));
  aloud_stage_press (window, "End Call");
  aloud_test_wait (state (stage) == ALOUD_STATE_IDLE);
  g_assert_false (aloud_stage_shows_notice (window));
  gtk_window_destroy (window);
}

/* The countdown counts, and holds nothing when the notice goes in the middle of it. */
static void
test_countdown (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new_full (60000);
  GtkWindow *window = show (stage);
  GtkWidget *notice = aloud_stage_find_type (window, g_type_from_name ("AloudNotice"));
  g_autofree char *before = NULL;
  g_autofree guint *changes = NULL;

  aloud_stage_go_live (stage);
  aloud_test_server_drop (stage->server);
  aloud_test_wait (state (stage) == ALOUD_STATE_RECONNECTING);
  g_object_get (notice, "body", &before, NULL);
  g_assert_nonnull (strstr (before, "(try 1 of 5). You cannot be heard"));
  changes = aloud_test_count_notify (notice, "body");
  aloud_test_wait (*changes >= 1);
  g_signal_handlers_disconnect_matched (notice, G_SIGNAL_MATCH_DATA, 0, 0, NULL, NULL, changes);
  gtk_window_destroy (window);
}

/* The server is about to hang up: there is a countdown, and a way to stay. */
static void
test_idle (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new_full (1000);
  GtkWindow *window = show (stage);
  GtkWidget *notice = aloud_stage_find_type (window, g_type_from_name ("AloudNotice"));
  g_autofree guint *changes = NULL;

  aloud_stage_go_live (stage);
  g_assert_false (aloud_stage_shows_notice (window));
  aloud_test_server_send (stage->server, "{\"type\":\"idle_warning\",\"time_remaining\":30}");
  aloud_test_wait (aloud_stage_shows (window, "Are you still there?"));
  changes = aloud_test_count_notify (notice, "body");
  aloud_test_wait (*changes >= 1); /* the seconds run */
  g_signal_handlers_disconnect_matched (notice, G_SIGNAL_MATCH_DATA, 0, 0, NULL, NULL, changes);
  aloud_stage_press (window, "Stay");
  aloud_test_wait (!aloud_stage_shows_notice (window));
  g_assert_cmpint (state (stage), ==, ALOUD_STATE_LIVE);
  aloud_test_wait (aloud_test_server_count_texts (stage->server, "keep_alive") == 1);
  gtk_window_destroy (window);
}

/* Once, with what can be done about it. */
static void
test_self_echo (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new ();
  g_autoptr (GAction) speaker_mode = g_settings_create_action (stage->settings, "speaker-mode");
  GtkWindow *window = show (stage);

  g_action_map_add_action (G_ACTION_MAP (stage->group), speaker_mode);
  aloud_stage_go_live (stage);
  aloud_stage_answer (stage, "Seven green boats went down the river.", "one");
  aloud_stage_hear (stage, "how late is it then", TRUE);
  aloud_stage_hear (stage, "green boats went down the river", TRUE);
  aloud_test_wait (aloud_stage_shows (window, "The agent hears itself"));
  g_assert_true (aloud_stage_shows_notice (window));
  aloud_stage_press (window, "Use Speaker Mode");
  aloud_test_wait (!aloud_stage_shows_notice (window));
  g_assert_true (g_settings_get_boolean (stage->settings, "speaker-mode"));

  aloud_stage_hear (stage, "seven green boats went down", TRUE);
  aloud_stage_hear (stage, "over", TRUE);
  aloud_test_wait (g_list_model_get_n_items (G_LIST_MODEL (aloud_session_get_transcript (stage->session))) >= 4);
  g_assert_false (aloud_stage_shows_notice (window));
  gtk_window_destroy (window);
}

int
main (int argc, char **argv)
{
  aloud_stage_init (&argc, &argv);

  g_test_add_func ("/ui/call-notice/new-destroy", test_new_destroy);
  g_test_add_func ("/ui/call-notice/problems", test_problems);
  g_test_add_func ("/ui/call-notice/button", test_button);
  g_test_add_func ("/ui/call-notice/dismiss", test_dismiss);
  g_test_add_func ("/ui/call-notice/self-echo", test_self_echo);
  g_test_add_func ("/ui/call-notice/late", test_late);
  g_test_add_func ("/ui/call-notice/reconnecting", test_reconnecting);
  g_test_add_func ("/ui/call-notice/countdown", test_countdown);
  g_test_add_func ("/ui/call-notice/idle", test_idle);

  return g_test_run ();
}
