/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-session-stage.h"

#include "aloud-connection.h"
#include "aloud-microphone.h"
#include "aloud-test-util.h"

typedef AloudSessionStage Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  aloud_session_stage_set_up (f, 5);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  aloud_session_stage_tear_down (f);
}

static void
call (Fixture *f)
{
  g_assert_true (aloud_session_call (f->session, ALOUD_AGENT (f->agent)));
}

static AloudTurn *
get_turn (Fixture *f, guint position)
{
  GListModel *model = G_LIST_MODEL (aloud_session_get_transcript (f->session));
  g_autoptr(AloudTurn) turn = g_list_model_get_item (model, position);

  return turn; /* the transcript keeps it alive */
}

static guint
count_turns (Fixture *f)
{
  return g_list_model_get_n_items (G_LIST_MODEL (aloud_session_get_transcript (f->session)));
}

static void
test_call (Fixture *f, gconstpointer data)
{
  aloud_session_stage_go_live (f);
  aloud_test_wait (aloud_test_server_count_texts (f->server, "session_settings") == 1);
  g_assert_cmpuint (f->agent->reached[ALOUD_REACH_FIRST], ==, 1);
  g_assert_true (f->voice->running);

  aloud_fake_voice_hear (f->voice, 7);
  aloud_test_wait (f->server->audio->len == ALOUD_CHUNK_BYTES);
  g_assert_cmpuint (f->server->audio->data[0], ==, 7);

  aloud_session_hang_up (f->session);
  g_assert_false (f->voice->running);
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_IDLE);
  aloud_test_wait (f->server->close_code == 1000);
  g_assert_null (aloud_session_get_error (f->session));
}

/* Who reads about a call that failed reads where it went; not where the call before did. */
static void
test_host (Fixture *f, gconstpointer data)
{
  g_autofree char *before = aloud_session_dup_host (f->session);
  g_autofree char *failed = NULL;
  g_autofree char *unknown = NULL;

  g_assert_null (before);
  aloud_test_server_refuse (f->server, 403, 1, NULL, NULL);
  call (f);
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_FAILED);
  failed = aloud_session_dup_host (f->session);
  g_assert_cmpstr (failed, ==, "127.0.0.1");

  f->agent->error = g_error_new_literal (ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_NO_PROGRAM, "no");
  call (f);
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_FAILED);
  unknown = aloud_session_dup_host (f->session);
  g_assert_null (unknown);
}

/* Audio starts half a second after the settings even when the server never says who it is. */
static void
test_no_metadata (Fixture *f, gconstpointer data)
{
  call (f);
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_READY);
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_LIVE);
}

/* What is said before audio may flow is sent when it may, in order. */
static void
test_first_word (Fixture *f, gconstpointer data)
{
  call (f);
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_READY);
  for (gint16 i = 1; i <= 60; i++)
    aloud_fake_voice_hear (f->voice, i);
  g_assert_cmpuint (f->server->audio->len, ==, 0);
  aloud_test_server_send (f->server, ALOUD_SESSION_STAGE_METADATA);
  aloud_test_wait (f->server->audio->len == 50 * ALOUD_CHUNK_BYTES);
  g_assert_cmpuint (f->server->audio->data[0], ==, 11);
  g_assert_cmpuint (f->server->audio->data[49 * ALOUD_CHUNK_BYTES], ==, 60);
}

static void
test_muted (Fixture *f, gconstpointer data)
{
  aloud_session_stage_go_live (f);
  aloud_fake_voice_hear (f->voice, 7);
  aloud_session_set_muted (f->session, TRUE);
  aloud_fake_voice_hear (f->voice, 8);
  aloud_session_set_muted (f->session, FALSE);
  aloud_fake_voice_hear (f->voice, 9);
  aloud_test_wait (f->server->audio->len == 3 * ALOUD_CHUNK_BYTES);
  g_assert_cmpuint (f->server->audio->data[0], ==, 7);
  g_assert_cmpuint (f->server->audio->data[ALOUD_CHUNK_BYTES], ==, 0);
  g_assert_cmpuint (f->server->audio->data[2 * ALOUD_CHUNK_BYTES], ==, 9);
}

