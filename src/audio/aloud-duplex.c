/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-duplex-private.h"

#include "aloud-audio-error.h"
#include "aloud-gstreamer.h"
#include "aloud-pipeline.h"

#include <gst/audio/gstaudiobasesink.h>
#include <gst/audio/gstaudiobasesrc.h>

/* Owns the pipeline from start to stop. The pipeline's threads speak to it through the bus alone; the bus
 * lives as long as the object, so that news which come up during a call into the object can be told after
 * it.
 *
 * A pipeline that has been heard and then fails is built anew, some tries long; until one of them is heard,
 * silence stands in for the microphone, and the speech waits. */

/* The application message of the duplex itself. */
#define NOTIFY "aloud-notify"

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

/* Whether the agent is heard is the ring's to say, which outlives every pipeline and what those had to tell. */
static void
ask_sounding_later (AloudDuplex *self)
{
  GstStructure *structure = gst_structure_new_empty (ALOUD_PLAYBACK_SOUNDING);

  gst_bus_post (self->bus, gst_message_new_application (NULL, structure));
}

static void
set_full_duplex (AloudDuplex *self, gboolean full_duplex)
{
  if (!set_flag (&self->full_duplex, full_duplex && !self->speaker_mode))
    return;
  g_debug ("The microphone %s be heard while the agent speaks", self->full_duplex ? "may" : "may not");
  notify_later (self, "full-duplex");
}

static void
on_healing_changed (gpointer user_data)
{
  notify_later (user_data, "healing");
}

static void
reset (AloudDuplex *self)
{
  if (self->level.value != 0)
    notify_later (self, "level");
  self->level = (AloudLevel) { 0 };
  if (set_flag (&self->sounding, FALSE))
    {
      self->sounding_since = g_get_monotonic_time ();
      notify_later (self, "sounding");
    }
  set_full_duplex (self, FALSE);
  if (set_flag (&self->phone_quality, FALSE))
    notify_later (self, "phone-quality");
  if (set_flag (&self->source_ended, FALSE))
    notify_later (self, "source-ended");
  self->heard_ms = 0;
  self->file_end_ms = -1;
}

/* What a pipeline that is down still had to say concerns nobody; what the duplex has to say does. */
static void
forget_pipeline_news (AloudDuplex *self)
{
  g_autoptr(GQueue) own = g_queue_new ();
  GstMessage *message;

  while ((message = gst_bus_pop (self->bus)) != NULL)
    {
      if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_APPLICATION && gst_message_has_name (message, NOTIFY))
        g_queue_push_tail (own, message);
      else
        gst_message_unref (message);
    }
  while ((message = g_queue_pop_head (own)) != NULL)
    gst_bus_post (self->bus, message);
}

static void
take_down (AloudDuplex *self)
{
  if (self->pipeline == NULL)
    return;
  aloud_pipeline_close_file (self->pipeline);
  aloud_pipeline_end (self->pipeline);
  aloud_playback_detach (self->playback);
  g_clear_pointer (&self->capture, aloud_capture_free);
  g_clear_pointer (&self->room, aloud_room_free);
  g_clear_pointer (&self->pipeline, gst_object_unref);
  forget_pipeline_news (self);
  ask_sounding_later (self);
  aloud_cards_set_pipeline (self->cards, NULL);
}

static void
fail (AloudDuplex *self, GError *error)
{
  aloud_voice_stop (ALOUD_VOICE (self));
  g_signal_emit_by_name (self, "failed", error);
}

/* While the agent speaks the canceller goes on listening to the echo, for later. */
static void
update_unheard (AloudDuplex *self)
{
  if (self->capture != NULL)
    aloud_capture_set_unheard (self->capture, self->unheard && !self->sounding);
}

static void
update_sounding (AloudDuplex *self)
{
  gboolean sounding;

  if (self->playback == NULL)
    return;
  sounding = aloud_playback_get_sounding (self->playback, &self->sounding_since);
  if (!set_flag (&self->sounding, sounding))
    return;
  update_unheard (self);
  g_object_notify (G_OBJECT (self), "sounding");
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
  if (self->pipeline != NULL)
    set_full_duplex (self, self->room == NULL || aloud_room_get_full_duplex (self->room));
}

