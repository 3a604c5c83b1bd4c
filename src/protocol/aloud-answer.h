/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib.h>

/* Gathers the text of one answer from chunks that may be deltas or the whole text so far: the sources do
 * not say which, so the chunks themselves decide. One per answer; free with aloud_answer_free(). */
typedef struct _AloudAnswer AloudAnswer;

AloudAnswer *aloud_answer_new      (void) G_GNUC_WARN_UNUSED_RESULT;
void         aloud_answer_free     (AloudAnswer *self);
/* Takes the next chunk; returns the whole text so far, owned by @self and valid until the next call. */
const char  *aloud_answer_add      (AloudAnswer *self,
                                    const char  *chunk,
                                    gboolean     final);
const char  *aloud_answer_get_text (AloudAnswer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AloudAnswer, aloud_answer_free)
