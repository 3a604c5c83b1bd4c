/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-form-questions.h"

#include "aloud-closures.h"
#include "aloud-spoken-name.h"

#include <glib/gi18n.h>

typedef struct {
  GtkWidget *widget;
  AloudConfirmed confirmed;
} Question;

static void
question_free (gpointer data, GClosure *closure)
{
  Question *self = data;

  g_object_unref (self->widget);
  g_free (self);
}

static void
on_response (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  Question *self = user_data;

  /* Whoever asked may be gone by now. */
  if (g_str_equal (response, "go-on") && gtk_widget_get_root (self->widget) != NULL)
    self->confirmed (G_OBJECT (self->widget));
}

static void
ask (GtkWidget *widget, const char *heading, const char *body, const char *stay, const char *go_on,
     AloudConfirmed confirmed)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (widget));
  GtkWidget *dialog = adw_message_dialog_new (window, heading, body);
  Question *question = g_new0 (Question, 1);

  question->widget = g_object_ref (widget);
  question->confirmed = confirmed;
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "stay", stay, "go-on", go_on, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "go-on", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "stay");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "stay");
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), question, question_free, 0);
  aloud_spoken_name_tidy (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

gboolean
aloud_form_questions_is_risky (AloudAgentForm *form)
{
  g_autofree char *stage = NULL;

  g_return_val_if_fail (ALOUD_IS_AGENT_FORM (form), FALSE);

  stage = g_settings_get_string (aloud_agent_form_get_settings (form), "stage");
  return g_str_equal (stage, "production") && aloud_agent_form_is_foreign (form)
         && aloud_agent_form_get_secret (form, aloud_agent_form_get_secret_kind (form)) != NULL;
}

void
aloud_form_questions_ask_risky (GtkWidget *widget, AloudAgentForm *form, AloudConfirmed confirmed)
{
  g_autofree char *host = NULL;
  g_autofree char *isolated = NULL;
  g_autofree char *body = NULL;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (ALOUD_IS_AGENT_FORM (form));

  host = aloud_agent_form_dup_host (form);
  isolated = aloud_isolate (host);
  /* Translators: %s is the name of a server. */
  body = g_strdup_printf (_("This agent is marked as production, and its credentials would go to %s, which is not the "
                            "service’s own server. Whoever runs that server can then use them."), isolated);
  ask (widget, _("Store Them for Another Server?"), body, _("_Cancel"), _("_Store"), confirmed);
}

void
aloud_form_questions_ask_discard (GtkWidget *widget, AloudConfirmed confirmed)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  ask (widget, _("Discard Changes?"), _("What you entered is not stored yet."), _("_Keep Editing"), _("_Discard"),
       confirmed);
}
