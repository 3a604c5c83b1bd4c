/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gst/gst.h>

/* The microphone's end of a pipeline: 48 kHz pieces come by "near", what is left of them after the filters
 * arrives at the appsink "chunks" and leaves on the bus in pieces of 20 ms, 24 kHz mono S16LE. Works on
 * the streaming thread. */
typedef struct _AloudCapture AloudCapture;

#define ALOUD_CAPTURE_RATE 24000
#define ALOUD_CAPTURE_CHUNK_BYTES 960
/* The application message: "bytes" (GBytes) and "arrived" (gint64): when the first 10 ms came, on
 * CLOCK_MONOTONIC, us. */
#define ALOUD_CAPTURE_CHUNK "aloud-chunk"

/* The application message while nobody wants to hear it: "arrived" as above, "chunks" (guint): so many chunks of
 * zeros, "peak" (guint): the loudest sample there was in their place. */
#define ALOUD_CAPTURE_SILENCE "aloud-silence"
/* At most. */
#define ALOUD_CAPTURE_SILENCE_CHUNKS 3

AloudCapture *aloud_capture_new  (GstElement   *pipeline) G_GNUC_WARN_UNUSED_RESULT;
/* Only when the pipeline is down. */
void          aloud_capture_free (AloudCapture *self);
/* Whether what is heard is thrown away unheard, before the filters. Main thread. */
void          aloud_capture_set_unheard (AloudCapture *self,
                                         gboolean      unheard);
