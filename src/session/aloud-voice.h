/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib-object.h>

/* The sound card as the session sees it: one microphone, one loudspeaker. Everything here is called and emitted on
 * the main thread; nothing is emitted during a call into the object but "started" and "stopped", at its end.
 *
 * Properties every implementation has:
 *   "level"         double, read-only    microphone, 0 (silence) to 1 (full scale) on a scale even to the ear; 20 Hz
 *   "volume"        double, read-write   of the agent's voice, 0 to 1; Aloud's own, never the system's
 *   "sounding"      gboolean, read-only  queued speech is coming out of the loudspeaker
 *   "full-duplex"   gboolean, read-only  the microphone may stay open while the agent speaks: the echo is cancelled,
 *                                        or there is none
 *   "cancels-echo"  gboolean, read-only  there is an echo canceller, whether or not its effect is known yet
 *   "source-ended"  gboolean, read-only  a file played into the microphone is over and silence follows
 * Signals:
 *   "chunk"  (GBytes *, gint64)  20 ms of the microphone, S16LE mono 24 kHz (960 bytes), and when its first 10 ms
 *                                arrived in the process (CLOCK_MONOTONIC, us); from start to stop, without a gap
 *   "failed" (GError *)          an ALOUD_VOICE_ERROR; the voice has stopped
 *   "started" (), "stopped" ()   somebody has asked for it, for whoever wants to know when the microphone was open */
typedef enum {
  ALOUD_VOICE_ERROR_NO_SERVER,      /* the sound server cannot be reached */
  ALOUD_VOICE_ERROR_NO_DEVICE,      /* no microphone or no loudspeaker, or it is gone */
  ALOUD_VOICE_ERROR_BUSY,
  ALOUD_VOICE_ERROR_DENIED,
  ALOUD_VOICE_ERROR_MISSING_PLUGIN, /* a GStreamer element is not installed; the message names it */
  ALOUD_VOICE_ERROR_FILE,           /* a sound file cannot be read or written */
  ALOUD_VOICE_ERROR_FAILED,
} AloudVoiceError;

#define ALOUD_VOICE_ERROR (aloud_voice_error_quark ())
GQuark aloud_voice_error_quark (void);

/* Sounds for the person alone. */
typedef enum {
  ALOUD_CUE_BEGIN, /* a talk begins: rises */
  ALOUD_CUE_END,   /* falls */
} AloudCue;

/* As much speech as waits to be played at most, a little less than two minutes; what comes beyond is not heard. */
#define ALOUD_VOICE_FULL_MS 119000

#define ALOUD_TYPE_VOICE (aloud_voice_get_type ())
G_DECLARE_INTERFACE (AloudVoice, aloud_voice, ALOUD, VOICE, GObject)

struct _AloudVoiceInterface
{
  GTypeInterface parent;

  void   (*start)              (AloudVoice *self);
  void   (*stop)               (AloudVoice *self);
  void   (*push)               (AloudVoice *self,
                                GBytes     *pcm,
                                guint       rate);
  void   (*flush)              (AloudVoice *self);
  guint  (*get_queued_ms)      (AloudVoice *self);
  gint64 (*get_sounding_since) (AloudVoice *self);
  void   (*set_unheard)        (AloudVoice *self,
                                gboolean    unheard); /* may be NULL */
  void   (*cue)                (AloudVoice *self,
                                AloudCue    cue);
};

/* Opens microphone and loudspeaker; a failure comes as "failed", later. Starting twice is no error. */
void     aloud_voice_start              (AloudVoice *self);
/* Lets both go at once, whatever is queued. Safe when stopped. */
void     aloud_voice_stop               (AloudVoice *self);
/* Appends speech: @pcm S16LE mono at @rate Hz. Played in order, begun when 60 ms are queued or 80 ms have passed. */
void     aloud_voice_push               (AloudVoice *self,
                                         GBytes     *pcm,
                                         guint       rate);
/* Barge-in: fades out within 15 ms, drops all that is queued; what is pushed next is heard. */
void     aloud_voice_flush              (AloudVoice *self);
/* What the microphone hears is thrown away anyway, as when it is muted: until this ends the chunks may be zeros
 * and come several at a time, which costs less. "level" remains the microphone's. */
void     aloud_voice_set_unheard        (AloudVoice *self,
                                         gboolean    unheard);
/* Plays it beside what the agent says; "sounding" does not change by it. */
void     aloud_voice_cue                (AloudVoice *self,
                                         AloudCue    cue);
/* Speech not yet handed to the loudspeaker, in ms. */
guint    aloud_voice_get_queued_ms      (AloudVoice *self);
/* When "sounding" last changed, on the streaming thread (CLOCK_MONOTONIC, us). */
gint64   aloud_voice_get_sounding_since (AloudVoice *self);

double   aloud_voice_get_level          (AloudVoice *self);
gboolean aloud_voice_get_sounding       (AloudVoice *self);
gboolean aloud_voice_get_full_duplex    (AloudVoice *self);
gboolean aloud_voice_get_source_ended   (AloudVoice *self);
