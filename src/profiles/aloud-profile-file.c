/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-profile-file.h"

#include <string.h>

#include "aloud-error.h"
#include "aloud-json.h"
#include "aloud-session-settings.h"

#define VERSION_MEMBER "aloud-agent"
#define VERSION        1
#define TEXT_MAX       2000 /* bytes; the layout of a word takes the square of its length */

/* In this order they are written. All others stay here. */
static const char *const passed_on[] = {
  "name", "stage", "base-url", "ca-file", "config-id", "project-id", "credential-kind", "token-source", "token-address",
  "token-method", "token-in-query", "dialect", "preset", "session-settings", "push-to-talk",
  "idle-minutes",
};

static gboolean
refuse (GError **error, const char *name, const char *reason)
{
  g_autofree char *printable = g_strescape (name, NULL);

  g_set_error (error, ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_BAD_FILE, "%s: %s", printable, reason);
  return FALSE;
}

static GSettingsSchema *
get_schema (GSettings *settings)
{
  GSettingsSchema *schema = NULL;

  g_object_get (settings, "settings-schema", &schema, NULL);
  return schema;
}

/* Whoever gets the file has no such command. */
static GVariant *
get_value (GSettings *settings, const char *name)
{
  GVariant *value = g_settings_get_value (settings, name);

  if (!g_str_equal (name, "token-source") || !g_str_equal (g_variant_get_string (value, NULL), "command"))
    return value;
  g_variant_unref (value);
  return g_settings_get_default_value (settings, name);
}

