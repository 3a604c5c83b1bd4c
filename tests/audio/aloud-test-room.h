/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-duplex.h"

#include <gst/gst.h>

#define ALOUD_TEST_ROOM_RATE 24000

/* A room of virtual-room.sh with a call in it. All on the main thread but where it says so. */
typedef struct {
  guint number;
  AloudDuplex *duplex;
  AloudVoice *voice;

  GArray *wire;          /* gint16: what goes to the wire */
  gint64 sounded_at;     /* CLOCK_MONOTONIC us, of the agent's first sound in this room; 0: not yet */
  gint64 locked_at;      /* when the microphone was opened to it; 0: not yet */
  gsize locked;          /* so many samples of the wire were before that */

  GMutex mutex;
  GArray *raw;           /* gint16: what the microphone heard, sample for sample beside the wire; streaming thread too */
  GstElement *pipeline;  /* the one that is listened to */
  guint entered;         /* so much of the wire was before it */
  gboolean hears;        /* streaming thread too: its microphone delivers */
  gboolean aligned;      /* with the wire */

  GstElement *mouth;     /* who is in the room */
  GBytes *sentence;
  gsize said;
  gint64 onset;          /* when the first loud sample was handed over */
} AloudTestRoom;

/* So many words, drawn with @seed and spoken: S16LE mono at 24 kHz. The program that speaks is beside the
 * tests' (G_TEST_BUILDDIR). */
GBytes *aloud_test_room_make_speech (guint32        seed,
                                     guint          words) G_GNUC_WARN_UNUSED_RESULT;

/* May it be drawn? What is misheard is most often another word. */
gboolean aloud_test_room_knows      (const char    *word);

/* The devices of a room. */
void    aloud_test_room_build       (guint          number,
                                     double         gain_db,
                                     guint          path_ms);
/* No loudspeaker is heard by a microphone any more. */
void    aloud_test_room_demolish    (void);
/* Makes a call in a room that is built. */
void    aloud_test_room_open        (AloudTestRoom *self,
                                     guint          number,
                                     gboolean       cancelling);
void    aloud_test_room_close       (AloudTestRoom *self);
/* The milliseconds from the moment a click is handed to the loudspeaker of each room until its microphone hears it. */
void    aloud_test_room_click       (const guint   *numbers,
                                     double        *ms,
                                     guint          n);
/* To be called now and then while the main context turns. */
void    aloud_test_room_attend      (AloudTestRoom *self);
/* The agent begins anew: nothing is locked. */
void    aloud_test_room_forget      (AloudTestRoom *self);
/* The person says @sentence. */
void    aloud_test_room_say         (AloudTestRoom *self,
                                     GBytes        *sentence);
gboolean aloud_test_room_has_said   (AloudTestRoom *self);
/* So many samples of it. */
gsize   aloud_test_room_get_said    (AloudTestRoom *self);
/* Another sound server, with this room alone, which is awake before any call finds the server: a null sink that is new
 * is deaf for two seconds, as no card is. The milliseconds of its click. */
double  aloud_test_room_restart_server (guint       number,
                                     double         gain_db,
                                     guint          path_ms);

/* In dB, for each half second since @from in which the microphone heard anything: how much less went to the wire.
 * Sorted, the least first. */
GArray *aloud_test_room_judge       (AloudTestRoom *self,
                                     gsize          from) G_GNUC_WARN_UNUSED_RESULT;
