/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-echo-delay.h"

#include <math.h>
#include <string.h>

/* Cross-correlation of 1.5 s of the microphone with the 2 s the loudspeaker played by then, at 4 kHz, of the
 * phases more than of the amplitudes: speech is too regular for a plain correlation, which has a peak at
 * every period of the voice. What is left over of two signals that have nothing in common is noise, and the
 * peak of an echo is judged by how far it stands out of that. At the start of a call, and after a gap, less
 * than that is there: an echo can be seen in what there is, that there is none only in all of it.
 *
 * The samples are counted and only slowly follow the times they come with, because those jitter. */

#define DECIMATION 12
#define RATE (48000 / DECIMATION)
#define SAMPLE_US (G_USEC_PER_SEC / RATE)
#define KEPT (4 * RATE)
#define NEAR_WINDOW (RATE * 3 / 2)
#define MAX_LAG (RATE / 2)
#define FAR_WINDOW (NEAR_WINDOW + MAX_LAG)
#define TRANSFORM_BITS 13
#define TRANSFORM_SIZE (1 << TRANSFORM_BITS)

#define JUMP_US (50 * 1000)
#define FOLLOW 64
/* About -50 dB of full scale: speech, not the noise of a room. */
#define ACTIVE 100.0f
/* Of speech, to look for an echo, and to say that there is none. */
#define ENOUGH (RATE / 2)
#define PLENTY (RATE * 4 / 5)
#define RETRY (RATE / 4)
/* Once it is sure. */
#define LOOK_AGAIN (RATE * 4 / 5)

/* Of the peak, in standard deviations of the rest. */
#define CERTAIN 14.0
#define LIKELY 7.5
#define NEIGHBOURHOOD (RATE / 100)
#define RIVAL 0.8
#define SAME_US (6 * 1000)

typedef struct {
  float samples[KEPT];
  guint64 count;
  double start; /* us, of sample 0 */
  float sum;
  guint summed;
} Series;

typedef struct {
  float re;
  float im;
} Complex;

struct _AloudEchoDelay
{
  GMutex mutex;
  Series far;
  Series near;
  gsize fresh; /* active samples of the far end since the last look */
  guint64 spoken; /* all of them */

  /* Main thread. */
  Complex *work;
  gboolean sure; /* the last two looks agree */
  AloudEcho candidate;
  gint64 candidate_delay;
};

static void
restart (Series *series, gint64 time)
{
  series->count = 0;
  series->start = time;
  series->sum = 0;
  series->summed = 0;
}

/* Returns how many of the new samples are loud. */
static gsize
add (Series *series, const gint16 *samples, gsize n_samples, gint64 time)
{
  double error = time - (series->start + (double) series->count * SAMPLE_US);
  gsize i, active = 0;

  if (series->count == 0 || fabs (error) > JUMP_US)
    restart (series, time);
  else
    series->start += error / FOLLOW;

  for (i = 0; i < n_samples; i++)
    {
      series->sum += samples[i];
      if (++series->summed < DECIMATION)
        continue;
      series->sum /= DECIMATION;
      active += fabsf (series->sum) > ACTIVE;
      series->samples[series->count++ % KEPT] = series->sum;
      series->sum = 0;
      series->summed = 0;
    }
  return active;
}

static double
get_end (Series *series)
{
  return series->start + (double) series->count * SAMPLE_US;
}

/* The @n samples before @end, with zeros for what was before the first. Returns how many are there. */
static gsize
copy_window (Series *series, double end, float *samples, gsize n)
{
  gint64 last = (gint64) floor ((end - series->start) / SAMPLE_US);
  gint64 first = last - (gint64) n;
  gsize i, missing = first < 0 ? (gsize) MIN (-first, (gint64) n) : 0;

  if (last > (gint64) series->count || first < (gint64) series->count - KEPT)
    return 0;
  memset (samples, 0, missing * sizeof (float));
  for (i = missing; i < n; i++)
    samples[i] = series->samples[(guint64) (first + (gint64) i) % KEPT];
  return n - missing;
}

