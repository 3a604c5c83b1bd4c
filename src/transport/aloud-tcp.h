/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gio/gio.h>

/* What only the kernel knows and can do. For the files of this folder only. */

/* Bounds what the kernel keeps that the network has not taken. Otherwise a stall hides behind megabytes of send
 * buffer, and what is heard at the other end is old. Where the option is unknown nothing happens. */
void    aloud_tcp_bound_unsent  (GSocket *socket,
                                 int      bytes);
/* How long ago the last byte arrived, in ms, read or not; G_MAXINT64 when nobody knows. */
gint64  aloud_tcp_get_silence   (GSocket *socket);
/* How long a segment and its acknowledgement take, smoothed, in ms; -1 when nobody knows. */
int     aloud_tcp_get_round_trip (GSocket *socket);
/* All bytes that have arrived, read or not; 0 when nobody knows. */
guint64 aloud_tcp_get_received   (GSocket *socket);
