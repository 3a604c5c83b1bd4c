/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "flood-server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define METADATA  "{\"type\":\"connection_metadata\",\"connection_id\":\"c\"}"
#define GUID      "258EAFA5-E914-47DA-95CA-C5AB0DC85B11" /* RFC 6455, 1.3 */
#define TALL      5000000
#define FRAGMENTS 100
#define PIECE     6400 /* characters of base64: 100 ms */
#define AHEAD     65536 /* bytes that are made before they are sent */

#define TEXT      0x81
#define FIRST     0x01
#define MIDDLE    0x00
#define LAST      0x80
#define PING      0x89
#define CLOSE     0x88

typedef struct {
  FloodKind kind;
  guint count, rate;
  int fd;
  GString *out;
  gsize sent;
} Flood;

static void
add_frame (Flood *self, guint8 first, const char *payload, gsize size)
{
  g_string_append_c (self->out, (char) first);
  if (size < 126)
    g_string_append_c (self->out, (char) size);
  else if (size < 65536)
    {
      guint16 length = htons ((guint16) size);

      g_string_append_c (self->out, 126);
      g_string_append_len (self->out, (const char *) &length, sizeof length);
    }
  else
    {
      guint64 length = GUINT64_TO_BE (size);

      g_string_append_c (self->out, 127);
      g_string_append_len (self->out, (const char *) &length, sizeof length);
    }
  g_string_append_len (self->out, payload, (gssize) size);
}

static void
add_text (Flood *self, const char *text)
{
  add_frame (self, TEXT, text, strlen (text));
}

G_GNUC_PRINTF (2, 3) static void
add_format (Flood *self, const char *format, ...)
{
  va_list arguments;
  g_autofree char *text = NULL;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  add_text (self, text);
}

static void
add_message (Flood *self, guint i)
{
  switch (i % 10)
    {
    case 0:
      add_format (self, "{\"type\":\"transcription\",\"transcript\":\"once upon a time %u\"}", i);
      break;
    case 1:
      add_format (self, "{\"type\":\"transcription\",\"transcript\":\"question %u\",\"is_final\":true,"
                        "\"is_speech_final\":true}", i);
      break;
    case 2:
      add_format (self, "{\"type\":\"llm_response_chunk\",\"content\":\"word %u \",\"generation_id\":\"g%u\"}", i, i / 100);
      break;
    case 3:
      add_text (self, "{\"type\":\"emotion_update\",\"top_emotions\":[{\"emotion\":\"Joy\",\"confidence\":0.5}]}");
      break;
    case 4:
      add_format (self, "{\"type\":\"weather %u\"}", i);
      break;
    case 5:
      add_frame (self, PING, "p", 1);
      break;
    case 6:
      add_text (self, "{\"type\":\"status\"}");
      break;
    case 7:
      add_text (self, "nonsense");
      break;
    case 8:
      add_format (self, "{\"type\":\"tts_chunk\",\"content\":\"AQACAA==\",\"generation_id\":\"g%u\"}", i / 100);
      break;
    default:
      add_format (self, "{\"type\":\"system_message\",\"content\":\"note %u\"}", i);
    }
}

static void
add_tall (Flood *self, guint i)
{
  static const char *const heads[] = {
    "{\"type\":\"weather\",\"content\":\"",
    "{\"type\":\"llm_response_chunk\",\"content\":\"",
    "{\"type\":\"transcription\",\"is_final\":true,\"transcript\":\"",
    "{\"type\":\"tts_chunk\",\"content\":\"",
    "{\"type\":\"system_message\",\"content\":\"",
  };
  g_autoptr (GString) text = g_string_sized_new (TALL + 128);

  g_string_append (text, heads[i % G_N_ELEMENTS (heads)]);
  while (text->len < TALL)
    g_string_append (text, "Aaaaaaa8");
  g_string_truncate (text, strlen (heads[i % G_N_ELEMENTS (heads)]) + TALL / 8 * 8 - 64);
  g_string_append (text, "\"}");
  add_frame (self, TEXT, text->str, text->len);
}

static void
add_fragments (Flood *self, guint i)
{
  g_autofree char *piece = g_strnfill (1000, 'x');

  for (guint j = 0; j < FRAGMENTS; j++)
    {
      if (j == 0)
        add_frame (self, FIRST, "{\"type\":\"weather\",\"a\":\"", 23);
      else if (j == FRAGMENTS - 1)
        add_frame (self, LAST, "\"}", 2);
      else
        add_frame (self, MIDDLE, piece, 1000);
      if (j % 10 == 0)
        add_frame (self, PING, "p", 1);
    }
}

static void
add_speech (Flood *self, guint i)
{
  static char *piece;

  if (piece == NULL)
    {
      g_autofree char *samples = g_strnfill (PIECE, 'B');

      piece = g_strconcat ("{\"type\":\"tts_chunk\",\"generation_id\":\"g\",\"content\":\"", samples, "\"}", NULL);
    }
  add_text (self, piece);
}

static void
add_next (Flood *self, guint i)
{
  static void (*const add[]) (Flood *self, guint i) = {
    [FLOOD_OF_MESSAGES] = add_message,
    [FLOOD_OF_TALL] = add_tall,
    [FLOOD_OF_FRAGMENTS] = add_fragments,
    [FLOOD_OF_SPEECH] = add_speech,
  };

  if (i < self->count)
    add[self->kind](self, i);
  else
    add_text (self, "{\"type\":\"system_message\",\"content\":\"" FLOOD_END "\"}");
}

/* Reads the request to its end, and says yes to it. FALSE: the caller has gone. */
static gboolean
upgrade (Flood *self)
{
  g_autoptr (GString) request = g_string_new (NULL);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  g_autofree char *key = NULL;
  g_autofree char *accept = NULL;
  guint8 digest[20];
  gsize size = sizeof digest;
  const char *at;
  char c;

  while (strstr (request->str, "\r\n\r\n") == NULL)
    {
      if (read (self->fd, &c, 1) != 1)
        return FALSE;
      g_string_append_c (request, c);
    }
  at = strcasestr (request->str, "\r\nSec-WebSocket-Key: ");
  if (at == NULL)
    return FALSE;
  at = strchr (at + 2, ' ') + 1;
  key = g_strndup (at, strcspn (at, "\r"));
  g_checksum_update (checksum, (const guchar *) key, -1);
  g_checksum_update (checksum, (const guchar *) GUID, -1);
  g_checksum_get_digest (checksum, digest, &size);
  accept = g_base64_encode (digest, size);
  g_string_append_printf (self->out, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                     "Sec-WebSocket-Accept: %s\r\n\r\n", accept);
  add_text (self, METADATA);
  return fcntl (self->fd, F_SETFL, O_NONBLOCK) == 0;
}

static gboolean
failed (gssize n)
{
  return n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR);
}