/* Of the microphone or of what stands in for it; listeners may stop the voice. */
static void
tell_chunk (AloudDuplex *self, GBytes *chunk, gint64 arrived)
{
  self->arrived = MAX (arrived, self->arrived + 1);
  self->heard_ms += 20;
  g_signal_emit_by_name (self, "chunk", chunk, self->arrived);
}

static void
tell_level (AloudDuplex *self, gboolean changed)
{
  if (changed && self->playback != NULL)
    g_object_notify (G_OBJECT (self), "level");
}

static void
on_silence (GBytes *chunk, gint64 arrived, gpointer user_data)
{
  g_autoptr(AloudDuplex) self = g_object_ref (user_data);

  tell_chunk (self, chunk, arrived);
  tell_level (self, aloud_level_measure (&self->level, chunk));
}

static void
update_after_chunk (AloudDuplex *self)
{
  if (self->pipeline != NULL)
    update_source_ended (self);
  if (self->room != NULL)
    aloud_room_update (self->room);
  update_full_duplex (self);
}

/* Only a card goes away; a file that is late is only late, and not a sample of it is lost. */
static void
expect_more (AloudDuplex *self, gint64 arrived, guint chunks)
{
  if (self->room != NULL)
    aloud_silence_delay (self->silence, arrived, chunks);
}

static void
on_chunk (AloudDuplex *self, const GstStructure *structure)
{
  g_autoptr(GBytes) bytes = NULL;
  GBytes *chunk;
  gint64 arrived;

  gst_structure_get (structure, "bytes", G_TYPE_BYTES, &bytes, "arrived", G_TYPE_INT64, &arrived, NULL);
  expect_more (self, arrived, 1);
  aloud_healing_hear (self->healing);
  chunk = aloud_healing_is_deaf (self->healing) ? aloud_silence_get_chunk (self->silence) : bytes;
  if (self->room != NULL && self->sounding)
    aloud_room_add_cleaned (self->room, bytes);
  tell_chunk (self, chunk, arrived);
  tell_level (self, aloud_level_measure (&self->level, chunk));
  update_after_chunk (self);
}

static void
on_unheard (AloudDuplex *self, const GstStructure *structure)
{
  guint chunks, peak, i;
  gint64 arrived;

  gst_structure_get (structure, "chunks", G_TYPE_UINT, &chunks, "peak", G_TYPE_UINT, &peak,
                     "arrived", G_TYPE_INT64, &arrived, NULL);
  expect_more (self, arrived, ALOUD_CAPTURE_SILENCE_CHUNKS);
  for (i = 0; i < chunks && self->pipeline != NULL; i++)
    {
      aloud_healing_hear (self->healing);
      tell_chunk (self, aloud_silence_get_chunk (self->silence), arrived - (gint64) (chunks - 1 - i) * 20000);
    }
  if (aloud_healing_is_deaf (self->healing))
    peak = 0;
  tell_level (self, aloud_level_add (&self->level, peak, chunks * ALOUD_CAPTURE_RATE / 50));
  update_after_chunk (self);
}

/* When the last microphone is pulled out, the sound server takes a loudspeaker's monitor for one: the agent
 * would hear itself. */
static void
check_devices (AloudDuplex *self)
{
  gboolean cancels;

  if (self->room != NULL && aloud_room_check_devices (self->room) && self->playback != NULL)
    aloud_playback_relearn (self->playback);
  update_full_duplex (self);
  aloud_healing_set_deaf (self->healing, aloud_cards_get_no_microphone (self->cards));
  if (set_flag (&self->phone_quality, aloud_cards_get_phone_quality (self->cards)))
    notify_later (self, "phone-quality");
  if (aloud_cards_get_cancels_echo (self->cards, &cancels))
    aloud_duplex_set_filter (self, &self->cancelled_already, cancels);
}

