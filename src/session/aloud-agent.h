/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gio/gio.h>

#include "aloud-endpoint.h"

/* Somebody to talk to: knows how to be reached, each time anew. A stored profile looks up its secret or fetches a
 * fresh token; the practice agent starts its program.
 *
 * Properties every implementation has:
 *   "name"             string, read-only    for the window
 *   "takes-interrupt"  gboolean, read-only  it understands the "interrupt" request
 * Signals:
 *   "gone" (GError *)  it will not answer any more, and trying again is useless (its program died) */
typedef enum {
  ALOUD_REACH_FIRST,    /* the person asked for a call */
  ALOUD_REACH_AGAIN,    /* the connection was lost */
  ALOUD_REACH_REFUSED,  /* the credential of before was refused: get a new one, or fail */
} AloudReachReason;

typedef enum {
  ALOUD_AGENT_ERROR_NO_PROGRAM,   /* aloud-practice is not installed beside us */
  ALOUD_AGENT_ERROR_GONE,         /* its program ended by itself */
  ALOUD_AGENT_ERROR_NO_FRESH_CREDENTIAL, /* refused, and there is no other to try */
} AloudAgentError;

#define ALOUD_AGENT_ERROR (aloud_agent_error_quark ())
GQuark aloud_agent_error_quark (void);

#define ALOUD_TYPE_AGENT (aloud_agent_get_type ())
G_DECLARE_INTERFACE (AloudAgent, aloud_agent, ALOUD, AGENT, GObject)

struct _AloudAgentInterface
{
  GTypeInterface parent;

  void           (*reach_async)  (AloudAgent           *self,
                                  AloudReachReason      reason,
                                  GCancellable         *cancellable,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data);
  AloudEndpoint *(*reach_finish) (AloudAgent           *self,
                                  GAsyncResult         *result,
                                  AloudCredential     **credential,
                                  GError              **error);
};

/* Finds out where and with what credential to dial. Both returned values are the caller's.
 * ALOUD_CONFIGURATION_ERROR, ALOUD_AGENT_ERROR, G_IO_ERROR_CANCELLED. */
void           aloud_agent_reach_async         (AloudAgent           *self,
                                                AloudReachReason      reason,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
AloudEndpoint *aloud_agent_reach_finish        (AloudAgent           *self,
                                                GAsyncResult         *result,
                                                AloudCredential     **credential,
                                                GError              **error) G_GNUC_WARN_UNUSED_RESULT;

char          *aloud_agent_dup_name            (AloudAgent           *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean       aloud_agent_get_takes_interrupt (AloudAgent           *self);
