/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-room.h"

#include "aloud-echo-delay.h"
#include "aloud-echo-feed.h"
#include "aloud-news.h"

#include <gst/audio/audio.h>
#include <math.h>

/* The probe hears each sample when it is handed to the sink, the room some time later, and that time differs at every
 * start and with every device. The canceller adds the latency of the pipeline to the probe's times by itself; the rest is
 * an offset for AloudEchoFeed. It is measured as long as the agent speaks: so also when the echo comes back because
 * somebody has moved the loudspeaker. */

/* The canceller copes with an echo that comes later than announced, not with one that comes earlier. */
#define MARGIN_US (12 * 1000)
/* Within these is the same delay: setting it anew would only disturb the canceller. */
#define EARLIER_US (4 * 1000)
#define LATER_US (12 * 1000)
/* Of speech, until the canceller has learned what it was told of. */
#define LEARN_MS 400
/* The share of a chunk in the mean of how loud the echo is: that of about a second. */
#define MEAN_SHARE 0.02

struct _AloudRoom
{
  GstElement *pipeline; /* borrowed: it outlives the room */
  AloudEchoDelay *echo_delay;
  AloudEchoFeed *feed; /* NULL: nothing is cancelled */
  GPtrArray *cards; /* GstElement, with the name of its device as data */

  gint64 delay; /* -1: not known */
  guint64 learned_ms; /* the canceller knows the room when so much has been spoken */
  gboolean full_duplex;
  gint near_power; /* atomic: of the microphone's last piece, the mean square */
  double before, after; /* the same, of late */
};

static GstPad *
get_source_pad (GstElement *pipeline, const char *name)
{
  g_autoptr(GstElement) element = gst_bin_get_by_name (GST_BIN (pipeline), name);

  return gst_element_get_static_pad (element, "src");
}

typedef void (*Listener) (AloudEchoDelay *echo_delay, const gint16 *samples, gsize n_samples, gint64 time);

static void
hand_over (AloudRoom *self, GstPadProbeInfo *info, Listener listener)
{
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  GstMapInfo map;

  /* Some servers leave the time out now and then. */
  if (!GST_BUFFER_PTS_IS_VALID (buffer) || !gst_buffer_map (buffer, &map, GST_MAP_READ))
    return;
  listener (self->echo_delay, (const gint16 *) map.data, map.size / sizeof (gint16),
            (gint64) GST_TIME_AS_USECONDS (GST_BUFFER_PTS (buffer)));
  gst_buffer_unmap (buffer, &map);
}

static GstPadProbeReturn
on_far_buffer (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  hand_over (user_data, info, aloud_echo_delay_add_far);
  return GST_PAD_PROBE_OK;
}

static int
measure_power (const gint16 *samples, gsize n_samples)
{
  gint64 sum = 0;

  for (gsize i = 0; i < n_samples; i++)
    sum += (gint32) samples[i] * samples[i];
  return n_samples > 0 ? (int) (sum / (gint64) n_samples) : 0;
}

static void
note_near_power (AloudRoom *self, GstBuffer *buffer)
{
  GstMapInfo map;

  if (!gst_buffer_map (buffer, &map, GST_MAP_READ))
    return;
  g_atomic_int_set (&self->near_power, measure_power ((const gint16 *) map.data, map.size / sizeof (gint16)));
  gst_buffer_unmap (buffer, &map);
}

static GstPadProbeReturn
on_near_buffer (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  note_near_power (user_data, GST_PAD_PROBE_INFO_BUFFER (info));
  hand_over (user_data, info, aloud_echo_delay_add_near);
  return GST_PAD_PROBE_OK;
}

/* On a thread of the sound server's library. */
static void
on_current_device (GstElement *element, GParamSpec *pspec, gpointer user_data)
{
  GstStructure *structure = gst_structure_new_empty (ALOUD_ROOM_DEVICE);

  aloud_news_post (element, structure);
}

static void
watch_devices (AloudRoom *self)
{
  g_autoptr(GstIterator) elements = gst_bin_iterate_recurse (GST_BIN (self->pipeline));
  g_auto(GValue) value = G_VALUE_INIT;

  self->cards = g_ptr_array_new_with_free_func (gst_object_unref);
  while (gst_iterator_next (elements, &value) == GST_ITERATOR_OK)
    {
      GObject *element = g_value_get_object (&value);

      if (g_object_class_find_property (G_OBJECT_GET_CLASS (element), "current-device") != NULL)
        {
          g_signal_connect (element, "notify::current-device", G_CALLBACK (on_current_device), NULL);
          g_ptr_array_add (self->cards, gst_object_ref (element));
        }
      g_value_reset (&value);
    }
}

