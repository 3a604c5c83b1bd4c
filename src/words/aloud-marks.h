/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-session.h"

/* What happens to a call itself is written down between what is said in it, from now on and for as long as there is the
 * session: that a lost one goes on with an agent that starts anew, and that an agent says more than can be kept. */
void  aloud_marks_watch         (AloudSession *session);

/* How the wait of a call that is lost goes on: "Trying again in 4 seconds (try 3 of 5)." */
char *aloud_marks_describe_wait (AloudSession *session) G_GNUC_WARN_UNUSED_RESULT;
/* That the call is about to end since nobody speaks; NULL when it is not. */
char *aloud_marks_describe_idle (AloudSession *session) G_GNUC_WARN_UNUSED_RESULT;
