/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-claims-view.h"

#include "aloud-closures.h"

#include <glib/gi18n.h>

enum {
  CLAIM_EXPIRES,
  CLAIM_ISSUED,
  CLAIM_PERMISSIONS,
  CLAIM_CONFIG,
  CLAIM_PROJECT,
  CLAIM_SUBJECT,
  CLAIM_ISSUER,
  CLAIM_AUDIENCE,
  N_CLAIMS,
};

struct _AloudClaimsView
{
  AdwExpanderRow parent;

  GtkWidget *rows[N_CLAIMS];
};

G_DEFINE_FINAL_TYPE (AloudClaimsView, aloud_claims_view, ADW_TYPE_EXPANDER_ROW)

static const char *const titles[N_CLAIMS] = {
  [CLAIM_EXPIRES] = N_("Valid Until"),
  [CLAIM_ISSUED] = N_("Issued"),
  [CLAIM_PERMISSIONS] = N_("Permits"),
  [CLAIM_CONFIG] = N_("Configuration ID"),
  [CLAIM_PROJECT] = N_("Project ID"),
  [CLAIM_SUBJECT] = N_("User"),
  [CLAIM_ISSUER] = N_("Issued By"),
  [CLAIM_AUDIENCE] = N_("Meant For"),
};

/* In the person's own time, as the locale writes it. */
static char *
format_date (gint64 seconds)
{
  g_autoptr (GDateTime) date = seconds != 0 ? g_date_time_new_from_unix_local (seconds) : NULL;

  return date != NULL ? g_date_time_format (date, "%c") : NULL;
}

static void
set_claim (AloudClaimsView *self, guint claim, const char *value)
{
  GtkWidget *row = self->rows[claim];

  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), value != NULL && *value != '\0' ? value : _("Not in the token"));
}

static char *
summarise (const AloudToken *token)
{
  g_autofree char *date = format_date (token->expires_at);

  if (date == NULL)
    return g_strdup (_("Valid without an end"));
  if (token->expires_at < g_get_real_time () / G_USEC_PER_SEC)
    /* Translators: %s is a date with a time */
    return g_strdup_printf (_("Was valid until %s"), date);
  /* Translators: %s is a date with a time */
  return g_strdup_printf (_("Valid until %s"), date);
}

static void
aloud_claims_view_class_init (AloudClaimsViewClass *klass)
{
}

static void
aloud_claims_view_init (AloudClaimsView *self)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _("What the Token Says"));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  for (guint i = 0; i < N_CLAIMS; i++)
    {
      self->rows[i] = adw_action_row_new ();
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->rows[i]), _(titles[i]));
      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->rows[i]), FALSE);
      adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self->rows[i]), 3);
      adw_expander_row_add_row (ADW_EXPANDER_ROW (self), self->rows[i]);
    }
}

static void
show_rows (AloudClaimsView *self, gboolean show)
{
  for (guint i = 0; i < N_CLAIMS; i++)
    gtk_widget_set_visible (self->rows[i], show);
}

void
aloud_claims_view_set_unread (AloudClaimsView *self, const char *text)
{
  g_return_if_fail (ALOUD_IS_CLAIMS_VIEW (self));

  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), text);
  show_rows (self, FALSE);
}

void
aloud_claims_view_set_token (AloudClaimsView *self, const AloudToken *token)
{
  g_autofree char *expires = NULL;
  g_autofree char *issued = NULL;
  g_autofree char *permissions = NULL;
  g_autofree char *summary = NULL;

  g_return_if_fail (ALOUD_IS_CLAIMS_VIEW (self));

  gtk_widget_set_visible (GTK_WIDGET (self), token != NULL);
  if (token == NULL)
    return;

  expires = format_date (token->expires_at);
  issued = format_date (token->issued_at);
  permissions = token->permissions != NULL ? g_strjoinv (", ", token->permissions) : NULL;
  summary = summarise (token);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), summary);
  show_rows (self, TRUE);
  set_claim (self, CLAIM_EXPIRES, expires);
  set_claim (self, CLAIM_ISSUED, issued);
  set_claim (self, CLAIM_PERMISSIONS, permissions);
  set_claim (self, CLAIM_CONFIG, token->config_id);
  set_claim (self, CLAIM_PROJECT, token->project_id);
  set_claim (self, CLAIM_SUBJECT, token->subject);
  set_claim (self, CLAIM_ISSUER, token->issuer);
  set_claim (self, CLAIM_AUDIENCE, token->audience);
}

static void
add_sentence (GString *text, char *sentence)
{
  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append (text, sentence);
  g_free (sentence);
}

/* A claim in the middle of a sentence of ours. */
static char *
with_claim (const char *format, const char *claim)
{
  g_autofree char *isolated = aloud_isolate (claim);
  g_auto (GStrv) parts = g_strsplit (format, "%s", 2);

  return g_strconcat (parts[0], isolated, parts[1], NULL);
}

char *
aloud_claims_view_warn (const AloudToken *token)
{
  g_autoptr (GString) text = g_string_new (NULL);
  AloudTokenWarnings warnings;

  g_return_val_if_fail (token != NULL, NULL);

  warnings = aloud_token_get_warnings (token);
  if (warnings & ALOUD_TOKEN_WARNING_LONG_LIVED)
    add_sentence (text, g_strdup (_("This token lives longer than an hour. The service advises 15 to 60 minutes.")));
  if (warnings & ALOUD_TOKEN_WARNING_ISSUER)
    add_sentence (text, token->issuer == NULL
                        ? g_strdup (_("It does not say who issued it."))
                        /* Translators: %s is the name of whoever issued a token */
                        : with_claim (_("It was issued by “%s” and not by the service."), token->issuer));
  if (warnings & ALOUD_TOKEN_WARNING_AUDIENCE)
    add_sentence (text, token->audience == NULL
                        ? g_strdup (_("It does not say for whom it is meant."))
                        /* Translators: %s is the name of what a token is meant for */
                        : with_claim (_("It is meant for “%s” and not for the service."), token->audience));
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}
