/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-echo-delay.h"
#include "aloud-test-sound.h"

#include <math.h>
#include <string.h>

/* Voices and a room out of numbers. */

#define RATE 48000
#define PIECE 480
#define PIECE_US 10000
#define SECONDS 8
#define LENGTH (SECONDS * RATE)

typedef struct {
  const gint16 *far;
  const gint16 *talker; /* NULL: nobody speaks in the room */
  double echo;
  double noise;
  guint delay_ms;
} Room;

static void
listen (const Room *room, GRand *rand, gsize at, gint16 *out)
{
  gsize i, delay = room->delay_ms * RATE / 1000;

  for (i = 0; i < PIECE; i++)
    {
      double x = room->noise * g_rand_double_range (rand, -1, 1);

      if (room->talker != NULL)
        x += room->talker[at + i];
      if (at + i >= delay + 400)
        x += room->echo * (room->far[at + i - delay] + 0.4 * room->far[at + i - delay - 137] -
                           0.3 * room->far[at + i - delay - 400]);
      out[i] = (gint16) CLAMP (x, -32768, 32767);
    }
}

/* Runs the room until there is an answer; the pieces come as unpunctually as on a busy machine. */
static AloudEcho
run (const Room *room, gint64 *delay, double *seconds)
{
  g_autoptr(AloudEchoDelay) echo_delay = aloud_echo_delay_new ();
  g_autoptr(GRand) rand = g_rand_new_with_seed (1);
  gint16 near[PIECE];
  gsize at;

  for (at = 0; at + PIECE <= LENGTH; at += PIECE)
    {
      gint64 time = G_USEC_PER_SEC + (gint64) at / PIECE * PIECE_US;
      AloudEcho echo;

      aloud_echo_delay_add_far (echo_delay, room->far + at, PIECE,
                                time + g_rand_int_range (rand, -4000, 4000));
      listen (room, rand, at, near);
      aloud_echo_delay_add_near (echo_delay, near, PIECE, time + g_rand_int_range (rand, -1000, 1000));
      echo = aloud_echo_delay_measure (echo_delay, delay);
      *seconds = (double) at / RATE;
      if (echo != ALOUD_ECHO_UNKNOWN)
        return echo;
    }
  return ALOUD_ECHO_UNKNOWN;
}

static void
test_delays (void)
{
  guint delays[] = { 3, 30, 80, 150, 300, 480 };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (delays); i++)
    {
      g_autofree gint16 *far = aloud_test_make_voice (RATE, LENGTH, 10 + i, 110, 1);
      Room room = { .far = far, .echo = 0.3, .noise = 30, .delay_ms = delays[i] };
      gint64 delay = 0;
      double seconds;

      g_assert_cmpint (run (&room, &delay, &seconds), ==, ALOUD_ECHO_FOUND);
      g_test_message ("%u ms: found %.1f ms after %.1f s", delays[i], (double) delay / 1000, seconds);
      g_assert_cmpint (ABS (delay - delays[i] * 1000), <=, 3000);
      g_assert_cmpfloat (seconds, <=, 5);
    }
}

/* 20 dB down, with the noise of the room as loud as the echo, and somebody else speaking. */
static void
test_hard (void)
{
  g_autofree gint16 *far = aloud_test_make_voice (RATE, LENGTH, 20, 120, 1);
  g_autofree gint16 *talker = aloud_test_make_voice (RATE, LENGTH, 21, 180, 0.1);
  Room quiet = { .far = far, .echo = 0.03, .noise = 60, .delay_ms = 90 };
  Room busy = { .far = far, .talker = talker, .echo = 0.3, .noise = 30, .delay_ms = 90 };
  gint64 delay = 0;
  double seconds;

  g_assert_cmpint (run (&quiet, &delay, &seconds), ==, ALOUD_ECHO_FOUND);
  g_assert_cmpint (ABS (delay - 90000), <=, 3000);
  g_assert_cmpint (run (&busy, &delay, &seconds), ==, ALOUD_ECHO_FOUND);
  g_assert_cmpint (ABS (delay - 90000), <=, 3000);
}