static void
test_answer (Fixture *f, gconstpointer data)
{
  static const guint8 expected[] = { 1, 0, 2, 0 };

  aloud_session_stage_go_live (f);
  g_assert_cmpint (aloud_session_stage_get_activity (f), ==, ALOUD_ACTIVITY_LISTENING);
  aloud_test_server_send (f->server, "{\"type\":\"transcription\",\"transcript\":\"What\"}");
  aloud_test_wait (aloud_session_stage_get_activity (f) == ALOUD_ACTIVITY_USER_SPEAKING);
  aloud_test_server_send (f->server, "{\"type\":\"transcription\",\"transcript\":\"What time is it?\","
                                     "\"is_final\":true,\"is_speech_final\":true}");
  aloud_test_wait (aloud_session_stage_get_activity (f) == ALOUD_ACTIVITY_THINKING);
  g_assert_cmpstr (aloud_turn_get_text (get_turn (f, 0)), ==, "What time is it?");

  aloud_test_server_send (f->server, "{\"type\":\"llm_response_chunk\",\"content\":\"It is \",\"generation_id\":\"g1\"}");
  aloud_session_stage_send_speech (f, "g1");
  aloud_test_server_send (f->server, "{\"type\":\"llm_response_chunk\",\"content\":\"noon.\",\"generation_id\":\"g1\","
                                     "\"is_final\":true}");
  aloud_test_wait (aloud_session_stage_get_activity (f) == ALOUD_ACTIVITY_SPEAKING && count_turns (f) == 2
                   && aloud_turn_get_final (get_turn (f, 1)));
  g_assert_cmpstr (aloud_turn_get_text (get_turn (f, 1)), ==, "It is noon.");
  g_assert_cmpmem (f->voice->pushed->data, f->voice->pushed->len, expected, sizeof expected);
  g_assert_cmpuint (f->voice->rate, ==, 24000);

  aloud_test_server_send (f->server, "{\"type\":\"tts_chunk\",\"content\":\"\",\"generation_id\":\"g1\",\"is_last\":true}");
  aloud_fake_voice_set (f->voice, "sounding", TRUE);
  aloud_fake_voice_drain (f->voice);
  aloud_test_wait (aloud_session_stage_get_activity (f) == ALOUD_ACTIVITY_LISTENING);
  g_assert_false (aloud_turn_get_interrupted (get_turn (f, 1)));
}

/* Nobody said that the person's turn is over, but the answer, which is in one chunk. */
static void
test_answer_in_one (Fixture *f, gconstpointer data)
{
  aloud_session_stage_go_live (f);
  aloud_test_server_send (f->server, "{\"type\":\"transcription\",\"transcript\":\"What\"}");
  aloud_test_wait (aloud_session_stage_get_activity (f) == ALOUD_ACTIVITY_USER_SPEAKING);
  aloud_test_server_send (f->server, "{\"type\":\"tts_chunk\",\"content\":\"AQACAA==\",\"is_last\":true}");
  aloud_test_wait (aloud_session_stage_get_activity (f) == ALOUD_ACTIVITY_SPEAKING);
  aloud_fake_voice_set (f->voice, "sounding", TRUE);
  aloud_fake_voice_drain (f->voice);
  g_assert_cmpint (aloud_session_stage_get_activity (f), ==, ALOUD_ACTIVITY_LISTENING);
}

static void
test_interruption (Fixture *f, gconstpointer data)
{
  aloud_session_stage_go_live (f);
  aloud_test_server_send (f->server, "{\"type\":\"llm_response_chunk\",\"content\":\"Once\",\"generation_id\":\"g1\"}");
  aloud_session_stage_send_speech (f, "g1");
  aloud_test_wait (f->voice->pushed->len == 4);
  aloud_test_server_send (f->server, "{\"type\":\"tts_interruption\"}");
  aloud_session_stage_send_speech (f, "g1"); /* late */
  aloud_session_stage_send_speech (f, "g2");
  aloud_test_wait (f->voice->flushes == 1 && f->voice->pushed->len == 4);
  aloud_test_server_send (f->server, "{\"type\":\"status\"}");
  aloud_test_settle ();
  g_assert_cmpuint (f->voice->pushed->len, ==, 4);
  g_assert_true (aloud_turn_get_interrupted (get_turn (f, 0)));
  g_assert_true (aloud_turn_get_final (get_turn (f, 0)));
}

static void
test_stop_agent (Fixture *f, gconstpointer data)
{
  f->agent->takes_interrupt = GPOINTER_TO_INT (data);
  aloud_session_stage_go_live (f);
  aloud_session_stop_agent (f->session); /* nothing to stop */
  g_assert_cmpuint (f->voice->flushes, ==, 0);

  aloud_session_stage_send_speech (f, "g1");
  aloud_test_wait (f->voice->pushed->len == 4);
  aloud_session_stop_agent (f->session);
  g_assert_cmpuint (f->voice->flushes, ==, 1);
  aloud_session_stage_send_speech (f, "g1");
  aloud_session_stage_send_speech (f, "g2");
  aloud_test_wait (f->voice->pushed->len == 4);
  aloud_fake_voice_hear (f->voice, 1);
  aloud_test_wait (f->server->audio_frames == 1);
  g_assert_cmpuint (aloud_test_server_count_texts (f->server, "\"interrupt\""), ==, f->agent->takes_interrupt ? 1 : 0);
}

/* What has come of the answer goes on when the network does not, and is stopped all the same; the next agent is heard. */
static void
test_stop_agent_while_lost (Fixture *f, gconstpointer data)
{
  f->agent->takes_interrupt = TRUE;
  g_clear_object (&f->session);
  f->session = g_object_new (ALOUD_TYPE_SESSION, "voice", f->voice, "retry-unit-ms", 60000, NULL);
  aloud_session_stage_go_live (f);
  aloud_test_server_send (f->server, "{\"type\":\"llm_response_chunk\",\"content\":\"Once\"}");
  aloud_test_server_send (f->server, "{\"type\":\"tts_chunk\",\"content\":\"AQACAA==\"}");
  aloud_test_wait (f->voice->pushed->len == 4);
  aloud_test_server_drop (f->server);
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_RECONNECTING);
  g_assert_cmpint (aloud_session_stage_get_activity (f), ==, ALOUD_ACTIVITY_SPEAKING);
  g_assert_cmpuint (f->voice->flushes, ==, 0);
  aloud_session_stop_agent (f->session);
  g_assert_cmpuint (f->voice->flushes, ==, 1);
  g_assert_cmpint (aloud_session_stage_get_activity (f), ==, ALOUD_ACTIVITY_NONE);
  g_assert_true (aloud_turn_get_interrupted (get_turn (f, 0)));

  aloud_session_retry_now (f->session);
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_LIVE);
  aloud_test_server_send (f->server, "{\"type\":\"tts_chunk\",\"content\":\"AQACAA==\"}");
  aloud_test_wait (aloud_session_stage_get_activity (f) == ALOUD_ACTIVITY_SPEAKING);
  g_assert_cmpuint (aloud_test_server_count_texts (f->server, "\"interrupt\""), ==, 0);
}

