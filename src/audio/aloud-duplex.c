/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-duplex.h"

#include "aloud-audio-error.h"
#include "aloud-capture.h"
#include "aloud-macros.h"
#include "aloud-pipeline.h"
#include "aloud-playback.h"
#include "aloud-room.h"

#include <gst/audio/gstaudiobasesink.h>
#include <gst/audio/gstaudiobasesrc.h>
#include <gst/gst.h>
#include <math.h>

/* Owns the pipeline from start to stop. The pipeline's threads speak to it through the bus alone; the bus
 * lives as long as the object, so that news which come up during a call into the object can be told after
 * it. */

#define LEVEL_FLOOR_DB 60.0
#define LEVEL_STEPS 100.0
/* 1200 samples are 50 ms. */
#define LEVEL_SAMPLES 1200

/* The application message of the duplex itself. */
#define NOTIFY "aloud-notify"

struct _AloudDuplex
{
  GObject parent;

  /* Injected */
  char *source;
  char *sink;
  gboolean echo_cancelling;

  /* Owned */
  GstBus *bus;
  guint watch;
  GstElement *pipeline;
  AloudCapture *capture;
  AloudPlayback *playback;
  AloudRoom *room; /* NULL: the microphone cannot hear the loudspeaker */

  /* State */
  double level;
  double volume;
  gboolean sounding;
  gint64 sounding_since;
  gboolean full_duplex;
  gboolean source_ended;

  guint peak;
  guint peak_samples;
  gint64 heard_ms;    /* of the microphone since the start */
  gint64 file_end_ms; /* -1: not reached, or no file */
};

enum {
  PROP_0,
  PROP_SOURCE,
  PROP_SINK,
  PROP_ECHO_CANCELLING,
  PROP_LEVEL,
  PROP_VOLUME,
  PROP_SOUNDING,
  PROP_FULL_DUPLEX,
  PROP_CANCELS_ECHO,
  PROP_SOURCE_ENDED,
};

static void aloud_duplex_voice_init (AloudVoiceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AloudDuplex, aloud_duplex, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ALOUD_TYPE_VOICE, aloud_duplex_voice_init))

static gboolean
set_flag (gboolean *flag, gboolean value)
{
  if (*flag == value)
    return FALSE;
  *flag = value;
  return TRUE;
}

/* The value changes now, the news come later: see AloudVoice. */
static void
notify_later (AloudDuplex *self, const char *property)
{
  GstStructure *structure = gst_structure_new (NOTIFY, "property", G_TYPE_STRING, property, NULL);

  gst_bus_post (self->bus, gst_message_new_application (NULL, structure));
}

static void
reset (AloudDuplex *self, gboolean full_duplex)
{
  if (self->level != 0)
    notify_later (self, "level");
  self->level = 0;
  if (set_flag (&self->sounding, FALSE))
    {
      self->sounding_since = g_get_monotonic_time ();
      notify_later (self, "sounding");
    }
  if (set_flag (&self->full_duplex, full_duplex))
    notify_later (self, "full-duplex");
  if (set_flag (&self->source_ended, FALSE))
    notify_later (self, "source-ended");
  self->peak = 0;
  self->peak_samples = 0;
  self->heard_ms = 0;
  self->file_end_ms = -1;
}

static void
take_down (AloudDuplex *self)
{
  if (self->pipeline == NULL)
    return;
  aloud_pipeline_close_file (self->pipeline);
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  g_clear_pointer (&self->capture, aloud_capture_free);
  g_clear_pointer (&self->playback, aloud_playback_free);
  g_clear_pointer (&self->room, aloud_room_free);
  g_clear_pointer (&self->pipeline, gst_object_unref);
  /* What the pipeline still had to say concerns nobody. */
  gst_bus_set_flushing (self->bus, TRUE);
  gst_bus_set_flushing (self->bus, FALSE);
}

static void
fail (AloudDuplex *self, GError *take)
{
  g_autoptr(GError) error = take;

  aloud_voice_stop (ALOUD_VOICE (self));
  g_signal_emit_by_name (self, "failed", error);
}

