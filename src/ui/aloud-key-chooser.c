/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-key-chooser.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "aloud-announce.h"
#include "aloud-key.h"

typedef struct {
  GtkWindow *dialog; /* owns this */
  GSettings *settings;
  GtkApplication *application; /* or NULL */
  guint alone;       /* the modifier that is down, as long as no other key was pressed */
} Chooser;

static void
chooser_free (gpointer data)
{
  Chooser *self = data;

  g_clear_object (&self->settings);
  g_clear_object (&self->application);
  g_free (self);
}

static void
choose (Chooser *self, const AloudKey *key)
{
  g_autofree char *text = aloud_key_to_string (key);

  g_settings_set_string (self->settings, "talk-key", text);
}

/* TRUE: the key was taken. */
static gboolean
try (Chooser *self, const AloudKey *key)
{
  const char *objection = aloud_key_get_objection (key, self->application);

  if (objection != NULL)
    {
      adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (self->dialog), objection);
      aloud_announce (GTK_WIDGET (self->dialog), objection);
      return FALSE;
    }
  choose (self, key);
  gtk_window_close (self->dialog);
  return TRUE;
}

static gboolean
on_key_pressed (Chooser *self, guint keyval, guint keycode, GdkModifierType state)
{
  AloudKey key = { gdk_keyval_to_lower (keyval), state & gtk_accelerator_get_default_mod_mask () };

  if (aloud_key_is_modifier (&key))
    {
      self->alone = key.modifiers == 0 ? keyval : 0;
      return GDK_EVENT_PROPAGATE;
    }
  self->alone = 0;
  /* Escape, Tab, Return and the arrows are for the dialog itself. */
  if (key.modifiers == 0 && aloud_key_get_objection (&key, NULL) != NULL)
    return GDK_EVENT_PROPAGATE;
  try (self, &key);
  return GDK_EVENT_STOP;
}

static void
on_key_released (Chooser *self, guint keyval, guint keycode, GdkModifierType state)
{
  AloudKey key = { keyval, 0 };

  if (keyval != self->alone)
    return;
  self->alone = 0;
  try (self, &key);
}

static void
on_response (Chooser *self, const char *response)
{
  if (g_str_equal (response, "space"))
    choose (self, &(AloudKey) { GDK_KEY_space, 0 });
  else if (g_str_equal (response, "right-ctrl"))
    choose (self, &(AloudKey) { GDK_KEY_Control_R, 0 });
}

void
aloud_key_chooser_present (GtkWindow *parent, GSettings *settings)
{
  Chooser *self = g_new0 (Chooser, 1);
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkApplication *application = parent != NULL && gtk_window_get_transient_for (parent) != NULL
                                  ? gtk_window_get_application (gtk_window_get_transient_for (parent))
                                  : NULL;

  g_return_if_fail (G_IS_SETTINGS (settings));

  self->settings = g_object_ref (settings);
  g_set_object (&self->application, application);
  self->dialog = GTK_WINDOW (adw_message_dialog_new (
      parent, _("Press the Talk Key"),
      _("Any key or combination, as you hold it to talk. A modifier alone, such as the right Ctrl, talks from everywhere "
        "in the window.")));
  g_object_set_data_full (G_OBJECT (self->dialog), "chooser", self, chooser_free);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (self->dialog), "cancel", _("_Cancel"), "space", _("_Space"),
                                    "right-ctrl", _("_Right Ctrl"), NULL);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (self->dialog), "cancel");
  g_signal_connect_swapped (self->dialog, "response", G_CALLBACK (on_response), self);

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  g_signal_connect_swapped (keys, "key-released", G_CALLBACK (on_key_released), self);
  gtk_widget_add_controller (GTK_WIDGET (self->dialog), keys);
  gtk_window_present (self->dialog);
}
