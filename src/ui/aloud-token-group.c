/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-token-group.h"

#include "aloud-claims-view.h"
#include "aloud-field-note.h"
#include "aloud-form-rows.h"

#include <glib/gi18n.h>

struct _AloudTokenGroup
{
  AdwPreferencesGroup parent;

  /* Injected */
  AloudAgentForm *form;

  /* Template */
  AdwComboRow *source;
  GtkStringList *sources;
  AloudFieldNote *source_note;
  AdwPasswordEntryRow *token;
  AloudFieldNote *token_note;
  AloudClaimsView *claims;
  AdwEntryRow *address;
  AloudFieldNote *address_note;
  AdwComboRow *method;
  AdwPasswordEntryRow *bearer;
  AloudFieldNote *bearer_note;
  AdwEntryRow *command;
  AloudFieldNote *command_note;
  GtkWidget *in_query_row;
  GtkSwitch *in_query;
};

G_DEFINE_FINAL_TYPE (AloudTokenGroup, aloud_token_group, ADW_TYPE_PREFERENCES_GROUP)

static const char *const source_nicks[] = { "pasted", "address", "command", NULL };
static const char *const method_nicks[] = { "get", "post", NULL };

enum {
  SOURCE_PASTED,
  SOURCE_ADDRESS,
  SOURCE_COMMAND,
};

/* The command, as a shell would read it, though none does. */
static gboolean
argv_to_text (GValue *value, GVariant *variant, gpointer user_data)
{
  AdwEntryRow *row = user_data;
  g_autofree const char **argv = g_variant_get_strv (variant, NULL);
  const char *now = gtk_editable_get_text (GTK_EDITABLE (row));
  g_autoptr (GString) text = g_string_new (NULL);
  g_auto (GStrv) typed = NULL;

  g_shell_parse_argv (now, NULL, &typed, NULL);
  if (typed != NULL ? g_strv_equal ((const char *const *) typed, argv) : argv[0] == NULL)
    {
      g_value_set_string (value, now); /* it is being typed */
      return TRUE;
    }

  for (guint i = 0; argv[i] != NULL; i++)
    {
      gboolean plain = *argv[i] != '\0' && strpbrk (argv[i], " \t\n\"'\\$`#&|;<>()*?[]~") == NULL;
      g_autofree char *quoted = plain ? g_strdup (argv[i]) : g_shell_quote (argv[i]);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", quoted);
    }
  g_value_take_string (value, g_string_free (g_steal_pointer (&text), FALSE));
  return TRUE;
}

static GVariant *
text_to_argv (const GValue *value, const GVariantType *type, gpointer user_data)
{
  g_auto (GStrv) argv = NULL;

  if (!g_shell_parse_argv (g_value_get_string (value), NULL, &argv, NULL))
    return g_variant_new_strv (NULL, 0); /* empty, or a quotation mark is still open */
  return g_variant_new_strv ((const char *const *) argv, -1);
}

static const char *
explain_source (guint source)
{
  switch (source)
    {
    case SOURCE_ADDRESS:
      return _("Aloud fetches a fresh token before a call when the last one is about to expire.");
    case SOURCE_COMMAND:
      return _("Aloud runs a program before a call when the last token is about to expire.");
    case SOURCE_PASTED:
    default:
      return _("When it has expired, enter a new one.");
    }
}

static void
show_source (AloudTokenGroup *self, guint source)
{
  g_object_set (self->source_note, "hint", explain_source (source), NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->token), source == SOURCE_PASTED);
  gtk_widget_set_visible (GTK_WIDGET (self->address), source == SOURCE_ADDRESS);
  gtk_widget_set_visible (GTK_WIDGET (self->method), source == SOURCE_ADDRESS);
  gtk_widget_set_visible (GTK_WIDGET (self->bearer), source == SOURCE_ADDRESS);
  gtk_widget_set_visible (GTK_WIDGET (self->command), source == SOURCE_COMMAND);
}

static void
show_token (AloudTokenGroup *self, gboolean pasted)
{
  const AloudToken *token = pasted ? aloud_agent_form_get_token (self->form) : NULL;
  g_autofree char *warning = token != NULL ? aloud_claims_view_warn (token) : NULL;

  aloud_claims_view_set_token (self->claims, token);
  aloud_form_rows_tell_stored (self->form, ALOUD_SECRET_TOKEN, self->token_note, _("From your own backend."));
  if (warning != NULL)
    aloud_field_note_set_warning (self->token_note, warning);
  if (pasted)
    aloud_form_rows_check (self->form, ALOUD_FORM_SECRET, self->token_note);
  else
    aloud_field_note_set_error (self->token_note, NULL);
}

