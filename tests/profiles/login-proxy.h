/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gio/gio.h>

#define LOGIN_PROXY_USER     "caller"
#define LOGIN_PROXY_PASSWORD "of-the-proxy"

/* An HTTP proxy on loopback that makes tunnels for whoever logs in, on a thread of its own for each. */
typedef struct {
  GSocketService *service;
  guint16 port;
  guint requests; /* CONNECT */
  guint logins;   /* with a Proxy-Authorization */
  guint tunnels;  /* made */
  GString *heard; /* all requests */
} LoginProxy;

/* Once, before anything is dialled. */
void        login_proxy_begin (void);
LoginProxy *login_proxy_new   (void) G_GNUC_WARN_UNUSED_RESULT;
void        login_proxy_free  (LoginProxy *self);
/* From now on everything is dialled by way of @proxy, and the system knows @login ("user:password" or NULL) for it.
 * NULL: without a proxy. */
void        login_proxy_for   (LoginProxy *proxy,
                               const char *login);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LoginProxy, login_proxy_free)
