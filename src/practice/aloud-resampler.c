/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-resampler.h"

#include <gst/audio/audio.h>

/* GStreamer's resampler, and nothing else of GStreamer: it is arithmetic, needs no element and so no
 * gst_init(), which would read the registry of all plugins at every start. */
struct _AloudResampler
{
  GstAudioResampler *resampler;
};

AloudResampler *
aloud_resampler_new (guint from, guint to)
{
  AloudResampler *self = g_new0 (AloudResampler, 1);

  self->resampler = gst_audio_resampler_new (GST_AUDIO_RESAMPLER_METHOD_KAISER, GST_AUDIO_RESAMPLER_FLAG_NONE,
                                             GST_AUDIO_FORMAT_S16, 1, from, to, NULL);
  return self;
}

void
aloud_resampler_free (AloudResampler *self)
{
  gst_audio_resampler_free (self->resampler);
  g_free (self);
}

void
aloud_resampler_push (AloudResampler *self, const gint16 *samples, gsize n_samples, GArray *out)
{
  gpointer in_planes[1] = { (gpointer) samples };
  gpointer out_planes[1];
  gsize n_out;
  guint before = out->len;

  n_out = gst_audio_resampler_get_out_frames (self->resampler, n_samples);
  g_array_set_size (out, before + n_out);
  out_planes[0] = &g_array_index (out, gint16, before);
  gst_audio_resampler_resample (self->resampler, in_planes, n_samples, out_planes, n_out);
}

void
aloud_resampler_finish (AloudResampler *self, GArray *out)
{
  gsize n_samples = gst_audio_resampler_get_max_latency (self->resampler);
  g_autofree gint16 *zeros = g_new0 (gint16, n_samples);

  aloud_resampler_push (self, zeros, n_samples, out);
}

GBytes *
aloud_resample (const gint16 *samples, gsize n_samples, guint from, guint to)
{
  g_autoptr (AloudResampler) resampler = aloud_resampler_new (from, to);
  GArray *out = g_array_new (FALSE, FALSE, sizeof (gint16));
  gsize size;

  aloud_resampler_push (resampler, samples, n_samples, out);
  aloud_resampler_finish (resampler, out);
  size = out->len * sizeof (gint16);
  return g_bytes_new_take (g_array_free (out, FALSE), size);
}
