/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-session-settings-group.h"

#include "aloud-field-note.h"
#include "aloud-setting-row.h"

#define TURN_DETECTION "turn_detection."

struct _AloudSessionSettingsGroup
{
  AdwPreferencesGroup parent;

  /* Injected */
  GSettings *settings;

  /* Owned by the rows they are in */
  GPtrArray *rows; /* of AloudSettingRow */

  /* Template */
  AdwComboRow *preset;
  AdwExpanderRow *turns;
  AdwExpanderRow *emotions;
  AdwExpanderRow *idle;
  GtkSpinButton *idle_minutes;

  /* State */
  gboolean showing;
};

G_DEFINE_FINAL_TYPE (AloudSessionSettingsGroup, aloud_session_settings_group, ADW_TYPE_PREFERENCES_GROUP)

/* In the order of the list in the template; the last is where changing a single setting leads to. */
static const char *const presets[] = { "service", "patient", "normal", "quick", "own" };

#define OWN (G_N_ELEMENTS (presets) - 1)

static void
show (AloudSessionSettingsGroup *self)
{
  g_autoptr (GVariant) values = g_settings_get_value (self->settings, "session-settings");
  g_autofree char *preset = g_settings_get_string (self->settings, "preset");

  self->showing = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (presets); i++)
    if (g_str_equal (presets[i], preset))
      adw_combo_row_set_selected (self->preset, i);
  for (guint i = 0; i < self->rows->len; i++)
    {
      AloudSettingRow *row = self->rows->pdata[i];
      g_autoptr (GVariant) value = g_variant_lookup_value (values, aloud_setting_row_get_setting (row)->name, NULL);

      aloud_setting_row_set_value (row, value);
    }
  self->showing = FALSE;
}

static void
on_settings_changed (AloudSessionSettingsGroup *self, const char *key)
{
  if (g_str_equal (key, "session-settings") || g_str_equal (key, "preset"))
    show (self);
}

static void
on_row_set (AloudSettingRow *row, AloudSessionSettingsGroup *self)
{
  g_autoptr (GVariant) old = g_settings_get_value (self->settings, "session-settings");
  const AloudSetting *setting = aloud_setting_row_get_setting (row);
  GVariant *value = aloud_setting_row_get_value (row);
  GVariantDict values;

  if (self->showing)
    return;
  g_variant_dict_init (&values, old);
  if (value != NULL)
    g_variant_dict_insert_value (&values, setting->name, value);
  else
    g_variant_dict_remove (&values, setting->name);
  if (g_str_has_prefix (setting->name, TURN_DETECTION))
    g_settings_set_string (self->settings, "preset", presets[OWN]);
  g_settings_set_value (self->settings, "session-settings", g_variant_dict_end (&values));
}

/* A preset is what the turn detection is set to; the rest stays as it is. */
static GVariant *
with_preset (GVariant *old, GVariant *preset)
{
  GVariantDict values;
  GVariantIter iter;
  const char *name;
  GVariant *value;

  g_variant_dict_init (&values, NULL);
  g_variant_iter_init (&iter, old);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &value))
    if (!g_str_has_prefix (name, TURN_DETECTION))
      g_variant_dict_insert_value (&values, name, value);
  g_variant_iter_init (&iter, preset);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &value))
    g_variant_dict_insert_value (&values, name, value);
  return g_variant_dict_end (&values);
}

static void
on_preset_selected (AloudSessionSettingsGroup *self)
{
  guint position = adw_combo_row_get_selected (self->preset);
  g_autoptr (GVariant) preset = NULL;
  g_autoptr (GVariant) old = NULL;

  if (self->showing || self->settings == NULL || position >= G_N_ELEMENTS (presets))
    return;
  preset = aloud_session_settings_preset (presets[position]);
  old = g_settings_get_value (self->settings, "session-settings");
  g_settings_set_string (self->settings, "preset", presets[position]);
  if (preset != NULL)
    g_settings_set_value (self->settings, "session-settings", with_preset (old, preset));
  else
    adw_expander_row_set_expanded (self->turns, TRUE); /* one's own: go and set it */
}

static void
aloud_session_settings_group_dispose (GObject *object)
{
  AloudSessionSettingsGroup *self = ALOUD_SESSION_SETTINGS_GROUP (object);

  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (aloud_session_settings_group_parent_class)->dispose (object);
}

static void
aloud_session_settings_group_class_init (AloudSessionSettingsGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = aloud_session_settings_group_dispose;

  g_type_ensure (ALOUD_TYPE_FIELD_NOTE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               ALOUD_RESOURCE_PATH "/ui/aloud-session-settings-group.ui");
  gtk_widget_class_bind_template_child (widget_class, AloudSessionSettingsGroup, preset);
  gtk_widget_class_bind_template_child (widget_class, AloudSessionSettingsGroup, turns);
  gtk_widget_class_bind_template_child (widget_class, AloudSessionSettingsGroup, emotions);
  gtk_widget_class_bind_template_child (widget_class, AloudSessionSettingsGroup, idle);
  gtk_widget_class_bind_template_child (widget_class, AloudSessionSettingsGroup, idle_minutes);
  gtk_widget_class_bind_template_callback (widget_class, on_preset_selected);
}

static AdwExpanderRow *
find_place (AloudSessionSettingsGroup *self, const char *name)
{
  if (g_str_has_prefix (name, TURN_DETECTION))
    return self->turns;
  return g_str_has_prefix (name, "emotion_detection.") ? self->emotions : self->idle;
}

static void
aloud_session_settings_group_init (AloudSessionSettingsGroup *self)
{
  guint n;
  const AloudSetting *list = aloud_session_settings_list (&n);

  gtk_widget_init_template (GTK_WIDGET (self));

  self->rows = g_ptr_array_new_full (n, NULL);
  for (guint i = 0; i < n; i++)
    {
      GtkWidget *row = aloud_setting_row_new (&list[i]);

      g_signal_connect_object (row, "set", G_CALLBACK (on_row_set), self, 0);
      adw_expander_row_add_row (find_place (self, list[i].name), row);
      g_ptr_array_add (self->rows, row);
    }
}

void
aloud_session_settings_group_bind (AloudSessionSettingsGroup *self, GSettings *settings)
{
  g_return_if_fail (ALOUD_IS_SESSION_SETTINGS_GROUP (self));
  g_return_if_fail (G_IS_SETTINGS (settings));
  g_return_if_fail (self->settings == NULL);

  self->settings = g_object_ref (settings);
  g_settings_bind (settings, "idle-minutes", self->idle_minutes, "value", G_SETTINGS_BIND_DEFAULT);
  g_signal_connect_object (settings, "changed", G_CALLBACK (on_settings_changed), self, G_CONNECT_SWAPPED);
  show (self);
}
