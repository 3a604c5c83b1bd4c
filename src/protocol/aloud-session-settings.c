/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-session-settings.h"

#define TEXT_MAX 100 /* characters */

static const AloudSetting settings[] = {
  { "turn_detection.enabled", ALOUD_SETTING_BOOLEAN, 0, 0, 0, "" },
  { "turn_detection.mode", ALOUD_SETTING_TEXT, 0, 0, 0, "" },
  { "turn_detection.silence_threshold", ALOUD_SETTING_NUMBER, 0, 10, 0.1, "s" },
  { "turn_detection.min_speaking_time", ALOUD_SETTING_NUMBER, 0, 10, 0.1, "s" },
  { "turn_detection.max_turn_duration", ALOUD_SETTING_NUMBER, 1, 600, 1, "s" },
  { "turn_detection.speech_threshold", ALOUD_SETTING_NUMBER, 0, 1, 0.05, "" },
  { "turn_detection.interrupt_threshold", ALOUD_SETTING_NUMBER, 0, 1, 0.05, "" },
  { "turn_detection.natural_pauses", ALOUD_SETTING_BOOLEAN, 0, 0, 0, "" },
  { "turn_detection.background_noise_adaptation", ALOUD_SETTING_BOOLEAN, 0, 0, 0, "" },
  { "turn_detection.speaking_rate_adaptation", ALOUD_SETTING_BOOLEAN, 0, 0, 0, "" },
  { "turn_detection.context_awareness.enabled", ALOUD_SETTING_BOOLEAN, 0, 0, 0, "" },
  { "turn_detection.context_awareness.conversation_style", ALOUD_SETTING_TEXT, 0, 0, 0, "" },
  { "turn_detection.context_awareness.user_preferences", ALOUD_SETTING_TEXT, 0, 0, 0, "" },
  { "emotion_detection.enabled", ALOUD_SETTING_BOOLEAN, 0, 0, 0, "" },
  { "emotion_detection.confidence_threshold", ALOUD_SETTING_NUMBER, 0, 1, 0.05, "" },
  { "idle_timeout.enabled", ALOUD_SETTING_BOOLEAN, 0, 0, 0, "" },
  { "idle_timeout.warning_timeout", ALOUD_SETTING_NUMBER, 1, 3600, 5, "s" },
  { "idle_timeout.hangup_timeout", ALOUD_SETTING_NUMBER, 1, 3600, 5, "s" },
};

/* "normal" is the service's own example, so that it says what silence means to it. */
static const struct {
  const char *name;
  const char *values;
} presets[] = {
  { "service", "@a{sv} {}" },
  { "patient", "{'turn_detection.enabled': <true>, 'turn_detection.silence_threshold': <1.2>,"
               " 'turn_detection.min_speaking_time': <0.5>, 'turn_detection.natural_pauses': <true>}" },
  { "normal", "{'turn_detection.enabled': <true>, 'turn_detection.silence_threshold': <0.5>,"
              " 'turn_detection.min_speaking_time': <0.3>, 'turn_detection.natural_pauses': <true>}" },
  { "quick", "{'turn_detection.enabled': <true>, 'turn_detection.silence_threshold': <0.3>,"
             " 'turn_detection.min_speaking_time': <0.2>, 'turn_detection.natural_pauses': <false>}" },
};

static GVariant *
clean_number (const AloudSetting *setting, GVariant *value)
{
  double number;

  if (g_variant_is_of_type (value, G_VARIANT_TYPE_DOUBLE))
    number = g_variant_get_double (value);
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT64))
    number = (double) g_variant_get_int64 (value);
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT32))
    number = g_variant_get_int32 (value);
  else
    return NULL;

  return number >= setting->min && number <= setting->max ? g_variant_new_double (number) : NULL;
}

/* What is good of @value, floating, or NULL. */
static GVariant *
clean_value (const AloudSetting *setting, GVariant *value)
{
  const char *text;

  switch (setting->type)
    {
    case ALOUD_SETTING_BOOLEAN:
      if (!g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
        return NULL;
      return g_variant_new_boolean (g_variant_get_boolean (value));
    case ALOUD_SETTING_NUMBER:
      return clean_number (setting, value);
    case ALOUD_SETTING_TEXT:
      if (!g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
        return NULL;
      text = g_variant_get_string (value, NULL);
      return *text != '\0' && g_utf8_strlen (text, -1) <= TEXT_MAX ? g_variant_new_string (text) : NULL;
    default:
      g_return_val_if_reached (NULL);
    }
}

static const AloudSetting *
find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    if (g_str_equal (settings[i].name, name))
      return &settings[i];
  return NULL;
}

const AloudSetting *
aloud_session_settings_list (guint *n)
{
  g_return_val_if_fail (n != NULL, NULL);

  *n = G_N_ELEMENTS (settings);
  return settings;
}

GVariant *
aloud_session_settings_clean (GVariant *values)
{
  g_autoptr (GVariant) taken = values != NULL ? g_variant_ref_sink (values) : NULL;
  GVariantBuilder clean;
  GVariantIter iter;
  const char *name;
  GVariant *value;

  g_return_val_if_fail (values == NULL || g_variant_is_of_type (values, G_VARIANT_TYPE_VARDICT), NULL);

  g_variant_builder_init (&clean, G_VARIANT_TYPE_VARDICT);
  if (taken != NULL)
    g_variant_iter_init (&iter, taken);
  while (taken != NULL && g_variant_iter_loop (&iter, "{&sv}", &name, &value))
    {
      const AloudSetting *setting = find (name);
      GVariant *good = setting != NULL ? clean_value (setting, value) : NULL;

      if (good != NULL)
        g_variant_builder_add (&clean, "{sv}", name, good);
      else
        g_debug ("a session setting is left out, %s", setting != NULL ? setting->name : "because nobody knows it");
    }
  return g_variant_ref_sink (g_variant_builder_end (&clean));
}

GStrv
aloud_session_settings_unfit (GVariant *values)
{
  g_autoptr (GStrvBuilder) unfit = g_strv_builder_new ();
  GVariantIter iter;
  const char *name;
  GVariant *value;

  g_return_val_if_fail (g_variant_is_of_type (values, G_VARIANT_TYPE_VARDICT), NULL);

  g_variant_iter_init (&iter, values);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &value))
    {
      const AloudSetting *setting = find (name);
      g_autoptr (GVariant) good = setting != NULL ? clean_value (setting, value) : NULL;

      if (good == NULL)
        g_strv_builder_add (unfit, name);
    }
  return g_strv_builder_end (unfit);
}

GVariant *
aloud_session_settings_preset (const char *preset)
{
  g_return_val_if_fail (preset != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (presets); i++)
    if (g_str_equal (presets[i].name, preset))
      return g_variant_ref_sink (g_variant_new_parsed (presets[i].values));
  return NULL;
}
