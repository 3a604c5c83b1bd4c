/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-voice.h"

#define ALOUD_CHUNK_MS        20
#define ALOUD_CHUNK_BYTES     960 /* 24 kHz, 16 bit, mono */
#define ALOUD_RELEASE_TAIL_MS 200 /* the last syllable comes after the finger */

/* Decides what of the microphone goes out: the one place where mute, push-to-talk and the echo gate meet. Every chunk
 * that goes in comes out with the same length, as it is or as zeros, so the server never hears a gap. The release tail
 * is counted in chunks, not by a clock.
 *
 * Properties: "muted", "push-to-talk" (read-write), "talking", "gated" (read-only), all gboolean, as AloudSession has
 * them. */
#define ALOUD_TYPE_MICROPHONE (aloud_microphone_get_type ())
G_DECLARE_FINAL_TYPE (AloudMicrophone, aloud_microphone, ALOUD, MICROPHONE, GObject)

AloudMicrophone *aloud_microphone_new              (AloudVoice      *voice) G_GNUC_WARN_UNUSED_RESULT;

void             aloud_microphone_set_muted        (AloudMicrophone *self,
                                                    gboolean         muted);
void             aloud_microphone_set_push_to_talk (AloudMicrophone *self,
                                                    gboolean         push_to_talk);
gboolean         aloud_microphone_get_push_to_talk (AloudMicrophone *self);
/* The talk key. Both are safe at any time and twice. A talk is released by itself after its limit, two minutes. */
void             aloud_microphone_press            (AloudMicrophone *self);
void             aloud_microphone_release          (AloudMicrophone *self);
void             aloud_microphone_set_talk_limit   (AloudMicrophone *self,
                                                    guint            limit_ms);
/* The talk ends without a tail: the call does. */
void             aloud_microphone_end_talk         (AloudMicrophone *self);
/* The agent is heard, or no longer: gates the microphone while the voice is not full-duplex. */
void             aloud_microphone_set_agent_heard  (AloudMicrophone *self,
                                                    gboolean         heard);

/* Takes 20 ms of the microphone; returns what is to be sent in its place. */
GBytes          *aloud_microphone_take             (AloudMicrophone *self,
                                                    GBytes          *chunk) G_GNUC_WARN_UNUSED_RESULT;
