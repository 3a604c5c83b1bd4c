/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-fake-voice.h"

enum {
  PROP_0,
  PROP_LEVEL,
  PROP_VOLUME,
  PROP_SOUNDING,
  PROP_FULL_DUPLEX,
  PROP_CANCELS_ECHO,
  PROP_SOURCE_ENDED,
  PROP_HEALING,
  PROP_MICROPHONE_AWAY,
  PROP_SPEAKER_AWAY,
  PROP_PHONE_QUALITY,
};

static void aloud_fake_voice_voice_init (AloudVoiceInterface *iface);
static void aloud_fake_agent_agent_init (AloudAgentInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AloudFakeVoice, aloud_fake_voice, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ALOUD_TYPE_VOICE, aloud_fake_voice_voice_init))
G_DEFINE_FINAL_TYPE_WITH_CODE (AloudFakeAgent, aloud_fake_agent, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ALOUD_TYPE_AGENT, aloud_fake_agent_agent_init))

static void
fake_start (AloudVoice *voice)
{
  AloudFakeVoice *self = ALOUD_FAKE_VOICE (voice);

  self->starts += self->running ? 0 : 1;
  self->running = TRUE;
}

static void
fake_stop (AloudVoice *voice)
{
  AloudFakeVoice *self = ALOUD_FAKE_VOICE (voice);

  self->stops += self->running ? 1 : 0;
  self->running = FALSE;
  g_byte_array_set_size (self->pushed, 0);
  aloud_fake_voice_set (self, "sounding", FALSE);
}

static void
fake_push (AloudVoice *voice, GBytes *pcm, guint rate)
{
  AloudFakeVoice *self = ALOUD_FAKE_VOICE (voice);

  g_byte_array_append (self->pushed, g_bytes_get_data (pcm, NULL), g_bytes_get_size (pcm));
  self->rate = rate;
}

static void
fake_flush (AloudVoice *voice)
{
  AloudFakeVoice *self = ALOUD_FAKE_VOICE (voice);

  self->flushes++;
  aloud_fake_voice_drain (self);
}

static void
fake_cue (AloudVoice *voice, AloudCue cue)
{
  ALOUD_FAKE_VOICE (voice)->cues[cue]++;
}

static guint
fake_get_queued_ms (AloudVoice *voice)
{
  return (ALOUD_FAKE_VOICE (voice)->pushed->len + 47) / 48;
}

static gint64
fake_get_sounding_since (AloudVoice *voice)
{
  return 1;
}

static void
aloud_fake_voice_voice_init (AloudVoiceInterface *iface)
{
  iface->start = fake_start;
  iface->stop = fake_stop;
  iface->push = fake_push;
  iface->flush = fake_flush;
  iface->cue = fake_cue;
  iface->get_queued_ms = fake_get_queued_ms;
  iface->get_sounding_since = fake_get_sounding_since;
}

static gboolean *
get_flag (AloudFakeVoice *self, const char *property)
{
  const struct {
    const char *name;
    gboolean *flag;
  } flags[] = {
    { "sounding", &self->sounding },
    { "full-duplex", &self->full_duplex },
    { "cancels-echo", &self->cancels_echo },
    { "source-ended", &self->source_ended },
    { "healing", &self->healing },
    { "microphone-away", &self->microphone_away },
    { "speaker-away", &self->speaker_away },
    { "phone-quality", &self->phone_quality },
  };

  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    if (g_str_equal (property, flags[i].name))
      return flags[i].flag;
  g_assert_not_reached ();
}

static void
aloud_fake_voice_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  AloudFakeVoice *self = ALOUD_FAKE_VOICE (object);

  if (prop_id == PROP_LEVEL)
    g_value_set_double (value, self->level);
  else if (prop_id == PROP_VOLUME)
    g_value_set_double (value, self->volume);
  else
    g_value_set_boolean (value, *get_flag (self, pspec->name));
}

static void
aloud_fake_voice_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  ALOUD_FAKE_VOICE (object)->volume = g_value_get_double (value);
  g_object_notify_by_pspec (object, pspec);
}

static void
aloud_fake_voice_finalize (GObject *object)
{
  g_byte_array_unref (ALOUD_FAKE_VOICE (object)->pushed);

  G_OBJECT_CLASS (aloud_fake_voice_parent_class)->finalize (object);
}

