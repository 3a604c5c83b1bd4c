/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib.h>

/* A sound for the loudspeaker that is found again in what a microphone hears: three notes that rise, at uneven
 * distances, so that neither speech nor noise is taken for them. */

#define ALOUD_SWEEP_RATE 24000
/* How much later than it was played a note is looked for: longer than any loudspeaker is late. */
#define ALOUD_SWEEP_LATEST_MS 650

/* S16LE mono at ALOUD_SWEEP_RATE, 2 s. */
GBytes  *aloud_sweep_new_sound (void) G_GNUC_WARN_UNUSED_RESULT;
/* Is it in @heard, S16 mono at ALOUD_SWEEP_RATE from the moment on at which it was given to the loudspeaker? Some
 * milliseconds of work. */
gboolean aloud_sweep_is_in     (const gint16 *heard,
                                gsize         n_heard);
