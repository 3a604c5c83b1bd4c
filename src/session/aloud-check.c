/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-check.h"

#include "aloud-connection.h"
#include "aloud-request.h"
#include "aloud-session.h"

#define METADATA_WAIT_MS 2000 /* it comes at once (docs.nextevi.com/api-reference/websocket), or not at all */

typedef struct {
  AloudRoute *route;
  AloudConnection *connection;
  AloudCheckResult *result;
  GError *refusal;   /* why a fresh credential was asked for */
  guint timer;
  gint64 dialled_at; /* us, monotonic */
} Check;

static void
check_free (Check *self)
{
  g_clear_object (&self->connection);
  g_clear_pointer (&self->route, aloud_route_unref);
  g_clear_pointer (&self->result, aloud_check_result_free);
  g_clear_error (&self->refusal);
  g_free (self);
}

static void
let_go_of_connection (GTask *task)
{
  Check *self = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (cancellable != NULL)
    g_signal_handlers_disconnect_by_data (cancellable, task);
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->connection == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->connection, task);
  if (aloud_connection_is_open (self->connection))
    aloud_connection_close (self->connection);
  g_clear_object (&self->connection);
}

/* Each consumes the reference to the task that whatever runs holds. */
static void
return_error (GTask *task, GError *error)
{
  let_go_of_connection (task);
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
return_result (GTask *task)
{
  Check *self = g_task_get_task_data (task);

  let_go_of_connection (task);
  g_task_return_pointer (task, g_steal_pointer (&self->result), (GDestroyNotify) aloud_check_result_free);
  g_object_unref (task);
}

static void
on_timer (gpointer user_data)
{
  GTask *task = user_data;
  Check *self = g_task_get_task_data (task);

  self->timer = 0;
  g_debug ("the server did not say whom it put on the line");
  return_result (task);
}

static void
on_cancelled (GTask *task)
{
  return_error (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "the test was cancelled"));
}

static void reach (GTask *task, AloudReachReason reason);

/* Refused: once with a fresh credential, when there is one. */
static void
fail (GTask *task, const GError *error)
{
  Check *self = g_task_get_task_data (task);

  if (self->refusal == NULL && aloud_connection_error_is_refusal (error))
    {
      self->refusal = g_error_copy (error);
      let_go_of_connection (task);
      reach (task, ALOUD_REACH_REFUSED);
    }
  else
    {
      return_error (task, g_error_copy (error));
    }
}

static void
on_event (GTask *task, const AloudEvent *event)
{
  Check *self = g_task_get_task_data (task);
  AloudConnectionError refusal;
  g_autoptr (GError) error = NULL;

  if (event->type == ALOUD_EVENT_METADATA)
    {
      self->result->config_id = g_strdup (event->metadata.config_id);
      self->result->project_id = g_strdup (event->metadata.project_id);
      return_result (task);
    }
  else if (event->type == ALOUD_EVENT_ERROR && aloud_connection_error_from_name (event->error.code, &refusal))
    {
      g_set_error (&error, ALOUD_CONNECTION_ERROR, (int) refusal, "%s: %s", event->error.code, event->error.text);
      fail (task, error);
    }
}

static void
on_closed (GTask *task, guint code, const GError *error)
{
  if (error != NULL)
    fail (task, error);
  else
    return_error (task, g_error_new_literal (ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_DROPPED,
                                             "closed before a word was said"));
}

static void
wait_for_metadata (GTask *task)
{
  Check *self = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autofree char *settings = aloud_request_session_settings (aloud_route_get_dialect (self->route),
                                                              aloud_route_get_settings (self->route));

  self->result->latency_ms = (g_get_monotonic_time () - self->dialled_at) / G_TIME_SPAN_MILLISECOND;
  g_signal_connect_object (self->connection, "event", G_CALLBACK (on_event), task, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->connection, "closed", G_CALLBACK (on_closed), task, G_CONNECT_SWAPPED);
  if (cancellable != NULL)
    g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (on_cancelled), task, G_CONNECT_SWAPPED);
  self->timer = g_timeout_add_once (METADATA_WAIT_MS, on_timer, task);
  aloud_connection_send_request (self->connection, settings);
}

static void
did_connect (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  g_autoptr (GError) error = NULL;

  if (!aloud_connection_connect_finish (ALOUD_CONNECTION (source), result, &error))
    fail (task, error);
  else if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    on_cancelled (task);
  else
    wait_for_metadata (task);
}

static void
did_reach (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Check *self = g_task_get_task_data (task);
  g_autoptr (AloudRoute) route = NULL;
  g_autoptr (GError) error = NULL;

  route = aloud_agent_reach_finish (ALOUD_AGENT (source), result, &error);
  if (g_error_matches (error, ALOUD_AGENT_ERROR, ALOUD_AGENT_ERROR_NO_FRESH_CREDENTIAL) && self->refusal != NULL)
    {
      return_error (task, g_steal_pointer (&self->refusal)); /* says more */
      return;
    }
  if (route == NULL)
    {
      return_error (task, g_steal_pointer (&error));
      return;
    }

  g_clear_pointer (&self->result, aloud_check_result_free);
  self->result = g_new0 (AloudCheckResult, 1);
  g_clear_pointer (&self->route, aloud_route_unref);
  self->route = aloud_route_ref (route);
  self->result->host = g_strdup (aloud_endpoint_get_host (aloud_route_get_endpoint (route)));
  self->connection = aloud_connection_new ();
  self->dialled_at = g_get_monotonic_time ();
  aloud_connection_connect_async (self->connection, route, g_task_get_cancellable (task), did_connect, task);
}

static void
reach (GTask *task, AloudReachReason reason)
{
  aloud_agent_reach_async (g_task_get_source_object (task), reason, g_task_get_cancellable (task), did_reach, task);
}

void
aloud_check_async (AloudAgent *agent, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (ALOUD_IS_AGENT (agent));

  task = g_task_new (agent, cancellable, callback, user_data);
  g_task_set_source_tag (task, aloud_check_async);
  g_task_set_task_data (task, g_new0 (Check, 1), (GDestroyNotify) check_free);
  reach (task, ALOUD_REACH_FIRST);
}

AloudCheckResult *
aloud_check_finish (AloudAgent *agent, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, agent), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
aloud_check_result_free (AloudCheckResult *self)
{
  if (self == NULL)
    return;
  g_free (self->host);
  g_free (self->config_id);
  g_free (self->project_id);
  g_free (self);
}
