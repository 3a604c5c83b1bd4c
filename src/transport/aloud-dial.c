/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-dial.h"

#include "aloud-connection.h"
#include "aloud-error.h"
#include "aloud-proxy-login.h"
#include "aloud-speech.h"
#include "aloud-tcp.h"
#include "aloud-verdict.h"

/* A little more than one second of audio: what was gathered before the service was ready has to pass at once. In the
 * documented dialect a second takes more than four thirds of its bytes. */
#define UNSENT_MAX (ALOUD_SAMPLE_RATE * 2 * 4 / 3)
#define UNSENT_MAX_DOCUMENTED (UNSENT_MAX * 3 / 2)

typedef struct {
  SoupMessage *message;
  AloudRoute *route;
  GSocket *tcp;
  guint timeout_ms;
  guint deadline;
  gboolean timed_out;
  gboolean untrusted;
  gboolean asked; /* the request is on its way */
  guint retry_after;
} Dial;

static void
dial_free (gpointer data)
{
  Dial *dial = data;

  g_clear_handle_id (&dial->deadline, g_source_remove);
  g_clear_object (&dial->message);
  g_clear_object (&dial->tcp);
  aloud_route_unref (dial->route);
  g_free (dial);
}

static GError *
explain (GTask *task, const GError *error)
{
  Dial *dial = g_task_get_task_data (task);
  AloudCredential *credential = aloud_route_get_credential (dial->route);
  g_autoptr (GError) untrusted = NULL;

  if (dial->untrusted)
    {
      untrusted = g_error_new_literal (G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE, "Unacceptable TLS certificate");
      return aloud_verdict_on_connect (untrusted, dial->message, dial->asked, credential);
    }
  if (dial->timed_out)
    return g_error_new (ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_TIMED_OUT, "No answer within %u ms",
                        dial->timeout_ms);
  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The connect was cancelled");

  dial->retry_after = aloud_verdict_retry_after (dial->message);
  return aloud_verdict_on_connect (error, dial->message, dial->asked, credential);
}

static void
did_connect (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Dial *dial = g_task_get_task_data (task);
  g_autoptr (SoupWebsocketConnection) socket = NULL;
  g_autoptr (GError) error = NULL;

  socket = soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &error);
  g_clear_handle_id (&dial->deadline, g_source_remove);
  g_signal_handlers_disconnect_by_data (dial->message, dial);

  if (socket != NULL && !g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    g_task_return_pointer (task, g_steal_pointer (&socket), g_object_unref);
  else
    g_task_return_error (task, explain (task, error));
}

static void
on_timeout (gpointer user_data)
{
  GTask *task = user_data;
  Dial *dial = g_task_get_task_data (task);

  dial->deadline = 0;
  dial->timed_out = TRUE;
  g_cancellable_cancel (g_task_get_cancellable (task));
}

static void
on_network_event (SoupMessage *message, GSocketClientEvent event, GIOStream *stream, gpointer user_data)
{
  Dial *dial = user_data;

  if (event == G_SOCKET_CLIENT_CONNECTED && G_IS_SOCKET_CONNECTION (stream))
    {
      gboolean flat = aloud_route_get_dialect (dial->route) == ALOUD_DIALECT_FLAT;

      g_set_object (&dial->tcp, g_socket_connection_get_socket (G_SOCKET_CONNECTION (stream)));
      aloud_tcp_bound_unsent (dial->tcp, flat ? UNSENT_MAX : UNSENT_MAX_DOCUMENTED);
    }
  else if (event == G_SOCKET_CLIENT_TLS_HANDSHAKED && G_IS_TLS_CONNECTION (stream)
           && g_tls_connection_get_peer_certificate_errors (G_TLS_CONNECTION (stream)) != 0)
    {
      /* glib-networking resumes a TLS session of before without asking whether the certificate is trusted this time,
       * also when it was another database that trusted it. Nothing has been sent yet, and nothing can be any more. */
      dial->untrusted = TRUE;
      g_socket_shutdown (dial->tcp, TRUE, TRUE, NULL);
    }
}

static void
on_wrote_headers (SoupMessage *message, gpointer user_data)
{
  Dial *dial = user_data;

  dial->asked = TRUE;
}

