/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-session-stage.h"

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

static gboolean
has_turn (Fixture *f, const char *text)
{
  GListModel *model = G_LIST_MODEL (aloud_session_get_transcript (f->session));
  guint n_turns = g_list_model_get_n_items (model);
  g_autoptr(AloudTurn) last = n_turns > 0 ? g_list_model_get_item (model, n_turns - 1) : NULL;

  return last != NULL && g_str_equal (aloud_turn_get_text (last), text);
}

/* What the person does after so many chunks of a microphone in which somebody speaks all the time. */
typedef struct {
  guint chunk;
  void (*act) (AloudSession *session);
} Deed;

static void
mute (AloudSession *session)
{
  aloud_session_set_muted (session, TRUE);
}

static void
unmute (AloudSession *session)
{
  aloud_session_set_muted (session, FALSE);
}

static void
hold (AloudSession *session)
{
  g_object_set (session, "on-hold", TRUE, NULL);
}

static void
resume (AloudSession *session)
{
  g_object_set (session, "on-hold", FALSE, NULL);
}

/* The N-th chunk is of samples N, so that each that is received says when it was spoken. */
static void
speak_all_the_time (Fixture *f, const Deed *deeds, guint n_deeds, guint n_chunks)
{
  for (guint chunk = 1; chunk <= n_chunks; chunk++)
    {
      for (guint i = 0; i < n_deeds; i++)
        if (deeds[i].chunk == chunk)
          deeds[i].act (f->session);
      aloud_fake_voice_hear (f->voice, (gint16) chunk);
      aloud_test_settle (); /* or it would be more than the network takes at a time */
    }
}

/* What the server received, chunk for chunk: the N of each, or 0. All of a chunk is of one, or this fails. */
static GArray *
read_chunks (Fixture *f, guint n_chunks)
{
  GArray *chunks = g_array_new (FALSE, FALSE, sizeof (guint));

  aloud_test_wait (f->server->audio->len >= n_chunks * ALOUD_CHUNK_BYTES);
  aloud_test_settle ();
  g_assert_cmpuint (f->server->audio->len, ==, n_chunks * ALOUD_CHUNK_BYTES);
  for (guint i = 0; i < n_chunks; i++)
    {
      gint16 samples[ALOUD_CHUNK_BYTES / 2];
      guint value;

      memcpy (samples, f->server->audio->data + i * ALOUD_CHUNK_BYTES, sizeof samples);
      value = (guint) samples[0];
      for (guint sample = 0; sample < G_N_ELEMENTS (samples); sample++)
        g_assert_cmpuint ((guint) samples[sample], ==, value);
      g_array_append_val (chunks, value);
    }
  return chunks;
}

/* What was received is nothing but @spans of the speech (first and last chunk of each), each followed by silence. */
static void
check_spans (GArray *chunks, const guint (*spans)[2], guint n_spans)
{
  guint place = 0;

  for (guint span = 0; span <= n_spans; span++)
    {
      for (; place < chunks->len && g_array_index (chunks, guint, place) == 0; place++)
        ;
      if (span == n_spans)
        break;
      for (guint chunk = spans[span][0]; chunk <= spans[span][1]; chunk++, place++)
        {
          g_assert_cmpuint (place, <, chunks->len);
          g_assert_cmpuint (g_array_index (chunks, guint, place), ==, chunk);
        }
      g_assert_true (place == chunks->len || g_array_index (chunks, guint, place) == 0);
    }
  g_assert_cmpuint (place, ==, chunks->len);
}

static const Deed some_talks[] = {
  { 40, aloud_session_talk_start }, { 60, aloud_session_talk_stop },
  /* A key that repeats; what is released twice. */
  { 100, aloud_session_talk_start }, { 101, aloud_session_talk_start }, { 130, aloud_session_talk_start },
  { 140, aloud_session_talk_stop }, { 141, aloud_session_talk_stop },
  /* Pressed again in the tail. */
  { 200, aloud_session_talk_start }, { 210, aloud_session_talk_stop }, { 215, aloud_session_talk_start },
  { 220, aloud_session_talk_stop },
  /* Muted in mid-word: at once, without a tail; what is said then no pre-roll brings back. */
  { 260, aloud_session_talk_start }, { 270, mute }, { 275, aloud_session_talk_start }, { 280, unmute },
  { 283, aloud_session_talk_start }, { 290, aloud_session_talk_stop },
  /* On hold the same. */
  { 320, aloud_session_talk_start }, { 325, hold }, { 330, aloud_session_talk_start }, { 335, resume },
  { 336, aloud_session_talk_start }, { 340, aloud_session_talk_stop },
};

/* 200 ms before the press and 200 ms after the release are ten chunks each. */
static const guint some_spans[][2] = {
  { 30, 69 }, { 90, 149 }, { 190, 229 }, { 250, 269 }, { 280, 299 }, { 310, 324 }, { 335, 349 },
};