static void
update_sounding (AloudDuplex *self)
{
  gboolean sounding;

  if (self->playback == NULL)
    return;
  sounding = aloud_playback_get_sounding (self->playback, &self->sounding_since);
  if (set_flag (&self->sounding, sounding))
    g_object_notify (G_OBJECT (self), "sounding");
}

static void
update_level (AloudDuplex *self)
{
  double level = self->peak == 0 ? 0 : 1 + 20 * log10 (self->peak / 32768.0) / LEVEL_FLOOR_DB;

  self->peak = 0;
  self->peak_samples = 0;
  /* In steps that the eye can see, so that noise nobody hears wakes nobody up. */
  level = round (CLAMP (level, 0, 1) * LEVEL_STEPS) / LEVEL_STEPS;
  if (level == self->level)
    return;
  self->level = level;
  g_object_notify (G_OBJECT (self), "level");
}

static void
measure_level (AloudDuplex *self, GBytes *chunk)
{
  gsize size, i;
  const gint16 *samples = g_bytes_get_data (chunk, &size);

  for (i = 0; i < size / sizeof (gint16); i++)
    self->peak = MAX (self->peak, (guint) ABS (samples[i]));
  self->peak_samples += (guint) (size / sizeof (gint16));
}

static void
update_source_ended (AloudDuplex *self)
{
  if (self->file_end_ms < 0 || self->heard_ms < self->file_end_ms)
    return;
  self->file_end_ms = -1;
  if (set_flag (&self->source_ended, TRUE))
    g_object_notify (G_OBJECT (self), "source-ended");
}

static void
update_full_duplex (AloudDuplex *self)
{
  if (self->room == NULL || !set_flag (&self->full_duplex, aloud_room_get_full_duplex (self->room)))
    return;
  g_debug ("The microphone %s be heard while the agent speaks", self->full_duplex ? "may" : "may not");
  g_object_notify (G_OBJECT (self), "full-duplex");
}

static void
on_chunk (AloudDuplex *self, const GstStructure *structure)
{
  g_autoptr(GBytes) bytes = NULL;
  gint64 arrived;

  gst_structure_get (structure, "bytes", G_TYPE_BYTES, &bytes, "arrived", G_TYPE_INT64, &arrived, NULL);
  self->heard_ms += 20;
  measure_level (self, bytes);
  g_signal_emit_by_name (self, "chunk", bytes, arrived);
  /* Listeners may have stopped the voice. */
  if (self->pipeline != NULL && self->peak_samples >= LEVEL_SAMPLES)
    update_level (self);
  if (self->pipeline != NULL)
    update_source_ended (self);
  if (self->room != NULL)
    {
      aloud_room_update (self->room);
      update_full_duplex (self);
    }
}

static void
on_application_message (AloudDuplex *self, const GstStructure *structure)
{
  if (gst_structure_has_name (structure, ALOUD_CAPTURE_CHUNK))
    {
      on_chunk (self, structure);
    }
  else if (gst_structure_has_name (structure, ALOUD_PLAYBACK_SOUNDING))
    {
      update_sounding (self);
    }
  else if (gst_structure_has_name (structure, ALOUD_ROOM_DEVICE))
    {
      if (self->room != NULL)
        aloud_room_check_devices (self->room);
      update_full_duplex (self);
    }
  else if (gst_structure_has_name (structure, NOTIFY))
    {
      g_object_notify (G_OBJECT (self), gst_structure_get_string (structure, "property"));
    }
  else if (gst_structure_has_name (structure, ALOUD_PIPELINE_FILE_END))
    {
      gst_structure_get (structure, "ms", G_TYPE_INT64, &self->file_end_ms, NULL);
      update_source_ended (self);
    }
}

