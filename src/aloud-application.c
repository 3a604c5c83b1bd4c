/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-application.h"

#include <glib/gi18n.h>

#include "aloud-agent-actions.h"
#include "aloud-agent-facts.h"
#include "aloud-audio-tester.h"
#include "aloud-auth-witness.h"
#include "aloud-background-call.h"
#include "aloud-call-actions.h"
#include "aloud-call-notifications.h"
#include "aloud-closures.h"
#include "aloud-device-choice.h"
#include "aloud-doors.h"
#include "aloud-dotenv.h"
#include "aloud-duplex.h"
#include "aloud-keeping-group.h"
#include "aloud-keyring.h"
#include "aloud-marks.h"
#include "aloud-microphone-log.h"
#include "aloud-practice-agent.h"
#include "aloud-privacy-window.h"
#include "aloud-profiles.h"
#include "aloud-recorder.h"
#include "aloud-settings-store.h"
#include "aloud-shortcuts-dialog.h"
#include "aloud-talk-settings.h"
#include "aloud-window.h"

struct _AloudApplication
{
  AdwApplication parent;

  /* Injected */
  GStrv variables; /* of the environment, until the startup */

  /* Owned */
  AloudSession *session;
  AloudKeyring *keyring;
  AloudAuthLog *log;
  AloudProfiles *profiles;
  GListModel *agents; /* the profiles, then the practice agent */
  GSettings *settings;
  AloudHistory *history;
  AloudRecorder *recorder;
  AloudCallActions *call_actions;
  AloudAgentActions *agent_actions;
  AloudDoors *doors;
  AloudTalkSettings *talk_settings;
  AloudDevices *devices;
  AloudDeviceChoice *device_choice;
  AloudAudioTester *audio_tester;
  AloudCallNotifications *notifications;
  AloudBackgroundCall *background_call;

  /* State */
  gboolean looks; /* for devices */
};

G_DEFINE_FINAL_TYPE (AloudApplication, aloud_application, ADW_TYPE_APPLICATION)

static void
add_agents (AloudApplication *self)
{
  g_autoptr(AloudPracticeAgent) practice = aloud_practice_agent_new (NULL);
  g_autoptr(GListStore) last = g_list_store_new (ALOUD_TYPE_AGENT);
  g_autoptr(GListStore) lists = g_list_store_new (G_TYPE_LIST_MODEL);

  g_list_store_append (last, practice);
  g_list_store_append (lists, self->profiles);
  g_list_store_append (lists, last);
  self->agents = G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (g_steal_pointer (&lists))));
}

static void
add_actions (AloudApplication *self)
{
  AloudProfile *standard = aloud_profiles_get_default (self->profiles);
  g_autoptr(GAction) speaker_mode = NULL;

  self->call_actions = aloud_call_actions_new (self->session, self->agents);
  if (standard != NULL)
    aloud_call_actions_set_selected (self->call_actions, ALOUD_AGENT (standard));
  aloud_call_actions_add_to (self->call_actions, G_ACTION_MAP (self));
  self->agent_actions = aloud_agent_actions_new (GTK_APPLICATION (self), self->call_actions, self->profiles,
                                                 self->keyring);
  aloud_agent_actions_add_to (self->agent_actions, G_ACTION_MAP (self));
  speaker_mode = g_settings_create_action (self->settings, "speaker-mode");
  g_action_map_add_action (G_ACTION_MAP (self), speaker_mode);
}

static void
quit (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AloudApplication *self = user_data;

  aloud_session_hang_up (self->session);
  g_application_quit (G_APPLICATION (self));
}

static void
show_global_shortcuts (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AloudApplication *self = user_data;

  aloud_shortcuts_dialog_present (gtk_application_get_active_window (GTK_APPLICATION (self)),
                                  aloud_doors_get_shortcuts (self->doors));
}

/* From the first time that somebody wants to see them on: until then the sound system is not loaded. */
static void
look_for_devices (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AloudApplication *self = user_data;

  if (!self->looks)
    aloud_devices_hold (self->devices);
  self->looks = TRUE;
  aloud_devices_refresh (self->devices);
}

/* One that is no Bluetooth headset's, which sounds like a telephone while its microphone is used; the system's default
 * before others. */
static void
use_other_microphone (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AloudApplication *self = user_data;
  GListModel *microphones = aloud_devices_get_microphones (self->devices);

  const char *other = NULL;

  look_for_devices (NULL, NULL, self);
  for (guint i = 0; i < g_list_model_get_n_items (microphones); i++)
    {
      g_autoptr(AloudDevice) device = g_list_model_get_item (microphones, i); /* the list keeps it */
      const char *name = aloud_device_get_name (device);

      if (!g_str_has_prefix (name, "bluez_") && (other == NULL || aloud_device_get_is_default (device)))
        other = name;
    }
  if (other != NULL)
    g_action_group_change_action_state (G_ACTION_GROUP (self), "microphone", g_variant_new_string (other));
  else
    aloud_transcript_append_note (aloud_session_get_transcript (self->session),
                                  _("There is no other microphone. Plug one in, then press the button again."));
}

