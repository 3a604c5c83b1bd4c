/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib.h>

/* What the practice agent has to say. Pure: words in, words out. */
typedef struct {
  GStrv     sentences;   /* in the order of saying */
  gboolean  plays_back;  /* after the first sentence, the caller's own voice */
  gboolean  records;     /* the next turn is to be played back */
  gboolean  hangs_up;
} AloudReply;

/* @heard: the turn's words; "" for a sound without words, NULL when nobody here understands words.
 * @recording: the turn was asked for, to be played back. @last: what the agent said before, or NULL. */
AloudReply *aloud_reply_new              (const char *heard,
                                          gboolean    recording,
                                          const char *last,
                                          GDateTime  *now) G_GNUC_WARN_UNUSED_RESULT;
void        aloud_reply_free             (AloudReply *self);

/* Its sentences. @understands: whether there is somebody here who understands words. */
const char * const *aloud_replies_get_greeting (gboolean    understands);
/* The recorded clip of a fixed sentence, or NULL. */
const char         *aloud_replies_get_clip     (const char *sentence);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AloudReply, aloud_reply_free)
