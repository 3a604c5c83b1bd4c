/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-shortcuts-dialog.h"

#include "aloud-spoken-name.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define SET_UP "set-up"
#define CHANGE "change"

static char *
describe_bound (AloudGlobalShortcuts *shortcuts)
{
  const struct {
    const char *id, *name;
  } rows[] = {
    { "talk", _("Hold to talk") },
    { "mute", _("Mute") },
    { "stop-agent", _("Stop the agent") },
  };
  g_autoptr(GString) text = g_string_new (_("These keys work in every window:"));

  g_string_append_c (text, '\n');
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *trigger = aloud_global_shortcuts_get_trigger (shortcuts, rows[i].id);

      if (trigger == NULL)
        trigger = _("not set");
      else if (*trigger == '\0')
        trigger = _("set in the desktop’s settings");
      /* Translators: what a key does, then the key */
      g_string_append_printf (text, _("\n%s: %s"), rows[i].name, trigger);
    }
  if (aloud_global_shortcuts_get_version (shortcuts) < 2)
    g_string_append_printf (text, "\n\n%s", _("To change them, open the settings of your desktop: on GNOME Apps, Aloud, "
                                              "Global Shortcuts; on KDE Keyboard, Shortcuts."));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
describe (AloudGlobalShortcuts *shortcuts)
{
  switch (aloud_global_shortcuts_get_state (shortcuts))
    {
    case ALOUD_SHORTCUTS_ACTIVE:
      return describe_bound (shortcuts);
    case ALOUD_SHORTCUTS_ABSENT:
      return g_strdup (_("This desktop does not offer global shortcuts to applications. A key of your desktop’s own can "
                         "run a command instead: Aloud’s documentation has the lines to copy."));
    case ALOUD_SHORTCUTS_ASKING:
      return g_strdup (_("Your desktop is asking which keys to use."));
    case ALOUD_SHORTCUTS_DENIED:
      return g_strdup (_("No shortcut was set. You can try again."));
    case ALOUD_SHORTCUTS_WITHDRAWN:
      return g_strdup (_("Your desktop has taken the shortcuts back. You can set them up again."));
    case ALOUD_SHORTCUTS_NOT_SET_UP:
    default:
      return g_strdup (_("Keys that work in every window: hold one to talk, mute the microphone, stop the agent. Your "
                         "desktop asks which keys to use."));
    }
}

static void
update (AdwMessageDialog *dialog, GParamSpec *pspec, AloudGlobalShortcuts *shortcuts)
{
  AloudShortcutsState state = aloud_global_shortcuts_get_state (shortcuts);
  gboolean active = state == ALOUD_SHORTCUTS_ACTIVE;
  g_autofree char *body = describe (shortcuts);

  adw_message_dialog_set_body (dialog, body);
  adw_message_dialog_set_response_enabled (dialog, SET_UP,
                                           state != ALOUD_SHORTCUTS_ASKING && state != ALOUD_SHORTCUTS_ABSENT);
  adw_message_dialog_set_response_enabled (dialog, CHANGE,
                                           active && aloud_global_shortcuts_get_version (shortcuts) >= 2);
}

static void
on_asked (AloudGlobalShortcuts *shortcuts, GParamSpec *pspec, GtkWindow *parent)
{
  if (aloud_global_shortcuts_get_state (shortcuts) == ALOUD_SHORTCUTS_ASKING)
    return;
  g_signal_handlers_disconnect_by_func (shortcuts, on_asked, parent);
  aloud_shortcuts_dialog_present (parent, shortcuts);
}

static void
on_response (AloudGlobalShortcuts *shortcuts, const char *response, AdwMessageDialog *dialog)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (dialog));

  if (g_str_equal (response, CHANGE))
    aloud_global_shortcuts_configure (shortcuts, "");
  if (!g_str_equal (response, SET_UP))
    return;
  aloud_global_shortcuts_set_up (shortcuts, "");
  if (parent != NULL)
    g_signal_connect_object (shortcuts, "notify::state", G_CALLBACK (on_asked), parent, 0);
}

void
aloud_shortcuts_dialog_present (GtkWindow *parent, AloudGlobalShortcuts *shortcuts)
{
  GtkWidget *dialog;

  g_return_if_fail (parent == NULL || GTK_IS_WINDOW (parent));
  g_return_if_fail (ALOUD_IS_GLOBAL_SHORTCUTS (shortcuts));

  dialog = adw_message_dialog_new (parent, _("Global Shortcuts"), NULL);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"), CHANGE, _("C_hange…"), SET_UP,
                                    _("_Set Up…"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), SET_UP, ADW_RESPONSE_SUGGESTED);
  update (ADW_MESSAGE_DIALOG (dialog), NULL, shortcuts);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response), shortcuts, G_CONNECT_SWAPPED);
  g_signal_connect_object (shortcuts, "notify", G_CALLBACK (update), dialog, G_CONNECT_SWAPPED);
  aloud_spoken_name_tidy (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
  aloud_global_shortcuts_probe (shortcuts);
}
