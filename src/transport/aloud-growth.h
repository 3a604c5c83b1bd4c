/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-connection.h"

/* Looks for a message that comes in frames without an end: it grows in libsoup's memory, and between its frames no other
 * may come. For the versions of libsoup that set no limit to it; for the files of this folder only. */
typedef struct _AloudGrowth AloudGrowth;

/* @endless: called once, when @max bytes have come to @tcp and @counters tell of no message. */
AloudGrowth *aloud_growth_new  (GSocket                       *tcp,
                                const AloudConnectionCounters *counters,
                                guint64                        max,
                                void                         (*endless) (gpointer user_data),
                                gpointer                       user_data) G_GNUC_WARN_UNUSED_RESULT;
void         aloud_growth_free (AloudGrowth                   *self);
