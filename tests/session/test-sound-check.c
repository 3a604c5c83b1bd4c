/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-sound-check.h"
#include "aloud-sweep.h"

#include "aloud-fake-voice.h"
#include "aloud-test-util.h"

#include <string.h>

#define CHUNK 480
#define SPEAK_CHUNKS 10

typedef struct {
  AloudFakeVoice *call_voice;
  AloudFakeVoice *voice; /* of the check */
  AloudFakeAgent *agent;
  AloudSession *session;
  AloudSoundCheck *check;
  gboolean microphone;
  gboolean speaker;
  guint opened;
} Fixture;

static AloudVoice *
open_voice (gboolean *microphone, gboolean *speaker, gpointer user_data)
{
  Fixture *f = user_data;

  f->opened++;
  *microphone = f->microphone;
  *speaker = f->speaker;
  return ALOUD_VOICE (g_object_ref (f->voice));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr(AloudEndpoint) endpoint = aloud_endpoint_new ("ws://127.0.0.1:1", "any", NULL, NULL);

  f->microphone = f->speaker = TRUE;
  f->call_voice = aloud_fake_voice_new ();
  f->voice = aloud_fake_voice_new ();
  f->agent = aloud_fake_agent_new (endpoint);
  f->session = aloud_session_new (ALOUD_VOICE (f->call_voice));
  f->check = aloud_sound_check_new (f->session, open_voice, f);
  g_object_set (f->check, "speak-ms", SPEAK_CHUNKS * 20, NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  if (f->check != NULL)
    g_assert_finalize_object (f->check);
  g_assert_false (f->voice->running);
  g_assert_finalize_object (f->voice);
  g_assert_finalize_object (f->session);
  aloud_test_settle ();
  g_assert_finalize_object (f->agent);
  g_assert_finalize_object (f->call_voice);
}

#define assert_step(f, wanted)                                                                             \
  g_assert_cmpint (aloud_sound_check_get_step ((f)->check), ==, ALOUD_SOUND_CHECK_##wanted)

static void
hear (Fixture *f, guint chunks, gint16 sample)
{
  for (guint i = 0; i < chunks; i++)
    aloud_fake_voice_hear (f->voice, sample);
}

/* What was pushed is played to its end. */
static void
play (Fixture *f)
{
  aloud_fake_voice_set (f->voice, "sounding", TRUE);
  hear (f, 1, 100);
  aloud_fake_voice_drain (f->voice);
  hear (f, 1, 100);
}

/* To the question; the sound comes back @late samples later, as loud as @percent, under noise; never, when that is 0. */
static void
listen (Fixture *f, guint late, guint percent)
{
  g_autoptr(GBytes) sound = aloud_sweep_new_sound ();
  gsize size;
  const gint16 *played = g_bytes_get_data (sound, &size);
  g_autoptr(GRand) rand = g_rand_new_with_seed (1);
  gint64 place = -(gint64) late;

  assert_step (f, SOUND);
  g_assert_cmpuint (f->voice->pushed->len, ==, size);
  while (aloud_sound_check_get_step (f->check) == ALOUD_SOUND_CHECK_SOUND)
    {
      gint16 samples[CHUNK];
      g_autoptr(GBytes) chunk = NULL;

      for (guint i = 0; i < CHUNK; i++, place++)
        samples[i] = (gint16) (g_rand_int_range (rand, -400, 400)
                               + (place >= 0 && place < (gint64) size / 2 ? played[place] * (int) percent / 100 : 0));
      chunk = g_bytes_new (samples, sizeof samples);
      g_signal_emit_by_name (f->voice, "chunk", chunk, g_get_monotonic_time ());
    }
  assert_step (f, QUESTION);
  g_assert_false (f->voice->running);
}

static void
assert_verdict (Fixture *f, AloudMicrophoneVerdict microphone, AloudSpeakerVerdict speaker, AloudRoomEcho echo)
{
  AloudSoundVerdict verdict = aloud_sound_check_get_verdict (f->check);

  assert_step (f, DONE);
  g_assert_cmpint (verdict.microphone, ==, microphone);
  g_assert_cmpint (verdict.speaker, ==, speaker);
  g_assert_cmpint (verdict.echo, ==, echo);
  g_assert_null (verdict.error);
  g_assert_false (f->voice->running);
}

static void
start (Fixture *f)
{
  aloud_sound_check_start (f->check);
  assert_step (f, SPEAK);
  g_assert_true (f->voice->running);
}

static void
test_good (Fixture *f, gconstpointer data)
{
  start (f);
  hear (f, SPEAK_CHUNKS - 1, 8000);
  assert_step (f, SPEAK);
  hear (f, 1, 8000);
  assert_step (f, REPLAY);
  /* All of it, and nothing else. */
  g_assert_cmpuint (f->voice->pushed->len, ==, SPEAK_CHUNKS * CHUNK * 2);
  g_assert_cmpint (((gint16 *) (gpointer) f->voice->pushed->data)[7], ==, 8000);
  hear (f, 2, 100);
  assert_step (f, REPLAY); /* it has not begun yet */
  play (f);
  listen (f, 0, 0);
  aloud_sound_check_answer (f->check, TRUE);
  assert_verdict (f, ALOUD_MICROPHONE_GOOD, ALOUD_SPEAKER_HEARD, ALOUD_ROOM_ECHO_NONE);
}

/* Early and late, loud and faint. */
static void
test_echo (Fixture *f, gconstpointer data)
{
  static const struct { guint late, percent; } echoes[] = { { 240, 50 }, { 4800, 10 }, { 14400, 10 } };

  for (guint i = 0; i < G_N_ELEMENTS (echoes); i++)
    {
      start (f);
      hear (f, SPEAK_CHUNKS, 8000);
      play (f);
      listen (f, echoes[i].late, echoes[i].percent);
      aloud_sound_check_answer (f->check, TRUE);
      assert_verdict (f, ALOUD_MICROPHONE_GOOD, ALOUD_SPEAKER_HEARD, ALOUD_ROOM_ECHO_FOUND);
    }
  g_assert_cmpuint (f->opened, ==, G_N_ELEMENTS (echoes));
}

/* Silence is not played back, and says nothing of an echo; a knock does not make a microphone too loud. */
static void
test_microphones (Fixture *f, gconstpointer data)
{
  static const struct {
    gint16 sample;
    guint clipped;
    AloudMicrophoneVerdict verdict;
  } cases[] = {
    { 0, 0, ALOUD_MICROPHONE_SILENT },
    { 1, 0, ALOUD_MICROPHONE_QUIET },
    { 1000, 0, ALOUD_MICROPHONE_QUIET },
    { 1100, 0, ALOUD_MICROPHONE_GOOD },
    { 8000, 2, ALOUD_MICROPHONE_GOOD },
    { 8000, 3, ALOUD_MICROPHONE_CLIPS },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      start (f);
      hear (f, cases[i].clipped, G_MININT16);
      hear (f, SPEAK_CHUNKS - cases[i].clipped, cases[i].sample);
      if (cases[i].sample != 0)
        play (f);
      listen (f, 0, 0);
      aloud_sound_check_answer (f->check, TRUE);
      assert_verdict (f, cases[i].verdict, ALOUD_SPEAKER_HEARD,
                      cases[i].sample != 0 ? ALOUD_ROOM_ECHO_NONE : ALOUD_ROOM_ECHO_UNKNOWN);
    }
}

/* Of what nobody heard nothing can come back. */
static void
test_unheard (Fixture *f, gconstpointer data)
{
  start (f);
  hear (f, SPEAK_CHUNKS, 8000);
  play (f);
  listen (f, 0, 0);
  aloud_sound_check_answer (f->check, FALSE);
  assert_verdict (f, ALOUD_MICROPHONE_GOOD, ALOUD_SPEAKER_UNHEARD, ALOUD_ROOM_ECHO_UNKNOWN);
}

static void
test_missing (Fixture *f, gconstpointer data)
{
  f->speaker = FALSE;
  start (f);
  hear (f, SPEAK_CHUNKS, 8000);
  assert_verdict (f, ALOUD_MICROPHONE_GOOD, ALOUD_SPEAKER_MISSING, ALOUD_ROOM_ECHO_UNKNOWN);

  f->speaker = TRUE;
  f->microphone = FALSE;
  aloud_sound_check_start (f->check);
  listen (f, 0, 0);
  aloud_sound_check_answer (f->check, TRUE);
  assert_verdict (f, ALOUD_MICROPHONE_MISSING, ALOUD_SPEAKER_HEARD, ALOUD_ROOM_ECHO_UNKNOWN);

  f->speaker = FALSE;
  aloud_sound_check_start (f->check);
  assert_verdict (f, ALOUD_MICROPHONE_MISSING, ALOUD_SPEAKER_MISSING, ALOUD_ROOM_ECHO_UNKNOWN);
}

/* Whatever is going on, it lets go at once, and can begin anew. */
static void
test_stop (Fixture *f, gconstpointer data)
{
  start (f);
  aloud_fake_voice_set_level (f->voice, 0.5);
  aloud_sound_check_stop (f->check);
  g_assert_false (f->voice->running);
  assert_step (f, READY);
  hear (f, SPEAK_CHUNKS, 8000);
  assert_step (f, READY);

  start (f);
  hear (f, SPEAK_CHUNKS, 8000);
  assert_step (f, REPLAY);
  aloud_sound_check_stop (f->check);
  g_assert_false (f->voice->running);

  start (f);
  g_clear_object (&f->check);
  g_assert_false (f->voice->running);
}

static void
test_failure (Fixture *f, gconstpointer data)
{
  start (f);
  aloud_fake_voice_fail (f->voice, ALOUD_VOICE_ERROR_BUSY);
  assert_step (f, DONE);
  g_assert_error (aloud_sound_check_get_verdict (f->check).error, ALOUD_VOICE_ERROR, ALOUD_VOICE_ERROR_BUSY);
  start (f);
  g_assert_null (aloud_sound_check_get_verdict (f->check).error);
}

/* One microphone, one owner: the call. */
static void
test_call (Fixture *f, gconstpointer data)
{
  g_autofree guint *news = aloud_test_count_notify (f->check, "possible");

  start (f);
  g_assert_true (aloud_session_call (f->session, ALOUD_AGENT (f->agent)));
  g_assert_false (f->voice->running);
  g_assert_false (aloud_sound_check_is_possible (f->check));
  assert_step (f, READY);
  aloud_sound_check_start (f->check);
  assert_step (f, READY);
  g_assert_cmpuint (f->opened, ==, 1);
  aloud_session_hang_up (f->session);
  aloud_test_wait (aloud_sound_check_is_possible (f->check));
  g_assert_cmpuint (*news, ==, 2);
  start (f);
  g_assert_finalize_object (f->check);
  f->check = NULL;
}

/* Speech, a hum and noise are not the sound. */
static void
test_others (Fixture *f, gconstpointer data)
{
  gsize n_samples = 3 * ALOUD_SWEEP_RATE;
  g_autofree gint16 *samples = g_new0 (gint16, n_samples);
  g_autoptr(GRand) rand = g_rand_new_with_seed (2);
  double pace = 0;

  g_assert_false (aloud_sweep_is_in (samples, n_samples));
  g_assert_false (aloud_sweep_is_in (samples, 0));
  for (gsize i = 0; i < n_samples; i++)
    samples[i] = (gint16) g_rand_int_range (rand, -20000, 20000);
  g_assert_false (aloud_sweep_is_in (samples, n_samples));
  for (gsize i = 0; i < n_samples; i++)
    samples[i] = (i / 240) % 2 == 0 ? 9000 : -9000;
  g_assert_false (aloud_sweep_is_in (samples, n_samples));
  /* A voice that rises and falls, with all its overtones. */
  for (gsize i = 0; i < n_samples; i++)
    {
      pace += (120 + 60.0 * (double) (i % 12000) / 12000) / ALOUD_SWEEP_RATE;
      samples[i] = (gint16) (20000 * (pace - (double) (gint64) pace) - 10000);
    }
  g_assert_false (aloud_sweep_is_in (samples, n_samples));
}

#define ADD(name, function) g_test_add ("/sound-check/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("good", test_good);
  ADD ("echo", test_echo);
  ADD ("microphones", test_microphones);
  ADD ("unheard", test_unheard);
  ADD ("missing", test_missing);
  ADD ("stop", test_stop);
  ADD ("failure", test_failure);
  ADD ("call", test_call);
  ADD ("others", test_others);

  return g_test_run ();
}
