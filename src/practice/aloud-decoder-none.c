/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-decoder.h"

#include "aloud-speech.h"

/* The build without a recogniser: turns have a length, and no words. */
struct _AloudDecoder
{
  gsize heard;
};

gboolean
aloud_decoder_is_available (void)
{
  return FALSE;
}

AloudDecoder *
aloud_decoder_new (void)
{
  return g_new0 (AloudDecoder, 1);
}

void
aloud_decoder_free (AloudDecoder *self)
{
  g_free (self);
}

void
aloud_decoder_begin (AloudDecoder *self, AloudColouring *colouring)
{
  self->heard = 0;
}

void
aloud_decoder_feed (AloudDecoder *self, const gint16 *samples, gsize n_samples)
{
  self->heard += n_samples;
}

char *
aloud_decoder_guess (AloudDecoder *self)
{
  return NULL;
}

AloudHeard *
aloud_decoder_end (AloudDecoder *self)
{
  AloudHeard *heard = aloud_heard_new ();

  heard->seconds = (double) self->heard / ALOUD_SAMPLE_RATE;
  return heard;
}
