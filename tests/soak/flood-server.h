/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib.h>

/* A server that pours: a process of its own, so that what it does and keeps is not the caller's. It greets the first who
 * connects, sends what it is told to and the flood's end after it (FLOOD_END in a system_message), and reads on until
 * the caller has gone. */
#define FLOOD_END "the flood is over"

typedef enum {
  FLOOD_OF_MESSAGES,  /* of every kind, one in five a new turn */
  FLOOD_OF_TALL,      /* of 5 MB each */
  FLOOD_OF_FRAGMENTS, /* a hundred to a message, with pings between */
  FLOOD_OF_SPEECH,    /* of the agent, in pieces of 100 ms */
} FloodKind;

/* @count: so many messages; @rate: of them a second, 0: as fast as they are taken. Before anything that has threads.
 * The process ends with the caller's. */
guint flood_server_start (FloodKind kind,
                          guint     count,
                          guint     rate);
