/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "fuzz-watch.h"

#include "aloud-connection.h"
#include "aloud-macros.h"
#include "aloud-retry.h"
#include "fuzz-agent.h"
#include "fuzz-clock.h"
#include "fuzz-connection.h"

#include <string.h>

Watch watch;

static gboolean
is_over (AloudState state)
{
  return state == ALOUD_STATE_IDLE || state == ALOUD_STATE_FAILED;
}

static gboolean
get_flag (const char *property)
{
  gboolean value;

  g_object_get (watch.session, property, &value, NULL);
  return value;
}

static void
on_state (void)
{
  AloudState before = watch.state;

  watch.state = aloud_session_get_state (watch.session);
  if (watch.state == before)
    return;
  if (is_over (watch.state) && !is_over (before))
    {
      g_assert_true (watch.calling); /* it ends once */
      watch.calling = FALSE;
    }
  else if (!is_over (watch.state))
    g_assert_true (watch.calling);

  if (watch.state != ALOUD_STATE_LIVE) /* another connection has other answers */
    {
      g_clear_pointer (&watch.pushed, g_free);
      g_clear_pointer (&watch.cut, g_free);
      watch.answered = FALSE;
    }
  if (watch.state == ALOUD_STATE_READY)
    {
      watch.spell += watch.was_connected;
      watch.was_connected = TRUE;
    }
  else if (watch.state != ALOUD_STATE_CONNECTING && watch.state != ALOUD_STATE_LIVE)
    watch.spell++;
  if (watch.hung_up)
    g_assert_true (is_over (watch.state) || watch.state == ALOUD_STATE_CLOSING);
  if (watch.on_state != NULL)
    watch.on_state ();
}

static void
on_talking (void)
{
  watch.presses += get_flag ("talking");
}

/* Who has read an answer to its end reads nothing else there later. */
static void
on_text (AloudTurn *turn)
{
  g_assert_false (aloud_turn_get_speaker (turn) == ALOUD_SPEAKER_AGENT && aloud_turn_get_final (turn));
}

static void
on_turns (GListModel *model, guint position, guint removed, guint added)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (AloudTurn) turn = g_list_model_get_item (model, i);

      g_signal_connect (turn, "notify::text", G_CALLBACK (on_text), NULL);
    }
}

void
watch_begin (AloudSession *session, AloudFakeVoice *voice)
{
  memset (&watch, 0, sizeof watch);
  watch.session = session;
  watch.voice = voice;
  watch.retried_at = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_signal_connect (session, "notify::state", G_CALLBACK (on_state), NULL);
  g_signal_connect (session, "notify::talking", G_CALLBACK (on_talking), NULL);
  g_signal_connect (aloud_session_get_transcript (session), "items-changed", G_CALLBACK (on_turns), NULL);
}

void
watch_end (void)
{
  g_array_unref (watch.retried_at);
  g_free (watch.pushed);
  g_free (watch.cut);
  memset (&watch, 0, sizeof watch);
}

void
watch_call (void)
{
  if (!is_over (watch.state))
    return;
  watch.calling = TRUE;
  watch.hung_up = watch.no_more = watch.was_connected = FALSE;
  watch.retries = 0;
  g_array_set_size (watch.retried_at, 0);
}

void
fuzz_on_reach (AloudReachReason reason)
{
  gint64 now = g_get_monotonic_time ();

  g_assert_true (watch.calling && !watch.hung_up && !watch.no_more);
  if (reason != ALOUD_REACH_AGAIN)
    return;
  g_array_append_val (watch.retried_at, now);
  g_assert_cmpuint (++watch.retries, <=, ALOUD_RETRY_LIMIT);
  /* Counted when the wait begins, which lasts 20 s at most. */
  if (watch.retried_at->len > ALOUD_RETRY_RECENT_LIMIT)
    g_assert_cmpint (now - g_array_index (watch.retried_at, gint64, watch.retried_at->len - 1 - ALOUD_RETRY_RECENT_LIMIT),
                     >=, 570 * G_USEC_PER_SEC);
}

void
fuzz_on_request (const char *json, gboolean is_first)
{
  g_assert_true (watch.calling && !watch.hung_up);
  g_assert_true (is_first == (strstr (json, "\"session_settings\"") != NULL));
  if (is_first)
    watch.retries = 0;
}

AloudAudioFate
fuzz_on_audio (GBytes *pcm, gboolean is_first)
{
  gsize size;
  const gint16 *samples = g_bytes_get_data (pcm, &size);
  guint number = (guint) samples[0];

  g_assert_false (is_first || watch.hung_up);
  g_assert_cmpint (aloud_session_get_state (watch.session), ==, ALOUD_STATE_LIVE);
  g_assert_cmpuint (size, ==, ALOUD_CHUNK_BYTES);
  g_assert_cmpint (samples[0], ==, samples[size / 2 - 1]);
  if (number == 0)
    return ALOUD_AUDIO_SENT;
  g_assert_cmpuint (number, <=, watch.heard);
  g_assert_cmpuint (number, >, watch.last_sent);
  watch.last_sent = number;
  g_assert_false (watch.chunks[number].unheard);
  g_assert_cmpuint (watch.chunks[number].spell, ==, watch.spell);
  if (watch.chunks[number].unpressed)
    g_assert_cmpuint (watch.presses, >, watch.chunks[number].presses);
  return ALOUD_AUDIO_SENT;
}

