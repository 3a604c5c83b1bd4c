/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-talk-settings.h"

#include "aloud-ask.h"
#include "aloud-profile.h"

#define MODE "push-to-talk"

struct _AloudTalkSettings
{
  GObject parent;

  /* Injected */
  AloudSession *session;
  GSettings *settings;

  /* Owned */
  GSettings *agent_settings; /* of the agent of the call; NULL when it is not stored */

  /* State */
  gboolean applying;
};

G_DEFINE_FINAL_TYPE (AloudTalkSettings, aloud_talk_settings, G_TYPE_OBJECT)

static gboolean
read_mode (AloudTalkSettings *self)
{
  g_autoptr(GVariant) chosen = NULL;

  if (self->agent_settings != NULL)
    chosen = g_settings_get_user_value (self->agent_settings, MODE);
  return chosen != NULL ? g_variant_get_boolean (chosen) : g_settings_get_boolean (self->settings, MODE);
}

static void
apply_mode (AloudTalkSettings *self)
{
  self->applying = TRUE;
  aloud_session_set_push_to_talk (self->session, read_mode (self));
  self->applying = FALSE;
}

static void
on_mode_notify (AloudTalkSettings *self)
{
  if (!self->applying)
    g_settings_set_boolean (self->agent_settings != NULL ? self->agent_settings : self->settings, MODE,
                            aloud_ask_boolean (self->session, MODE));
}

static GSettings *
find_settings (AloudAgent *agent)
{
  if (!ALOUD_IS_PROFILE (agent) || aloud_profile_get_read_only (ALOUD_PROFILE (agent)))
    return NULL;
  return aloud_profile_get_settings (ALOUD_PROFILE (agent));
}

static void
on_agent_notify (AloudTalkSettings *self)
{
  if (self->agent_settings != NULL)
    g_signal_handlers_disconnect_by_data (self->agent_settings, self);
  if (g_set_object (&self->agent_settings, find_settings (aloud_session_get_agent (self->session)))
      && self->agent_settings != NULL)
    g_signal_connect_object (self->agent_settings, "changed::" MODE, G_CALLBACK (apply_mode), self, G_CONNECT_SWAPPED);
  apply_mode (self);
}

static void
on_talking_notify (AloudTalkSettings *self)
{
  g_autoptr(AloudVoice) voice = aloud_ask_object (self->session, "voice");

  if (g_settings_get_boolean (self->settings, "talk-cue"))
    aloud_voice_cue (voice, aloud_ask_boolean (self->session, "talking") ? ALOUD_CUE_BEGIN : ALOUD_CUE_END);
}

/* A talk that ends before it begins. */
static void
on_talk_refused (AloudTalkSettings *self)
{
  g_autoptr(AloudVoice) voice = aloud_ask_object (self->session, "voice");

  if (g_settings_get_boolean (self->settings, "talk-cue"))
    aloud_voice_cue (voice, ALOUD_CUE_END);
}

static void
aloud_talk_settings_dispose (GObject *object)
{
  AloudTalkSettings *self = ALOUD_TALK_SETTINGS (object);

  if (self->agent_settings != NULL)
    g_signal_handlers_disconnect_by_data (self->agent_settings, self);
  g_clear_object (&self->agent_settings);
  g_clear_object (&self->settings);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (aloud_talk_settings_parent_class)->dispose (object);
}

static void
aloud_talk_settings_class_init (AloudTalkSettingsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = aloud_talk_settings_dispose;
}

static void
aloud_talk_settings_init (AloudTalkSettings *self)
{
}

AloudTalkSettings *
aloud_talk_settings_new (AloudSession *session, GSettings *settings)
{
  static const char *const same_for_all[] = { "release-tail", "sends-silence", "talk-limit", "tap-to-lock" };
  AloudTalkSettings *self;

  g_return_val_if_fail (ALOUD_IS_SESSION (session), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (ALOUD_TYPE_TALK_SETTINGS, NULL);
  self->session = g_object_ref (session);
  self->settings = g_object_ref (settings);
  for (guint i = 0; i < G_N_ELEMENTS (same_for_all); i++)
    g_settings_bind (settings, same_for_all[i], aloud_session_get_microphone (session), same_for_all[i],
                     G_SETTINGS_BIND_GET);
  g_signal_connect_object (settings, "changed::" MODE, G_CALLBACK (apply_mode), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::agent", G_CALLBACK (on_agent_notify), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::" MODE, G_CALLBACK (on_mode_notify), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::talking", G_CALLBACK (on_talking_notify), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "talk-refused", G_CALLBACK (on_talk_refused), self, G_CONNECT_SWAPPED);
  on_agent_notify (self);
  return self;
}
