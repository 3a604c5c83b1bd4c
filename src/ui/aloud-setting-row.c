/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-setting-row.h"

#include "aloud-spoken-name.h"

#include <glib/gi18n.h>

/* Yes or no is a list of three; a number or a text has a switch that says whether it is set at all, and shows its own
 * widget only then. */
struct _AloudSettingRow
{
  AdwActionRow parent;

  /* Injected */
  const AloudSetting *setting;

  /* Owned by the row */
  GtkDropDown *choice;
  GtkSwitch *toggle;
  GtkSpinButton *number;
  GtkEntry *text;

  /* State */
  gboolean setting_value;
};

G_DEFINE_FINAL_TYPE (AloudSettingRow, aloud_setting_row, ADW_TYPE_ACTION_ROW)

enum {
  SIGNAL_SET,
  LAST_SIGNAL,
};

static guint signals[LAST_SIGNAL];

enum {
  CHOICE_SERVICE,
  CHOICE_ON,
  CHOICE_OFF,
};

static const struct {
  const char *name;
  const char *title;
  double proposal; /* where a number begins when it is switched on */
} known[] = {
  /* Translators: (s) stands for seconds. */
  { "turn_detection.enabled", N_("Detect Turns") },
  { "turn_detection.mode", N_("Mode") },
  { "turn_detection.silence_threshold", N_("Silence That Ends a Turn (s)"), 0.5 },
  { "turn_detection.min_speaking_time", N_("Shortest Speech That Counts (s)"), 0.3 },
  { "turn_detection.max_turn_duration", N_("Longest Turn (s)"), 30 },
  { "turn_detection.speech_threshold", N_("Loudness That Counts as Speech"), 0.3 },
  { "turn_detection.interrupt_threshold", N_("Threshold for Interrupting"), 0.8 },
  { "turn_detection.natural_pauses", N_("Allow Natural Pauses") },
  { "turn_detection.background_noise_adaptation", N_("Adapt to Background Noise") },
  { "turn_detection.speaking_rate_adaptation", N_("Adapt to Speaking Rate") },
  { "turn_detection.context_awareness.enabled", N_("Heed the Context") },
  { "turn_detection.context_awareness.conversation_style", N_("Conversation Style") },
  { "turn_detection.context_awareness.user_preferences", N_("User Preferences") },
  { "emotion_detection.enabled", N_("Detect Emotions") },
  { "emotion_detection.confidence_threshold", N_("Certainty That Counts"), 0.7 },
  { "idle_timeout.enabled", N_("Watch for Silence") },
  { "idle_timeout.warning_timeout", N_("Warn After (s)"), 30 },
  { "idle_timeout.hangup_timeout", N_("Hang Up After (s)"), 60 },
};

const char *
aloud_setting_row_title (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (known[i].name, name))
      return _(known[i].title);
  return name;
}

static double
get_proposal (const AloudSetting *setting)
{
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (known[i].name, setting->name))
      return CLAMP (known[i].proposal, setting->min, setting->max);
  return setting->min;
}

static gboolean
is_set (AloudSettingRow *self)
{
  if (self->choice != NULL)
    return gtk_drop_down_get_selected (self->choice) != CHOICE_SERVICE;
  return gtk_switch_get_active (self->toggle);
}

static void
update (AloudSettingRow *self)
{
  gboolean set = is_set (self);
  GtkWidget *value = self->number != NULL ? GTK_WIDGET (self->number) : GTK_WIDGET (self->text);

  if (value != NULL)
    gtk_widget_set_visible (value, set);
  if (set)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self),
                                 _("The service has not confirmed this setting for this connection type"));
  else
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self), self->choice != NULL ? NULL : _("Service’s own"));
}

static void
on_changed (AloudSettingRow *self)
{
  update (self);
  if (!self->setting_value)
    g_signal_emit (self, signals[SIGNAL_SET], 0);
}

static void
add_suffix (AloudSettingRow *self, GtkWidget *widget)
{
  const char *title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self));

  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), widget);
}

