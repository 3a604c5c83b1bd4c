/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gio/gio.h>

/* The agent's voice: turns sentences into sound, on worker threads.
 *
 * With a synthesiser in the build it says anything; without one it has recorded clips of the fixed
 * sentences, and one clip for everything else, which says that the answer is written. */
#define ALOUD_TYPE_NARRATOR (aloud_narrator_get_type ())
G_DECLARE_FINAL_TYPE (AloudNarrator, aloud_narrator, ALOUD, NARRATOR, GObject)

AloudNarrator *aloud_narrator_new        (void) G_GNUC_WARN_UNUSED_RESULT;
/* Makes the sound of @text now, in the background, and keeps it: it will be said at once. */
void           aloud_narrator_prepare    (AloudNarrator        *self,
                                          const char           *text);
void           aloud_narrator_say_async  (AloudNarrator        *self,
                                          const char           *text,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
/* S16 samples of the wire's rate. Fails only when cancelled. */
GBytes        *aloud_narrator_say_finish (AloudNarrator        *self,
                                          GAsyncResult         *result,
                                          GError              **error) G_GNUC_WARN_UNUSED_RESULT;
/* Waits for the sentence that is being made; what is to be made after it is cancelled. No thread is left that would
 * still be at work while the program ends. */
void           aloud_narrator_stop       (AloudNarrator        *self);
/* What was prepared, or NULL. */
GBytes        *aloud_narrator_recall     (AloudNarrator        *self,
                                          const char           *text) G_GNUC_WARN_UNUSED_RESULT;

/* The synthesiser behind it: one of two files, by what the build found. Any thread, one at a time. */
gboolean       aloud_synthesis_says_anything (void);
/* S16 samples of the wire's rate; no samples when there is nothing to say. */
GBytes        *aloud_synthesis_make          (const char       *text) G_GNUC_WARN_UNUSED_RESULT;
