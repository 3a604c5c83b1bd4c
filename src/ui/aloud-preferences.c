/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-preferences.h"

#include "aloud-closures.h"
#include "aloud-device-choice.h"
#include "aloud-macros.h"
#include "aloud-spoken-name.h"
#include "aloud-talk-group.h"

struct _AloudPreferences
{
  AdwWindow parent;

  /* Injected */
  GSettings *settings;
  AloudVoice *voice;

  /* Template */
  AloudTalkGroup *talk;
  GtkSwitch *speaker_mode;
  GtkSwitch *doubtful;
  GtkAdjustment *volume;
  GtkWidget *devices_row;
  GtkMenuButton *devices;
};

G_DEFINE_FINAL_TYPE (AloudPreferences, aloud_preferences, ADW_TYPE_WINDOW)

enum {
  PROP_0,
  PROP_SETTINGS,
  PROP_VOICE,
  LAST_PROP,
};

static GParamSpec *props[LAST_PROP];

static void
aloud_preferences_constructed (GObject *object)
{
  AloudPreferences *self = ALOUD_PREFERENCES (object);

  G_OBJECT_CLASS (aloud_preferences_parent_class)->constructed (object);

  aloud_talk_group_bind (self->talk, self->settings);
  g_settings_bind (self->settings, "speaker-mode", self->speaker_mode, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "mark-doubtful-words", self->doubtful, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "agent-volume", self->volume, "value", G_SETTINGS_BIND_DEFAULT);
}

static void
aloud_preferences_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  AloudPreferences *self = ALOUD_PREFERENCES (object);

  switch (prop_id)
    {
    case PROP_SETTINGS:
      g_value_set_object (value, self->settings);
      break;
    case PROP_VOICE:
      g_value_set_object (value, self->voice);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_preferences_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  AloudPreferences *self = ALOUD_PREFERENCES (object);

  switch (prop_id)
    {
    case PROP_SETTINGS:
      self->settings = g_value_dup_object (value);
      break;
    case PROP_VOICE:
      self->voice = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_preferences_dispose (GObject *object)
{
  AloudPreferences *self = ALOUD_PREFERENCES (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->voice);

  G_OBJECT_CLASS (aloud_preferences_parent_class)->dispose (object);
}

static void
aloud_preferences_class_init (AloudPreferencesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = aloud_preferences_constructed;
  object_class->get_property = aloud_preferences_get_property;
  object_class->set_property = aloud_preferences_set_property;
  object_class->dispose = aloud_preferences_dispose;

  props[PROP_SETTINGS] = g_param_spec_object ("settings", NULL, NULL, G_TYPE_SETTINGS, ALOUD_PARAM_CONSTRUCT_ONLY);
  props[PROP_VOICE] = g_param_spec_object ("voice", NULL, NULL, ALOUD_TYPE_VOICE, ALOUD_PARAM_CONSTRUCT_ONLY);
  g_object_class_install_properties (object_class, LAST_PROP, props);

  g_type_ensure (ALOUD_TYPE_TALK_GROUP);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, ALOUD_RESOURCE_PATH "/ui/aloud-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, AloudPreferences, talk);
  gtk_widget_class_bind_template_child (widget_class, AloudPreferences, speaker_mode);
  gtk_widget_class_bind_template_child (widget_class, AloudPreferences, doubtful);
  gtk_widget_class_bind_template_child (widget_class, AloudPreferences, volume);
  gtk_widget_class_bind_template_child (widget_class, AloudPreferences, devices_row);
  gtk_widget_class_bind_template_child (widget_class, AloudPreferences, devices);
  gtk_widget_class_bind_template_callback (widget_class, aloud_closures_echo_text);
}

static void
aloud_preferences_init (AloudPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  aloud_spoken_name_tidy (GTK_WIDGET (self));
}

GtkWindow *
aloud_preferences_new (GtkWindow *parent, GSettings *settings, AloudVoice *voice, GMenuModel *devices)
{
  AloudPreferences *self;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);
  g_return_val_if_fail (ALOUD_IS_VOICE (voice), NULL);

  /* With the application come its actions. */
  self = g_object_new (ALOUD_TYPE_PREFERENCES, "transient-for", parent, "destroy-with-parent", TRUE, "application",
                       parent != NULL ? gtk_window_get_application (parent) : NULL, "settings", settings, "voice", voice,
                       NULL);
  aloud_device_choice_show (self->devices, devices);
  gtk_widget_set_visible (self->devices_row, devices != NULL);
  return GTK_WINDOW (self);
}
