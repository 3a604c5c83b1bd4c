/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-listener.h"

#include <math.h>
#include <string.h>

#include "aloud-speech.h"

/* Everything is decided per frame of 20 ms. */
#define FRAME          (ALOUD_SAMPLE_RATE / 50)
#define FRAMES_PER_S   50
#define BEFORE_FRAMES  30                     /* kept from before a turn: the first sound of a word is soft */
#define BRIDGE_FRAMES  10                     /* a stop inside a word is no silence */
#define TAIL_FRAMES    15                     /* of the closing pause, what still belongs to the turn */
#define LONGEST_FRAMES (30 * FRAMES_PER_S)
#define ROOM_FRAMES    (3 * FRAMES_PER_S)     /* the quietest moment of that long is the room's own noise */
#define QUIETEST       50.0                   /* RMS; no room is quieter than this, as far as we care */
#define ABOVE_ROOM     3.0                    /* speech is about 10 dB louder than the room */
#define STAYING        0.6                    /* and may sink this far before it counts as a pause */

struct _AloudListener
{
  const AloudListenerFuncs *funcs;
  gpointer user_data;

  guint pause_frames;
  guint shortest_frames;

  gint64 position;
  gint16 frame[FRAME];
  gsize filled;

  double level;
  double room[ROOM_FRAMES];
  guint room_next;

  /* Before a turn: its start; in a pause: the pause. */
  gint16 held[MAX (BEFORE_FRAMES, 3 * FRAMES_PER_S) * FRAME];
  guint n_held;

  gboolean in_turn;
  guint loud;      /* frames, before the turn */
  guint quiet;     /* frames since the last loud one */
  guint length;    /* frames of the turn */
};

static double
measure (const gint16 *frame)
{
  double sum = 0, squares = 0, mean;
  guint i;

  for (i = 0; i < FRAME; i++)
    {
      sum += frame[i];
      squares += (double) frame[i] * frame[i];
    }
  mean = sum / FRAME;
  return sqrt (MAX (squares / FRAME - mean * mean, 0));
}

static double
measure_room (AloudListener *self)
{
  double quietest = self->room[0];
  guint i;

  for (i = 1; i < ROOM_FRAMES; i++)
    quietest = MIN (quietest, self->room[i]);
  return MAX (quietest, QUIETEST);
}

static gboolean
is_loud (AloudListener *self)
{
  double threshold = measure_room (self) * ABOVE_ROOM;

  self->level = (self->level + measure (self->frame)) / 2;
  self->room[self->room_next] = self->level;
  self->room_next = (self->room_next + 1) % ROOM_FRAMES;

  return self->level > (self->in_turn ? threshold * STAYING : threshold);
}

static void
hold (AloudListener *self, guint most)
{
  if (self->n_held == most)
    {
      memmove (self->held, self->held + FRAME, (most - 1) * sizeof self->frame);
      self->n_held--;
    }
  memcpy (self->held + self->n_held * FRAME, self->frame, sizeof self->frame);
  self->n_held++;
}

static void
release_held (AloudListener *self)
{
  if (self->n_held > 0)
    self->funcs->sound (self->held, self->n_held * FRAME, self->user_data);
  self->n_held = 0;
}

static void
end_turn (AloudListener *self)
{
  self->in_turn = FALSE;
  self->loud = 0;
  self->quiet = 0;
  self->n_held = 0;
  self->funcs->ended (self->user_data);
}

static void
take_frame_in_turn (AloudListener *self, gboolean loud)
{
  self->length++;
  self->quiet = loud ? 0 : self->quiet + 1;

  if (self->quiet > TAIL_FRAMES)
    {
      hold (self, G_N_ELEMENTS (self->held) / FRAME);
    }
  else
    {
      release_held (self);
      self->funcs->sound (self->frame, FRAME, self->user_data);
    }
  if (self->quiet >= self->pause_frames || self->length >= LONGEST_FRAMES)
    end_turn (self);
}

static void
take_frame_outside (AloudListener *self, gboolean loud)
{
  hold (self, BEFORE_FRAMES);
  if (loud)
    {
      self->loud++;
      self->quiet = 0;
    }
  else if (++self->quiet > BRIDGE_FRAMES)
    {
      self->loud = 0;
    }
  if (self->loud < self->shortest_frames)
    return;

  self->in_turn = TRUE;
  self->length = self->n_held;
  self->funcs->began (self->position - self->n_held * FRAME, self->user_data);
  release_held (self);
}

static guint
to_frames (double seconds, double least, double most)
{
  return (guint) lround (CLAMP (seconds, least, most) * FRAMES_PER_S);
}

AloudListener *
aloud_listener_new (const AloudListenerFuncs *funcs, gpointer user_data)
{
  AloudListener *self = g_new0 (AloudListener, 1);
  guint i;

  self->funcs = funcs;
  self->user_data = user_data;
  for (i = 0; i < ROOM_FRAMES; i++)
    self->room[i] = QUIETEST;
  aloud_listener_set_pause (self, 0.8);
  aloud_listener_set_shortest (self, 0.18);
  return self;
}

void
aloud_listener_free (AloudListener *self)
{
  g_free (self);
}

void
aloud_listener_hear (AloudListener *self, const gint16 *samples, gsize n_samples)
{
  g_return_if_fail (self != NULL);

  while (n_samples > 0)
    {
      gsize taken = MIN (n_samples, FRAME - self->filled);
      gboolean loud;

      memcpy (self->frame + self->filled, samples, taken * sizeof *samples);
      self->filled += taken;
      self->position += taken;
      samples += taken;
      n_samples -= taken;
      if (self->filled < FRAME)
        return;

      self->filled = 0;
      loud = is_loud (self);
      if (self->in_turn)
        take_frame_in_turn (self, loud);
      else
        take_frame_outside (self, loud);
    }
}

void
aloud_listener_set_pause (AloudListener *self, double seconds)
{
  g_return_if_fail (self != NULL);

  self->pause_frames = to_frames (seconds, 0.3, 3);
}

void
aloud_listener_set_shortest (AloudListener *self, double seconds)
{
  g_return_if_fail (self != NULL);

  self->shortest_frames = to_frames (seconds, 0.06, 0.5);
}

gint64
aloud_listener_get_position (AloudListener *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->position;
}

gboolean
aloud_listener_get_in_turn (AloudListener *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->in_turn;
}
