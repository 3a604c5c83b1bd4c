/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gio/gio.h>

#include "aloud-event.h"
#include "aloud-route.h"

/* Messages are for the log and for "Details": never shown alone, never with a secret in them (what the server sends
 * back is masked). aloud-problem.c has the sentences. */
typedef enum {
  ALOUD_CONNECTION_ERROR_UNREACHABLE,   /* no such host, refused, no route, proxy */
  ALOUD_CONNECTION_ERROR_TIMED_OUT,     /* no answer to the connect within 10 s */
  ALOUD_CONNECTION_ERROR_INSECURE,      /* TLS: the handshake, or a flaw that has no code of its own below */
  ALOUD_CONNECTION_ERROR_REDIRECTED,    /* 3xx: never followed */
  ALOUD_CONNECTION_ERROR_NOT_A_SERVICE, /* answered, but not as a WebSocket server (a web page, a captive portal) */
  ALOUD_CONNECTION_ERROR_UNAUTHORIZED,  /* HTTP 401, close 4001; AUTH_FAILED */
  ALOUD_CONNECTION_ERROR_REFUSED,       /* a bare HTTP 403: credentials, or rights; nobody says which */
  ALOUD_CONNECTION_ERROR_FORBIDDEN,     /* close 4003, or a reason that says so */
  ALOUD_CONNECTION_ERROR_NOT_FOUND,     /* a bare HTTP 404 or close 4004: configuration, project or address */
  ALOUD_CONNECTION_ERROR_BUSY,          /* HTTP 429 */
  ALOUD_CONNECTION_ERROR_RATE_LIMITED,  /* close 4029: as every 4xxx, not retried */
  ALOUD_CONNECTION_ERROR_APPLICATION,   /* other 4000-4999: never retried */
  ALOUD_CONNECTION_ERROR_SERVER,        /* HTTP 5xx; close 1011 */
  ALOUD_CONNECTION_ERROR_RESTARTING,    /* close 1001, 1012, 1013, 1014 */
  ALOUD_CONNECTION_ERROR_LOST,          /* gone without a close: 1005, 1006, or nothing heard for 25 s */
  ALOUD_CONNECTION_ERROR_PROTOCOL,      /* close 1002, 1003, 1007, 1008, 1010 or broken frames */
  ALOUD_CONNECTION_ERROR_TOO_LARGE,     /* a message over 8 MiB; close 1009 */
  ALOUD_CONNECTION_ERROR_TOO_SLOW,      /* the network takes no more than we have: 15 s without a writable moment */
  ALOUD_CONNECTION_ERROR_AUTH_REQUIRED,     /* 4001 AUTH_REQUIRED: no credential arrived; treat as UNAUTHORIZED */
  ALOUD_CONNECTION_ERROR_CONFIG_NOT_FOUND,  /* 4004 CONFIG_NOT_FOUND */
  ALOUD_CONNECTION_ERROR_PROJECT_NOT_FOUND, /* 4004 INVALID_PROJECT */
  ALOUD_CONNECTION_ERROR_CERTIFICATE_UNKNOWN,    /* self-signed, or of an authority that is not trusted */
  ALOUD_CONNECTION_ERROR_CERTIFICATE_WRONG_HOST,
  ALOUD_CONNECTION_ERROR_CERTIFICATE_EARLY,      /* its time begins in the future */
  ALOUD_CONNECTION_ERROR_CERTIFICATE_EXPIRED,
  ALOUD_CONNECTION_ERROR_DROPPED,       /* gone without an answer to the upgrade, or without a close right after it,
                                         * before the first message: the network, or a refusal that nobody puts in
                                         * words; retried as LOST is */
} AloudConnectionError;

#define ALOUD_CONNECTION_ERROR (aloud_connection_error_quark ())
GQuark   aloud_connection_error_quark        (void);
/* Whether trying again may help. Never for closes of 4000-4999. */
gboolean aloud_connection_error_is_retryable (const GError *error);
/* Whether the credential itself was refused (HTTP 401, close 4001 of either name), so that a fresh one may help. */
gboolean aloud_connection_error_is_refusal   (const GError *error);
/* Whether @text holds one of the service's own names for a refusal (AUTH_FAILED, CONFIG_NOT_FOUND ...), and which error
 * that is. They come in the reason of a close and in "error" messages (docs.nextevi.com/api-reference/errors). */
