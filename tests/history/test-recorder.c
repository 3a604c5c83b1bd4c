/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-recorder.h"

#include <glib/gstdio.h>

#include "aloud-fake-voice.h"
#include "aloud-test-server.h"
#include "aloud-test-util.h"

#define METADATA "{\"type\":\"connection_metadata\",\"connection_id\":\"c\"}"
#define SPOKEN(text) "{\"type\":\"transcription\",\"transcript\":\"" text "\",\"is_final\":true,\"is_speech_final\":true}"
#define HEARD(text) "{\"type\":\"transcription\",\"transcript\":\"" text "\"}"
#define SAID(text) "{\"type\":\"llm_response_chunk\",\"content\":\"" text "\",\"is_final\":true}"
#define SAYS(text) "{\"type\":\"llm_response_chunk\",\"content\":\"" text "\"}"

typedef struct {
  char *folder;
  char *path;
  AloudTestServer *server;
  AloudFakeVoice *voice;
  AloudFakeAgent *agent;
  AloudSession *session;
  GSettings *settings;
  AloudHistory *history;
  AloudRecorder *recorder;
} Fixture;

static char *
dup_id (AloudAgent *agent)
{
  return g_strdup ("ada");
}

static AloudState
state (Fixture *f)
{
  return aloud_session_get_state (f->session);
}

