/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-playback.h"

#include "aloud-chime.h"
#include "aloud-news.h"

#include <gst/app/gstappsrc.h>
#include <gst/audio/audio.h>

/* Who sets the pace: a sound card takes a piece when it has room for one, whatever the timestamps say; anything
 * else waits for the time that stands on the piece. Into a card the times are those at which a full card would
 * have asked for the piece: what the echo canceller wants to know, but for a constant.
 *
 * While the agent is silent the card is kept less full, so that its next word waits behind less silence. What
 * a card says of itself is not to be trusted (after a flush PulseAudio's clock may be centuries ahead), so how
 * full it is follows from when it asks: now and then it is filled up, and seen to ask as a full one does. */

#define PIECE_MS 10
#define HELD_BACK_PIECE_MS 20
#define FADE_MS 12
#define JUMP ((GstClockTimeDiff) (100 * GST_MSECOND))
#define SAME ((GstClockTimeDiff) (3 * GST_MSECOND))
#define FOLLOW 64
#define WRONG ((GstClockTimeDiff) (25 * GST_MSECOND))
#define WRONG_FOR 32

/* Behind a full card. */
#define HOLD_BACK_US (10 * 1000)
#define LEARN 16
#define LEARN_AGAIN 250
#define LEARN_FAST 4
#define LEARN_SLOWLY 32
/* Beyond these the card has run dry, or is another one. */
#define EARLY_US (-35 * 1000)
#define LATE_US (100 * 1000)

struct _AloudPlayback
{
  AloudPlaybackRing *ring;
  AloudChime chime;
  GstElement *source; /* NULL: no pipeline takes the speech at the moment */
  gboolean into_card;

  /* Streaming thread. */
  GstClockTime position;
  gint64 asked; /* when a full card asks for the next piece, CLOCK_MONOTONIC us */
  guint learning; /* so many pieces more */
  gboolean learned; /* just now */
  GstClockTimeDiff wrong; /* the mean of its errors */
  GstClockTimeDiff untold; /* what it was set right by and the resampler does not know */
  gboolean jumps; /* the next piece's time does not follow from the one before */
  guint held_back; /* pieces since it was learned */

  gint relearn; /* atomic */

  /* Main thread: the resampler of the answer that is coming in. */
  GstAudioConverter *converter;
  guint converter_rate;
};

static void
post_sounding (AloudPlayback *self)
{
  GstStructure *structure = gst_structure_new_empty (ALOUD_PLAYBACK_SOUNDING);

  aloud_news_post (self->source, structure);
}

static void
learn_anew (AloudPlayback *self, gint64 asked)
{
  self->asked = asked;
  self->learning = LEARN;
  self->held_back = 0;
}

/* The card has just asked, and is full but for one piece. */
static void
learn (AloudPlayback *self, gint64 now)
{
  gint64 late = now - self->asked;

  if (late < EARLY_US || late > LATE_US || g_atomic_int_compare_and_exchange (&self->relearn, TRUE, FALSE))
    learn_anew (self, now);
  else if (self->learning > 0)
    self->asked += late / LEARN_FAST;
  else if (self->held_back == 0)
    self->asked += late / LEARN_SLOWLY;
  if (self->learning > 0 && --self->learning == 0)
    self->learned = TRUE;
}

static gboolean
hold_back (AloudPlayback *self)
{
  if (self->learning > 0)
    return FALSE;
  if (aloud_playback_ring_wait (self->ring, self->asked + HOLD_BACK_US))
    self->held_back = 0;
  else if (++self->held_back > LEARN_AGAIN)
    learn_anew (self, self->asked);
  return self->held_back > 0;
}

/* Is the time of the next piece wrong by so much that it cannot wait? Much, or for a while, or learned just now. */
static gboolean
is_wrong (AloudPlayback *self, GstClockTimeDiff error)
{
  self->wrong += (error - self->wrong) / WRONG_FOR;
  return ABS (error) > JUMP || ABS (self->wrong) > WRONG || (self->learned && ABS (error) > SAME);
}

/* Small errors are taken over bit by bit. The resampler waits for 31 ms of them, a step that the canceller would have to
 * take for another room; so it is told of fewer, while the agent is silent. */
static void
follow_card (AloudPlayback *self, gboolean silent)
{
  GstClockTime now = gst_element_get_current_running_time (self->source);
  gint64 late = g_get_monotonic_time () - self->asked;
  GstClockTimeDiff error;
  gboolean wrong;

  if (!GST_CLOCK_TIME_IS_VALID (now) || (GstClockTimeDiff) now < late * (gint64) GST_USECOND)
    return;
  error = (GstClockTimeDiff) now - late * (gint64) GST_USECOND - (GstClockTimeDiff) self->position;
  wrong = is_wrong (self, error);
  if (wrong)
    g_debug ("The loudspeaker's time jumps by %+.1f ms", (double) error / GST_MSECOND);
  else
    error /= FOLLOW;
  self->learned = FALSE;
  self->position = (GstClockTime) ((GstClockTimeDiff) self->position + error);
  self->untold += error;
  self->jumps = wrong || (silent && ABS (self->untold) > SAME);
  if (wrong)
    self->wrong = 0;
  if (self->jumps)
    self->untold = 0;
}

/* TRUE: the next piece was held back. */
static gboolean
keep_pace (AloudPlayback *self)
{
  gboolean held_back;

  learn (self, g_get_monotonic_time ());
  held_back = hold_back (self);
  follow_card (self, held_back);
  return held_back;
}