static void
show_audio_test (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AloudApplication *self = user_data;

  if (gtk_application_get_active_window (GTK_APPLICATION (self)) == NULL)
    g_application_activate (G_APPLICATION (self));
  aloud_audio_tester_present (self->audio_tester);
}

static void
show_privacy (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AloudApplication *self = user_data;

  gtk_window_present (aloud_privacy_window_new (gtk_application_get_active_window (GTK_APPLICATION (self)),
                                                self->call_actions, self->profiles, self->keyring, self->history,
                                                self->settings));
}

static void
add_devices (AloudApplication *self, AloudDuplex *voice)
{
  static const char *const names[] = { "microphone-description", "microphone", "speaker-description", "speaker" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_settings_bind (self->settings, names[i], voice, names[i], G_SETTINGS_BIND_GET);
  self->devices = g_object_ref (aloud_duplex_get_devices (voice));
  self->device_choice = aloud_device_choice_new (self->settings, aloud_devices_get_microphones (self->devices),
                                                 aloud_devices_get_speakers (self->devices), G_ACTION_MAP (self));
  self->audio_tester = aloud_audio_tester_new (GTK_APPLICATION (self), self->session, self->settings, self->devices,
                                               aloud_device_choice_get_menu (self->device_choice));
}

static void
delete_old_conversations (AloudApplication *self)
{
  guint days = g_settings_get_uint (self->settings, "keep-days");

  if (days > 0)
    aloud_history_expire_later (self->history, days);
}

static char *
dup_agent_id (AloudAgent *agent)
{
  return aloud_keeping_group_dup_id (agent);
}

static void
add_history (AloudApplication *self)
{
  self->history = aloud_history_new (NULL);
  self->recorder = aloud_recorder_new (self->session, self->history, self->settings, dup_agent_id);
  g_signal_connect_object (self->settings, "changed::keep-days", G_CALLBACK (delete_old_conversations), self,
                           G_CONNECT_SWAPPED);
  delete_old_conversations (self);
}

static void
add_background (AloudApplication *self)
{
  g_autofree char *address = NULL;
  g_autoptr(AloudBackground) background = NULL;

  if (g_application_get_dbus_connection (G_APPLICATION (self)) != NULL)
    address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, NULL); /* which is known by now */
  background = aloud_background_new (address, ALOUD_APP_ID);
  self->background_call = aloud_background_call_new (G_APPLICATION (self), self->session, background);
  self->notifications = aloud_call_notifications_new (GTK_APPLICATION (self), self->session);
}

/* A call may begin from the desktop, with the window closed: that the microphone is open must be seen, and the window
 * keeps the application alive. */
static void
on_state (AloudApplication *self)
{
  if (aloud_closures_in_call (NULL, aloud_session_get_state (self->session)) &&
      gtk_application_get_active_window (GTK_APPLICATION (self)) == NULL)
    g_application_activate (G_APPLICATION (self));
  if (aloud_session_get_state (self->session) == ALOUD_STATE_IDLE)
    delete_old_conversations (self); /* it may have run for days */
}

static int
aloud_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  if (!g_variant_dict_contains (options, "version"))
    return -1; /* go on */
  g_print ("aloud %s\n", ALOUD_VERSION);
  return 0;
}

static void
aloud_application_startup (GApplication *application)
{
  static const GActionEntry entries[] = {
    { .name = "quit", .activate = quit },
    { .name = "global-shortcuts", .activate = show_global_shortcuts },
    { .name = "look-for-devices", .activate = look_for_devices },
    { .name = "privacy", .activate = show_privacy },
    { .name = "audio-test", .activate = show_audio_test },
    { .name = "use-other-microphone", .activate = use_other_microphone },
  };
  AloudApplication *self = ALOUD_APPLICATION (application);
  g_autoptr(AloudDuplex) voice = aloud_duplex_new (ALOUD_DUPLEX_CARD_SOURCE, ALOUD_DUPLEX_CARD_SINK);

  G_APPLICATION_CLASS (aloud_application_parent_class)->startup (application);

  self->log = aloud_auth_log_new ();
  self->keyring = aloud_keyring_new ();
  aloud_keyring_set_log (self->keyring, self->log);
  self->profiles = aloud_profiles_new (NULL, self->keyring, (const char *const *) self->variables);
  g_clear_pointer (&self->variables, aloud_dotenv_free);
  self->settings = aloud_settings_store_get (aloud_profiles_get_store (self->profiles), ALOUD_APP_ID, NULL);
  self->session = aloud_session_new (ALOUD_VOICE (voice));
  self->talk_settings = aloud_talk_settings_new (self->session, self->settings);
  g_settings_bind (self->settings, "agent-volume", voice, "volume", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "speaker-mode", voice, "speaker-mode", G_SETTINGS_BIND_GET);
  aloud_marks_watch (self->session);
  aloud_microphone_log_watch (ALOUD_VOICE (voice), self->settings);
  add_history (self);
  add_devices (self, voice);
  aloud_auth_witness_watch (self->session, self->log);
  g_signal_connect_object (self->session, "notify::state", G_CALLBACK (on_state), self, G_CONNECT_SWAPPED);
  add_agents (self);
  add_actions (self);
  add_background (self);
  self->doors = aloud_doors_new (application, self->session, self->settings);
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  aloud_window_set_accels (GTK_APPLICATION (self));
}

