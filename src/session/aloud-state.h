/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib-object.h>

typedef enum {
  ALOUD_STATE_IDLE,
  ALOUD_STATE_CONNECTING,
  ALOUD_STATE_READY,         /* connected, settings sent; the microphone is gathered, not yet sent */
  ALOUD_STATE_LIVE,          /* audio flows both ways */
  ALOUD_STATE_RECONNECTING,  /* waiting to try again */
  ALOUD_STATE_CLOSING,       /* the last speech is heard to its end, or the close is awaited */
  ALOUD_STATE_FAILED,        /* "error" says why */
} AloudState;

#define ALOUD_TYPE_STATE (aloud_state_get_type ())
GType       aloud_state_get_type    (void) G_GNUC_CONST;
/* Whether @next may follow @state: the table of legal edges. */
gboolean    aloud_state_may_become  (AloudState state,
                                     AloudState next);
/* "connecting"; for logs, never for people. */
const char *aloud_state_to_string   (AloudState state);

/* What the conversation is doing; derived from state, transcript and voice in one place. */
typedef enum {
  ALOUD_ACTIVITY_NONE,
  ALOUD_ACTIVITY_LISTENING,
  ALOUD_ACTIVITY_USER_SPEAKING,
  ALOUD_ACTIVITY_THINKING,
  ALOUD_ACTIVITY_SPEAKING,   /* the agent's voice is coming out of the loudspeaker, or just about to */
} AloudActivity;

#define ALOUD_TYPE_ACTIVITY (aloud_activity_get_type ())
GType       aloud_activity_get_type  (void) G_GNUC_CONST;
const char *aloud_activity_to_string (AloudActivity activity);
