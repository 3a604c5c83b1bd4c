/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-session.h"

/* A try of microphone and loudspeaker without anybody on the line: the person speaks, hears that again, and hears a sound
 * that the microphone listens for. The microphone is open from SPEAK to the end of SOUND, never during a call, and
 * nothing of it is kept.
 *
 * Properties, read-only:
 *   "step"      AloudSoundCheckStep
 *   "level"     double, as AloudVoice has it
 *   "progress"  double, 0 to 1: of the step
 *   "possible"  gboolean: no call holds the microphone. A check that is under way when one begins is stopped
 * and, read-write, before the start:
 *   "speak-ms"  guint: how long SPEAK lasts, 4 s unless told */
#define ALOUD_TYPE_SOUND_CHECK (aloud_sound_check_get_type ())
G_DECLARE_FINAL_TYPE (AloudSoundCheck, aloud_sound_check, ALOUD, SOUND_CHECK, GObject)

typedef enum {
  ALOUD_SOUND_CHECK_READY,
  ALOUD_SOUND_CHECK_SPEAK,    /* what the microphone hears is recorded */
  ALOUD_SOUND_CHECK_REPLAY,   /* and played */
  ALOUD_SOUND_CHECK_SOUND,    /* the test sound is played, and listened for */
  ALOUD_SOUND_CHECK_QUESTION, /* aloud_sound_check_answer() is waited for; the microphone is closed */
  ALOUD_SOUND_CHECK_DONE,
} AloudSoundCheckStep;

#define ALOUD_TYPE_SOUND_CHECK_STEP (aloud_sound_check_step_get_type ())
GType aloud_sound_check_step_get_type (void) G_GNUC_CONST;

typedef enum {
  ALOUD_MICROPHONE_UNKNOWN, /* it failed before it could be tried: "error" says why */
  ALOUD_MICROPHONE_MISSING,
  ALOUD_MICROPHONE_SILENT,  /* nothing but zeros */
  ALOUD_MICROPHONE_QUIET,   /* hardly anything, or nobody spoke */
  ALOUD_MICROPHONE_GOOD,
  ALOUD_MICROPHONE_CLIPS,
} AloudMicrophoneVerdict;

typedef enum {
  ALOUD_SPEAKER_UNKNOWN,
  ALOUD_SPEAKER_MISSING,
  ALOUD_SPEAKER_UNHEARD, /* says the person */
  ALOUD_SPEAKER_HEARD,
} AloudSpeakerVerdict;

typedef enum {
  ALOUD_ROOM_ECHO_UNKNOWN, /* for want of one of them, or of anybody who heard the sound */
  ALOUD_ROOM_ECHO_NONE,
  ALOUD_ROOM_ECHO_FOUND,
} AloudRoomEcho;

typedef struct {
  AloudMicrophoneVerdict microphone;
  AloudSpeakerVerdict speaker;
  AloudRoomEcho echo;
  const GError *error; /* what ended the check before its time, or NULL */
} AloudSoundVerdict;

/* Opens a voice for the check that changes nothing of what is heard, and says what there is; what is missing may be
 * replaced by silence. Returns a reference. */
typedef AloudVoice *(*AloudSoundCheckOpen) (gboolean *microphone,
                                            gboolean *speaker,
                                            gpointer  user_data);

/* @open with @user_data is called at each start, and not after @self is gone. */
AloudSoundCheck   *aloud_sound_check_new         (AloudSession        *session,
                                                  AloudSoundCheckOpen  open,
                                                  gpointer             user_data) G_GNUC_WARN_UNUSED_RESULT;
/* Begins anew, if that is possible now. */
void               aloud_sound_check_start       (AloudSoundCheck     *self);
/* Lets microphone and loudspeaker go at once: READY again. */
void               aloud_sound_check_stop        (AloudSoundCheck     *self);
/* Whether the sound was heard; in QUESTION. */
void               aloud_sound_check_answer      (AloudSoundCheck     *self,
                                                  gboolean             heard);
AloudSoundCheckStep aloud_sound_check_get_step   (AloudSoundCheck     *self);
gboolean           aloud_sound_check_is_possible (AloudSoundCheck     *self);
/* Of the last check, in DONE; until the next start. */
AloudSoundVerdict  aloud_sound_check_get_verdict (AloudSoundCheck     *self);