/* Whatever the socket can take or give right now. FALSE: the caller has gone. */
static gboolean
exchange (Flood *self, int timeout_ms)
{
  struct pollfd fd = { .fd = self->fd, .events = POLLIN };
  static char told[65536];

  if (self->sent < self->out->len)
    fd.events |= POLLOUT;
  if (poll (&fd, 1, timeout_ms) < 0 && errno != EINTR)
    return FALSE;
  if (fd.revents & (POLLIN | POLLHUP | POLLERR))
    {
      gssize n = read (self->fd, told, sizeof told);

      /* A goodbye comes alone: nobody speaks any more. */
      if (failed (n) || (n > 0 && told[0] == (char) CLOSE))
        return FALSE;
    }
  if (fd.revents & POLLOUT)
    {
      gssize n = write (self->fd, self->out->str + self->sent, self->out->len - self->sent);

      if (failed (n))
        return FALSE;
      self->sent += n > 0 ? (gsize) n : 0;
    }
  return TRUE;
}

static void
pour (Flood *self)
{
  gint64 began = g_get_monotonic_time ();
  guint i = 0;
  gboolean here = TRUE;

  while (here)
    {
      guint due = self->count + 1;

      if (self->rate > 0)
        due = (guint) MIN (due, (g_get_monotonic_time () - began) * self->rate / G_USEC_PER_SEC);
      if (self->sent == self->out->len)
        {
          g_string_truncate (self->out, 0);
          self->sent = 0;
        }
      while (i < due && self->out->len < AHEAD)
        add_next (self, i++);
      here = exchange (self, i > self->count ? 1000 : 1);
    }
}

guint
flood_server_start (FloodKind kind, guint count, guint rate)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t size = sizeof address;
  int listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  Flood flood = { .kind = kind, .count = count, .rate = rate };
  pid_t parent = getpid (), child;

  g_assert_cmpint (bind (listener, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (listen (listener, 1), ==, 0);
  g_assert_cmpint (getsockname (listener, (struct sockaddr *) &address, &size), ==, 0);
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child > 0)
    {
      close (listener);
      return ntohs (address.sin_port);
    }
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  if (getppid () != parent)
    _exit (0);
  flood.out = g_string_new (NULL);
  flood.fd = accept (listener, NULL, NULL);
  if (upgrade (&flood))
    pour (&flood);
  _exit (0);
}