void
watch_hear (void)
{
  gboolean push_to_talk = get_flag ("push-to-talk");
  gboolean lost = watch.state == ALOUD_STATE_RECONNECTING || watch.state == ALOUD_STATE_CLOSING
                  || (watch.state == ALOUD_STATE_CONNECTING && watch.was_connected);

  if (!watch.voice->running || watch.heard == WATCH_CHUNKS)
    return;
  watch.heard++;
  watch.chunks[watch.heard].spell = watch.spell;
  watch.chunks[watch.heard].presses = watch.presses;
  watch.chunks[watch.heard].unpressed = push_to_talk && !get_flag ("talking");
  watch.chunks[watch.heard].unheard = lost || get_flag ("muted") || get_flag ("on-hold")
                                      || (!push_to_talk && get_flag ("gated"));
  aloud_fake_voice_hear (watch.voice, (gint16) watch.heard);
}

void
watch_cut (guint flushes)
{
  if (watch.voice->flushes == flushes || !watch.answered)
    return;
  watch.answered = FALSE;
  g_free (watch.cut);
  watch.cut = g_steal_pointer (&watch.pushed);
}

void
watch_answer (const AloudEvent *event, guint flushes, guint queued)
{
  watch_cut (flushes);
  if ((event->type == ALOUD_EVENT_ANSWER_AUDIO || event->type == ALOUD_EVENT_ANSWER_TEXT)
      && (event->generation_id == NULL || g_strcmp0 (event->generation_id, watch.cut) != 0))
    watch.answered = TRUE;
  if (event->type != ALOUD_EVENT_ANSWER_AUDIO || watch.voice->pushed->len <= queued)
    return;
  g_assert_true (event->generation_id == NULL || g_strcmp0 (event->generation_id, watch.cut) != 0);
  aloud_set_str (&watch.pushed, event->generation_id);
}

static void
check_idle (void)
{
  gint64 connected_at, retry_at, idle_ends_at;

  g_object_get (watch.session, "connected-at", &connected_at, "retry-at", &retry_at, "idle-ends-at", &idle_ends_at, NULL);
  g_assert_cmpint (connected_at, ==, 0);
  g_assert_cmpint (retry_at, ==, 0);
  g_assert_cmpint (idle_ends_at, ==, 0);
  g_assert_false (watch.voice->running);
  g_assert_false (get_flag ("on-hold"));
  g_assert_false (get_flag ("talking"));
  g_assert_false (get_flag ("slow"));
  g_assert_cmpuint (fuzz_connection_count_open (), ==, 0);
  g_assert_cmpuint (fuzz_clock_count_timers (), <=, 1); /* the echo gate's */
  g_assert_cmpint (aloud_session_get_activity (watch.session), ==, ALOUD_ACTIVITY_NONE);
}

static void
check_call (void)
{
  gint64 connected_at, retry_at;
  gboolean through = watch.state == ALOUD_STATE_READY || watch.state == ALOUD_STATE_LIVE;

  g_object_get (watch.session, "connected-at", &connected_at, "retry-at", &retry_at, NULL);
  g_assert_true (connected_at != 0 || !through);
  g_assert_cmpint (retry_at != 0, ==, watch.state == ALOUD_STATE_RECONNECTING);
  g_assert_cmpuint (fuzz_connection_count_open (), ==, through);
  if (watch.hung_up)
    {
      g_assert_cmpint (watch.state, ==, ALOUD_STATE_CLOSING);
      g_assert_false (watch.voice->running);
      g_assert_cmpuint (watch.voice->pushed->len, ==, 0);
    }
}

void
watch_check (void)
{
  gboolean talking = get_flag ("talking");

  g_assert_cmpint (watch.state, ==, aloud_session_get_state (watch.session));
  g_assert_cmpint (watch.calling, ==, !is_over (watch.state));
  if (is_over (watch.state))
    {
      g_assert_cmpint (aloud_session_get_error (watch.session) != NULL, ==, watch.state == ALOUD_STATE_FAILED);
      check_idle ();
    }
  else
    check_call ();
  g_assert_true (!talking || (get_flag ("push-to-talk") && !get_flag ("muted") && !get_flag ("on-hold")));
  g_assert_true (!get_flag ("locked") || talking);
  if (aloud_session_get_activity (watch.session) == ALOUD_ACTIVITY_USER_SPEAKING)
    g_assert_cmpint (watch.state, ==, ALOUD_STATE_LIVE);
}
