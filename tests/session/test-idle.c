/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-session-stage.h"

#include "aloud-test-util.h"

/* A call in which nobody says a word. A second of Aloud's own limit is 10 ms here. */

#define UNIT_MS  10

typedef AloudSessionStage Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  aloud_session_stage_set_up (f, UNIT_MS);
  aloud_test_server_greet (f->server, ALOUD_SESSION_STAGE_METADATA);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  aloud_session_stage_tear_down (f);
}

static void
go_live (Fixture *f, guint idle_limit)
{
  f->agent->idle_limit = idle_limit;
  g_assert_true (aloud_session_call (f->session, ALOUD_AGENT (f->agent)));
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_LIVE);
}

static gint64
get_end (Fixture *f)
{
  gint64 ends_at;

  g_object_get (f->session, "idle-ends-at", &ends_at, NULL);
  return ends_at;
}

/* It is announced, then the call ends properly, with the reason, and is not tried again. */
static void
test_own_limit (Fixture *f, gconstpointer data)
{
  go_live (f, 20);
  g_assert_cmpint (get_end (f), ==, 0);
  aloud_test_wait (get_end (f) != 0);
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_FAILED);
  g_assert_error (aloud_session_get_error (f->session), ALOUD_SESSION_ERROR, ALOUD_SESSION_ERROR_FORGOTTEN);
  g_assert_cmpint (get_end (f), ==, 0);
  aloud_test_wait (f->server->close_code == 1000);
  g_assert_cmpuint (f->server->connections, ==, 1);
}

/* Every kind of word, and the button, begins the wait anew. */
static void
test_stays (Fixture *f, gconstpointer data)
{
  static const char *const words[] = {
    "{\"type\":\"transcription\",\"transcript\":\"Well\"}",
    "{\"type\":\"llm_response_chunk\",\"content\":\"Yes\"}",
    "{\"type\":\"tts_chunk\",\"content\":\"AQACAA==\"}",
    NULL,
  };

  go_live (f, 60);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      aloud_test_wait (get_end (f) != 0);
      if (words[i] != NULL)
        aloud_test_server_send (f->server, words[i]);
      else
        aloud_session_stay (f->session);
      aloud_test_wait (get_end (f) == 0);
      g_assert_cmpint (aloud_session_stage_get_state (f), ==, ALOUD_STATE_LIVE);
      /* The person is silent again, and so is the agent. */
      aloud_test_server_send (f->server, "{\"type\":\"transcription\",\"transcript\":\"Well\",\"is_speech_final\":true}");
      aloud_fake_voice_drain (f->voice);
    }
  aloud_test_wait (aloud_test_server_count_texts (f->server, "keep_alive") == 1);
}

static void
test_never (Fixture *f, gconstpointer data)
{
  gint64 since;

  go_live (f, 0);
  since = g_get_monotonic_time ();
  while (g_get_monotonic_time () - since < 50 * UNIT_MS * G_TIME_SPAN_MILLISECOND)
    aloud_test_settle ();
  g_assert_cmpint (get_end (f), ==, 0);
  g_assert_cmpint (aloud_session_stage_get_state (f), ==, ALOUD_STATE_LIVE);
}

/* Who listens to a long answer has not gone. */
static void
test_long_answer (Fixture *f, gconstpointer data)
{
  gint64 since;

  go_live (f, 20);
  aloud_test_server_send (f->server, "{\"type\":\"tts_chunk\",\"content\":\"AQACAA==\",\"is_last\":true}");
  aloud_test_wait (f->voice->pushed->len > 0);
  aloud_fake_voice_set (f->voice, "sounding", TRUE);
  since = g_get_monotonic_time ();
  while (g_get_monotonic_time () - since < 60 * UNIT_MS * G_TIME_SPAN_MILLISECOND)
    aloud_test_settle ();
  g_assert_cmpint (aloud_session_stage_get_state (f), ==, ALOUD_STATE_LIVE);
  aloud_fake_voice_drain (f->voice);
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_FAILED);
}

/* The server's warning counts down as well; a word ends it. */
static void
test_server_warns (Fixture *f, gconstpointer data)
{
  gint64 first, last;

  go_live (f, 300);
  aloud_test_server_send (f->server, "{\"type\":\"idle_warning\",\"warning_type\":\"warning\",\"time_remaining\":30}");
  aloud_test_wait ((first = get_end (f)) != 0);
  g_assert_cmpint (first - g_get_monotonic_time (), <=, 30 * UNIT_MS * G_TIME_SPAN_MILLISECOND);
  aloud_test_server_send (f->server, "{\"type\":\"idle_warning\",\"warning_type\":\"final_warning\",\"time_remaining\":1}");
  aloud_test_wait ((last = get_end (f)) != first);
  g_assert_cmpint (last, <, first);
  aloud_test_server_send (f->server, "{\"type\":\"transcription\",\"transcript\":\"Wait\"}");
  aloud_test_wait (get_end (f) == 0);
  g_assert_cmpint (aloud_session_stage_get_state (f), ==, ALOUD_STATE_LIVE);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/session/idle/own-limit", test_own_limit);
  ADD ("/session/idle/stays", test_stays);
  ADD ("/session/idle/never", test_never);
  ADD ("/session/idle/long-answer", test_long_answer);
  ADD ("/session/idle/server-warns", test_server_warns);
  return g_test_run ();
}
