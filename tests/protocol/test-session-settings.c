/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-session-settings.h"

/* Whoever shows the settings, or sends them, relies on this. */
static void
test_list (void)
{
  guint n;
  const AloudSetting *settings = aloud_session_settings_list (&n);

  g_assert_cmpuint (n, ==, 18);
  for (guint i = 0; i < n; i++)
    {
      gboolean number = settings[i].type == ALOUD_SETTING_NUMBER;

      g_assert_nonnull (strchr (settings[i].name, '.'));
      g_assert_cmpint (settings[i].min < settings[i].max, ==, number);
      g_assert_cmpint (settings[i].step > 0, ==, number);
      g_assert_true (number || *settings[i].unit == '\0');
      for (guint other = 0; other < i; other++)
        g_assert_cmpstr (settings[i].name, !=, settings[other].name);
    }
}

static void
test_clean (void)
{
  static const struct {
    const char *dirty, *clean;
  } table[] = {
    { "@a{sv} {}", "@a{sv} {}" },
    { "{'turn_detection.enabled': <false>}", "{'turn_detection.enabled': <false>}" },
    { "{'turn_detection.enabled': <1>}", "@a{sv} {}" },
    { "{'turn_detection.silence_threshold': <0.0>}", "{'turn_detection.silence_threshold': <0.0>}" },
    { "{'turn_detection.silence_threshold': <10.0>}", "{'turn_detection.silence_threshold': <10.0>}" },
    { "{'turn_detection.silence_threshold': <10.1>}", "@a{sv} {}" },
    { "{'turn_detection.silence_threshold': <-0.1>}", "@a{sv} {}" },
    { "{'turn_detection.silence_threshold': <inf>}", "@a{sv} {}" },
    { "{'turn_detection.silence_threshold': <nan>}", "@a{sv} {}" },
    { "{'turn_detection.silence_threshold': <'0.5'>}", "@a{sv} {}" },
    { "{'idle_timeout.warning_timeout': <30>, 'idle_timeout.hangup_timeout': <int64 60>}",
      "{'idle_timeout.warning_timeout': <30.0>, 'idle_timeout.hangup_timeout': <60.0>}" },
    { "{'turn_detection.mode': <'adaptive'>}", "{'turn_detection.mode': <'adaptive'>}" },
    { "{'turn_detection.mode': <''>}", "@a{sv} {}" },
    { "{'turn_detection': <true>, 'x': <1>, '': <2>, 'emotion_detection.enabled': <true>}",
      "{'emotion_detection.enabled': <true>}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GVariant) clean = aloud_session_settings_clean (g_variant_new_parsed (table[i].dirty));
      g_autofree char *text = g_variant_print (clean, TRUE);
      g_autoptr (GVariant) expected = g_variant_ref_sink (g_variant_new_parsed (table[i].clean));
      g_autoptr (GVariant) dirty = g_variant_ref_sink (g_variant_new_parsed (table[i].dirty));
      g_auto (GStrv) unfit = aloud_session_settings_unfit (dirty);

      g_test_message ("%s: %s", table[i].dirty, text);
      g_assert_true (g_variant_equal (clean, expected));
      g_assert_cmpuint (g_strv_length (unfit) + g_variant_n_children (clean), ==, g_variant_n_children (dirty));
      for (guint u = 0; unfit[u] != NULL; u++)
        g_assert_false (g_variant_lookup (clean, unfit[u], "*", NULL));
    }
}

static void
test_clean_too_long (void)
{
  g_autofree char *longest = g_strnfill (100, 'a');
  g_autofree char *too_long = g_strnfill (101, 'a');
  g_autoptr (GVariant) good = NULL;
  g_autoptr (GVariant) none = aloud_session_settings_clean (NULL);
  g_autoptr (GVariant) bad = NULL;

  good = aloud_session_settings_clean (g_variant_new_parsed ("{'turn_detection.mode': <%s>}", longest));
  bad = aloud_session_settings_clean (g_variant_new_parsed ("{'turn_detection.mode': <%s>}", too_long));
  g_assert_cmpuint (g_variant_n_children (good), ==, 1);
  g_assert_cmpuint (g_variant_n_children (bad), ==, 0);
  g_assert_cmpuint (g_variant_n_children (none), ==, 0);
}

static double
get_silence (const char *preset)
{
  g_autoptr (GVariant) values = aloud_session_settings_preset (preset);
  g_autoptr (GVariant) clean = aloud_session_settings_clean (values);
  double silence = -1;

  g_assert_true (g_variant_equal (values, clean));
  g_variant_lookup (values, "turn_detection.silence_threshold", "d", &silence);
  return silence;
}

/* A preset holds nothing that could not be set, and its name says what it does. */
static void
test_presets (void)
{
  g_assert_null (aloud_session_settings_preset ("own"));
  g_assert_cmpfloat (get_silence ("service"), ==, -1);
  g_assert_cmpfloat (get_silence ("quick"), >, 0);
  g_assert_cmpfloat (get_silence ("quick"), <, get_silence ("normal"));
  g_assert_cmpfloat (get_silence ("normal"), <, get_silence ("patient"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/protocol/session-settings/list", test_list);
  g_test_add_func ("/protocol/session-settings/clean", test_clean);
  g_test_add_func ("/protocol/session-settings/clean-too-long", test_clean_too_long);
  g_test_add_func ("/protocol/session-settings/presets", test_presets);
  return g_test_run ();
}
