/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "caller.h"
#include "raw-peer.h"

#include "aloud-test-util.h"

/* How an open connection ends when the other side is no good server. */

#define PAGE "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 26\r\n\r\n<html>Please log in</html>"
#define WRONG_KEY                                                                                         \
  "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"                     \
  "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n"
#define WRONG_UPGRADE "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n"
#define ECHO_STATUS "HTTP/1.1 403 No " CALLER_KEY " or oak_org%2Ba%2Fb%3D0123456789\r\nContent-Length: 0\r\n\r\n"

static const struct {
  const char *name;
  const char *answer;
  AloudConnectionError error;
} answers[] = {
  { "page", PAGE, ALOUD_CONNECTION_ERROR_NOT_A_SERVICE },
  { "wrong-key", WRONG_KEY, ALOUD_CONNECTION_ERROR_NOT_A_SERVICE },
  { "wrong-upgrade", WRONG_UPGRADE, ALOUD_CONNECTION_ERROR_NOT_A_SERVICE },
  { "not-http", "220 mail.example ESMTP\r\n\r\n", ALOUD_CONNECTION_ERROR_NOT_A_SERVICE },
  { "echoes-the-key", ECHO_STATUS, ALOUD_CONNECTION_ERROR_REFUSED },
  { "phrase-names-project", "HTTP/1.1 403 access_denied\r\nContent-Length: 0\r\n\r\n", ALOUD_CONNECTION_ERROR_FORBIDDEN },
  { "phrase-names-config", "HTTP/1.1 404 CONFIG_NOT_FOUND\r\nContent-Length: 0\r\n\r\n",
    ALOUD_CONNECTION_ERROR_CONFIG_NOT_FOUND },
  { "phrase-does-not-matter", "HTTP/1.1 500 AUTH_FAILED\r\nContent-Length: 0\r\n\r\n", ALOUD_CONNECTION_ERROR_SERVER },
  { "silent", "", ALOUD_CONNECTION_ERROR_TIMED_OUT },
  { "half", "HTTP/1.1 101 Switch", ALOUD_CONNECTION_ERROR_TIMED_OUT },
};

static void
test_answer (gconstpointer data)
{
  gsize row = GPOINTER_TO_SIZE (data);
  g_autoptr (RawPeer) peer = raw_peer_new (answers[row].answer);
  g_autoptr (Caller) caller = caller_new ("connect-timeout-ms", 500, NULL);
  g_autoptr (GError) error = NULL;

  caller_dial (caller, peer->endpoint, NULL);
  g_assert_false (caller_answer (caller, &error));
  g_assert_error (error, ALOUD_CONNECTION_ERROR, (int) answers[row].error);
  g_assert_null (strstr (error->message, "oak_"));
  g_assert_cmpuint (caller->closed, ==, 0);
}

static void
test_hangs_up_in_handshake (void)
{
  g_autoptr (RawPeer) peer = raw_peer_new ("");
  g_autoptr (Caller) caller = caller_new (NULL);
  g_autoptr (GError) error = NULL;

  caller_dial (caller, peer->endpoint, NULL);
  aloud_test_wait (peer->request->len > 0);
  raw_peer_hang_up (peer);
  g_assert_false (caller_answer (caller, &error));
  g_assert_error (error, ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_DROPPED);
}

static const struct {
  const char *name;
  const char *bytes;
  gsize size;
} bad_frames[] = {
#define EIGHT(text) text text text text text text text text
#define ROW(name, bytes) { name, bytes, sizeof bytes - 1 }
  ROW ("masked", "\x81\x82\1\2\3\4zz"),
  ROW ("reserved-bit", "\xc1\2{}"),
  ROW ("reserved-opcode", "\x83\2{}"),
  ROW ("reserved-control", "\x8b\0"),
  ROW ("fragmented-ping", "\x09\0"),
  ROW ("long-ping", "\x89\x7e\0\x80" EIGHT ("0123456789abcdef")),
  ROW ("continuation-of-nothing", "\x80\2{}"),
  ROW ("new-message-in-the-middle", "\x01\1{\x81\1}"),
  ROW ("not-utf-8", "\x81\4{\xc3\x28}"),
  ROW ("cut-utf-8", "\x81\1\xc3"),
  ROW ("close-of-one-byte", "\x88\1\3"),
#undef ROW
#undef EIGHT
};