static gboolean
is_gated (Fixture *f)
{
  gboolean gated;

  g_object_get (f->session, "gated", &gated, NULL);
  return gated;
}

/* Before audio flows the microphone is gathered for later: the echo of a greeting, or of what the agent said before the
 * call was lost, is no first word. */
static void
test_gated_before_live (Fixture *f, gconstpointer data)
{
  aloud_fake_voice_set (f->voice, "full-duplex", FALSE);
  call (f);
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_READY);
  g_assert_false (is_gated (f));
  aloud_test_server_greet (f->server, ALOUD_SESSION_STAGE_METADATA); /* of the next connection */
  aloud_session_stage_send_speech (f, "g1");
  aloud_test_wait (f->voice->pushed->len == 4);
  g_assert_true (is_gated (f));
  aloud_test_server_drop (f->server);
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_LIVE);
  g_assert_true (is_gated (f));
}

/* The talk key silences the agent before it opens the microphone. */
static void
test_talk_stops_the_agent (Fixture *f, gconstpointer data)
{
  aloud_session_set_push_to_talk (f->session, TRUE);
  aloud_session_stage_go_live (f);
  aloud_session_stage_send_speech (f, "g1");
  aloud_test_wait (aloud_session_stage_get_activity (f) == ALOUD_ACTIVITY_SPEAKING);
  aloud_session_talk_start (f->session);
  g_assert_cmpuint (f->voice->flushes, ==, 1);
  g_assert_cmpint (aloud_session_stage_get_activity (f), !=, ALOUD_ACTIVITY_SPEAKING);
}

/* The server says goodbye and hangs up: its last word is heard to its end. */
static void
test_server_hangs_up (Fixture *f, gconstpointer data)
{
  aloud_session_stage_go_live (f);
  aloud_session_stage_send_speech (f, "g1");
  aloud_test_server_close (f->server, 1000, "bye");
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_CLOSING);
  g_assert_true (f->voice->running);
  g_assert_cmpuint (f->voice->pushed->len, ==, 4);
  g_assert_cmpint (aloud_session_stage_get_activity (f), ==, ALOUD_ACTIVITY_SPEAKING);
  aloud_fake_voice_set (f->voice, "sounding", TRUE);
  aloud_fake_voice_drain (f->voice);
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_IDLE);
  g_assert_null (aloud_session_get_error (f->session));
  g_assert_false (f->voice->running);
}

static void
test_last_words_stopped (Fixture *f, gconstpointer data)
{
  aloud_session_stage_go_live (f);
  aloud_session_stage_send_speech (f, "g1");
  aloud_test_server_close (f->server, 1000, "bye");
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_CLOSING);
  aloud_session_stop_agent (f->session);
  g_assert_cmpint (aloud_session_stage_get_state (f), ==, ALOUD_STATE_IDLE);
}

static void
test_idle_hang_up (Fixture *f, gconstpointer data)
{
  aloud_session_stage_go_live (f);
  aloud_test_server_send (f->server, "{\"type\":\"idle_warning\",\"time_remaining\":5}");
  aloud_test_server_close (f->server, 1000, "");
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_FAILED);
  g_assert_error (aloud_session_get_error (f->session), ALOUD_SESSION_ERROR, ALOUD_SESSION_ERROR_IDLE);
}

static void
test_refused (Fixture *f, gconstpointer data)
{
  aloud_test_server_refuse (f->server, 401, 100, NULL, NULL);
  call (f);
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_FAILED);
  g_assert_error (aloud_session_get_error (f->session), ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_UNAUTHORIZED);
  g_assert_cmpuint (f->server->requests, ==, 1);
  g_assert_cmpuint (f->agent->reached[ALOUD_REACH_REFUSED], ==, 1);
  g_assert_false (f->voice->running);

  aloud_session_dismiss_error (f->session);
  g_assert_cmpint (aloud_session_stage_get_state (f), ==, ALOUD_STATE_IDLE);
  g_assert_null (aloud_session_get_error (f->session));
}

static void
count_chunks_sent (AloudSession *session, const char *what, gint64 when, guint size, const char *detail, gpointer count)
{
  *(guint *) count += g_str_equal (what, "chunk-sent");
}

