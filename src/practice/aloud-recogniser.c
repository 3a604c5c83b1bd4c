/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-recogniser.h"

#include "aloud-speech.h"

#define GUESS_EVERY (ALOUD_SAMPLE_RATE / 2) /* samples: by the turn's sound, not by the clock */

/* A turn travels from the ear to the worker. The worker takes its sound from the queue while the caller
 * still speaks, and hands guesses and the result back to the main context. */
typedef struct {
  GAsyncQueue *sound;     /* of GBytes; an empty one ends the turn */
  int abandoned;          /* atomic: the ear is gone */
  GWeakRef ear;
  AloudColouring *colouring;
} Turn;

typedef struct {
  Turn *turn;
  char *guess;
  AloudHeard *heard;
} Report;

struct _AloudRecogniser
{
  GObject parent;

  GThreadPool *worker;
  AloudDecoder *decoder;  /* the worker's */
};

struct _AloudEar
{
  GObject parent;

  AloudRecogniser *recogniser;
  AloudColouring *colouring;   /* only the worker looks inside */
  Turn *turn;
};

G_DEFINE_FINAL_TYPE (AloudRecogniser, aloud_recogniser, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE (AloudEar, aloud_ear, G_TYPE_OBJECT)

enum {
  GUESS,
  HEARD,
  LAST_SIGNAL,
};

static guint signals[LAST_SIGNAL];

static void
turn_clear (gpointer data)
{
  Turn *turn = data;

  g_async_queue_unref (turn->sound);
  g_weak_ref_clear (&turn->ear);
  g_atomic_rc_box_release (turn->colouring);
}

static void
turn_unref (Turn *turn)
{
  g_atomic_rc_box_release_full (turn, turn_clear);
}

static void
report_free (gpointer data)
{
  Report *report = data;

  turn_unref (report->turn);
  g_free (report->guess);
  g_clear_pointer (&report->heard, aloud_heard_free);
  g_free (report);
}

static gboolean
deliver (gpointer data)
{
  Report *report = data;
  g_autoptr (AloudEar) ear = g_weak_ref_get (&report->turn->ear);

  if (ear == NULL)
    return G_SOURCE_REMOVE;
  if (report->guess != NULL)
    g_signal_emit (ear, signals[GUESS], 0, report->guess);
  if (report->heard != NULL)
    g_signal_emit (ear, signals[HEARD], 0, report->heard);
  return G_SOURCE_REMOVE;
}

static void
send_report (Turn *turn, char *guess, AloudHeard *heard)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  Report *report = g_new0 (Report, 1);

  report->turn = g_atomic_rc_box_acquire (turn);
  report->guess = guess;
  report->heard = heard;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, deliver, report, report_free);
  g_source_attach (source, NULL);
}

/* On the worker's thread: one turn from its first sample to its last. */
static void
understand (AloudDecoder *decoder, Turn *turn)
{
  g_autofree char *last = NULL;
  gsize since_guess = 0;

  aloud_decoder_begin (decoder, turn->colouring);
  while (TRUE)
    {
      g_autoptr (GBytes) sound = g_async_queue_pop (turn->sound);
      gsize n_samples = g_bytes_get_size (sound) / sizeof (gint16);
      g_autofree char *guess = NULL;

      if (n_samples == 0 || g_atomic_int_get (&turn->abandoned))
        break;
      aloud_decoder_feed (decoder, g_bytes_get_data (sound, NULL), n_samples);
      since_guess += n_samples;
      if (since_guess < GUESS_EVERY)
        continue;
      since_guess = 0;
      guess = aloud_decoder_guess (decoder);
      if (guess == NULL || g_strcmp0 (guess, last) == 0)
        continue;
      g_free (last);
      last = g_strdup (guess);
      send_report (turn, g_steal_pointer (&guess), NULL);
    }
  send_report (turn, NULL, aloud_decoder_end (decoder));
}

