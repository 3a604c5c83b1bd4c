/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-session.h"

#include "aloud-fake-voice.h"

/* Watches a session and knows what must never be:
 *   - the microphone or the loudspeaker open without a call, or after the person has hung up
 *   - sound sent outside LIVE, before the settings, out of order, twice, of another connection, or what was heard while
 *     it was muted, on hold, gated, or lost
 *   - a call that ends twice, goes on after its end, or is tried again after an end that forbids it
 *   - more than five retries in a row, or 20 in ten minutes
 *   - an answer heard after it was cut off, or whose text changes after its end
 *   - properties that contradict each other; timers and connections of a call that is over
 * Whatever of it happens ends the program. */
#define WATCH_CHUNKS 4000

typedef struct {
  AloudSession *session;
  AloudFakeVoice *voice;
  void (*on_state) (void); /* the state has become another */

  /* The call */
  AloudState state;
  gboolean calling;       /* it has begun and not ended */
  gboolean hung_up;
  gboolean no_more;       /* whatever comes, it is not dialled again */
  gboolean was_connected;
  guint retries;          /* in a row */
  GArray *retried_at;     /* gint64 */

  /* The microphone */
  guint heard, last_sent; /* chunks: each holds its number */
  guint spell;            /* what is heard in one belongs together */
  guint presses;
  struct {
    guint spell, presses;
    gboolean unheard, unpressed;
  } chunks[WATCH_CHUNKS + 1];

  /* The answers */
  char *pushed;           /* name of the one that was heard last */
  char *cut;              /* of the one that was cut off last */
  gboolean answered;      /* something came after that */
} Watch;

extern Watch watch;

void watch_begin  (AloudSession   *session,
                   AloudFakeVoice *voice);
/* To be called after each step. */
void watch_check  (void);
void watch_end    (void);

/* The person calls; to be called before. */
void watch_call   (void);
/* The microphone hears 20 ms. */
void watch_hear   (void);
/* The server has said @event; @flushes, @queued: of the voice, before. */
void watch_answer (const AloudEvent *event,
                   guint             flushes,
                   guint             queued);
void watch_cut    (guint             flushes);
