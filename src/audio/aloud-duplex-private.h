/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-capture.h"
#include "aloud-cards.h"
#include "aloud-duplex.h"
#include "aloud-healing.h"
#include "aloud-level.h"
#include "aloud-playback.h"
#include "aloud-room.h"
#include "aloud-silence.h"
#include "aloud-news.h"

#include <gst/gst.h>

/* Shared by the two files of the duplex: its life, and its properties. */
struct _AloudDuplex
{
  GObject parent;

  /* Injected */
  char *source;
  char *sink;
  gboolean echo_cancelling;
  gboolean noise_suppression;
  gboolean high_pass;
  gboolean speaker_mode;

  /* Owned */
  GstBus *bus;
  guint watch;
  GstElement *pipeline;
  AloudCapture *capture;
  AloudPlayback *playback;
  AloudRoom *room; /* NULL: the microphone cannot hear the loudspeaker */
  AloudCards *cards;
  AloudSilence *silence;
  AloudHealing *healing;

  /* State */
  AloudLevel level;
  double volume;
  gboolean sounding;
  gint64 sounding_since;
  gboolean full_duplex;
  gboolean phone_quality;
  gboolean unheard;
  gboolean source_ended;
  gboolean cancelled_already; /* the microphone is a canceller's of the sound server; none is put behind it */

  gint64 arrived;     /* the last chunk */
  gint64 heard_ms;    /* of the microphone since the start */
  gint64 file_end_ms; /* -1: not reached, or no file */
};

void aloud_duplex_install_properties (GObjectClass *object_class);
/* @filter: a flag of @self; the pipeline is built anew when it changes. */
void aloud_duplex_set_filter         (AloudDuplex  *self,
                                      gboolean     *filter,
                                      gboolean      value);
void aloud_duplex_set_speaker_mode   (AloudDuplex  *self,
                                      gboolean      speaker_mode);
void aloud_duplex_set_volume         (AloudDuplex  *self,
                                      double        volume);
