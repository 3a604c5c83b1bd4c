/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-endpoint.h"

#include <gio/gio.h>

/* A server that knows no WebSocket: it speaks the bytes it is told to, right or wrong, on a bare TCP connection. */
typedef struct {
  AloudEndpoint *endpoint;
  gboolean upgraded;      /* the request was read whole and answered */
  GString *request;
  GByteArray *received;   /* what came after the request */

  /* Private. */
  GSocketService *service;
  GSocketConnection *connection;
  GSource *readable;
  char *answer;
} RawPeer;

/* @answer: what to say to the upgrade request, NULL: what is right, "": nothing. */
RawPeer *raw_peer_new         (const char   *answer) G_GNUC_WARN_UNUSED_RESULT;
void     raw_peer_free        (RawPeer      *self);
void     raw_peer_send        (RawPeer      *self,
                               const guint8 *data,
                               gsize         size);
/* A frame as a server sends it, @size < 65536. @first: FIN and opcode. */
void     raw_peer_send_frame  (RawPeer      *self,
                               guint8        first,
                               const void   *payload,
                               gsize         size);
/* A close frame; @code 0: without a code. */
void     raw_peer_send_close  (RawPeer      *self,
                               guint         code,
                               const char   *reason);
/* Stops or goes on reading. The buffers are small: soon the sender notices. */
void     raw_peer_read        (RawPeer      *self,
                               gboolean      read);
void     raw_peer_hang_up     (RawPeer      *self);
/* How many whole frames with that opcode have come. */
guint    raw_peer_count       (RawPeer      *self,
                               guint8        opcode);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RawPeer, raw_peer_free)