static void
aloud_application_activate (GApplication *application)
{
  AloudApplication *self = ALOUD_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (window == NULL)
    {
      window = GTK_WINDOW (aloud_window_new (GTK_APPLICATION (self), self->call_actions, self->settings));
      aloud_window_set_stores (ALOUD_WINDOW (window), self->profiles, self->keyring, self->log);
      aloud_window_set_history (ALOUD_WINDOW (window), self->history);
      aloud_window_set_devices (ALOUD_WINDOW (window), aloud_device_choice_get_menu (self->device_choice));
      aloud_background_call_watch (self->background_call, window);
    }
  gtk_window_present (window);
}

/* By its name, or what else "app.select-agent" knows it by; -1: nobody is called so. */
static int
find_agent (AloudApplication *self, const char *wanted)
{
  for (guint i = 0; i < g_list_model_get_n_items (self->agents); i++)
    {
      g_autoptr(AloudAgent) agent = g_list_model_get_item (self->agents, i);
      g_autofree char *name = aloud_agent_dup_name (agent);
      g_autofree char *id = aloud_agent_facts_dup_id (agent);

      if (g_str_equal (name, wanted) || g_str_equal (id, wanted))
        return (int) i;
    }
  return -1;
}

/* Here, whoever was started: a second Aloud hands its arguments to the first, and takes its answer from it. */
static int
aloud_application_command_line (GApplication *application, GApplicationCommandLine *command_line)
{
  AloudApplication *self = ALOUD_APPLICATION (application);
  const char *wanted = NULL;
  int agent;

  if (!g_variant_dict_lookup (g_application_command_line_get_options_dict (command_line), "call", "&s", &wanted))
    {
      g_application_activate (application);
      return 0;
    }
  agent = find_agent (self, wanted);
  if (agent < 0)
    {
      /* Translators: on the command line; %s is what somebody called an agent */
      g_application_command_line_printerr (command_line, _("Aloud knows no agent called “%s”.\n"), wanted);
      return 1;
    }
  g_application_activate (application);
  g_action_group_activate_action (G_ACTION_GROUP (self), "call-agent", g_variant_new_uint32 ((guint) agent));
  return 0;
}

static void
aloud_application_shutdown (GApplication *application)
{
  AloudApplication *self = ALOUD_APPLICATION (application);

  G_APPLICATION_CLASS (aloud_application_parent_class)->shutdown (application);

  g_clear_object (&self->agent_actions);
  g_clear_object (&self->background_call);
  g_clear_object (&self->notifications);
  g_clear_object (&self->doors);
  g_clear_object (&self->talk_settings);
  g_clear_pointer (&self->audio_tester, aloud_audio_tester_free);
  g_clear_object (&self->device_choice);
  if (self->looks)
    aloud_devices_release (self->devices);
  g_clear_object (&self->devices);
  g_clear_object (&self->call_actions);
  if (self->session != NULL)
    g_object_run_dispose (G_OBJECT (self->session));
  g_clear_object (&self->session);
  g_clear_object (&self->agents);
  g_clear_object (&self->recorder);
  g_clear_object (&self->history);
  g_clear_object (&self->settings);
  g_clear_object (&self->profiles);
  g_clear_object (&self->keyring);
  g_clear_object (&self->log);
}

static void
aloud_application_finalize (GObject *object)
{
  g_clear_pointer (&ALOUD_APPLICATION (object)->variables, aloud_dotenv_free);

  G_OBJECT_CLASS (aloud_application_parent_class)->finalize (object);
}

static void
aloud_application_class_init (AloudApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = aloud_application_finalize;
  application_class->handle_local_options = aloud_application_handle_local_options;
  application_class->startup = aloud_application_startup;
  application_class->activate = aloud_application_activate;
  application_class->command_line = aloud_application_command_line;
  application_class->shutdown = aloud_application_shutdown;
}

static void
aloud_application_init (AloudApplication *self)
{
  g_application_add_main_option (G_APPLICATION (self), "call", 0, 0, G_OPTION_ARG_STRING, _("Call an agent, by its name"),
                                 _("AGENT"));
  g_application_add_main_option (G_APPLICATION (self), "version", 0, 0, G_OPTION_ARG_NONE, _("Print the version"), NULL);
}

AloudApplication *
aloud_application_new (GStrv variables)
{
  AloudApplication *self = g_object_new (ALOUD_TYPE_APPLICATION,
                                         "application-id", ALOUD_APP_ID,
                                         "flags", G_APPLICATION_HANDLES_COMMAND_LINE,
                                         "resource-base-path", ALOUD_RESOURCE_PATH,
                                         /* Or GTK does not know when the screen is locked. */
                                         "register-session", TRUE,
                                         NULL);

  self->variables = variables;
  return self;
}
