/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-duplex.h"
#include "aloud-test-ear.h"
#include "aloud-test-sound.h"
#include "aloud-test-util.h"

#include <gst/gst.h>

/* With the virtual sound card of virtual-sound.sh: a listener sits at the monitor of its loudspeaker. What
 * is asserted here is right or wrong on any machine; how fast things are is for the benchmark to say. */

#define RATE ALOUD_TEST_EAR_RATE
#define LOUD 300
/* As test data: without an echo canceller. */
#define PLAIN TRUE

typedef struct {
  AloudDuplex *duplex;
  AloudVoice *voice;
  guint chunks;
  gint64 arrived;
  GArray *near; /* of the microphone */
  guint failures;
  GError *error;

  AloudTestEar ear;
} Fixture;

static void
on_voice_chunk (AloudVoice *voice, GBytes *bytes, gint64 arrived, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->arrived = arrived;
  fixture->chunks++;
  g_array_append_vals (fixture->near, g_bytes_get_data (bytes, NULL), 480);
}

static void
on_voice_failed (AloudVoice *voice, GError *error, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->failures++;
  g_clear_error (&fixture->error);
  fixture->error = g_error_copy (error);
}

static gboolean
is_loud_since (Fixture *fixture, gsize from)
{
  gboolean loud = FALSE;
  gsize i;

  g_mutex_lock (&fixture->ear.mutex);
  for (i = from; i < fixture->ear.heard->len && !loud; i++)
    loud = ABS (g_array_index (fixture->ear.heard, gint16, i)) > LOUD;
  g_mutex_unlock (&fixture->ear.mutex);
  return loud;
}

static void
open_duplex (Fixture *fixture, const char *source, const char *sink, gboolean echo_cancelling)
{
  fixture->duplex = g_object_new (ALOUD_TYPE_DUPLEX, "source", source, "sink", sink,
                                  "echo-cancelling", echo_cancelling, NULL);
  fixture->voice = ALOUD_VOICE (fixture->duplex);
  fixture->near = g_array_new (FALSE, FALSE, sizeof (gint16));
  g_signal_connect (fixture->duplex, "chunk", G_CALLBACK (on_voice_chunk), fixture);
  g_signal_connect (fixture->duplex, "failed", G_CALLBACK (on_voice_failed), fixture);
}

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  open_duplex (fixture, ALOUD_DUPLEX_CARD_SOURCE, ALOUD_DUPLEX_CARD_SINK, !GPOINTER_TO_INT (user_data));
  aloud_test_ear_open (&fixture->ear);
  aloud_voice_start (fixture->voice);
  aloud_test_wait (fixture->chunks >= 10 && aloud_test_ear_count (&fixture->ear) > RATE / 4);
}

static void
close_duplex (Fixture *fixture)
{
  g_assert_finalize_object (fixture->duplex);
  g_array_unref (fixture->near);
  g_clear_error (&fixture->error);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  aloud_test_ear_close (&fixture->ear);
  close_duplex (fixture);
}

/* Both ends of what was loud since @from. */
static gsize
find_speech (Fixture *fixture, gsize from, gsize *end)
{
  gsize i, first = 0;

  *end = 0;
  for (i = from; i < fixture->ear.heard->len; i++)
    if (ABS (g_array_index (fixture->ear.heard, gint16, i)) > LOUD)
      {
        first = first == 0 ? i : first;
        *end = i;
      }
  return first;
}

static gsize
find_longest_gap (Fixture *fixture, gsize from, gsize to)
{
  gsize i, gap = 0, longest = 0;

  for (i = from; i < to; i++)
    {
      gap = ABS (g_array_index (fixture->ear.heard, gint16, i)) > LOUD ? 0 : gap + 1;
      longest = MAX (longest, gap);
    }
  return longest;
}

static void
wait_chunks (Fixture *fixture, guint n)
{
  guint wanted = fixture->chunks + n;

  aloud_test_wait (fixture->chunks >= wanted);
}

static void
test_heard (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr(GBytes) tone = aloud_test_make_tone (24000, 500, 700);
  gsize from = aloud_test_ear_count (&fixture->ear), first, end;
  const gint16 *speech;

  g_assert_false (aloud_voice_get_full_duplex (fixture->voice));
  aloud_voice_push (fixture->voice, tone, 24000);
  aloud_test_wait (aloud_voice_get_sounding (fixture->voice));
  aloud_test_wait (!aloud_voice_get_sounding (fixture->voice));
  wait_chunks (fixture, 10);

  first = find_speech (fixture, from, &end);
  g_assert_cmpuint (end - first, >, RATE / 2 - RATE / 50);
  speech = &g_array_index (fixture->ear.heard, gint16, first);
  g_assert_cmpfloat (aloud_test_purity (speech, RATE / 4, RATE, 700), >, 0.95);
  g_assert_cmpuint (fixture->failures, ==, 0);
}

