/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib-object.h>

/* How long the machine has slept since it was started, in us: CLOCK_BOOTTIME minus CLOCK_MONOTONIC. */
typedef gint64 (*AloudSleepClock) (gpointer user_data);

/* Whether the machine is put to sleep. While it is active (a call runs), logind is asked to wait for us, at most its
 * five seconds. Where there is no logind, or it says no, a sleep is noticed afterwards by the clocks, which are compared
 * every two seconds.
 *
 * Properties:
 *   "active" gboolean
 * Signals:
 *   "going-to-sleep"  there is little time: end what goes on, then aloud_sleep_watch_release(). By logind alone.
 *   "woke"            by logind: after every sleep; by the clocks: only when it was active before it. */
#define ALOUD_TYPE_SLEEP_WATCH (aloud_sleep_watch_get_type ())
G_DECLARE_FINAL_TYPE (AloudSleepWatch, aloud_sleep_watch, ALOUD, SLEEP_WATCH, GObject)

/* @clock: NULL for the real one. */
AloudSleepWatch *aloud_sleep_watch_new        (AloudSleepClock  clock,
                                               gpointer         user_data) G_GNUC_WARN_UNUSED_RESULT;
void             aloud_sleep_watch_set_active (AloudSleepWatch *self,
                                               gboolean         active);
/* We are ready: the machine need not wait any longer. */
void             aloud_sleep_watch_release    (AloudSleepWatch *self);
/* Compares the clocks now, as the timer does. */
void             aloud_sleep_watch_check      (AloudSleepWatch *self);
