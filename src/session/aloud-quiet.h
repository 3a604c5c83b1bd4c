/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib.h>

/* How long nobody has said a word in a call, and when that ends it: by Aloud's own limit, so that a forgotten call does
 * not run all night, or by what the server has announced. */

/* @over: the own limit is reached. Otherwise ends_at has changed. */
typedef void (*AloudQuietFunc) (gboolean over,
                                gpointer user_data);

typedef struct {
  guint          unit_ms;  /* what counts as one second */
  AloudQuietFunc func;
  gpointer       user_data;
  guint          limit;    /* units; 0: none */
  guint          timer;
  gint64         since;    /* CLOCK_MONOTONIC us of the last word */
  gint64         ends_at;  /* CLOCK_MONOTONIC us, 0: the end is not near */
} AloudQuiet;

void aloud_quiet_init  (AloudQuiet     *self,
                        guint           unit_ms,
                        AloudQuietFunc  func,
                        gpointer        user_data);
/* A call begins. @limit: units, 0: none. Half a minute before, or half of it when that is less, the end is announced. */
void aloud_quiet_begin (AloudQuiet     *self,
                        guint           limit);
void aloud_quiet_end   (AloudQuiet     *self);
/* Somebody has said something, or wants to stay. */
void aloud_quiet_touch (AloudQuiet     *self);
/* The server announces that it hangs up in so many seconds. */
void aloud_quiet_warn  (AloudQuiet     *self,
                        double          seconds);