#define FRAME ALOUD_TEST_EAR_FRAME
#define ANSWERS 21

static gboolean
is_frame_of (Fixture *fixture, gsize at, guint answer)
{
  return aloud_test_ear_is_frame_of (&g_array_index (fixture->ear.heard, gint16, at), answer);
}

/* Answer @answer was interrupted at @from, and the next at @to. Returns how long it was still heard, in ms. */
static double
check_interruption (Fixture *fixture, guint answer, gsize from, gsize to)
{
  gsize at, old_end = from, new_from = 0;

  for (at = from; at + FRAME <= to; at += FRAME)
    if (is_frame_of (fixture, at, answer))
      old_end = at + FRAME;
    else if (new_from == 0 && is_frame_of (fixture, at, answer + 1))
      new_from = at;
  g_assert_cmpuint (new_from, >, 0);
  g_assert_cmpuint (old_end, <=, new_from);
  g_assert_cmpuint (old_end - from, <, RATE * 60 / 1000);
  return (double) (old_end - from) * 1000 / RATE;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

/* Each answer has a tone of its own, so that old and new can be told apart. */
static void
test_interruptions (Fixture *fixture, gconstpointer user_data)
{
  gsize interrupted[ANSWERS];
  double silent[ANSWERS - 1];
  guint i;

  for (i = 0; i < ANSWERS; i++)
    {
      g_autoptr(GBytes) answer = aloud_test_make_tone (24000, 3000, aloud_test_ear_get_tone (i));

      aloud_voice_push (fixture->voice, answer, 24000);
      aloud_test_wait (aloud_test_ear_hears (&fixture->ear, i, 0));
      wait_chunks (fixture, 3 + i % 5);
      aloud_voice_flush (fixture->voice);
      interrupted[i] = aloud_test_ear_count (&fixture->ear);
      g_assert_cmpuint (aloud_voice_get_queued_ms (fixture->voice), ==, 0);
    }
  wait_chunks (fixture, 10);
  g_assert_false (aloud_voice_get_sounding (fixture->voice));
  g_assert_false (aloud_test_ear_hears (&fixture->ear, 0, 0) || aloud_test_ear_hears (&fixture->ear, 1, 0));

  for (i = 0; i < ANSWERS - 1; i++)
    silent[i] = check_interruption (fixture, i, interrupted[i], interrupted[i + 1]);
  qsort (silent, ANSWERS - 1, sizeof *silent, compare_doubles);
  g_test_message ("silent within %.0f ms (median), %.0f ms (all)", silent[ANSWERS / 2], silent[ANSWERS - 2]);
  g_assert_cmpuint (fixture->failures, ==, 0);
}

static void
test_blocked_main_loop (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr(GBytes) tone = aloud_test_make_tone (24000, 1500, 700);
  gsize from = aloud_test_ear_count (&fixture->ear), first, end;
  gint64 arrived;
  guint chunks;

  aloud_voice_push (fixture->voice, tone, 24000);
  aloud_test_wait (is_loud_since (fixture, from));
  chunks = fixture->chunks;
  arrived = fixture->arrived;
  g_usleep (500 * 1000);
  g_assert_cmpuint (fixture->chunks, ==, chunks);
  aloud_test_wait (!aloud_voice_get_sounding (fixture->voice));
  wait_chunks (fixture, 10);

  first = find_speech (fixture, from, &end);
  g_assert_cmpuint (end - first, >, RATE * 3 / 2 - RATE / 50);
  /* A machine that is busy with other things may drop a buffer; the main loop would have dropped half a
   * second. */
  g_assert_cmpuint (find_longest_gap (fixture, first, end), <, RATE / 5);
  /* The chunks of the half second are there: they arrived while nobody looked. */
  g_assert_cmpint (fixture->chunks - chunks, >, (fixture->arrived - arrived) / 20000 - 10);
}

static void
run_command (const char *command)
{
  g_free (aloud_test_run (command));
}

static GBytes *
make_speech (guint seconds)
{
  gsize n = (gsize) 24000 * seconds;

  return g_bytes_new_take (aloud_test_make_voice (24000, n, 7, 120, 3), n * sizeof (gint16));
}

static void
test_no_echo (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr(GBytes) speech = make_speech (8);

  g_assert_false (aloud_voice_get_full_duplex (fixture->voice));
  aloud_voice_push (fixture->voice, speech, 24000);
  aloud_test_wait (aloud_voice_get_full_duplex (fixture->voice));
}

/* What diagnostics tell of it: it comes, is loud, and is gone. */
static void
check_echo_figures (Fixture *fixture)
{
  int delay_ms;
  double before, after;

  g_object_get (fixture->voice, "echo-delay-ms", &delay_ms, "echo-before-db", &before, "echo-after-db", &after, NULL);
  g_test_message ("the echo comes after %d ms: %.0f dB of %.0f dB are left", delay_ms, after, before);
  g_assert_cmpint (delay_ms, >=, 40);
  g_assert_cmpint (delay_ms, <=, 500);
  g_assert_cmpfloat (before, <, 0);
  g_assert_cmpfloat (before, >, -60);
  g_assert_cmpfloat (after, <, before);
}

/* The loudspeaker comes back into the microphone. */
static void
open_room (void)
{
  run_command ("pactl load-module module-loopback source=speaker.monitor sink=micfeed latency_msec=60");
}

static void
close_room (void)
{
  run_command ("pactl unload-module module-loopback");
}

/* In the last second. */
static double
get_near_loudness (Fixture *fixture)
{
  const guint n = 24000;

  g_assert_cmpuint (fixture->near->len, >=, n);
  return aloud_test_loudness (&g_array_index (fixture->near, gint16, fixture->near->len - n), n);
}

static void
test_echo (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr(GBytes) speech = make_speech (20);
  gboolean plain = GPOINTER_TO_INT (user_data);

  open_room ();
  aloud_voice_push (fixture->voice, speech, 24000);
  if (plain)
    {
      wait_chunks (fixture, 250);
      g_assert_cmpfloat (get_near_loudness (fixture), >, -40);
    }
  else
    {
      aloud_test_wait (aloud_voice_get_full_duplex (fixture->voice));
      aloud_test_wait (get_near_loudness (fixture) < -50);
      check_echo_figures (fixture);
    }
  g_assert_cmpint (aloud_voice_get_full_duplex (fixture->voice), ==, !plain);
  close_room ();
}

static void
test_wrong_device (void)
{
  const char *heads[][2] = {
    { "pulsesrc device=nobody", ALOUD_DUPLEX_CARD_SINK },
    { ALOUD_DUPLEX_CARD_SOURCE, "pulsesink device=nobody sync=false" },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (heads); i++)
    {
      Fixture fixture = { 0 };

      open_duplex (&fixture, heads[i][0], heads[i][1], TRUE);
      aloud_voice_start (fixture.voice);
      aloud_test_wait (fixture.failures > 0);
      aloud_test_settle ();
      g_assert_cmpuint (fixture.failures, ==, 1);
      g_assert_error (fixture.error, ALOUD_VOICE_ERROR, ALOUD_VOICE_ERROR_NO_DEVICE);
      close_duplex (&fixture);
    }
}

/* The last test: it ends the server. */
static void
test_no_server (void)
{
  Fixture fixture = { 0 };

  run_command ("pactl exit");
  open_duplex (&fixture, ALOUD_DUPLEX_CARD_SOURCE, ALOUD_DUPLEX_CARD_SINK, TRUE);
  aloud_voice_start (fixture.voice);
  aloud_test_wait (fixture.failures > 0);
  aloud_test_settle ();
  g_assert_cmpuint (fixture.failures, ==, 1);
  g_assert_error (fixture.error, ALOUD_VOICE_ERROR, ALOUD_VOICE_ERROR_NO_SERVER);
  close_duplex (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (NULL, NULL);

#define ADD(path, data, test) \
  g_test_add ("/audio/duplex-card/" path, Fixture, GINT_TO_POINTER (data), set_up, test, tear_down)
  ADD ("heard", FALSE, test_heard);
  ADD ("interruptions", FALSE, test_interruptions);
  ADD ("blocked-main-loop", FALSE, test_blocked_main_loop);
  ADD ("no-echo", FALSE, test_no_echo);
  ADD ("no-echo-plain", PLAIN, test_no_echo);
  ADD ("echo", FALSE, test_echo);
  ADD ("echo-plain", PLAIN, test_echo);
#undef ADD
  g_test_add_func ("/audio/duplex-card/wrong-device", test_wrong_device);
  g_test_add_func ("/audio/duplex-card/no-server", test_no_server);

  return g_test_run ();
}
