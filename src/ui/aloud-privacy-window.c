/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-privacy-window.h"

#include "aloud-agent-facts.h"
#include "aloud-closures.h"
#include "aloud-erase.h"
#include "aloud-keyring-file.h"
#include "aloud-microphone-log.h"
#include "aloud-settings-store.h"
#include "aloud-spoken-name.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

struct _AloudPrivacyWindow
{
  AdwWindow parent;

  /* Injected */
  AloudCallActions *actions;
  AloudProfiles *profiles;
  AloudKeyring *keyring;
  AloudHistory *history;
  GSettings *settings;

  /* Template */
  AdwActionRow *where;
  AdwActionRow *tokens;
  AdwActionRow *microphone;
  AdwActionRow *conversations;
  AdwActionRow *keys;
  AdwActionRow *agents;
  GtkWidget *erase;
};

G_DEFINE_FINAL_TYPE (AloudPrivacyWindow, aloud_privacy_window, ADW_TYPE_WINDOW)

static char *
dup_where (AloudAgent *agent)
{
  g_autofree char *host = ALOUD_IS_PROFILE (agent) ? aloud_profile_dup_host (ALOUD_PROFILE (agent)) : NULL;
  g_autofree char *isolated = host != NULL ? aloud_isolate (host) : NULL;

  if (!ALOUD_IS_PROFILE (agent))
    return g_strdup (_("They stay on this computer: the practice agent runs on it."));
  if (host == NULL)
    return g_strdup (_("They go nowhere: the address that was set up cannot be used."));
  if (aloud_host_is_loopback (host))
    /* Translators: %s is the name of a host, as 127.0.0.1 */
    return g_strdup_printf (_("They go to %s, which is this computer."), isolated);
  /* Translators: %s is the name of a host, as api.example.com */
  return g_strdup_printf (_("They go to %s, encrypted, and to nobody else. What is done with them there is for its privacy "
                            "policy to say."), isolated);
}

static char *
dup_tokens (AloudAgent *agent)
{
  AloudProfile *profile = aloud_agent_facts_get_profile (agent);
  GSettings *settings = profile != NULL ? aloud_profile_get_settings (profile) : NULL;
  g_autofree char *source = settings != NULL ? g_settings_get_string (settings, "token-source") : NULL;
  g_autofree char *address = settings != NULL ? g_settings_get_string (settings, "token-address") : NULL;
  g_autoptr (GUri) uri = NULL;

  if (profile == NULL || aloud_profile_get_kind (profile) != ALOUD_CREDENTIAL_TOKEN)
    return NULL;
  if (g_str_equal (source, "command"))
    return g_strdup (_("A program that you chose gets one for each call. What it sends is its own affair."));
  if (!g_str_equal (source, "address"))
    return NULL;
  uri = g_uri_parse (address, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return NULL;
  /* Translators: %s is the name of a host */
  return g_strdup_printf (_("%s is asked for one before a call."), g_uri_get_host (uri));
}

static void
show_agent (AloudPrivacyWindow *self)
{
  AloudAgent *agent = aloud_call_actions_get_selected (self->actions);
  g_autofree char *name = agent != NULL ? aloud_agent_dup_name (agent) : NULL;
  g_autofree char *isolated = name != NULL ? aloud_isolate (name) : NULL;
  g_autofree char *title = NULL;
  g_autofree char *where = agent != NULL ? dup_where (agent) : NULL;
  g_autofree char *tokens = agent != NULL ? dup_tokens (agent) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->where), agent != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->tokens), tokens != NULL);
  if (tokens != NULL)
    g_object_set (self->tokens, "subtitle", tokens, NULL);
  if (agent == NULL)
    return;
  /* Translators: %s is the name of an agent; what follows says where they go */
  title = g_strdup_printf (_("Calls with “%s”"), isolated);
  g_object_set (self->where, "title", title, "subtitle", where, NULL);
}

static void
show_microphone (AloudPrivacyWindow *self)
{
  gint64 last = g_settings_get_int64 (self->settings, "microphone-last-open");
  g_autoptr (GDateTime) time = last != 0 ? g_date_time_new_from_unix_local (last) : NULL;
  g_autofree char *day = time != NULL ? g_date_time_format (time, "%A, %x") : NULL;
  g_autofree char *clock = time != NULL ? aloud_closures_clock (NULL, time) : NULL;
  /* Translators: a day and the time of the day: "Tuesday, 24/11/26, 22:00" */
  g_autofree char *when = time != NULL ? g_strdup_printf (C_("day and time", "%s, %s"), day, clock) : NULL;

  if (aloud_microphone_log_is_open ())
    g_object_set (self->microphone, "subtitle", _("It is open now, for a call."), NULL);
  else
    g_object_set (self->microphone, "subtitle", when != NULL ? when : C_("microphone last open", "Never"), NULL);
}

static void
show_conversations (AloudPrivacyWindow *self)
{
  const char *path = aloud_history_get_path (self->history);
  g_autofree char *size = NULL;
  g_autofree char *text = NULL;
  GStatBuf info;

  if (g_stat (path, &info) != 0)
    {
      g_object_set (self->conversations, "subtitle", _("None are kept."), NULL);
      return;
    }
  size = g_format_size ((guint64) info.st_size);
  /* Translators: the path of a file, and its size */
  text = g_strdup_printf (_("What was said with the agents that you chose, as text: %s (%s)"), path, size);
  g_object_set (self->conversations, "subtitle", text, NULL);
}

