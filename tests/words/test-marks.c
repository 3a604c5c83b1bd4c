/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-marks.h"

#include "aloud-fake-voice.h"
#include "aloud-test-server.h"
#include "aloud-test-util.h"

#define METADATA "{\"type\":\"connection_metadata\",\"connection_id\":\"c\"}"

typedef struct {
  AloudTestServer *server;
  AloudFakeVoice *voice;
  AloudFakeAgent *agent;
  AloudSession *session;
} Fixture;

static AloudState
state (Fixture *f)
{
  return aloud_session_get_state (f->session);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->server = aloud_test_server_new ();
  f->voice = aloud_fake_voice_new ();
  f->agent = aloud_fake_agent_new (f->server->endpoint);
  f->session = g_object_new (ALOUD_TYPE_SESSION, "voice", f->voice, "retry-unit-ms", 60000, NULL);
  aloud_marks_watch (f->session);
  aloud_test_server_greet (f->server, METADATA);
  g_assert_true (aloud_session_call (f->session, ALOUD_AGENT (f->agent)));
  aloud_test_wait (state (f) == ALOUD_STATE_LIVE);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->session);
  aloud_test_settle ();
  g_assert_finalize_object (f->agent);
  g_assert_finalize_object (f->voice);
  aloud_test_server_free (f->server);
}

static AloudTurn *
get_last_turn (Fixture *f)
{
  GListModel *model = G_LIST_MODEL (aloud_session_get_transcript (f->session));
  guint n = g_list_model_get_n_items (model);
  g_autoptr(AloudTurn) turn = n > 0 ? g_list_model_get_item (model, n - 1) : NULL;

  return turn; /* the transcript keeps it alive */
}

/* A call that comes back says so between what was said before and after. */
static void
test_resumed (Fixture *f, gconstpointer data)
{
  g_autofree char *wait = NULL;

  g_assert_null (get_last_turn (f)); /* the first connection is no mark */
  aloud_test_server_send (f->server, "{\"type\":\"llm_response_chunk\",\"content\":\"Once upon\"}");
  aloud_test_wait (get_last_turn (f) != NULL);
  aloud_test_server_drop (f->server);
  aloud_test_wait (state (f) == ALOUD_STATE_RECONNECTING);
  wait = aloud_marks_describe_wait (f->session);
  g_assert_true (g_str_has_prefix (wait, "Trying again in "));
  g_assert_true (g_str_has_suffix (wait, " seconds (try 1 of 5)."));

  aloud_session_retry_now (f->session);
  aloud_test_wait (state (f) == ALOUD_STATE_LIVE);
  g_assert_cmpint (aloud_turn_get_speaker (get_last_turn (f)), ==, ALOUD_SPEAKER_NOTE);
  g_assert_nonnull (strstr (aloud_turn_get_text (get_last_turn (f)), "starts anew"));
  g_assert_nonnull (strstr (aloud_turn_get_text (get_last_turn (f)), "was not sent"));
  aloud_test_server_send (f->server, "{\"type\":\"llm_response_chunk\",\"content\":\"Hello\"}");
  aloud_test_wait (aloud_turn_get_speaker (get_last_turn (f)) == ALOUD_SPEAKER_AGENT);
  g_assert_cmpstr (aloud_turn_get_text (get_last_turn (f)), ==, "Hello");
}

static guint
count_notes (Fixture *f)
{
  GListModel *model = G_LIST_MODEL (aloud_session_get_transcript (f->session));
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (AloudTurn) turn = g_list_model_get_item (model, i);

      n += aloud_turn_get_speaker (turn) == ALOUD_SPEAKER_NOTE;
    }
  return n;
}

/* Speech at full speed: when two minutes are waiting the person is told, once, and the call goes on. */
static void
test_overflow (Fixture *f, gconstpointer data)
{
  gsize size = 20 * 48000; /* twenty seconds */
  g_autofree guint8 *pcm = g_malloc0 (size);
  g_autofree char *base64 = g_base64_encode (pcm, size);
  g_autofree char *message = g_strdup_printf ("{\"type\":\"tts_chunk\",\"content\":\"%s\"}", base64);

  for (guint i = 0; i < 5; i++)
    aloud_test_server_send (f->server, message);
  aloud_test_wait (aloud_voice_get_queued_ms (ALOUD_VOICE (f->voice)) == 100000);
  g_assert_cmpuint (count_notes (f), ==, 0);
  for (guint i = 0; i < 4; i++)
    aloud_test_server_send (f->server, message);
  aloud_test_wait (aloud_voice_get_queued_ms (ALOUD_VOICE (f->voice)) == 180000);
  g_assert_cmpuint (count_notes (f), ==, 1);
  g_assert_nonnull (strstr (aloud_turn_get_text (get_last_turn (f)), "two minutes"));
  aloud_test_server_send (f->server, "{\"type\":\"llm_response_chunk\",\"content\":\"still here\"}");
  aloud_test_wait (g_str_equal (aloud_turn_get_text (get_last_turn (f)), "still here"));
  g_assert_cmpint (state (f), ==, ALOUD_STATE_LIVE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/words/marks/resumed", Fixture, NULL, set_up, test_resumed, tear_down);
  g_test_add ("/words/marks/overflow", Fixture, NULL, set_up, test_overflow, tear_down);
  return g_test_run ();
}
