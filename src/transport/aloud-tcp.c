/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-tcp.h"

#include <linux/tcp.h> /* the C library's does not count bytes */
#include <netinet/in.h>
#include <sys/socket.h>

void
aloud_tcp_bound_unsent (GSocket *socket, int bytes)
{
#ifdef TCP_NOTSENT_LOWAT
  g_autoptr (GError) error = NULL;

  if (!g_socket_set_option (socket, IPPROTO_TCP, TCP_NOTSENT_LOWAT, bytes, &error))
    g_debug ("send buffer left as it is: %s", error->message);
#endif
}

gint64
aloud_tcp_get_silence (GSocket *socket)
{
#ifdef TCP_INFO
  struct tcp_info info;
  socklen_t size = sizeof info;

  if (getsockopt (g_socket_get_fd (socket), IPPROTO_TCP, TCP_INFO, &info, &size) == 0)
    return info.tcpi_last_data_recv;
#endif
  return G_MAXINT64;
}

int
aloud_tcp_get_round_trip (GSocket *socket)
{
#ifdef TCP_INFO
  struct tcp_info info;
  socklen_t size = sizeof info;

  if (getsockopt (g_socket_get_fd (socket), IPPROTO_TCP, TCP_INFO, &info, &size) == 0)
    return (int) ((info.tcpi_rtt + 999) / 1000);
#endif
  return -1;
}

guint64
aloud_tcp_get_received (GSocket *socket)
{
#ifdef TCP_INFO
  struct tcp_info info = { .tcpi_bytes_received = 0 };
  socklen_t size = sizeof info;

  if (getsockopt (g_socket_get_fd (socket), IPPROTO_TCP, TCP_INFO, &info, &size) == 0)
    return info.tcpi_bytes_received;
#endif
  return 0;
}
