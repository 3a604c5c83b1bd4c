/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-settings-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DAMAGED ".damaged"
#define LEFT_SUFFIX 7   /* of a file that is being written: g_file_set_contents_full() */
#define LEFT_SECONDS 60 /* that is no longer so */
#define COPIES  100

struct _AloudSettingsFile
{
  GSettingsBackend parent;

  /* Injected */
  char *path;
  char *root_path;
  char *root_group;

  /* Owned */
  GKeyFile *contents;
  GHashTable *changes; /* a set of "group\nname": what differs from the file as it was read or written last */
  guint save; /* source ID */

  /* State */
  struct stat known;   /* of the file, when it was read or written last; zeroes when it was not there */
  gboolean unreadable; /* what is in it is not known, so it is not written over */
  gboolean cleared;      /* what others had left beside it */
};

G_DEFINE_FINAL_TYPE (AloudSettingsFile, aloud_settings_file, G_TYPE_SETTINGS_BACKEND)

/* Where a key of GSettings stands in the file. FALSE: nowhere. */
static gboolean
find_place (AloudSettingsFile *self, const char *key, char **group, char **name)
{
  const char *below, *slash;

  if (!g_str_has_prefix (key, self->root_path))
    return FALSE;
  below = key + strlen (self->root_path);
  slash = strrchr (below, '/');
  *group = slash != NULL ? g_strndup (below, (gsize) (slash - below)) : g_strdup (self->root_group);
  *name = g_strdup (slash != NULL ? slash + 1 : below);
  return TRUE;
}

static GVariant *
aloud_settings_file_read (GSettingsBackend   *backend,
                          const char         *key,
                          const GVariantType *expected_type,
                          gboolean            default_value)
{
  AloudSettingsFile *self = ALOUD_SETTINGS_FILE (backend);
  g_autofree char *group = NULL;
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  if (default_value || !find_place (self, key, &group, &name))
    return NULL;
  text = g_key_file_get_value (self->contents, group, name, NULL);
  return text != NULL ? g_variant_parse (expected_type, text, NULL, NULL, NULL) : NULL;
}

static gboolean
aloud_settings_file_get_writable (GSettingsBackend *backend, const char *key)
{
  return g_str_has_prefix (key, ALOUD_SETTINGS_FILE (backend)->root_path);
}

/* Where a link leads, so that the link stays. */
static char *
dup_target (AloudSettingsFile *self)
{
  char *target = realpath (self->path, NULL);
  char *copy = g_strdup (target != NULL ? target : self->path);

  free (target);
  return copy;
}

static void
get_stamp (AloudSettingsFile *self, struct stat *stamp)
{
  if (stat (self->path, stamp) != 0)
    *stamp = (struct stat) { 0 };
}

static gboolean
is_touched_by_others (AloudSettingsFile *self)
{
  struct stat now;

  get_stamp (self, &now);
  return now.st_ino != 0
         && (now.st_ino != self->known.st_ino || now.st_size != self->known.st_size
             || now.st_mtim.tv_sec != self->known.st_mtim.tv_sec || now.st_mtim.tv_nsec != self->known.st_mtim.tv_nsec);
}

/* One of our changes, into what others made of the file. */
static void
apply_change (AloudSettingsFile *self, GKeyFile *fresh, const char *change)
{
  const char *end = strchr (change, '\n');
  g_autofree char *group = g_strndup (change, (gsize) (end - change));
  g_autofree char *text = g_key_file_get_value (self->contents, group, end + 1, NULL);

  if (text != NULL)
    g_key_file_set_value (fresh, group, end + 1, text);
  else
    g_key_file_remove_key (fresh, group, end + 1, NULL);
}

