/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-hearing.h"

#define SPEECH       600              /* mean of the samples' absolute values: about -35 dB */
#define SPEECH_LEVEL 0.6              /* as AloudVoice has it: peaks of -24 dB */
#define CLIPPED      (G_MAXINT16 - 60)
#define SPEECH_LIMIT (300 / 20)       /* ms over ms of a chunk: a word, no knock on the table */
#define SPEECH_SHOWN (3000 / 20)
#define SILENT_LIMIT (10000 / 20)
#define CLIP_SHOWN   (2000 / 20)

G_DEFINE_ENUM_TYPE (AloudComplaint, aloud_complaint,
                    G_DEFINE_ENUM_VALUE (ALOUD_COMPLAINT_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (ALOUD_COMPLAINT_SPEAKS_MUTED, "speaks-muted"),
                    G_DEFINE_ENUM_VALUE (ALOUD_COMPLAINT_HEARS_NOTHING, "hears-nothing"),
                    G_DEFINE_ENUM_VALUE (ALOUD_COMPLAINT_CLIPS, "clips"))

typedef struct {
  guint peak;
  guint mean;
} Loudness;

static Loudness
measure (GBytes *chunk)
{
  gsize size;
  const gint16 *samples = g_bytes_get_data (chunk, &size);
  gsize n_samples = size / sizeof (gint16);
  Loudness loudness = { 0 };
  guint64 sum = 0;

  for (gsize i = 0; i < n_samples; i++)
    {
      guint value = (guint) ABS ((int) samples[i]);

      sum += value;
      loudness.peak = MAX (loudness.peak, value);
    }
  if (n_samples > 0)
    loudness.mean = (guint) (sum / n_samples);
  return loudness;
}

static AloudComplaint
judge_muted (AloudHearing *self, const Loudness *loudness, double level)
{
  self->silent = 0;
  self->clipped = 0;
  if (loudness->mean >= SPEECH || level >= SPEECH_LEVEL)
    self->loud++;
  else if (self->loud > 0)
    self->loud--;
  if (self->loud >= SPEECH_LIMIT)
    {
      self->loud = SPEECH_LIMIT;
      self->spoke = SPEECH_SHOWN;
    }
  if (self->spoke == 0)
    return ALOUD_COMPLAINT_NONE;
  self->spoke--;
  return ALOUD_COMPLAINT_SPEAKS_MUTED;
}

AloudComplaint
aloud_hearing_judge (AloudHearing *self, GBytes *chunk, gboolean muted, double level)
{
  Loudness loudness = measure (chunk);

  if (muted)
    return judge_muted (self, &loudness, level);

  self->loud = 0;
  self->spoke = 0;
  self->silent = loudness.peak == 0 ? self->silent + 1 : 0;
  if (loudness.peak >= CLIPPED)
    self->clipped = CLIP_SHOWN;
  if (self->silent >= SILENT_LIMIT)
    return ALOUD_COMPLAINT_HEARS_NOTHING;
  if (self->clipped == 0)
    return ALOUD_COMPLAINT_NONE;
  self->clipped--;
  return ALOUD_COMPLAINT_CLIPS;
}
