/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-devices.h"

#include <gst/gst.h>

/* Which microphone and which loudspeaker a pipeline uses: the chosen ones while they are there, else the
 * system's. A playing stream is moved by the sound server, without a gap. Main thread. */
typedef struct _AloudCards AloudCards;

typedef enum {
  ALOUD_CARD_MICROPHONE,
  ALOUD_CARD_SPEAKER,
  ALOUD_N_CARDS,
} AloudCard;

/* @changed: an answer of get_away() is another one. */
AloudCards *aloud_cards_new             (void       (*changed) (AloudCard card, gpointer user_data),
                                         gpointer     user_data) G_GNUC_WARN_UNUSED_RESULT;
void        aloud_cards_free            (AloudCards  *self);
/* Before @pipeline plays; NULL when it is down. The devices are watched while one is chosen that a pipeline
 * uses. */
void        aloud_cards_set_pipeline    (AloudCards  *self,
                                         GstElement  *pipeline);
/* @name NULL: the system's default. See aloud_devices_find() for @description. */
void        aloud_cards_set_name        (AloudCards  *self,
                                         AloudCard    card,
                                         const char  *name);
void        aloud_cards_set_description (AloudCards  *self,
                                         AloudCard    card,
                                         const char  *description);
const char *aloud_cards_get_name        (AloudCards  *self,
                                         AloudCard    card);
const char *aloud_cards_get_description (AloudCards  *self,
                                         AloudCard    card);
/* The chosen device is not there. FALSE without a pipeline. */
gboolean    aloud_cards_get_away        (AloudCards  *self,
                                         AloudCard    card);
/* What the pipeline records is the monitor of a loudspeaker: there is no microphone at all. */
gboolean    aloud_cards_get_no_microphone (AloudCards *self);
/* Is what the pipeline records a canceller's of the sound server? FALSE, and @cancels as it was: not known now. */
gboolean    aloud_cards_get_cancels_echo (AloudCards *self,
                                         gboolean    *cancels);
/* The pipeline records from a Bluetooth headset, which plays no better than a telephone meanwhile. */
gboolean    aloud_cards_get_phone_quality (AloudCards *self);
/* The device that is used and how it is asked to sound, for diagnostics; NULL when none is. */
char       *aloud_cards_dup_in_use      (AloudCards  *self,
                                         AloudCard    card) G_GNUC_WARN_UNUSED_RESULT;
AloudDevices *aloud_cards_get_devices   (AloudCards  *self);
