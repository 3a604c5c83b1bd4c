/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-profiles.h"
#include "aloud-settings-file.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <utime.h>

#include "aloud-test-util.h"

/* A program that does nothing but change an agent's settings, killed in the middle of it, again and again: what it had
 * stored is there, whole, and the next start has nothing to complain of. */

#define KILLS 12
#define LONGEST 20 /* changes before the end */

static const char *const no_environment[] = { NULL };

static AloudProfiles *
open_profiles (const char *path, AloudKeyring *keyring)
{
  return aloud_profiles_new (path, keyring, no_environment);
}

/* In a process of its own: says on standard output which change is stored. Two values always change together. */
static void
change_for_ever (const char *path)
{
  g_autoptr (AloudKeyring) keyring = aloud_keyring_new ();
  g_autoptr (AloudProfiles) profiles = open_profiles (path, keyring);
  AloudProfile *profile = aloud_profiles_find_by_name (profiles, "Ada");
  GSettings *settings;

  if (profile == NULL)
    profile = aloud_profiles_add (profiles, "Ada", NULL);
  settings = aloud_profile_get_settings (profile);
  for (guint i = 1;; i++)
    {
      g_autofree char *value = g_strdup_printf ("v%u", i);

      g_settings_set_string (settings, "config-id", value);
      g_settings_set_string (settings, "project-id", value);
      aloud_settings_file_save (ALOUD_SETTINGS_FILE (aloud_profiles_get_store (profiles)));
      g_print ("%u\n", i);
      fflush (stdout);
    }
}

/* Which change was the last that was said to be stored. */
static guint
kill_after (const char *path, guint changes)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autoptr (GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL, self, "--change", path, NULL);
  g_autoptr (GDataInputStream) said = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  guint last = 0;

  while (TRUE)
    {
      g_autofree char *line = g_data_input_stream_read_line (said, NULL, NULL, NULL);

      if (line == NULL)
        break;
      last = (guint) g_ascii_strtoull (line, NULL, 10);
      if (last == changes)
        g_subprocess_force_exit (process);
    }
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  g_assert_true (g_subprocess_get_if_signaled (process));
  g_assert_cmpuint (last, >=, changes);
  return last;
}

static void
check (const char *path, guint last)
{
  g_autoptr (AloudKeyring) keyring = aloud_keyring_new ();
  g_autoptr (AloudProfiles) profiles = open_profiles (path, keyring);
  AloudProfile *profile = aloud_profiles_find_by_name (profiles, "Ada");
  g_autofree char *config = NULL;
  g_autofree char *project = NULL;
  guint value;

  g_assert_nonnull (profile);
  g_assert_true (aloud_profiles_get_writable (profiles));
  g_assert_cmpuint (aloud_profiles_get_damaged (profiles), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (profiles)), ==, 1);
  config = g_settings_get_string (aloud_profile_get_settings (profile), "config-id");
  project = g_settings_get_string (aloud_profile_get_settings (profile), "project-id");
  g_assert_cmpstr (config, ==, project);
  value = (guint) g_ascii_strtoull (config + 1, NULL, 10);
  g_assert_true (value == last || value == last + 1);
}

/* Half-written files of before; the next to write clears them away. */
static void
age (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  struct utimbuf times = { .actime = 1, .modtime = 1 };
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_assert_cmpint (g_utime (path, &times), ==, 0);
    }
}

static void
test_killed (void)
{
  g_autofree char *folder = g_dir_make_tmp ("aloud-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "settings.ini", NULL);
  g_autoptr (GDir) left = NULL;
  const char *name;
  guint n_left = 0;

  for (guint i = 0; i < KILLS; i++)
    {
      check (path, kill_after (path, (guint) g_test_rand_int_range (1, LONGEST)));
      age (folder);
    }

  /* Of the last one a file that was being written, at most; never a "damaged" copy. */
  left = g_dir_open (folder, 0, NULL);
  while ((name = g_dir_read_name (left)) != NULL)
    {
      g_autofree char *file = g_build_filename (folder, name, NULL);

      g_assert_true (g_str_has_prefix (name, "settings.ini"));
      g_assert_null (strstr (name, "damaged"));
      n_left++;
      g_remove (file);
    }
  g_test_message ("%u kills, %u files", KILLS, n_left);
  g_assert_cmpuint (n_left, <=, 2);
  g_rmdir (folder);
}

int
main (int argc, char *argv[])
{
  if (argc == 3 && g_str_equal (argv[1], "--change"))
    change_for_ever (argv[2]); /* and does not come back */
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/profiles/killed", test_killed);
  return g_test_run ();
}
