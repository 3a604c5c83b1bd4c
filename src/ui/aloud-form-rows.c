/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-form-rows.h"

#include <glib/gi18n.h>

/* Choices */

static gboolean
nick_to_position (GValue *value, GVariant *variant, gpointer user_data)
{
  const char *const *nicks = user_data;
  const char *nick = g_variant_get_string (variant, NULL);

  for (guint i = 0; nicks[i] != NULL; i++)
    if (g_str_equal (nicks[i], nick))
      {
        g_value_set_uint (value, i);
        return TRUE;
      }
  g_value_set_uint (value, 0); /* edited by hand */
  return TRUE;
}

static GVariant *
position_to_nick (const GValue *value, const GVariantType *type, gpointer user_data)
{
  const char *const *nicks = user_data;
  guint position = g_value_get_uint (value);

  return position < g_strv_length ((GStrv) nicks) ? g_variant_new_string (nicks[position]) : NULL;
}

void
aloud_form_rows_bind_choice (GSettings *settings, const char *key, AdwComboRow *row, const char *const *nicks)
{
  g_return_if_fail (G_IS_SETTINGS (settings));
  g_return_if_fail (ADW_IS_COMBO_ROW (row));

  g_settings_bind_with_mapping (settings, key, row, "selected", G_SETTINGS_BIND_DEFAULT, nick_to_position,
                                position_to_nick, (gpointer) nicks, NULL);
}

/* Secrets */

static void
on_key_typed (AdwPasswordEntryRow *row, AloudAgentForm *form)
{
  aloud_agent_form_set_secret (form, ALOUD_SECRET_API_KEY, gtk_editable_get_text (GTK_EDITABLE (row)));
}

static void
on_token_typed (AdwPasswordEntryRow *row, AloudAgentForm *form)
{
  aloud_agent_form_set_secret (form, ALOUD_SECRET_TOKEN, gtk_editable_get_text (GTK_EDITABLE (row)));
}

static void
on_bearer_typed (AdwPasswordEntryRow *row, AloudAgentForm *form)
{
  aloud_agent_form_set_secret (form, ALOUD_SECRET_TOKEN_ADDRESS, gtk_editable_get_text (GTK_EDITABLE (row)));
}

/* libadwaita leaves the button that reveals a password without a name (seen in 1.2). */
void
aloud_form_rows_name_reveal (GtkWidget *row)
{
  for (GtkWidget *child = gtk_widget_get_first_child (row); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (!GTK_IS_BUTTON (child))
      aloud_form_rows_name_reveal (child);
    else if (g_str_has_prefix (gtk_button_get_icon_name (GTK_BUTTON (child)) ?: "", "view-"))
      gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Show or hide"), -1);
}

void
aloud_form_rows_bind_secret (AloudAgentForm *form, AloudSecretKind kind, AdwPasswordEntryRow *row)
{
  static const GCallback typed[] = {
    [ALOUD_SECRET_API_KEY] = G_CALLBACK (on_key_typed),
    [ALOUD_SECRET_TOKEN] = G_CALLBACK (on_token_typed),
    [ALOUD_SECRET_TOKEN_ADDRESS] = G_CALLBACK (on_bearer_typed),
  };

  g_return_if_fail (ALOUD_IS_AGENT_FORM (form));
  g_return_if_fail (kind < G_N_ELEMENTS (typed));
  g_return_if_fail (ADW_IS_PASSWORD_ENTRY_ROW (row));

  /* It may have come from a file. */
  if (aloud_agent_form_get_secret (form, kind) != NULL)
    gtk_editable_set_text (GTK_EDITABLE (row), aloud_agent_form_get_secret (form, kind));
  g_signal_connect_object (row, "changed", typed[kind], form, 0);
  aloud_form_rows_name_reveal (GTK_WIDGET (row));
}

void
aloud_form_rows_check (AloudAgentForm *form, AloudFormField field, AloudFieldNote *note)
{
  g_autoptr (GError) error = NULL;

  aloud_agent_form_check_gently (form, field, &error);
  aloud_field_note_set_error (note, error);
}

/* A secret that is kept is never shown again: what stands here is all one gets to see of it. */
static const char *
describe_stored (AloudSecretState stored)
{
  switch (stored)
    {
    case ALOUD_SECRET_STORED:
      return _("Stored in the keyring. What you enter here replaces it.");
    case ALOUD_SECRET_SESSION:
      return _("Kept for this session only: it is forgotten when Aloud is closed. What you enter here replaces it.");
    case ALOUD_SECRET_LOCKED:
      return _("Stored in the keyring, which is locked now. What you enter here replaces it.");
    case ALOUD_SECRET_ABSENT:
    default:
      return NULL;
    }
}

void
aloud_form_rows_tell_stored (AloudAgentForm *form, AloudSecretKind kind, AloudFieldNote *note, const char *origin)
{
  const char *stored = NULL;
  g_autofree char *host = NULL;
  g_autofree char *moved = NULL;

  g_return_if_fail (ALOUD_IS_AGENT_FORM (form));
  g_return_if_fail (ALOUD_IS_FIELD_NOTE (note));

  if (aloud_agent_form_get_secret_kind (form) == kind)
    stored = describe_stored (aloud_agent_form_get_stored (form, NULL));
  if (stored == NULL && aloud_agent_form_moved (form) && aloud_agent_form_get_secret (form, kind) == NULL)
    {
      host = aloud_agent_form_dup_host (form);
      /* Translators: %s is the name of a server. */
      moved = g_strdup_printf (_("The one that is stored belongs to another server and is not sent to %s. Enter the "
                                 "one for this server."), host);
    }
  g_object_set (note, "hint", stored != NULL ? stored : origin, NULL);
  aloud_field_note_set_warning (note, moved);
}
