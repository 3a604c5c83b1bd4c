/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-talk-group.h"

#include "aloud-key-chooser.h"
#include "aloud-key.h"

struct _AloudTalkGroup
{
  AdwPreferencesGroup parent;

  /* Owned */
  GSettings *settings;

  /* Template */
  GtkSwitch *push_to_talk;
  GtkLabel *key;
  GtkAdjustment *release_tail;
  GtkSwitch *tap_to_lock;
  GtkSwitch *talk_cue;
  GtkSwitch *sends_silence;
};

G_DEFINE_FINAL_TYPE (AloudTalkGroup, aloud_talk_group, ADW_TYPE_PREFERENCES_GROUP)

static void
update_key (AloudTalkGroup *self)
{
  g_autofree char *text = g_settings_get_string (self->settings, "talk-key");
  g_autofree char *label = NULL;
  AloudKey key;

  aloud_key_parse (text, &key);
  label = aloud_key_dup_label (&key);
  gtk_label_set_label (self->key, label);
}

static void
on_change_key (GtkWidget *widget, const char *name, GVariant *parameter)
{
  aloud_key_chooser_present (GTK_WINDOW (gtk_widget_get_root (widget)), ALOUD_TALK_GROUP (widget)->settings);
}

static void
aloud_talk_group_dispose (GObject *object)
{
  g_clear_object (&ALOUD_TALK_GROUP (object)->settings);

  G_OBJECT_CLASS (aloud_talk_group_parent_class)->dispose (object);
}

static void
aloud_talk_group_class_init (AloudTalkGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = aloud_talk_group_dispose;

  gtk_widget_class_install_action (widget_class, "talk.change-key", NULL, on_change_key);
  gtk_widget_class_set_template_from_resource (widget_class, ALOUD_RESOURCE_PATH "/ui/aloud-talk-group.ui");
  gtk_widget_class_bind_template_child (widget_class, AloudTalkGroup, push_to_talk);
  gtk_widget_class_bind_template_child (widget_class, AloudTalkGroup, key);
  gtk_widget_class_bind_template_child (widget_class, AloudTalkGroup, release_tail);
  gtk_widget_class_bind_template_child (widget_class, AloudTalkGroup, tap_to_lock);
  gtk_widget_class_bind_template_child (widget_class, AloudTalkGroup, talk_cue);
  gtk_widget_class_bind_template_child (widget_class, AloudTalkGroup, sends_silence);
}

static void
aloud_talk_group_init (AloudTalkGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
aloud_talk_group_bind (AloudTalkGroup *self, GSettings *settings)
{
  g_return_if_fail (ALOUD_IS_TALK_GROUP (self));
  g_return_if_fail (G_IS_SETTINGS (settings));

  g_set_object (&self->settings, settings);
  g_settings_bind (settings, "push-to-talk", self->push_to_talk, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "release-tail", self->release_tail, "value", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "tap-to-lock", self->tap_to_lock, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "talk-cue", self->talk_cue, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "sends-silence", self->sends_silence, "active", G_SETTINGS_BIND_DEFAULT);
  g_signal_connect_object (settings, "changed::talk-key", G_CALLBACK (update_key), self, G_CONNECT_SWAPPED);
  update_key (self);
}
