/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-retry.h"

#include "aloud-test-util.h"

static void
test_delays (void)
{
  AloudRetry retry;
  guint delay;

  aloud_retry_init (&retry, 1000, 42);
  for (guint n = 0; n < ALOUD_RETRY_LIMIT; n++)
    {
      guint base = 1000u << n;

      g_assert_true (aloud_retry_next (&retry, 0, 0, &delay));
      g_assert_cmpuint (delay, >=, base);
      g_assert_cmpuint (delay, <=, base * 6 / 5);
    }
  g_assert_false (aloud_retry_next (&retry, 0, 0, &delay));
  aloud_retry_clear (&retry);
}

static void
test_jitter_differs (void)
{
  AloudRetry retry;
  guint first, second;

  aloud_retry_init (&retry, 1000, 42);
  g_assert_true (aloud_retry_next (&retry, 0, 0, &first));
  aloud_retry_reset (&retry);
  g_assert_true (aloud_retry_next (&retry, 0, 0, &second));
  g_assert_cmpuint (first, !=, second);
  aloud_retry_clear (&retry);
}

static void
test_at_least (void)
{
  AloudRetry retry;
  guint delay;

  aloud_retry_init (&retry, 1, 42);
  g_assert_true (aloud_retry_next (&retry, 0, 500, &delay));
  g_assert_cmpuint (delay, ==, 500);
  aloud_retry_clear (&retry);
}

static void
test_reset_by_success (void)
{
  AloudRetry retry;
  guint delay;

  aloud_retry_init (&retry, 1000, 42);
  g_assert_true (aloud_retry_next (&retry, 0, 0, &delay));
  g_assert_true (aloud_retry_next (&retry, 0, 0, &delay));
  aloud_retry_succeeded (&retry);
  g_assert_cmpuint (retry.count, ==, 0);
  aloud_retry_lost (&retry, 10000);
  g_assert_cmpuint (retry.count, ==, 0);
  aloud_retry_succeeded (&retry);
  g_assert_cmpuint (retry.count, ==, 0);
  aloud_retry_clear (&retry);
}

/* A server that takes every connection only to drop it must not be called for ever. */
static void
test_flapping_server (void)
{
  AloudRetry retry;
  guint delay, tries = 0;

  aloud_retry_init (&retry, 1000, 42);
  aloud_retry_succeeded (&retry);
  do
    {
      aloud_retry_lost (&retry, 200);
      if (!aloud_retry_next (&retry, 0, 0, &delay))
        break;
      aloud_retry_succeeded (&retry);
    }
  while (++tries < 100);
  g_assert_cmpuint (tries, ==, ALOUD_RETRY_LIMIT);

  aloud_retry_lost (&retry, 10000); /* the last of them held after all */
  g_assert_true (aloud_retry_next (&retry, 0, 0, &delay));
  g_assert_cmpuint (retry.count, ==, 1);
  aloud_retry_clear (&retry);
}

/* A network that breaks down every half minute is tried twenty times in ten minutes, however well each try goes. */
static void
test_recent (void)
{
  AloudRetry retry;
  guint delay;

  aloud_retry_init (&retry, 1000, 42);
  for (guint i = 0; i < ALOUD_RETRY_RECENT_LIMIT; i++)
    {
      g_assert_true (aloud_retry_next (&retry, i * 29000, 0, &delay));
      aloud_retry_succeeded (&retry);
      aloud_retry_lost (&retry, 28000);
    }
  g_assert_false (aloud_retry_next (&retry, 599999, 0, &delay));
  g_assert_true (aloud_retry_next (&retry, 600000, 0, &delay)); /* the first of them is out of sight */
  g_assert_false (aloud_retry_next (&retry, 628999, 0, &delay));
  aloud_retry_reset (&retry);
  g_assert_true (aloud_retry_next (&retry, 628999, 0, &delay));
  aloud_retry_clear (&retry);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/retry/delays", test_delays);
  g_test_add_func ("/session/retry/jitter-differs", test_jitter_differs);
  g_test_add_func ("/session/retry/at-least", test_at_least);
  g_test_add_func ("/session/retry/reset-by-success", test_reset_by_success);
  g_test_add_func ("/session/retry/flapping-server", test_flapping_server);
  g_test_add_func ("/session/retry/recent", test_recent);
  return g_test_run ();
}
