/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-token-group.h"

#include "aloud-announce.h"
#include "aloud-claims-view.h"
#include "aloud-draft.h"
#include "aloud-field-note.h"
#include "aloud-form-rows.h"
#include "aloud-problem.h"
#include "aloud-stored-token.h"

#include <glib/gi18n.h>

struct _AloudTokenGroup
{
  AdwPreferencesGroup parent;

  /* Injected */
  AloudAgentForm *form;

  /* Owned */
  AloudStoredToken *stored;

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

/* The one that is stored for this server; it may have been fetched. */
static gboolean
has_stored (AloudTokenGroup *self, gboolean is_token)
{
  return is_token && aloud_agent_form_get_stored (self->form, NULL) != ALOUD_SECRET_ABSENT
         && aloud_agent_form_get_secret (self->form, ALOUD_SECRET_TOKEN) == NULL;
}

static char *
describe_unread (AloudTokenGroup *self)
{
  const GError *error = aloud_stored_token_get_error (self->stored);
  g_autoptr (AloudProblem) problem = error != NULL ? aloud_problem_describe (error, NULL, NULL) : NULL;

  if (problem != NULL)
    return g_strdup_printf ("%s. %s", problem->title, problem->body);
  if (aloud_agent_form_get_stored (self->form, NULL) == ALOUD_SECRET_SESSION)
    return g_strdup (_("Open this to look into the token, which is known until Aloud is closed"));
  if (aloud_stored_token_get_host (self->stored) == NULL)
    return g_strdup (_("Open this to read the stored token from the keyring"));
  if (aloud_keyring_get_waiting (aloud_agent_form_get_keyring (self->form)))
    return g_strdup (_("Waiting for the keyring: it may be asking for its password in a window behind this one"));
  return g_strdup (_("Reading it from the keyring…"));
}

/* Claims of a token that is shown; NULL: none is, or it has not been read. */
static const AloudToken *
show_claims (AloudTokenGroup *self, gboolean is_token, gboolean pasted)
{
  const AloudToken *token = pasted ? aloud_agent_form_get_token (self->form) : NULL;
  g_autofree char *host = aloud_agent_form_dup_host (self->form);
  g_autofree char *unread = NULL;

  if (aloud_stored_token_get_host (self->stored) != NULL
      && (!has_stored (self, is_token) || g_strcmp0 (aloud_stored_token_get_host (self->stored), host) != 0))
    {
      adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self->claims), FALSE);
      aloud_stored_token_forget (self->stored);
    }
  if (token == NULL && has_stored (self, is_token))
    {
      token = aloud_stored_token_get_claims (self->stored);
      unread = token == NULL ? describe_unread (self) : NULL;
    }
  if (unread != NULL)
    aloud_claims_view_set_unread (self->claims, unread);
  else
    aloud_claims_view_set_token (self->claims, token);
  return token;
}

/* What would be an error in one that is being typed is known about a stored one only now. */
static char *
describe_stored (AloudTokenGroup *self, const AloudToken *token)
{
  GSettings *settings = aloud_agent_form_get_settings (self->form);
  g_autofree char *project_id = aloud_draft_dup_text (settings, "project-id");
  g_autofree char *config_id = aloud_draft_dup_text (settings, "config-id");
  g_autofree char *warning = aloud_claims_view_warn (token);
  g_autoptr (AloudProblem) problem = NULL;
  g_autoptr (GError) error = NULL;

  if (aloud_token_check (token, project_id, config_id, aloud_agent_form_get_now (self->form), &error))
    return g_steal_pointer (&warning);
  problem = aloud_problem_describe (error, NULL, NULL);
  return g_strdup_printf ("%s. %s%s%s", problem->title, problem->body, warning != NULL ? " " : "",
                          warning != NULL ? warning : "");
}

static void
show_token (AloudTokenGroup *self, gboolean is_token, gboolean pasted)
{
  const AloudToken *token = show_claims (self, is_token, pasted);
  gboolean typed = token != NULL && token == aloud_agent_form_get_token (self->form);
  g_autofree char *warning = NULL;

  if (token != NULL)
    warning = typed || !pasted ? aloud_claims_view_warn (token) : describe_stored (self, token);
  aloud_form_rows_tell_stored (self->form, ALOUD_SECRET_TOKEN, self->token_note, _("From your own backend."));
  if (warning != NULL)
    aloud_field_note_set_warning (self->token_note, warning);
  aloud_field_note_set_warning (self->source_note, pasted ? NULL : warning);
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
  show_token (self, is_token, is_token && source == SOURCE_PASTED);
  aloud_form_rows_check (self->form, ALOUD_FORM_TOKEN_ADDRESS, self->address_note);
  aloud_form_rows_check (self->form, ALOUD_FORM_TOKEN_COMMAND, self->command_note);
}

static void
on_expanded (AloudTokenGroup *self)
{
  gboolean expanded = adw_expander_row_get_expanded (ADW_EXPANDER_ROW (self->claims));
  g_autofree char *host = aloud_agent_form_dup_host (self->form);

  if (expanded && host != NULL
      && has_stored (self, aloud_agent_form_get_secret_kind (self->form) == ALOUD_SECRET_TOKEN))
    aloud_stored_token_read (self->stored, host);
  else if (!expanded && aloud_stored_token_get_claims (self->stored) == NULL)
    aloud_stored_token_forget (self->stored); /* also a look at the keyring that has no end */
}

static void
on_stored_changed (AloudTokenGroup *self)
{
  update (self);
  if (aloud_stored_token_get_host (self->stored) != NULL)
    aloud_announce (GTK_WIDGET (self->claims), adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (self->claims)));
}

static void
aloud_token_group_dispose (GObject *object)
{
  AloudTokenGroup *self = ALOUD_TOKEN_GROUP (object);

  g_clear_object (&self->stored);
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
  /* Not offered; but what was chosen elsewhere is said, not replaced. */
  if (!aloud_agent_form_get_runs_commands (form) && !aloud_draft_is (settings, "token-source", "command"))
    gtk_string_list_remove (self->sources, SOURCE_COMMAND);
  aloud_form_rows_bind_choice (settings, "token-source", self->source, source_nicks);
  aloud_form_rows_bind_choice (settings, "token-method", self->method, method_nicks);
  g_settings_bind (settings, "token-address", self->address, "text", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind_with_mapping (settings, "token-command", self->command, "text", G_SETTINGS_BIND_DEFAULT,
                                argv_to_text, text_to_argv, self->command, NULL);
  g_settings_bind (settings, "token-in-query", self->in_query, "active", G_SETTINGS_BIND_DEFAULT);
  aloud_form_rows_bind_secret (form, ALOUD_SECRET_TOKEN, self->token);
  aloud_form_rows_bind_secret (form, ALOUD_SECRET_TOKEN_ADDRESS, self->bearer);
  self->stored = aloud_stored_token_new (aloud_agent_form_get_keyring (form), aloud_agent_form_get_id (form));
  g_signal_connect_object (self->stored, "changed", G_CALLBACK (on_stored_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->claims, "notify::expanded", G_CALLBACK (on_expanded), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (aloud_agent_form_get_keyring (form), "notify::waiting", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
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
