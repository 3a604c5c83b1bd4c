/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-save-bar.h"

#include "aloud-agent-save.h"
#include "aloud-announce.h"
#include "aloud-form-questions.h"
#include "aloud-macros.h"
#include "aloud-problem.h"

#include <glib/gi18n.h>

struct _AloudSaveBar
{
  AdwBin parent;

  /* Injected, by the last call */
  AloudAgentForm *form;
  AloudProfiles *profiles;
  AloudProfile *profile; /* NULL: a new agent */

  /* Owned */
  GCancellable *cancellable; /* of the storing that runs, else NULL */

  /* Template */
  GtkRevealer *revealer;
  GtkLabel *title;
  GtkLabel *text;
  GtkWidget *use_for_session;
};

G_DEFINE_FINAL_TYPE (AloudSaveBar, aloud_save_bar, ADW_TYPE_BIN)

enum {
  PROP_0,
  PROP_BUSY,
  LAST_PROP,
};

enum {
  SIGNAL_SAVED,
  LAST_SIGNAL,
};

static GParamSpec *props[LAST_PROP];
static guint signals[LAST_SIGNAL];

static void
reveal (AloudSaveBar *self, const char *title, const char *text)
{
  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->text, text);
  gtk_revealer_set_reveal_child (self->revealer, TRUE);
  aloud_announce (GTK_WIDGET (self->title), title);
}

static void
set_cancellable (AloudSaveBar *self, GCancellable *cancellable)
{
  gboolean was_busy = self->cancellable != NULL;

  g_set_object (&self->cancellable, cancellable);
  if (was_busy != (cancellable != NULL))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BUSY]);
}

static void
on_waiting (AloudSaveBar *self)
{
  if (self->cancellable == NULL)
    return;
  if (aloud_keyring_get_waiting (aloud_agent_form_get_keyring (self->form)))
    reveal (self, _("Waiting for the keyring"),
            _("It may be asking for its password in a window behind this one. Take all the time you need."));
  else
    gtk_revealer_set_reveal_child (self->revealer, FALSE);
}

static void
show_error (AloudSaveBar *self, const GError *error)
{
  g_autoptr (AloudProblem) problem = aloud_problem_describe (error, NULL, NULL);

  reveal (self, problem->title, problem->body);
  gtk_widget_grab_focus (self->use_for_session);
}

static void
did_save (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AloudSaveBar) self = user_data;
  g_autoptr (AloudProfile) profile = NULL;
  g_autoptr (GError) error = NULL;

  profile = aloud_agent_save_finish (ALOUD_AGENT_FORM (source), result, &error);
  if (self->cancellable != g_task_get_cancellable (G_TASK (result)))
    return; /* it was tried in another way, or the window is gone */

  set_cancellable (self, NULL);
  gtk_revealer_set_reveal_child (self->revealer, FALSE);
  if (profile != NULL)
    g_signal_emit (self, signals[SIGNAL_SAVED], 0, profile);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_error (self, error);
}

static void
start (AloudSaveBar *self, gboolean session_only)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_cancellable_cancel (self->cancellable);
  gtk_revealer_set_reveal_child (self->revealer, FALSE);
  set_cancellable (self, cancellable);
  aloud_agent_save_async (self->form, self->profiles, self->profile, session_only, cancellable, did_save,
                          g_object_ref (self));
}

static void
did_confirm (GObject *object)
{
  start (ALOUD_SAVE_BAR (object), FALSE);
}

static void
on_cancel (AloudSaveBar *self)
{
  aloud_save_bar_stop (self);
}

static void
on_use_for_session (AloudSaveBar *self)
{
  start (self, TRUE);
}

static void
aloud_save_bar_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_BUSY:
      g_value_set_boolean (value, ALOUD_SAVE_BAR (object)->cancellable != NULL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_save_bar_dispose (GObject *object)
{
  AloudSaveBar *self = ALOUD_SAVE_BAR (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->form);
  g_clear_object (&self->profiles);
  g_clear_object (&self->profile);

  G_OBJECT_CLASS (aloud_save_bar_parent_class)->dispose (object);
}

static void
aloud_save_bar_class_init (AloudSaveBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = aloud_save_bar_get_property;
  object_class->dispose = aloud_save_bar_dispose;

  props[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, ALOUD_PARAM_READABLE);
  g_object_class_install_properties (object_class, LAST_PROP, props);

  signals[SIGNAL_SAVED] = g_signal_new ("saved", ALOUD_TYPE_SAVE_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, ALOUD_TYPE_PROFILE);

  gtk_widget_class_set_template_from_resource (widget_class, ALOUD_RESOURCE_PATH "/ui/aloud-save-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, AloudSaveBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, AloudSaveBar, title);
  gtk_widget_class_bind_template_child (widget_class, AloudSaveBar, text);
  gtk_widget_class_bind_template_child (widget_class, AloudSaveBar, use_for_session);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel);
  gtk_widget_class_bind_template_callback (widget_class, on_use_for_session);
}

static void
aloud_save_bar_init (AloudSaveBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
aloud_save_bar_save (AloudSaveBar *self, AloudAgentForm *form, AloudProfiles *profiles, AloudProfile *profile)
{
  g_return_if_fail (ALOUD_IS_SAVE_BAR (self));
  g_return_if_fail (ALOUD_IS_AGENT_FORM (form));
  g_return_if_fail (ALOUD_IS_PROFILES (profiles));

  if (g_set_object (&self->form, form))
    g_signal_connect_object (aloud_agent_form_get_keyring (form), "notify::waiting", G_CALLBACK (on_waiting), self,
                             G_CONNECT_SWAPPED);
  g_set_object (&self->profiles, profiles);
  g_set_object (&self->profile, profile);
  if (aloud_form_questions_is_risky (form))
    aloud_form_questions_ask_risky (GTK_WIDGET (self), form, did_confirm);
  else
    start (self, FALSE);
}

void
aloud_save_bar_stop (AloudSaveBar *self)
{
  g_return_if_fail (ALOUD_IS_SAVE_BAR (self));

  g_cancellable_cancel (self->cancellable);
  set_cancellable (self, NULL);
  gtk_revealer_set_reveal_child (self->revealer, FALSE);
}
