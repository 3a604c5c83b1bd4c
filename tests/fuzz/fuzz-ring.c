/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-playback-ring.h"

/* The input is a script: two bytes a step, what and how much. Beside the ring the plainest of queues is kept, and what
 * comes out must be what it says, to the sample. At 1000 samples a second a sample is a millisecond. */
#define RATE 1000
#define CAP (120 * RATE)
#define FADE_MAX 20
#define PIECE_MAX 512

static gint16 queue[CAP + 1];
static gint16 fading[FADE_MAX];

typedef struct {
  AloudPlaybackRing *ring;
  gint64 now;
  gint16 next;           /* sample */
  gsize first, queued;   /* of the queue, in a circle */
  gsize n_fading, faded;
  gboolean playing;
  gint64 since;          /* when the first of them came */
} Model;

/* The pre-buffer is full, or has waited long enough. */
static gboolean
is_due (Model *self)
{
  guint prebuffer = aloud_playback_ring_get_prebuffer_ms (self->ring);

  return self->queued > 0
         && (self->playing || self->queued >= prebuffer || self->now - self->since >= (gint64) (prebuffer + 20) * 1000);
}

static gint16
take (Model *self)
{
  gint16 sample = queue[self->first];

  self->first = (self->first + 1) % (CAP + 1);
  self->queued--;
  return sample;
}

static void
push (Model *self, gsize n)
{
  g_autofree gint16 *samples = g_new (gint16, n + 1); /* as long as it is, so that a byte too much is seen */
  gboolean fits = self->queued + n <= CAP;

  if (self->queued == 0)
    self->since = self->now;
  for (gsize i = 0; i < n; i++)
    {
      samples[i] = self->next = self->next % 30000 + 1;
      if (self->queued == CAP)
        continue;
      queue[(self->first + self->queued) % (CAP + 1)] = samples[i];
      self->queued++;
    }
  g_assert_true (aloud_playback_ring_push (self->ring, samples, n, self->now) == fits);
}

static void
pop (Model *self, gsize n)
{
  g_autofree gint16 *samples = g_new (gint16, n + 1);
  gsize i = 0;

  self->playing = is_due (self);
  aloud_playback_ring_pop (self->ring, samples, n, self->now);
  for (; i < n && self->faded < self->n_fading; i++)
    g_assert_cmpint (samples[i], ==, fading[self->faded++]);
  for (; i < n && self->playing && self->queued > 0; i++)
    g_assert_cmpint (samples[i], ==, take (self));
  self->playing = self->playing && self->queued > 0;
  for (; i < n; i++)
    g_assert_cmpint (samples[i], ==, 0);
}

static void
clear (Model *self, gsize fade)
{
  gsize n = self->playing ? MIN (fade, self->queued) : 0;

  aloud_playback_ring_clear (self->ring, (guint) fade, self->now);
  if (self->playing)
    {
      for (gsize i = 0; i < n; i++)
        fading[i] = (gint16) (take (self) * (gint64) (n - i) / (gint64) (n + 1));
      self->n_fading = n;
      self->faded = 0;
    }
  self->queued = 0;
  self->playing = FALSE;
  g_assert_false (aloud_playback_ring_get_sounding (self->ring, NULL));
}

static void
check (Model *self)
{
  guint prebuffer = aloud_playback_ring_get_prebuffer_ms (self->ring);
  gint64 since;

  g_assert_cmpuint (aloud_playback_ring_get_queued_ms (self->ring), ==, self->queued);
  g_assert_true (prebuffer >= 60 && prebuffer <= 200);
  if (aloud_playback_ring_get_sounding (self->ring, &since))
    g_assert_cmpint (since, <=, self->now);
  if (self->playing || self->faded < self->n_fading)
    g_assert_true (aloud_playback_ring_wait (self->ring, 0));
}

int LLVMFuzzerInitialize (int *argc, char ***argv);
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  g_log_set_always_fatal (G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR);
  return 0;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (AloudPlaybackRing) ring = aloud_playback_ring_new (RATE);
  Model model = { .ring = ring, .now = 1 };

  for (gsize i = 0; i + 1 < size; i += 2)
    {
      guint amount = data[i + 1];

      if (data[i] == 2)
        push (&model, amount * 256);
      else if (data[i] % 8 < 3)
        push (&model, data[i] % 8 == 0 ? amount : amount * 8);
      else if (data[i] % 8 < 5)
        pop (&model, data[i] % 8 == 3 ? amount : (gsize) amount * 2 % (PIECE_MAX + 1));
      else if (data[i] % 8 == 5)
        clear (&model, amount % (FADE_MAX + 1));
      else
        model.now += amount * (data[i] % 8 == 6 ? G_TIME_SPAN_MILLISECOND : G_TIME_SPAN_SECOND / 4);
      check (&model);
    }
  return 0;
}