/* The notification also comes when a stream merely starts again, as after a flush. */
static gboolean
has_moved (AloudRoom *self)
{
  gboolean moved = FALSE;
  guint i;

  for (i = 0; i < self->cards->len; i++)
    {
      GObject *card = g_ptr_array_index (self->cards, i);
      const char *before = g_object_get_data (card, "aloud-device");
      g_autofree char *device = NULL;

      g_object_get (card, "current-device", &device, NULL);
      if (device == NULL || g_strcmp0 (device, before) == 0)
        continue;
      moved = moved || before != NULL;
      g_object_set_data_full (card, "aloud-device", g_steal_pointer (&device), g_free);
    }
  return moved;
}

static gint64
get_latency (AloudRoom *self)
{
  g_autoptr(GstQuery) query = gst_query_new_latency ();
  GstClockTime latency = 0;

  if (gst_element_query (self->pipeline, query))
    gst_query_parse_latency (query, NULL, &latency, NULL);
  return (gint64) GST_TIME_AS_USECONDS (latency);
}

static void
lock_canceller (AloudRoom *self, gint64 delay)
{
  gint64 offset = delay - get_latency (self) - MARGIN_US;

  if (self->delay >= 0 && delay > self->delay - EARLIER_US && delay < self->delay + LATER_US)
    return;
  g_debug ("The room answers after %.1f ms, the canceller is told %+.1f ms", (double) delay / 1000,
           (double) offset / 1000);
  /* What it knows already it does not forget for a delay that is a little different. */
  if (self->delay < 0)
    self->learned_ms = aloud_echo_delay_get_spoken_ms (self->echo_delay) + LEARN_MS;
  self->delay = delay;
  aloud_echo_feed_set_offset (self->feed, (int) offset);
}

AloudRoom *
aloud_room_new (GstElement *pipeline)
{
  AloudRoom *self = g_new0 (AloudRoom, 1);
  g_autoptr(GstElement) probe = gst_bin_get_by_name (GST_BIN (pipeline), "probe");
  g_autoptr(GstPad) far = get_source_pad (pipeline, "volume");
  g_autoptr(GstPad) near = get_source_pad (pipeline, "near");

  self->pipeline = pipeline;
  self->echo_delay = aloud_echo_delay_new ();
  if (probe != NULL)
    self->feed = aloud_echo_feed_new (far);
  self->delay = -1;
  gst_pad_add_probe (far, GST_PAD_PROBE_TYPE_BUFFER, on_far_buffer, self, NULL);
  gst_pad_add_probe (near, GST_PAD_PROBE_TYPE_BUFFER, on_near_buffer, self, NULL);
  watch_devices (self);
  return self;
}

void
aloud_room_free (AloudRoom *self)
{
  aloud_echo_delay_free (self->echo_delay);
  g_clear_pointer (&self->feed, aloud_echo_feed_free);
  g_ptr_array_unref (self->cards);
  g_free (self);
}

gboolean
aloud_room_check_devices (AloudRoom *self)
{
  if (!has_moved (self))
    return FALSE;
  g_debug ("Another device: the room is a new one");
  aloud_echo_delay_reset (self->echo_delay);
  self->delay = -1;
  self->full_duplex = FALSE;
  self->before = self->after = 0;
  return TRUE;
}

void
aloud_room_update (AloudRoom *self)
{
  gint64 delay;

  switch (aloud_echo_delay_measure (self->echo_delay, &delay))
    {
    case ALOUD_ECHO_NONE:
      self->full_duplex = TRUE;
      break;
    case ALOUD_ECHO_FOUND:
      if (self->feed != NULL)
        lock_canceller (self, delay);
      else
        self->full_duplex = FALSE;
      break;
    case ALOUD_ECHO_UNKNOWN:
    default:
      break;
    }
  if (self->delay >= 0 && aloud_echo_delay_get_spoken_ms (self->echo_delay) >= self->learned_ms)
    self->full_duplex = TRUE;
}

gboolean
aloud_room_get_full_duplex (AloudRoom *self)
{
  return self->full_duplex;
}

void
aloud_room_add_cleaned (AloudRoom *self, GBytes *cleaned)
{
  gsize size;
  const gint16 *samples = g_bytes_get_data (cleaned, &size);

  self->before += MEAN_SHARE * (g_atomic_int_get (&self->near_power) - self->before);
  self->after += MEAN_SHARE * (measure_power (samples, size / sizeof *samples) - self->after);
}

static double
to_db (double power)
{
  return power > 0 ? 10 * log10 (MAX (power, 0.01) / (32768.0 * 32768.0)) : 0;
}

int
aloud_room_get_echo (AloudRoom *self, double *before_db, double *after_db)
{
  *before_db = to_db (self->before);
  *after_db = self->before > 0 ? to_db (MAX (self->after, 0.01)) : 0;
  return self->delay >= 0 ? (int) (self->delay / 1000) : -1;
}
