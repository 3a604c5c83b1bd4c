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