/* The route says how the service is spoken to; what waits for the rest of its message has not been sent. */
static void
test_documented (Fixture *f, gconstpointer data)
{
  guint chunks_sent = 0;

  f->agent->dialect = ALOUD_DIALECT_DOCUMENTED;
  f->agent->settings = g_variant_ref_sink (g_variant_new_parsed ("{'emotion_detection.enabled': <true>}"));
  g_signal_connect (f->session, "trace", G_CALLBACK (count_chunks_sent), &chunks_sent);
  aloud_session_stage_go_live (f);
  aloud_fake_voice_hear (f->voice, 7);
  g_assert_cmpuint (chunks_sent, ==, 0);
  aloud_fake_voice_hear (f->voice, 8);
  g_assert_cmpuint (chunks_sent, ==, 1);
  aloud_test_wait (aloud_test_server_count_texts (f->server, "audio_input") == 1);
  g_assert_cmpuint (aloud_test_server_count_texts (f->server, "\"data\":{\"emotion_detection\":{\"enabled\":true}"), ==, 1);
  g_assert_cmpuint (f->server->audio_frames, ==, 0);
}

/* A token from the cache may have been revoked: the agent gets another, and nobody waits or counts. */
static void
test_fresh_token (Fixture *f, gconstpointer data)
{
  g_autofree guint *attempts = aloud_test_count_notify (f->session, "attempt");

  f->agent->token = "old.token.x";
  f->agent->fresh_token = "new.token.x";
  aloud_test_server_refuse (f->server, 401, 1, NULL, NULL);
  aloud_session_stage_go_live (f);
  g_assert_cmpuint (f->server->requests, ==, 2);
  g_assert_cmpstr (soup_message_headers_get_one (f->server->headers, "Authorization"), ==, "Bearer new.token.x");
  g_assert_cmpuint (f->agent->reached[ALOUD_REACH_REFUSED], ==, 1);
  g_assert_cmpuint (f->agent->reached[ALOUD_REACH_AGAIN], ==, 0);
  g_assert_null (aloud_session_get_error (f->session));
  aloud_session_hang_up (f->session);
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_IDLE);
  g_assert_cmpuint (*attempts, ==, 0);
  g_clear_object (&f->session);
}

/* Once in a call, however late: a server that refuses every token is not asked for ever. */
static void
test_fresh_token_once (Fixture *f, gconstpointer data)
{
  f->agent->token = "old.token.x";
  f->agent->fresh_token = "new.token.x";
  aloud_session_stage_go_live (f);
  aloud_test_server_close (f->server, 4001, "AUTH_FAILED");
  aloud_test_wait (f->server->connections == 2 && aloud_session_stage_get_state (f) == ALOUD_STATE_LIVE);
  aloud_test_server_close (f->server, 4001, "AUTH_REQUIRED");
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_FAILED);
  g_assert_error (aloud_session_get_error (f->session), ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_AUTH_REQUIRED);
  g_assert_cmpuint (f->agent->reached[ALOUD_REACH_REFUSED], ==, 1);
  g_assert_cmpuint (f->server->connections, ==, 2);

  /* The next call has its own. */
  call (f);
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_LIVE);
  aloud_test_server_close (f->server, 4001, "AUTH_FAILED");
  aloud_test_wait (f->server->connections == 4 && aloud_session_stage_get_state (f) == ALOUD_STATE_LIVE);
  g_assert_cmpuint (f->agent->reached[ALOUD_REACH_REFUSED], ==, 2);
}

/* Where the fresh token was to come from says what went wrong there. */
static void
test_fresh_token_fails (Fixture *f, gconstpointer data)
{
  aloud_session_stage_go_live (f);
  g_set_error_literal (&f->agent->error, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_TOKEN_REFUSED, "HTTP 500");
  aloud_test_server_close (f->server, 4001, "AUTH_FAILED");
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_FAILED);
  g_assert_error (aloud_session_get_error (f->session), ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_TOKEN_REFUSED);
}

/* Another token opens no other project. */
static void
test_no_fresh_token_for (Fixture *f, gconstpointer data)
{
  guint code = GPOINTER_TO_UINT (data);

  f->agent->token = "old.token.x";
  f->agent->fresh_token = "new.token.x";
  if (code < 1000)
    aloud_test_server_refuse (f->server, code, 1, NULL, NULL);
  else
    aloud_test_server_greet (f->server, ALOUD_SESSION_STAGE_METADATA);
  call (f);
  if (code >= 1000)
    {
      aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_LIVE);
      aloud_test_server_close (f->server, code, "");
    }
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_FAILED);
  g_assert_cmpuint (f->agent->reached[ALOUD_REACH_REFUSED], ==, 0);
  g_assert_cmpuint (f->server->requests, ==, 1);
}

