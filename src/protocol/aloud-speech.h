/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib.h>

#define ALOUD_SAMPLE_RATE 24000 /* Hz, mono, signed 16 bit little endian: both directions of the wire */
/* Hz, what speech may be said to have: at less, a small message would be hours of sound. */
#define ALOUD_SPEECH_MIN_RATE 4000
#define ALOUD_SPEECH_MAX_RATE 192000

/* Turns the audio chunks of one answer into whole samples: skips a RIFF/WAVE header (also one that is split
 * over chunks) and takes the rate from it, carries an odd byte over to the next chunk. One per answer. */
typedef struct _AloudSpeech AloudSpeech;

AloudSpeech *aloud_speech_new           (void) G_GNUC_WARN_UNUSED_RESULT;
void         aloud_speech_free          (AloudSpeech  *self);
/* Returns S16LE mono samples, an even number of bytes, maybe none: while the beginning may still turn out
 * to be a header (at most 16 KiB), it is held back.
 * ALOUD_PROTOCOL_ERROR_UNPLAYABLE for MP3 ("ID3", MPEG sync) and for a WAV that is not 16 bit mono PCM. */
GBytes      *aloud_speech_take          (AloudSpeech  *self,
                                         GBytes       *chunk,
                                         GError      **error) G_GNUC_WARN_UNUSED_RESULT;
/* Hz; ALOUD_SAMPLE_RATE unless a header said otherwise. */
guint        aloud_speech_get_rate      (AloudSpeech  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AloudSpeech, aloud_speech_free)