static void
test_none (void)
{
  g_autofree gint16 *far = aloud_test_make_voice (RATE, LENGTH, 30, 120, 1);
  g_autofree gint16 *talker = aloud_test_make_voice (RATE, LENGTH, 31, 125, 1);
  Room rooms[] = {
    { .far = far },
    { .far = far, .noise = 100 },
    { .far = far, .noise = 20, .talker = talker },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (rooms); i++)
    {
      gint64 delay = 0;
      double seconds;

      g_assert_cmpint (run (&rooms[i], &delay, &seconds), ==, ALOUD_ECHO_NONE);
      g_assert_cmpfloat (seconds, >=, 1.5);
      g_assert_cmpfloat (seconds, <=, 6);
    }
}

/* Nobody is heard before the agent has spoken. */
static void
test_silence (void)
{
  g_autofree gint16 *far = g_new0 (gint16, LENGTH);
  g_autofree gint16 *talker = aloud_test_make_voice (RATE, LENGTH, 41, 125, 1);
  Room room = { .far = far, .talker = talker };
  gint64 delay = 0;
  double seconds;

  g_assert_cmpint (run (&room, &delay, &seconds), ==, ALOUD_ECHO_UNKNOWN);
}

/* A steady tone fits itself at every period, so it cannot say how late it is. */
static void
test_tone (void)
{
  g_autofree gint16 *far = g_new (gint16, LENGTH);
  Room room = { .far = far, .echo = 0.5, .delay_ms = 90 };
  gint64 delay = 0;
  double seconds;
  gsize i;

  for (i = 0; i < LENGTH; i++)
    far[i] = (gint16) (8000 * sin (2 * G_PI * 440 * (double) i / RATE));
  g_assert_cmpint (run (&room, &delay, &seconds), !=, ALOUD_ECHO_NONE);
}

static void
test_reset (void)
{
  g_autoptr(AloudEchoDelay) echo_delay = aloud_echo_delay_new ();
  g_autofree gint16 *far = aloud_test_make_voice (RATE, LENGTH, 50, 110, 1);
  gint64 delay = 0;
  gsize at;

  for (at = 0; at + PIECE <= LENGTH / 2; at += PIECE)
    {
      aloud_echo_delay_add_far (echo_delay, far + at, PIECE, (gint64) at / PIECE * PIECE_US);
      aloud_echo_delay_add_near (echo_delay, far + at, PIECE, (gint64) at / PIECE * PIECE_US);
    }
  aloud_echo_delay_reset (echo_delay);
  g_assert_cmpint (aloud_echo_delay_measure (echo_delay, &delay), ==, ALOUD_ECHO_UNKNOWN);
}

/* What the main thread pays. */
static void
test_cost (void)
{
  g_autoptr(AloudEchoDelay) echo_delay = aloud_echo_delay_new ();
  g_autofree gint16 *far = aloud_test_make_voice (RATE, LENGTH, 60, 110, 1);
  gint64 delay = 0, began;
  gsize at;

  for (at = 0; at + PIECE <= LENGTH / 2; at += PIECE)
    {
      aloud_echo_delay_add_far (echo_delay, far + at, PIECE, (gint64) at / PIECE * PIECE_US);
      aloud_echo_delay_add_near (echo_delay, far + at, PIECE, (gint64) at / PIECE * PIECE_US);
    }
  began = g_get_monotonic_time ();
  aloud_echo_delay_measure (echo_delay, &delay);
  g_test_minimized_result ((double) (g_get_monotonic_time () - began) / 1000, "one answer, ms");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/audio/echo-delay/delays", test_delays);
  g_test_add_func ("/audio/echo-delay/hard", test_hard);
  g_test_add_func ("/audio/echo-delay/none", test_none);
  g_test_add_func ("/audio/echo-delay/silence", test_silence);
  g_test_add_func ("/audio/echo-delay/tone", test_tone);
  g_test_add_func ("/audio/echo-delay/reset", test_reset);
  if (g_test_perf ())
    g_test_add_func ("/audio/echo-delay/cost", test_cost);

  return g_test_run ();
}
