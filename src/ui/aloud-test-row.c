/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-test-row.h"

#include "aloud-announce.h"
#include "aloud-auth-witness.h"
#include "aloud-check.h"
#include "aloud-closures.h"
#include "aloud-problem.h"
#include "aloud-profile.h"
#include "aloud-spoken-name.h"

#include <glib/gi18n.h>

struct _AloudTestRow
{
  AdwPreferencesRow parent;

  /* Owned */
  GCancellable *cancellable; /* NULL when no test runs */
  AloudKeyring *keyring;     /* of the agent that was tested last, or NULL */

  /* Template */
  GtkStack *signs;
  GtkSpinner *spinner;
  GtkLabel *headline;
  GtkLabel *text;
  GtkWidget *details;
  GtkLabel *details_text;
  GtkButton *button;
};

G_DEFINE_FINAL_TYPE (AloudTestRow, aloud_test_row, ADW_TYPE_PREFERENCES_ROW)

enum {
  SIGNAL_TEST,
  SIGNAL_SUCCEEDED,
  LAST_SIGNAL,
};

static guint signals[LAST_SIGNAL];

/* @sign: NULL for none. */
static void
show (AloudTestRow *self, const char *sign, const char *headline, const char *text, const char *details)
{
  gboolean running = g_strcmp0 (sign, "running") == 0;

  gtk_widget_set_visible (GTK_WIDGET (self->signs), sign != NULL);
  if (sign != NULL)
    gtk_stack_set_visible_child_name (self->signs, sign);
  gtk_spinner_set_spinning (self->spinner, running);
  gtk_label_set_label (self->headline, headline);
  gtk_label_set_label (self->text, text);
  gtk_label_set_label (self->details_text, details != NULL ? details : "");
  gtk_widget_set_visible (self->details, details != NULL);
  /* Translators: a button that tries whether an agent can be reached */
  gtk_button_set_label (self->button, running ? _("_Cancel") : C_("try the connection", "_Test"));
  gtk_button_set_use_underline (self->button, TRUE);
  aloud_spoken_name_tidy (GTK_WIDGET (self->button));
  if (sign != NULL && !running)
    {
      g_autofree char *all = g_strdup_printf ("%s. %s", headline, text);

      aloud_announce (GTK_WIDGET (self), all);
    }
}

static void
show_nothing (AloudTestRow *self)
{
  show (self, NULL, _("Test Connection"), _("Calls the agent without a sound: the microphone stays off."), NULL);
}

static void
show_running (AloudTestRow *self)
{
  if (self->keyring != NULL && aloud_keyring_get_waiting (self->keyring))
    {
      show (self, "running", _("Waiting for the keyring"),
            _("It may be asking for its password in a window behind this one. Take all the time you need."), NULL);
      aloud_announce (GTK_WIDGET (self), gtk_label_get_label (self->headline));
    }
  else
    show (self, "running", _("Connecting…"), _("This takes a few seconds at most."), NULL);
}

static void
on_keyring_waiting (AloudTestRow *self)
{
  if (self->cancellable != NULL)
    show_running (self);
}

static void
watch_keyring (AloudTestRow *self, AloudKeyring *keyring)
{
  if (self->keyring != NULL)
    g_signal_handlers_disconnect_by_data (self->keyring, self);
  g_set_object (&self->keyring, keyring);
  if (keyring != NULL)
    g_signal_connect_object (keyring, "notify::waiting", G_CALLBACK (on_keyring_waiting), self, G_CONNECT_SWAPPED);
}

static void
add_line (GString *text, const char *format, const char *value)
{
  g_autofree char *isolated = NULL;
  g_auto (GStrv) parts = NULL;

  if (value == NULL || *value == '\0')
    return;
  isolated = aloud_isolate (value);
  parts = g_strsplit (format, "%s", 2);
  g_string_append_printf (text, "%s%s%s%s", text->len > 0 ? "\n" : "", parts[0], isolated, parts[1]);
}

static void
show_found (AloudTestRow *self, const AloudCheckResult *found)
{
  g_autofree char *headline = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  /* Translators: a number of milliseconds */
  headline = g_strdup_printf (_("The agent answered in %u ms"), found->latency_ms);
  /* Translators: %s is the name of a server */
  add_line (text, _("Server: %s"), found->host);
  /* Translators: %s is an ID that the server reported */
  add_line (text, _("Configuration: %s"), found->config_id);
  /* Translators: %s is an ID that the server reported */
  add_line (text, _("Project: %s"), found->project_id);
  if (found->config_id == NULL)
    g_string_append_printf (text, "\n%s", _("It did not say which configuration it uses."));
  show (self, "found", headline, text->str, NULL);
}

