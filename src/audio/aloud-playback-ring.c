/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-playback-ring.h"

#include <pthread.h>
#include <string.h>

/* The one thing the main thread and the streaming thread share on the way to the loudspeaker, behind one
 * mutex: of pthread's, whose ThreadSanitizer sees what it orders, as it does not see GLib's.
 *
 * A dry ring is either the end of what the agent had to say or a network that came too late; only what
 * follows can tell. Speech that arrives within GAP_US of running dry was late. */

#define CAP_S 120
#define SMALL_S 2
#define PREBUFFER_MS 60
#define PREBUFFER_STEP_MS 70
#define PREBUFFER_MAX_MS 200
#define PATIENCE_MS 20
#define GAP_US (400 * 1000)
#define CLEAN_US (30 * G_USEC_PER_SEC)
/* What the sound server still holds when the last piece has been taken out. */
#define LINGER_MS 60
#define FADE_MAX_MS 20

typedef enum {
  EMPTY,
  BUFFERING,
  PLAYING,
} State;

struct _AloudPlaybackRing
{
  pthread_mutex_t mutex;
  pthread_cond_t changed; /* by CLOCK_MONOTONIC */
  guint clearings;
  guint rate;

  gint16 *samples;
  gsize size;
  gsize head;
  gsize queued;

  /* What is left of speech that was cleared, faded; played before all else, and no longer called sounding. */
  gint16 *fading;
  gsize n_fading;
  gsize faded;

  State state;
  gint64 buffering_since;
  gint64 dry_since;   /* 0: nothing has run dry */
  gint64 clean_since; /* of the last underrun, or when the pre-buffer last shrank */
  guint prebuffer_ms;
  guint underruns;

  gboolean sounding;
  gint64 sounding_since;
  gsize lingered; /* samples of silence since running dry */
};

typedef pthread_mutex_t Lock;

static Lock *
lock (AloudPlaybackRing *self)
{
  pthread_mutex_lock (&self->mutex);
  return &self->mutex;
}

static void
unlock (Lock *mutex)
{
  pthread_mutex_unlock (mutex);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Lock, unlock)

static gsize
to_samples (AloudPlaybackRing *self, guint ms)
{
  return (gsize) self->rate * ms / 1000;
}

static gboolean
set_sounding (AloudPlaybackRing *self, gboolean sounding, gint64 now)
{
  if (self->sounding == sounding)
    return FALSE;
  self->sounding = sounding;
  self->sounding_since = now;
  return TRUE;
}

static void
resize (AloudPlaybackRing *self, gsize size)
{
  gint16 *samples = g_new (gint16, size);
  gsize first = MIN (self->queued, self->size - self->head);

  if (self->queued > 0)
    {
      memcpy (samples, self->samples + self->head, first * sizeof (gint16));
      memcpy (samples + first, self->samples, (self->queued - first) * sizeof (gint16));
    }
  g_free (self->samples);
  self->samples = samples;
  self->size = size;
  self->head = 0;
}

static void
make_room (AloudPlaybackRing *self, gsize wanted)
{
  gsize size = MAX (self->size, (gsize) self->rate * SMALL_S);

  while (size < wanted)
    size *= 2;
  if (size > self->size)
    resize (self, MIN (size, (gsize) self->rate * CAP_S));
}

static void
append (AloudPlaybackRing *self, const gint16 *samples, gsize n_samples)
{
  gsize tail = (self->head + self->queued) % self->size;
  gsize first = MIN (n_samples, self->size - tail);

  memcpy (self->samples + tail, samples, first * sizeof (gint16));
  memcpy (self->samples, samples + first, (n_samples - first) * sizeof (gint16));
  self->queued += n_samples;
}

static void
take (AloudPlaybackRing *self, gint16 *samples, gsize n_samples)
{
  gsize first = MIN (n_samples, self->size - self->head);

  memcpy (samples, self->samples + self->head, first * sizeof (gint16));
  memcpy (samples + first, self->samples, (n_samples - first) * sizeof (gint16));
  self->head = (self->head + n_samples) % self->size;
  self->queued -= n_samples;
}

