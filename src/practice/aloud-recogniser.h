/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib-object.h>

#include "aloud-decoder.h"

/* Understands speech, on a thread of its own and in the order of asking: one turn after the other, for
 * all calls together, so that one model in memory is enough. Loads in the background, from the start. */
#define ALOUD_TYPE_RECOGNISER (aloud_recogniser_get_type ())
G_DECLARE_FINAL_TYPE (AloudRecogniser, aloud_recogniser, ALOUD, RECOGNISER, GObject)

AloudRecogniser *aloud_recogniser_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* The ear of one call: takes the sound of turns and says what was in them.
 *
 * Signals:
 *   "guess" (const char *text)    what the turn sounds like so far
 *   "heard" (AloudHeard *heard)   a turn was understood; one for each aloud_ear_end(), in the same order */
#define ALOUD_TYPE_EAR (aloud_ear_get_type ())
G_DECLARE_FINAL_TYPE (AloudEar, aloud_ear, ALOUD, EAR, GObject)

AloudEar *aloud_ear_new   (AloudRecogniser *recogniser) G_GNUC_WARN_UNUSED_RESULT;
void      aloud_ear_begin (AloudEar        *self);
void      aloud_ear_feed  (AloudEar        *self,
                           const gint16    *samples,
                           gsize            n_samples);
void      aloud_ear_end   (AloudEar        *self);
