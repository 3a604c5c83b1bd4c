/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gst/gst.h>

#define ALOUD_TEST_EAR_RATE 48000
/* Whole periods of either tone: what is one of them is nothing of the other. */
#define ALOUD_TEST_EAR_FRAME (ALOUD_TEST_EAR_RATE / 200)

/* Sits at the monitor of virtual-sound.sh's loudspeaker and remembers all of it. */
typedef struct {
  GstElement *pipeline;
  GMutex mutex;
  GArray *heard; /* gint16; the streaming thread's too until it is closed */
} AloudTestEar;

void     aloud_test_ear_open  (AloudTestEar *self);
void     aloud_test_ear_close (AloudTestEar *self);
/* Samples so far. */
gsize    aloud_test_ear_count (AloudTestEar *self);

/* Each answer has a tone of its own, or rather, each has another one than the next. */
double   aloud_test_ear_get_tone (guint answer);
/* Is that frame of this answer? */
gboolean aloud_test_ear_is_frame_of (const gint16 *frame,
                                     guint         answer);
/* Is the last frame, all of it after @from? */
gboolean aloud_test_ear_hears (AloudTestEar *self,
                               guint         answer,
                               gsize         from);
