/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-verdict.h"

#include "aloud-connection.h"

#define RETRY_AFTER_MAX 60 /* seconds */
#define QUOTE_MAX 200      /* characters of the server's own words */

/* The first that applies names the error: who a certificate is from and for comes before its dates. */
static const struct {
  GTlsCertificateFlags flag;
  AloudConnectionError error;
  const char *words;
} certificate_flaws[] = {
  { G_TLS_CERTIFICATE_REVOKED, ALOUD_CONNECTION_ERROR_INSECURE, "revoked" },
  { G_TLS_CERTIFICATE_UNKNOWN_CA, ALOUD_CONNECTION_ERROR_CERTIFICATE_UNKNOWN, "unknown authority" },
  { G_TLS_CERTIFICATE_BAD_IDENTITY, ALOUD_CONNECTION_ERROR_CERTIFICATE_WRONG_HOST, "made for another host" },
  { G_TLS_CERTIFICATE_NOT_ACTIVATED, ALOUD_CONNECTION_ERROR_CERTIFICATE_EARLY, "not valid yet" },
  { G_TLS_CERTIFICATE_EXPIRED, ALOUD_CONNECTION_ERROR_CERTIFICATE_EXPIRED, "expired" },
  { G_TLS_CERTIFICATE_INSECURE, ALOUD_CONNECTION_ERROR_INSECURE, "insecure algorithm" },
};

/* Masks before it cuts: half a secret would not be recognised. */
char *
aloud_verdict_quote (const char *text, AloudCredential *credential)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *masked = aloud_credential_mask (credential, valid);
  g_autoptr (GString) words = g_string_new (NULL);
  const char *end = masked;

  for (int n = 0; *end != '\0' && n < QUOTE_MAX; n++)
    {
      gunichar c = g_utf8_get_char (end);

      if (g_unichar_iscntrl (c) || g_unichar_type (c) == G_UNICODE_LINE_SEPARATOR
          || g_unichar_type (c) == G_UNICODE_PARAGRAPH_SEPARATOR)
        c = ' ';
      g_string_append_unichar (words, c);
      end = g_utf8_next_char (end);
    }
  if (*end != '\0')
    g_string_append (words, "…");
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static AloudConnectionError
error_of_status (guint status)
{
  switch (status)
    {
    case SOUP_STATUS_UNAUTHORIZED:
      return ALOUD_CONNECTION_ERROR_UNAUTHORIZED;
    case SOUP_STATUS_FORBIDDEN:
      return ALOUD_CONNECTION_ERROR_REFUSED;
    case SOUP_STATUS_NOT_FOUND:
      return ALOUD_CONNECTION_ERROR_NOT_FOUND;
    case SOUP_STATUS_PROXY_AUTHENTICATION_REQUIRED:
      return ALOUD_CONNECTION_ERROR_UNREACHABLE;
    case 429:
      return ALOUD_CONNECTION_ERROR_BUSY;
    default:
      break;
    }
  if (status >= 500 && status < 600)
    return ALOUD_CONNECTION_ERROR_SERVER;
  if (status >= 300 && status < 400)
    return ALOUD_CONNECTION_ERROR_REDIRECTED;
  return ALOUD_CONNECTION_ERROR_NOT_A_SERVICE;
}

static GError *
error_of_answer (SoupMessage *message, AloudCredential *credential)
{
  guint status = soup_message_get_status (message);
  const char *phrase = soup_message_get_reason_phrase (message);
  g_autofree char *quoted = aloud_verdict_quote (phrase != NULL ? phrase : "", credential);
  AloudConnectionError code = error_of_status (status);

  if (status == SOUP_STATUS_SWITCHING_PROTOCOLS)
    return g_error_new_literal (ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_NOT_A_SERVICE,
                                "The answer to the WebSocket handshake is wrong");
  if (status == SOUP_STATUS_UNAUTHORIZED || status == SOUP_STATUS_FORBIDDEN || status == SOUP_STATUS_NOT_FOUND)
    aloud_connection_error_from_name (quoted, &code); /* as it is, unless the phrase knows more */
  return g_error_new (ALOUD_CONNECTION_ERROR, (int) code, "HTTP %u %s", status, quoted);
}

static GError *
error_of_tls (const GError *cause, SoupMessage *message)
{
  GTlsCertificateFlags flaws = soup_message_get_tls_peer_certificate_errors (message);
  AloudConnectionError code = ALOUD_CONNECTION_ERROR_INSECURE;
  g_autoptr (GString) words = g_string_new (cause->message);
  gsize named = 0;

  /* Nobody there who speaks TLS, or no longer: that is the network, as when a server restarts, not a certificate. */
  if (g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_EOF) || g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_NOT_TLS))
    return g_error_new_literal (ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_UNREACHABLE, cause->message);

  for (gsize i = 0; i < G_N_ELEMENTS (certificate_flaws); i++)
    if (flaws & certificate_flaws[i].flag)
      {
        code = named++ == 0 ? certificate_flaws[i].error : code;
        g_string_append_printf (words, "; %s", certificate_flaws[i].words);
      }
  return g_error_new_literal (ALOUD_CONNECTION_ERROR, (int) code, words->str);
}

/* The peer took the request and ended the connection instead of answering. */
static gboolean
is_hang_up (const GError *cause)
{
  return g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT)
         || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED) /* a reset as well */
         || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE)
         || g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_EOF);
}

