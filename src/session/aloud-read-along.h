/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-turn.h"

/* How far the text of an answer has been heard, for those who read along. The service does not say which word is spoken
 * when, so this is an estimate: the text and the speech of an answer are matched by the share of the speech that has
 * left the loudspeaker. Where text comes after speech, what came before it must be about what has been said so far, and
 * the estimate is corrected there, unless the text runs ahead of the speech. It writes "heard" and "ended" of the turns;
 * it rather is late than early, and never goes back. */
typedef struct _AloudReadAlong AloudReadAlong;

AloudReadAlong *aloud_read_along_new       (void) G_GNUC_WARN_UNUSED_RESULT;
void            aloud_read_along_free      (AloudReadAlong *self);
/* The text of @turn has grown. */
void            aloud_read_along_add_text  (AloudReadAlong *self,
                                            AloudTurn      *turn);
/* So many ms of the speech of @turn, or of none that is known, were queued. @last: nothing more of it will come. */
void            aloud_read_along_add_audio (AloudReadAlong *self,
                                            AloudTurn      *turn,
                                            double          ms,
                                            gboolean        last);
/* Nothing more will come of any. Text without speech has been heard as far as it ever will be. */
void            aloud_read_along_end       (AloudReadAlong *self);
/* @queued_ms: speech that waits for the loudspeaker, of what was queued. @heard: there still is a voice. TRUE as long as
 * there is something to be heard: to be called again a little later. */
gboolean        aloud_read_along_advance   (AloudReadAlong *self,
                                            guint           queued_ms,
                                            gboolean        heard);
/* The voice is cut off, now: what is heard stays as it is. */
void            aloud_read_along_cut       (AloudReadAlong *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AloudReadAlong, aloud_read_along_free)