static void
note_underrun (AloudPlaybackRing *self, gint64 now)
{
  if (self->dry_since != 0 && now - self->dry_since < GAP_US)
    {
      self->underruns++;
      self->prebuffer_ms = MIN (self->prebuffer_ms + PREBUFFER_STEP_MS, PREBUFFER_MAX_MS);
      self->clean_since = now;
    }
  else if (self->prebuffer_ms > PREBUFFER_MS && now - self->clean_since >= CLEAN_US)
    {
      self->prebuffer_ms = PREBUFFER_MS;
      self->clean_since = now;
    }
  self->dry_since = 0;
}

static void
run_dry (AloudPlaybackRing *self, gint64 now)
{
  self->state = EMPTY;
  self->dry_since = now;
  self->lingered = 0;
  /* A long answer's memory goes back with it. */
  if (self->size > (gsize) self->rate * SMALL_S * 4)
    {
      g_clear_pointer (&self->samples, g_free);
      self->size = 0;
      self->head = 0;
    }
}

static gint64
get_patience_end (AloudPlaybackRing *self)
{
  return self->buffering_since + (self->prebuffer_ms + PATIENCE_MS) * G_GINT64_CONSTANT (1000);
}

static gboolean
is_due (AloudPlaybackRing *self, gint64 now)
{
  if (self->state == BUFFERING)
    return self->queued >= to_samples (self, self->prebuffer_ms) || now >= get_patience_end (self);
  return self->state == PLAYING;
}

static void
fade_out (AloudPlaybackRing *self, gsize n_samples)
{
  gsize i;

  take (self, self->fading, n_samples);
  for (i = 0; i < n_samples; i++)
    self->fading[i] = (gint16) (self->fading[i] * (gint64) (n_samples - i) / (gint64) (n_samples + 1));
  self->n_fading = n_samples;
  self->faded = 0;
}

/* Returns how many samples it wrote. */
static gsize
play_fading (AloudPlaybackRing *self, gint16 *samples, gsize n_samples)
{
  gsize n = MIN (n_samples, self->n_fading - self->faded);

  memcpy (samples, self->fading + self->faded, n * sizeof (gint16));
  self->faded += n;
  return n;
}

AloudPlaybackRing *
aloud_playback_ring_new (guint rate)
{
  AloudPlaybackRing *self;
  pthread_condattr_t monotonic;

  g_return_val_if_fail (rate > 0, NULL);

  self = g_new0 (AloudPlaybackRing, 1);
  pthread_mutex_init (&self->mutex, NULL);
  pthread_condattr_init (&monotonic);
  pthread_condattr_setclock (&monotonic, CLOCK_MONOTONIC);
  pthread_cond_init (&self->changed, &monotonic);
  pthread_condattr_destroy (&monotonic);
  self->rate = rate;
  self->fading = g_new0 (gint16, to_samples (self, FADE_MAX_MS));
  self->prebuffer_ms = PREBUFFER_MS;
  return self;
}

void
aloud_playback_ring_free (AloudPlaybackRing *self)
{
  g_return_if_fail (self != NULL);

  pthread_mutex_destroy (&self->mutex);
  pthread_cond_destroy (&self->changed);
  g_free (self->samples);
  g_free (self->fading);
  g_free (self);
}

gboolean
aloud_playback_ring_push (AloudPlaybackRing *self, const gint16 *samples, gsize n_samples, gint64 now)
{
  g_autoptr(Lock) locked = NULL;
  gsize fitting;

  g_return_val_if_fail (self != NULL, FALSE);

  locked = lock (self);
  fitting = MIN (n_samples, (gsize) self->rate * CAP_S - self->queued);
  if (fitting > 0)
    {
      make_room (self, self->queued + fitting);
      append (self, samples, fitting);
      if (self->state == EMPTY)
        {
          note_underrun (self, now);
          self->state = BUFFERING;
          self->buffering_since = now;
        }
      pthread_cond_signal (&self->changed);
    }
  return fitting == n_samples;
}

