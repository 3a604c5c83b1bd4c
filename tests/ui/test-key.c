/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-key.h"

#include "aloud-key-chooser.h"
#include "aloud-stage.h"

static void
test_labels (void)
{
  static const struct {
    const char *text;
    const char *label;
    gboolean modifier, writes;
  } rows[] = {
    { "space", "Space", FALSE, TRUE },          { "Control_R", "Right Ctrl", TRUE, FALSE },
    { "<Control>F8", "Ctrl+F8", FALSE, FALSE }, { "F9", "F9", FALSE, FALSE },
    { "t", "T", FALSE, TRUE },                  { "<Shift>t", "Shift+T", FALSE, TRUE },
    { "<Alt>t", "Alt+T", FALSE, FALSE },        { "ISO_Level3_Shift", "AltGr", TRUE, FALSE },
    { "Pause", "Pause", FALSE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *label = NULL;
      g_autofree char *text = NULL;
      AloudKey key, again;

      g_assert_true (aloud_key_parse (rows[i].text, &key));
      label = aloud_key_dup_label (&key);
      g_assert_cmpstr (label, ==, rows[i].label);
      g_assert_cmpint (aloud_key_is_modifier (&key), ==, rows[i].modifier);
      g_assert_cmpint (aloud_key_writes (&key), ==, rows[i].writes);
      text = aloud_key_to_string (&key);
      g_assert_true (aloud_key_parse (text, &again));
      g_assert_cmpmem (&key, sizeof key, &again, sizeof again);
    }
}

/* A file that was edited by hand leaves a key to talk with. */
static void
test_nonsense (void)
{
  static const char *const texts[] = { "", "<Control>", "no such key", "<Nonsense>t" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      AloudKey key;

      g_assert_false (aloud_key_parse (texts[i], &key));
      g_assert_cmpuint (key.keyval, ==, GDK_KEY_space);
      g_assert_cmpuint (key.modifiers, ==, 0);
    }
}

static void
test_matches (void)
{
  AloudKey space = { GDK_KEY_space, 0 };
  AloudKey combination = { GDK_KEY_t, GDK_CONTROL_MASK | GDK_SHIFT_MASK };

  g_assert_true (aloud_key_matches (&space, GDK_KEY_space, GDK_LOCK_MASK));
  g_assert_true (aloud_key_matches (&space, GDK_KEY_KP_Space, 0));
  g_assert_false (aloud_key_matches (&space, GDK_KEY_space, GDK_CONTROL_MASK));
  g_assert_true (aloud_key_matches (&combination, GDK_KEY_T, GDK_CONTROL_MASK | GDK_SHIFT_MASK));
  g_assert_false (aloud_key_matches (&combination, GDK_KEY_t, GDK_CONTROL_MASK));
}

static void
test_objections (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new_full (5);
  GtkApplication *application = GTK_APPLICATION (stage->application);

  g_assert_null (aloud_key_get_objection (&(AloudKey) { GDK_KEY_space, 0 }, application));
  g_assert_null (aloud_key_get_objection (&(AloudKey) { GDK_KEY_Control_R, 0 }, application));
  g_assert_null (aloud_key_get_objection (&(AloudKey) { GDK_KEY_F8, GDK_CONTROL_MASK }, application));
  g_assert_nonnull (aloud_key_get_objection (&(AloudKey) { GDK_KEY_Tab, 0 }, application));
  g_assert_nonnull (aloud_key_get_objection (&(AloudKey) { GDK_KEY_Escape, 0 }, application));
  g_assert_nonnull (aloud_key_get_objection (&(AloudKey) { GDK_KEY_m, GDK_CONTROL_MASK }, application));
  g_assert_null (aloud_key_get_objection (&(AloudKey) { GDK_KEY_m, GDK_CONTROL_MASK }, NULL));
}

static char *
get_key (AloudStage *stage)
{
  return g_settings_get_string (stage->settings, "talk-key");
}

static void
choose (AloudStage *stage, const char *command, const char *expected)
{
  GListModel *toplevels = gtk_window_get_toplevels ();
  guint n_before = g_list_model_get_n_items (toplevels);
  g_autoptr (GtkWindow) dialog = NULL;
  g_autofree char *key = NULL;

  aloud_key_chooser_present (NULL, stage->settings);
  dialog = g_list_model_get_item (toplevels, n_before);
  aloud_test_wait (gtk_window_is_active (dialog));
  aloud_stage_type (command);
  aloud_test_wait (!gtk_widget_get_visible (GTK_WIDGET (dialog)));
  g_clear_object (&dialog);
  aloud_test_wait (g_list_model_get_n_items (toplevels) == n_before);
  key = get_key (stage);
  g_assert_cmpstr (key, ==, expected);
}

/* By pressing it; a modifier by letting it go; and with the keys that move in the dialog. */
static void
test_chooser (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new_full (5);

  choose (stage, "key F7", "F7");
  choose (stage, "keydown Control_L keydown Shift_L key F8 keyup Control_L keyup Shift_L", "<Shift><Control>F8");
  choose (stage, "key Escape", "<Shift><Control>F8");
  choose (stage, "key 105", "Control_R");
  choose (stage, "key space", "space");
  choose (stage, "key Tab key Tab key Return", "Control_R");
}

int
main (int argc, char **argv)
{
  aloud_stage_init (&argc, &argv);

  g_test_add_func ("/ui/key/labels", test_labels);
  g_test_add_func ("/ui/key/nonsense", test_nonsense);
  g_test_add_func ("/ui/key/matches", test_matches);
  g_test_add_func ("/ui/key/objections", test_objections);
  g_test_add_func ("/ui/key/chooser", test_chooser);
  return g_test_run ();
}
