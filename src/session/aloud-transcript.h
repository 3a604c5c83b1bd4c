/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gio/gio.h>

#include "aloud-event.h"
#include "aloud-turn.h"

/* The conversation so far: a GListModel of AloudTurn, oldest first. It builds turns from events by the rules of the
 * protocol (interim text replaces itself, final segments are joined, a turn is closed once) and decides nothing else.
 * The row that grows is updated in place. */
#define ALOUD_TYPE_TRANSCRIPT (aloud_transcript_get_type ())
G_DECLARE_FINAL_TYPE (AloudTranscript, aloud_transcript, ALOUD, TRANSCRIPT, GObject)

AloudTranscript *aloud_transcript_new         (void) G_GNUC_WARN_UNUSED_RESULT;
void             aloud_transcript_apply       (AloudTranscript  *self,
                                               const AloudEvent *event);
/* The agent was cut off: its open turn is finished with what was received and marked. */
void             aloud_transcript_interrupt   (AloudTranscript  *self);
/* Finishes what is open without a mark: the call is over. */
void             aloud_transcript_close       (AloudTranscript  *self);
/* A line of Aloud's own, already translated. */
void             aloud_transcript_append_note (AloudTranscript  *self,
                                               const char       *text);
void             aloud_transcript_clear       (AloudTranscript  *self);
/* Whether emotions are written down (they are at first). */
void             aloud_transcript_set_emotions (AloudTranscript *self,
                                               gboolean          emotions);
/* The turn whose text or speech has come last from the agent; NULL when there is none, or the speech is of another. */
AloudTurn       *aloud_transcript_get_answer  (AloudTranscript  *self);
/* The person's turn is open: something was heard, and its end was not. */
gboolean         aloud_transcript_is_user_speaking (AloudTranscript *self);
