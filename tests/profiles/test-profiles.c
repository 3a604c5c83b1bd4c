/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-profiles.h"

#include <glib/gstdio.h>
#include <libsecret/secret.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "aloud-settings-store.h"
#include "aloud-test-util.h"
#include "keyring-user.h"

/* On the real back end, in a folder of its own: whatever is asked after a restart has been in the file. */

typedef struct {
  char *folder;
  char *path;
  AloudKeyring *keyring;
  AloudProfiles *profiles;
} Fixture;

static const char *const no_environment[] = { NULL };
static const char *const environment[] = { "NEXTEVI_API_KEY=oak_0123456789", "NEXTEVI_CONFIG_ID=c", NULL };

static void
restart (Fixture *f)
{
  if (f->profiles != NULL)
    g_assert_finalize_object (g_steal_pointer (&f->profiles));
  f->profiles = aloud_profiles_new (f->path, f->keyring, no_environment);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *keyring = NULL;

  f->folder = g_dir_make_tmp ("aloud-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "aloud", "settings.ini", NULL);
  keyring = g_build_filename (f->folder, "keyring", NULL);
  g_setenv ("SECRET_FILE_TEST_PATH", keyring, TRUE);
  secret_service_disconnect (); /* libsecret opens the file anew */
  f->keyring = aloud_keyring_new ();
  restart (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->profiles);
  aloud_test_wait (G_OBJECT (f->keyring)->ref_count == 1); /* something is being cleared */
  g_assert_finalize_object (f->keyring);
  aloud_test_delete_folder (f->folder);
  g_free (f->folder);
  g_free (f->path);
}

/* The names in order, with a star at the default. */
static char *
dup_list (AloudProfiles *profiles)
{
  g_autoptr(GString) list = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (profiles)); i++)
    {
      g_autoptr(AloudAgent) agent = g_list_model_get_item (G_LIST_MODEL (profiles), i);
      g_autofree char *name = aloud_agent_dup_name (agent);

      g_string_append_printf (list, "%s%s%s", i > 0 ? ", " : "", name,
                              (gpointer) agent == aloud_profiles_get_default (profiles) ? "*" : "");
    }
  return g_string_free (g_steal_pointer (&list), FALSE);
}

#define assert_list(profiles, expected)                                                                   \
  G_STMT_START                                                                                            \
  {                                                                                                       \
    g_autofree char *list_ = dup_list (profiles);                                                         \
    g_assert_cmpstr (list_, ==, expected);                                                                \
  }                                                                                                       \
  G_STMT_END

static char *
read_file (Fixture *f)
{
  char *text = NULL;

  aloud_test_settle (); /* it is written soon */
  g_assert_true (g_file_get_contents (f->path, &text, NULL, NULL));
  return text;
}

static gboolean
is_listed_as_removed (Fixture *f)
{
  g_autofree char *text = read_file (f);

  return strstr (text, "removed-profiles=['") != NULL;
}

static void
write_file (Fixture *f, const char *text)
{
  g_autofree char *folder = g_path_get_dirname (f->path);

  g_clear_object (&f->profiles);
  g_mkdir_with_parents (folder, 0700);
  g_assert_true (g_file_set_contents (f->path, text, -1, NULL));
}

static void
test_restart (Fixture *f, gconstpointer data)
{
  AloudProfile *profile;
  g_autofree char *id = NULL;
  g_autofree char *config_id = NULL;
  g_autofree char *host = NULL;
  GSettings *settings;

  assert_list (f->profiles, "");
  aloud_profiles_add (f->profiles, "One", NULL);
  profile = aloud_profiles_add (f->profiles, "Two", NULL);
  settings = aloud_profile_get_settings (profile);
  g_settings_set_string (settings, "config-id", "config-2");
  g_settings_set_string (settings, "base-url", "wss://voice.example.org/");
  aloud_profiles_set_default (f->profiles, profile);
  id = g_strdup (aloud_profile_get_id (profile));
  assert_list (f->profiles, "One, Two*");

  restart (f);
  assert_list (f->profiles, "One, Two*");
  profile = aloud_profiles_find (f->profiles, id);
  config_id = g_settings_get_string (aloud_profile_get_settings (profile), "config-id");
  g_assert_cmpstr (config_id, ==, "config-2");
  host = aloud_profile_dup_host (profile);
  g_assert_cmpstr (host, ==, "voice.example.org");
  g_assert_false (aloud_profile_is_at_service (profile));
  g_assert_true (aloud_profile_is_at_service (aloud_profiles_find_by_name (f->profiles, "One")));
  g_assert_true (aloud_profiles_get_writable (f->profiles));
  g_assert_cmpuint (aloud_profiles_get_damaged (f->profiles), ==, 0);
}