static gboolean
on_bus_message (GstBus *bus, GstMessage *message, gpointer user_data)
{
  g_autoptr(AloudDuplex) self = g_object_ref (user_data);

  switch ((guint) GST_MESSAGE_TYPE (message))
    {
    case GST_MESSAGE_APPLICATION:
      on_application_message (self, gst_message_get_structure (message));
      break;
    case GST_MESSAGE_ERROR:
      if (self->pipeline != NULL)
        fail (self, aloud_audio_error_new_from_message (message));
      break;
    default:
      break;
    }
  return G_SOURCE_CONTINUE;
}

static void
connect_parts (AloudDuplex *self)
{
  gboolean into_card = aloud_pipeline_has (self->pipeline, GST_TYPE_AUDIO_BASE_SINK);
  gboolean from_card = aloud_pipeline_has (self->pipeline, GST_TYPE_AUDIO_BASE_SRC);

  reset (self, !(into_card && from_card));
  if (into_card && from_card)
    self->room = aloud_room_new (self->pipeline);
  self->capture = aloud_capture_new (self->pipeline);
  self->playback = aloud_playback_new (self->pipeline, into_card);
  aloud_pipeline_set_volume (self->pipeline, self->volume);
}

/* Only now, for the first call: a window that nobody calls from needs no GStreamer, and is there sooner. */
static void
wake_gstreamer (AloudDuplex *self)
{
  if (self->bus != NULL)
    return;
  gst_init (NULL, NULL);
  self->bus = gst_bus_new ();
  self->watch = gst_bus_add_watch (self->bus, on_bus_message, self);
}

static void
aloud_duplex_start (AloudVoice *voice)
{
  AloudDuplex *self = ALOUD_DUPLEX (voice);
  g_autoptr(GError) error = NULL;

  if (self->pipeline != NULL)
    return;

  wake_gstreamer (self);
  self->pipeline = aloud_pipeline_new (self->source, self->sink, self->echo_cancelling, &error);
  if (self->pipeline == NULL)
    {
      /* Told like every other failure: by the bus, later. */
      self->pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
      gst_bus_post (self->bus, gst_message_new_error (GST_OBJECT (self->pipeline), error, NULL));
      return;
    }
  gst_element_set_bus (self->pipeline, self->bus);
  connect_parts (self);
  /* When that fails, the reason comes over the bus. */
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
}

static void
aloud_duplex_stop (AloudVoice *voice)
{
  AloudDuplex *self = ALOUD_DUPLEX (voice);

  take_down (self);
  reset (self, FALSE);
}

static void
aloud_duplex_push (AloudVoice *voice, GBytes *pcm, guint rate)
{
  AloudDuplex *self = ALOUD_DUPLEX (voice);

  if (self->playback != NULL)
    aloud_playback_push (self->playback, pcm, rate);
}

static void
aloud_duplex_flush (AloudVoice *voice)
{
  AloudDuplex *self = ALOUD_DUPLEX (voice);

  if (self->playback != NULL)
    aloud_playback_flush (self->playback);
}

static guint
aloud_duplex_get_queued_ms (AloudVoice *voice)
{
  AloudDuplex *self = ALOUD_DUPLEX (voice);

  return self->playback != NULL ? aloud_playback_get_queued_ms (self->playback) : 0;
}

static gint64
aloud_duplex_get_sounding_since (AloudVoice *voice)
{
  return ALOUD_DUPLEX (voice)->sounding_since;
}

static void
set_volume (AloudDuplex *self, double volume)
{
  if (self->volume == volume)
    return;
  self->volume = volume;
  if (self->pipeline != NULL)
    aloud_pipeline_set_volume (self->pipeline, self->volume);
  g_object_notify (G_OBJECT (self), "volume");
}

