/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib.h>

#define ALOUD_TLS_PRIORITY_VARIABLE "G_TLS_GNUTLS_PRIORITY"

/* To be called first thing in main(), while there is one thread.
 *
 * What the kernel writes when the program crashes holds none of its memory, and by
 * itself it writes nothing: libraries keep copies of addresses and headers that hold a secret. The program stays readable
 * for its own user otherwise, since the portals look at it. Not in a build with -Dcoredumps=true.
 *
 * And no TLS session is ever taken up again: the server would see that two agents are called from one program, and what
 * one agent's authority was trusted for would go for another's. */
void        aloud_hardening_begin              (void);

/* What ALOUD_TLS_PRIORITY_VARIABLE was before, for the programs that this one starts; NULL: it was not set. */
const char *aloud_hardening_get_found_priority (void);

/* Takes the NEXTEVI_* variables out of the environment and wipes them there: what the program starts (GStreamer's scanner,
 * a browser) does not inherit them, and /proc does not show them any more. To be called once, before there is a second
 * thread. Gives them back as "NAME=value" strings, as g_get_environ() does; they may hold secrets: aloud_dotenv_free(). */
GStrv       aloud_hardening_take_variables     (void) G_GNUC_WARN_UNUSED_RESULT;