static void
work (gpointer data, gpointer user_data)
{
  AloudRecogniser *self = user_data;
  Turn *turn = data;

  if (self->decoder == NULL)
    self->decoder = aloud_decoder_new ();
  if (data == self) /* the first task: nothing but loading */
    return;

  if (!g_atomic_int_get (&turn->abandoned))
    understand (self->decoder, turn);
  turn_unref (turn);
}

static void
aloud_recogniser_finalize (GObject *object)
{
  AloudRecogniser *self = ALOUD_RECOGNISER (object);

  /* Every ear holds a reference, so no turn can be left open: this waits for the one that is being
   * finished. */
  g_thread_pool_free (self->worker, FALSE, TRUE);
  g_clear_pointer (&self->decoder, aloud_decoder_free);

  G_OBJECT_CLASS (aloud_recogniser_parent_class)->finalize (object);
}

static void
aloud_recogniser_class_init (AloudRecogniserClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = aloud_recogniser_finalize;
}

static void
aloud_recogniser_init (AloudRecogniser *self)
{
  self->worker = g_thread_pool_new (work, self, 1, TRUE, NULL);
  g_thread_pool_push (self->worker, self, NULL);
}

AloudRecogniser *
aloud_recogniser_new (void)
{
  return g_object_new (ALOUD_TYPE_RECOGNISER, NULL);
}

static void
end_turn (AloudEar *self)
{
  if (self->turn == NULL)
    return;
  g_async_queue_push (self->turn->sound, g_bytes_new (NULL, 0));
  g_clear_pointer (&self->turn, turn_unref);
}

static void
aloud_ear_dispose (GObject *object)
{
  AloudEar *self = ALOUD_EAR (object);

  if (self->turn != NULL)
    g_atomic_int_set (&self->turn->abandoned, TRUE);
  end_turn (self);
  g_clear_pointer (&self->colouring, g_atomic_rc_box_release);
  g_clear_object (&self->recogniser);

  G_OBJECT_CLASS (aloud_ear_parent_class)->dispose (object);
}

static void
aloud_ear_class_init (AloudEarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = aloud_ear_dispose;

  signals[GUESS] = g_signal_new ("guess", ALOUD_TYPE_EAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[HEARD] = g_signal_new ("heard", ALOUD_TYPE_EAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
aloud_ear_init (AloudEar *self)
{
  self->colouring = g_atomic_rc_box_new0 (AloudColouring);
}

AloudEar *
aloud_ear_new (AloudRecogniser *recogniser)
{
  AloudEar *self;

  g_return_val_if_fail (ALOUD_IS_RECOGNISER (recogniser), NULL);

  self = g_object_new (ALOUD_TYPE_EAR, NULL);
  self->recogniser = g_object_ref (recogniser);
  return self;
}

void
aloud_ear_begin (AloudEar *self)
{
  g_return_if_fail (ALOUD_IS_EAR (self));
  g_return_if_fail (self->turn == NULL);

  self->turn = g_atomic_rc_box_new0 (Turn);
  self->turn->sound = g_async_queue_new_full ((GDestroyNotify) g_bytes_unref);
  self->turn->colouring = g_atomic_rc_box_acquire (self->colouring);
  g_weak_ref_init (&self->turn->ear, self);
  g_atomic_int_set (&self->turn->abandoned, FALSE); /* whoever reads this sees the rest */
  g_thread_pool_push (self->recogniser->worker, g_atomic_rc_box_acquire (self->turn), NULL);
}

void
aloud_ear_feed (AloudEar *self, const gint16 *samples, gsize n_samples)
{
  g_return_if_fail (ALOUD_IS_EAR (self));
  g_return_if_fail (self->turn != NULL);

  if (n_samples > 0)
    g_async_queue_push (self->turn->sound, g_bytes_new (samples, n_samples * sizeof *samples));
}

void
aloud_ear_end (AloudEar *self)
{
  g_return_if_fail (ALOUD_IS_EAR (self));

  end_turn (self);
}