/* The peer neither answers our close nor hangs up: the end comes all the same. */
static void
test_bad_frame (gconstpointer data)
{
  gsize row = GPOINTER_TO_SIZE (data);
  g_autoptr (RawPeer) peer = raw_peer_new (NULL);
  g_autoptr (Caller) caller = caller_new ("close-wait-ms", 50, NULL);
  g_autofree guint8 *bytes = g_memdup2 (bad_frames[row].bytes, bad_frames[row].size);

  caller_connect (caller, peer->endpoint);
  raw_peer_send (peer, bytes, bad_frames[row].size);
  aloud_test_wait (caller->closed > 0);
  aloud_test_settle ();
  g_assert_cmpuint (caller->closed, ==, 1);
  g_assert_cmpuint (caller->events->len, ==, 0);
  g_assert_error (caller->error, ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_PROTOCOL);
  g_assert_false (aloud_connection_error_is_retryable (caller->error));
}

/* 8 MiB is the limit of a message, however many frames it comes in. */
static void
test_too_many_fragments (void)
{
  g_autoptr (RawPeer) peer = raw_peer_new (NULL);
  g_autoptr (Caller) caller = caller_new ("close-wait-ms", 50, NULL);
  g_autofree char *filler = g_strnfill (65000, 'x');

  caller_connect (caller, peer->endpoint);
  raw_peer_send_frame (peer, 0x01, "{", 1);
  for (guint i = 0; i < 140 && caller->closed == 0; i++)
    {
      raw_peer_send_frame (peer, 0x00, filler, 65000);
      aloud_test_settle ();
    }
  if (caller->closed == 0)
    raw_peer_send_frame (peer, 0x80, "}", 1);
  caller_expect_closed (caller, 1009, ALOUD_CONNECTION_ERROR_TOO_LARGE);
}

/* Nor is the end of the message waited for: what was begun is given up, and its memory with it. */
static void
test_endless_fragments (void)
{
  g_autoptr (RawPeer) peer = raw_peer_new (NULL);
  g_autoptr (Caller) caller = caller_new ("close-wait-ms", 50, NULL);
  g_autofree char *filler = g_strnfill (65000, 'x');
  guint sent = 0;

  caller_connect (caller, peer->endpoint);
  raw_peer_send_frame (peer, 0x81, "{\"type\":\"status\"}", 17);
  raw_peer_send_frame (peer, 0x01, "{", 1);
  while (caller->closed == 0 && sent < 8000) /* half a gigabyte */
    {
      raw_peer_send_frame (peer, 0x00, filler, 65000);
      aloud_test_settle ();
      sent++;
    }
  g_test_message ("given up after %u MB", sent * 65000 / 1000000);
  caller_expect_closed (caller, 1009, ALOUD_CONNECTION_ERROR_TOO_LARGE);
}

/* The length alone is enough: nothing of such a frame is waited for or stored. */
static void
test_announces_too_much (void)
{
  g_autoptr (RawPeer) peer = raw_peer_new (NULL);
  g_autoptr (Caller) caller = caller_new ("close-wait-ms", 50, NULL);
  const guint8 head[] = { 0x81, 0x7f, 0, 0, 0, 0, 0, 0x80, 0, 1 };

  caller_connect (caller, peer->endpoint);
  raw_peer_send (peer, head, sizeof head);
  caller_expect_closed (caller, 1009, ALOUD_CONNECTION_ERROR_TOO_LARGE);
}

static void
test_few_fragments (void)
{
  g_autoptr (RawPeer) peer = raw_peer_new (NULL);
  g_autoptr (Caller) caller = caller_new (NULL);

  caller_connect (caller, peer->endpoint);
  raw_peer_send_frame (peer, 0x01, "{\"type\":", 8);
  raw_peer_send_frame (peer, 0x89, "now", 3); /* control frames may stand between */
  raw_peer_send_frame (peer, 0x80, "\"status\"}", 9);
  aloud_test_wait (caller->events->len == 1);
  aloud_test_wait (raw_peer_count (peer, 0x0a) == 1);
}