/* Who presses the talk key before the answer has begun takes the turn: it is not spoken into the open microphone. */
static void
test_talk_before_the_answer (Fixture *f, gconstpointer data)
{
  f->agent->takes_interrupt = TRUE;
  aloud_session_set_push_to_talk (f->session, TRUE);
  aloud_session_stage_go_live (f);
  aloud_test_server_send (f->server, "{\"type\":\"transcription\",\"transcript\":\"On\"}");
  aloud_test_server_send (f->server, "{\"type\":\"transcription\",\"transcript\":\"One\",\"is_final\":true,"
                                     "\"is_speech_final\":true}");
  aloud_test_wait (aloud_session_stage_get_activity (f) == ALOUD_ACTIVITY_THINKING);
  aloud_session_talk_start (f->session);
  g_assert_cmpint (aloud_session_stage_get_activity (f), ==, ALOUD_ACTIVITY_LISTENING);
  aloud_test_server_send (f->server, "{\"type\":\"llm_response_chunk\",\"content\":\"No\",\"generation_id\":\"g1\"}");
  aloud_session_stage_send_speech (f, "g1");
  aloud_session_stage_send_speech (f, "g1");
  aloud_test_server_send (f->server, "{\"type\":\"transcription\",\"transcript\":\"Two\",\"is_final\":true,"
                                     "\"is_speech_final\":true}");
  aloud_test_wait (count_turns (f) == 2);
  g_assert_cmpuint (f->voice->pushed->len, ==, 0);
  g_assert_cmpstr (aloud_turn_get_text (get_turn (f, 1)), ==, "Two");
  g_assert_cmpuint (aloud_test_server_count_texts (f->server, "\"interrupt\""), ==, 1);

  aloud_session_talk_stop (f->session);
  aloud_session_stage_send_speech (f, "g1"); /* still late */
  aloud_session_stage_send_speech (f, "g2");
  aloud_test_wait (f->voice->pushed->len == 4);
  aloud_test_settle ();
  g_assert_cmpuint (f->voice->pushed->len, ==, 4);
}

static void
test_application_close_is_final (Fixture *f, gconstpointer data)
{
  aloud_session_stage_go_live (f);
  aloud_test_server_close (f->server, GPOINTER_TO_UINT (data), "no");
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_FAILED);
  g_assert_cmpuint (f->server->connections, ==, 1);
}

static void
test_reconnect (Fixture *f, gconstpointer data)
{
  g_autofree char *first = NULL;

  aloud_session_stage_go_live (f);
  first = g_strdup (f->server->path);
  aloud_test_server_drop (f->server);
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_RECONNECTING);
  g_assert_nonnull (aloud_session_get_error (f->session));
  aloud_fake_voice_hear (f->voice, 7); /* said into the gap: discarded */
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_LIVE);
  g_assert_null (aloud_session_get_error (f->session));
  g_assert_cmpuint (f->agent->reached[ALOUD_REACH_AGAIN], ==, 1);
  g_assert_cmpstr (first, !=, f->server->path);
  aloud_test_wait (aloud_test_server_count_texts (f->server, "session_settings") == 2);
  aloud_fake_voice_hear (f->voice, 8);
  aloud_test_wait (f->server->audio->len == ALOUD_CHUNK_BYTES);
  g_assert_cmpuint (f->server->audio->data[0], ==, 8);
}

static void
test_reconnect_gives_up (Fixture *f, gconstpointer data)
{
  aloud_test_server_refuse (f->server, 503, 100, NULL, NULL);
  call (f);
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_FAILED);
  g_assert_error (aloud_session_get_error (f->session), ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_SERVER);
  g_assert_nonnull (strstr (aloud_session_get_error (f->session)->message, "Maximum retries exceeded"));
  g_assert_cmpuint (f->server->requests, ==, 6);
}

/* A call that was lost and a call that never was are two things to the person. */
static void
test_lost_for_good (Fixture *f, gconstpointer data)
{
  aloud_session_stage_go_live (f);
  aloud_test_server_refuse (f->server, 407, 100, NULL, NULL);
  aloud_test_server_drop (f->server);
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_FAILED);
  g_assert_error (aloud_session_get_error (f->session), ALOUD_SESSION_ERROR, ALOUD_SESSION_ERROR_GAVE_UP);

  call (f);
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_FAILED);
  g_assert_error (aloud_session_get_error (f->session), ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_UNREACHABLE);
}

/* Whoever lets us in and hangs up without a word may mean a refusal; once alone it may be the network. */
static void
test_refused_by_hanging_up (Fixture *f, gconstpointer data)
{
  guint drops = 0;

  call (f);
  while (drops < 6)
    {
      aloud_test_wait (f->server->connected);
      aloud_test_server_drop (f->server);
      aloud_test_wait (!f->server->connected);
      drops++;
    }
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_FAILED);
  g_assert_error (aloud_session_get_error (f->session), ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_REFUSED);
  g_assert_cmpuint (f->server->connections, ==, 6);
}

/* A busy server says when to come back; the wait is its, not ours. */
static void
test_retry_after (Fixture *f, gconstpointer data)
{
  gint64 retry_at;

  aloud_test_server_refuse (f->server, 429, 1, "Retry-After", "30");
  call (f);
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_RECONNECTING);
  g_object_get (f->session, "retry-at", &retry_at, NULL);
  g_assert_cmpint (retry_at - g_get_monotonic_time (), >, 100 * G_TIME_SPAN_MILLISECOND);
  g_assert_cmpint (retry_at - g_get_monotonic_time (), <=, 150 * G_TIME_SPAN_MILLISECOND);
}

static void
test_retry_now (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->session);
  f->session = g_object_new (ALOUD_TYPE_SESSION, "voice", f->voice, "retry-unit-ms", 60000, NULL);
  aloud_test_server_refuse (f->server, 503, 1, NULL, NULL);
  call (f);
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_RECONNECTING);
  aloud_session_retry_now (f->session);
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_LIVE);
}

