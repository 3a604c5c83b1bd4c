/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-call-notice.h"

#include "aloud-announce.h"
#include "aloud-ask.h"
#include "aloud-closures.h"
#include "aloud-macros.h"
#include "aloud-marks.h"
#include "aloud-notice.h"
#include "aloud-problem.h"
#include "aloud-remedy.h"

#include <glib/gi18n.h>

struct _AloudCallNotice
{
  AdwBin parent;

  /* Injected */
  AloudSession *session;

  /* Owned */
  GSignalGroup *signals;
  guint countdown; /* source ID; runs only while the seconds are on the screen */

  /* State */
  AloudRemedy remedy;
  gboolean idle; /* it says that the call is about to end, and offers to stay */
  gboolean echo; /* the agent heard itself */
  gboolean echo_shown; /* and that is what the notice says */

  /* Template */
  AloudNotice *notice;
};

G_DEFINE_FINAL_TYPE (AloudCallNotice, aloud_call_notice, ADW_TYPE_BIN)

enum {
  PROP_0,
  PROP_SESSION,
  LAST_PROP,
};

static GParamSpec *props[LAST_PROP];

/* A try that runs belongs to it as much as the wait before: otherwise the notice would come and go with each. */
static gboolean
is_reconnecting (AloudCallNotice *self)
{
  guint attempt = 0;

  if (self->session == NULL)
    return FALSE;
  g_object_get (self->session, "attempt", &attempt, NULL);
  return aloud_session_get_state (self->session) == ALOUD_STATE_RECONNECTING
         || (aloud_session_get_state (self->session) == ALOUD_STATE_CONNECTING && attempt > 0);
}

static void
show_reconnecting (AloudCallNotice *self)
{
  gboolean waiting = aloud_session_get_state (self->session) == ALOUD_STATE_RECONNECTING;
  g_autofree char *wait = aloud_marks_describe_wait (self->session);
  g_autofree char *body = NULL;
  g_autoptr(AloudProblem) problem = aloud_problem_describe_call (self->session, NULL);

  /* Translators: %s is "Trying again in 4 seconds (try 2 of 5)." */
  body = g_strdup_printf (_("%s You cannot be heard until then."), wait);
  self->remedy = ALOUD_REMEDY_NONE;
  g_object_set (self->notice,
                "icon-name", "network-error-symbolic",
                "title", problem->title,
                "body", body,
                "details", problem->details,
                "button", waiting ? _("Try Now") : NULL,
                "second-button", _("End Call"),
                "closable", FALSE,
                "revealed", TRUE,
                NULL);
}

/* What can be had here of what would help. To try again there is the button below, which is there for it. */
static void
choose_remedy (AloudCallNotice *self, AloudProblem *problem)
{
  aloud_remedy_choose (problem, aloud_session_get_agent (self->session));
  if (problem->remedy == ALOUD_REMEDY_TRY_AGAIN)
    aloud_problem_set_remedy (problem, ALOUD_REMEDY_NONE);
  self->remedy = problem->remedy;
}

static void
show_error (AloudCallNotice *self)
{
  g_autofree char *name = aloud_agent_dup_name (aloud_session_get_agent (self->session));
  g_autofree char *isolated = aloud_isolate (name);
  g_autoptr (AloudProblem) problem = aloud_problem_describe_call (self->session, isolated);

  choose_remedy (self, problem);
  g_object_set (self->notice,
                "icon-name", "dialog-warning-symbolic",
                "title", problem->title,
                "body", problem->body,
                "details", problem->details,
                "button", problem->button,
                "second-button", NULL,
                "closable", TRUE,
                "revealed", TRUE,
                NULL);
}

static void
show_idle (AloudCallNotice *self)
{
  g_autofree char *body = aloud_marks_describe_idle (self->session);

  self->remedy = ALOUD_REMEDY_NONE;
  self->idle = TRUE;
  g_object_set (self->notice,
                "icon-name", "alarm-symbolic",
                "title", _("Are you still there?"),
                "body", body,
                "details", NULL,
                "button", C_("in a call that is about to end", "Stay"),
                "second-button", _("End Call"),
                "closable", FALSE,
                "revealed", TRUE,
                NULL);
}

