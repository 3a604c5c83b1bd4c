/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-shortcut-table.h"

#include "aloud-macros.h"

static void
free_entry (AloudShortcutEntry *entry)
{
  g_free (entry->id);
  g_free (entry->description);
  g_free (entry->preferred_trigger);
  g_free (entry->trigger);
  g_free (entry);
}

GPtrArray *
aloud_shortcut_table_new (const AloudShortcut *shortcuts, guint n_shortcuts)
{
  GPtrArray *table = g_ptr_array_new_full (n_shortcuts, (GDestroyNotify) free_entry);

  for (guint i = 0; i < n_shortcuts; i++)
    {
      AloudShortcutEntry *entry = g_new0 (AloudShortcutEntry, 1);

      entry->id = g_strdup (shortcuts[i].id);
      entry->description = g_strdup (shortcuts[i].description);
      entry->preferred_trigger = g_strdup (shortcuts[i].preferred_trigger);
      g_ptr_array_add (table, entry);
    }
  return table;
}

AloudShortcutEntry *
aloud_shortcut_table_find (GPtrArray *table, const char *id)
{
  for (guint i = 0; i < table->len; i++)
    {
      AloudShortcutEntry *entry = g_ptr_array_index (table, i);

      if (g_str_equal (entry->id, id))
        return entry;
    }
  return NULL;
}

/* NULL when @id is not in @list. */
static const char *
find_trigger (GVariant *list, const char *id)
{
  for (gsize i = 0; i < g_variant_n_children (list); i++)
    {
      g_autoptr(GVariant) details = NULL;
      const char *listed, *trigger;

      g_variant_get_child (list, i, "(&s@a{sv})", &listed, &details);
      if (g_str_equal (listed, id))
        return g_variant_lookup (details, "trigger_description", "&s", &trigger) ? trigger : "";
    }
  return NULL;
}

gboolean
aloud_shortcut_table_apply (GPtrArray *table, GVariant *list)
{
  gboolean changed = FALSE;

  for (guint i = 0; i < table->len; i++)
    {
      AloudShortcutEntry *entry = g_ptr_array_index (table, i);

      changed |= aloud_set_str (&entry->trigger, find_trigger (list, entry->id));
    }
  return changed;
}

GStrv
aloud_shortcut_table_dup_bound (GPtrArray *table)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < table->len; i++)
    {
      AloudShortcutEntry *entry = g_ptr_array_index (table, i);

      if (entry->trigger != NULL)
        g_strv_builder_add (builder, entry->id);
    }
  return g_strv_builder_end (builder);
}

gboolean
aloud_shortcut_table_any_bound (GPtrArray *table)
{
  g_auto(GStrv) bound = aloud_shortcut_table_dup_bound (table);

  return bound[0] != NULL;
}

GVariant *
aloud_shortcut_table_describe (GPtrArray *table, const char *const *ids)
{
  GVariantBuilder list;

  g_variant_builder_init (&list, G_VARIANT_TYPE ("a(sa{sv})"));
  for (guint i = 0; i < table->len; i++)
    {
      AloudShortcutEntry *entry = g_ptr_array_index (table, i);
      GVariantDict details;

      if (ids != NULL && !g_strv_contains (ids, entry->id))
        continue;
      g_variant_dict_init (&details, NULL);
      g_variant_dict_insert (&details, "description", "s", entry->description);
      g_variant_dict_insert (&details, "preferred_trigger", "s", entry->preferred_trigger);
      g_variant_builder_add (&list, "(s@a{sv})", entry->id, g_variant_dict_end (&details));
    }
  return g_variant_builder_end (&list);
}
