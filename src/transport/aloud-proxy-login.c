/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-proxy-login.h"

/* What goes through a tunnel is read by nobody on the way. Without TLS there is no tunnel, and the proxy needs it. */
static void
on_starting (SoupMessage *message)
{
  const char *scheme = g_uri_get_scheme (soup_message_get_uri (message));

  if (g_str_equal (scheme, "https") || g_str_equal (scheme, "wss"))
    soup_message_headers_remove (soup_message_get_request_headers (message), "Proxy-Authorization");
}

void
aloud_proxy_login_hide (SoupMessage *message)
{
  g_return_if_fail (SOUP_IS_MESSAGE (message));

  g_signal_connect_after (message, "starting", G_CALLBACK (on_starting), NULL);
}
