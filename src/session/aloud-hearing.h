/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib-object.h>

/* What is wrong with what the microphone hears, as far as it can be told from the sound. */
typedef enum {
  ALOUD_COMPLAINT_NONE,
  ALOUD_COMPLAINT_SPEAKS_MUTED,  /* somebody speaks, and is muted */
  ALOUD_COMPLAINT_HEARS_NOTHING, /* ten seconds of zeros: no room is so quiet */
  ALOUD_COMPLAINT_CLIPS,         /* louder than samples can be */
} AloudComplaint;

#define ALOUD_TYPE_COMPLAINT (aloud_complaint_get_type ())
GType          aloud_complaint_get_type (void) G_GNUC_CONST;

/* Zeroed at first. Private. */
typedef struct {
  guint loud;      /* chunks of speech while muted, less those of quiet */
  guint silent;    /* chunks of zeros in a row */
  guint clipped;   /* chunks for which to go on complaining */
  guint spoke;     /* the same */
} AloudHearing;

/* @chunk: 20 ms of S16 samples, as the microphone heard them. @muted: nobody is to hear them; they may
 * be zeros then, and @level, the voice's, tells. */
AloudComplaint aloud_hearing_judge      (AloudHearing *self,
                                         GBytes       *chunk,
                                         gboolean      muted,
                                         double        level);
