/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gst/gst.h>

/* A pipeline whose microphone may hear its loudspeaker: learns how much later, tells the echo canceller,
 * and knows whether one may be heard while the other sounds. */
typedef struct _AloudRoom AloudRoom;

/* The application message: there may be another microphone or loudspeaker; call check_devices(). */
#define ALOUD_ROOM_DEVICE "aloud-device"

AloudRoom *aloud_room_new             (GstElement *pipeline) G_GNUC_WARN_UNUSED_RESULT;
/* Only when the pipeline is down. */
void       aloud_room_free            (AloudRoom  *self);
/* TRUE: the room is another one, and nothing is known of it. */
gboolean   aloud_room_check_devices   (AloudRoom  *self);
/* Takes what has been heard since into account; for every chunk of the microphone. */
void       aloud_room_update          (AloudRoom  *self);
gboolean   aloud_room_get_full_duplex (AloudRoom  *self);
/* @cleaned: what is left of the microphone, S16, while the agent is heard: for get_echo(). */
void       aloud_room_add_cleaned     (AloudRoom  *self,
                                       GBytes     *cleaned);
/* How much later the microphone hears the loudspeaker, in ms, -1 when that is not known; and how loud the microphone
 * was of late while the agent was heard, before and after its echo was cancelled, in dBFS, 0 when that is not known.
 * Who speaks over the agent is in both. */
int        aloud_room_get_echo        (AloudRoom  *self,
                                       double     *before_db,
                                       double     *after_db);