static void
call (Fixture *f)
{
  aloud_test_server_greet (f->server, METADATA);
  g_assert_true (aloud_session_call (f->session, ALOUD_AGENT (f->agent)));
  aloud_test_wait (state (f) == ALOUD_STATE_LIVE);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  static const char *const kept[] = { "somebody", "ada", NULL };

  f->folder = g_dir_make_tmp ("aloud-recorder-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "history.sqlite", NULL);
  f->server = aloud_test_server_new ();
  f->voice = aloud_fake_voice_new ();
  f->agent = aloud_fake_agent_new (f->server->endpoint);
  f->session = aloud_session_new (ALOUD_VOICE (f->voice));
  f->settings = g_settings_new (ALOUD_APP_ID);
  g_settings_set_strv (f->settings, "kept-agents", kept);
  f->history = aloud_history_new (f->path);
  f->recorder = aloud_recorder_new (f->session, f->history, f->settings, dup_id);
  call (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_settings_reset (f->settings, "kept-agents");
  g_assert_finalize_object (f->recorder);
  g_assert_finalize_object (f->history);
  g_object_unref (f->settings);
  g_assert_finalize_object (f->session);
  aloud_test_settle ();
  g_assert_finalize_object (f->agent);
  g_assert_finalize_object (f->voice);
  aloud_test_server_free (f->server);
  aloud_test_delete_folder (f->folder);
  g_free (f->path);
  g_free (f->folder);
}

/* What another program finds on the disk: "text/text!" with "!" for what was interrupted, conversations by "|". */
static char *
read_all (Fixture *f)
{
  g_autoptr (AloudHistory) history = aloud_history_new (f->path);
  g_autoptr (GPtrArray) entries = aloud_history_list (history, NULL, NULL, 10, NULL);
  GString *all = g_string_new (NULL);

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      const AloudHistoryEntry *entry = g_ptr_array_index (entries, i);
      g_autoptr (AloudConversation) conversation = aloud_history_load (history, entry->id, NULL);

      for (guint j = 0; j < conversation->turns->len; j++)
        {
          const AloudSaidTurn *turn = g_ptr_array_index (conversation->turns, j);

          g_string_append_printf (all, "%s%s%s", j > 0 ? "/" : i > 0 ? "|" : "", turn->text,
                                  turn->interrupted ? "!" : "");
        }
    }
  return g_string_free (all, FALSE);
}

static gboolean
is_kept (Fixture *f, const char *expected)
{
  g_autofree char *kept = read_all (f);

  return g_str_equal (kept, expected);
}

static guint
count_turns (Fixture *f)
{
  return g_list_model_get_n_items (G_LIST_MODEL (aloud_session_get_transcript (f->session)));
}

/* While the call goes on: a turn is there as soon as it is over, and what is not over is not. */
static void
test_turn_by_turn (Fixture *f, gconstpointer data)
{
  aloud_test_server_send (f->server, SPOKEN ("One"));
  aloud_test_wait (is_kept (f, "One"));
  aloud_test_server_send (f->server, SAYS ("Once upon"));
  aloud_test_wait (count_turns (f) == 2);
  g_assert_true (is_kept (f, "One"));

  /* The answer is cut off: its mark is kept too, although it comes after the text. */
  aloud_test_server_send (f->server, SAID (" a time"));
  aloud_test_wait (is_kept (f, "One/Once upon a time"));
  aloud_test_server_send (f->server, "{\"type\":\"tts_chunk\",\"content\":\"AAAAAA==\"}");
  aloud_test_server_send (f->server, "{\"type\":\"tts_interruption\"}");
  aloud_test_wait (is_kept (f, "One/Once upon a time!"));
  aloud_test_server_send (f->server, HEARD ("and then"));
  aloud_test_wait (count_turns (f) == 3);
  aloud_session_hang_up (f->session);
  aloud_test_wait (is_kept (f, "One/Once upon a time!/and then"));
}

/* Each call is a conversation of its own. */
static void
test_calls (Fixture *f, gconstpointer data)
{
  aloud_test_server_send (f->server, SPOKEN ("One"));
  aloud_test_wait (is_kept (f, "One"));
  aloud_session_hang_up (f->session);
  aloud_test_wait (state (f) == ALOUD_STATE_IDLE);
  call (f);
  aloud_test_server_send (f->server, SPOKEN ("Two"));
  aloud_test_wait (is_kept (f, "Two|One"));
}

/* Nothing is kept of those that were not chosen, not even a file. */
static void
test_off (Fixture *f, gconstpointer data)
{
  static const char *const others[] = { "somebody", NULL };

  g_settings_set_strv (f->settings, "kept-agents", others);
  aloud_test_server_send (f->server, SPOKEN ("One"));
  aloud_test_wait (count_turns (f) == 1);
  aloud_session_hang_up (f->session);
  aloud_test_wait (state (f) == ALOUD_STATE_IDLE);
  g_assert_false (aloud_history_exists (f->history));
}

static void
keep_with (Fixture *f, const char *id)
{
  g_settings_set_strv (f->settings, "kept-agents", (const char *const[]) { id, NULL });
}

/* Turned on in the middle: what was said before was said when nothing was kept, also what is not over yet. Turned off and on
 * again, the middle is missing. The next call is kept from its beginning. */
static void
test_turned_on (Fixture *f, gconstpointer data)
{
  keep_with (f, "somebody");
  aloud_test_server_send (f->server, SPOKEN ("One"));
  aloud_test_server_send (f->server, SAYS ("Once upon"));
  aloud_test_wait (count_turns (f) == 2);
  keep_with (f, "ada");
  aloud_test_server_send (f->server, SAID (" a time"));
  aloud_test_server_send (f->server, SPOKEN ("Three"));
  aloud_test_wait (is_kept (f, "Three"));
  keep_with (f, "somebody");
  aloud_test_server_send (f->server, SAID ("Four"));
  aloud_test_wait (count_turns (f) == 4);
  keep_with (f, "ada");
  aloud_test_server_send (f->server, SPOKEN ("Five"));
  aloud_test_wait (is_kept (f, "Three/Five"));

  aloud_session_hang_up (f->session);
  aloud_test_wait (state (f) == ALOUD_STATE_IDLE);
  call (f);
  aloud_test_server_send (f->server, SPOKEN ("Six"));
  aloud_test_wait (is_kept (f, "Six|Three/Five"));
}

/* Deleted while it goes on: it stays deleted, and nobody complains. */
static void
test_deleted_meanwhile (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  aloud_test_server_send (f->server, SPOKEN ("One"));
  aloud_test_wait (is_kept (f, "One"));
  g_assert_true (aloud_history_delete_all (f->history, &error));
  aloud_test_server_send (f->server, SAID ("Two"));
  aloud_test_wait (count_turns (f) == 2);
  aloud_session_hang_up (f->session);
  aloud_test_wait (state (f) == ALOUD_STATE_IDLE);
  g_assert_true (is_kept (f, ""));
  g_assert_cmpuint (count_turns (f), ==, 2);
}

/* It cannot be kept: that is said once, and the conversation goes on. */
static void
test_refused (Fixture *f, gconstpointer data)
{
  g_autoptr (AloudTurn) note = NULL;

  g_assert_cmpint (g_mkdir (f->path, 0700), ==, 0); /* where the database should be */
  aloud_test_server_send (f->server, SPOKEN ("One"));
  aloud_test_wait (count_turns (f) == 2);
  note = g_list_model_get_item (G_LIST_MODEL (aloud_session_get_transcript (f->session)), 1);
  g_assert_cmpint (aloud_turn_get_speaker (note), ==, ALOUD_SPEAKER_NOTE);
  g_assert_true (g_str_has_prefix (aloud_turn_get_text (note), "The history"));
  aloud_test_server_send (f->server, SAID ("Two"));
  aloud_test_wait (count_turns (f) == 3);
  g_assert_cmpint (state (f), ==, ALOUD_STATE_LIVE);
}

/* What was there is moved aside, and said; what has been said so far is kept in the new one. */
static void
test_damaged (Fixture *f, gconstpointer data)
{
  g_assert_true (g_file_set_contents (f->path, "this is no database, and it is long enough to be read as one", -1, NULL));
  aloud_test_server_send (f->server, SPOKEN ("One"));
  aloud_test_wait (count_turns (f) == 2); /* and a note */
  g_assert_true (is_kept (f, "One"));
  aloud_test_server_send (f->server, SAID ("Two"));
  aloud_test_wait (is_kept (f, "One/Two"));
  g_assert_cmpint (g_remove (aloud_history_get_aside (f->history)), ==, 0);
}

#define ADD(name, function) g_test_add ("/history/recorder/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("turn-by-turn", test_turn_by_turn);
  ADD ("calls", test_calls);
  ADD ("off", test_off);
  ADD ("turned-on", test_turned_on);
  ADD ("deleted-meanwhile", test_deleted_meanwhile);
  ADD ("refused", test_refused);
  ADD ("damaged", test_damaged);
  return g_test_run ();
}
