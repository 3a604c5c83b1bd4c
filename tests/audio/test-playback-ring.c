/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-playback-ring.h"

#include <stdlib.h>
#include <string.h>

#define RATE 24000
#define PIECE 240
#define MS(n) ((gint64) (n) * 1000)

/* Samples that say which they are. */
static void
push_ms (AloudPlaybackRing *ring, guint ms, gint16 value, gint64 now)
{
  gsize i, n = RATE / 1000 * ms;
  g_autofree gint16 *samples = g_new (gint16, n);

  for (i = 0; i < n; i++)
    samples[i] = value;
  g_assert_true (aloud_playback_ring_push (ring, samples, n, now));
}

static gint16
pop (AloudPlaybackRing *ring, gint64 now)
{
  gint16 piece[PIECE];

  aloud_playback_ring_pop (ring, piece, PIECE, now);
  return piece[0];
}

static void
test_prebuffer (void)
{
  g_autoptr(AloudPlaybackRing) ring = aloud_playback_ring_new (RATE);

  g_assert_cmpint (pop (ring, MS (1)), ==, 0);
  push_ms (ring, 59, 7, MS (2));
  g_assert_cmpint (pop (ring, MS (3)), ==, 0);
  g_assert_cmpuint (aloud_playback_ring_get_queued_ms (ring), ==, 59);
  push_ms (ring, 1, 7, MS (4));
  g_assert_cmpint (pop (ring, MS (5)), ==, 7);
  g_assert_cmpuint (aloud_playback_ring_get_queued_ms (ring), ==, 50);
}

static void
test_patience (void)
{
  g_autoptr(AloudPlaybackRing) ring = aloud_playback_ring_new (RATE);

  push_ms (ring, 20, 7, MS (100));
  g_assert_cmpint (pop (ring, MS (179)), ==, 0);
  g_assert_cmpint (pop (ring, MS (180)), ==, 7);
}

static void
test_order (void)
{
  g_autoptr(AloudPlaybackRing) ring = aloud_playback_ring_new (RATE);
  gint16 in[601], out[PIECE], next_in = 1, next_out = 1;
  guint round, i;

  /* Lengths that divide nothing, over a ring that wraps and grows. */
  for (round = 0; round < 2000; round++)
    {
      gsize n = 1 + round % G_N_ELEMENTS (in);

      for (i = 0; i < n; i++, next_in = next_in % 30000 + 1)
        in[i] = next_in;
      g_assert_true (aloud_playback_ring_push (ring, in, n, MS (round)));
      if (aloud_playback_ring_get_queued_ms (ring) < 100)
        continue;
      aloud_playback_ring_pop (ring, out, PIECE, MS (round));
      for (i = 0; i < PIECE; i++, next_out = next_out % 30000 + 1)
        g_assert_cmpint (out[i], ==, next_out);
    }
}

static void
test_cap (void)
{
  g_autoptr(AloudPlaybackRing) ring = aloud_playback_ring_new (RATE);
  g_autofree gint16 *second = g_new0 (gint16, RATE);
  guint i;

  for (i = 0; i < 120; i++)
    g_assert_true (aloud_playback_ring_push (ring, second, RATE, 0));
  g_assert_false (aloud_playback_ring_push (ring, second, 1, 0));
  g_assert_cmpuint (aloud_playback_ring_get_queued_ms (ring), ==, 120000);
  pop (ring, 0);
  g_assert_false (aloud_playback_ring_push (ring, second, PIECE + 1, 0));
  g_assert_cmpuint (aloud_playback_ring_get_queued_ms (ring), ==, 120000);
}

/* Plays @ms of speech to its end. */
static gint64
play_out (AloudPlaybackRing *ring, gint64 now, guint ms)
{
  push_ms (ring, ms, 7, now);
  for (now += MS (300); aloud_playback_ring_get_queued_ms (ring) > 0; now += MS (10))
    pop (ring, now);
  return now;
}

