/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib.h>

/* What the eye is shown of a microphone: 0 (silence, -60 dB) to 1 (full scale), even to the ear, 20 times a
 * second. */
typedef struct {
  double value;
  guint peak;
  guint samples;
} AloudLevel;

/* Takes in of how many samples at 24 kHz which was the loudest; TRUE when the value is another one. */
gboolean aloud_level_add     (AloudLevel *self,
                              guint       peak,
                              guint       n_samples);
/* Takes S16 samples of 24 kHz in; TRUE when the value is another one. */
gboolean aloud_level_measure (AloudLevel *self,
                              GBytes     *chunk);
