/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-keeping-group.h"

#include "aloud-agent-facts.h"
#include "aloud-spoken-name.h"
#include "aloud-tame.h"

#include <glib/gi18n.h>

#define KEY "kept-agents"

static const guint days[] = { 0, 7, 30, 90, 365 };

char *
aloud_keeping_group_dup_id (gpointer agent)
{
  AloudProfile *profile = aloud_agent_facts_get_profile (ALOUD_AGENT (agent));

  if (profile != NULL)
    return g_strdup (aloud_profile_get_id (profile));
  return g_strdup (aloud_agent_facts_is_practice (ALOUD_AGENT (agent)) ? "practice" : "environment");
}

/* The setting without @id, or with it. */
static void
set_kept (GSettings *settings, const char *id, gboolean kept)
{
  g_auto (GStrv) before = g_settings_get_strv (settings, KEY);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) after = NULL;

  for (guint i = 0; before[i] != NULL; i++)
    if (!g_str_equal (before[i], id))
      g_strv_builder_add (builder, before[i]);
  if (kept)
    g_strv_builder_add (builder, id);
  after = g_strv_builder_end (builder);
  g_settings_set_strv (settings, KEY, (const char *const *) after);
}

static gboolean
is_kept (GSettings *settings, const char *id)
{
  g_auto (GStrv) kept = g_settings_get_strv (settings, KEY);

  return g_strv_contains ((const char *const *) kept, id);
}

static void
on_switched (GtkSwitch *button, GParamSpec *pspec, GSettings *settings)
{
  const char *id = g_object_get_data (G_OBJECT (button), "agent-id");

  if (is_kept (settings, id) != gtk_switch_get_active (button))
    set_kept (settings, id, gtk_switch_get_active (button));
}

static GtkWidget *
create_row (AloudAgent *agent, GSettings *settings)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, NULL);
  GtkWidget *button = gtk_switch_new ();
  g_autofree char *own_name = aloud_agent_dup_name (agent);
  g_autofree char *name = aloud_tame_name (own_name);
  char *id = aloud_keeping_group_dup_id (agent);

  g_object_set (row, "title", *name != '\0' ? name : _("Unnamed agent"), NULL);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_switch_set_active (GTK_SWITCH (button), is_kept (settings, id));
  g_object_set_data_full (G_OBJECT (button), "agent-id", id, g_free);
  g_signal_connect_object (button, "notify::active", G_CALLBACK (on_switched), settings, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  return row;
}

static void
on_days (AdwComboRow *row, GParamSpec *pspec, GSettings *settings)
{
  guint selected = adw_combo_row_get_selected (row);

  if (selected < G_N_ELEMENTS (days) && g_settings_get_uint (settings, "keep-days") != days[selected])
    g_settings_set_uint (settings, "keep-days", days[selected]);
}

static GtkWidget *
create_days (GSettings *settings)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint kept = g_settings_get_uint (settings, "keep-days");
  guint selected = 0;

  gtk_string_list_append (names, C_("keep conversations", "Until I Delete Them"));
  for (guint i = 1; i < G_N_ELEMENTS (days); i++)
    {
      g_autofree char *name = g_strdup_printf (ngettext ("%u Day", "%u Days", days[i]), days[i]);

      gtk_string_list_append (names, name);
      if (kept >= days[i])
        selected = i;
    }
  g_object_set (row, "title", _("Keep Them For"), "model", names, "selected", selected, NULL);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (on_days), settings, 0);
  return row;
}

AdwPreferencesGroup *
aloud_keeping_group_new (GSettings *settings, GListModel *agents)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  GtkWidget *expander = adw_expander_row_new ();

  g_return_val_if_fail (G_IS_SETTINGS (settings), group);
  g_return_val_if_fail (G_IS_LIST_MODEL (agents), group);

  adw_preferences_group_set_description (group, _("What is said is kept on this computer alone, as text, without the "
                                                  "sound. Nothing is kept unless you turn it on, and "
                                                "nothing of what was said before that."));
  g_object_set (expander, "title", _("Keep Conversations With"), NULL);
  for (guint i = 0; i < g_list_model_get_n_items (agents); i++)
    {
      g_autoptr (AloudAgent) agent = g_list_model_get_item (agents, i);

      adw_expander_row_add_row (ADW_EXPANDER_ROW (expander), create_row (agent, settings));
    }
  adw_preferences_group_add (group, expander);
  adw_preferences_group_add (group, create_days (settings));
  aloud_spoken_name_set (expander, _("Keep Conversations With"));
  aloud_spoken_name_set_lists (GTK_WIDGET (group), (const char *const[]) {
    _("What Is Kept"), _("Keep Conversations With"), _("Agents Whose Conversations Are Kept"), NULL });
  return group;
}