static void
test_underrun (void)
{
  g_autoptr(AloudPlaybackRing) ring = aloud_playback_ring_new (RATE);
  gint64 now = play_out (ring, MS (1000), 100);

  g_assert_cmpuint (aloud_playback_ring_get_prebuffer_ms (ring), ==, 60);
  /* The next answer, a second later: the end of speech is no underrun. */
  now = play_out (ring, now + MS (1000), 100);
  g_assert_cmpuint (aloud_playback_ring_get_prebuffer_ms (ring), ==, 60);
  now = play_out (ring, now + MS (50), 100);
  g_assert_cmpuint (aloud_playback_ring_get_prebuffer_ms (ring), ==, 130);
  now = play_out (ring, now + MS (50), 100);
  now = play_out (ring, now + MS (50), 100);
  g_assert_cmpuint (aloud_playback_ring_get_prebuffer_ms (ring), ==, 200);

  /* Longer means: played later. */
  push_ms (ring, 190, 7, now + MS (1000));
  g_assert_cmpint (pop (ring, now + MS (1001)), ==, 0);
  aloud_playback_ring_clear (ring, 0, now + MS (1002));

  now = play_out (ring, now + MS (20000), 100);
  g_assert_cmpuint (aloud_playback_ring_get_prebuffer_ms (ring), ==, 200);
  play_out (ring, now + MS (12000), 100);
  g_assert_cmpuint (aloud_playback_ring_get_prebuffer_ms (ring), ==, 60);
}

static void
test_clear_is_no_underrun (void)
{
  g_autoptr(AloudPlaybackRing) ring = aloud_playback_ring_new (RATE);
  gint64 now = play_out (ring, MS (1000), 100);

  aloud_playback_ring_clear (ring, 12, now);
  push_ms (ring, 100, 7, now + MS (20));
  g_assert_cmpuint (aloud_playback_ring_get_prebuffer_ms (ring), ==, 60);
}

static void
test_clear (void)
{
  g_autoptr(AloudPlaybackRing) ring = aloud_playback_ring_new (RATE);
  gint16 out[3 * PIECE];
  gsize i;

  push_ms (ring, 1000, 10000, 0);
  g_assert_cmpint (pop (ring, MS (1)), ==, 10000);
  g_assert_true (aloud_playback_ring_clear (ring, 12, MS (2)));
  g_assert_cmpuint (aloud_playback_ring_get_queued_ms (ring), ==, 0);
  g_assert_false (aloud_playback_ring_get_sounding (ring, NULL));

  /* What is pushed now comes after the fade, whole, and not before its time. */
  push_ms (ring, 60, -5, MS (3));
  g_assert_true (aloud_playback_ring_pop (ring, out, G_N_ELEMENTS (out), MS (4)));
  g_assert_cmpint (out[0], >, 9900);
  for (i = 1; i < 288; i++)
    g_assert_true (out[i] <= out[i - 1] && out[i] > 0);
  g_assert_cmpint (out[287], <, 100);
  for (i = 288; i < G_N_ELEMENTS (out); i++)
    g_assert_cmpint (out[i], ==, -5);
}

static void
test_clear_silent (void)
{
  g_autoptr(AloudPlaybackRing) ring = aloud_playback_ring_new (RATE);

  /* Speech that nobody has heard the beginning of is not heard at all. */
  push_ms (ring, 50, 7, MS (1));
  g_assert_false (aloud_playback_ring_clear (ring, 12, MS (2)));
  g_assert_cmpint (pop (ring, MS (500)), ==, 0);
}

static void
test_sounding (void)
{
  g_autoptr(AloudPlaybackRing) ring = aloud_playback_ring_new (RATE);
  gint16 out[PIECE];
  gint64 since;
  guint i;

  push_ms (ring, 60, 7, MS (1));
  g_assert_false (aloud_playback_ring_get_sounding (ring, &since));
  g_assert_true (aloud_playback_ring_pop (ring, out, PIECE, MS (5)));
  g_assert_true (aloud_playback_ring_get_sounding (ring, &since));
  g_assert_cmpint (since, ==, MS (5));
  for (i = 0; i < 5; i++)
    g_assert_false (aloud_playback_ring_pop (ring, out, PIECE, MS (15 + 10 * i)));

  /* All is taken, not all is heard. */
  for (i = 0; i < 5; i++)
    g_assert_false (aloud_playback_ring_pop (ring, out, PIECE, MS (65 + 10 * i)));
  g_assert_true (aloud_playback_ring_get_sounding (ring, &since));
  g_assert_true (aloud_playback_ring_pop (ring, out, PIECE, MS (115)));
  g_assert_false (aloud_playback_ring_get_sounding (ring, &since));
  g_assert_cmpint (since, ==, MS (115));
}

typedef struct {
  AloudPlaybackRing *ring;
  gint done; /* atomic */
  guint64 sum;
} Reader;

