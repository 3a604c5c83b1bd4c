/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "login-proxy.h"

#include <string.h>

/* What the system says about proxies */

static char *where; /* the proxy's address, or NULL */

typedef GObject SystemProxies;
typedef GObjectClass SystemProxiesClass;

static GType system_proxies_get_type (void);
static void system_proxies_resolver_init (GProxyResolverInterface *iface);

G_DEFINE_TYPE_WITH_CODE (SystemProxies, system_proxies, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (G_TYPE_PROXY_RESOLVER, system_proxies_resolver_init))

static gboolean
is_supported (GProxyResolver *resolver)
{
  return TRUE;
}

static char **
lookup (GProxyResolver *resolver, const char *uri, GCancellable *cancellable, GError **error)
{
  const char *proxies[] = { where != NULL ? where : "direct://", NULL };

  return g_strdupv ((char **) proxies);
}

static void
lookup_async (GProxyResolver *resolver, const char *uri, GCancellable *cancellable, GAsyncReadyCallback callback,
              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);

  g_task_return_pointer (task, lookup (resolver, uri, NULL, NULL), (GDestroyNotify) g_strfreev);
}

static char **
lookup_finish (GProxyResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
system_proxies_resolver_init (GProxyResolverInterface *iface)
{
  iface->is_supported = is_supported;
  iface->lookup = lookup;
  iface->lookup_async = lookup_async;
  iface->lookup_finish = lookup_finish;
}

static void
system_proxies_class_init (SystemProxiesClass *klass)
{
}

static void
system_proxies_init (SystemProxies *self)
{
}

void
login_proxy_begin (void)
{
  g_setenv ("GIO_USE_PROXY_RESOLVER", "of-the-test", TRUE);
  g_io_extension_point_register (G_PROXY_RESOLVER_EXTENSION_POINT_NAME);
  g_io_extension_point_implement (G_PROXY_RESOLVER_EXTENSION_POINT_NAME, system_proxies_get_type (), "of-the-test", 1000);
}

void
login_proxy_for (LoginProxy *proxy, const char *login)
{
  g_free (where);
  where = proxy == NULL ? NULL
                        : g_strdup_printf ("http://%s%s127.0.0.1:%u", login != NULL ? login : "", login != NULL ? "@" : "",
                                           proxy->port);
}

/* The proxy. What follows runs on its threads. */

static char *
read_request (GInputStream *input)
{
  g_autoptr (GString) request = g_string_new (NULL);
  char byte;

  /* Nothing may be read that belongs into the tunnel. */
  while (!g_str_has_suffix (request->str, "\r\n\r\n") && g_input_stream_read (input, &byte, 1, NULL, NULL) == 1)
    g_string_append_c (request, byte);
  return g_string_free (g_steal_pointer (&request), FALSE);
}

static gboolean
is_logged_in (const char *request)
{
  static const char login[] = LOGIN_PROXY_USER ":" LOGIN_PROXY_PASSWORD;
  g_autofree char *encoded = g_base64_encode ((const guchar *) login, sizeof login - 1);
  g_autofree char *header = g_strdup_printf ("\r\nProxy-Authorization: Basic %s\r\n", encoded);

  return strstr (request, header) != NULL;
}

static void
say (GIOStream *caller, const char *text)
{
  g_output_stream_write_all (g_io_stream_get_output_stream (caller), text, strlen (text), NULL, NULL, NULL);
}

typedef struct {
  GIOStream *from, *to;
} Way;

static gpointer
pass_on (gpointer data)
{
  Way *way = data;

  g_output_stream_splice (g_io_stream_get_output_stream (way->to), g_io_stream_get_input_stream (way->from),
                          G_OUTPUT_STREAM_SPLICE_NONE, NULL, NULL);
  g_socket_shutdown (g_socket_connection_get_socket (G_SOCKET_CONNECTION (way->to)), FALSE, TRUE, NULL);
  return NULL;
}

static void
make_tunnel (GIOStream *caller, const char *request)
{
  g_auto (GStrv) words = g_strsplit (request, " ", 3);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) target = NULL;
  Way out, back;
  GThread *thread;

  g_socket_client_set_enable_proxy (client, FALSE);
  target = g_socket_client_connect_to_host (client, words[1], 443, NULL, NULL);
  if (target == NULL)
    {
      say (caller, "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
      return;
    }
  say (caller, "HTTP/1.1 200 Connection established\r\n\r\n");
  out = (Way){ caller, G_IO_STREAM (target) };
  back = (Way){ G_IO_STREAM (target), caller };
  thread = g_thread_new ("back", pass_on, &back);
  pass_on (&out);
  g_thread_join (thread);
}

static gboolean
on_run (GThreadedSocketService *service, GSocketConnection *connection, GObject *source, gpointer user_data)
{
  static GMutex mutex;
  LoginProxy *self = user_data;
  g_autofree char *request = read_request (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  gboolean good = is_logged_in (request);

  if (*request == '\0')
    return TRUE;
  g_mutex_lock (&mutex);
  self->requests++;
  self->logins += strstr (request, "Proxy-Authorization:") != NULL;
  self->tunnels += good;
  g_string_append (self->heard, request);
  g_mutex_unlock (&mutex);
  if (good)
    make_tunnel (G_IO_STREAM (connection), request);
  else
    say (G_IO_STREAM (connection), "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\n"
                                   "Content-Length: 0\r\nConnection: close\r\n\r\n");
  return TRUE;
}

LoginProxy *
login_proxy_new (void)
{
  LoginProxy *self = g_new0 (LoginProxy, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) here = NULL;
  g_autoptr (GError) error = NULL;

  self->heard = g_string_new (NULL);
  self->service = g_threaded_socket_service_new (10);
  g_signal_connect (self->service, "run", G_CALLBACK (on_run), self);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), any, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL,
                                 &here, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (here));
  g_socket_service_start (self->service);
  return self;
}

void
login_proxy_free (LoginProxy *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  g_string_free (self->heard, TRUE);
  g_free (self);
}