static SoupMessage *
build_request (AloudRoute *route)
{
  AloudCredential *credential = aloud_route_get_credential (route);
  gboolean in_query = aloud_route_get_token_in_query (route);
  g_autofree char *connection_id = g_uuid_string_random ();
  g_autoptr (GUri) uri = aloud_endpoint_build_uri (aloud_route_get_endpoint (route), connection_id, credential, in_query);
  SoupMessage *message = soup_message_new_from_uri (SOUP_METHOD_GET, uri);
  g_autofree char *authorization = NULL;

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  aloud_proxy_login_hide (message);
  if (aloud_credential_get_kind (credential) != ALOUD_CREDENTIAL_TOKEN || in_query)
    return message;

  authorization = g_strconcat ("Bearer ", aloud_credential_get_secret (credential), NULL);
  soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization", authorization);
  explicit_bzero (authorization, strlen (authorization));
  return message;
}

/* Whom the route trusts: a new reference, or NULL for what the system trusts. FALSE when its file cannot be used. */
static gboolean
load_authorities (AloudRoute *route, GTlsDatabase *standard, GTlsDatabase **authorities, GError **error)
{
  const char *path = aloud_route_get_ca_file (route);
  g_autoptr (GError) cause = NULL;
  GList *certificates;
  gboolean empty;

  *authorities = path == NULL && standard != NULL ? g_object_ref (standard) : NULL;
  if (path == NULL)
    return TRUE;

  /* The database is content with a file that holds no certificate, and then trusts nobody. */
  certificates = g_path_is_absolute (path) ? g_tls_certificate_list_new_from_file (path, &cause) : NULL;
  empty = certificates == NULL;
  g_list_free_full (certificates, g_object_unref);
  if (!empty)
    *authorities = g_tls_file_database_new (path, &cause);
  if (*authorities != NULL)
    return TRUE;

  g_set_error (error, ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_CA_FILE, "CA file: %s",
               cause != NULL ? cause->message : "not an absolute path, or no certificate in it");
  return FALSE;
}

/* A session of its own, so that nothing is shared between credentials. libsoup's authentication stays in it: a proxy
 * may need it, and it knows no password for the service. */
static SoupSession *
build_session (GTlsDatabase *tls_database)
{
  SoupSession *session = soup_session_new_with_options ("user-agent", "Aloud/" ALOUD_VERSION, NULL);

  if (tls_database != NULL)
    soup_session_set_tls_database (session, tls_database);
  return session;
}

void
aloud_dial_async (AloudRoute          *route,
                  GTlsDatabase        *tls_database,
                  guint                timeout_ms,
                  GCancellable        *cancellable,
                  GAsyncReadyCallback  callback,
                  gpointer             user_data)
{
  g_autoptr (GTlsDatabase) authorities = NULL;
  g_autoptr (SoupSession) session = NULL;
  GError *error = NULL;
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Dial *dial = g_new0 (Dial, 1);

  g_assert (cancellable != NULL);

  /* Cancelled is what did_connect() finds cancelled: an open connection must not be lost on the way to its owner. */
  g_task_set_source_tag (task, aloud_dial_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, dial, dial_free);

  dial->route = aloud_route_ref (route);
  if (!load_authorities (route, tls_database, &authorities, &error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  dial->message = build_request (route);
  dial->timeout_ms = timeout_ms;
  dial->deadline = g_timeout_add_once (timeout_ms, on_timeout, task);
  g_signal_connect (dial->message, "network-event", G_CALLBACK (on_network_event), dial);
  g_signal_connect (dial->message, "wrote-headers", G_CALLBACK (on_wrote_headers), dial);
  session = build_session (authorities);
  soup_session_websocket_connect_async (session, dial->message, NULL, NULL, G_PRIORITY_DEFAULT, cancellable,
                                        did_connect, task);
}

SoupWebsocketConnection *
aloud_dial_finish (GAsyncResult *result, GSocket **tcp, guint *retry_after, GError **error)
{
  Dial *dial = g_task_get_task_data (G_TASK (result));
  SoupWebsocketConnection *socket;

  *retry_after = dial->retry_after;
  socket = g_task_propagate_pointer (G_TASK (result), error);
  if (socket != NULL)
    *tcp = g_steal_pointer (&dial->tcp);
  return socket;
}

char *
aloud_connection_dup_library (void)
{
  return g_strdup_printf ("libsoup %u.%u.%u", soup_get_major_version (), soup_get_minor_version (),
                          soup_get_micro_version ());
}
