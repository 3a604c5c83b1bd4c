/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-settings-store.h"

#include <string.h>

#include "aloud-settings-file.h"

#define ROOT_PATH  "/io/github/aloud_voice/Aloud/"
#define ROOT_GROUP "Aloud"

static GKeyFile *
load (const char *path)
{
  g_autoptr(GKeyFile) key_file = g_key_file_new ();

  if (!g_key_file_load_from_file (key_file, path, G_KEY_FILE_NONE, NULL))
    return NULL;
  return g_steal_pointer (&key_file);
}

/* What the file says of a key: NULL when nothing, or when it cannot be used; @text tells which. */
static GVariant *
read_value (GKeyFile *key_file, GSettings *settings, GSettingsSchemaKey *key, char **text)
{
  const char *name = g_settings_schema_key_get_name (key);
  g_autoptr(GVariant) value = NULL;
  g_autofree char *path = NULL;
  g_autofree char *group = NULL;

  g_object_get (settings, "path", &path, NULL);
  g_return_val_if_fail (g_str_has_prefix (path, ROOT_PATH), NULL);
  group = g_strdup (path + strlen (ROOT_PATH));
  if (*group != '\0')
    group[strlen (group) - 1] = '\0';

  *text = g_key_file_get_value (key_file, *group != '\0' ? group : ROOT_GROUP, name, NULL);
  if (*text == NULL)
    return NULL;
  value = g_variant_parse (g_settings_schema_key_get_value_type (key), *text, NULL, NULL, NULL);
  if (value == NULL || !g_settings_schema_key_range_check (key, value))
    return NULL;
  return g_steal_pointer (&value);
}

static GSettingsSchema *
get_schema (GSettings *settings)
{
  GSettingsSchema *schema = NULL;

  g_object_get (settings, "settings-schema", &schema, NULL);
  return schema;
}

char *
aloud_settings_store_dup_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "aloud", "settings.ini", NULL);
}

const char *
aloud_settings_store_get_path (GSettingsBackend *store)
{
  return ALOUD_IS_SETTINGS_FILE (store) ? aloud_settings_file_get_path (ALOUD_SETTINGS_FILE (store)) : NULL;
}

GSettingsBackend *
aloud_settings_store_open (const char *path, gboolean *damaged)
{
  g_autofree char *own_path = NULL;
  g_autoptr(GError) error = NULL;
  GSettingsBackend *store;

  *damaged = FALSE;
  if (g_strcmp0 (g_getenv ("GSETTINGS_BACKEND"), "memory") == 0 && path == NULL)
    return g_memory_settings_backend_new ();

  if (path == NULL)
    path = own_path = aloud_settings_store_dup_path ();
  store = aloud_settings_file_new (path, ROOT_PATH, ROOT_GROUP, &error);
  if (error != NULL && error->domain == G_KEY_FILE_ERROR)
    {
      g_debug ("the settings cannot be read: %s", error->message);
      *damaged = TRUE;
    }
  return store;
}

void
aloud_settings_store_set_aside (GSettingsBackend *store)
{
  if (ALOUD_IS_SETTINGS_FILE (store))
    aloud_settings_file_set_aside (ALOUD_SETTINGS_FILE (store));
}

GSettings *
aloud_settings_store_get (GSettingsBackend *store, const char *schema, const char *path)
{
  return path != NULL ? g_settings_new_with_backend_and_path (schema, store, path)
                      : g_settings_new_with_backend (schema, store);
}

gboolean
aloud_settings_store_keeps (GSettingsBackend *store)
{
  return !ALOUD_IS_SETTINGS_FILE (store) || aloud_settings_file_save (ALOUD_SETTINGS_FILE (store));
}

guint
aloud_settings_store_repair (GSettingsBackend *store, GSettings *settings)
{
  const char *path = aloud_settings_store_get_path (store);
  g_autoptr(GSettingsSchema) schema = get_schema (settings);
  g_auto(GStrv) names = g_settings_schema_list_keys (schema);
  g_autoptr(GKeyFile) key_file = path != NULL ? load (path) : NULL;
  guint n_damaged = 0;

  for (guint i = 0; key_file != NULL && names[i] != NULL; i++)
    {
      g_autoptr(GSettingsSchemaKey) key = g_settings_schema_get_key (schema, names[i]);
      g_autofree char *text = NULL;
      g_autoptr(GVariant) value = read_value (key_file, settings, key, &text);

      if (text == NULL || value != NULL)
        continue;
      g_debug ("the setting %s cannot be used", names[i]);
      if (n_damaged++ == 0)
        aloud_settings_store_set_aside (store);
      g_settings_reset (settings, names[i]);
    }
  return n_damaged;
}

void
aloud_settings_store_copy (GSettings *from, GSettings *to)
{
  g_autoptr(GSettingsSchema) schema = get_schema (from);
  g_auto(GStrv) names = g_settings_schema_list_keys (schema);

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autoptr(GVariant) value = g_settings_get_user_value (from, names[i]);

      if (value != NULL)
        g_settings_set_value (to, names[i], value);
    }
}

void
aloud_settings_store_erase (GSettings *settings)
{
  g_autoptr(GSettingsSchema) schema = get_schema (settings);
  g_auto(GStrv) names = g_settings_schema_list_keys (schema);

  for (guint i = 0; names[i] != NULL; i++)
    g_settings_reset (settings, names[i]);
}

void
aloud_settings_store_erase_files (GSettingsBackend *store, GPtrArray *left)
{
  if (ALOUD_IS_SETTINGS_FILE (store))
    aloud_settings_file_erase (ALOUD_SETTINGS_FILE (store), left);
}
