/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-line.h"
#include "aloud-microphone.h"

typedef enum {
  ALOUD_UPSTREAM_SHUT,      /* what the microphone hears is dropped */
  ALOUD_UPSTREAM_GATHERING, /* it is kept, at most the last second, until it may flow */
  ALOUD_UPSTREAM_FLOWING,
} AloudUpstreamStage;

/* The way from the microphone to the line. What may be heard is decided (by AloudMicrophone) the moment it was said,
 * also when it can only be sent later, so that the first word of a call is not lost and a muted one stays unheard.
 *
 * Signals:
 *   "sent" (gint64 arrived, guint size)  so many bytes were handed to the network, not only put aside for it; @arrived
 *                                        as the voice's "chunk" says, or 0 for what had been gathered */
#define ALOUD_TYPE_UPSTREAM (aloud_upstream_get_type ())
G_DECLARE_FINAL_TYPE (AloudUpstream, aloud_upstream, ALOUD, UPSTREAM, GObject)

AloudUpstream *aloud_upstream_new       (AloudLine          *line,
                                         AloudMicrophone    *microphone) G_GNUC_WARN_UNUSED_RESULT;
/* Leaving GATHERING for FLOWING sends what was gathered; SHUT forgets it. FLOWING needs an open line. */
void           aloud_upstream_set_stage (AloudUpstream      *self,
                                         AloudUpstreamStage  stage);
/* 20 ms of the microphone. */
void           aloud_upstream_take      (AloudUpstream      *self,
                                         GBytes             *chunk,
                                         gint64              arrived);