static void
test_order (Fixture *f, gconstpointer data)
{
  aloud_profiles_add (f->profiles, "One", NULL);
  aloud_profiles_add (f->profiles, "Two", NULL);
  aloud_profiles_add (f->profiles, "Three", NULL);
  aloud_profiles_move (f->profiles, 2, 0);
  assert_list (f->profiles, "Three, One, Two");
  aloud_profiles_move (f->profiles, 0, 1);
  assert_list (f->profiles, "One, Three, Two");
  aloud_profiles_move (f->profiles, 0, 7);
  assert_list (f->profiles, "One, Three, Two");
  restart (f);
  assert_list (f->profiles, "One, Three, Two");
}

/* Nothing of the settings is lost before it is forgotten, and nothing is left afterwards. */
static void
test_remove (Fixture *f, gconstpointer data)
{
  AloudProfile *two;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  aloud_profiles_add (f->profiles, "One", NULL);
  two = aloud_profiles_add (f->profiles, "Two", NULL);
  g_settings_set_string (aloud_profile_get_settings (two), "config-id", "marker");
  aloud_profiles_add (f->profiles, "Three", NULL);
  aloud_profiles_set_default (f->profiles, two);

  aloud_profiles_remove (f->profiles, two);
  assert_list (f->profiles, "One, Three");
  g_assert_true (aloud_profiles_undo_remove (f->profiles));
  assert_list (f->profiles, "One, Two*, Three");
  g_assert_false (aloud_profiles_undo_remove (f->profiles));

  aloud_profiles_remove (f->profiles, aloud_profiles_find_by_name (f->profiles, "Two"));
  before = read_file (f);
  g_assert_nonnull (strstr (before, "marker"));
  aloud_profiles_forget_removed (f->profiles);
  aloud_test_wait (!is_listed_as_removed (f));
  after = read_file (f);
  g_assert_null (strstr (after, "marker"));
  g_assert_false (aloud_profiles_undo_remove (f->profiles));
  restart (f);
  assert_list (f->profiles, "One, Three");
}

/* The program ended while the removal could still be undone: it holds. */
static void
test_remove_and_quit (Fixture *f, gconstpointer data)
{
  AloudProfile *one = aloud_profiles_add (f->profiles, "One", NULL);
  g_autofree char *after = NULL;

  g_settings_set_string (aloud_profile_get_settings (one), "config-id", "marker");
  aloud_profiles_remove (f->profiles, one);
  restart (f);
  assert_list (f->profiles, "");
  aloud_test_wait (!is_listed_as_removed (f));
  after = read_file (f);
  g_assert_null (strstr (after, "marker"));
}

static char *
add_with_secret (Fixture *f, const char *name, const char *secret)
{
  AloudProfile *profile = aloud_profiles_add (f->profiles, name, NULL);
  g_autoptr(GError) error = NULL;

  keyring_store (f->keyring, aloud_profile_get_id (profile), ALOUD_SECRET_API_KEY, "a.example", secret, &error);
  g_assert_no_error (error);
  return g_strdup (aloud_profile_get_id (profile));
}

static gboolean
has_secret (Fixture *f, const char *id)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *secret = keyring_lookup (f->keyring, id, ALOUD_SECRET_API_KEY, "a.example", &error);

  g_assert_no_error (error);
  return secret != NULL;
}

/* Whether it is in a list still; from the list of the removed it goes last, after the secret. */
static gboolean
is_stored (Fixture *f, const char *id)
{
  g_autofree char *text = read_file (f);
  g_autofree char *quoted = g_strdup_printf ("'%s'", id);

  return strstr (text, quoted) != NULL;
}

/* The secret stays as long as the removal can be undone, and not longer. */
static void
test_remove_secret (Fixture *f, gconstpointer data)
{
  g_autofree char *one = add_with_secret (f, "One", "oak_1");
  g_autofree char *two = add_with_secret (f, "Two", "oak_2");

  aloud_profiles_remove (f->profiles, aloud_profiles_find (f->profiles, one));
  g_assert_true (has_secret (f, one));
  g_assert_true (aloud_profiles_undo_remove (f->profiles));
  aloud_profiles_forget_removed (f->profiles);
  g_assert_true (has_secret (f, one));

  aloud_profiles_remove (f->profiles, aloud_profiles_find (f->profiles, one));
  aloud_profiles_remove (f->profiles, aloud_profiles_find (f->profiles, two));
  aloud_test_wait (!is_stored (f, one));
  g_assert_false (has_secret (f, one));
  g_assert_true (has_secret (f, two));
  restart (f);
  aloud_test_wait (!is_stored (f, two));
  g_assert_false (has_secret (f, two));
}

