/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-found-group.h"

#include "aloud-closures.h"
#include "aloud-endpoint.h"
#include "aloud-setting-row.h"

#include <glib/gi18n.h>

struct _AloudFoundGroup
{
  AdwPreferencesGroup parent;
};

G_DEFINE_FINAL_TYPE (AloudFoundGroup, aloud_found_group, ADW_TYPE_PREFERENCES_GROUP)

static void
add_row (AloudFoundGroup *self, const char *title, const char *value)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), value);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
}

static void
add_setting (AloudFoundGroup *self, GSettings *settings, const char *key, const char *title, const char *standard)
{
  g_autofree char *value = g_settings_get_string (settings, key);

  if (*value != '\0')
    add_row (self, title, value);
  else if (standard != NULL)
    add_row (self, title, standard);
}

/* As many characters as tell one kind of key from another, and no more. */
static void
add_secret (AloudFoundGroup *self, AloudAgentForm *form)
{
  AloudSecretKind kind = aloud_agent_form_get_secret_kind (form);
  const char *secret = aloud_agent_form_get_secret (form, kind);
  const char *title = kind == ALOUD_SECRET_API_KEY ? _("API Key") : _("Access Token");
  g_autofree char *masked = NULL;

  if (secret == NULL)
    {
      add_row (self, title, _("Not in the file"));
      return;
    }
  masked = g_strconcat (g_str_has_prefix (secret, "oak_") ? "oak_" : "", "••••••••", NULL);
  add_row (self, title, masked);
}

static void
add_left_out (AloudFoundGroup *self, GStrv left_out)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; left_out != NULL && left_out[i] != NULL; i++)
    {
      g_autofree char *name = aloud_isolate (aloud_setting_row_title (left_out[i]));

      /* Translators: between the names of settings in a list */
      g_string_append_printf (text, "%s%s", i > 0 ? C_("list", ", ") : "", name);
    }
  if (text->len > 0)
    add_row (self, _("Left Out, as It Cannot Be Used"), text->str);
}

static void
aloud_found_group_class_init (AloudFoundGroupClass *klass)
{
}

static void
aloud_found_group_init (AloudFoundGroup *self)
{
}

void
aloud_found_group_show (AloudFoundGroup *self, AloudAgentForm *form, const char *file_name, GStrv left_out)
{
  GSettings *settings;
  g_autofree char *isolated = NULL;
  g_autofree char *escaped = NULL;
  g_autofree char *title = NULL;

  g_return_if_fail (ALOUD_IS_FOUND_GROUP (self));
  g_return_if_fail (ALOUD_IS_AGENT_FORM (form));
  g_return_if_fail (file_name != NULL);

  settings = aloud_agent_form_get_settings (form);
  isolated = aloud_isolate (file_name);
  escaped = g_markup_escape_text (isolated, -1);
  /* Translators: %s is the name of a file */
  title = g_strdup_printf (_("From “%s”"), escaped);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), title);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self),
                                         _("Nothing is stored yet. Check that you know these before you add it."));
  add_setting (self, settings, "base-url", _("Server Address"), ALOUD_DEFAULT_BASE_URL);
  add_setting (self, settings, "token-address", _("Token Address"), NULL);
  add_setting (self, settings, "ca-file", _("CA File"), NULL);
  add_secret (self, form);
  add_left_out (self, left_out);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}