static void
test_hung_up_while_waiting (Fixture *f, gconstpointer data)
{
  guint requests;

  g_clear_object (&f->session);
  f->session = g_object_new (ALOUD_TYPE_SESSION, "voice", f->voice, "retry-unit-ms", 100, NULL);
  aloud_test_server_refuse (f->server, 503, 100, NULL, NULL);
  call (f);
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_RECONNECTING);
  requests = f->server->requests;
  aloud_session_hang_up (f->session);
  g_assert_cmpint (aloud_session_stage_get_state (f), ==, ALOUD_STATE_IDLE);
  g_assert_null (aloud_session_get_error (f->session));
  g_assert_false (f->voice->running);
  aloud_test_settle ();
  g_assert_cmpuint (f->server->requests, ==, requests);
}

static void
test_hung_up_while_connecting (Fixture *f, gconstpointer data)
{
  aloud_test_server_hold (f->server, TRUE);
  call (f);
  aloud_test_wait (f->server->requests == 1);
  aloud_session_hang_up (f->session);
  g_assert_cmpint (aloud_session_stage_get_state (f), ==, ALOUD_STATE_IDLE);
  aloud_test_server_hold (f->server, FALSE);
  aloud_test_settle ();
  g_assert_cmpint (aloud_session_stage_get_state (f), ==, ALOUD_STATE_IDLE);
  g_assert_false (f->voice->running);
}

/* A second call is refused while one is on, and the first goes on. */
static void
test_one_call_at_a_time (Fixture *f, gconstpointer data)
{
  aloud_session_stage_go_live (f);
  g_assert_false (aloud_session_call (f->session, ALOUD_AGENT (f->agent)));
  g_assert_cmpint (aloud_session_stage_get_state (f), ==, ALOUD_STATE_LIVE);
}

static void
test_call_again (Fixture *f, gconstpointer data)
{
  for (guint i = 1; i <= 3; i++)
    {
      aloud_session_stage_go_live (f);
      aloud_session_hang_up (f->session);
      aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_IDLE);
      g_assert_cmpuint (f->server->connections, ==, i);
    }
  g_assert_cmpuint (f->voice->starts, ==, 3);
}

static void
test_unreachable_agent (Fixture *f, gconstpointer data)
{
  g_set_error_literal (&f->agent->error, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_NO_PROGRAM, "not here");
  call (f);
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_FAILED);
  g_assert_cmpuint (f->voice->starts, ==, 0);
}

static void
test_agent_gone (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) gone = g_error_new_literal (ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_GONE, "died");

  aloud_session_stage_go_live (f);
  g_signal_emit_by_name (f->agent, "gone", gone);
  g_assert_cmpint (aloud_session_stage_get_state (f), ==, ALOUD_STATE_FAILED);
  g_assert_error (aloud_session_get_error (f->session), ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_GONE);
}

static void
test_voice_fails (Fixture *f, gconstpointer data)
{
  aloud_session_stage_go_live (f);
  aloud_fake_voice_fail (f->voice, ALOUD_VOICE_ERROR_NO_DEVICE);
  g_assert_cmpint (aloud_session_stage_get_state (f), ==, ALOUD_STATE_FAILED);
  aloud_test_wait (!f->server->connected);
}

static void
test_in_band_errors (Fixture *f, gconstpointer data)
{
  aloud_session_stage_go_live (f);
  aloud_test_server_send (f->server, "{\"type\":\"error\",\"error_code\":\"AUDIO_PROCESSING_FAILED\",\"error_message\":\"x\"}");
  aloud_test_server_send (f->server, "{\"type\":\"error\",\"error_code\":\"ODD\",\"error_message\":\"Something is odd\"}");
  aloud_test_wait (count_turns (f) == 1);
  g_assert_cmpint (aloud_session_stage_get_state (f), ==, ALOUD_STATE_LIVE);
  g_assert_cmpint (aloud_turn_get_speaker (get_turn (f, 0)), ==, ALOUD_SPEAKER_NOTE);

  aloud_test_server_send (f->server, "{\"type\":\"error\",\"error_code\":\"auth_failed\"}");
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_FAILED);
  g_assert_error (aloud_session_get_error (f->session), ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_UNAUTHORIZED);
}

static void
count_signal (guint *count)
{
  (*count)++;
}

static void
send_echo (Fixture *f)
{
  guint turns = count_turns (f);

  aloud_test_server_send (f->server, "{\"type\":\"llm_response_chunk\",\"content\":\"Seven green boats went by.\"}");
  aloud_test_wait (count_turns (f) > turns);
  aloud_test_server_send (f->server, "{\"type\":\"transcription\",\"transcript\":\"seven green boats went\","
                                     "\"is_final\":true,\"is_speech_final\":true}");
  aloud_test_wait (count_turns (f) > turns + 1);
}

/* It is told in each call once, however often the connection is lost. */
static void
test_self_echo (Fixture *f, gconstpointer data)
{
  guint told = 0;

  g_signal_connect_swapped (f->session, "self-echo", G_CALLBACK (count_signal), &told);
  aloud_session_stage_go_live (f);
  send_echo (f);
  g_assert_cmpuint (told, ==, 1);
  aloud_test_server_drop (f->server);
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_RECONNECTING);
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_LIVE);
  send_echo (f);
  g_assert_cmpuint (told, ==, 1);
  aloud_session_hang_up (f->session);
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_IDLE);
  aloud_session_stage_go_live (f);
  send_echo (f);
  g_assert_cmpuint (told, ==, 2);
}