/* A keyring that cannot be reached now keeps the secret; at a later start it goes. */
static void
test_remove_without_keyring (Fixture *f, gconstpointer data)
{
  const char *path = g_getenv ("SECRET_FILE_TEST_PATH");
  g_autofree char *id = add_with_secret (f, "One", "oak_1");
  g_autofree char *kept = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &kept, &length, NULL));
  g_assert_true (g_file_set_contents (path, "damaged", -1, NULL));
  secret_service_disconnect ();
  aloud_profiles_remove (f->profiles, aloud_profiles_find (f->profiles, id));
  restart (f);
  aloud_test_settle ();
  assert_list (f->profiles, "");
  g_assert_true (is_listed_as_removed (f));

  g_assert_true (g_file_set_contents (path, kept, (gssize) length, NULL));
  secret_service_disconnect ();
  g_assert_true (has_secret (f, id));
  restart (f);
  aloud_test_wait (!is_listed_as_removed (f));
  g_assert_false (has_secret (f, id));
}

static void
test_for_reading (Fixture *f, gconstpointer data)
{
  g_autofree char *id = add_with_secret (f, "One", "oak_1");
  g_autoptr(AloudProfiles) reader = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  aloud_profiles_add (f->profiles, "Two", NULL);
  aloud_profiles_remove (f->profiles, aloud_profiles_find (f->profiles, id));
  before = read_file (f);
  reader = aloud_profiles_new_for_reading (f->path, f->keyring, environment);
  assert_list (reader, "Two, From the environment");
  aloud_test_settle ();
  after = read_file (f);
  g_assert_cmpstr (before, ==, after);
  g_assert_true (has_secret (f, id));
  g_assert_true (aloud_profiles_undo_remove (f->profiles));
}

static void
test_duplicate (Fixture *f, gconstpointer data)
{
  AloudProfile *one = aloud_profiles_add (f->profiles, "One", NULL);
  AloudProfile *copy;
  g_autofree char *config_id = NULL;

  g_settings_set_string (aloud_profile_get_settings (one), "config-id", "c1");
  aloud_profiles_add (f->profiles, "Last", NULL);
  copy = aloud_profiles_duplicate (f->profiles, one);
  assert_list (f->profiles, "One, One (2), Last");
  aloud_profiles_duplicate (f->profiles, one);
  assert_list (f->profiles, "One, One (3), One (2), Last");

  /* From here on they have nothing in common. */
  g_assert_cmpstr (aloud_profile_get_id (one), !=, aloud_profile_get_id (copy));
  g_settings_set_string (aloud_profile_get_settings (one), "config-id", "c2");
  config_id = g_settings_get_string (aloud_profile_get_settings (copy), "config-id");
  g_assert_cmpstr (config_id, ==, "c1");
}

static void
test_environment (Fixture *f, gconstpointer data)
{
  AloudProfile *profile;

  aloud_profiles_add (f->profiles, "One", NULL);
  g_assert_finalize_object (g_steal_pointer (&f->profiles));
  f->profiles = aloud_profiles_new (f->path, f->keyring, environment);
  assert_list (f->profiles, "One, From the environment");

  aloud_profiles_add (f->profiles, "Two", NULL);
  assert_list (f->profiles, "One, Two, From the environment");
  aloud_profiles_move (f->profiles, 0, 2);
  profile = aloud_profiles_find (f->profiles, "");
  g_assert_true (aloud_profile_get_read_only (profile));
  aloud_profiles_remove (f->profiles, profile);
  assert_list (f->profiles, "One, Two, From the environment");
  restart (f);
  assert_list (f->profiles, "One, Two");
}