static void
show_slow (AloudCallNotice *self)
{
  self->remedy = ALOUD_REMEDY_NONE;
  g_object_set (self->notice,
                "icon-name", "network-error-symbolic",
                "title", _("The network is too slow"),
                "body", _("What you say is being lost. If that does not end soon, Aloud connects again."),
                "details", NULL,
                "button", NULL,
                "second-button", _("End Call"),
                "closable", FALSE,
                "revealed", TRUE,
                NULL);
}

static void
show_echo (AloudCallNotice *self)
{
  self->remedy = ALOUD_REMEDY_NONE;
  self->echo_shown = TRUE;
  g_object_set (self->notice,
                "icon-name", "audio-headphones-symbolic",
                "title", _("The agent hears itself"),
                "body", _("What it says comes back through your microphone. Use headphones, or Speaker Mode, which closes "
                          "the microphone while the agent speaks."),
                "details", NULL,
                "button", _("Use Speaker Mode"),
                "second-button", NULL,
                "closable", TRUE,
                "revealed", TRUE,
                NULL);
}

static gboolean
on_countdown (gpointer user_data)
{
  AloudCallNotice *self = user_data;

  if (self->idle)
    show_idle (self);
  else
    show_reconnecting (self);
  return G_SOURCE_CONTINUE;
}

static void
update (AloudCallNotice *self)
{
  AloudState state = self->session ? aloud_session_get_state (self->session) : ALOUD_STATE_IDLE;
  const GError *error = self->session ? aloud_session_get_error (self->session) : NULL;
  gint64 retry_at = self->session ? aloud_ask_int64 (self->session, "retry-at") : 0;
  gint64 idle_ends_at = self->session ? aloud_ask_int64 (self->session, "idle-ends-at") : 0;

  self->idle = self->echo_shown = FALSE;
  if (is_reconnecting (self) && error != NULL)
    show_reconnecting (self);
  else if (state == ALOUD_STATE_FAILED && error != NULL)
    show_error (self);
  else if (state == ALOUD_STATE_LIVE && aloud_ask_boolean (self->session, "slow"))
    show_slow (self);
  else if (state == ALOUD_STATE_LIVE && idle_ends_at != 0)
    show_idle (self);
  else if (self->echo)
    show_echo (self);
  else
    g_object_set (self->notice, "revealed", FALSE, NULL);

  if ((self->idle || (state == ALOUD_STATE_RECONNECTING && retry_at != 0)) && gtk_widget_get_mapped (GTK_WIDGET (self)))
    {
      if (self->countdown == 0)
        self->countdown = g_timeout_add_seconds (1, on_countdown, self);
    }
  else
    g_clear_handle_id (&self->countdown, g_source_remove);
}

static void
on_state_notify (AloudCallNotice *self)
{
  AloudState state = aloud_session_get_state (self->session);
  g_autofree char *title = NULL;

  self->echo = self->echo && state == ALOUD_STATE_LIVE;
  update (self);
  if ((state != ALOUD_STATE_FAILED && state != ALOUD_STATE_RECONNECTING)
      || aloud_session_get_error (self->session) == NULL) /* a fresh credential is tried, at once */
    return;
  g_object_get (self->notice, "title", &title, NULL);
  aloud_announce (GTK_WIDGET (self), title);
}

static void
announce_title (AloudCallNotice *self)
{
  g_autofree char *title = NULL;

  g_object_get (self->notice, "title", &title, NULL);
  aloud_announce (GTK_WIDGET (self), title);
}

static void
on_idle_notify (AloudCallNotice *self)
{
  gboolean was_idle = self->idle;

  update (self);
  if (self->idle && !was_idle)
    announce_title (self);
}

static void
on_slow_notify (AloudCallNotice *self)
{
  update (self);
  if (aloud_ask_boolean (self->session, "slow"))
    announce_title (self);
}

/* Heard and read out, since whoever holds the key looks somewhere else. */
static void
on_talk_refused (AloudCallNotice *self)
{
  gtk_widget_error_bell (GTK_WIDGET (self));
  aloud_announce (GTK_WIDGET (self), _("There is no connection right now. Nobody hears you."));
}

