/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-draft.h"

#include "aloud-profile.h"

#define G_SETTINGS_ENABLE_BACKEND
#include <gio/gsettingsbackend.h>

#define DRAFT_PATH ALOUD_RESOURCE_PATH "/draft/" /* in a store of its own: never on disk */

/* Only what differs is written, and what is as delivered is not kept: it may be delivered differently one day. */
static void
copy_key (GSettings *from, GSettings *to, const char *key)
{
  g_autoptr (GVariant) value = g_settings_get_value (from, key);
  g_autoptr (GVariant) old = g_settings_get_value (to, key);
  g_autoptr (GVariant) standard = g_settings_get_default_value (to, key);
  g_autofree char *text = NULL;

  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    {
      text = g_strstrip (g_variant_dup_string (value, NULL));
      g_variant_unref (value);
      value = g_variant_ref_sink (g_variant_new_string (text));
    }
  if (g_variant_equal (value, old))
    return;
  if (g_variant_equal (value, standard))
    g_settings_reset (to, key);
  else
    g_settings_set_value (to, key, value);
}

static GStrv
list_keys (GSettings *settings)
{
  g_autoptr (GSettingsSchema) schema = NULL;

  g_object_get (settings, "settings-schema", &schema, NULL);
  return g_settings_schema_list_keys (schema);
}

void
aloud_draft_copy (GSettings *from, GSettings *to)
{
  g_auto (GStrv) keys = NULL;

  g_return_if_fail (G_IS_SETTINGS (from));
  g_return_if_fail (G_IS_SETTINGS (to));

  keys = list_keys (to);
  for (guint i = 0; keys[i] != NULL; i++)
    copy_key (from, to, keys[i]);
}

GSettings *
aloud_draft_new (GSettings *original)
{
  g_autoptr (GSettingsSchema) schema = NULL;
  g_autoptr (GSettingsBackend) backend = g_memory_settings_backend_new ();
  GSettings *draft;

  g_return_val_if_fail (original == NULL || G_IS_SETTINGS (original), NULL);

  schema = g_settings_schema_source_lookup (g_settings_schema_source_get_default (), ALOUD_PROFILE_SCHEMA, TRUE);
  g_assert (schema != NULL);
  draft = g_settings_new_full (schema, backend, DRAFT_PATH);
  if (original != NULL)
    aloud_draft_copy (original, draft);
  return draft;
}

gboolean
aloud_draft_differs (GSettings *draft, GSettings *original)
{
  g_auto (GStrv) keys = NULL;

  g_return_val_if_fail (G_IS_SETTINGS (draft), FALSE);
  g_return_val_if_fail (original == NULL || G_IS_SETTINGS (original), FALSE);

  keys = list_keys (draft);
  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autoptr (GVariant) value = g_settings_get_value (draft, keys[i]);
      g_autoptr (GVariant) old = original != NULL ? g_settings_get_value (original, keys[i])
                                                  : g_settings_get_default_value (draft, keys[i]);

      if (!g_variant_equal (value, old))
        return TRUE;
    }
  return FALSE;
}

char *
aloud_draft_dup_text (GSettings *draft, const char *key)
{
  g_return_val_if_fail (G_IS_SETTINGS (draft), NULL);

  return g_strstrip (g_settings_get_string (draft, key));
}

gboolean
aloud_draft_is (GSettings *draft, const char *key, const char *value)
{
  g_autofree char *now = NULL;

  g_return_val_if_fail (G_IS_SETTINGS (draft), FALSE);

  now = g_settings_get_string (draft, key);
  return g_str_equal (now, value);
}