/* A name for a copy of @text that is not taken; NULL: there is one already, or there are too many. */
static char *
dup_free_path (const char *path, const char *text, gsize length)
{
  guint n;

  for (n = 1; n < COPIES; n++)
    {
      g_autofree char *copy = n == 1 ? g_strconcat (path, DAMAGED, NULL) : g_strdup_printf ("%s" DAMAGED "-%u", path, n);
      g_autofree char *other = NULL;
      gsize other_length;

      if (!g_file_get_contents (copy, &other, &other_length, NULL))
        return g_steal_pointer (&copy);
      if (length == other_length && memcmp (text, other, length) == 0)
        return NULL;
    }
  return NULL;
}

static void
set_aside (const char *path)
{
  g_autofree char *text = NULL;
  g_autofree char *copy = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, &error))
    {
      g_debug ("the damaged settings are not kept: %s", error->message);
      return;
    }
  copy = dup_free_path (path, text, length);
  if (copy != NULL
      && !g_file_set_contents_full (copy, text, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    g_debug ("the damaged settings are not kept: %s", error->message);
}

/* Somebody edited the file: it is as they left it but for what has been changed here. FALSE: nothing is new. */
static gboolean
take_over (AloudSettingsFile *self)
{
  g_autoptr(GKeyFile) fresh = g_key_file_new ();
  g_autoptr(GError) error = NULL;
  GHashTableIter changes;
  gpointer change;

  if (!is_touched_by_others (self))
    return FALSE;
  if (!g_key_file_load_from_file (fresh, self->path, G_KEY_FILE_KEEP_COMMENTS, &error))
    {
      g_debug ("what others wrote into the settings cannot be read: %s", error->message);
      self->unreadable = error->domain == G_FILE_ERROR && error->code != G_FILE_ERROR_NOENT;
      if (!self->unreadable)
        set_aside (self->path);
      return FALSE;
    }
  g_hash_table_iter_init (&changes, self->changes);
  while (g_hash_table_iter_next (&changes, &change, NULL))
    apply_change (self, fresh, change);
  g_key_file_unref (self->contents);
  self->contents = g_steal_pointer (&fresh);
  return TRUE;
}

/* A program that was killed while it wrote has left "settings.ini.XXXXXX" beside them. A young one may be of a program that
 * writes at this moment. */
static void
clear_left (const char *folder, const char *target)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  g_autofree char *name = g_path_get_basename (target);
  gsize length = strlen (name);
  const char *left;

  while (dir != NULL && (left = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, left, NULL);
      struct stat info;

      if (strncmp (left, name, length) == 0 && left[length] == '.' && strlen (left + length) == LEFT_SUFFIX
          && lstat (path, &info) == 0 && S_ISREG (info.st_mode)
          && g_get_real_time () / G_USEC_PER_SEC - info.st_mtime > LEFT_SECONDS)
        unlink (path);
    }
}

static gboolean
write_file (AloudSettingsFile *self, GError **error)
{
  g_autofree char *target = dup_target (self);
  g_autofree char *folder = g_path_get_dirname (target);
  g_autofree char *text = NULL;
  gsize length;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error_literal (error, G_FILE_ERROR, (int) g_file_error_from_errno (errno), g_strerror (errno));
      return FALSE;
    }
  if (!self->cleared)
    clear_left (folder, target);
  self->cleared = TRUE;
  text = g_key_file_to_data (self->contents, &length, NULL);
  return g_file_set_contents_full (target, text, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

/* For as long as there is nothing to write: the folder, or where it would be made. */
static gboolean
could_write (AloudSettingsFile *self)
{
  g_autofree char *target = dup_target (self);
  g_autofree char *folder = g_path_get_dirname (target);

  while (faccessat (AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) != 0)
    {
      g_autofree char *child = g_steal_pointer (&folder);

      if (errno != ENOENT)
        return FALSE;
      folder = g_path_get_dirname (child);
    }
  return TRUE;
}

/* @anew: set to TRUE when there are settings that others made. */
static gboolean
save (AloudSettingsFile *self, gboolean *anew)
{
  g_autoptr(GError) error = NULL;

  g_clear_handle_id (&self->save, g_source_remove);
  if (self->unreadable)
    return FALSE;
  if (g_hash_table_size (self->changes) == 0)
    return could_write (self);
  *anew = take_over (self);
  if (self->unreadable)
    return FALSE;
  if (!write_file (self, &error))
    {
      g_debug ("the settings are not stored: %s", error->message);
      return FALSE;
    }
  g_hash_table_remove_all (self->changes);
  get_stamp (self, &self->known);
  return TRUE;
}

gboolean
aloud_settings_file_save (AloudSettingsFile *self)
{
  gboolean anew = FALSE;
  gboolean saved;

  g_return_val_if_fail (ALOUD_IS_SETTINGS_FILE (self), FALSE);

  saved = save (self, &anew);
  if (anew)
    g_settings_backend_path_changed (G_SETTINGS_BACKEND (self), self->root_path, NULL);
  return saved;
}

static gboolean
on_idle (gpointer user_data)
{
  AloudSettingsFile *self = user_data;

  self->save = 0;
  aloud_settings_file_save (self);
  return G_SOURCE_REMOVE;
}

/* Soon, once for all the changes of now. */
static void
save_later (AloudSettingsFile *self, const char *group, const char *name)
{
  g_hash_table_add (self->changes, g_strdup_printf ("%s\n%s", group, name));
  if (self->save == 0)
    self->save = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_idle, self, NULL);
}

