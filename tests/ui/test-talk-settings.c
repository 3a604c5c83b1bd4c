/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-talk-settings.h"

#include "aloud-fake-voice.h"
#include "aloud-profile.h"
#include "aloud-settings-store.h"
#include "aloud-test-util.h"

#define G_SETTINGS_ENABLE_BACKEND
#include <gio/gsettingsbackend.h>

typedef struct {
  GSettingsBackend *store;
  GSettings *settings;
  GSettings *profile_settings[2];
  AloudKeyring *keyring;
  AloudAgent *agents[4]; /* two profiles, the environment's, one that is nowhere stored */
  AloudFakeVoice *voice;
  AloudSession *session;
  AloudTalkSettings *talk_settings;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  static const char *const environment[] = { "NEXTEVI_API_KEY=oak_test_key_1234", "NEXTEVI_BASE_URL=ws://127.0.0.1:1/",
                                             "NEXTEVI_CONFIG_ID=any", NULL };

  f->store = g_memory_settings_backend_new ();
  f->settings = aloud_settings_store_get (f->store, ALOUD_APP_ID, NULL);
  f->keyring = aloud_keyring_new ();
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *path = g_strdup_printf ("/test/%u/", i);

      f->profile_settings[i] = aloud_settings_store_get (f->store, ALOUD_PROFILE_SCHEMA, path);
      f->agents[i] = ALOUD_AGENT (aloud_profile_new (i == 0 ? "a" : "b", f->profile_settings[i], f->keyring));
    }
  f->agents[2] = ALOUD_AGENT (aloud_profile_new_from_environment (environment));
  f->agents[3] = ALOUD_AGENT (aloud_fake_agent_new (NULL));
  ALOUD_FAKE_AGENT (f->agents[3])->error = g_error_new_literal (ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_NO_PROGRAM, "no");
  f->voice = aloud_fake_voice_new ();
  f->session = aloud_session_new (ALOUD_VOICE (f->voice));
  f->talk_settings = aloud_talk_settings_new (f->session, f->settings);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  aloud_session_hang_up (f->session);
  aloud_test_settle ();
  g_assert_finalize_object (f->talk_settings);
  g_assert_finalize_object (f->session);
  g_assert_finalize_object (f->voice);
  for (guint i = 0; i < G_N_ELEMENTS (f->agents); i++)
    g_clear_object (&f->agents[i]);
  for (guint i = 0; i < G_N_ELEMENTS (f->profile_settings); i++)
    g_clear_object (&f->profile_settings[i]);
  g_clear_object (&f->keyring);
  g_clear_object (&f->settings);
  g_clear_object (&f->store);
}

static void
call (Fixture *f, guint agent)
{
  aloud_session_hang_up (f->session);
  aloud_session_dismiss_error (f->session);
  g_assert_true (aloud_session_call (f->session, f->agents[agent]));
}

static gboolean
is_push_to_talk (Fixture *f)
{
  gboolean push_to_talk;

  g_object_get (f->session, "push-to-talk", &push_to_talk, NULL);
  return push_to_talk;
}

static void
test_mode_is_the_agents (Fixture *f, gconstpointer data)
{
  call (f, 0);
  g_assert_false (is_push_to_talk (f));
  aloud_session_set_push_to_talk (f->session, TRUE);
  g_assert_true (g_settings_get_boolean (f->profile_settings[0], "push-to-talk"));
  g_assert_false (g_settings_get_boolean (f->settings, "push-to-talk"));

  call (f, 1);
  g_assert_false (is_push_to_talk (f));
  g_assert_null (g_settings_get_user_value (f->profile_settings[1], "push-to-talk"));
  call (f, 0);
  g_assert_true (is_push_to_talk (f));
  g_settings_set_boolean (f->profile_settings[0], "push-to-talk", FALSE); /* by the editor */
  g_assert_false (is_push_to_talk (f));
}

/* Who has chosen nothing has the mode of the preferences; who has keeps it, also when it is the default. */
static void
test_preferences_are_for_the_rest (Fixture *f, gconstpointer data)
{
  call (f, 0);
  aloud_session_set_push_to_talk (f->session, TRUE);
  aloud_session_set_push_to_talk (f->session, FALSE);
  g_settings_set_boolean (f->settings, "push-to-talk", TRUE);
  g_assert_false (is_push_to_talk (f));
  call (f, 1);
  g_assert_true (is_push_to_talk (f));
  g_settings_set_boolean (f->settings, "push-to-talk", FALSE);
  g_assert_false (is_push_to_talk (f));
}

static void
test_agents_that_are_not_stored (Fixture *f, gconstpointer data)
{
  for (guint agent = 2; agent < 4; agent++)
    {
      g_settings_reset (f->settings, "push-to-talk");
      call (f, agent);
      aloud_session_set_push_to_talk (f->session, TRUE);
      g_assert_true (g_settings_get_boolean (f->settings, "push-to-talk"));
    }
  g_assert_null (g_settings_get_user_value (f->profile_settings[0], "push-to-talk"));
}

static void
test_the_rest_is_for_all (Fixture *f, gconstpointer data)
{
  AloudMicrophone *microphone = aloud_session_get_microphone (f->session);
  gboolean tap_to_lock, sends_silence;
  guint release_tail;

  g_settings_set_boolean (f->settings, "tap-to-lock", TRUE);
  g_settings_set_boolean (f->settings, "sends-silence", FALSE);
  g_settings_set_uint (f->settings, "release-tail", 700);
  g_object_get (microphone, "tap-to-lock", &tap_to_lock, "sends-silence", &sends_silence, "release-tail", &release_tail,
                NULL);
  g_assert_true (tap_to_lock);
  g_assert_false (sends_silence);
  g_assert_cmpuint (release_tail, ==, 700);
}

static void
talk (Fixture *f)
{
  aloud_session_talk_start (f->session);
  aloud_session_set_muted (f->session, TRUE);
  aloud_session_set_muted (f->session, FALSE);
}

static void
test_cue (Fixture *f, gconstpointer data)
{
  call (f, 3);
  aloud_session_set_push_to_talk (f->session, TRUE);
  talk (f);
  g_assert_cmpuint (f->voice->cues[ALOUD_CUE_BEGIN], ==, 0);
  g_settings_set_boolean (f->settings, "talk-cue", TRUE);
  talk (f);
  g_assert_cmpuint (f->voice->cues[ALOUD_CUE_BEGIN], ==, 1);
  g_assert_cmpuint (f->voice->cues[ALOUD_CUE_END], ==, 1);
}

#define ADD(path, function) g_test_add ("/ui/talk-settings/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("mode-is-the-agents", test_mode_is_the_agents);
  ADD ("preferences-are-for-the-rest", test_preferences_are_for_the_rest);
  ADD ("agents-that-are-not-stored", test_agents_that_are_not_stored);
  ADD ("the-rest-is-for-all", test_the_rest_is_for_all);
  ADD ("cue", test_cue);
  return g_test_run ();
}
