/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-playback-ring.h"
#include "aloud-voice.h"

#include <gst/gst.h>

/* The loudspeaker's end: speech of any rate into the ring, and out of it, piece by piece as the sink asks,
 * through the appsrc "speech" of a pipeline. Called on the main thread; the pieces are taken on the
 * streaming thread. */
typedef struct _AloudPlayback AloudPlayback;

#define ALOUD_PLAYBACK_RATE 24000
/* The application message: ask get_sounding() again. */
#define ALOUD_PLAYBACK_SOUNDING "aloud-sounding"

AloudPlayback *aloud_playback_new             (void) G_GNUC_WARN_UNUSED_RESULT;
/* As detach(). */
void           aloud_playback_free            (AloudPlayback *self);
/* Before @pipeline plays. What is queued is played by whichever pipeline is there; none: it waits. */
void           aloud_playback_attach          (AloudPlayback *self,
                                               GstElement    *pipeline,
                                               gboolean       into_card);
/* Only when the pipeline is down. */
void           aloud_playback_detach          (AloudPlayback *self);
/* The sound goes to another loudspeaker from now on. */
void           aloud_playback_relearn         (AloudPlayback *self);
void           aloud_playback_push            (AloudPlayback *self,
                                               GBytes        *pcm,
                                               guint          rate);
/* Without a message: ask get_sounding() again. */
void           aloud_playback_flush           (AloudPlayback *self);
void           aloud_playback_cue             (AloudPlayback *self,
                                               AloudCue       cue);
guint          aloud_playback_get_queued_ms   (AloudPlayback *self);
gboolean       aloud_playback_get_sounding    (AloudPlayback *self,
                                               gint64        *since);
/* See AloudPlaybackRing. */
guint          aloud_playback_get_underruns   (AloudPlayback *self);
guint          aloud_playback_get_prebuffer_ms (AloudPlayback *self);