/* What a server says of an error is shown: without the key it may echo, and without commands to a terminal. */
static void
test_error_is_clean (Fixture *f, gconstpointer data)
{
  aloud_session_stage_go_live (f);
  aloud_test_server_send (f->server, "{\"type\":\"error\",\"error_code\":\"ODD\","
                                     "\"error_message\":\"key oak_test_key_1234 \\u001b[31mis odd\"}");
  aloud_test_wait (count_turns (f) == 1);
  g_assert_null (strstr (aloud_turn_get_text (get_turn (f, 0)), "oak_"));
  g_assert_null (strchr (aloud_turn_get_text (get_turn (f, 0)), '\033'));
}

/* The peer's close is under way, with a reason to try again; the person hangs up all the same. */
static void
test_hung_up_while_the_peer_closes (Fixture *f, gconstpointer data)
{
  aloud_session_stage_go_live (f);
  aloud_test_server_send (f->server, "{\"type\":\"websocket.disconnect\",\"code\":1012,\"reason\":\"restart\"}");
  aloud_test_server_send (f->server, "{\"type\":\"status\"}");
  while (f->server->close_code == 0 && aloud_session_stage_get_state (f) == ALOUD_STATE_LIVE)
    g_main_context_iteration (NULL, TRUE);
  aloud_session_hang_up (f->session);
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_IDLE);
  g_assert_null (aloud_session_get_error (f->session));
}

/* Whether it may be heard is decided when it is said, not when it can be sent. */
static void
test_muted_before_live (Fixture *f, gconstpointer data)
{
  aloud_session_set_muted (f->session, TRUE);
  call (f);
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_READY);
  aloud_fake_voice_hear (f->voice, 7);
  aloud_session_set_muted (f->session, FALSE);
  aloud_fake_voice_hear (f->voice, 8);
  aloud_test_server_send (f->server, ALOUD_SESSION_STAGE_METADATA);
  aloud_test_wait (f->server->audio->len == 2 * ALOUD_CHUNK_BYTES);
  g_assert_cmpuint (f->server->audio->data[0], ==, 0);
  g_assert_cmpuint (f->server->audio->data[ALOUD_CHUNK_BYTES], ==, 8);
}

/* Who presses the key while it still connects has said something. */
static void
test_talk_before_live (Fixture *f, gconstpointer data)
{
  aloud_session_set_push_to_talk (f->session, TRUE);
  call (f);
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_READY);
  aloud_session_talk_start (f->session);
  aloud_fake_voice_hear (f->voice, 7);
  aloud_test_server_send (f->server, ALOUD_SESSION_STAGE_METADATA);
  aloud_test_wait (f->server->audio->len == ALOUD_CHUNK_BYTES);
  g_assert_cmpuint (f->server->audio->data[0], ==, 7);
}

static void
test_error_flood (Fixture *f, gconstpointer data)
{
  aloud_session_stage_go_live (f);
  for (guint i = 0; i < 6; i++)
    aloud_test_server_send (f->server, "{\"type\":\"error\",\"error_code\":\"ODD\"}");
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_FAILED);
}

/* Whatever comes before, between and after: no event in a state that does not expect it does harm. */
static void
test_events_out_of_place (Fixture *f, gconstpointer data)
{
  static const char *events[] = {
    "{\"type\":\"tts_interruption\"}", "{\"type\":\"stop_tts\"}", "{\"type\":\"turn_complete\"}",
    "{\"type\":\"turn_complete\",\"turn_result\":{\"is_complete\":true}}",
    "{\"type\":\"emotion_update\",\"top_emotions\":[{\"emotion\":\"Joy\",\"confidence\":1}]}",
    "{\"type\":\"llm_response_chunk\",\"is_final\":true}", "{\"type\":\"tts_chunk\",\"is_last\":true}",
    "{\"type\":\"transcription\",\"is_final\":true}", "{\"type\":\"nonsense\"}", "not JSON",
    ALOUD_SESSION_STAGE_METADATA, ALOUD_SESSION_STAGE_METADATA,
    "{\"type\":\"idle_warning\"}", "{\"type\":\"system_message\",\"content\":\"\"}", "{\"type\":\"status\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    aloud_test_server_greet (f->server, events[i]);
  call (f);
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_LIVE);
  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    aloud_test_server_send (f->server, events[i]);
  aloud_test_server_send (f->server, "{\"type\":\"system_message\",\"content\":\"good\"}");
  aloud_test_wait (count_turns (f) == 1);
  g_assert_cmpint (aloud_session_stage_get_state (f), ==, ALOUD_STATE_LIVE);

  aloud_session_hang_up (f->session);
  aloud_session_hang_up (f->session);
  aloud_session_talk_start (f->session);
  aloud_session_stop_agent (f->session);
  aloud_session_retry_now (f->session);
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_IDLE);
}

static void
test_disposed (Fixture *f, gconstpointer data)
{
  AloudState wanted = GPOINTER_TO_INT (data);

  if (wanted == ALOUD_STATE_CONNECTING)
    aloud_test_server_hold (f->server, TRUE);
  if (wanted == ALOUD_STATE_RECONNECTING)
    aloud_test_server_refuse (f->server, 503, 100, NULL, NULL);
  if (wanted == ALOUD_STATE_LIVE)
    aloud_test_server_greet (f->server, ALOUD_SESSION_STAGE_METADATA);
  call (f);
  aloud_test_wait (aloud_session_stage_get_state (f) == wanted && f->server->requests > 0);
  g_object_run_dispose (G_OBJECT (f->session));
  g_clear_object (&f->session);
  aloud_test_settle ();
}