gboolean
aloud_playback_ring_pop (AloudPlaybackRing *self, gint16 *samples, gsize n_samples, gint64 now)
{
  g_autoptr(Lock) locked = NULL;
  gsize written, speech = 0;
  gboolean changed = FALSE;

  g_return_val_if_fail (self != NULL, FALSE);

  locked = lock (self);
  written = play_fading (self, samples, n_samples);
  if (is_due (self, now))
    {
      self->state = PLAYING;
      speech = MIN (n_samples - written, self->queued);
      take (self, samples + written, speech);
      changed = set_sounding (self, TRUE, now);
      if (self->queued == 0)
        run_dry (self, now);
    }
  written += speech;
  memset (samples + written, 0, (n_samples - written) * sizeof (gint16));

  if (speech > 0 || !self->sounding)
    return changed;
  self->lingered += n_samples;
  return self->lingered >= to_samples (self, LINGER_MS) && set_sounding (self, FALSE, now);
}

static void
wait_until (AloudPlaybackRing *self, gint64 when)
{
  struct timespec time = { .tv_sec = when / G_USEC_PER_SEC, .tv_nsec = when % G_USEC_PER_SEC * 1000 };

  pthread_cond_timedwait (&self->changed, &self->mutex, &time);
}

gboolean
aloud_playback_ring_wait (AloudPlaybackRing *self, gint64 deadline)
{
  g_autoptr(Lock) locked = NULL;
  gboolean due;
  gint64 now;
  guint clearings;

  g_return_val_if_fail (self != NULL, FALSE);

  locked = lock (self);
  clearings = self->clearings;
  for (;;)
    {
      now = g_get_monotonic_time ();
      due = self->faded < self->n_fading || is_due (self, now);
      if (due || now >= deadline || self->clearings != clearings)
        return due;
      wait_until (self, self->state == BUFFERING ? MIN (deadline, get_patience_end (self)) : deadline);
    }
}

gboolean
aloud_playback_ring_clear (AloudPlaybackRing *self, guint fade_ms, gint64 now)
{
  g_autoptr(Lock) locked = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (fade_ms <= FADE_MAX_MS, FALSE);

  locked = lock (self);
  if (self->state == PLAYING)
    fade_out (self, MIN (self->queued, to_samples (self, fade_ms)));
  self->queued = 0;
  self->state = EMPTY;
  /* What comes next is another answer, however soon it comes. */
  self->dry_since = 0;
  self->clearings++;
  pthread_cond_signal (&self->changed);
  return set_sounding (self, FALSE, now);
}

guint
aloud_playback_ring_get_queued_ms (AloudPlaybackRing *self)
{
  g_autoptr(Lock) locked = NULL;

  g_return_val_if_fail (self != NULL, 0);

  locked = lock (self);
  return (guint) (self->queued * 1000 / self->rate);
}

guint
aloud_playback_ring_get_prebuffer_ms (AloudPlaybackRing *self)
{
  g_autoptr(Lock) locked = NULL;

  g_return_val_if_fail (self != NULL, 0);

  locked = lock (self);
  return self->prebuffer_ms;
}

guint
aloud_playback_ring_get_underruns (AloudPlaybackRing *self)
{
  g_autoptr(Lock) locked = NULL;

  g_return_val_if_fail (self != NULL, 0);

  locked = lock (self);
  return self->underruns;
}

gboolean
aloud_playback_ring_get_sounding (AloudPlaybackRing *self, gint64 *since)
{
  g_autoptr(Lock) locked = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  locked = lock (self);
  if (since != NULL)
    *since = self->sounding_since;
  return self->sounding;
}
