/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-narrator.h"

#include <flite/flite.h>

#include "aloud-resampler.h"
#include "aloud-speech.h"

/* The voice has no header of its own. */
cst_voice *register_cmu_us_slt (const char *directory);

static cst_voice *
get_voice (void)
{
  static gsize once = 0;
  static cst_voice *voice = NULL;

  if (g_once_init_enter (&once))
    {
      flite_init ();
      voice = register_cmu_us_slt (NULL);
      g_once_init_leave (&once, 1);
    }
  return voice;
}

gboolean
aloud_synthesis_says_anything (void)
{
  return TRUE;
}

GBytes *
aloud_synthesis_make (const char *text)
{
  g_autofree char *ascii = g_str_to_ascii (text, "C");
  cst_wave *wave;
  GBytes *sound;

  wave = flite_text_to_wave (ascii, get_voice ());
  if (wave == NULL || wave->num_samples == 0)
    sound = g_bytes_new (NULL, 0);
  else
    sound = aloud_resample (wave->samples, wave->num_samples, wave->sample_rate, ALOUD_SAMPLE_RATE);
  if (wave != NULL)
    delete_wave (wave);
  return sound;
}