static void
on_source_need_data (GstAppSrc *source, guint wanted, gpointer user_data)
{
  AloudPlayback *self = user_data;
  guint ms = self->into_card && keep_pace (self) ? HELD_BACK_PIECE_MS : PIECE_MS;
  gsize n_samples = (gsize) ALOUD_PLAYBACK_RATE * ms / 1000;
  GstBuffer *piece = gst_buffer_new_allocate (NULL, n_samples * sizeof (gint16), NULL);
  gboolean changed;
  GstMapInfo map;

  gst_buffer_map (piece, &map, GST_MAP_WRITE);
  changed = aloud_playback_ring_pop (self->ring, (gint16 *) map.data, n_samples, g_get_monotonic_time ());
  aloud_chime_mix (&self->chime, (gint16 *) map.data, n_samples, ALOUD_PLAYBACK_RATE);
  gst_buffer_unmap (piece, &map);

  GST_BUFFER_PTS (piece) = self->position;
  GST_BUFFER_DURATION (piece) = ms * GST_MSECOND;
  if (self->jumps)
    GST_BUFFER_FLAG_SET (piece, GST_BUFFER_FLAG_DISCONT);
  self->jumps = FALSE;
  self->position += ms * GST_MSECOND;
  self->asked += ms * 1000;
  gst_app_src_push_buffer (source, piece);
  if (changed)
    post_sounding (self);
}

static void
use_rate (AloudPlayback *self, guint rate)
{
  GstAudioInfo from, to;

  if (self->converter_rate == rate)
    return;
  g_clear_pointer (&self->converter, gst_audio_converter_free);
  self->converter_rate = rate;
  if (rate == ALOUD_PLAYBACK_RATE)
    return;
  gst_audio_info_set_format (&from, GST_AUDIO_FORMAT_S16, (int) rate, 1, NULL);
  gst_audio_info_set_format (&to, GST_AUDIO_FORMAT_S16, ALOUD_PLAYBACK_RATE, 1, NULL);
  self->converter = gst_audio_converter_new (GST_AUDIO_CONVERTER_FLAG_NONE, &from, &to, NULL);
}

static void
append (AloudPlayback *self, const gint16 *samples, gsize n_samples)
{
  if (!aloud_playback_ring_push (self->ring, samples, n_samples, g_get_monotonic_time ()))
    g_debug ("The agent is two minutes ahead of the loudspeaker: the rest is not heard");
}

AloudPlayback *
aloud_playback_new (void)
{
  AloudPlayback *self = g_new0 (AloudPlayback, 1);

  self->ring = aloud_playback_ring_new (ALOUD_PLAYBACK_RATE);
  self->converter_rate = ALOUD_PLAYBACK_RATE;
  return self;
}

void
aloud_playback_free (AloudPlayback *self)
{
  aloud_playback_detach (self);
  aloud_playback_ring_free (self->ring);
  g_clear_pointer (&self->converter, gst_audio_converter_free);
  g_free (self);
}

void
aloud_playback_attach (AloudPlayback *self, GstElement *pipeline, gboolean into_card)
{
  GstAppSrcCallbacks callbacks = { .need_data = on_source_need_data };

  self->source = gst_bin_get_by_name (GST_BIN (pipeline), "speech");
  self->into_card = into_card;
  self->position = 0;
  aloud_playback_relearn (self);
  gst_app_src_set_callbacks (GST_APP_SRC (self->source), &callbacks, self, NULL);
}

void
aloud_playback_detach (AloudPlayback *self)
{
  g_clear_pointer (&self->source, gst_object_unref);
}

void
aloud_playback_relearn (AloudPlayback *self)
{
  g_atomic_int_set (&self->relearn, TRUE);
}

void
aloud_playback_push (AloudPlayback *self, GBytes *pcm, guint rate)
{
  gsize size, n_samples;
  const gint16 *samples = g_bytes_get_data (pcm, &size);

  n_samples = size / sizeof (gint16);
  use_rate (self, rate);
  if (n_samples > 0 && self->converter != NULL)
    {
      gsize n_out = gst_audio_converter_get_out_frames (self->converter, n_samples);
      g_autofree gint16 *out = g_new (gint16, n_out);
      gpointer in_planes[] = { (gpointer) samples };
      gpointer out_planes[] = { out };

      if (gst_audio_converter_samples (self->converter, 0, in_planes, n_samples, out_planes, n_out))
        append (self, out, n_out);
    }
  else if (n_samples > 0)
    {
      append (self, samples, n_samples);
    }
}

void
aloud_playback_flush (AloudPlayback *self)
{
  if (self->converter != NULL)
    gst_audio_converter_reset (self->converter);
  /* A card holds some 40 ms already. They go with the flush below, at once; the sink puts what follows
   * behind the place where they would have ended, so a fade would be heard as a blip after a silence. */
  aloud_playback_ring_clear (self->ring, self->into_card ? 0 : FADE_MS, g_get_monotonic_time ());
  if (self->source == NULL || !self->into_card)
    return;
  /* Resetting the time here would end the echo cancelling for good. */
  gst_element_send_event (self->source, gst_event_new_flush_start ());
  gst_element_send_event (self->source, gst_event_new_flush_stop (FALSE));
}

void
aloud_playback_cue (AloudPlayback *self, AloudCue cue)
{
  aloud_chime_ring (&self->chime, cue);
}

guint
aloud_playback_get_queued_ms (AloudPlayback *self)
{
  return aloud_playback_ring_get_queued_ms (self->ring);
}

gboolean
aloud_playback_get_sounding (AloudPlayback *self, gint64 *since)
{
  return aloud_playback_ring_get_sounding (self->ring, since);
}

guint
aloud_playback_get_underruns (AloudPlayback *self)
{
  return aloud_playback_ring_get_underruns (self->ring);
}

guint
aloud_playback_get_prebuffer_ms (AloudPlayback *self)
{
  return aloud_playback_ring_get_prebuffer_ms (self->ring);
}
