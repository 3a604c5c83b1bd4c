/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-narrator.h"

#include "aloud-replies.h"
#include "aloud-resampler.h"
#include "aloud-speech.h"
#include "practice-resources.h"

#define CLIP_RATE 16000

/* The build without a synthesiser: the fixed sentences as recorded clips, mu-law without a header. */

static gint16
expand (guint8 code)
{
  guint8 bits = ~code;
  int magnitude = ((((bits & 0x0f) << 3) + 0x84) << ((bits & 0x70) >> 4)) - 0x84;

  return bits & 0x80 ? -magnitude : magnitude;
}

static GBytes *
load_clip (const char *text)
{
  const char *name = aloud_replies_get_clip (text);
  g_autofree char *path = NULL;

  path = g_strdup_printf ("%s/practice/%s.ulaw", ALOUD_RESOURCE_PATH, name != NULL ? name : "written");
  return g_resource_lookup_data (aloud_practice_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
}

gboolean
aloud_synthesis_says_anything (void)
{
  return FALSE;
}

GBytes *
aloud_synthesis_make (const char *text)
{
  g_autoptr (GBytes) clip = load_clip (text);
  g_autofree gint16 *samples = NULL;
  const guint8 *codes;
  gsize n_samples, i;

  if (clip == NULL)
    return g_bytes_new (NULL, 0);
  codes = g_bytes_get_data (clip, &n_samples);
  samples = g_new (gint16, n_samples);
  for (i = 0; i < n_samples; i++)
    samples[i] = expand (codes[i]);
  return aloud_resample (samples, n_samples, CLIP_RATE, ALOUD_SAMPLE_RATE);
}