static void
show_stores (AloudPrivacyWindow *self)
{
  const char *settings = aloud_settings_store_get_path (aloud_profiles_get_store (self->profiles));
  g_autofree char *file = aloud_keyring_file_dup_path ();
  g_autofree char *keys = NULL;

  if (aloud_keyring_file_is_used ())
    /* Translators: %s is the path of a file */
    keys = g_strdup_printf (_("Encrypted: %s"), file);
  g_object_set (self->keys, "subtitle", keys != NULL ? keys : _("In the desktop’s keyring, and nowhere else."), NULL);
  g_object_set (self->agents, "subtitle", settings != NULL ? settings : _("In memory alone, until Aloud is closed."), NULL);
}

static void
update (AloudPrivacyWindow *self)
{
  show_agent (self);
  show_microphone (self);
  show_conversations (self);
  show_stores (self);
}

static void
tell (AloudPrivacyWindow *self, const char *const *left)
{
  g_autofree char *sentences = g_strjoinv ("\n\n", (GStrv) left);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), NULL, NULL);

  g_object_set (dialog, "body-use-markup", FALSE, NULL);
  adw_message_dialog_set_heading (ADW_MESSAGE_DIALOG (dialog), left[0] == NULL ? _("Everything Is Erased")
                                                                               : _("Not Everything Could Be Erased"));
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog),
                               left[0] == NULL ? _("Aloud begins anew, as after its installation.") : sentences);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  aloud_spoken_name_tidy (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* From what was said, which is gone. */
static void
go_back (AloudPrivacyWindow *self)
{
  GtkWindow *window = GTK_WINDOW (self);

  while ((window = gtk_window_get_transient_for (window)) != NULL)
    gtk_widget_activate_action (GTK_WIDGET (window), "win.back", NULL);
}

static void
did_erase (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AloudPrivacyWindow) self = user_data;
  g_auto (GStrv) left = aloud_erase_finish (result);

  go_back (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "privacy.erase", TRUE);
  gtk_button_set_label (GTK_BUTTON (self->erase), _("_Erase Everything…"));
  update (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    tell (self, (const char *const *) left);
}

static void
on_response (AloudPrivacyWindow *self, const char *response)
{
  if (!g_str_equal (response, "erase"))
    return;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "privacy.erase", FALSE);
  gtk_button_set_label (GTK_BUTTON (self->erase), _("Erasing…"));
  aloud_erase_async (aloud_call_actions_get_session (self->actions), self->profiles, self->keyring, self->history, did_erase,
                     g_object_ref (self));
}

static void
on_erase (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AloudPrivacyWindow *self = ALOUD_PRIVACY_WINDOW (widget);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _("Erase Everything?"),
                                              _("Your agents with their keys and tokens, the conversations that are kept and "
                                                "all settings are deleted from this computer. A call ends. Nothing of it can "
                                                "be brought back. Files that you saved or exported stay where they are."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "erase", _("_Erase"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "erase", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response), self, G_CONNECT_SWAPPED);
  aloud_spoken_name_tidy (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
aloud_privacy_window_dispose (GObject *object)
{
  AloudPrivacyWindow *self = ALOUD_PRIVACY_WINDOW (object);

  g_clear_object (&self->actions);
  g_clear_object (&self->profiles);
  g_clear_object (&self->keyring);
  g_clear_object (&self->history);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (aloud_privacy_window_parent_class)->dispose (object);
}

static void
aloud_privacy_window_class_init (AloudPrivacyWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = aloud_privacy_window_dispose;

  gtk_widget_class_install_action (widget_class, "privacy.erase", NULL, on_erase);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, ALOUD_RESOURCE_PATH "/ui/aloud-privacy-window.ui");
  gtk_widget_class_bind_template_child (widget_class, AloudPrivacyWindow, where);
  gtk_widget_class_bind_template_child (widget_class, AloudPrivacyWindow, tokens);
  gtk_widget_class_bind_template_child (widget_class, AloudPrivacyWindow, microphone);
  gtk_widget_class_bind_template_child (widget_class, AloudPrivacyWindow, conversations);
  gtk_widget_class_bind_template_child (widget_class, AloudPrivacyWindow, keys);
  gtk_widget_class_bind_template_child (widget_class, AloudPrivacyWindow, agents);
  gtk_widget_class_bind_template_child (widget_class, AloudPrivacyWindow, erase);
}

static void
aloud_privacy_window_init (AloudPrivacyWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  aloud_spoken_name_tidy (GTK_WIDGET (self));
}

GtkWindow *
aloud_privacy_window_new (GtkWindow        *parent,
                          AloudCallActions *actions,
                          AloudProfiles    *profiles,
                          AloudKeyring     *keyring,
                          AloudHistory     *history,
                          GSettings        *settings)
{
  AloudPrivacyWindow *self;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (ALOUD_IS_CALL_ACTIONS (actions), NULL);
  g_return_val_if_fail (ALOUD_IS_PROFILES (profiles), NULL);
  g_return_val_if_fail (ALOUD_IS_KEYRING (keyring), NULL);
  g_return_val_if_fail (ALOUD_IS_HISTORY (history), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (ALOUD_TYPE_PRIVACY_WINDOW, "transient-for", parent, "destroy-with-parent", TRUE, NULL);
  self->actions = g_object_ref (actions);
  self->profiles = g_object_ref (profiles);
  self->keyring = g_object_ref (keyring);
  self->history = g_object_ref (history);
  self->settings = g_object_ref (settings);
  g_signal_connect_object (settings, "changed::microphone-last-open", G_CALLBACK (show_microphone), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (actions, "notify::selected", G_CALLBACK (show_agent), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WINDOW (self);
}