/* In place, radix 2; forwards and backwards differ by the sign of the angle. */
static void
transform (Complex *x, double sign)
{
  guint i, j, bit, length;

  for (i = 1, j = 0; i < TRANSFORM_SIZE; i++)
    {
      for (bit = TRANSFORM_SIZE >> 1; j & bit; bit >>= 1)
        j ^= bit;
      j ^= bit;
      if (i < j)
        {
          Complex swap = x[i];

          x[i] = x[j];
          x[j] = swap;
        }
    }

  for (length = 2; length <= TRANSFORM_SIZE; length *= 2)
    for (j = 0; j < length / 2; j++)
      {
        double angle = sign * 2 * G_PI * j / length;
        Complex w = { (float) cos (angle), (float) sin (angle) };

        for (i = j; i < TRANSFORM_SIZE; i += length)
          {
            Complex *a = &x[i], *b = &x[i + length / 2];
            Complex product = { b->re * w.re - b->im * w.im, b->re * w.im + b->im * w.re };

            *b = (Complex) { a->re - product.re, a->im - product.im };
            *a = (Complex) { a->re + product.re, a->im + product.im };
          }
      }
}

/* Both signals are real, so one transform does for two: the far end in the real part, the near in the
 * imaginary. Leaves near times the conjugate of far, its amplitudes evened out. */
static void
cross_spectrum (Complex *x)
{
  guint i;

  for (i = 0; i <= TRANSFORM_SIZE / 2; i++)
    {
      guint mirror = (TRANSFORM_SIZE - i) % TRANSFORM_SIZE;
      Complex a = x[i], b = x[mirror];
      Complex far = { (a.re + b.re) / 2, (a.im - b.im) / 2 };
      Complex near = { (a.im + b.im) / 2, (b.re - a.re) / 2 };
      float re = near.re * far.re + near.im * far.im;
      float im = near.im * far.re - near.re * far.im;
      float size = sqrtf (re * re + im * im);
      float weight = size > 0 ? 1 / powf (size, 0.8f) : 0;

      x[i] = (Complex) { re * weight, im * weight };
      x[mirror] = (Complex) { re * weight, -im * weight };
    }
  x[0] = (Complex) { 0, 0 };
}

static AloudEcho
judge (const Complex *correlation, gint64 *delay, gboolean *certain)
{
  guint lag, peak = 0, n = 0;
  double rest = 0, rival = 0, score;

  for (lag = 1; lag < MAX_LAG; lag++)
    if (fabsf (correlation[lag].re) > fabsf (correlation[peak].re))
      peak = lag;
  for (lag = 0; lag < MAX_LAG; lag++)
    if (ABS ((int) lag - (int) peak) > NEIGHBOURHOOD)
      {
        rest += (double) correlation[lag].re * correlation[lag].re;
        rival = MAX (rival, fabs ((double) correlation[lag].re));
        n++;
      }

  score = rest > 0 ? fabsf (correlation[peak].re) / sqrt (rest / n) : 0;
  *delay = (gint64) peak * SAMPLE_US;
  *certain = score >= CERTAIN;
  if (score < LIKELY)
    return ALOUD_ECHO_NONE;
  return rival < RIVAL * fabsf (correlation[peak].re) ? ALOUD_ECHO_FOUND : ALOUD_ECHO_UNKNOWN;
}

static gsize
count_active (const float *samples, gsize n)
{
  gsize i, active = 0;

  for (i = 0; i < n; i++)
    active += fabsf (samples[i]) > ACTIVE;
  return active;
}

static gboolean
take_windows (AloudEchoDelay *self, float *far, float *near, gboolean *all)
{
  g_autoptr(GMutexLocker) locker = NULL;
  gsize active, n_far, n_near;
  double end;

  locker = g_mutex_locker_new (&self->mutex);
  end = MIN (get_end (&self->far), get_end (&self->near));
  if (self->fresh < (self->sure ? LOOK_AGAIN : ENOUGH))
    return FALSE;
  n_far = copy_window (&self->far, end, far, FAR_WINDOW);
  n_near = copy_window (&self->near, end, near, NEAR_WINDOW);
  active = count_active (far, FAR_WINDOW);
  if (n_far < ENOUGH || n_near < ENOUGH || active < ENOUGH)
    {
      self->fresh -= RETRY;
      return FALSE;
    }
  *all = n_far == FAR_WINDOW && n_near == NEAR_WINDOW && active >= PLENTY;
  self->fresh = 0;
  return TRUE;
}

