/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-agent.h"
#include "aloud-microphone.h"
#include "aloud-state.h"
#include "aloud-stats.h"
#include "aloud-transcript.h"
#include "aloud-voice.h"

typedef enum {
  ALOUD_SESSION_ERROR_SERVER,   /* the service reported a fatal error in the conversation */
  ALOUD_SESSION_ERROR_IDLE,     /* the service hung up because nobody spoke */
  ALOUD_SESSION_ERROR_FORGOTTEN, /* Aloud hung up because nobody spoke for as long as the agent's idle limit */
  ALOUD_SESSION_ERROR_GAVE_UP,  /* a lost call was not to be had back in five retries; the message ends with the last
                                 * reason. Of a call that never was there, that reason is the error. */
} AloudSessionError;

#define ALOUD_SESSION_ERROR (aloud_session_error_quark ())
GQuark aloud_session_error_quark (void);

/* One conversation after the other, with one microphone: owns the connection, the transcript and the retries, commands
 * the voice. The only object that both listens and decides.
 *
 * Properties:
 *   "voice"          AloudVoice, construct-only
 *   "retry-unit-ms"  guint, construct-only: what the service's page calls one second (1000)
 *   "wait-unit-ms"   guint, construct-only: the same for how long a connect and a silence may take (1000)
 *   "retry-seed"     guint, construct-only: of the retries' jitter; 0: a random one
 *   "network"        GNetworkMonitor, construct-only: NULL: the system's
 *   "state" AloudState, "activity" AloudActivity, "error" GError: read-only
 *   "agent"          AloudAgent of the call or of the last one, read-only
 *   "transcript"     AloudTranscript, read-only, the same for the session's life
 *   "muted"          gboolean: zeros are sent instead of the microphone
 *   "push-to-talk"   gboolean: the microphone is sent only while talking
 *   "talking"        gboolean, read-only: the talk key is down (or its release tail runs)
 *   "locked"         gboolean, read-only: a talk goes on without the key, which was only tapped
 *   "complaint"      AloudComplaint, read-only: what is wrong with what the microphone hears
 *   "on-hold"        gboolean: neither side hears the other, the connection stays; FALSE whenever a call begins
 *   "microphone"     AloudMicrophone, read-only: the same for the session's life; has the settings of push-to-talk
 *   "gated"          gboolean, read-only: zeros are sent because the agent speaks and its echo is not yet cancelled
 *   "connected-at"   gint64, read-only: CLOCK_MONOTONIC us of the call's first connect, 0 outside a call
 *   "idle-ends-at"   gint64, read-only: CLOCK_MONOTONIC us when the call ends unless somebody speaks, by the server's word
 *                    or by the agent's idle limit; 0 as long as that is not near
 *   "slow"           gboolean, read-only: the network has taken nothing for five seconds, what is said is being dropped
 *   "attempt"        guint, read-only: 0, or which of the five retries is awaited or running, or was the last
 *   "retry-at"       gint64, read-only: CLOCK_MONOTONIC us of the next try, 0 when none is awaited
 * Signals:
 *   "resumed" ()       a lost call goes on with a new connection: the agent starts anew, and what the microphone heard
 *                      meanwhile was not sent
 *   "talk-refused" ()  the talk key was pressed while the call is lost: nobody would hear it
 *   "self-echo" ()     the agent hears itself: what it said came back as what the person says; once per call
 *   "overflow" ()      the agent has sent more speech than is kept: the rest is not heard; once per call
 *   "trace" (const char *what, gint64 when, guint size, const char *detail)
 *     what happened, for --events and diagnostics; never audio, never a secret. when: CLOCK_MONOTONIC us.
 *     what: "connect", "connected", "metadata", "first-audio-sent", "chunk-sent" (when: the hand-over to libsoup; size:
 *     bytes; detail: "arrived=<us>"; not for what has to wait for the network or for the rest of its message), "event" (detail: its type), "sound" (first sample out), "silence" (last),
 *     "interruption", "state" (detail: name), "activity", "close" (size: code), "waiting" (size: ms until the next try;
 *     detail: why), "error" */
#define ALOUD_TYPE_SESSION (aloud_session_get_type ())
G_DECLARE_FINAL_TYPE (AloudSession, aloud_session, ALOUD, SESSION, GObject)

AloudSession    *aloud_session_new              (AloudVoice   *voice) G_GNUC_WARN_UNUSED_RESULT;

/* Begins a call. Only from IDLE or FAILED: FALSE otherwise (there is one microphone). */
gboolean         aloud_session_call             (AloudSession *self,
                                                 AloudAgent   *agent);
/* Ends whatever goes on; never retried afterwards. Safe in every state. */
void             aloud_session_hang_up          (AloudSession *self);
/* Whether the call that is, or was last, was ended by that. */
gboolean         aloud_session_was_hung_up      (AloudSession *self);
/* Skips the wait of RECONNECTING; the try counts like any other. */
void             aloud_session_retry_now        (AloudSession *self);
/* Answers "idle-ends-at": the person is still there. The server is told, though it may want to hear a word. */
void             aloud_session_stay             (AloudSession *self);
/* The person has read the error: FAILED becomes IDLE. */
void             aloud_session_dismiss_error    (AloudSession *self);

/* The talk key: pressed, released (its tail follows; or the talk is locked, see AloudMicrophone). A press while the agent speaks, or while its
 * answer is awaited, takes the turn: the agent is stopped. Repeats are ignored; outside push-to-talk both do nothing. */
void             aloud_session_talk_start       (AloudSession *self);
void             aloud_session_talk_stop        (AloudSession *self);
/* Ends a talk that is held or locked: whoever talks has gone, or the window of the key has. */
void             aloud_session_talk_end         (AloudSession *self);
/* For keys without a release: begins a talk or ends it. */
void             aloud_session_talk_toggle      (AloudSession *self);
/* Stops the agent's voice at once; what still arrives of this answer is dropped, all of it when it has not begun. */
void             aloud_session_stop_agent       (AloudSession *self);

void             aloud_session_set_muted        (AloudSession *self,
                                                 gboolean      muted);
void             aloud_session_set_push_to_talk (AloudSession *self,
                                                 gboolean      push_to_talk);

AloudMicrophone *aloud_session_get_microphone   (AloudSession *self);
AloudState       aloud_session_get_state        (AloudSession *self);
AloudActivity    aloud_session_get_activity     (AloudSession *self);
const GError    *aloud_session_get_error        (AloudSession *self);
AloudAgent      *aloud_session_get_agent        (AloudSession *self);
AloudTranscript *aloud_session_get_transcript   (AloudSession *self);
/* Of the call or of the last one. */
void             aloud_session_get_stats        (AloudSession *self,
                                                 AloudStats   *stats);
/* The server of the call or of the last one; NULL as long as the agent has not said where it is. */
char            *aloud_session_dup_host         (AloudSession *self) G_GNUC_WARN_UNUSED_RESULT;
