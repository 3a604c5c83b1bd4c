/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-background-call.h"

#include "aloud-closures.h"
#include "aloud-spoken-name.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define NOTIFICATION "background"

struct _AloudBackgroundCall
{
  GObject parent;

  /* Injected */
  GApplication *application; /* weak */
  AloudSession *session;
  AloudBackground *background;

  /* Owned */
  GCancellable *cancellable; /* of what the desktop is asked */
  GtkWindow *window;         /* weak: the one that is watched */
  GtkWindow *dialog;         /* weak: the question */

  /* State */
  gboolean chosen;           /* this call goes on without a window */
};

G_DEFINE_FINAL_TYPE (AloudBackgroundCall, aloud_background_call, G_TYPE_OBJECT)

static gboolean
in_call (AloudBackgroundCall *self)
{
  return aloud_closures_in_call (NULL, aloud_session_get_state (self->session));
}

static char *
dup_agent (AloudBackgroundCall *self)
{
  g_autofree char *name = aloud_agent_dup_name (aloud_session_get_agent (self->session));

  return aloud_isolate (name);
}

static void
tell (AloudBackgroundCall *self)
{
  g_autofree char *agent = dup_agent (self);
  /* Translators: %s is the name of an agent */
  g_autofree char *title = g_strdup_printf (_("The call with “%s” goes on"), agent);
  g_autoptr (GNotification) notification = g_notification_new (title);

  g_notification_set_body (notification, _("The window is closed, and the microphone is open."));
  g_notification_add_button (notification, _("Mute or Unmute"), "app.mute");
  g_notification_add_button (notification, _("Hang Up"), "app.hang-up");
  if (self->application != NULL)
    g_application_send_notification (self->application, NOTIFICATION, notification);
}

static void
on_no_leave_response (AloudBackgroundCall *self)
{
  if (self->window != NULL)
    gtk_window_present (self->window);
}

static void
say_no_leave (AloudBackgroundCall *self)
{
  GtkWidget *dialog = adw_message_dialog_new (self->window, _("The Window Has to Stay Open"),
                                              _("The desktop does not let Aloud run without a window. Minimize it, or end the "
                                                "call. The desktop’s settings may say otherwise, under the apps."));

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_no_leave_response), self, G_CONNECT_SWAPPED);
  aloud_spoken_name_tidy (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
did_request (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AloudBackgroundCall) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean allowed = aloud_background_request_finish (ALOUD_BACKGROUND (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->window == NULL || !in_call (self))
    return;
  self->chosen = allowed;
  if (!allowed)
    {
      say_no_leave (self);
      return;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->window), FALSE);
  tell (self);
}

static void
go_on (AloudBackgroundCall *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  aloud_background_request_async (self->background, _("To go on with a call while its window is closed"), self->cancellable,
                                  did_request, g_object_ref (self));
}

static void
on_response (AloudBackgroundCall *self, const char *response)
{
  if (self->window == NULL)
    return;
  if (g_str_equal (response, "go-on") && in_call (self))
    go_on (self);
  else if (g_str_equal (response, "end") || g_str_equal (response, "go-on"))
    {
      aloud_session_hang_up (self->session);
      gtk_window_close (self->window);
    }
}

static void
ask (AloudBackgroundCall *self)
{
  g_autofree char *agent = dup_agent (self);
  GtkWidget *dialog;

  if (self->dialog != NULL)
    {
      gtk_window_present (self->dialog);
      return;
    }
  dialog = adw_message_dialog_new (self->window, _("End the Call?"), NULL);
  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog),
                                  /* Translators: %s is the name of an agent */
                                  _("You are in a call with “%s”. Without the window it can go on in the background: you hear "
                                    "each other, and a notification ends it or brings the window back."), agent);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "go-on", _("_Keep Talking"), "end",
                                    _("_End Call"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "end", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "end");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response), self, G_CONNECT_SWAPPED);
  aloud_spoken_name_tidy (dialog);
  g_set_weak_pointer (&self->dialog, GTK_WINDOW (dialog));
  gtk_window_present (self->dialog);
}

static gboolean
on_close_request (AloudBackgroundCall *self)
{
  /* The close of the wire is on its way: there is nothing to end any more. */
  if (!in_call (self) || aloud_session_get_state (self->session) == ALOUD_STATE_CLOSING)
    return FALSE;
  if (self->chosen)
    go_on (self);
  else
    ask (self);
  return TRUE;
}

static void
say_ended (AloudBackgroundCall *self)
{
  g_autofree char *agent = dup_agent (self);
  /* Translators: %s is the name of an agent */
  g_autofree char *title = g_strdup_printf (_("The call with “%s” has ended"), agent);
  g_autoptr (GNotification) notification = g_notification_new (title);

  g_notification_set_body (notification, _("The microphone is off. The window still has what was said."));
  g_notification_add_button (notification, _("Call Again"), "app.call");
  if (self->application != NULL)
    g_application_send_notification (self->application, NOTIFICATION, notification);
}

static void
on_visible (AloudBackgroundCall *self)
{
  if (self->application != NULL && gtk_widget_get_visible (GTK_WIDGET (self->window)))
    g_application_withdraw_notification (self->application, NOTIFICATION);
}

/* Whoever hangs up wants nothing more; a call that ended by itself has something to say. */
static void
on_state (AloudBackgroundCall *self)
{
  gboolean hidden = self->window != NULL && !gtk_widget_get_visible (GTK_WIDGET (self->window));

  if (in_call (self))
    return;
  self->chosen = FALSE;
  g_cancellable_cancel (self->cancellable);
  if (self->dialog != NULL)
    gtk_window_destroy (self->dialog);
  if (!hidden)
    return;
  if (aloud_session_was_hung_up (self->session))
    {
      if (self->application != NULL)
        g_application_withdraw_notification (self->application, NOTIFICATION);
      gtk_window_close (self->window);
    }
  else
    say_ended (self);
}

static void
aloud_background_call_dispose (GObject *object)
{
  AloudBackgroundCall *self = ALOUD_BACKGROUND_CALL (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_weak_pointer (&self->window);
  g_clear_weak_pointer (&self->dialog);
  g_clear_weak_pointer (&self->application);
  g_clear_object (&self->session);
  g_clear_object (&self->background);

  G_OBJECT_CLASS (aloud_background_call_parent_class)->dispose (object);
}

static void
aloud_background_call_class_init (AloudBackgroundCallClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = aloud_background_call_dispose;
}

static void
aloud_background_call_init (AloudBackgroundCall *self)
{
}

AloudBackgroundCall *
aloud_background_call_new (GApplication *application, AloudSession *session, AloudBackground *background)
{
  AloudBackgroundCall *self;

  g_return_val_if_fail (G_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (ALOUD_IS_SESSION (session), NULL);
  g_return_val_if_fail (ALOUD_IS_BACKGROUND (background), NULL);

  self = g_object_new (ALOUD_TYPE_BACKGROUND_CALL, NULL);
  g_set_weak_pointer (&self->application, application);
  self->session = g_object_ref (session);
  self->background = g_object_ref (background);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (on_state), self, G_CONNECT_SWAPPED);
  return self;
}

void
aloud_background_call_watch (AloudBackgroundCall *self, GtkWindow *window)
{
  g_return_if_fail (ALOUD_IS_BACKGROUND_CALL (self));
  g_return_if_fail (GTK_IS_WINDOW (window));

  g_set_weak_pointer (&self->window, window);
  g_signal_connect_object (window, "close-request", G_CALLBACK (on_close_request), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "notify::visible", G_CALLBACK (on_visible), self, G_CONNECT_SWAPPED);
}
