/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-window.h"

#include "aloud-about.h"
#include "aloud-agent-facts.h"
#include "aloud-agent-switcher.h"
#include "aloud-agents-window.h"
#include "aloud-ask.h"
#include "aloud-closures.h"
#include "aloud-conversation-page.h"
#include "aloud-device-notice.h"
#include "aloud-diagnostics-window.h"
#include "aloud-help.h"
#include "aloud-history-window.h"
#include "aloud-log-window.h"
#include "aloud-macros.h"
#include "aloud-preferences.h"
#include "aloud-save-conversation.h"
#include "aloud-spoken-name.h"
#include "aloud-store-notice.h"
#include "aloud-talk-key.h"
#include "aloud-welcome-page.h"

#include <glib/gi18n.h>

struct _AloudWindow
{
  AdwApplicationWindow parent;

  /* Injected */
  AloudCallActions *actions;
  AloudSession *session; /* of the actions */
  GSettings *settings;
  AloudProfiles *profiles; /* NULL, as the keyring, where nothing is kept */
  AloudKeyring *keyring;
  AloudAuthLog *log;
  AloudHistory *history; /* NULL where nothing is kept */
  GMenuModel *devices; /* NULL where nobody chooses them */

  /* Owned */
  AloudTalkKey *talk_key;
  AloudEventLog *events;
  GtkWindow *diagnostics; /* NULL, or the one that is open; not owned */

  /* Template */
  AdwHeaderBar *header;
  AdwBin *notices;
  AdwBin *device_notice;
  GtkWidget *back;
  GtkStack *stack;
  GtkWidget *switcher;
  GtkWidget *welcome;
  GtkWidget *conversation;
};

G_DEFINE_FINAL_TYPE (AloudWindow, aloud_window, ADW_TYPE_APPLICATION_WINDOW)

enum {
  PROP_0,
  PROP_ACTIONS,
  PROP_SETTINGS,
  LAST_PROP,
};

static GParamSpec *props[LAST_PROP];

/* During a call whoever is talked to, whatever is selected. */
static AloudAgent *
get_shown_agent (AloudWindow *self)
{
  if (aloud_closures_in_call (self, aloud_session_get_state (self->session)))
    return aloud_session_get_agent (self->session);
  return aloud_call_actions_get_selected (self->actions);
}

static gboolean
has_turns (AloudWindow *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (aloud_session_get_transcript (self->session))) > 0;
}

static void
update (AloudWindow *self)
{
  AloudState state = aloud_session_get_state (self->session);
  gboolean conversing = gtk_stack_get_visible_child (self->stack) == self->conversation;
  gboolean may_go_back = conversing && !aloud_closures_in_call (self, state);
  AloudAgent *agent = get_shown_agent (self);
  g_autofree char *name = agent != NULL ? aloud_agent_dup_name (agent) : NULL;
  g_autofree char *remark = agent != NULL ? aloud_agent_facts_dup_remark (agent, self->keyring) : NULL;
  gboolean unstored = agent != NULL && self->keyring != NULL && aloud_agent_facts_is_unstored (agent, self->keyring);
  /* How the call is stands below, too: where there is little room, what is not kept is worth more. */
  g_autofree char *subtitle = conversing && !unstored ? aloud_closures_subtitle (self, state, remark)
                                                      : g_strdup (remark);

  aloud_agent_switcher_set_title (ALOUD_AGENT_SWITCHER (self->switcher), name != NULL ? name : "",
                                  subtitle != NULL ? subtitle : "");
  gtk_widget_set_visible (self->switcher, name != NULL);
  gtk_widget_set_visible (self->back, may_go_back);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.back", may_go_back);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.jump-to-latest", conversing);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.save-conversation", conversing && has_turns (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.find", conversing && has_turns (self));
}

static void
show_page (AloudWindow *self, GtkWidget *page)
{
  if (gtk_stack_get_visible_child (self->stack) == page)
    return;
  gtk_stack_set_visible_child (self->stack, page);
  gtk_widget_grab_focus (page);
}

