/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib.h>

/* libsoup reads from its socket as long as there is something to read, within one turn of the main loop: from a server
 * that sends faster than its messages are dealt with nobody else would ever get a turn. Called between two messages, with
 * nothing of Aloud's on the stack, this runs the main loop for a moment when the turn has lasted too long. Whatever runs
 * then may end the call and let everything go: hold what is needed after it. For the files of this folder only. */
void aloud_give_way (void);
