/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-session.h"

#include "aloud-connection.h"
#include "aloud-fake-voice.h"
#include "aloud-test-util.h"
#include "raw-peer.h"

#include <string.h>

/* A whole session against a server that says what no server should: the good message after the bad one still arrives, and
 * what was wrong is counted. */

typedef struct {
  RawPeer *peer;
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
send_text (Fixture *f, const char *text, gsize size)
{
  raw_peer_send_frame (f->peer, 0x81, text, size);
}

static void
send (Fixture *f, const char *text)
{
  send_text (f, text, strlen (text));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->peer = raw_peer_new (NULL);
  f->voice = aloud_fake_voice_new ();
  f->agent = aloud_fake_agent_new (f->peer->endpoint);
  f->session = g_object_new (ALOUD_TYPE_SESSION, "voice", f->voice, "retry-unit-ms", 100, NULL);
  g_assert_true (aloud_session_call (f->session, ALOUD_AGENT (f->agent)));
  aloud_test_wait (state (f) == ALOUD_STATE_READY);
  send (f, "{\"type\":\"connection_metadata\"}");
  aloud_test_wait (state (f) == ALOUD_STATE_LIVE);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->session);
  aloud_test_settle ();
  g_assert_false (f->voice->running);
  g_assert_finalize_object (f->agent);
  g_assert_finalize_object (f->voice);
  raw_peer_free (f->peer);
}

static const char *
get_last_text (Fixture *f)
{
  GListModel *model = G_LIST_MODEL (aloud_session_get_transcript (f->session));
  guint n = g_list_model_get_n_items (model);
  g_autoptr (AloudTurn) turn = n > 0 ? g_list_model_get_item (model, n - 1) : NULL;

  return turn != NULL ? aloud_turn_get_text (turn) : ""; /* the transcript keeps it alive */
}

typedef enum { READ, MALFORMED, UNKNOWN } Fate;

static const struct {
  const char *name;
  const char *text;
  Fate fate;
} messages[] = {
  { "not JSON", "hello", MALFORMED },
  { "empty", "", MALFORMED },
  { "an array", "[]", MALFORMED },
  { "no type", "{}", MALFORMED },
  { "type is null", "{\"type\":null}", MALFORMED },
  { "type is a number", "{\"type\":7}", MALFORMED },
  { "unknown type", "{\"type\":\"weather\",\"data\":{\"rain\":true}}", UNKNOWN },
  { "extra members", "{\"type\":\"status\",\"x\":[{}],\"y\":null}", READ },
  { "members are null", "{\"type\":\"transcription\",\"transcript\":null,\"is_final\":null,\"words\":null}", READ },
  { "wrong types", "{\"type\":\"transcription\",\"transcript\":[1],\"is_final\":{},\"confidence\":[]}", READ },
  { "numbers as text", "{\"type\":\"idle_warning\",\"time_remaining\":\"12\"}", READ },
  { "NaN", "{\"type\":\"transcription\",\"confidence\":NaN}", MALFORMED },
  { "NaN as text", "{\"type\":\"transcription\",\"confidence\":\"NaN\"}", READ },
  { "flat and enveloped", "{\"type\":\"status\",\"a\":1,\"data\":{\"a\":2}}", READ },
  { "duplicate members", "{\"type\":\"status\",\"type\":\"status\"}", READ },
  { "U+0000", "{\"type\":\"llm_response_chunk\",\"content\":\"a\\u0000b\"}", READ },
  { "lone surrogate", "{\"type\":\"llm_response_chunk\",\"content\":\"a\\ud800b\"}", READ },
  { "right-to-left override", "{\"type\":\"llm_response_chunk\",\"content\":\"a\\u202eb\"}", READ },
  { "control characters", "{\"type\":\"llm_response_chunk\",\"content\":\"\\u001b[31m\\u0007\\u009b\"}", READ },
  { "markup", "{\"type\":\"llm_response_chunk\",\"content\":\"<a href='http:x'>&\"}", READ },
  { "base64 with a line break", "{\"type\":\"tts_chunk\",\"content\":\"AQAC\\nAA==\"}", MALFORMED },
  { "base64 of URLs", "{\"type\":\"tts_chunk\",\"content\":\"-_-_\"}", MALFORMED },
  { "base64 badly padded", "{\"type\":\"tts_chunk\",\"content\":\"AQACAA=\"}", MALFORMED },
  { "audio of an odd length", "{\"type\":\"tts_chunk\",\"content\":\"AQID\"}", READ },
  { "no audio", "{\"type\":\"tts_chunk\",\"content\":\"\"}", READ },
  { "is_last missing", "{\"type\":\"tts_chunk\",\"content\":\"AQACAA==\"}", READ },
  { "interruption of nothing", "{\"type\":\"tts_interruption\"}", READ },
  { "emotion before a turn", "{\"type\":\"emotion_update\",\"top_emotions\":[{\"emotion\":\"Joy\",\"confidence\":9}]}", READ },
  { "an error without words", "{\"type\":\"error\"}", READ },
  { "time runs backwards", "{\"type\":\"status\",\"timestamp\":-5}", READ },
  { "clock jumps", "{\"type\":\"status\",\"timestamp\":99999999999999}", READ },
  { "metadata again", "{\"type\":\"connection_metadata\",\"config\":{\"sample_rate\":0}}", READ },
};