/* Made for the first call: the window is there sooner without it. */
static void
show_conversation (AloudWindow *self)
{
  if (self->conversation == NULL)
    {
      self->conversation = aloud_conversation_page_new (self->session);
      g_settings_bind (self->settings, "talk-key", self->conversation, "talk-key", G_SETTINGS_BIND_GET);
      g_settings_bind (self->settings, "captions", self->conversation, "captions", G_SETTINGS_BIND_GET);
      g_settings_bind (self->settings, "mark-doubtful-words", self->conversation, "mark-doubtful", G_SETTINGS_BIND_GET);
      g_object_set (self->conversation, "devices", self->devices, NULL);
      gtk_stack_add_child (self->stack, self->conversation);
    }
  show_page (self, self->conversation);
}

static void
on_back (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AloudWindow *self = ALOUD_WINDOW (widget);

  gtk_widget_activate_action (widget, "app.dismiss-error", NULL);
  show_page (self, self->welcome);
  update (self);
}

/* The conversation is one with the agent of the header; whoever chooses another begins anew. So it is when the agent of
 * the call was deleted meanwhile, and the call ends. */
static void
leave_if_strange (AloudWindow *self)
{
  gboolean conversing = gtk_stack_get_visible_child (self->stack) == self->conversation;

  if (conversing && get_shown_agent (self) != aloud_session_get_agent (self->session))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.back", NULL);
}

static void
on_selected_notify (AloudWindow *self)
{
  leave_if_strange (self);
  update (self);
}

static void
on_state_notify (AloudWindow *self)
{
  if (aloud_closures_in_call (self, aloud_session_get_state (self->session)))
    show_conversation (self);
  update (self);
  leave_if_strange (self);
}

/* Of a hundred thousand turns, the first matters. */
static void
on_turns (AloudWindow *self, guint position, guint removed, guint added)
{
  if (position == 0)
    update (self);
}

static void
on_instead_response (AloudWindow *self, const char *response, AdwMessageDialog *dialog)
{
  if (g_str_equal (response, "call"))
    aloud_call_actions_call_instead (self->actions, g_object_get_data (G_OBJECT (dialog), "agent"));
}