static void
create_choice (AloudSettingRow *self)
{
  const char *choices[] = { _("Service’s Own"), _("On"), _("Off"), NULL };
  GtkWidget *choice = gtk_drop_down_new_from_strings (choices);

  self->choice = GTK_DROP_DOWN (choice);
  g_signal_connect_object (choice, "notify::selected", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  add_suffix (self, choice);
}

/* Whole seconds need no decimals. */
static guint
count_digits (double step)
{
  if (step >= 1)
    return 0;
  return step >= 0.1 ? 1 : 2;
}

static void
create_number (AloudSettingRow *self)
{
  const AloudSetting *setting = self->setting;
  GtkWidget *number = gtk_spin_button_new_with_range (setting->min, setting->max, setting->step);

  self->number = GTK_SPIN_BUTTON (number);
  gtk_spin_button_set_digits (self->number, count_digits (setting->step));
  gtk_editable_set_width_chars (GTK_EDITABLE (number), 4);
  gtk_spin_button_set_value (self->number, get_proposal (setting));
  g_signal_connect_object (number, "value-changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  add_suffix (self, number);
}

static void
create_text (AloudSettingRow *self)
{
  GtkWidget *text = gtk_entry_new ();

  self->text = GTK_ENTRY (text);
  gtk_editable_set_width_chars (GTK_EDITABLE (text), 10);
  gtk_entry_set_max_length (self->text, 100); /* as aloud_session_settings_clean() takes it */
  g_signal_connect_object (text, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  add_suffix (self, text);
}

static void
create_toggle (AloudSettingRow *self)
{
  const char *title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self));
  /* Translators: %s is the name of a setting; a switch that says whether it is set */
  g_autofree char *name = g_strdup_printf (_("Set “%s”"), title);
  GtkWidget *toggle = gtk_switch_new ();

  self->toggle = GTK_SWITCH (toggle);
  g_signal_connect_object (toggle, "notify::active", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  add_suffix (self, toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), toggle);
  aloud_spoken_name_set (toggle, name);
}

static void
aloud_setting_row_class_init (AloudSettingRowClass *klass)
{
  signals[SIGNAL_SET] = g_signal_new ("set", ALOUD_TYPE_SETTING_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 0);
}

static void
aloud_setting_row_init (AloudSettingRow *self)
{
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 0);
}

GtkWidget *
aloud_setting_row_new (const AloudSetting *setting)
{
  AloudSettingRow *self;

  g_return_val_if_fail (setting != NULL, NULL);

  self = g_object_new (ALOUD_TYPE_SETTING_ROW, NULL);
  self->setting = setting;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), aloud_setting_row_title (setting->name));
  if (setting->type == ALOUD_SETTING_BOOLEAN)
    create_choice (self);
  else if (setting->type == ALOUD_SETTING_NUMBER)
    create_number (self);
  else
    create_text (self);
  if (setting->type != ALOUD_SETTING_BOOLEAN)
    create_toggle (self);
  update (self);
  return GTK_WIDGET (self);
}

const AloudSetting *
aloud_setting_row_get_setting (AloudSettingRow *self)
{
  g_return_val_if_fail (ALOUD_IS_SETTING_ROW (self), NULL);

  return self->setting;
}

void
aloud_setting_row_set_value (AloudSettingRow *self, GVariant *value)
{
  g_autoptr (GVariant) old = NULL;

  g_return_if_fail (ALOUD_IS_SETTING_ROW (self));

  old = aloud_setting_row_get_value (self);
  if (old != NULL)
    g_variant_ref_sink (old);
  if (old == value || (old != NULL && value != NULL && g_variant_equal (old, value)))
    return; /* also when it is switched on, and nothing is said yet */

  self->setting_value = TRUE;
  if (self->choice != NULL)
    gtk_drop_down_set_selected (self->choice, value == NULL                  ? CHOICE_SERVICE
                                              : g_variant_get_boolean (value) ? CHOICE_ON
                                                                              : CHOICE_OFF);
  else
    gtk_switch_set_active (self->toggle, value != NULL);
  if (value != NULL && self->number != NULL)
    gtk_spin_button_set_value (self->number, g_variant_get_double (value));
  if (value != NULL && self->text != NULL
      && !g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->text)), g_variant_get_string (value, NULL)))
    gtk_editable_set_text (GTK_EDITABLE (self->text), g_variant_get_string (value, NULL));
  self->setting_value = FALSE;
}

GVariant *
aloud_setting_row_get_value (AloudSettingRow *self)
{
  g_return_val_if_fail (ALOUD_IS_SETTING_ROW (self), NULL);

  if (!is_set (self))
    return NULL;
  if (self->choice != NULL)
    return g_variant_new_boolean (gtk_drop_down_get_selected (self->choice) == CHOICE_ON);
  if (self->number != NULL)
    return g_variant_new_double (gtk_spin_button_get_value (self->number));
  if (*gtk_editable_get_text (GTK_EDITABLE (self->text)) == '\0')
    return NULL; /* switched on, and nothing said yet */
  return g_variant_new_string (gtk_editable_get_text (GTK_EDITABLE (self->text)));
}