static gpointer
read_all (gpointer user_data)
{
  Reader *reader = user_data;
  gint16 out[PIECE];
  gboolean last;
  gsize i;

  do
    {
      last = g_atomic_int_get (&reader->done) && aloud_playback_ring_get_queued_ms (reader->ring) == 0;
      /* Always late enough for what waits. */
      aloud_playback_ring_pop (reader->ring, out, PIECE, MS (1000));
      for (i = 0; i < PIECE; i++)
        reader->sum += (guint64) out[i];
    }
  while (!last);
  return NULL;
}

/* Nothing lost and nothing twice between two threads; also the program to run under ThreadSanitizer. */
static void
test_two_threads (void)
{
  g_autoptr(AloudPlaybackRing) ring = aloud_playback_ring_new (RATE);
  Reader reader = { .ring = ring };
  GThread *thread = g_thread_new ("reader", read_all, &reader);
  guint64 sum = 0;
  gint16 in[777];
  guint round, i;

  for (round = 0; round < 3000; round++)
    {
      for (i = 0; i < G_N_ELEMENTS (in); i++)
        {
          in[i] = (gint16) g_test_rand_int_range (1, 1000);
          sum += (guint64) in[i];
        }
      g_assert_true (aloud_playback_ring_push (ring, in, G_N_ELEMENTS (in), 0));
      while (aloud_playback_ring_get_queued_ms (ring) > 10000)
        g_thread_yield ();
    }
  g_atomic_int_set (&reader.done, TRUE);
  g_thread_join (thread);
  g_assert_cmpuint (reader.sum, ==, sum);
}

static gpointer
wait_long (gpointer ring)
{
  return GINT_TO_POINTER (aloud_playback_ring_wait (ring, g_get_monotonic_time () + MS (60 * 1000)));
}

/* What the one thread waits for, the other does; whether it has begun to wait by then is all the same. */
static void
test_wait (void)
{
  g_autoptr(AloudPlaybackRing) ring = aloud_playback_ring_new (RATE);
  GThread *waiting;
  gint64 now = g_get_monotonic_time ();

  g_assert_false (aloud_playback_ring_wait (ring, now + MS (5)));
  g_assert_cmpint (g_get_monotonic_time (), >=, now + MS (5));

  waiting = g_thread_new ("full", wait_long, ring);
  push_ms (ring, 60, 7, g_get_monotonic_time ());
  g_assert_true (g_thread_join (waiting));
  g_assert_cmpint (pop (ring, g_get_monotonic_time ()), ==, 7);
  g_assert_true (wait_long (ring));
  aloud_playback_ring_clear (ring, 0, g_get_monotonic_time ());

  /* Too little to begin at once. */
  waiting = g_thread_new ("patient", wait_long, ring);
  now = g_get_monotonic_time ();
  push_ms (ring, 20, 8, now);
  g_assert_true (g_thread_join (waiting));
  g_assert_cmpint (g_get_monotonic_time (), >=, now + MS (80));
  g_assert_cmpint (pop (ring, g_get_monotonic_time ()), ==, 8);
}

static gpointer
clear_until_told (gpointer data)
{
  gint *told = ((gpointer *) data)[0];
  AloudPlaybackRing *ring = ((gpointer *) data)[1];

  while (!g_atomic_int_get (told))
    aloud_playback_ring_clear (ring, 0, g_get_monotonic_time ());
  return NULL;
}

static void
test_wait_cleared (void)
{
  g_autoptr(AloudPlaybackRing) ring = aloud_playback_ring_new (RATE);
  gint told = FALSE;
  gpointer data[] = { &told, ring };
  GThread *clearing = g_thread_new ("clear", clear_until_told, data);

  g_assert_false (wait_long (ring));
  g_atomic_int_set (&told, TRUE);
  g_thread_join (clearing);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/audio/playback-ring/prebuffer", test_prebuffer);
  g_test_add_func ("/audio/playback-ring/wait", test_wait);
  g_test_add_func ("/audio/playback-ring/wait-cleared", test_wait_cleared);
  g_test_add_func ("/audio/playback-ring/patience", test_patience);
  g_test_add_func ("/audio/playback-ring/order", test_order);
  g_test_add_func ("/audio/playback-ring/cap", test_cap);
  g_test_add_func ("/audio/playback-ring/underrun", test_underrun);
  g_test_add_func ("/audio/playback-ring/clear", test_clear);
  g_test_add_func ("/audio/playback-ring/clear-silent", test_clear_silent);
  g_test_add_func ("/audio/playback-ring/clear-is-no-underrun", test_clear_is_no_underrun);
  g_test_add_func ("/audio/playback-ring/sounding", test_sounding);
  g_test_add_func ("/audio/playback-ring/two-threads", test_two_threads);

  return g_test_run ();
}