static const struct {
  guint code;
  const char *reason;
  int error; /* -1: a clean end */
  guint reported;
} closes[] = {
  { 1000, "", -1, 1000 },
  { 1000, "AUTH_FAILED", -1, 1000 },
  { 0, "", ALOUD_CONNECTION_ERROR_LOST, 1005 },
  { 1005, "", ALOUD_CONNECTION_ERROR_LOST, 1005 }, /* must not be sent, and is */
  { 1006, "", ALOUD_CONNECTION_ERROR_LOST, 1006 },
  { 1001, "going away", ALOUD_CONNECTION_ERROR_RESTARTING, 1001 },
  { 1002, "", ALOUD_CONNECTION_ERROR_PROTOCOL, 1002 },
  { 1003, "", ALOUD_CONNECTION_ERROR_PROTOCOL, 1003 },
  { 1007, "", ALOUD_CONNECTION_ERROR_PROTOCOL, 1007 },
  { 1008, "", ALOUD_CONNECTION_ERROR_PROTOCOL, 1008 },
  { 1008, "access_denied", ALOUD_CONNECTION_ERROR_FORBIDDEN, 1008 },
  { 1009, "", ALOUD_CONNECTION_ERROR_TOO_LARGE, 1009 },
  { 1010, "", ALOUD_CONNECTION_ERROR_PROTOCOL, 1010 },
  { 1011, "", ALOUD_CONNECTION_ERROR_SERVER, 1011 },
  { 1012, "restart", ALOUD_CONNECTION_ERROR_RESTARTING, 1012 },
  { 1013, "later", ALOUD_CONNECTION_ERROR_RESTARTING, 1013 },
  { 1014, "", ALOUD_CONNECTION_ERROR_RESTARTING, 1014 },
  { 3000, "", ALOUD_CONNECTION_ERROR_UNAUTHORIZED, 3000 },
  { 3003, "", ALOUD_CONNECTION_ERROR_FORBIDDEN, 3003 },
  { 3999, "", ALOUD_CONNECTION_ERROR_PROTOCOL, 3999 },
  { 4000, "", ALOUD_CONNECTION_ERROR_APPLICATION, 4000 },
  { 4000, "Config_Not_Found: x", ALOUD_CONNECTION_ERROR_CONFIG_NOT_FOUND, 4000 },
  { 4001, "", ALOUD_CONNECTION_ERROR_UNAUTHORIZED, 4001 },
  { 4001, "AUTH_REQUIRED", ALOUD_CONNECTION_ERROR_AUTH_REQUIRED, 4001 },
  { 4001, "auth_failed: expired", ALOUD_CONNECTION_ERROR_UNAUTHORIZED, 4001 },
  { 4001, "ACCESS_DENIED", ALOUD_CONNECTION_ERROR_FORBIDDEN, 4001 },
  { 4003, "", ALOUD_CONNECTION_ERROR_FORBIDDEN, 4003 },
  { 4004, "", ALOUD_CONNECTION_ERROR_NOT_FOUND, 4004 },
  { 4004, "CONFIG_NOT_FOUND", ALOUD_CONNECTION_ERROR_CONFIG_NOT_FOUND, 4004 },
  { 4004, "INVALID_PROJECT", ALOUD_CONNECTION_ERROR_PROJECT_NOT_FOUND, 4004 },
  { 4029, "", ALOUD_CONNECTION_ERROR_RATE_LIMITED, 4029 },
  { 4999, "", ALOUD_CONNECTION_ERROR_APPLICATION, 4999 },
};