static void
aloud_duplex_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  AloudDuplex *self = ALOUD_DUPLEX (object);

  switch (prop_id)
    {
    case PROP_SOURCE:
      g_value_set_string (value, self->source);
      break;
    case PROP_SINK:
      g_value_set_string (value, self->sink);
      break;
    case PROP_ECHO_CANCELLING:
      g_value_set_boolean (value, self->echo_cancelling);
      break;
    case PROP_LEVEL:
      g_value_set_double (value, self->level);
      break;
    case PROP_VOLUME:
      g_value_set_double (value, self->volume);
      break;
    case PROP_SOUNDING:
      g_value_set_boolean (value, self->sounding);
      break;
    case PROP_FULL_DUPLEX:
      g_value_set_boolean (value, self->full_duplex);
      break;
    case PROP_CANCELS_ECHO:
      g_value_set_boolean (value, self->echo_cancelling && aloud_pipeline_can_cancel_echo ());
      break;
    case PROP_SOURCE_ENDED:
      g_value_set_boolean (value, self->source_ended);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_duplex_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  AloudDuplex *self = ALOUD_DUPLEX (object);

  switch (prop_id)
    {
    case PROP_SOURCE:
      self->source = g_value_dup_string (value);
      break;
    case PROP_SINK:
      self->sink = g_value_dup_string (value);
      break;
    case PROP_ECHO_CANCELLING:
      self->echo_cancelling = g_value_get_boolean (value);
      break;
    case PROP_VOLUME:
      set_volume (self, g_value_get_double (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_duplex_dispose (GObject *object)
{
  AloudDuplex *self = ALOUD_DUPLEX (object);

  take_down (self);
  g_clear_handle_id (&self->watch, g_source_remove);
  g_clear_pointer (&self->bus, gst_object_unref);

  G_OBJECT_CLASS (aloud_duplex_parent_class)->dispose (object);
}

static void
aloud_duplex_finalize (GObject *object)
{
  AloudDuplex *self = ALOUD_DUPLEX (object);

  g_free (self->source);
  g_free (self->sink);

  G_OBJECT_CLASS (aloud_duplex_parent_class)->finalize (object);
}

static void
aloud_duplex_voice_init (AloudVoiceInterface *iface)
{
  iface->start = aloud_duplex_start;
  iface->stop = aloud_duplex_stop;
  iface->push = aloud_duplex_push;
  iface->flush = aloud_duplex_flush;
  iface->get_queued_ms = aloud_duplex_get_queued_ms;
  iface->get_sounding_since = aloud_duplex_get_sounding_since;
}

static void
aloud_duplex_class_init (AloudDuplexClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = aloud_duplex_get_property;
  object_class->set_property = aloud_duplex_set_property;
  object_class->dispose = aloud_duplex_dispose;
  object_class->finalize = aloud_duplex_finalize;

  g_object_class_install_property (object_class, PROP_SOURCE,
    g_param_spec_string ("source", NULL, NULL, NULL, ALOUD_PARAM_CONSTRUCT_ONLY));
  g_object_class_install_property (object_class, PROP_SINK,
    g_param_spec_string ("sink", NULL, NULL, NULL, ALOUD_PARAM_CONSTRUCT_ONLY));
  g_object_class_install_property (object_class, PROP_ECHO_CANCELLING,
    g_param_spec_boolean ("echo-cancelling", NULL, NULL, TRUE, ALOUD_PARAM_CONSTRUCT_ONLY));
  g_object_class_override_property (object_class, PROP_LEVEL, "level");
  g_object_class_override_property (object_class, PROP_VOLUME, "volume");
  g_object_class_override_property (object_class, PROP_SOUNDING, "sounding");
  g_object_class_override_property (object_class, PROP_FULL_DUPLEX, "full-duplex");
  g_object_class_override_property (object_class, PROP_CANCELS_ECHO, "cancels-echo");
  g_object_class_override_property (object_class, PROP_SOURCE_ENDED, "source-ended");
}

static void
aloud_duplex_init (AloudDuplex *self)
{
  self->volume = 1;
  self->file_end_ms = -1;
}

AloudDuplex *
aloud_duplex_new (const char *source, const char *sink)
{
  g_return_val_if_fail (source != NULL && sink != NULL, NULL);

  return g_object_new (ALOUD_TYPE_DUPLEX, "source", source, "sink", sink, NULL);
}