GError *
aloud_verdict_on_connect (const GError *cause, SoupMessage *message, gboolean asked, AloudCredential *credential)
{
  AloudConnectionError code = ALOUD_CONNECTION_ERROR_UNREACHABLE;
  g_autofree char *quoted = NULL;

  g_return_val_if_fail (cause != NULL, NULL);
  g_return_val_if_fail (SOUP_IS_MESSAGE (message), NULL);

  if (asked && soup_message_get_status (message) == SOUP_STATUS_NONE && is_hang_up (cause))
    code = ALOUD_CONNECTION_ERROR_DROPPED;
  else if (cause->domain == G_TLS_ERROR)
    return error_of_tls (cause, message);
  else if (soup_message_get_status (message) != SOUP_STATUS_NONE)
    return error_of_answer (message, credential);
  else if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    code = ALOUD_CONNECTION_ERROR_TIMED_OUT;
  else if (cause->domain == SOUP_SESSION_ERROR)
    code = ALOUD_CONNECTION_ERROR_NOT_A_SERVICE; /* what was read is not HTTP */

  quoted = aloud_verdict_quote (cause->message, credential);
  return g_error_new_literal (ALOUD_CONNECTION_ERROR, (int) code, quoted);
}

void
aloud_verdict_tame_error (AloudEvent *event, AloudCredential *credential)
{
  char *text = aloud_verdict_quote (event->error.text, credential);
  char *code = aloud_verdict_quote (event->error.code, credential);

  g_free (event->error.text);
  g_free (event->error.code);
  event->error.text = text;
  event->error.code = code;
  g_clear_pointer (&event->error.details, g_free); /* a stranger's JSON: nobody shows it */
}

static AloudConnectionError
error_of_code (guint code)
{
  switch (code)
    {
    case 0:
    case SOUP_WEBSOCKET_CLOSE_NO_STATUS:
    case SOUP_WEBSOCKET_CLOSE_ABNORMAL:
      return ALOUD_CONNECTION_ERROR_LOST;
    case SOUP_WEBSOCKET_CLOSE_GOING_AWAY:
    case 1012:
    case 1013:
    case 1014:
      return ALOUD_CONNECTION_ERROR_RESTARTING;
    case SOUP_WEBSOCKET_CLOSE_SERVER_ERROR:
      return ALOUD_CONNECTION_ERROR_SERVER;
    case SOUP_WEBSOCKET_CLOSE_TOO_BIG:
      return ALOUD_CONNECTION_ERROR_TOO_LARGE;
    case 3000: /* as registered with IANA; the service's own are those of 4000 and up */
    case 4001:
      return ALOUD_CONNECTION_ERROR_UNAUTHORIZED;
    case 3003:
    case 4003:
      return ALOUD_CONNECTION_ERROR_FORBIDDEN;
    case 4004:
      return ALOUD_CONNECTION_ERROR_NOT_FOUND;
    case 4029:
      return ALOUD_CONNECTION_ERROR_RATE_LIMITED;
    default:
      return code >= 4000 && code < 5000 ? ALOUD_CONNECTION_ERROR_APPLICATION : ALOUD_CONNECTION_ERROR_PROTOCOL;
    }
}

static AloudConnectionError
error_of_close (guint code, const char *reason)
{
  AloudConnectionError named;

  /* What a close means is in its code; when the reason holds one of the service's names, that is more exact. */
  return aloud_connection_error_from_name (reason, &named) ? named : error_of_code (code);
}

/* A close that says nothing about itself. */
static GError *
error_of_silence (const GError *cause, gboolean unheard)
{
  AloudConnectionError code = unheard ? ALOUD_CONNECTION_ERROR_DROPPED : ALOUD_CONNECTION_ERROR_LOST;

  if (cause != NULL && cause->domain == SOUP_WEBSOCKET_ERROR)
    code = error_of_code ((guint) cause->code);
  return g_error_new_literal (ALOUD_CONNECTION_ERROR, (int) code,
                              cause != NULL ? cause->message : "The connection ended without a close");
}

GError *
aloud_verdict_on_close (guint code, const char *reason, const GError *cause, gboolean unheard,
                        AloudCredential *credential)
{
  g_autofree char *quoted = aloud_verdict_quote (reason != NULL ? reason : "", credential);

  if (code == SOUP_WEBSOCKET_CLOSE_NORMAL)
    return NULL;

  /* libsoup complains about 1012 to 1014 as well, so its complaint counts only when the peer gave no code. */
  if (code == 0)
    return error_of_silence (cause, unheard);
  return g_error_new (ALOUD_CONNECTION_ERROR, (int) error_of_close (code, quoted), "WebSocket close %u%s%s", code,
                      *quoted != '\0' ? ": " : "", quoted);
}

guint
aloud_verdict_retry_after (SoupMessage *message)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  const char *value = soup_message_headers_get_one (headers, "Retry-After");
  g_autoptr (GDateTime) then = NULL;
  g_autoptr (GDateTime) now = NULL;
  guint64 seconds = 0;

  if (value == NULL)
    return 0;
  if (g_ascii_string_to_unsigned (value, 10, 0, G_MAXUINT, &seconds, NULL))
    return (guint) MIN (seconds, RETRY_AFTER_MAX);

  then = soup_date_time_new_from_http_string (value);
  if (then == NULL)
    return 0;
  now = g_date_time_new_now_utc ();
  return (guint) CLAMP (g_date_time_difference (then, now) / G_TIME_SPAN_SECOND, 0, RETRY_AFTER_MAX);
}