static void
test_closes (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (closes); i++)
    {
      g_autoptr (RawPeer) peer = raw_peer_new (NULL);
      g_autoptr (Caller) caller = caller_new ("close-wait-ms", 50, NULL);

      g_test_message ("close %u '%s'", closes[i].code, closes[i].reason);
      caller_connect (caller, peer->endpoint);
      raw_peer_send_close (peer, closes[i].code, closes[i].reason);
      if (i % 2 == 0) /* the other half leaves the TCP connection open */
        aloud_test_wait (raw_peer_count (peer, 0x08) == 1);
      if (i % 2 == 0)
        raw_peer_hang_up (peer);
      caller_expect_closed (caller, closes[i].reported, closes[i].error);

      if (caller->error != NULL && *closes[i].reason != '\0')
        g_assert_nonnull (strstr (caller->error->message, closes[i].reason));
      if (closes[i].code >= 4000)
        g_assert_false (aloud_connection_error_is_retryable (caller->error));
    }
}

/* The same socket that closes without a word: early it may be a refusal, after the first word it is a loss. */
static void
test_drops (void)
{
  for (gboolean spoken = FALSE; spoken <= TRUE; spoken++)
    {
      g_autoptr (RawPeer) peer = raw_peer_new (NULL);
      g_autoptr (Caller) caller = caller_new (NULL);

      caller_connect (caller, peer->endpoint);
      if (spoken)
        raw_peer_send_frame (peer, 0x81, "{\"type\":\"status\"}", 17);
      aloud_test_wait (caller->events->len == (guint) spoken);
      raw_peer_hang_up (peer);
      caller_expect_closed (caller, 1006, spoken ? ALOUD_CONNECTION_ERROR_LOST : ALOUD_CONNECTION_ERROR_DROPPED);
      g_assert_true (aloud_connection_error_is_retryable (caller->error));
    }
}

static void
test_reason_masked (void)
{
  g_autoptr (RawPeer) peer = raw_peer_new (NULL);
  g_autoptr (Caller) caller = caller_new ("close-wait-ms", 50, NULL);

  caller_connect (caller, peer->endpoint);
  raw_peer_send_close (peer, 4001, "bad key " CALLER_KEY "\nor oak_org%2Ba%2Fb%3D0123456789!");
  caller_expect_closed (caller, 4001, ALOUD_CONNECTION_ERROR_UNAUTHORIZED);
  g_assert_cmpstr (caller->error->message, ==, "WebSocket close 4001: bad key *** or ***!");
}

static void
test_disconnect_reason_masked (void)
{
  g_autoptr (RawPeer) peer = raw_peer_new (NULL);
  g_autoptr (Caller) caller = caller_new ("close-wait-ms", 50, NULL);
  g_autofree char *filler = g_strnfill (10000, 'y');
  g_autofree char *text = g_strdup_printf ("{\"type\":\"websocket.disconnect\",\"code\":4003,\"reason\":\"%s %s\"}",
                                           CALLER_KEY, filler);

  caller_connect (caller, peer->endpoint);
  raw_peer_send_frame (peer, 0x81, text, strlen (text));
  caller_expect_closed (caller, 4003, ALOUD_CONNECTION_ERROR_FORBIDDEN);
  g_assert_nonnull (strstr (caller->error->message, "*** yyy"));
  g_assert_cmpuint (strlen (caller->error->message), <, 300);
}

static void
test_close_unanswered (void)
{
  g_autoptr (RawPeer) peer = raw_peer_new (NULL);
  g_autoptr (Caller) caller = caller_new ("close-wait-ms", 50, NULL);

  caller_connect (caller, peer->endpoint);
  aloud_connection_close (caller->connection);
  caller_expect_closed (caller, 1006, -1); /* whoever hangs up is not told that it failed */
  aloud_test_wait (raw_peer_count (peer, 0x08) == 1);
}

static void
test_silence (void)
{
  g_autoptr (RawPeer) peer = raw_peer_new (NULL);
  g_autoptr (Caller) caller = caller_new ("watchdog-ms", 100, NULL);

  caller_connect (caller, peer->endpoint);
  caller_expect_closed (caller, 1006, ALOUD_CONNECTION_ERROR_LOST);
  g_assert_true (aloud_connection_error_is_retryable (caller->error));
}

typedef struct {
  RawPeer *peer;
  const char *rest;
} Drip;

