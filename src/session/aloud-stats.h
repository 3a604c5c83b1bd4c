/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-connection.h"

/* What a call has cost and met so far, over all its connections; kept until the next one. For diagnostics. */
typedef struct {
  AloudConnectionCounters wire;
  guint connections;      /* that succeeded */
  guint retries;          /* that were begun or are awaited */
  guint unknown;          /* messages of a type that Aloud does not know */
  guint last_close_code;  /* 0: none has ended */
  int   round_trip_ms;    /* as the kernel measures it; -1: not known, or no connection */
  guint capture_to_wire_us;     /* from the microphone to the hand-over to libsoup: the mean of late, 0: nothing sent */
  guint capture_to_wire_max_us; /* the worst of the call */
} AloudStats;