static void
remove_value (AloudSettingsFile *self, const char *group, const char *name)
{
  g_auto(GStrv) others = NULL;
  gsize n = 0;

  g_key_file_remove_key (self->contents, group, name, NULL);
  others = g_key_file_get_keys (self->contents, group, &n, NULL);
  if (others != NULL && n == 0)
    g_key_file_remove_group (self->contents, group, NULL);
}

/* @value: NULL for the default. */
static gboolean
set (AloudSettingsFile *self, const char *key, GVariant *value)
{
  g_autofree char *group = NULL;
  g_autofree char *name = NULL;
  g_autofree char *text = value != NULL ? g_variant_print (value, FALSE) : NULL;
  g_autofree char *before = NULL;

  if (!find_place (self, key, &group, &name))
    return FALSE;
  before = g_key_file_get_value (self->contents, group, name, NULL);
  if (g_strcmp0 (before, text) == 0)
    return TRUE;
  if (text != NULL)
    g_key_file_set_value (self->contents, group, name, text);
  else
    remove_value (self, group, name);
  save_later (self, group, name);
  return TRUE;
}

static gboolean
aloud_settings_file_write (GSettingsBackend *backend, const char *key, GVariant *value, gpointer origin_tag)
{
  g_autoptr(GVariant) owned = g_variant_ref_sink (value);

  if (!set (ALOUD_SETTINGS_FILE (backend), key, owned))
    return FALSE;
  g_settings_backend_changed (backend, key, origin_tag);
  return TRUE;
}

static gboolean
set_from_tree (gpointer key, gpointer value, gpointer user_data)
{
  return !set (user_data, key, value);
}

static gboolean
aloud_settings_file_write_tree (GSettingsBackend *backend, GTree *tree, gpointer origin_tag)
{
  g_tree_foreach (tree, set_from_tree, backend);
  g_settings_backend_changed_tree (backend, tree, origin_tag);
  return TRUE;
}

static void
aloud_settings_file_reset (GSettingsBackend *backend, const char *key, gpointer origin_tag)
{
  if (set (ALOUD_SETTINGS_FILE (backend), key, NULL))
    g_settings_backend_changed (backend, key, origin_tag);
}

static void
aloud_settings_file_sync (GSettingsBackend *backend)
{
  aloud_settings_file_save (ALOUD_SETTINGS_FILE (backend));
}

static void
aloud_settings_file_finalize (GObject *object)
{
  AloudSettingsFile *self = ALOUD_SETTINGS_FILE (object);
  gboolean anew;

  save (self, &anew);
  g_key_file_unref (self->contents);
  g_hash_table_unref (self->changes);
  g_free (self->path);
  g_free (self->root_path);
  g_free (self->root_group);

  G_OBJECT_CLASS (aloud_settings_file_parent_class)->finalize (object);
}