static gboolean
drip (gpointer user_data)
{
  Drip *self = user_data;

  if (*self->rest == '\0')
    return G_SOURCE_REMOVE;
  raw_peer_send (self->peer, (const guint8 *) self->rest++, 1);
  return G_SOURCE_CONTINUE;
}

/* One message over a thin line, longer on its way than the watchdog waits. */
static void
test_slow_message (void)
{
  g_autoptr (RawPeer) peer = raw_peer_new (NULL);
  g_autoptr (Caller) caller = caller_new ("watchdog-ms", 300, NULL);
  Drip status = { peer, "\x81\x1f{\"type\":\"status\",\"text\":\"slow\"}" };

  caller_connect (caller, peer->endpoint);
  g_timeout_add (20, drip, &status);
  aloud_test_wait (caller->events->len == 1 || caller->closed > 0);
  g_assert_cmpuint (caller->closed, ==, 0);
  caller_expect_closed (caller, 1006, ALOUD_CONNECTION_ERROR_LOST); /* and then there is silence */
}

/* Four pings take longer than the watchdog waits; whoever answers them is not lost. */
static void
test_pongs_are_life (void)
{
  g_autoptr (RawPeer) peer = raw_peer_new (NULL);
  g_autoptr (Caller) caller = caller_new ("watchdog-ms", 2500, "ping-seconds", 1, NULL);

  caller_connect (caller, peer->endpoint);
  for (guint pings = 1; pings <= 4; pings++)
    {
      aloud_test_wait (raw_peer_count (peer, 0x09) == pings || caller->closed > 0);
      g_assert_cmpuint (caller->closed, ==, 0);
      raw_peer_send_frame (peer, 0x8a, "", 0);
    }
}

static GBytes *
audio_frame (void)
{
  return g_bytes_new_take (g_malloc0 (960), 960);
}

/* Talks until the peer, who does not listen, takes no more. */
static void
fill_up (Caller *caller)
{
  g_autoptr (GBytes) frame = audio_frame ();

  for (guint i = 0; aloud_connection_send_audio (caller->connection, frame) != ALOUD_AUDIO_DROPPED; i++)
    {
      aloud_test_settle ();
      g_assert_cmpuint (i, <, 10000);
    }
}

static void
test_stalled (void)
{
  g_autoptr (RawPeer) peer = raw_peer_new (NULL);
  g_autoptr (Caller) caller = caller_new ("slow-ms", 50, "stalled-ms", 300, NULL);
  g_autofree guint *slow_changes = aloud_test_count_notify (caller->connection, "slow");
  g_autoptr (GBytes) frame = audio_frame ();
  AloudConnectionCounters full, later;
  gboolean slow = FALSE;

  caller_connect (caller, peer->endpoint);
  raw_peer_read (peer, FALSE);
  fill_up (caller);
  aloud_connection_get_counters (caller->connection, &full);
  g_test_message ("%u ms of audio went out before it was noticed", full.audio_frames_sent * 20);
  g_assert_cmpuint (full.audio_frames_sent, <, 500);

  for (guint i = 0; i < 10000; i++)
    aloud_connection_send_audio (caller->connection, frame);
  aloud_connection_get_counters (caller->connection, &later);
  g_assert_cmpuint (later.audio_frames_sent, ==, full.audio_frames_sent);
  g_assert_cmpuint (later.audio_frames_dropped, ==, full.audio_frames_dropped + 10000);

  aloud_test_wait (*slow_changes == 1);
  g_object_get (caller->connection, "slow", &slow, NULL);
  g_assert_true (slow);
  g_assert_true (aloud_connection_is_open (caller->connection));

  caller_expect_closed (caller, 1006, ALOUD_CONNECTION_ERROR_TOO_SLOW);
  g_assert_true (aloud_connection_error_is_retryable (caller->error));
  g_object_get (caller->connection, "slow", &slow, NULL);
  g_assert_false (slow);
}