static AloudEcho
correlate (AloudEchoDelay *self, const float *far, const float *near, gint64 *delay, gboolean *certain)
{
  float loudest = 0;
  guint i;

  for (i = 0; i < NEAR_WINDOW; i++)
    loudest = MAX (loudest, fabsf (near[i]));
  /* Digital silence: nothing comes back. */
  if (loudest < 1)
    {
      *certain = TRUE;
      return ALOUD_ECHO_NONE;
    }

  memset (self->work, 0, TRANSFORM_SIZE * sizeof (Complex));
  for (i = 0; i < FAR_WINDOW; i++)
    self->work[i].re = far[i];
  for (i = 0; i < NEAR_WINDOW; i++)
    self->work[MAX_LAG + i].im = near[i];
  transform (self->work, -1);
  cross_spectrum (self->work);
  transform (self->work, 1);
  return judge (self->work, delay, certain);
}

AloudEchoDelay *
aloud_echo_delay_new (void)
{
  AloudEchoDelay *self = g_new0 (AloudEchoDelay, 1);

  g_mutex_init (&self->mutex);
  self->work = g_new (Complex, TRANSFORM_SIZE);
  return self;
}

void
aloud_echo_delay_free (AloudEchoDelay *self)
{
  g_return_if_fail (self != NULL);

  g_mutex_clear (&self->mutex);
  g_free (self->work);
  g_free (self);
}

void
aloud_echo_delay_add_far (AloudEchoDelay *self, const gint16 *samples, gsize n_samples, gint64 time)
{
  g_autoptr(GMutexLocker) locker = NULL;
  gsize active;

  g_return_if_fail (self != NULL);

  locker = g_mutex_locker_new (&self->mutex);
  active = add (&self->far, samples, n_samples, time);
  self->fresh += active;
  self->spoken += active;
}

void
aloud_echo_delay_add_near (AloudEchoDelay *self, const gint16 *samples, gsize n_samples, gint64 time)
{
  g_autoptr(GMutexLocker) locker = NULL;

  g_return_if_fail (self != NULL);

  locker = g_mutex_locker_new (&self->mutex);
  add (&self->near, samples, n_samples, time);
}

AloudEcho
aloud_echo_delay_measure (AloudEchoDelay *self, gint64 *delay)
{
  float far[FAR_WINDOW], near[NEAR_WINDOW];
  gboolean certain = FALSE, all = FALSE, same;
  AloudEcho echo;

  g_return_val_if_fail (self != NULL && delay != NULL, ALOUD_ECHO_UNKNOWN);

  if (!take_windows (self, far, near, &all))
    return ALOUD_ECHO_UNKNOWN;
  echo = correlate (self, far, near, delay, &certain);
  if (echo == ALOUD_ECHO_NONE && !all)
    return ALOUD_ECHO_UNKNOWN;
  /* What is not certain must be seen twice. */
  same = echo == self->candidate &&
         (echo != ALOUD_ECHO_FOUND || ABS (*delay - self->candidate_delay) <= SAME_US);
  self->candidate = echo;
  self->candidate_delay = *delay;
  self->sure = same && echo != ALOUD_ECHO_UNKNOWN;
  return certain || same ? echo : ALOUD_ECHO_UNKNOWN;
}

guint64
aloud_echo_delay_get_spoken_ms (AloudEchoDelay *self)
{
  g_autoptr(GMutexLocker) locker = NULL;

  g_return_val_if_fail (self != NULL, 0);

  locker = g_mutex_locker_new (&self->mutex);
  return self->spoken * 1000 / RATE;
}

void
aloud_echo_delay_reset (AloudEchoDelay *self)
{
  g_autoptr(GMutexLocker) locker = NULL;

  g_return_if_fail (self != NULL);

  locker = g_mutex_locker_new (&self->mutex);
  restart (&self->far, 0);
  restart (&self->near, 0);
  self->fresh = 0;
  self->sure = FALSE;
  self->candidate = ALOUD_ECHO_UNKNOWN;
}
