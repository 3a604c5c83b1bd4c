/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-narrator.h"
#include "aloud-wire.h"

/* Says one answer after the other: sentence by sentence, the text just before its sound, and never more
 * than two seconds ahead of what the caller has heard, so that an interruption has something to cut.
 *
 * Signals:
 *   "message" (const char *json)  to be sent
 *   "said" ()                     all of the answer has been sent */
#define ALOUD_TYPE_DELIVERY (aloud_delivery_get_type ())
G_DECLARE_FINAL_TYPE (AloudDelivery, aloud_delivery, ALOUD, DELIVERY, GObject)

AloudDelivery *aloud_delivery_new         (AloudNarrator      *narrator,
                                           const AloudStyle   *style) G_GNUC_WARN_UNUSED_RESULT;
/* Begins an answer; what was being said is dropped. @recording: NULL, or sound of the wire's rate that
 * follows the first sentence. @silent_text: the text is not sent as the answer's (a greeting has a
 * message of its own). */
void           aloud_delivery_say         (AloudDelivery      *self,
                                           const char * const *sentences,
                                           GBytes             *recording,
                                           gboolean            silent_text);
/* What the caller's microphone has counted so far, in samples: the only clock there is. */
void           aloud_delivery_advance     (AloudDelivery      *self,
                                           gint64              clock);
/* Something is being said, or still to be heard. */
gboolean       aloud_delivery_is_speaking (AloudDelivery      *self);
/* Stops in the middle; TRUE when there was something to stop, said or still to be heard. */
gboolean       aloud_delivery_stop        (AloudDelivery      *self);
