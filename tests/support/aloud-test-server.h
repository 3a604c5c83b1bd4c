/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <libsoup/soup.h>

#include "aloud-endpoint.h"

/* A WebSocket server on a loopback port of its own, on the test's main context. The test plays the service: it tells
 * the server what to do with the connects to come, waits for what the program does, and answers:
 *
 *   AloudTestServer *server = aloud_test_server_new ();
 *   aloud_test_server_greet (server, "{\"type\":\"connection_metadata\"}");
 *   ... connect to server->endpoint ...
 *   aloud_test_wait (server->texts->len == 1);
 *   aloud_test_server_send (server, "{...}");
 *   aloud_test_server_close (server, 4001, "AUTH_FAILED"); */
typedef struct {
  /* Where it is. */
  guint port;
  char *url;                    /* ws://127.0.0.1:PORT/ws/voice */
  AloudEndpoint *endpoint;      /* config ID "test-config", no project */

  /* What came in so far, refused requests included. Read only. */
  guint requests;
  char *path;                   /* of the last request; with the connection ID at its end */
  GHashTable *query;            /* of the last request, decoded: name to value */
  char *raw_query;              /* as it stood in the request line */
  SoupMessageHeaders *headers;  /* of the last request */

  guint connections;            /* accepted so far */
  gboolean connected;           /* the last accepted one is open */
  GPtrArray *texts;             /* of char *, over all connections */
  GByteArray *audio;            /* what came in binary frames, over all connections */
  guint audio_frames;
  guint close_code;             /* the client's, of the last connection: 0 when there was none */

  /* Private. */
  SoupServer *server;
  SoupWebsocketConnection *socket;
  GSocket *tcp;
  GPtrArray *greetings;
  GPtrArray *held;
  gboolean holding;
  guint refusals;
  guint refusal_status;
  char *refusal_header;
  char *refusal_value;
} AloudTestServer;

AloudTestServer *aloud_test_server_new     (void) G_GNUC_WARN_UNUSED_RESULT;
/* The same with TLS; the URL begins with wss. */
AloudTestServer *aloud_test_server_new_tls (GTlsCertificate *certificate) G_GNUC_WARN_UNUSED_RESULT;
/* Closes what is open without a word. */
void             aloud_test_server_free    (AloudTestServer *self);

/* What is done with a server of libsoup at the end of a test; takes it. One with TLS stays, with nobody to answer: a
 * handshake that ends after its server, because its certificate was refused, crashes libsoup 3.6. */
void             aloud_test_server_put_away (SoupServer *server);

/* The next @times connects are refused with @status. @header: one more header of the answer, or NULL. */
void             aloud_test_server_refuse  (AloudTestServer *self,
                                            guint            status,
                                            guint            times,
                                            const char      *header,
                                            const char      *value);
/* Connects are neither accepted nor refused until this is called again with FALSE. */
void             aloud_test_server_hold    (AloudTestServer *self,
                                            gboolean         hold);
/* Each connection begins with @text; more than one are sent in their order. */
void             aloud_test_server_greet   (AloudTestServer *self,
                                            const char      *text);

/* These go to the last connection, which must be open. */
void             aloud_test_server_send        (AloudTestServer *self,
                                                const char      *text);
void             aloud_test_server_send_binary (AloudTestServer *self,
                                                GBytes          *bytes);
/* @code 0: without a code. */
void             aloud_test_server_close       (AloudTestServer *self,
                                                guint            code,
                                                const char      *reason);
/* The TCP connection ends, without a close frame. */
void             aloud_test_server_drop        (AloudTestServer *self);

/* How many of the texts hold @part. */
guint            aloud_test_server_count_texts (AloudTestServer *self,
                                                const char      *part);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AloudTestServer, aloud_test_server_free)
