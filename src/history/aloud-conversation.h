/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gio/gio.h>

#include "aloud-turn.h"

/* A conversation that is over or as far as it has come: plain values, which are exported and kept. Times are us since
 * 1970. */

/* When a word was heard: seconds from the beginning of the conversation. */
typedef struct {
  char    *text;
  double   start;
  double   end;
  gboolean estimated; /* by its share of the letters of the turn, for want of a time of the server's */
} AloudSaidWord;

typedef struct {
  AloudSpeaker speaker;
  char        *text;        /* never NULL, valid UTF-8 */
  char        *emotions;    /* or NULL */
  gint64       began;
  gint64       ended;       /* 0: not known */
  gboolean     interrupted;
  GArray      *words;       /* AloudTurnWord, one for each word of the text, or NULL */
} AloudSaidTurn;

typedef struct {
  char      *agent;  /* its name, as it was then; never NULL */
  gint64     began;
  GPtrArray *turns;  /* AloudSaidTurn */
} AloudConversation;

AloudConversation *aloud_conversation_new                 (const char        *agent,
                                                           gint64             began) G_GNUC_WARN_UNUSED_RESULT;
/* What there is of @transcript, a list of AloudTurn, now. Turns without text are left out. */
AloudConversation *aloud_conversation_new_from_transcript (const char        *agent,
                                                           GListModel        *transcript) G_GNUC_WARN_UNUSED_RESULT;
void               aloud_conversation_free                (AloudConversation *self);

AloudSaidTurn     *aloud_said_turn_new                    (AloudSpeaker       speaker,
                                                           const char        *text,
                                                           gint64             began) G_GNUC_WARN_UNUSED_RESULT;
AloudSaidTurn     *aloud_said_turn_new_from_turn          (AloudTurn         *turn) G_GNUC_WARN_UNUSED_RESULT;
void               aloud_said_turn_free                   (AloudSaidTurn     *self);

/* Seconds from the beginning of the conversation, never negative. */
double             aloud_conversation_get_start           (const AloudConversation *self,
                                                           guint                    turn);
/* The same for the end of a turn. Of the agent's it is not known: then it is the time that so many letters take, but not
 * beyond the beginning of what is said next. */
double             aloud_conversation_get_end             (const AloudConversation *self,
                                                           guint                    turn,
                                                           gboolean                *estimated);
/* The words of a turn, AloudSaidWord: with the server's times, or with estimates. */
GPtrArray         *aloud_conversation_get_words           (const AloudConversation *self,
                                                           guint                    turn) G_GNUC_WARN_UNUSED_RESULT;
/* Who speaks, in words: the agent by its name. */
const char        *aloud_conversation_get_speaker         (const AloudConversation *self,
                                                           guint                    turn);
GDateTime         *aloud_conversation_local_time          (gint64 time) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AloudConversation, aloud_conversation_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AloudSaidTurn, aloud_said_turn_free)
