/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-audio-error.h"

#include "aloud-voice.h"

#include <gst/app/gstappsrc.h>
#include <gst/audio/gstaudiobasesink.h>
#include <gst/audio/gstaudiobasesrc.h>

/* GStreamer's errors, translated once. PulseAudio's elements use one code for nearly everything and put
 * the difference into the text; of that text only what the element itself writes is read, because what
 * follows the colon is in the user's language. */

static AloudVoiceError
translate_resource (const GError *error, gboolean is_card)
{
  if (!is_card)
    return ALOUD_VOICE_ERROR_FILE;

  /* The last: a call that did not come back, named by its function. */
  if (g_str_has_prefix (error->message, "Failed to connect: ") ||
      g_str_has_prefix (error->message, "Disconnected") ||
      g_str_has_prefix (error->message, "pa_"))
    return ALOUD_VOICE_ERROR_NO_SERVER;

  switch (error->code)
    {
    case GST_RESOURCE_ERROR_BUSY:
      return ALOUD_VOICE_ERROR_BUSY;
    case GST_RESOURCE_ERROR_NOT_AUTHORIZED:
      return ALOUD_VOICE_ERROR_DENIED;
    default:
      return ALOUD_VOICE_ERROR_NO_DEVICE;
    }
}

static AloudVoiceError
translate_stream (const GError *error, GstObject *source)
{
  /* A loudspeaker that does not exist is only refused when the first piece comes, and pulsesink leaves it
   * to the one who sent that to complain. */
  if (error->code == GST_STREAM_ERROR_FAILED && GST_IS_APP_SRC (source))
    return ALOUD_VOICE_ERROR_NO_DEVICE;

  switch (error->code)
    {
    case GST_STREAM_ERROR_CODEC_NOT_FOUND:
      return ALOUD_VOICE_ERROR_MISSING_PLUGIN;
    case GST_STREAM_ERROR_TYPE_NOT_FOUND:
    case GST_STREAM_ERROR_WRONG_TYPE:
    case GST_STREAM_ERROR_DECODE:
    case GST_STREAM_ERROR_DEMUX:
      return ALOUD_VOICE_ERROR_FILE;
    default:
      return ALOUD_VOICE_ERROR_FAILED;
    }
}

static AloudVoiceError
translate (const GError *error, GstObject *source)
{
  gboolean is_card = GST_IS_AUDIO_BASE_SINK (source) || GST_IS_AUDIO_BASE_SRC (source);

  if (g_error_matches (error, GST_PARSE_ERROR, GST_PARSE_ERROR_NO_SUCH_ELEMENT) ||
      g_error_matches (error, GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN))
    return ALOUD_VOICE_ERROR_MISSING_PLUGIN;
  if (error->domain == GST_RESOURCE_ERROR)
    return translate_resource (error, is_card);
  if (error->domain == GST_STREAM_ERROR)
    return translate_stream (error, source);
  return ALOUD_VOICE_ERROR_FAILED;
}

GError *
aloud_audio_error_new_from_message (GstMessage *message)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *debug = NULL;
  AloudVoiceError code;

  g_return_val_if_fail (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR, NULL);

  gst_message_parse_error (message, &error, &debug);
  g_debug ("%s failed: %s (%s)", GST_MESSAGE_SRC_NAME (message), error->message,
           debug != NULL ? debug : "no details");
  code = translate (error, GST_MESSAGE_SRC (message));
  return g_error_new_literal (ALOUD_VOICE_ERROR, code, error->message);
}
