/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-answer-filter.h"
#include "aloud-transcript.h"
#include "aloud-voice.h"

/* What the server says becomes turns and speech: applies events to the transcript, pushes speech into the voice, keeps
 * late chunks of an answer that was cut off away from both. Knows nothing of connections or the microphone.
 *
 * Signals:
 *   "changed"    aloud_dialogue_is_thinking() may have changed by itself (an answer that had no more)
 *   "self-echo"  the person was heard to say what the agent had just said */
#define ALOUD_TYPE_DIALOGUE (aloud_dialogue_get_type ())
G_DECLARE_FINAL_TYPE (AloudDialogue, aloud_dialogue, ALOUD, DIALOGUE, GObject)

AloudDialogue *aloud_dialogue_new             (AloudVoice       *voice,
                                               AloudTranscript  *transcript) G_GNUC_WARN_UNUSED_RESULT;
/* A new connection: the agent starts anew. Finishes what is open. */
void           aloud_dialogue_reset           (AloudDialogue    *self);
/* The loudspeaker is shut: nothing more of what was said will be heard. */
void           aloud_dialogue_hush            (AloudDialogue    *self);
/* FALSE when the call cannot go on: ALOUD_CONNECTION_ERROR when the server refuses us in so many words,
 * ALOUD_SESSION_ERROR_SERVER, ALOUD_PROTOCOL_ERROR_UNPLAYABLE. */
gboolean       aloud_dialogue_apply           (AloudDialogue    *self,
                                               const AloudEvent *event,
                                               GError          **error);
/* Barge-in. FALSE when nothing was under way, nor awaited. */
gboolean       aloud_dialogue_cut             (AloudDialogue    *self,
                                               AloudCut          cut);
/* What the agent says is written down but not heard. */
void           aloud_dialogue_set_silenced    (AloudDialogue    *self,
                                               gboolean          silenced);
/* The agent's voice is heard, or queued to be. */
gboolean       aloud_dialogue_is_heard        (AloudDialogue    *self);
/* Or more of what is said now is still to come. */
gboolean       aloud_dialogue_is_answering    (AloudDialogue    *self);
/* The person has finished and the answer is awaited, or it has begun without a voice yet. */
gboolean       aloud_dialogue_is_thinking     (AloudDialogue    *self);
/* The server has warned that nobody speaks, and nobody has spoken since. */
gboolean       aloud_dialogue_is_idle_warned  (AloudDialogue    *self);
