/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib.h>

/* Does the microphone hear the loudspeaker, and how much later? Both streaming threads hand in what passes
 * them, S16 mono at 48 kHz, with times of one clock (us); the main thread asks. */
typedef struct _AloudEchoDelay AloudEchoDelay;

typedef enum {
  ALOUD_ECHO_UNKNOWN, /* too little speech since the last answer, or none that is certain */
  ALOUD_ECHO_NONE,
  ALOUD_ECHO_FOUND,
} AloudEcho;

AloudEchoDelay *aloud_echo_delay_new      (void) G_GNUC_WARN_UNUSED_RESULT;
void            aloud_echo_delay_free     (AloudEchoDelay *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AloudEchoDelay, aloud_echo_delay_free)

/* What the loudspeaker gets; never anything but cheap. */
void            aloud_echo_delay_add_far  (AloudEchoDelay *self,
                                           const gint16   *samples,
                                           gsize           n_samples,
                                           gint64          time);
/* What the microphone hears. */
void            aloud_echo_delay_add_near (AloudEchoDelay *self,
                                           const gint16   *samples,
                                           gsize           n_samples,
                                           gint64          time);
/* Cheap until there is enough speech for an answer, then some milliseconds, at most twice a second. @delay
 * (us) is set with FOUND: the time of the microphone less that of the loudspeaker, 0 to half a second. */
AloudEcho       aloud_echo_delay_measure  (AloudEchoDelay *self,
                                           gint64         *delay);
/* How long the loudspeaker has been loud, pauses in the speech not counted. */
guint64         aloud_echo_delay_get_spoken_ms (AloudEchoDelay *self);
/* Another device: what was heard so far says nothing. */
void            aloud_echo_delay_reset    (AloudEchoDelay *self);