static void
show_failed (AloudTestRow *self, AloudAgent *agent, const GError *error)
{
  g_autofree char *name = aloud_agent_dup_name (agent);
  g_autofree char *isolated = aloud_isolate (name);
  g_autofree char *host = ALOUD_IS_PROFILE (agent) ? aloud_profile_dup_host (ALOUD_PROFILE (agent)) : NULL;
  g_autoptr (AloudProblem) problem = aloud_problem_describe (error, isolated, host);

  show (self, "failed", problem->title, problem->body, problem->details);
}

/* For the connection log: a test tells as much as a call. */
static void
note (AloudAgent *agent, const GError *error)
{
  AloudKeyring *keyring = ALOUD_IS_PROFILE (agent) ? aloud_profile_get_keyring (ALOUD_PROFILE (agent)) : NULL;
  AloudAuthLog *log = keyring != NULL ? aloud_keyring_get_log (keyring) : NULL;

  if (log != NULL)
    aloud_auth_witness_note (log, agent, error);
}

static void
did_check (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AloudTestRow) self = user_data;
  g_autoptr (AloudCheckResult) found = NULL;
  g_autoptr (GError) error = NULL;

  found = aloud_check_finish (ALOUD_AGENT (source), result, &error);
  if (self->cancellable != g_task_get_cancellable (G_TASK (result)))
    return; /* another has begun, or the window is gone */

  g_clear_object (&self->cancellable);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      show_nothing (self);
      return;
    }
  note (ALOUD_AGENT (source), error);
  if (found == NULL)
    {
      show_failed (self, ALOUD_AGENT (source), error);
      return;
    }
  show_found (self, found);
  g_signal_emit (self, signals[SIGNAL_SUCCEEDED], 0);
}

static void
stop (AloudTestRow *self)
{
  g_autoptr (GCancellable) cancellable = g_steal_pointer (&self->cancellable);

  g_cancellable_cancel (cancellable);
}

static void
on_clicked (AloudTestRow *self)
{
  if (self->cancellable == NULL)
    {
      g_signal_emit (self, signals[SIGNAL_TEST], 0);
      return;
    }
  stop (self);
  show_nothing (self);
}

static gboolean
aloud_test_row_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (ALOUD_TEST_ROW (widget)->button));
}

static void
aloud_test_row_dispose (GObject *object)
{
  stop (ALOUD_TEST_ROW (object));
  watch_keyring (ALOUD_TEST_ROW (object), NULL);

  G_OBJECT_CLASS (aloud_test_row_parent_class)->dispose (object);
}

static void
aloud_test_row_class_init (AloudTestRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = aloud_test_row_dispose;
  widget_class->grab_focus = aloud_test_row_grab_focus;

  signals[SIGNAL_TEST] = g_signal_new ("test", ALOUD_TYPE_TEST_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 0);
  signals[SIGNAL_SUCCEEDED] = g_signal_new ("succeeded", ALOUD_TYPE_TEST_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                            G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, ALOUD_RESOURCE_PATH "/ui/aloud-test-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AloudTestRow, signs);
  gtk_widget_class_bind_template_child (widget_class, AloudTestRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, AloudTestRow, headline);
  gtk_widget_class_bind_template_child (widget_class, AloudTestRow, text);
  gtk_widget_class_bind_template_child (widget_class, AloudTestRow, details);
  gtk_widget_class_bind_template_child (widget_class, AloudTestRow, details_text);
  gtk_widget_class_bind_template_child (widget_class, AloudTestRow, button);
  gtk_widget_class_bind_template_callback (widget_class, on_clicked);
}

static void
aloud_test_row_init (AloudTestRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  show_nothing (self);
}

void
aloud_test_row_run (AloudTestRow *self, AloudAgent *agent)
{
  g_return_if_fail (ALOUD_IS_TEST_ROW (self));
  g_return_if_fail (ALOUD_IS_AGENT (agent));

  stop (self);
  self->cancellable = g_cancellable_new ();
  watch_keyring (self, ALOUD_IS_PROFILE (agent) ? aloud_profile_get_keyring (ALOUD_PROFILE (agent)) : NULL);
  show_running (self);
  aloud_check_async (agent, self->cancellable, did_check, g_object_ref (self));
}

void
aloud_test_row_forget (AloudTestRow *self)
{
  g_return_if_fail (ALOUD_IS_TEST_ROW (self));

  stop (self);
  show_nothing (self);
}

gboolean
aloud_test_row_is_running (AloudTestRow *self)
{
  g_return_val_if_fail (ALOUD_IS_TEST_ROW (self), FALSE);

  return self->cancellable != NULL;
}
