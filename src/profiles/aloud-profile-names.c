/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-profiles.h"

#include <glib/gi18n.h>

/* What the profiles are called. */

AloudProfile *
aloud_profiles_find_by_name (AloudProfiles *self, const char *name)
{
  g_return_val_if_fail (ALOUD_IS_PROFILES (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self)); i++)
    {
      g_autoptr(AloudProfile) profile = g_list_model_get_item (G_LIST_MODEL (self), i);
      g_autofree char *other = aloud_agent_dup_name (ALOUD_AGENT (profile));

      if (g_str_equal (other, name))
        return profile; /* the list has it */
    }
  return NULL;
}

char *
aloud_profiles_dup_free_name (AloudProfiles *self, const char *name)
{
  char *free_name = g_strdup (name);

  g_return_val_if_fail (ALOUD_IS_PROFILES (self), free_name);

  for (guint n = 2; aloud_profiles_find_by_name (self, free_name) != NULL; n++)
    {
      g_free (free_name);
      /* Translators: %s is an agent's name; the number tells it from another of the same name. */
      free_name = g_strdup_printf (_("%s (%u)"), name, n);
    }
  return free_name;
}