/* Once the network takes something again, it gets every request and the newest 200 ms of audio, whole. */
static void
test_stall_ends (void)
{
  g_autoptr (RawPeer) peer = raw_peer_new (NULL);
  g_autoptr (Caller) caller = caller_new ("slow-ms", 50, NULL);
  g_autofree guint *slow_changes = aloud_test_count_notify (caller->connection, "slow");
  AloudConnectionCounters full, later;

  caller_connect (caller, peer->endpoint);
  raw_peer_read (peer, FALSE);
  fill_up (caller);
  aloud_connection_get_counters (caller->connection, &full);
  aloud_connection_send_request (caller->connection, "{\"type\":\"interrupt\"}");
  aloud_test_wait (*slow_changes == 1);

  raw_peer_read (peer, TRUE);
  aloud_test_wait (*slow_changes == 2);
  aloud_test_wait (raw_peer_count (peer, 0x02) == full.audio_frames_sent + 10);
  aloud_test_wait (raw_peer_count (peer, 0x01) == 1);

  aloud_connection_get_counters (caller->connection, &later);
  g_assert_cmpuint (later.audio_frames_sent, ==, full.audio_frames_sent + 10);
  g_assert_cmpuint (later.audio_frames_dropped, ==, full.audio_frames_dropped);
  g_assert_true (aloud_connection_is_open (caller->connection));
}

/* Whoever has hung up hears no more about the network. */
static void
test_hang_up_when_stalled (void)
{
  g_autoptr (RawPeer) peer = raw_peer_new (NULL);
  g_autoptr (Caller) caller = caller_new ("slow-ms", 50, "stalled-ms", 60, "close-wait-ms", 300, NULL);

  caller_connect (caller, peer->endpoint);
  raw_peer_read (peer, FALSE);
  fill_up (caller);
  aloud_connection_close (caller->connection);
  caller_expect_closed (caller, 1006, -1);
}

static void
test_dispose_when_stalled (void)
{
  g_autoptr (RawPeer) peer = raw_peer_new (NULL);
  g_autoptr (Caller) caller = caller_new (NULL);
  gpointer witness = caller->connection;

  g_object_add_weak_pointer (witness, &witness);
  caller_connect (caller, peer->endpoint);
  raw_peer_read (peer, FALSE);
  fill_up (caller);
  g_clear_object (&caller->result);
  g_clear_object (&caller->connection);
  g_assert_null (witness);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autofree char *path = g_strconcat ("/transport/peers/answer/", answers[i].name, NULL);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_answer);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad_frames); i++)
    {
      g_autofree char *path = g_strconcat ("/transport/peers/bad-frame/", bad_frames[i].name, NULL);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_bad_frame);
    }
  g_test_add_func ("/transport/peers/hangs-up-in-handshake", test_hangs_up_in_handshake);
  g_test_add_func ("/transport/peers/too-many-fragments", test_too_many_fragments);
  g_test_add_func ("/transport/peers/endless-fragments", test_endless_fragments);
  g_test_add_func ("/transport/peers/announces-too-much", test_announces_too_much);
  g_test_add_func ("/transport/peers/few-fragments", test_few_fragments);
  g_test_add_func ("/transport/peers/closes", test_closes);
  g_test_add_func ("/transport/peers/drops", test_drops);
  g_test_add_func ("/transport/peers/reason-masked", test_reason_masked);
  g_test_add_func ("/transport/peers/disconnect-reason-masked", test_disconnect_reason_masked);
  g_test_add_func ("/transport/peers/close-unanswered", test_close_unanswered);
  g_test_add_func ("/transport/peers/silence", test_silence);
  g_test_add_func ("/transport/peers/slow-message", test_slow_message);
  g_test_add_func ("/transport/peers/pongs-are-life", test_pongs_are_life);
  g_test_add_func ("/transport/peers/stalled", test_stalled);
  g_test_add_func ("/transport/peers/stall-ends", test_stall_ends);
  g_test_add_func ("/transport/peers/hang-up-when-stalled", test_hang_up_when_stalled);
  g_test_add_func ("/transport/peers/dispose-when-stalled", test_dispose_when_stalled);

  return g_test_run ();
}