static void
test_push_to_talk (Fixture *f, gconstpointer data)
{
  g_autoptr(GArray) chunks = NULL;

  aloud_session_set_push_to_talk (f->session, TRUE);
  aloud_session_stage_go_live (f);
  speak_all_the_time (f, some_talks, G_N_ELEMENTS (some_talks), 400);
  /* Zeros flow; beside the clock came what lay before a press. */
  chunks = read_chunks (f, 400 + 10 + 10 + 10 + 10 + 3 + 10 + 1);
  check_spans (chunks, some_spans, G_N_ELEMENTS (some_spans));
}

/* Under "send nothing" the wire is quiet before the first talk, and again two seconds after each. */
static void
test_push_to_talk_in_silence (Fixture *f, gconstpointer data)
{
  static const Deed deeds[] = {
    { 40, aloud_session_talk_start }, { 60, aloud_session_talk_stop },
    { 300, aloud_session_talk_start }, { 310, aloud_session_talk_stop },
  };
  static const guint spans[][2] = { { 30, 69 }, { 290, 319 } };
  g_autoptr(GArray) chunks = NULL;

  g_object_set (aloud_session_get_microphone (f->session), "sends-silence", FALSE, NULL);
  aloud_session_set_push_to_talk (f->session, TRUE);
  aloud_session_stage_go_live (f);
  speak_all_the_time (f, deeds, G_N_ELEMENTS (deeds), 700);
  chunks = read_chunks (f, 40 + 100 + 30 + 100);
  g_assert_cmpuint (g_array_index (chunks, guint, 0), ==, 30);
  g_assert_cmpuint (g_array_index (chunks, guint, 139), ==, 0);
  g_assert_cmpuint (g_array_index (chunks, guint, 140), ==, 290);
  check_spans (chunks, spans, G_N_ELEMENTS (spans));
}

static gboolean
is_on_hold (Fixture *f)
{
  gboolean on_hold;

  g_object_get (f->session, "on-hold", &on_hold, NULL);
  return on_hold;
}

/* Neither hears the other; the connection stays, and what began meanwhile is not heard to its end. */
static void
test_hold (Fixture *f, gconstpointer data)
{
  static const Deed deeds[] = { { 10, hold }, { 20, resume } };
  static const guint spans[][2] = { { 1, 9 }, { 20, 29 } };
  g_autoptr(GArray) chunks = NULL;

  hold (f->session);
  g_assert_false (is_on_hold (f)); /* there is no call */

  aloud_session_stage_go_live (f);
  speak_all_the_time (f, deeds, G_N_ELEMENTS (deeds), 29);
  chunks = read_chunks (f, 29);
  check_spans (chunks, spans, G_N_ELEMENTS (spans));

  aloud_session_stage_send_speech (f, "a");
  aloud_test_wait (f->voice->pushed->len == 4);
  hold (f->session);
  g_assert_cmpuint (f->voice->flushes, ==, 1);
  g_assert_cmpuint (f->voice->pushed->len, ==, 0);
  aloud_session_stage_send_speech (f, "a");
  aloud_test_server_send (f->server, "{\"type\":\"llm_response_chunk\",\"content\":\"Psst\",\"generation_id\":\"b\"}");
  aloud_session_stage_send_speech (f, "b");
  aloud_test_wait (has_turn (f, "Psst"));
  resume (f->session);
  aloud_session_stage_send_speech (f, "b");
  aloud_session_stage_send_speech (f, "c");
  aloud_test_wait (f->voice->pushed->len > 0);
  aloud_test_settle ();
  g_assert_cmpuint (f->voice->pushed->len, ==, 4); /* of the third alone */
  g_assert_cmpint (aloud_session_stage_get_state (f), ==, ALOUD_STATE_LIVE);

  /* Each call begins without. */
  hold (f->session);
  aloud_session_hang_up (f->session);
  aloud_test_wait (aloud_session_stage_get_state (f) == ALOUD_STATE_IDLE);
  g_assert_false (is_on_hold (f));
}

/* The answer that is awaited comes after all, when the hold is over before it. */
static void
test_hold_while_awaiting (Fixture *f, gconstpointer data)
{
  aloud_session_stage_go_live (f);
  aloud_test_server_send (f->server, "{\"type\":\"transcription\",\"transcript\":\"Why\"}");
  aloud_test_server_send (f->server, "{\"type\":\"transcription\",\"transcript\":\"Why?\",\"is_final\":true,"
                                     "\"is_speech_final\":true}");
  aloud_test_wait (aloud_session_stage_get_activity (f) == ALOUD_ACTIVITY_THINKING);
  hold (f->session);
  resume (f->session);
  aloud_session_stage_send_speech (f, "a");
  aloud_test_wait (f->voice->pushed->len == 4);
}

#define ADD(path, function) g_test_add ("/session/talk/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("held-spans", test_push_to_talk);
  ADD ("held-spans-in-silence", test_push_to_talk_in_silence);
  ADD ("hold", test_hold);
  ADD ("hold-while-awaiting", test_hold_while_awaiting);
  return g_test_run ();
}
