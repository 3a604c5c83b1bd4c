/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-connection.h"

/* What stands in for src/transport/aloud-connection.c in a script: no socket, and it keeps the same promises. */

/* What the script has to say to it; it goes to the latest connection that can hear it, and is lost without one. */
void  fuzz_connection_answer_dial (GError *take_error); /* NULL: connected */
void  fuzz_connection_say         (AloudEvent *event);
/* As begun by the peer; a close of ours is answered by it. */
void  fuzz_connection_end         (guint   code,
                                   GError *take_error);
void  fuzz_connection_set_slow    (gboolean slow);
/* Dials that were given up come back, as they do sooner or later. */
void  fuzz_connection_give_up     (void);

/* How many answers have been given so far, also by agents: the main context has work to do. */
extern guint fuzz_answers;

guint fuzz_connection_count       (void); /* that exist */
guint fuzz_connection_count_open  (void);
gboolean fuzz_connection_is_there (void); /* one hears what the server says */

/* The script's, called for what is sent. */
AloudAudioFate fuzz_on_audio      (GBytes     *pcm,
                                   gboolean    is_first);
void           fuzz_on_request    (const char *json,
                                   gboolean    is_first);