static void
check (Fixture *f, const char *name, const AloudStats *before, Fate fate)
{
  static guint n;
  g_autofree char *word = g_strdup_printf ("good %u", n++);
  g_autofree char *good = g_strdup_printf ("{\"type\":\"system_message\",\"content\":\"%s\"}", word);
  AloudStats after;

  send (f, good);
  aloud_test_wait (g_str_equal (get_last_text (f), word) || state (f) != ALOUD_STATE_LIVE);
  g_test_message ("%s: %s", name, aloud_state_to_string (state (f)));
  g_assert_cmpint (state (f), ==, ALOUD_STATE_LIVE);
  aloud_session_get_stats (f->session, &after);
  g_assert_cmpuint (after.wire.malformed - before->wire.malformed, ==, fate == MALFORMED ? 1 : 0);
  g_assert_cmpuint (after.unknown - before->unknown, ==, fate == UNKNOWN ? 1 : 0);
  g_assert_cmpuint (after.wire.messages_received - before->wire.messages_received, ==, 2);
}

static void
test_messages (Fixture *f, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      AloudStats before;

      aloud_session_get_stats (f->session, &before);
      send (f, messages[i].text);
      check (f, messages[i].name, &before, messages[i].fate);
    }
}

/* Fragments of 60 000 bytes, as long as libsoup lets the sender. */
static void
send_long (Fixture *f, const char *text)
{
  gsize size = strlen (text);

  for (gsize at = 0; at < size; at += 60000)
    {
      gboolean last = size - at <= 60000;

      raw_peer_send_frame (f->peer, (at == 0 ? 0x01 : 0x00) | (last ? 0x80 : 0), text + at, last ? size - at : 60000);
      aloud_test_settle ();
    }
}

static char *
repeat (const char *head, const char *unit, guint times, const char *tail)
{
  GString *text = g_string_new (head);

  for (guint i = 0; i < times; i++)
    g_string_append (text, unit);
  g_string_append (text, tail);
  return g_string_free (text, FALSE);
}

static void
test_long_messages (Fixture *f, gconstpointer data)
{
  const struct {
    const char *name;
    char *text;
    Fate fate;
  } rows[] = {
    { "a line of 1 MB", repeat ("{\"type\":\"llm_response_chunk\",\"content\":\"", "x", 1000000, "\"}"), READ },
    { "100 000 combining marks", repeat ("{\"type\":\"llm_response_chunk\",\"content\":\"e", "\xcc\x81", 100000, "\"}"), READ },
    { "1000 arrays deep", repeat ("{\"type\":\"status\",\"a\":", "[", 1000, "]}"), MALFORMED },
    { "a message of 5 MB", repeat ("{\"type\":\"weather\",\"a\":\"", "x", 5000000, "\"}"), UNKNOWN },
    { "10 000 members", repeat ("{\"type\":\"status\"", ",\"a\":1", 10000, "}"), READ },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      AloudStats before;

      aloud_session_get_stats (f->session, &before);
      send_long (f, rows[i].text);
      check (f, rows[i].name, &before, rows[i].fate);
      g_free (rows[i].text);
    }
}

/* 9 000 messages as fast as they go: interim texts of one turn, pings, and what nobody knows. The window's main loop
 * gets its turn all the while, and nothing piles up. */
static void
test_flood (Fixture *f, gconstpointer data)
{
  AloudStats before, after;
  guint turns;

  aloud_session_get_stats (f->session, &before);
  for (guint i = 0; i < 3000; i++)
    {
      send (f, "{\"type\":\"transcription\",\"transcript\":\"once upon a time\"}");
      send (f, "{\"type\":\"weather\"}");
      raw_peer_send_frame (f->peer, 0x89, "p", 1);
      if (i % 20 == 0)
        aloud_test_settle ();
    }
  send (f, "{\"type\":\"transcription\",\"transcript\":\"the end\"}");
  aloud_test_wait (g_str_equal (get_last_text (f), "the end"));
  turns = g_list_model_get_n_items (G_LIST_MODEL (aloud_session_get_transcript (f->session)));
  g_assert_cmpuint (turns, ==, 1);
  aloud_session_get_stats (f->session, &after);
  g_assert_cmpuint (after.unknown - before.unknown, ==, 3000);
  aloud_test_wait (raw_peer_count (f->peer, 0x0a) > 0);
  g_assert_cmpint (state (f), ==, ALOUD_STATE_LIVE);
}

/* A server that stops reading: it is said after five units, and another connection tried after fifteen. */
static void
test_stops_reading (Fixture *f, gconstpointer data)
{
  AloudStats stats;
  gboolean slow = FALSE;

  raw_peer_read (f->peer, FALSE);
  do
    {
      aloud_fake_voice_hear (f->voice, 7);
      aloud_test_settle ();
      aloud_session_get_stats (f->session, &stats);
    }
  while (stats.wire.audio_frames_dropped == 0 && stats.wire.audio_frames_sent < 10000);
  g_assert_cmpuint (stats.wire.audio_frames_dropped, >, 0);
  aloud_test_wait ((g_object_get (f->session, "slow", &slow, NULL), slow));
  g_assert_cmpint (state (f), ==, ALOUD_STATE_LIVE);

  aloud_test_wait (state (f) == ALOUD_STATE_RECONNECTING);
  g_assert_error (aloud_session_get_error (f->session), ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_TOO_SLOW);
  g_object_get (f->session, "slow", &slow, NULL);
  g_assert_false (slow);
  aloud_session_get_stats (f->session, &stats);
  g_assert_cmpuint (stats.last_close_code, ==, 1006);
  g_assert_cmpuint (stats.retries, ==, 1);
  g_assert_cmpuint (stats.wire.audio_frames_dropped, >, 0); /* also when its connection has gone */
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/session/hostile/messages", test_messages);
  ADD ("/session/hostile/long-messages", test_long_messages);
  ADD ("/session/hostile/flood", test_flood);
  ADD ("/session/hostile/stops-reading", test_stops_reading);
  return g_test_run ();
}
