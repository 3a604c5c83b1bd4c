/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gst/gst.h>

/* What the echo canceller hears of the loudspeaker: without gaps, and when the room hears it. */
typedef struct _AloudEchoFeed AloudEchoFeed;

/* The rate of what passes, S16 mono. */
#define ALOUD_ECHO_FEED_RATE 48000

/* @far: the source pad in front of the webrtcechoprobe. */
AloudEchoFeed *aloud_echo_feed_new        (GstPad        *far) G_GNUC_WARN_UNUSED_RESULT;
/* Only when the pipeline is down. */
void           aloud_echo_feed_free       (AloudEchoFeed *self);
/* How much later the room hears it than the probe, in us, as long as no other is set; of what has not passed yet. */
void           aloud_echo_feed_set_offset (AloudEchoFeed *self,
                                           int            offset);