static void
on_self_echo (AloudCallNotice *self)
{
  self->echo = TRUE;
  update (self);
  aloud_announce (GTK_WIDGET (self), _("The agent hears itself"));
}

static void
forget_echo (AloudCallNotice *self)
{
  self->echo = FALSE;
  update (self);
}

static void
on_notice_activated (AloudCallNotice *self, gboolean second)
{
  if (self->echo_shown)
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "app.speaker-mode", NULL);
      forget_echo (self);
    }
  else if (second)
    gtk_widget_activate_action (GTK_WIDGET (self), "app.hang-up", NULL);
  else if (self->idle)
    aloud_session_stay (self->session);
  else if (self->remedy != ALOUD_REMEDY_NONE)
    aloud_remedy_apply (self->remedy, aloud_session_get_agent (self->session), GTK_WIDGET (self));
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "app.retry-now", NULL);
}

static void
on_notice_closed (AloudCallNotice *self)
{
  if (self->echo_shown)
    forget_echo (self);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "app.dismiss-error", NULL);
}

static void
aloud_call_notice_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (aloud_call_notice_parent_class)->map (widget);
  update (ALOUD_CALL_NOTICE (widget));
}

static void
aloud_call_notice_unmap (GtkWidget *widget)
{
  AloudCallNotice *self = ALOUD_CALL_NOTICE (widget);

  g_clear_handle_id (&self->countdown, g_source_remove);
  GTK_WIDGET_CLASS (aloud_call_notice_parent_class)->unmap (widget);
}

static void
aloud_call_notice_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  AloudCallNotice *self = ALOUD_CALL_NOTICE (object);

  switch (prop_id)
    {
    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_call_notice_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  AloudCallNotice *self = ALOUD_CALL_NOTICE (object);

  switch (prop_id)
    {
    case PROP_SESSION:
      if (!g_set_object (&self->session, g_value_get_object (value)))
        return;
      g_signal_group_set_target (self->signals, self->session);
      update (self);
      g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_call_notice_dispose (GObject *object)
{
  AloudCallNotice *self = ALOUD_CALL_NOTICE (object);

  g_clear_handle_id (&self->countdown, g_source_remove);
  g_clear_object (&self->signals);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (aloud_call_notice_parent_class)->dispose (object);
}

static void
aloud_call_notice_class_init (AloudCallNoticeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (ALOUD_TYPE_NOTICE);

  object_class->get_property = aloud_call_notice_get_property;
  object_class->set_property = aloud_call_notice_set_property;
  object_class->dispose = aloud_call_notice_dispose;
  widget_class->map = aloud_call_notice_map;
  widget_class->unmap = aloud_call_notice_unmap;

  props[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, ALOUD_TYPE_SESSION, ALOUD_PARAM_READWRITE);
  g_object_class_install_properties (object_class, LAST_PROP, props);

  gtk_widget_class_set_template_from_resource (widget_class, ALOUD_RESOURCE_PATH "/ui/aloud-call-notice.ui");
  gtk_widget_class_bind_template_child (widget_class, AloudCallNotice, notice);
  gtk_widget_class_bind_template_callback (widget_class, on_notice_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_notice_closed);
}

static void
aloud_call_notice_init (AloudCallNotice *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->signals = g_signal_group_new (ALOUD_TYPE_SESSION);
  g_signal_group_connect_swapped (self->signals, "notify::state", G_CALLBACK (on_state_notify), self);
  g_signal_group_connect_swapped (self->signals, "notify::retry-at", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->signals, "notify::error", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->signals, "notify::idle-ends-at", G_CALLBACK (on_idle_notify), self);
  g_signal_group_connect_swapped (self->signals, "notify::slow", G_CALLBACK (on_slow_notify), self);
  g_signal_group_connect_swapped (self->signals, "self-echo", G_CALLBACK (on_self_echo), self);
  g_signal_group_connect_swapped (self->signals, "talk-refused", G_CALLBACK (on_talk_refused), self);
}
