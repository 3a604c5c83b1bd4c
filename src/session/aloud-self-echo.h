/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gio/gio.h>

/* Does the agent hear itself? What the microphone takes from the loudspeaker is transcribed as if the person had said
 * it. */

/* @you repeats @agent: four of its words in a row are the agent's, and they are half of all. Case, punctuation and
 * accents' composition do not matter. Of a long text only the first two minutes' worth is looked at. */
gboolean aloud_self_echo_repeats (const char *you,
                                  const char *agent);
/* @transcript: of AloudTurn, oldest first. The person's last turn repeats what the agent began to say in the minute
 * before, in one of its last eight turns. */
gboolean aloud_self_echo_find    (GListModel *transcript);
