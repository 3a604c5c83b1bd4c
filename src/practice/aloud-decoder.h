/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib.h>

/* What was understood of one turn. Free with aloud_heard_free(). */
typedef struct {
  char   *text;
  double  start;       /* seconds from the start of the turn */
  double  end;
  double  confidence;  /* 0 to 1 */
} AloudHeardWord;

typedef struct {
  gboolean   understood;  /* FALSE: nobody here knows words; text is "" */
  char      *text;        /* lower case, as the recogniser says it; "" when it was no speech */
  double     confidence;
  double     seconds;
  GPtrArray *words;       /* of AloudHeardWord */
} AloudHeard;

AloudHeard *aloud_heard_new      (void) G_GNUC_WARN_UNUSED_RESULT;
void        aloud_heard_free     (AloudHeard *self);
void        aloud_heard_add_word (AloudHeard *self,
                                  const char *text,
                                  double      start,
                                  double      end,
                                  double      confidence);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AloudHeard, aloud_heard_free)

/* How a caller's microphone and room colour the speech, learnt turn by turn. A function of the call's own
 * sound, so that no call is heard differently because of another. Starts as zeros. */
typedef struct {
  double mean[13];
  double weight;  /* in frames of 10 ms */
} AloudColouring;

/* The recogniser itself: one turn at a time, on one thread. Without a recogniser in the build, or without
 * its model on the machine, it counts the seconds and understands nothing. */
typedef struct _AloudDecoder AloudDecoder;

gboolean      aloud_decoder_is_available (void);
/* Slow: loads the model. */
AloudDecoder *aloud_decoder_new          (void) G_GNUC_WARN_UNUSED_RESULT;
void          aloud_decoder_free         (AloudDecoder   *self);
void          aloud_decoder_begin        (AloudDecoder   *self,
                                          AloudColouring *colouring);
/* Samples of the wire's rate. */
void          aloud_decoder_feed         (AloudDecoder   *self,
                                          const gint16   *samples,
                                          gsize           n_samples);
/* What it makes of the turn so far, or NULL. */
char         *aloud_decoder_guess        (AloudDecoder   *self) G_GNUC_WARN_UNUSED_RESULT;
AloudHeard   *aloud_decoder_end          (AloudDecoder   *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AloudDecoder, aloud_decoder_free)