static void
on_busy (AloudWindow *self, AloudAgent *wanted)
{
  AloudAgent *agent = aloud_session_get_agent (self->session);
  g_autofree char *name = aloud_agent_dup_name (agent);
  g_autofree char *isolated = aloud_isolate (name);
  g_autofree char *wanted_name = aloud_agent_dup_name (wanted);
  g_autofree char *wanted_isolated = aloud_isolate (wanted_name);
  GtkWidget *dialog;

  /* Translators: %s is the name of an agent */
  dialog = adw_message_dialog_new (GTK_WINDOW (self), NULL, NULL);
  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (dialog), _("Call “%s” Instead?"), wanted_isolated);
  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog),
                                  /* Translators: %s is the name of an agent */
                                  _("You are in a call with “%s”. It has to end first: there is one call at a time."),
                                  isolated);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "call",
                                    _("_End and Call"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "call", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "agent", g_object_ref (wanted), g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_instead_response), self, G_CONNECT_SWAPPED);
  aloud_spoken_name_tidy (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_agents (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AloudWindow *self = ALOUD_WINDOW (widget);
  GtkWindow *agents;

  if (self->profiles == NULL)
    return;
  agents = aloud_agents_window_new (GTK_WINDOW (self), self->profiles, self->keyring);
  if (self->history != NULL)
    aloud_agents_window_set_history (ALOUD_AGENTS_WINDOW (agents), self->history);
  gtk_window_present (agents);
}

static void
on_connection_log (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AloudWindow *self = ALOUD_WINDOW (widget);

  if (self->log != NULL)
    gtk_window_present (aloud_log_window_new (GTK_WINDOW (self), self->log));
}

static void
on_diagnostics (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AloudWindow *self = ALOUD_WINDOW (widget);

  if (self->diagnostics == NULL)
    g_set_weak_pointer (&self->diagnostics,
                        aloud_diagnostics_window_new (GTK_WINDOW (self), self->session, self->events));
  gtk_window_present (self->diagnostics);
}

static void
on_history (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AloudWindow *self = ALOUD_WINDOW (widget);

  if (self->history != NULL)
    gtk_window_present (aloud_history_window_new (GTK_WINDOW (self), self->history, self->settings,
                                                  aloud_call_actions_get_agents (self->actions)));
}

static void
on_preferences (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AloudWindow *self = ALOUD_WINDOW (widget);
  g_autoptr (AloudVoice) voice = aloud_ask_object (self->session, "voice");

  gtk_window_present (aloud_preferences_new (GTK_WINDOW (self), self->settings, voice, self->devices));
}

static void
on_shortcuts (GtkWidget *widget, const char *name, GVariant *parameter)
{
  aloud_help_present_shortcuts (GTK_WINDOW (widget));
}

static void
on_about (GtkWidget *widget, const char *name, GVariant *parameter)
{
  aloud_about_present (GTK_WINDOW (widget));
}

/* Escape arrives here when no popover and no dialog has taken it. An open search goes first. The notice of an error is open too. */
static void
on_cancel (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AloudWindow *self = ALOUD_WINDOW (widget);

  if (self->conversation != NULL && aloud_conversation_page_end_search (ALOUD_CONVERSATION_PAGE (self->conversation)))
    return;
  if (aloud_session_get_state (self->session) == ALOUD_STATE_FAILED)
    gtk_widget_activate_action (widget, "app.dismiss-error", NULL);
  else
    gtk_widget_activate_action (widget, "app.stop-agent", NULL);
}

static void
on_jump_to_latest (GtkWidget *widget, const char *name, GVariant *parameter)
{
  aloud_conversation_page_jump_to_latest (ALOUD_CONVERSATION_PAGE (ALOUD_WINDOW (widget)->conversation));
}

static void
on_find (GtkWidget *widget, const char *name, GVariant *parameter)
{
  aloud_conversation_page_find (ALOUD_CONVERSATION_PAGE (ALOUD_WINDOW (widget)->conversation));
}

static void
on_save_conversation (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AloudWindow *self = ALOUD_WINDOW (widget);
  AloudAgent *agent = aloud_session_get_agent (self->session);
  g_autofree char *agent_name = agent != NULL ? aloud_agent_dup_name (agent) : g_strdup ("");
  GListModel *transcript = G_LIST_MODEL (aloud_session_get_transcript (self->session));

  aloud_save_conversation_ask (GTK_WINDOW (self), aloud_conversation_new_from_transcript (agent_name, transcript),
                               (AloudExportFormat) g_variant_get_uint32 (parameter));
}

/* Only now are the buttons sensitive; and before GTK looks for a first focus of its own. */
static void
aloud_window_map (GtkWidget *widget)
{
  AloudWindow *self = ALOUD_WINDOW (widget);

  GTK_WIDGET_CLASS (aloud_window_parent_class)->map (widget);

  if (gtk_window_get_focus (GTK_WINDOW (self)) == NULL)
    gtk_widget_grab_focus (gtk_stack_get_visible_child (self->stack));
}

/* What is as it was by itself is not written down: after everything was erased there is no file. */
static void
set_when_changed (GSettings *settings, const char *key, GVariant *value)
{
  g_autoptr (GVariant) now = g_settings_get_value (settings, key);
  g_autoptr (GVariant) owned = g_variant_ref_sink (value);

  if (!g_variant_equal (now, owned))
    g_settings_set_value (settings, key, owned);
}

static void
aloud_window_unrealize (GtkWidget *widget)
{
  AloudWindow *self = ALOUD_WINDOW (widget);
  int width, height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  set_when_changed (self->settings, "window-width", g_variant_new_int32 (MAX (width, 360)));
  set_when_changed (self->settings, "window-height", g_variant_new_int32 (MAX (height, 294)));
  set_when_changed (self->settings, "window-maximized",
                    g_variant_new_boolean (gtk_window_is_maximized (GTK_WINDOW (self))));

  GTK_WIDGET_CLASS (aloud_window_parent_class)->unrealize (widget);
}

static void
restore_size (AloudWindow *self)
{
  gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (self->settings, "window-width"),
                               g_settings_get_int (self->settings, "window-height"));
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
}

