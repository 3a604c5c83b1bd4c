/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib.h>

/* What @command printed; the test fails if it did. */
char   *aloud_test_run        (const char *command);
/* A buzz of wandering pitch through two resonances, in syllables: as regular as speech, and always the
 * same. */
gint16 *aloud_test_make_voice (guint   rate,
                               gsize   n_samples,
                               guint32 seed,
                               double  pitch,
                               double  gain) G_GNUC_WARN_UNUSED_RESULT;
GBytes *aloud_test_make_tone  (guint   rate,
                               guint   ms,
                               double  hertz) G_GNUC_WARN_UNUSED_RESULT;
/* How much of the energy is at @hertz: 1 when there is nothing else. */
double  aloud_test_purity     (const gint16 *samples,
                               gsize         n_samples,
                               guint         rate,
                               double        hertz);
/* In dB of full scale; -100 for silence. */
double  aloud_test_loudness   (const gint16 *samples,
                               gsize         n_samples);