static void
test_edges (void)
{
  /* A row a state, in the order of the enum; "x": may follow. */
  static const char *table[] = { ".x.....", "x.x.x.x", "...xxxx", "....xxx", "xx....x", "x.....x", "xx....." };

  for (AloudState from = ALOUD_STATE_IDLE; from <= ALOUD_STATE_FAILED; from++)
    for (AloudState to = ALOUD_STATE_IDLE; to <= ALOUD_STATE_FAILED; to++)
      g_assert_cmpint (aloud_state_may_become (from, to), ==, table[from][to] == 'x');
  g_assert_cmpstr (aloud_state_to_string (ALOUD_STATE_RECONNECTING), ==, "reconnecting");
  g_assert_cmpstr (aloud_activity_to_string (ALOUD_ACTIVITY_SPEAKING), ==, "speaking");
}

#define ADD(path, data, function)                                                                         \
  g_test_add ("/session/" path, Fixture, GINT_TO_POINTER (data), set_up, function, tear_down)

static void
add_call_tests (void)
{
  ADD ("call", 0, test_call);
  ADD ("host", 0, test_host);
  ADD ("no-metadata", 0, test_no_metadata);
  ADD ("first-word", 0, test_first_word);
  ADD ("documented", 0, test_documented);
  ADD ("fresh-token", 0, test_fresh_token);
  ADD ("fresh-token/once", 0, test_fresh_token_once);
  ADD ("fresh-token/fails", 0, test_fresh_token_fails);
  ADD ("no-fresh-token/403", 403, test_no_fresh_token_for);
  ADD ("no-fresh-token/404", 404, test_no_fresh_token_for);
  ADD ("no-fresh-token/4003", 4003, test_no_fresh_token_for);
  ADD ("no-fresh-token/4004", 4004, test_no_fresh_token_for);
  ADD ("talk-before-the-answer", 0, test_talk_before_the_answer);
  ADD ("muted", 0, test_muted);
  ADD ("answer", 0, test_answer);
  ADD ("answer-in-one", 0, test_answer_in_one);
  ADD ("interruption", 0, test_interruption);
  ADD ("stop-agent/silently", FALSE, test_stop_agent);
  ADD ("stop-agent/asking", TRUE, test_stop_agent);
  ADD ("stop-agent/while-lost", 0, test_stop_agent_while_lost);
  ADD ("gated-before-live", 0, test_gated_before_live);
  ADD ("talk-stops-the-agent", 0, test_talk_stops_the_agent);
  ADD ("one-call-at-a-time", 0, test_one_call_at_a_time);
  ADD ("call-again", 0, test_call_again);
}

static void
add_end_tests (void)
{
  ADD ("server-hangs-up", 0, test_server_hangs_up);
  ADD ("last-words-stopped", 0, test_last_words_stopped);
  ADD ("idle-hang-up", 0, test_idle_hang_up);
  ADD ("refused", 0, test_refused);
  ADD ("final-close/4000", 4000, test_application_close_is_final);
  ADD ("final-close/4001", 4001, test_application_close_is_final);
  ADD ("final-close/4029", 4029, test_application_close_is_final);
  ADD ("final-close/4999", 4999, test_application_close_is_final);
  ADD ("final-close/1008", 1008, test_application_close_is_final);
  ADD ("unreachable-agent", 0, test_unreachable_agent);
  ADD ("agent-gone", 0, test_agent_gone);
  ADD ("voice-fails", 0, test_voice_fails);
  ADD ("in-band-errors", 0, test_in_band_errors);
  ADD ("error-is-clean", 0, test_error_is_clean);
  ADD ("self-echo", 0, test_self_echo);
  ADD ("error-flood", 0, test_error_flood);
  ADD ("hung-up-while-the-peer-closes", 0, test_hung_up_while_the_peer_closes);
  ADD ("muted-before-live", 0, test_muted_before_live);
  ADD ("talk-before-live", 0, test_talk_before_live);
  ADD ("events-out-of-place", 0, test_events_out_of_place);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/edges", test_edges);
  add_call_tests ();
  add_end_tests ();
  ADD ("reconnect/lost", 0, test_reconnect);
  ADD ("reconnect/gives-up", 0, test_reconnect_gives_up);
  ADD ("reconnect/lost-for-good", 0, test_lost_for_good);
  ADD ("reconnect/refused-by-hanging-up", 0, test_refused_by_hanging_up);
  ADD ("reconnect/retry-after", 0, test_retry_after);
  ADD ("reconnect/retry-now", 0, test_retry_now);
  ADD ("reconnect/hung-up-while-waiting", 0, test_hung_up_while_waiting);
  ADD ("hung-up-while-connecting", 0, test_hung_up_while_connecting);
  ADD ("disposed/connecting", ALOUD_STATE_CONNECTING, test_disposed);
  ADD ("disposed/ready", ALOUD_STATE_READY, test_disposed);
  ADD ("disposed/live", ALOUD_STATE_LIVE, test_disposed);
  ADD ("disposed/reconnecting", ALOUD_STATE_RECONNECTING, test_disposed);
  return g_test_run ();
}