static void
test_damaged_file (Fixture *f, gconstpointer data)
{
  g_autofree char *aside = g_strconcat (f->path, ".damaged", NULL);
  g_autofree char *kept = NULL;

  write_file (f, "[Aloud\nprofiles=['");
  restart (f);
  g_assert_cmpuint (aloud_profiles_get_damaged (f->profiles), ==, 1);
  assert_list (f->profiles, "");
  aloud_profiles_add (f->profiles, "One", NULL);
  g_assert_true (g_file_get_contents (aside, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, "[Aloud\nprofiles=['");
  restart (f);
  assert_list (f->profiles, "One");
  g_assert_cmpuint (aloud_profiles_get_damaged (f->profiles), ==, 0);
}

/* Each damage is another loss: none of the copies is written over, and none is made twice. */
static void
test_damaged_again (Fixture *f, gconstpointer data)
{
  static const char *const texts[] = { "[One\n", "[Two\n", "[Two\n" };
  static const char *const copies[] = { ".damaged", ".damaged-2", ".damaged-3" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      write_file (f, texts[i]);
      restart (f);
    }
  for (i = 0; i < G_N_ELEMENTS (copies); i++)
    {
      g_autofree char *path = g_strconcat (f->path, copies[i], NULL);
      g_autofree char *kept = NULL;

      g_assert_cmpint (g_file_get_contents (path, &kept, NULL, NULL), ==, i < 2);
      g_assert_cmpstr (kept, ==, i < 2 ? texts[i] : NULL);
    }
}

static void
test_damaged_for_reading (Fixture *f, gconstpointer data)
{
  g_autofree char *aside = g_strconcat (f->path, ".damaged", NULL);
  g_autoptr(AloudProfiles) profiles = NULL;

  write_file (f, "[Aloud\n");
  profiles = aloud_profiles_new_for_reading (f->path, f->keyring, no_environment);
  assert_list (profiles, "");
  g_assert_false (g_file_test (aside, G_FILE_TEST_EXISTS));
  restart (f);
  g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
}

/* What may be in it is not lost by being unreadable today. */
static void
test_unreadable (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (f->path);

  g_mkdir_with_parents (folder, 0700);
  g_assert_cmpint (symlink (f->path, f->path), ==, 0); /* to itself */
  restart (f);
  g_assert_false (aloud_profiles_get_writable (f->profiles));
  aloud_profiles_add (f->profiles, "One", NULL);
  aloud_test_settle ();
  assert_list (f->profiles, "One");
  restart (f);
  assert_list (f->profiles, "");
  g_assert_true (g_file_test (f->path, G_FILE_TEST_IS_SYMLINK));
}

/* Edited by hand: what can be used is used, the rest falls back and is said once. */
static void
test_damaged_values (Fixture *f, gconstpointer data)
{
  g_autofree char *config_id = NULL;
  g_autofree char *stage = NULL;
  AloudProfile *profile;

  write_file (f, "[Aloud]\nprofiles=['8c0cc9f0-3f0b-4f7c-8b60-0a3f3f3f3f3f', 'no id', '../x', "
                 "'8c0cc9f0-3f0b-4f7c-8b60-0a3f3f3f3f3f']\nwindow-width=banana\n"
                 "[profiles/8c0cc9f0-3f0b-4f7c-8b60-0a3f3f3f3f3f]\nname='One'\nconfig-id=5\nstage='elsewhere'\n"
                 "credential-kind='api-key'\n");
  restart (f);
  assert_list (f->profiles, "One");
  g_assert_cmpuint (aloud_profiles_get_damaged (f->profiles), ==, 3);
  profile = aloud_profiles_find_by_name (f->profiles, "One");
  config_id = g_settings_get_string (aloud_profile_get_settings (profile), "config-id");
  stage = g_settings_get_string (aloud_profile_get_settings (profile), "stage");
  g_assert_cmpstr (config_id, ==, "");
  g_assert_cmpstr (stage, ==, "");
  g_assert_cmpint (aloud_profile_get_kind (profile), ==, ALOUD_CREDENTIAL_API_KEY);
  restart (f);
  g_assert_cmpuint (aloud_profiles_get_damaged (f->profiles), ==, 0);
}

/* What the editor could not show and nobody could send is put right, and named. */
static void
test_damaged_session_settings (Fixture *f, gconstpointer data)
{
  g_autoptr(GVariant) values = NULL;
  g_autofree char *left_out = NULL;
  g_autofree char *none = NULL;
  AloudProfile *profile;
  double seconds = 0;

  write_file (f, "[Aloud]\nprofiles=['8c0cc9f0-3f0b-4f7c-8b60-0a3f3f3f3f3f']\n"
                 "[profiles/8c0cc9f0-3f0b-4f7c-8b60-0a3f3f3f3f3f]\nname='One'\n"
                 "session-settings={'turn_detection.silence_threshold': <99.0>, 'idle_timeout.enabled': <'yes'>, "
                 "'idle_timeout.warning_timeout': <30>}\n");
  restart (f);
  profile = aloud_profiles_find_by_name (f->profiles, "One");
  values = g_settings_get_value (aloud_profile_get_settings (profile), "session-settings");
  g_assert_cmpuint (g_variant_n_children (values), ==, 1);
  g_assert_true (g_variant_lookup (values, "idle_timeout.warning_timeout", "d", &seconds));
  g_assert_cmpfloat (seconds, ==, 30);
  left_out = aloud_profiles_dup_left_out (f->profiles);
  g_assert_cmpuint (aloud_profiles_get_damaged (f->profiles), ==, 2);
  g_assert_nonnull (strstr (left_out, "One: turn_detection.silence_threshold"));
  g_assert_nonnull (strstr (left_out, "One: idle_timeout.enabled"));
  restart (f);
  g_assert_cmpuint (aloud_profiles_get_damaged (f->profiles), ==, 0);
  none = aloud_profiles_dup_left_out (f->profiles);
  g_assert_null (none);
}

static void
assert_config_id (Fixture *f, const char *name, const char *expected)
{
  AloudProfile *profile = aloud_profiles_find_by_name (f->profiles, name);
  g_autofree char *config_id = NULL;

  g_assert_nonnull (profile);
  config_id = g_settings_get_string (aloud_profile_get_settings (profile), "config-id");
  g_assert_cmpstr (config_id, ==, expected);
}

/* Works, for as long as the program runs, and says that nothing is kept. */
static void
test_unwritable (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (f->path);
  AloudProfile *profile;

  g_clear_object (&f->profiles);
  aloud_test_delete_folder (folder);
  g_assert_true (g_file_set_contents (folder, "a file where the folder should be", -1, NULL));
  restart (f);
  g_assert_false (aloud_profiles_get_writable (f->profiles));
  profile = aloud_profiles_add (f->profiles, "One", NULL);
  g_settings_set_string (aloud_profile_get_settings (profile), "config-id", "c");
  aloud_profiles_set_default (f->profiles, profile);
  aloud_profiles_add (f->profiles, "Two", NULL);
  aloud_profiles_move (f->profiles, 1, 0);
  aloud_test_settle ();
  assert_list (f->profiles, "Two, One*");
  assert_config_id (f, "One", "c");
  aloud_profiles_remove (f->profiles, profile);
  aloud_profiles_undo_remove (f->profiles);
  assert_list (f->profiles, "Two, One*");
  g_assert_false (aloud_profiles_get_writable (f->profiles));
}

/* Root may write anywhere. */
static void
become_nobody (void)
{
  if (getuid () == 0)
    g_assert_cmpint (seteuid (65534), ==, 0);
}

static void
become_oneself (void)
{
  if (getuid () == 0)
    g_assert_cmpint (seteuid (0), ==, 0);
}

/* What was stored before is there, can be changed until the program ends, and is as before afterwards. */
static void
test_read_only (Fixture *f, gconstpointer data)
{
  static const char text[] = "[Aloud]\nprofiles=['8c0cc9f0-3f0b-4f7c-8b60-0a3f3f3f3f3f']\nagent-volume=0.5\n"
                             "[profiles/8c0cc9f0-3f0b-4f7c-8b60-0a3f3f3f3f3f]\nname='One'\nconfig-id='c'\nstage=7\n"
                             "[profiles//]\nname='Nobody'\n[something else]\nname='Nothing'\n";
  g_autofree char *folder = g_path_get_dirname (f->path);
  g_autoptr(GSettings) settings = NULL;
  g_autofree char *after = NULL;

  write_file (f, text);
  g_chmod (f->path, 0644);
  g_chmod (f->folder, 0755);
  g_chmod (folder, 0555);
  become_nobody ();
  restart (f);
  g_assert_false (aloud_profiles_get_writable (f->profiles));
  g_assert_cmpuint (aloud_profiles_get_damaged (f->profiles), ==, 1);
  assert_list (f->profiles, "One");
  assert_config_id (f, "One", "c");
  settings = aloud_settings_store_get (aloud_profiles_get_store (f->profiles), ALOUD_APP_ID, NULL);
  g_assert_cmpfloat (g_settings_get_double (settings, "agent-volume"), ==, .5);

  g_settings_set_string (aloud_profile_get_settings (aloud_profiles_find_by_name (f->profiles, "One")), "config-id", "d");
  aloud_profiles_add (f->profiles, "Two", NULL);
  aloud_test_settle ();
  assert_list (f->profiles, "One, Two");
  assert_config_id (f, "One", "d");
  g_assert_false (aloud_profiles_get_writable (f->profiles));
  g_clear_object (&settings);

  g_clear_object (&f->profiles);
  become_oneself ();
  g_chmod (folder, 0755);
  after = read_file (f);
  g_assert_cmpstr (after, ==, text);
  restart (f);
  g_assert_true (aloud_profiles_get_writable (f->profiles));
  assert_list (f->profiles, "One");
  assert_config_id (f, "One", "c");
}

/* Meanwhile no file can grow: what a full disk does. Standard output is a pipe. */
static void
set_disk_full (gboolean full)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  signal (SIGXFSZ, SIG_IGN);
  limit.rlim_cur = full ? 0 : limit.rlim_max;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

/* Nothing of what is done is lost before the program ends, and when there is space again all of it is stored. */
static void
test_full_disk (Fixture *f, gconstpointer data)
{
  AloudProfile *profile = aloud_profiles_add (f->profiles, "One", NULL);

  aloud_test_settle ();
  g_assert_true (aloud_profiles_get_writable (f->profiles));
  set_disk_full (TRUE);
  g_settings_set_string (aloud_profile_get_settings (profile), "config-id", "c");
  aloud_profiles_add (f->profiles, "Two", NULL);
  aloud_test_wait (!aloud_profiles_get_writable (f->profiles));
  aloud_test_settle ();
  assert_list (f->profiles, "One, Two");
  assert_config_id (f, "One", "c");

  set_disk_full (FALSE);
  g_settings_set_string (aloud_profile_get_settings (profile), "project-id", "p");
  aloud_test_wait (aloud_profiles_get_writable (f->profiles));
  restart (f);
  assert_list (f->profiles, "One, Two");
  assert_config_id (f, "One", "c");
}

/* The program begins on it. */
static void
test_full_disk_at_first (Fixture *f, gconstpointer data)
{
  AloudProfile *profile;

  set_disk_full (TRUE);
  restart (f);
  profile = aloud_profiles_add (f->profiles, "One", NULL);
  g_settings_set_string (aloud_profile_get_settings (profile), "config-id", "c");
  aloud_test_wait (!aloud_profiles_get_writable (f->profiles));
  assert_list (f->profiles, "One");
  assert_config_id (f, "One", "c");
  set_disk_full (FALSE);
}

/* The folder went while the program ran. */
static void
test_unwritable_later (Fixture *f, gconstpointer data)
{
  g_autofree guint *notified = aloud_test_count_notify (f->profiles, "writable");
  AloudProfile *profile = aloud_profiles_add (f->profiles, "One", NULL);
  g_autofree char *folder = g_path_get_dirname (f->path);

  aloud_test_settle ();
  g_assert_cmpuint (*notified, ==, 0);
  aloud_test_delete_folder (folder);
  g_assert_true (g_file_set_contents (folder, "", -1, NULL));
  g_settings_set_string (aloud_profile_get_settings (profile), "config-id", "c");
  aloud_test_wait (!aloud_profiles_get_writable (f->profiles));
  g_assert_cmpuint (*notified, ==, 1);
  g_clear_object (&f->profiles);
  g_remove (folder);
  restart (f);
}

#define ADD(name, function) g_test_add ("/profiles/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "of the test", TRUE);

  ADD ("restart", test_restart);
  ADD ("order", test_order);
  ADD ("remove", test_remove);
  ADD ("remove-and-quit", test_remove_and_quit);
  ADD ("remove-secret", test_remove_secret);
  ADD ("remove-without-keyring", test_remove_without_keyring);
  ADD ("for-reading", test_for_reading);
  ADD ("duplicate", test_duplicate);
  ADD ("environment", test_environment);
  ADD ("damaged-file", test_damaged_file);
  ADD ("damaged-again", test_damaged_again);
  ADD ("damaged-for-reading", test_damaged_for_reading);
  ADD ("unreadable", test_unreadable);
  ADD ("damaged-values", test_damaged_values);
  ADD ("damaged-session-settings", test_damaged_session_settings);
  ADD ("unwritable", test_unwritable);
  ADD ("read-only", test_read_only);
  ADD ("full-disk", test_full_disk);
  ADD ("full-disk-at-first", test_full_disk_at_first);
  ADD ("unwritable-later", test_unwritable_later);
  return g_test_run ();
}
