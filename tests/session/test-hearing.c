/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-hearing.h"

/* Hears so many chunks of samples of @value; the last complaint. */
static AloudComplaint
hear (AloudHearing *hearing, gint16 value, guint n_chunks, gboolean muted)
{
  AloudComplaint complaint = ALOUD_COMPLAINT_NONE;
  g_autoptr(GBytes) chunk = NULL;
  gint16 samples[480];

  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    samples[i] = i % 2 == 0 ? value : (gint16) -value;
  chunk = g_bytes_new (samples, sizeof samples);
  for (guint i = 0; i < n_chunks; i++)
    complaint = aloud_hearing_judge (hearing, chunk, muted, 0);
  return complaint;
}

static void
test_speaks_muted (void)
{
  AloudHearing hearing = { 0 };

  g_assert_cmpint (hear (&hearing, 5000, 100, FALSE), ==, ALOUD_COMPLAINT_NONE);
  g_assert_cmpint (hear (&hearing, 5000, 10, TRUE), ==, ALOUD_COMPLAINT_NONE); /* a knock */
  g_assert_cmpint (hear (&hearing, 100, 20, TRUE), ==, ALOUD_COMPLAINT_NONE);
  g_assert_cmpint (hear (&hearing, 5000, 15, TRUE), ==, ALOUD_COMPLAINT_SPEAKS_MUTED);
  g_assert_cmpint (hear (&hearing, 100, 100, TRUE), ==, ALOUD_COMPLAINT_SPEAKS_MUTED);
  g_assert_cmpint (hear (&hearing, 100, 100, TRUE), ==, ALOUD_COMPLAINT_NONE); /* three seconds are over */
  hear (&hearing, 5000, 15, TRUE);
  g_assert_cmpint (hear (&hearing, 5000, 1, FALSE), ==, ALOUD_COMPLAINT_NONE);
  g_assert_cmpint (hear (&hearing, 5000, 1, TRUE), ==, ALOUD_COMPLAINT_NONE);
}

/* What is thrown away comes as zeros, beside its level. */
static void
test_speaks_muted_unheard (void)
{
  gint16 samples[480] = { 0 };
  g_autoptr(GBytes) zeros = g_bytes_new (samples, sizeof samples);
  AloudHearing hearing = { 0 };
  AloudComplaint complaint = ALOUD_COMPLAINT_NONE;

  for (guint i = 0; i < 50; i++)
    complaint = aloud_hearing_judge (&hearing, zeros, TRUE, 0.3);
  g_assert_cmpint (complaint, ==, ALOUD_COMPLAINT_NONE);
  for (guint i = 0; i < 15; i++)
    complaint = aloud_hearing_judge (&hearing, zeros, TRUE, 0.7);
  g_assert_cmpint (complaint, ==, ALOUD_COMPLAINT_SPEAKS_MUTED);
}

static void
test_hears_nothing (void)
{
  AloudHearing hearing = { 0 };

  g_assert_cmpint (hear (&hearing, 0, 499, FALSE), ==, ALOUD_COMPLAINT_NONE);
  g_assert_cmpint (hear (&hearing, 0, 1, FALSE), ==, ALOUD_COMPLAINT_HEARS_NOTHING);
  g_assert_cmpint (hear (&hearing, 0, 1000, FALSE), ==, ALOUD_COMPLAINT_HEARS_NOTHING);
  g_assert_cmpint (hear (&hearing, 1, 1, FALSE), ==, ALOUD_COMPLAINT_NONE); /* the softest there is */
  g_assert_cmpint (hear (&hearing, 0, 499, FALSE), ==, ALOUD_COMPLAINT_NONE);
  g_assert_cmpint (hear (&hearing, 0, 1000, TRUE), ==, ALOUD_COMPLAINT_NONE);
}

static void
test_clips (void)
{
  AloudHearing hearing = { 0 };

  g_assert_cmpint (hear (&hearing, 32000, 10, FALSE), ==, ALOUD_COMPLAINT_NONE);
  g_assert_cmpint (hear (&hearing, G_MAXINT16, 1, FALSE), ==, ALOUD_COMPLAINT_CLIPS);
  g_assert_cmpint (hear (&hearing, 100, 99, FALSE), ==, ALOUD_COMPLAINT_CLIPS);
  g_assert_cmpint (hear (&hearing, 100, 1, FALSE), ==, ALOUD_COMPLAINT_NONE);
  g_assert_cmpint (hear (&hearing, G_MININT16, 1, FALSE), ==, ALOUD_COMPLAINT_CLIPS);
  g_assert_cmpint (hear (&hearing, G_MAXINT16, 1, TRUE), ==, ALOUD_COMPLAINT_NONE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/hearing/speaks-muted", test_speaks_muted);
  g_test_add_func ("/session/hearing/speaks-muted-unheard", test_speaks_muted_unheard);
  g_test_add_func ("/session/hearing/hears-nothing", test_hears_nothing);
  g_test_add_func ("/session/hearing/clips", test_clips);
  return g_test_run ();
}
