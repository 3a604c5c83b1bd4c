/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-hearing.h"
#include "aloud-voice.h"

#define ALOUD_CHUNK_MS        20
#define ALOUD_CHUNK_BYTES     960 /* 24 kHz, 16 bit, mono */
#define ALOUD_RELEASE_TAIL_MS 200  /* the last syllable comes after the finger */
#define ALOUD_PRE_ROLL_MS     200  /* the first one before it */
#define ALOUD_QUIET_MS        2000 /* of silence end a turn */

/* Decides what of the microphone goes out: the one place where mute, hold, push-to-talk and the echo gate meet. What
 * does not go out is sent as zeros, so that the server hears no gap; or, where nothing shall be sent, as zeros for two
 * seconds, because the server ends a turn by hearing silence. Everything but the two minutes of a talk is counted in
 * chunks, not by a clock.
 *
 * Properties:
 *   "muted", "push-to-talk", "on-hold" (read-write), "talking", "locked", "gated", "complaint" (read-only): as AloudSession
 *                    has them
 *   "tap-to-lock"    gboolean: a key that is down for less than 0.3 s begins a talk that the next press ends
 *   "sends-silence"  gboolean, default TRUE: zeros flow as long as the microphone is closed
 *   "release-tail"   guint, 0 to 1000 ms, default 200: how much follows the release of the key
 *   "talk-limit"     guint, seconds, default 120: when a talk ends by itself
 *   "pre-roll"       guint, 0 to 1000 ms, default 200: how much of before its press is sent with it; never what was said
 *                    while muted or on hold */
#define ALOUD_TYPE_MICROPHONE (aloud_microphone_get_type ())
G_DECLARE_FINAL_TYPE (AloudMicrophone, aloud_microphone, ALOUD, MICROPHONE, GObject)

AloudMicrophone *aloud_microphone_new              (AloudVoice      *voice) G_GNUC_WARN_UNUSED_RESULT;

void             aloud_microphone_set_muted        (AloudMicrophone *self,
                                                    gboolean         muted);
void             aloud_microphone_set_push_to_talk (AloudMicrophone *self,
                                                    gboolean         push_to_talk);
gboolean         aloud_microphone_get_push_to_talk (AloudMicrophone *self);
void             aloud_microphone_set_on_hold      (AloudMicrophone *self,
                                                    gboolean         on_hold);
/* The talk key. Both are safe at any time and twice. A talk ends by itself after its limit. Press: TRUE
 * when a talk begins by it; never while muted or on hold. */
gboolean         aloud_microphone_press            (AloudMicrophone *self);
void             aloud_microphone_release          (AloudMicrophone *self);
/* As the release, but of a locked talk too: whoever holds the key has gone. */
void             aloud_microphone_finish_talk      (AloudMicrophone *self);
/* The key is down, or locked. */
gboolean         aloud_microphone_is_pressed       (AloudMicrophone *self);
void             aloud_microphone_set_talk_limit   (AloudMicrophone *self,
                                                    guint            limit_ms);
/* The talk ends without a tail. */
void             aloud_microphone_end_talk         (AloudMicrophone *self);
/* The connection ends, and all that belongs to it; chunks come again with the next. Until then no press is a tap. */
void             aloud_microphone_leave            (AloudMicrophone *self);
/* The agent is heard, or no longer: gates the microphone while the voice is not full-duplex. */
void             aloud_microphone_set_agent_heard  (AloudMicrophone *self,
                                                    gboolean         heard);

/* Takes 20 ms of the microphone; appends what is to be sent now (of GBytes) to @out, in chunks of 20 ms. */
void             aloud_microphone_take             (AloudMicrophone *self,
                                                    GBytes          *chunk,
                                                    GQueue          *out);