static void
aloud_window_constructed (GObject *object)
{
  AloudWindow *self = ALOUD_WINDOW (object);
  g_autoptr (GAction) captions = NULL;

  G_OBJECT_CLASS (aloud_window_parent_class)->constructed (object);

  restore_size (self);

  self->session = g_object_ref (aloud_call_actions_get_session (self->actions));
  self->events = aloud_event_log_new (self->session);
  self->switcher = aloud_agent_switcher_new (self->actions);
  adw_header_bar_set_title_widget (self->header, self->switcher);
  self->welcome = aloud_welcome_page_new (self->actions);
  gtk_stack_add_child (self->stack, self->welcome);
  self->talk_key = aloud_talk_key_new (GTK_WINDOW (self), self->session);
  g_settings_bind (self->settings, "talk-key", self->talk_key, "key", G_SETTINGS_BIND_GET);

  captions = g_settings_create_action (self->settings, "captions");
  g_action_map_add_action (G_ACTION_MAP (self), captions);
  g_signal_connect_object (self->session, "notify::state", G_CALLBACK (on_state_notify), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (aloud_session_get_transcript (self->session), "items-changed", G_CALLBACK (on_turns), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->actions, "notify::selected", G_CALLBACK (on_selected_notify), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->actions, "busy", G_CALLBACK (on_busy), self, G_CONNECT_SWAPPED);
  on_state_notify (self);
}

static void
aloud_window_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  AloudWindow *self = ALOUD_WINDOW (object);

  switch (prop_id)
    {
    case PROP_ACTIONS:
      self->actions = g_value_dup_object (value);
      break;
    case PROP_SETTINGS:
      self->settings = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_window_dispose (GObject *object)
{
  AloudWindow *self = ALOUD_WINDOW (object);

  g_clear_object (&self->talk_key);
  g_action_map_remove_action (G_ACTION_MAP (self), "captions"); /* it outlives the window, with the settings */
  G_OBJECT_CLASS (aloud_window_parent_class)->dispose (object); /* unrealizes: wants the settings */

  g_clear_weak_pointer (&self->diagnostics);
  g_clear_object (&self->events);
  g_clear_object (&self->session);
  g_clear_object (&self->actions);
  g_clear_object (&self->settings);
  g_clear_object (&self->profiles);
  g_clear_object (&self->keyring);
  g_clear_object (&self->log);
  g_clear_object (&self->devices);
  g_clear_object (&self->history);
}

static void
destroy (gpointer window)
{
  gtk_window_destroy (window);
  g_object_unref (window);
}

/* Not while the key that asks for it is on its way: until then GTK holds the button with the focus, and one that
 * outlives the bar whose state it shows is unwatched twice (GTK 4.8). */
static gboolean
aloud_window_close_request (GtkWindow *window)
{
  g_idle_add_once (destroy, g_object_ref (window));
  return TRUE;
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.back", NULL, on_back);
  gtk_widget_class_install_action (widget_class, "win.agents", NULL, on_agents);
  gtk_widget_class_install_action (widget_class, "win.connection-log", NULL, on_connection_log);
  gtk_widget_class_install_action (widget_class, "win.diagnostics", NULL, on_diagnostics);
  gtk_widget_class_install_action (widget_class, "win.history", NULL, on_history);
  gtk_widget_class_install_action (widget_class, "win.preferences", NULL, on_preferences);
  gtk_widget_class_install_action (widget_class, "win.shortcuts", NULL, on_shortcuts);
  gtk_widget_class_install_action (widget_class, "win.about", NULL, on_about);
  gtk_widget_class_install_action (widget_class, "win.cancel", NULL, on_cancel);
  gtk_widget_class_install_action (widget_class, "win.jump-to-latest", NULL, on_jump_to_latest);
  gtk_widget_class_install_action (widget_class, "win.find", NULL, on_find);
  gtk_widget_class_install_action (widget_class, "win.save-conversation", "u", on_save_conversation);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "win.cancel", NULL);
}

static void
aloud_window_class_init (AloudWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = aloud_window_constructed;
  object_class->set_property = aloud_window_set_property;
  object_class->dispose = aloud_window_dispose;
  widget_class->map = aloud_window_map;
  widget_class->unrealize = aloud_window_unrealize;
  GTK_WINDOW_CLASS (klass)->close_request = aloud_window_close_request;

  props[PROP_ACTIONS] = g_param_spec_object ("actions", NULL, NULL, ALOUD_TYPE_CALL_ACTIONS,
                                             ALOUD_PARAM_CONSTRUCT_ONLY & ~G_PARAM_READABLE);
  props[PROP_SETTINGS] = g_param_spec_object ("settings", NULL, NULL, G_TYPE_SETTINGS,
                                              ALOUD_PARAM_CONSTRUCT_ONLY & ~G_PARAM_READABLE);
  g_object_class_install_properties (object_class, LAST_PROP, props);

  install_actions (widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, ALOUD_RESOURCE_PATH "/ui/aloud-window.ui");
  gtk_widget_class_bind_template_child (widget_class, AloudWindow, header);
  gtk_widget_class_bind_template_child (widget_class, AloudWindow, notices);
  gtk_widget_class_bind_template_child (widget_class, AloudWindow, device_notice);
  gtk_widget_class_bind_template_child (widget_class, AloudWindow, back);
  gtk_widget_class_bind_template_child (widget_class, AloudWindow, stack);
}

static void
aloud_window_init (AloudWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AloudWindow *
aloud_window_new (GtkApplication *application, AloudCallActions *actions, GSettings *settings)
{
  g_return_val_if_fail (application == NULL || GTK_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (ALOUD_IS_CALL_ACTIONS (actions), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  return g_object_new (ALOUD_TYPE_WINDOW, "application", application, "actions", actions, "settings", settings,
                       NULL);
}

void
aloud_window_set_stores (AloudWindow *self, AloudProfiles *profiles, AloudKeyring *keyring, AloudAuthLog *log)
{
  g_return_if_fail (ALOUD_IS_WINDOW (self));
  g_return_if_fail (ALOUD_IS_PROFILES (profiles));
  g_return_if_fail (ALOUD_IS_KEYRING (keyring));
  g_return_if_fail (ALOUD_IS_AUTH_LOG (log));

  g_set_object (&self->profiles, profiles);
  g_set_object (&self->keyring, keyring);
  g_set_object (&self->log, log);
  g_signal_connect_object (keyring, "session-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (self->notices, aloud_store_notice_new (profiles, keyring, self->session));
}

void
aloud_window_set_history (AloudWindow *self, AloudHistory *history)
{
  g_return_if_fail (ALOUD_IS_WINDOW (self));
  g_return_if_fail (ALOUD_IS_HISTORY (history));

  g_set_object (&self->history, history);
}

void
aloud_window_set_devices (AloudWindow *self, GMenuModel *devices)
{
  g_autoptr (AloudVoice) voice = NULL;

  g_return_if_fail (ALOUD_IS_WINDOW (self));
  g_return_if_fail (G_IS_MENU_MODEL (devices));

  voice = aloud_ask_object (self->session, "voice");
  g_set_object (&self->devices, devices);
  if (self->conversation != NULL)
    g_object_set (self->conversation, "devices", devices, NULL);
  adw_bin_set_child (self->device_notice, aloud_device_notice_new (voice));
}

void
aloud_window_set_accels (GtkApplication *application)
{
  static const struct {
    const char *action;
    const char *accels[3];
  } keys[] = {
    { "app.toggle-call", { "<Control>Return", "<Control>KP_Enter" } },
    { "app.mute", { "<Control>m" } },
    { "app.hold", { "<Control>h" } },
    { "app.quit", { "<Control>q" } },
    { "win.history", { "<Control><Shift>h" } },
    { "win.preferences", { "<Control>comma" } },
    { "win.jump-to-latest", { "<Control>j" } },
    { "win.find", { "<Control>f" } },
    { "win.captions", { "<Control><Shift>c" } },
    { "win.save-conversation(uint32 0)", { "<Control>s" } },
    { "win.diagnostics", { "<Control><Shift>g" } },
    { "win.shortcuts", { "<Control>question" } },
    { "win.back", { "<Alt>Left" } },
    { "window.close", { "<Control>w" } },
  };

  g_return_if_fail (GTK_IS_APPLICATION (application));

  for (guint i = 0; i < 9; i++)
    {
      g_autofree char *action = g_strdup_printf ("app.select-nth(uint32 %u)", i);
      g_autofree char *accel = g_strdup_printf ("<Alt>%u", i + 1);

      gtk_application_set_accels_for_action (application, action, (const char *[]) { accel, NULL });
    }
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_application_set_accels_for_action (application, keys[i].action, (const char **) keys[i].accels);
}