gboolean aloud_connection_error_from_name    (const char           *text,
                                              AloudConnectionError *code);

/* One WebSocket to the service, used once: connect, talk, close.
 *
 * Properties:
 *   "slow"                gboolean, read-only: the network has taken nothing for 5 s; audio is being dropped
 *   "tls-database"        GTlsDatabase, construct-only: whom to trust when the route names no CA file; NULL: whom the
 *                         system trusts
 *   "connect-timeout-ms"  guint, construct-only, as all that follow (10000)
 *   "ping-seconds"        how often the peer is pinged (10)
 *   "watchdog-ms"         without any frame for as long, the connection is lost (25000)
 *   "slow-ms"             see "slow" (5000)
 *   "stalled-ms"          when the network takes nothing for as long, the connection is given up (15000)
 *   "close-wait-ms"       how long the peer may take over its close (2000)
 * Signals:
 *   "event"  (AloudEvent *)         a message was read
 *   "closed" (guint code, GError *) exactly once after a successful connect, whatever the reason; the error is NULL
 *                                   when the close was clean (1000, by either side)
 * Neither is emitted during a call into this object. */
#define ALOUD_TYPE_CONNECTION (aloud_connection_get_type ())
G_DECLARE_FINAL_TYPE (AloudConnection, aloud_connection, ALOUD, CONNECTION, GObject)

AloudConnection *aloud_connection_new            (void) G_GNUC_WARN_UNUSED_RESULT;

/* Dials with a connection ID of its own (UUID v4). 10 s in all; cancellable at every stage; no redirect is followed.
 * Finishes with an ALOUD_CONNECTION_ERROR, ALOUD_CONFIGURATION_ERROR_CA_FILE or G_IO_ERROR_CANCELLED. */
void             aloud_connection_connect_async  (AloudConnection      *self,
                                                  AloudRoute           *route,
                                                  GCancellable         *cancellable,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
gboolean         aloud_connection_connect_finish (AloudConnection      *self,
                                                  GAsyncResult         *result,
                                                  GError              **error);

/* What became of a chunk of audio. */
typedef enum {
  ALOUD_AUDIO_SENT,    /* handed over to libsoup, with what waited to go out in the same message */
  ALOUD_AUDIO_HELD,    /* waits: for the network, or for the rest of its message */
  ALOUD_AUDIO_DROPPED, /* this one, or older ones for it */
} AloudAudioFate;

/* @pcm: S16LE mono 24 kHz; goes out as one binary frame, or in the route's dialect together with others. While the
 * network takes nothing the last 200 ms are kept and what is older is dropped and counted. */
AloudAudioFate   aloud_connection_send_audio     (AloudConnection      *self,
                                                  GBytes               *pcm);
/* @json: one of aloud_request_*; never dropped while the connection is open. */
void             aloud_connection_send_request   (AloudConnection      *self,
                                                  const char           *json);
/* Close 1000, then at most 2 s for the peer's answer; "closed" follows in every case. Safe in any state, and twice. */
void             aloud_connection_close          (AloudConnection      *self);
gboolean         aloud_connection_is_open        (AloudConnection      *self);
/* How many seconds the service asked to wait when it refused the connect (at most 60); 0 when it did not. */
guint            aloud_connection_get_retry_after (AloudConnection     *self);

/* Counters since the connect, for diagnostics. */
typedef struct {
  guint64 bytes_sent, bytes_received;         /* payload bytes */
  guint   messages_received, malformed, binary_ignored;
  guint   audio_frames_sent, audio_frames_dropped;
} AloudConnectionCounters;

void             aloud_connection_get_counters   (AloudConnection         *self,
                                                  AloudConnectionCounters *counters);
/* The library that speaks WebSocket, and its version. */
char            *aloud_connection_dup_library    (void) G_GNUC_WARN_UNUSED_RESULT;
/* The way there and back in ms, as the kernel measures it; -1 when it is not known. */
int              aloud_connection_get_round_trip (AloudConnection         *self);
