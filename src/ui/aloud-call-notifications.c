/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-call-notifications.h"

#include "aloud-ask.h"
#include "aloud-closures.h"
#include "aloud-problem.h"

#include <glib/gi18n.h>

#define SPEAKS "agent-speaks"
#define LOST   "connection-lost"
#define IDLE   "call-is-idle"

struct _AloudCallNotifications
{
  GObject parent;

  /* Injected */
  GtkApplication *application; /* weak */
  AloudSession *session;

  /* State */
  gboolean told;         /* that the agent speaks, since nobody looks */
  guint inhibition;      /* cookie of GTK's, 0: none */
};

G_DEFINE_FINAL_TYPE (AloudCallNotifications, aloud_call_notifications, G_TYPE_OBJECT)

static gboolean
is_looked_at (AloudCallNotifications *self)
{
  for (GList *l = gtk_application_get_windows (self->application); l != NULL; l = l->next)
    if (gtk_window_is_active (l->data) && gtk_widget_get_mapped (l->data))
      return TRUE;
  return FALSE;
}

static char *
dup_agent (AloudCallNotifications *self)
{
  g_autofree char *name = aloud_agent_dup_name (aloud_session_get_agent (self->session));

  return aloud_isolate (name);
}

/* Takes @notification. */
static void
send (AloudCallNotifications *self, const char *id, GNotification *notification)
{
  g_application_send_notification (G_APPLICATION (self->application), id, notification);
  g_object_unref (notification);
}

static void
withdraw (AloudCallNotifications *self, const char *id)
{
  if (self->application != NULL)
    g_application_withdraw_notification (G_APPLICATION (self->application), id);
}

static void
tell_speaking (AloudCallNotifications *self)
{
  g_autofree char *agent = dup_agent (self);
  /* Translators: %s is the name of an agent */
  g_autofree char *title = g_strdup_printf (_("“%s” is speaking"), agent);
  GNotification *notification = g_notification_new (title);

  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_LOW);
  g_notification_add_button (notification, _("Stop the Voice"), "app.stop-agent");
  g_notification_add_button (notification, _("Mute or Unmute"), "app.mute");
  send (self, SPEAKS, notification);
}

static void
tell_lost (AloudCallNotifications *self)
{
  GNotification *notification = g_notification_new (_("The connection was lost"));

  g_notification_set_body (notification, _("Aloud tries to get it back. Until then you cannot be heard."));
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  g_notification_add_button (notification, _("Try Now"), "app.retry-now");
  g_notification_add_button (notification, _("Hang Up"), "app.hang-up");
  send (self, LOST, notification);
}

static void
tell_failed (AloudCallNotifications *self)
{
  g_autofree char *agent = dup_agent (self);
  g_autoptr (AloudProblem) problem = aloud_problem_describe_call (self->session, agent);
  GNotification *notification = g_notification_new (problem->title);

  g_notification_set_body (notification, problem->body);
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  g_notification_add_button (notification, _("Call Again"), "app.call");
  send (self, LOST, notification);
}

static void
tell_idle (AloudCallNotifications *self)
{
  GNotification *notification = g_notification_new (_("Are you still there?"));

  g_notification_set_body (notification, _("Nobody has said a word for a while. Say something, or the call ends soon."));
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  g_notification_add_button (notification, C_("in a call that is about to end", "Stay"), "app.stay");
  g_notification_add_button (notification, _("Hang Up"), "app.hang-up");
  send (self, IDLE, notification);
}

/* Not for the whole call: one in which nobody speaks is a forgotten one, and the machine may sleep. */
static void
inhibit (AloudCallNotifications *self, gboolean speech)
{
  if (speech == (self->inhibition != 0) || self->application == NULL)
    return;
  if (!speech)
    gtk_application_uninhibit (self->application, self->inhibition);
  self->inhibition = !speech ? 0
                             : gtk_application_inhibit (self->application, NULL, GTK_APPLICATION_INHIBIT_SUSPEND,
                                                        _("Somebody speaks in a call"));
}

static void
on_activity (AloudCallNotifications *self)
{
  AloudActivity activity = aloud_session_get_activity (self->session);

  inhibit (self, activity == ALOUD_ACTIVITY_SPEAKING || activity == ALOUD_ACTIVITY_USER_SPEAKING
                 || activity == ALOUD_ACTIVITY_THINKING);
  if (activity != ALOUD_ACTIVITY_SPEAKING)
    withdraw (self, SPEAKS);
  else if (!self->told && !is_looked_at (self))
    {
      self->told = TRUE;
      tell_speaking (self);
    }
}

static void
on_state (AloudCallNotifications *self)
{
  switch (aloud_session_get_state (self->session))
    {
    case ALOUD_STATE_RECONNECTING:
      if (!is_looked_at (self))
        tell_lost (self);
      break;
    case ALOUD_STATE_FAILED:
      if (!is_looked_at (self))
        tell_failed (self);
      break;
    case ALOUD_STATE_LIVE:
    case ALOUD_STATE_IDLE:
      withdraw (self, LOST);
      break;
    case ALOUD_STATE_CONNECTING:
    case ALOUD_STATE_READY:
    case ALOUD_STATE_CLOSING:
    default:
      break;
    }
}

static void
on_idle_ends_at (AloudCallNotifications *self)
{
  if (aloud_ask_int64 (self->session, "idle-ends-at") == 0)
    withdraw (self, IDLE);
  else if (!is_looked_at (self))
    tell_idle (self);
}

/* Somebody looks: what can be read in the window is not told any more. */
static void
on_is_active (AloudCallNotifications *self, GParamSpec *pspec, GtkWindow *window)
{
  if (!gtk_window_is_active (window))
    return;
  self->told = FALSE;
  withdraw (self, SPEAKS);
  withdraw (self, LOST);
  withdraw (self, IDLE);
}

static void
on_window_added (AloudCallNotifications *self, GtkWindow *window)
{
  g_signal_connect_object (window, "notify::is-active", G_CALLBACK (on_is_active), self, G_CONNECT_SWAPPED);
}

static void
aloud_call_notifications_dispose (GObject *object)
{
  AloudCallNotifications *self = ALOUD_CALL_NOTIFICATIONS (object);

  inhibit (self, FALSE);
  g_clear_weak_pointer (&self->application);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (aloud_call_notifications_parent_class)->dispose (object);
}

static void
aloud_call_notifications_class_init (AloudCallNotificationsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = aloud_call_notifications_dispose;
}

static void
aloud_call_notifications_init (AloudCallNotifications *self)
{
}

AloudCallNotifications *
aloud_call_notifications_new (GtkApplication *application, AloudSession *session)
{
  AloudCallNotifications *self;

  g_return_val_if_fail (GTK_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (ALOUD_IS_SESSION (session), NULL);

  self = g_object_new (ALOUD_TYPE_CALL_NOTIFICATIONS, NULL);
  g_set_weak_pointer (&self->application, application);
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "notify::activity", G_CALLBACK (on_activity), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (on_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::idle-ends-at", G_CALLBACK (on_idle_ends_at), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (application, "window-added", G_CALLBACK (on_window_added), self, G_CONNECT_SWAPPED);
  return self;
}