static void
on_application_message (AloudDuplex *self, const GstStructure *structure)
{
  if (gst_structure_has_name (structure, ALOUD_CAPTURE_CHUNK))
    {
      on_chunk (self, structure);
    }
  else if (gst_structure_has_name (structure, ALOUD_CAPTURE_SILENCE))
    {
      on_unheard (self, structure);
    }
  else if (gst_structure_has_name (structure, ALOUD_PLAYBACK_SOUNDING))
    {
      update_sounding (self);
    }
  else if (gst_structure_has_name (structure, ALOUD_ROOM_DEVICE))
    {
      check_devices (self);
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

static void
connect_parts (AloudDuplex *self)
{
  gboolean into_card = aloud_pipeline_has (self->pipeline, GST_TYPE_AUDIO_BASE_SINK);
  gboolean from_card = aloud_pipeline_has (self->pipeline, GST_TYPE_AUDIO_BASE_SRC);

  if (into_card && from_card)
    self->room = aloud_room_new (self->pipeline);
  update_full_duplex (self);
  self->capture = aloud_capture_new (self->pipeline);
  update_unheard (self);
  aloud_playback_attach (self->playback, self->pipeline, into_card);
  aloud_pipeline_set_volume (self->pipeline, self->volume);
  aloud_cards_set_pipeline (self->cards, self->pipeline);
}

static void
build (AloudDuplex *self)
{
  /* A file is clean. */
  gboolean card = g_str_has_prefix (self->source, "pulsesrc");
  gboolean cancelling = self->echo_cancelling && !self->cancelled_already;
  AloudPipelineFilters filters = { cancelling, card && self->noise_suppression, card && self->high_pass };
  g_autoptr(GError) error = NULL;

  aloud_healing_begin (self->healing);
  self->pipeline = aloud_pipeline_new (self->source, self->sink, &filters, &error);
  if (self->pipeline == NULL)
    {
      /* Told like every other failure: by the bus, later. */
      self->pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
      gst_bus_post (self->bus, gst_message_new_error (GST_OBJECT (self->pipeline), error, NULL));
      return;
    }
  gst_element_set_bus (self->pipeline, self->bus);
  /* Or a pipeline that goes down would take the duplex's own news with it, and shut the bus to later ones. */
  gst_pipeline_set_auto_flush_bus (GST_PIPELINE (self->pipeline), FALSE);
  connect_parts (self);
  /* When that fails, the reason comes over the bus. */
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
}

/* Another pipeline in the place of this one: the call does not notice. */
static void
rebuild (AloudDuplex *self)
{
  if (self->pipeline == NULL)
    return;
  take_down (self);
  aloud_silence_start (self->silence);
  build (self);
}

static void
on_try (gpointer user_data)
{
  build (user_data);
}

/* FALSE: there is nothing to hope for. */
static gboolean
heal (AloudDuplex *self, const GError *error)
{
  if (self->room == NULL || !aloud_healing_hope (self->healing, error))
    return FALSE;
  take_down (self);
  set_full_duplex (self, FALSE);
  aloud_silence_start (self->silence);
  return TRUE;
}

static gboolean
on_bus_message (GstBus *bus, GstMessage *message, gpointer user_data)
{
  g_autoptr(AloudDuplex) self = g_object_ref (user_data);
  g_autoptr(GError) error = NULL;

  aloud_news_take (message);
  switch ((guint) GST_MESSAGE_TYPE (message))
    {
    case GST_MESSAGE_APPLICATION:
      on_application_message (self, gst_message_get_structure (message));
      break;
    case GST_MESSAGE_ERROR:
      if (self->pipeline == NULL)
        break;
      error = aloud_audio_error_new_from_message (message);
      if (!heal (self, error))
        fail (self, error);
      break;
    default:
      break;
    }
  return G_SOURCE_CONTINUE;
}

/* Only now, for the first call: a window that nobody calls from needs no GStreamer, and is there sooner. */
static void
wake_gstreamer (AloudDuplex *self)
{
  if (self->bus != NULL)
    return;
  aloud_gstreamer_begin ();
  self->bus = gst_bus_new ();
  self->watch = gst_bus_add_watch (self->bus, on_bus_message, self);
}

static void
aloud_duplex_start (AloudVoice *voice)
{
  AloudDuplex *self = ALOUD_DUPLEX (voice);

  if (self->playback != NULL)
    return;
  wake_gstreamer (self);
  reset (self);
  self->playback = aloud_playback_new ();
  build (self);
}

static void
aloud_duplex_stop (AloudVoice *voice)
{
  AloudDuplex *self = ALOUD_DUPLEX (voice);

  if (self->playback == NULL)
    return;
  aloud_silence_stop (self->silence);
  take_down (self);
  g_clear_pointer (&self->playback, aloud_playback_free);
  aloud_healing_reset (self->healing);
  reset (self);
}

static void
aloud_duplex_push (AloudVoice *voice, GBytes *pcm, guint rate)
{
  AloudDuplex *self = ALOUD_DUPLEX (voice);

  if (self->playback != NULL)
    aloud_playback_push (self->playback, pcm, rate);
}

static void
aloud_duplex_cue (AloudVoice *voice, AloudCue cue)
{
  AloudDuplex *self = ALOUD_DUPLEX (voice);

  if (self->playback != NULL)
    aloud_playback_cue (self->playback, cue);
}

static void
aloud_duplex_flush (AloudVoice *voice)
{
  AloudDuplex *self = ALOUD_DUPLEX (voice);

  if (self->playback == NULL)
    return;
  aloud_playback_flush (self->playback);
  ask_sounding_later (self);
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
aloud_duplex_set_unheard (AloudVoice *voice, gboolean unheard)
{
  AloudDuplex *self = ALOUD_DUPLEX (voice);

  self->unheard = unheard;
  update_unheard (self);
}

void
aloud_duplex_set_volume (AloudDuplex *self, double volume)
{
  if (self->volume == volume)
    return;
  self->volume = volume;
  if (self->pipeline != NULL)
    aloud_pipeline_set_volume (self->pipeline, self->volume);
  g_object_notify (G_OBJECT (self), "volume");
}

void
aloud_duplex_set_filter (AloudDuplex *self, gboolean *filter, gboolean value)
{
  /* The canceller takes its settings before it plays only. */
  if (set_flag (filter, value))
    rebuild (self);
}

void
aloud_duplex_set_speaker_mode (AloudDuplex *self, gboolean speaker_mode)
{
  if (set_flag (&self->speaker_mode, speaker_mode) && self->pipeline != NULL)
    update_full_duplex (self);
}

static void
on_cards_changed (AloudCard card, gpointer user_data)
{
  static const char *const properties[] = { "microphone-away", "speaker-away" };

  notify_later (user_data, properties[card]);
}

static void
aloud_duplex_dispose (GObject *object)
{
  AloudDuplex *self = ALOUD_DUPLEX (object);

  g_clear_pointer (&self->healing, aloud_healing_free);
  aloud_silence_stop (self->silence);
  take_down (self);
  g_clear_pointer (&self->playback, aloud_playback_free);
  g_clear_handle_id (&self->watch, g_source_remove);
  g_clear_pointer (&self->bus, gst_object_unref);

  G_OBJECT_CLASS (aloud_duplex_parent_class)->dispose (object);
}

static void
aloud_duplex_finalize (GObject *object)
{
  AloudDuplex *self = ALOUD_DUPLEX (object);

  aloud_cards_free (self->cards);
  aloud_silence_free (self->silence);
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
  iface->cue = aloud_duplex_cue;
  iface->get_queued_ms = aloud_duplex_get_queued_ms;
  iface->get_sounding_since = aloud_duplex_get_sounding_since;
  iface->set_unheard = aloud_duplex_set_unheard;
}

static void
aloud_duplex_class_init (AloudDuplexClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = aloud_duplex_dispose;
  object_class->finalize = aloud_duplex_finalize;

  aloud_duplex_install_properties (object_class);
}

static void
aloud_duplex_init (AloudDuplex *self)
{
  self->volume = 1;
  self->echo_cancelling = TRUE;
  self->noise_suppression = TRUE;
  self->high_pass = TRUE;
  self->file_end_ms = -1;
  self->cards = aloud_cards_new (on_cards_changed, self);
  self->silence = aloud_silence_new (on_silence, self);
  self->healing = aloud_healing_new (on_try, on_healing_changed, self);
}

AloudDuplex *
aloud_duplex_new (const char *source, const char *sink)
{
  g_return_val_if_fail (source != NULL && sink != NULL, NULL);

  return g_object_new (ALOUD_TYPE_DUPLEX, "source", source, "sink", sink, NULL);
}

AloudDevices *
aloud_duplex_get_devices (AloudDuplex *self)
{
  g_return_val_if_fail (ALOUD_IS_DUPLEX (self), NULL);

  return aloud_cards_get_devices (self->cards);
}
