/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

/* To be called first thing in main(). What the kernel writes when the program crashes holds none of its memory, and by
 * itself it writes nothing: libraries keep copies of addresses and headers that hold a secret. The program stays readable
 * for its own user otherwise, since the portals look at it. Does nothing in a build with -Dcoredumps=true. */
void aloud_hardening_begin (void);
