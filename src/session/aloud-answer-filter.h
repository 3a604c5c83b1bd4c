/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-event.h"

/* Knows which chunks belong to an answer that was cut off, and keeps them out. Messages of the server are ordered, but
 * what it had sent before it noticed is still on its way. */
typedef enum {
  ALOUD_CUT_BY_SERVER, /* it says so: only what carries the cut answer's name is late */
  ALOUD_CUT_BY_USER,   /* it does not know yet: everything nameless is late, until it moves on */
  ALOUD_CUT_AWAITED,   /* by the user as well, before anything of it has come: what comes next is late */
  ALOUD_CUT_PENDING,   /* stop_tts: as by the user, until the interruption follows */
} AloudCut;

typedef struct _AloudAnswerFilter AloudAnswerFilter;

AloudAnswerFilter *aloud_answer_filter_new    (void) G_GNUC_WARN_UNUSED_RESULT;
void               aloud_answer_filter_free   (AloudAnswerFilter *self);
/* A new conversation. */
void               aloud_answer_filter_reset  (AloudAnswerFilter *self);
/* The answer that is under way is cut off. */
void               aloud_answer_filter_cut    (AloudAnswerFilter *self,
                                               AloudCut           cut);
/* Whether @event is to be heard and read; to be asked once for every event, in order.
 * @now: CLOCK_MONOTONIC, us: nameless chunks are let in again after 1.5 s without any. */
gboolean           aloud_answer_filter_admits (AloudAnswerFilter *self,
                                               const AloudEvent  *event,
                                               gint64             now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AloudAnswerFilter, aloud_answer_filter_free)
