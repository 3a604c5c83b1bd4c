/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-connection.h"

#define CALLER_KEY "oak_org+a/b=0123456789"

/* A connection and all that it said. */
typedef struct {
  AloudConnection *connection;
  GAsyncResult *result;
  GPtrArray *events;  /* of AloudEvent */
  guint closed;       /* how often */
  guint code;
  GError *error;
} Caller;

/* @first_property: construct properties of the connection, as for g_object_new(). */
Caller   *caller_new     (const char     *first_property,
                          ...);
void      caller_free    (Caller         *self);
/* Begins to dial, with the key above. */
void      caller_dial    (Caller         *self,
                          AloudEndpoint  *endpoint,
                          GCancellable   *cancellable);
/* The same along a route. */
void      caller_dial_route (Caller       *self,
                             AloudRoute   *route,
                             GCancellable *cancellable);
/* Waits for the answer. */
gboolean  caller_answer  (Caller         *self,
                          GError        **error);
/* Both, and the connection has to come about. */
void      caller_connect (Caller         *self,
                          AloudEndpoint  *endpoint);
void      caller_connect_route (Caller     *self,
                                AloudRoute *route);
/* Waits until it is closed. @error: an AloudConnectionError, -1 for a clean end. */
void      caller_expect_closed (Caller   *self,
                                guint     code,
                                int       error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Caller, caller_free)