static void
aloud_settings_file_class_init (AloudSettingsFileClass *klass)
{
  GSettingsBackendClass *backend_class = G_SETTINGS_BACKEND_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = aloud_settings_file_finalize;
  backend_class->read = aloud_settings_file_read;
  backend_class->get_writable = aloud_settings_file_get_writable;
  backend_class->write = aloud_settings_file_write;
  backend_class->write_tree = aloud_settings_file_write_tree;
  backend_class->reset = aloud_settings_file_reset;
  backend_class->sync = aloud_settings_file_sync;
}

static void
aloud_settings_file_init (AloudSettingsFile *self)
{
  self->contents = g_key_file_new ();
  self->changes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

GSettingsBackend *
aloud_settings_file_new (const char *path, const char *root_path, const char *root_group, GError **error)
{
  AloudSettingsFile *self;
  g_autoptr(GError) cause = NULL;

  g_return_val_if_fail (path != NULL && root_path != NULL && root_group != NULL, NULL);

  self = g_object_new (ALOUD_TYPE_SETTINGS_FILE, NULL);
  self->path = g_strdup (path);
  self->root_path = g_strdup (root_path);
  self->root_group = g_strdup (root_group);
  if (!g_key_file_load_from_file (self->contents, path, G_KEY_FILE_KEEP_COMMENTS, &cause))
    {
      g_key_file_unref (self->contents); /* what stands before the damage is in it */
      self->contents = g_key_file_new ();
      self->unreadable = cause->domain == G_FILE_ERROR && cause->code != G_FILE_ERROR_NOENT;
      g_propagate_error (error, g_steal_pointer (&cause));
    }
  get_stamp (self, &self->known);
  return G_SETTINGS_BACKEND (self);
}

const char *
aloud_settings_file_get_path (AloudSettingsFile *self)
{
  g_return_val_if_fail (ALOUD_IS_SETTINGS_FILE (self), NULL);

  return self->path;
}

void
aloud_settings_file_set_aside (AloudSettingsFile *self)
{
  g_return_if_fail (ALOUD_IS_SETTINGS_FILE (self));

  set_aside (self->path);
}

static void
erase_file (const char *path, GPtrArray *left)
{
  if (unlink (path) != 0 && errno != ENOENT)
    g_ptr_array_add (left, g_strdup (path));
}

/* "settings.ini.damaged", "settings.ini.damaged-2", "settings.ini.XXXXXX" */
static void
erase_copies (const char *path, GPtrArray *left)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *prefix = g_strconcat (name, ".", NULL);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *copy;

  while (dir != NULL && (copy = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *full = g_build_filename (folder, copy, NULL);

      if (g_str_has_prefix (copy, prefix))
        erase_file (full, left);
    }
}

/* Into an empty file, without what was written beside it by hand. */
static void
keep_group (AloudSettingsFile *self, const char *group)
{
  g_autoptr(GKeyFile) before = self->contents;
  g_auto(GStrv) keys = g_key_file_get_keys (before, group, NULL, NULL);

  self->contents = g_key_file_new ();
  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      g_autofree char *value = g_key_file_get_value (before, group, keys[i], NULL);

      g_key_file_set_value (self->contents, group, keys[i], value);
      save_later (self, group, keys[i]);
    }
}

void
aloud_settings_file_erase (AloudSettingsFile *self, GPtrArray *left)
{
  g_autofree char *target = NULL;
  g_autofree char *folder = NULL;

  g_return_if_fail (ALOUD_IS_SETTINGS_FILE (self));
  g_return_if_fail (left != NULL);

  g_clear_handle_id (&self->save, g_source_remove);
  target = dup_target (self);
  erase_copies (target, left);
  erase_file (target, left);
  erase_file (self->path, left);
  self->known = (struct stat) { 0 };
  self->unreadable = FALSE;
  g_hash_table_remove_all (self->changes);
  folder = g_path_get_dirname (target);
  rmdir (folder); /* should there be nothing else in it */
  keep_group (self, self->root_group);
}