static void
aloud_fake_voice_class_init (AloudFakeVoiceClass *klass)
{
  static const char *const own[] = { "healing", "microphone-away", "speaker-away", "phone-quality" };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = aloud_fake_voice_get_property;
  object_class->set_property = aloud_fake_voice_set_property;
  object_class->finalize = aloud_fake_voice_finalize;

  g_object_class_override_property (object_class, PROP_LEVEL, "level");
  g_object_class_override_property (object_class, PROP_VOLUME, "volume");
  g_object_class_override_property (object_class, PROP_SOUNDING, "sounding");
  g_object_class_override_property (object_class, PROP_FULL_DUPLEX, "full-duplex");
  g_object_class_override_property (object_class, PROP_CANCELS_ECHO, "cancels-echo");
  g_object_class_override_property (object_class, PROP_SOURCE_ENDED, "source-ended");
  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    g_object_class_install_property (object_class, PROP_HEALING + i,
      g_param_spec_boolean (own[i], NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
aloud_fake_voice_init (AloudFakeVoice *self)
{
  self->pushed = g_byte_array_new ();
  self->full_duplex = TRUE;
  self->cancels_echo = TRUE;
  self->volume = 1;
}

AloudFakeVoice *
aloud_fake_voice_new (void)
{
  return g_object_new (ALOUD_TYPE_FAKE_VOICE, NULL);
}

void
aloud_fake_voice_set (AloudFakeVoice *self, const char *property, gboolean value)
{
  gboolean *field = get_flag (self, property);

  if (*field == value)
    return;
  *field = value;
  g_object_notify (G_OBJECT (self), property);
}

void
aloud_fake_voice_set_level (AloudFakeVoice *self, double level)
{
  self->level = level;
  g_object_notify (G_OBJECT (self), "level");
}

void
aloud_fake_voice_drain (AloudFakeVoice *self)
{
  g_byte_array_set_size (self->pushed, 0);
  aloud_fake_voice_set (self, "sounding", FALSE);
}

void
aloud_fake_voice_hear (AloudFakeVoice *self, gint16 sample)
{
  gint16 samples[480];
  g_autoptr(GBytes) chunk = NULL;

  if (!self->running)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    samples[i] = sample;
  chunk = g_bytes_new (samples, sizeof samples);
  g_signal_emit_by_name (self, "chunk", chunk, g_get_monotonic_time ());
}

void
aloud_fake_voice_fail (AloudFakeVoice *self, AloudVoiceError code)
{
  g_autoptr(GError) error = g_error_new_literal (ALOUD_VOICE_ERROR, code, "as the test wants it");

  self->running = FALSE;
  g_signal_emit_by_name (self, "failed", error);
}

static AloudRoute *
build_route (AloudFakeAgent *self, const char *token)
{
  g_autoptr(AloudCredential) credential = aloud_credential_new (
      token != NULL ? ALOUD_CREDENTIAL_TOKEN : ALOUD_CREDENTIAL_API_KEY, token != NULL ? token : "oak_test_key_1234");
  AloudRoute *route = aloud_route_new (self->endpoint, credential);

  aloud_route_set_dialect (route, self->dialect);
  aloud_route_set_settings (route, self->settings);
  return route;
}

static void
fake_reach_async (AloudAgent          *agent,
                  AloudReachReason     reason,
                  GCancellable        *cancellable,
                  GAsyncReadyCallback  callback,
                  gpointer             user_data)
{
  AloudFakeAgent *self = ALOUD_FAKE_AGENT (agent);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  self->reached[reason]++;
  if (self->error != NULL)
    g_task_return_error (task, g_error_copy (self->error));
  else if (reason == ALOUD_REACH_REFUSED && self->fresh_token == NULL)
    g_task_return_new_error (task, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_NO_FRESH_CREDENTIAL, "there is no other");
  else
    g_task_return_pointer (task, build_route (self, reason == ALOUD_REACH_REFUSED ? self->fresh_token : self->token),
                           (GDestroyNotify) aloud_route_unref);
}

static AloudRoute *
fake_reach_finish (AloudAgent *agent, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
aloud_fake_agent_agent_init (AloudAgentInterface *iface)
{
  iface->reach_async = fake_reach_async;
  iface->reach_finish = fake_reach_finish;
}

static void
aloud_fake_agent_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  AloudFakeAgent *self = ALOUD_FAKE_AGENT (object);

  if (prop_id == 1)
    g_value_set_string (value, self->name);
  else if (prop_id == 3)
    g_value_set_uint (value, self->idle_limit);
  else
    g_value_set_boolean (value, self->takes_interrupt);
}

static void
aloud_fake_agent_finalize (GObject *object)
{
  AloudFakeAgent *self = ALOUD_FAKE_AGENT (object);

  g_clear_pointer (&self->endpoint, aloud_endpoint_unref);
  g_clear_pointer (&self->settings, g_variant_unref);
  g_clear_error (&self->error);
  g_free (self->name);

  G_OBJECT_CLASS (aloud_fake_agent_parent_class)->finalize (object);
}

static void
aloud_fake_agent_class_init (AloudFakeAgentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = aloud_fake_agent_get_property;
  object_class->finalize = aloud_fake_agent_finalize;

  g_object_class_override_property (object_class, 1, "name");
  g_object_class_override_property (object_class, 2, "takes-interrupt");
  g_object_class_install_property (object_class, 3,
    g_param_spec_uint ("idle-limit", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
aloud_fake_agent_init (AloudFakeAgent *self)
{
  self->name = g_strdup ("Ada");
}

AloudFakeAgent *
aloud_fake_agent_new (AloudEndpoint *endpoint)
{
  AloudFakeAgent *self = g_object_new (ALOUD_TYPE_FAKE_AGENT, NULL);

  self->endpoint = endpoint != NULL ? aloud_endpoint_ref (endpoint) : NULL;
  return self;
}
