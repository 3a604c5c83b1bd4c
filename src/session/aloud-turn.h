/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib-object.h>

typedef enum {
  ALOUD_SPEAKER_YOU,
  ALOUD_SPEAKER_AGENT,
  ALOUD_SPEAKER_NOTE, /* neither: what the service or Aloud has to say */
} AloudSpeaker;

#define ALOUD_TYPE_SPEAKER (aloud_speaker_get_type ())
GType aloud_speaker_get_type (void) G_GNUC_CONST;

/* When a word was said: seconds from the beginning of the first word of the turn. */
typedef struct {
  double start;
  double end;
} AloudTurnWord;

/* One entry of the transcript; only AloudTranscript writes to it.
 *
 * Properties, all read-only:
 *   "speaker" AloudSpeaker, "text" string (never NULL), "time" GDateTime (when it began, local),
 *   "final" gboolean: the text will not change any more,
 *   "interrupted" gboolean: the agent was cut off; the text is what had been received,
 *   "emotions" string or NULL: "Joy 82 %, Surprise 10 %",
 *   "heard" int: how much of the text has been heard, in characters, by estimate; -1: all of it, or nobody knows,
 *   "ended" gint64: us since 1970, 0 as long as it is not known. Of you: when the turn became final; of the agent: when
 *   its voice was done */
#define ALOUD_TYPE_TURN (aloud_turn_get_type ())
G_DECLARE_FINAL_TYPE (AloudTurn, aloud_turn, ALOUD, TURN, GObject)

AloudTurn    *aloud_turn_new             (AloudSpeaker  speaker) G_GNUC_WARN_UNUSED_RESULT;
/* One that is over: of a conversation of before. */
AloudTurn    *aloud_turn_new_past        (AloudSpeaker  speaker,
                                          const char   *text,
                                          GDateTime    *time,
                                          gboolean      interrupted,
                                          const char   *emotions) G_GNUC_WARN_UNUSED_RESULT;
AloudSpeaker  aloud_turn_get_speaker     (AloudTurn    *self);
const char   *aloud_turn_get_text        (AloudTurn    *self);
GDateTime    *aloud_turn_get_time        (AloudTurn    *self);
gboolean      aloud_turn_get_final       (AloudTurn    *self);
gboolean      aloud_turn_get_interrupted (AloudTurn    *self);
const char   *aloud_turn_get_emotions    (AloudTurn    *self);
gint64        aloud_turn_get_ended       (AloudTurn    *self);
int           aloud_turn_get_heard       (AloudTurn    *self);
/* guint: which words of the text the service was not sure of, in order; NULL: of none. */
const GArray *aloud_turn_get_doubtful    (AloudTurn    *self);
/* AloudTurnWord, in order, or NULL: with times of the server's, where it gave one to every word of the text. */
const GArray *aloud_turn_get_words       (AloudTurn    *self);

void          aloud_turn_set_text        (AloudTurn    *self,
                                          const char   *text);
void          aloud_turn_set_final       (AloudTurn    *self,
                                          gboolean      final);
void          aloud_turn_set_interrupted (AloudTurn    *self,
                                          gboolean      interrupted);
void          aloud_turn_set_emotions    (AloudTurn    *self,
                                          const char   *emotions);
/* @words: AloudWord as the server gave them for what was said last; what does not belong to the text is found out by
 * aloud_turn_get_words(). NULL or none: of these words no times are known, nor of the turn's others then. */
void          aloud_turn_add_words       (AloudTurn    *self,
                                          GPtrArray    *words);
void          aloud_turn_set_heard       (AloudTurn    *self,
                                          int           heard);
void          aloud_turn_set_ended       (AloudTurn    *self,
                                          gint64        ended);
