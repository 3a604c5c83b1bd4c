/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-voice.h"

/* Two short notes that are laid over whatever the loudspeaker plays. Zeroed is quiet. Rung on any thread, mixed on
 * the streaming thread. */
typedef struct {
  int wanted;   /* atomic: 0, or 1 + AloudCue */
  int playing;  /* the same */
  gsize place;  /* in samples */
} AloudChime;

void aloud_chime_ring (AloudChime *self,
                       AloudCue    cue);
/* Adds the next @n_samples of it to @samples, S16 mono. */
void aloud_chime_mix  (AloudChime *self,
                       gint16     *samples,
                       gsize       n_samples,
                       guint       rate);
