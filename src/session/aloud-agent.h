/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gio/gio.h>

#include "aloud-route.h"

/* Somebody to talk to: knows how to be reached, each time anew. A stored profile looks up its secret or fetches a
 * fresh token; the practice agent starts its program.
 *
 * Properties every implementation has:
 *   "name"             string, read-only    for the window
 *   "takes-interrupt"  gboolean, read-only  it understands the "interrupt" request
 * A property it may have:
 *   "idle-limit"       guint, read-only  seconds without a word after which Aloud hangs up; 0: never
 * Signals:
 *   "gone" (GError *)  it will not answer any more, and trying again is useless (its program died) */
typedef enum {
  ALOUD_REACH_FIRST,    /* the person asked for a call */
  ALOUD_REACH_AGAIN,    /* the connection was lost */
  ALOUD_REACH_REFUSED,  /* the credential of before was refused: get a new one, or fail */
} AloudReachReason;

/* No message carries a secret. */
typedef enum {
  ALOUD_AGENT_ERROR_NO_PROGRAM,   /* aloud-practice is not installed beside us */
  ALOUD_AGENT_ERROR_GONE,         /* its program ended by itself */
  ALOUD_AGENT_ERROR_NO_FRESH_CREDENTIAL, /* refused, and there is no other to try */
  ALOUD_AGENT_ERROR_KEYRING_UNAVAILABLE, /* no service, no bus, or it died */
  ALOUD_AGENT_ERROR_KEYRING_LOCKED,      /* and whoever was asked to unlock it did not */
  ALOUD_AGENT_ERROR_TOKEN_UNREACHABLE,   /* the token address: network or TLS */
  ALOUD_AGENT_ERROR_TOKEN_REFUSED,       /* the token address answered with an HTTP status other than 200 */
  ALOUD_AGENT_ERROR_TOKEN_REDIRECTED,    /* never followed */
  ALOUD_AGENT_ERROR_TOKEN_TIMED_OUT,     /* address or command, 10 s */
  ALOUD_AGENT_ERROR_TOKEN_UNREADABLE,    /* what came is no token */
  ALOUD_AGENT_ERROR_TOKEN_TOO_LARGE,     /* over 8 KiB */
  ALOUD_AGENT_ERROR_TOKEN_COMMAND,       /* could not be started, or failed */
} AloudAgentError;

#define ALOUD_AGENT_ERROR (aloud_agent_error_quark ())
GQuark aloud_agent_error_quark (void);

#define ALOUD_TYPE_AGENT (aloud_agent_get_type ())
G_DECLARE_INTERFACE (AloudAgent, aloud_agent, ALOUD, AGENT, GObject)

struct _AloudAgentInterface
{
  GTypeInterface parent;

  void        (*reach_async)  (AloudAgent           *self,
                               AloudReachReason      reason,
                               GCancellable         *cancellable,
                               GAsyncReadyCallback   callback,
                               gpointer              user_data);
  AloudRoute *(*reach_finish) (AloudAgent           *self,
                               GAsyncResult         *result,
                               GError              **error);
};

/* Finds out where, with what credential and how to dial; the route is the caller's.
 * ALOUD_CONFIGURATION_ERROR, ALOUD_AGENT_ERROR, G_IO_ERROR_CANCELLED. */
void        aloud_agent_reach_async         (AloudAgent           *self,
                                             AloudReachReason      reason,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
AloudRoute *aloud_agent_reach_finish        (AloudAgent           *self,
                                             GAsyncResult         *result,
                                             GError              **error) G_GNUC_WARN_UNUSED_RESULT;

char       *aloud_agent_dup_name            (AloudAgent           *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean    aloud_agent_get_takes_interrupt (AloudAgent           *self);
/* 300 when it has none of its own. */
guint       aloud_agent_get_idle_limit      (AloudAgent           *self);
#define ALOUD_AGENT_IDLE_LIMIT 300