char *
aloud_profile_file_write (GSettings *settings)
{
  g_autoptr(JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autoptr(JsonObject) object = json_object_new ();

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  json_object_set_int_member (object, VERSION_MEMBER, VERSION);
  for (guint i = 0; i < G_N_ELEMENTS (passed_on); i++)
    {
      g_autoptr(GVariant) value = get_value (settings, passed_on[i]);

      json_object_set_member (object, passed_on[i], json_gvariant_serialize (value));
    }
  json_node_set_object (root, object);
  return json_to_string (root, TRUE);
}

/* What turns the direction of writing could make another address of the one that is read. */
static gboolean
is_embedding (gunichar character)
{
  return (character >= 0x202a && character <= 0x202e) || (character >= 0x2066 && character <= 0x2069);
}

static gboolean
is_printable (const char *text)
{
  if (strlen (text) > TEXT_MAX)
    return FALSE;
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (g_unichar_iscntrl (g_utf8_get_char (text)) || is_embedding (g_utf8_get_char (text)))
      return FALSE;
  return TRUE;
}

/* NULL when there is none that fits. */
static GVariant *
read_simple (JsonNode *node)
{
  if (!JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  switch (json_node_get_value_type (node))
    {
    case G_TYPE_STRING:
      return is_printable (json_node_get_string (node)) ? g_variant_new_string (json_node_get_string (node)) : NULL;
    case G_TYPE_BOOLEAN:
      return g_variant_new_boolean (json_node_get_boolean (node));
    case G_TYPE_INT64:
    case G_TYPE_DOUBLE:
      return g_variant_new_double (json_node_get_double (node));
    default:
      return NULL;
    }
}

static GVariant *
read_dictionary (JsonNode *node)
{
  g_auto(GVariantDict) dictionary = G_VARIANT_DICT_INIT (NULL);
  g_autoptr(GList) members = NULL;
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  object = json_node_get_object (node);
  members = json_object_get_members (object);
  for (GList *l = members; l != NULL; l = l->next)
    {
      GVariant *value = read_simple (json_object_get_member (object, l->data));

      if (value == NULL)
        return NULL;
      g_variant_dict_insert_value (&dictionary, l->data, value);
    }
  return g_variant_dict_end (&dictionary);
}

/* A number without a fraction, of a key that takes no other. */
static GVariant *
read_whole (JsonNode *node)
{
  gint64 value;

  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return NULL;
  value = json_node_get_int (node);
  return value >= 0 && value <= G_MAXUINT32 ? g_variant_new_uint32 ((guint32) value) : NULL;
}

static GVariant *
read_member (GSettingsSchema *schema, const char *name, JsonNode *node, GError **error)
{
  g_autoptr(GSettingsSchemaKey) key = g_settings_schema_get_key (schema, name);
  const GVariantType *type = g_settings_schema_key_get_value_type (key);
  g_autoptr(GVariant) value = NULL;

  if (g_variant_type_equal (type, G_VARIANT_TYPE_UINT32))
    value = read_whole (node);
  else
    value = g_variant_type_equal (type, G_VARIANT_TYPE_VARDICT) ? read_dictionary (node) : read_simple (node);
  if (value != NULL)
    g_variant_ref_sink (value);
  if (value != NULL && g_variant_is_of_type (value, type) && g_settings_schema_key_range_check (key, value))
    return g_steal_pointer (&value);
  refuse (error, name, "a value that it cannot have");
  return NULL;
}

/* By name; NULL after the first thing that is wrong. */
static GHashTable *
read_members (GSettingsSchema *schema, JsonObject *object, GError **error)
{
  g_autoptr(GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_variant_unref);
  g_autoptr(GList) members = json_object_get_members (object);

  for (GList *l = members; l != NULL; l = l->next)
    {
      GVariant *value;
      gboolean known = FALSE;

      if (g_str_equal (l->data, VERSION_MEMBER))
        continue;
      for (guint i = 0; i < G_N_ELEMENTS (passed_on) && !known; i++)
        known = g_str_equal (passed_on[i], l->data);
      if (!known)
        {
          refuse (error, l->data, "does not belong there");
          return NULL;
        }
      value = read_member (schema, l->data, json_object_get_member (object, l->data), error);
      if (value == NULL)
        return NULL;
      g_hash_table_insert (values, l->data, value);
    }
  return g_steal_pointer (&values);
}

static gboolean
check_version (JsonObject *object, GError **error)
{
  JsonNode *version = json_object_get_member (object, VERSION_MEMBER);

  if (version == NULL)
    return refuse (error, VERSION_MEMBER, "is missing");
  if (!JSON_NODE_HOLDS_VALUE (version) || json_node_get_value_type (version) != G_TYPE_INT64
      || json_node_get_int (version) != VERSION)
    return refuse (error, VERSION_MEMBER, "another version of Aloud wrote it");
  return TRUE;
}

static gboolean
brings_command (GHashTable *values)
{
  GVariant *source = g_hash_table_lookup (values, "token-source");

  return source != NULL && g_str_equal (g_variant_get_string (source, NULL), "command");
}

/* What nobody could send or show does not come in. */
static GStrv
clean_session_settings (GHashTable *values)
{
  GVariant *dirty = g_hash_table_lookup (values, "session-settings");
  GStrv left_out;

  if (dirty == NULL)
    return g_new0 (char *, 1);
  left_out = aloud_session_settings_unfit (dirty);
  g_hash_table_insert (values, (gpointer) "session-settings", aloud_session_settings_clean (dirty));
  return left_out;
}

static void
apply (GHashTable *values, GSettingsSchema *schema, GSettings *into)
{
  g_auto(GStrv) keys = g_settings_schema_list_keys (schema);

  for (guint i = 0; keys[i] != NULL; i++)
    {
      GVariant *value = g_hash_table_lookup (values, keys[i]);

      if (value != NULL)
        g_settings_set_value (into, keys[i], value);
      else
        g_settings_reset (into, keys[i]);
    }
}

gboolean
aloud_profile_file_read (const char *text, gsize length, GSettings *into, GStrv *left_out, GError **error)
{
  g_auto(GStrv) unfit = NULL;
  g_autoptr(GSettingsSchema) schema = NULL;
  g_autoptr(JsonObject) object = NULL;
  g_autoptr(GHashTable) values = NULL;
  g_autoptr(GError) cause = NULL;

  g_return_val_if_fail (text != NULL || length == 0, FALSE);
  g_return_val_if_fail (G_IS_SETTINGS (into), FALSE);

  if (length > ALOUD_PROFILE_FILE_MAX_SIZE)
    return refuse (error, "file", "larger than 64 KiB");
  object = aloud_json_parse (text, length, &cause);
  if (object == NULL)
    return refuse (error, "file", cause->message);
  if (!check_version (object, error))
    return FALSE;

  schema = get_schema (into);
  values = read_members (schema, object, error);
  if (values == NULL)
    return FALSE;
  if (brings_command (values))
    return refuse (error, "token-source", "a file cannot bring a command");
  unfit = clean_session_settings (values);
  apply (values, schema, into);
  if (left_out != NULL)
    *left_out = g_steal_pointer (&unfit);
  return TRUE;
}
