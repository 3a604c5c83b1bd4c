/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib.h>

/* A clock that goes on only when it is told to. The linker puts it in the place of GLib's (--wrap) for whatever is
 * linked into the program: g_get_monotonic_time(), g_timeout_add() and g_timeout_add_once(). */

/* Runs what falls due in the next @ms, in order, each at its own time; after each @func, which may be NULL. */
void  fuzz_clock_advance      (guint        ms,
                               void       (*func) (gpointer user_data),
                               gpointer     user_data);
/* Timers that wait. */
guint fuzz_clock_count_timers (void);
