/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-voice.h"

#include "aloud-macros.h"

G_DEFINE_QUARK (aloud-voice-error-quark, aloud_voice_error)
G_DEFINE_INTERFACE (AloudVoice, aloud_voice, G_TYPE_OBJECT)

static void
aloud_voice_default_init (AloudVoiceInterface *iface)
{
  g_object_interface_install_property (iface,
    g_param_spec_double ("level", NULL, NULL, 0, 1, 0, ALOUD_PARAM_READABLE));
  g_object_interface_install_property (iface,
    g_param_spec_double ("volume", NULL, NULL, 0, 1, 1, ALOUD_PARAM_READWRITE));
  g_object_interface_install_property (iface,
    g_param_spec_boolean ("sounding", NULL, NULL, FALSE, ALOUD_PARAM_READABLE));
  g_object_interface_install_property (iface,
    g_param_spec_boolean ("full-duplex", NULL, NULL, FALSE, ALOUD_PARAM_READABLE));
  g_object_interface_install_property (iface,
    g_param_spec_boolean ("cancels-echo", NULL, NULL, FALSE, ALOUD_PARAM_READABLE));
  g_object_interface_install_property (iface,
    g_param_spec_boolean ("source-ended", NULL, NULL, FALSE, ALOUD_PARAM_READABLE));

  g_signal_new ("chunk", ALOUD_TYPE_VOICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 2, G_TYPE_BYTES, G_TYPE_INT64);
  g_signal_new ("failed", ALOUD_TYPE_VOICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 1, G_TYPE_ERROR);
  g_signal_new ("started", ALOUD_TYPE_VOICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("stopped", ALOUD_TYPE_VOICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

void
aloud_voice_start (AloudVoice *self)
{
  g_return_if_fail (ALOUD_IS_VOICE (self));

  ALOUD_VOICE_GET_IFACE (self)->start (self);
  g_signal_emit_by_name (self, "started");
}

void
aloud_voice_stop (AloudVoice *self)
{
  g_return_if_fail (ALOUD_IS_VOICE (self));

  ALOUD_VOICE_GET_IFACE (self)->stop (self);
  g_signal_emit_by_name (self, "stopped");
}

void
aloud_voice_push (AloudVoice *self, GBytes *pcm, guint rate)
{
  g_return_if_fail (ALOUD_IS_VOICE (self));
  g_return_if_fail (pcm != NULL && rate > 0);

  ALOUD_VOICE_GET_IFACE (self)->push (self, pcm, rate);
}

void
aloud_voice_flush (AloudVoice *self)
{
  g_return_if_fail (ALOUD_IS_VOICE (self));

  ALOUD_VOICE_GET_IFACE (self)->flush (self);
}

void
aloud_voice_set_unheard (AloudVoice *self, gboolean unheard)
{
  g_return_if_fail (ALOUD_IS_VOICE (self));

  if (ALOUD_VOICE_GET_IFACE (self)->set_unheard != NULL)
    ALOUD_VOICE_GET_IFACE (self)->set_unheard (self, unheard);
}

void
aloud_voice_cue (AloudVoice *self, AloudCue cue)
{
  g_return_if_fail (ALOUD_IS_VOICE (self));

  ALOUD_VOICE_GET_IFACE (self)->cue (self, cue);
}

guint
aloud_voice_get_queued_ms (AloudVoice *self)
{
  g_return_val_if_fail (ALOUD_IS_VOICE (self), 0);

  return ALOUD_VOICE_GET_IFACE (self)->get_queued_ms (self);
}

gint64
aloud_voice_get_sounding_since (AloudVoice *self)
{
  g_return_val_if_fail (ALOUD_IS_VOICE (self), 0);

  return ALOUD_VOICE_GET_IFACE (self)->get_sounding_since (self);
}

static gboolean
get_boolean (AloudVoice *self, const char *name)
{
  gboolean value = FALSE;

  g_object_get (self, name, &value, NULL);
  return value;
}

double
aloud_voice_get_level (AloudVoice *self)
{
  double level = 0;

  g_return_val_if_fail (ALOUD_IS_VOICE (self), 0);

  g_object_get (self, "level", &level, NULL);
  return level;
}

gboolean
aloud_voice_get_sounding (AloudVoice *self)
{
  g_return_val_if_fail (ALOUD_IS_VOICE (self), FALSE);

  return get_boolean (self, "sounding");
}

gboolean
aloud_voice_get_full_duplex (AloudVoice *self)
{
  g_return_val_if_fail (ALOUD_IS_VOICE (self), FALSE);

  return get_boolean (self, "full-duplex");
}

gboolean
aloud_voice_get_source_ended (AloudVoice *self)
{
  g_return_val_if_fail (ALOUD_IS_VOICE (self), FALSE);

  return get_boolean (self, "source-ended");
}
