/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "caller.h"

#include "aloud-test-util.h"

static void
on_event (AloudConnection *connection, AloudEvent *event, gpointer user_data)
{
  Caller *self = user_data;

  g_assert_cmpuint (self->closed, ==, 0);
  g_ptr_array_add (self->events, aloud_event_ref (event));
}

static void
on_closed (AloudConnection *connection, guint code, GError *error, gpointer user_data)
{
  Caller *self = user_data;

  g_assert_false (aloud_connection_is_open (connection));
  self->closed++;
  self->code = code;
  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
}

Caller *
caller_new (const char *first_property, ...)
{
  Caller *self = g_new0 (Caller, 1);
  va_list args;

  va_start (args, first_property);
  self->connection = ALOUD_CONNECTION (g_object_new_valist (ALOUD_TYPE_CONNECTION, first_property, args));
  va_end (args);
  self->events = g_ptr_array_new_with_free_func ((GDestroyNotify) aloud_event_unref);
  g_signal_connect (self->connection, "event", G_CALLBACK (on_event), self);
  g_signal_connect (self->connection, "closed", G_CALLBACK (on_closed), self);
  return self;
}

void
caller_free (Caller *self)
{
  if (self->connection != NULL)
    g_signal_handlers_disconnect_by_data (self->connection, self);
  g_clear_object (&self->result);
  g_clear_object (&self->connection);
  g_ptr_array_unref (self->events);
  g_clear_error (&self->error);
  g_free (self);
  aloud_test_settle ();
}

void
caller_dial_route (Caller *self, AloudRoute *route, GCancellable *cancellable)
{
  aloud_connection_connect_async (self->connection, route, cancellable, aloud_test_store_result, &self->result);
}

void
caller_dial (Caller *self, AloudEndpoint *endpoint, GCancellable *cancellable)
{
  g_autoptr (AloudCredential) credential = aloud_credential_new (ALOUD_CREDENTIAL_API_KEY, CALLER_KEY);
  g_autoptr (AloudRoute) route = aloud_route_new (endpoint, credential);

  caller_dial_route (self, route, cancellable);
}

gboolean
caller_answer (Caller *self, GError **error)
{
  aloud_test_wait (self->result != NULL);
  return aloud_connection_connect_finish (self->connection, self->result, error);
}

void
caller_connect (Caller *self, AloudEndpoint *endpoint)
{
  g_autoptr (AloudCredential) credential = aloud_credential_new (ALOUD_CREDENTIAL_API_KEY, CALLER_KEY);
  g_autoptr (AloudRoute) route = aloud_route_new (endpoint, credential);

  caller_connect_route (self, route);
}

void
caller_connect_route (Caller *self, AloudRoute *route)
{
  g_autoptr (GError) error = NULL;

  caller_dial_route (self, route, NULL);
  caller_answer (self, &error);
  g_assert_no_error (error);
  g_assert_true (aloud_connection_is_open (self->connection));
}

void
caller_expect_closed (Caller *self, guint code, int error)
{
  aloud_test_wait (self->closed > 0);
  aloud_test_settle ();
  g_assert_cmpuint (self->closed, ==, 1);
  g_assert_cmpuint (self->code, ==, code);
  if (error < 0)
    g_assert_no_error (self->error);
  else
    g_assert_error (self->error, ALOUD_CONNECTION_ERROR, error);
}
