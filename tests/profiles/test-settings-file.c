/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-settings-store.h"

#include <glib/gstdio.h>

#include "aloud-profile.h"
#include "aloud-test-util.h"

/* The file is edited by hand, or by a program of the person's, while Aloud runs. */

#define BEFORE "[profiles/x]\nname='Ada'\nconfig-id='c'\n"

typedef struct {
  char *folder;
  char *path;
  GSettingsBackend *store;
  GSettings *settings;
} Fixture;

static void
edit (Fixture *f, const char *text)
{
  g_assert_true (g_file_set_contents (f->path, text, -1, NULL));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  gboolean damaged;

  f->folder = g_dir_make_tmp ("aloud-settings-file-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "settings.ini", NULL);
  edit (f, BEFORE);
  f->store = aloud_settings_store_open (f->path, &damaged);
  g_assert_false (damaged);
  f->settings = aloud_settings_store_get (f->store, ALOUD_PROFILE_SCHEMA, "/io/github/aloud_voice/Aloud/profiles/x/");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autofree char *damaged = g_strconcat (f->path, ".damaged", NULL);

  g_clear_object (&f->settings);
  aloud_test_settle ();
  g_clear_object (&f->store);
  g_remove (damaged);
  g_remove (f->path);
  g_rmdir (f->folder);
  g_free (f->path);
  g_free (f->folder);
}

static void
assert_string (Fixture *f, const char *key, const char *expected)
{
  g_autofree char *value = g_settings_get_string (f->settings, key);

  g_assert_cmpstr (value, ==, expected);
}

/* What stands in the file, in GVariant's notation. */
static void
assert_stored (Fixture *f, const char *group, const char *key, const char *expected)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autofree char *value = NULL;

  g_assert_true (g_key_file_load_from_file (file, f->path, G_KEY_FILE_NONE, NULL));
  value = g_key_file_get_value (file, group, key, NULL);
  g_assert_cmpstr (value, ==, expected);
}

static void
on_changed (guint *heard)
{
  (*heard)++;
}

/* Theirs stays, also where Aloud knows nothing of it; of what both changed, the later is Aloud's; and it is heard of. */
static void
test_edited (Fixture *f, gconstpointer data)
{
  guint heard = 0;

  assert_string (f, "config-id", "c");
  g_signal_connect_swapped (f->settings, "changed::config-id", G_CALLBACK (on_changed), &heard);
  edit (f, "[profiles/x]\nname='Bea'\nconfig-id='theirs'\n\n# A remark\n[profiles/y]\nname='Cleo'\n");
  g_settings_set_string (f->settings, "name", "Dora");
  g_settings_set_string (f->settings, "project-id", "ours");
  g_assert_true (aloud_settings_store_keeps (f->store));
  assert_stored (f, "profiles/x", "name", "'Dora'");
  assert_stored (f, "profiles/x", "project-id", "'ours'");
  assert_stored (f, "profiles/x", "config-id", "'theirs'");
  assert_stored (f, "profiles/y", "name", "'Cleo'");
  assert_string (f, "config-id", "theirs");
  aloud_test_wait (heard > 0);
  g_signal_handlers_disconnect_by_data (f->settings, &heard);
}

/* What was reset here stays away. */
static void
test_reset (Fixture *f, gconstpointer data)
{
  edit (f, BEFORE "project-id='theirs'\n");
  g_settings_reset (f->settings, "config-id");
  g_assert_true (aloud_settings_store_keeps (f->store));
  assert_stored (f, "profiles/x", "config-id", NULL);
  assert_stored (f, "profiles/x", "project-id", "'theirs'");
}

/* An edit is asked for again at each writing. */
static void
test_twice (Fixture *f, gconstpointer data)
{
  test_edited (f, NULL);
  edit (f, "[profiles/x]\nname='Eve'\n");
  g_settings_set_string (f->settings, "project-id", "ours again");
  g_assert_true (aloud_settings_store_keeps (f->store));
  assert_string (f, "name", "Eve");
  assert_string (f, "config-id", "");
  assert_stored (f, "profiles/x", "project-id", "'ours again'");
}

/* What nobody can read is kept beside it. */
static void
test_damaged (Fixture *f, gconstpointer data)
{
  g_autofree char *damaged = g_strconcat (f->path, ".damaged", NULL);
  g_autofree char *text = NULL;

  edit (f, "no key file");
  g_settings_set_string (f->settings, "project-id", "ours");
  g_assert_true (aloud_settings_store_keeps (f->store));
  assert_stored (f, "profiles/x", "name", "'Ada'");
  assert_stored (f, "profiles/x", "project-id", "'ours'");
  g_assert_true (g_file_get_contents (damaged, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "no key file");
}

/* A file that has gone is written whole. */
static void
test_gone (Fixture *f, gconstpointer data)
{
  g_remove (f->path);
  g_settings_set_string (f->settings, "project-id", "ours");
  g_assert_true (aloud_settings_store_keeps (f->store));
  assert_stored (f, "profiles/x", "name", "'Ada'");
  assert_stored (f, "profiles/x", "project-id", "'ours'");
}

/* With the last reference, too. */
static void
test_end (Fixture *f, gconstpointer data)
{
  edit (f, BEFORE "project-id='theirs'\n");
  g_settings_set_string (f->settings, "name", "Dora");
  g_clear_object (&f->settings);
  g_clear_object (&f->store);
  aloud_test_settle ();
  assert_stored (f, "profiles/x", "name", "'Dora'");
  assert_stored (f, "profiles/x", "project-id", "'theirs'");
}

#define ADD(name, function) g_test_add ("/profiles/settings-file/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("edited", test_edited);
  ADD ("reset", test_reset);
  ADD ("twice", test_twice);
  ADD ("damaged", test_damaged);
  ADD ("gone", test_gone);
  ADD ("end", test_end);
  return g_test_run ();
}
