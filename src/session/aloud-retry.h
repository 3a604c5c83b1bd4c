/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib.h>

/* When to try again (protocol: the service's Authentication page): 2^n seconds, n from 0, at most five retries in a row,
 * the count reset by a successful connection. Pure: no timer, no clock. */
#define ALOUD_RETRY_LIMIT 5
/* And never more than so many in ten minutes, also when each of them succeeds. */
#define ALOUD_RETRY_RECENT_LIMIT 20

typedef struct {
  guint    unit_ms;     /* what counts as one second */
  GRand   *random;
  guint    count;       /* retries since the last reset */
  gboolean short_lived; /* the last connection did not hold ten seconds */
  gint64   recent[ALOUD_RETRY_RECENT_LIMIT]; /* when the last retries began to be waited for, in a circle */
  guint    n_recent;
} AloudRetry;

void     aloud_retry_init      (AloudRetry *self,
                                guint       unit_ms,
                                guint32     seed);
void     aloud_retry_clear     (AloudRetry *self);
/* A call begins: nothing of an earlier one counts. */
void     aloud_retry_reset     (AloudRetry *self);
/* The upgrade succeeded. Resets the count, but for a server that takes every connection only to drop it at once. */
void     aloud_retry_succeeded (AloudRetry *self);
/* The connection is lost after @lived_ms; one that held has earned the reset that its success was denied. */
void     aloud_retry_lost      (AloudRetry *self,
                                gint64      lived_ms);
/* The delay before the next try in ms, with up to 20 % of jitter on top, never less than @at_least_ms; FALSE when there
 * has been enough. @now_ms: of any clock that only goes forward. */
gboolean aloud_retry_next      (AloudRetry *self,
                                gint64      now_ms,
                                guint       at_least_ms,
                                guint      *delay_ms);