static void
update (AloudTokenGroup *self)
{
  guint source = adw_combo_row_get_selected (self->source);
  gboolean is_token = aloud_agent_form_get_secret_kind (self->form) == ALOUD_SECRET_TOKEN;

  gtk_widget_set_visible (GTK_WIDGET (self), is_token);
  show_source (self, source);
  show_token (self, is_token && source == SOURCE_PASTED);
  aloud_form_rows_check (self->form, ALOUD_FORM_TOKEN_ADDRESS, self->address_note);
  aloud_form_rows_check (self->form, ALOUD_FORM_TOKEN_COMMAND, self->command_note);
}

static void
aloud_token_group_dispose (GObject *object)
{
  AloudTokenGroup *self = ALOUD_TOKEN_GROUP (object);

  g_clear_object (&self->form);

  G_OBJECT_CLASS (aloud_token_group_parent_class)->dispose (object);
}

static void
aloud_token_group_class_init (AloudTokenGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = aloud_token_group_dispose;

  g_type_ensure (ALOUD_TYPE_FIELD_NOTE);
  g_type_ensure (ALOUD_TYPE_CLAIMS_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, ALOUD_RESOURCE_PATH "/ui/aloud-token-group.ui");
  gtk_widget_class_bind_template_child (widget_class, AloudTokenGroup, source);
  gtk_widget_class_bind_template_child (widget_class, AloudTokenGroup, sources);
  gtk_widget_class_bind_template_child (widget_class, AloudTokenGroup, source_note);
  gtk_widget_class_bind_template_child (widget_class, AloudTokenGroup, token);
  gtk_widget_class_bind_template_child (widget_class, AloudTokenGroup, token_note);
  gtk_widget_class_bind_template_child (widget_class, AloudTokenGroup, claims);
  gtk_widget_class_bind_template_child (widget_class, AloudTokenGroup, address);
  gtk_widget_class_bind_template_child (widget_class, AloudTokenGroup, address_note);
  gtk_widget_class_bind_template_child (widget_class, AloudTokenGroup, method);
  gtk_widget_class_bind_template_child (widget_class, AloudTokenGroup, bearer);
  gtk_widget_class_bind_template_child (widget_class, AloudTokenGroup, bearer_note);
  gtk_widget_class_bind_template_child (widget_class, AloudTokenGroup, command);
  gtk_widget_class_bind_template_child (widget_class, AloudTokenGroup, command_note);
  gtk_widget_class_bind_template_child (widget_class, AloudTokenGroup, in_query_row);
  gtk_widget_class_bind_template_child (widget_class, AloudTokenGroup, in_query);
}

static void
aloud_token_group_init (AloudTokenGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  /* Within Flatpak there are no programs but Aloud's own. */
  if (g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS))
    gtk_string_list_remove (self->sources, SOURCE_COMMAND);
}

void
aloud_token_group_bind (AloudTokenGroup *self, AloudAgentForm *form)
{
  GSettings *settings;

  g_return_if_fail (ALOUD_IS_TOKEN_GROUP (self));
  g_return_if_fail (ALOUD_IS_AGENT_FORM (form));
  g_return_if_fail (self->form == NULL);

  self->form = g_object_ref (form);
  settings = aloud_agent_form_get_settings (form);
  aloud_form_rows_bind_choice (settings, "token-source", self->source, source_nicks);
  aloud_form_rows_bind_choice (settings, "token-method", self->method, method_nicks);
  g_settings_bind (settings, "token-address", self->address, "text", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind_with_mapping (settings, "token-command", self->command, "text", G_SETTINGS_BIND_DEFAULT,
                                argv_to_text, text_to_argv, self->command, NULL);
  g_settings_bind (settings, "token-in-query", self->in_query, "active", G_SETTINGS_BIND_DEFAULT);
  aloud_form_rows_bind_secret (form, ALOUD_SECRET_TOKEN, self->token);
  aloud_form_rows_bind_secret (form, ALOUD_SECRET_TOKEN_ADDRESS, self->bearer);
  g_signal_connect_object (form, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

void
aloud_token_group_leave_out_rare (AloudTokenGroup *self)
{
  g_return_if_fail (ALOUD_IS_TOKEN_GROUP (self));

  gtk_widget_set_visible (self->in_query_row, FALSE);
}

gboolean
aloud_token_group_focus (AloudTokenGroup *self, AloudFormField field)
{
  GtkWidget *row = NULL;

  g_return_val_if_fail (ALOUD_IS_TOKEN_GROUP (self), FALSE);

  if (field == ALOUD_FORM_SECRET)
    row = GTK_WIDGET (self->token);
  else if (field == ALOUD_FORM_TOKEN_ADDRESS)
    row = GTK_WIDGET (self->address);
  else if (field == ALOUD_FORM_TOKEN_COMMAND)
    row = GTK_WIDGET (self->command);
  return row != NULL && gtk_widget_get_visible (GTK_WIDGET (self)) && gtk_widget_get_visible (row)
         && gtk_widget_grab_focus (row);
}
