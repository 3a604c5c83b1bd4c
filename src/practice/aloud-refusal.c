/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-refusal.h"

#include <string.h>

#define LONGEST_REASON    123  /* bytes in a close frame: RFC 6455, 5.5 */
#define TOO_MANY_REQUESTS 429  /* libsoup has no name for it */
#define RETRY_AFTER       "1"  /* seconds */
#define ELSEWHERE         "/ws/voice/elsewhere"

static const struct {
  const char *option;
  const char *name;
  guint status;
  guint code;
} reasons[] = {
  [ALOUD_REASON_AUTH_REQUIRED] = { "auth-required", "AUTH_REQUIRED", 401, 4001 },
  [ALOUD_REASON_AUTH_FAILED] = { "auth-failed", "AUTH_FAILED", 401, 4001 },
  [ALOUD_REASON_ACCESS_DENIED] = { "access-denied", "ACCESS_DENIED", 403, 4003 },
  [ALOUD_REASON_CONFIG_NOT_FOUND] = { "config-not-found", "CONFIG_NOT_FOUND", 404, 4004 },
  [ALOUD_REASON_INVALID_PROJECT] = { "invalid-project", "INVALID_PROJECT", 404, 4004 },
};

gboolean
aloud_refusal_form_parse (AloudRefusalForm *form, const char *text)
{
  static const char * const forms[] = { "before", "after", "event" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (forms); i++)
    if (g_strcmp0 (text, forms[i]) == 0)
      {
        *form = i;
        return TRUE;
      }
  return FALSE;
}

void
aloud_refusal_init (AloudRefusal *self, AloudReason reason, AloudRefusalForm form)
{
  self->form = form;
  self->status = reasons[reason].status;
  self->code = reasons[reason].code;
  self->reason = reasons[reason].name;
}

static gboolean
parse_number (const char *text, const char *prefix, guint min, guint max, guint *number)
{
  guint64 value;

  if (!g_str_has_prefix (text, prefix) ||
      !g_ascii_string_to_unsigned (text + strlen (prefix), 10, min, max, &value, NULL))
    return FALSE;
  *number = (guint) value;
  return TRUE;
}

gboolean
aloud_refusal_parse (AloudRefusal *self, const char *name, AloudRefusalForm form)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (g_str_equal (name, reasons[i].option))
      {
        aloud_refusal_init (self, i, form);
        return TRUE;
      }

  *self = (AloudRefusal) { 0 };
  if (parse_number (name, "http-", 300, 599, &self->status))
    self->form = ALOUD_REFUSAL_BEFORE;
  else if (parse_number (name, "close-", 4000, 4999, &self->code))
    self->form = ALOUD_REFUSAL_AFTER;
  else if (g_str_equal (name, "drop-before"))
    self->form = ALOUD_REFUSAL_DROP_BEFORE;
  else if (g_str_equal (name, "drop-after"))
    self->form = ALOUD_REFUSAL_DROP_AFTER;
  else
    return FALSE;
  return TRUE;
}

const char *
aloud_refusal_help (void)
{
  return "Refusals for --refuse:\n"
         "  auth-required      401 or 4001 AUTH_REQUIRED, in the form of --refusals\n"
         "  auth-failed        401 or 4001 AUTH_FAILED, likewise\n"
         "  access-denied      403 or 4003 ACCESS_DENIED, likewise\n"
         "  config-not-found   404 or 4004 CONFIG_NOT_FOUND, likewise\n"
         "  invalid-project    404 or 4004 INVALID_PROJECT, likewise\n"
         "  http-STATUS        this status, 300 to 599, instead of the upgrade and no word more:\n"
         "                     3xx lead elsewhere, 429 says when to try again\n"
         "  close-CODE         this close code, 4000 to 4999, after the upgrade and no word more\n"
         "  drop-before        the connection ends without an answer\n"
         "  drop-after         the connection ends after the upgrade, without a close code\n"
         "\n"
         "Forms for --refusals:\n"
         "  before             an HTTP status instead of the upgrade (unless set otherwise)\n"
         "  after              a close code after the upgrade\n"
         "  event              an error message after the upgrade, then close code 1000\n";
}

char *
aloud_refusal_describe (const AloudRefusal *self)
{
  switch (self->form)
    {
    case ALOUD_REFUSAL_AFTER:
      return g_strdup_printf ("close %u%s%s", self->code, self->reason != NULL ? " " : "",
                              self->reason != NULL ? self->reason : "");
    case ALOUD_REFUSAL_EVENT:
      return g_strdup_printf ("error message %s", self->reason);
    case ALOUD_REFUSAL_DROP_BEFORE:
      return g_strdup ("dropped before the upgrade");
    case ALOUD_REFUSAL_DROP_AFTER:
      return g_strdup ("dropped after the upgrade");
    case ALOUD_REFUSAL_BEFORE:
    default:
      return g_strdup_printf ("HTTP %u%s%s", self->status, self->reason != NULL ? " " : "",
                              self->reason != NULL ? self->reason : "");
    }
}

gboolean
aloud_refusal_is_early (const AloudRefusal *self)
{
  return self->form == ALOUD_REFUSAL_BEFORE || self->form == ALOUD_REFUSAL_DROP_BEFORE;
}

/* One line of visible characters: what a caller sent becomes a part of a status line. NULL for nothing to
 * say. */
static char *
make_phrase (const AloudRefusal *self, const char *echo)
{
  char *phrase, *c;

  if (echo == NULL)
    return g_strdup (self->reason);
  phrase = g_strconcat (self->reason != NULL ? self->reason : "REFUSED", ": ", echo, NULL);
  for (c = phrase; *c != '\0'; c++)
    if (!g_ascii_isprint (*c))
      *c = '?';
  return phrase;
}

static void
drop (SoupServerMessage *message)
{
  /* libsoup asks for the address when the request ends, and warns when the peer has gone by then; it asks
   * once. */
  soup_server_message_get_remote_address (message);
  g_socket_shutdown (soup_server_message_get_socket (message), TRUE, TRUE, NULL);
}

void
aloud_refusal_answer (const AloudRefusal *self, SoupServerMessage *message, const char *echo)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_autofree char *phrase = make_phrase (self, echo);

  if (self->form == ALOUD_REFUSAL_DROP_BEFORE)
    {
      drop (message);
      soup_server_message_set_status (message, SOUP_STATUS_FORBIDDEN, NULL);
      return;
    }
  if (phrase == NULL && self->status == TOO_MANY_REQUESTS)
    phrase = g_strdup ("Too Many Requests");
  soup_server_message_set_status (message, self->status, phrase);
  if (SOUP_STATUS_IS_REDIRECTION (self->status))
    soup_message_headers_append (headers, "Location", ELSEWHERE);
  if (self->status == TOO_MANY_REQUESTS)
    soup_message_headers_append (headers, "Retry-After", RETRY_AFTER);
}

void
aloud_refusal_close (const AloudRefusal *self, SoupServerMessage *message,
                     SoupWebsocketConnection *connection, const AloudStyle *style, const char *echo)
{
  g_autofree char *phrase = make_phrase (self, echo);
  g_autofree char *json = NULL;

  switch (self->form)
    {
    case ALOUD_REFUSAL_AFTER:
      if (phrase != NULL && strlen (phrase) > LONGEST_REASON)
        phrase[LONGEST_REASON] = '\0';
      soup_websocket_connection_close (connection, (gushort) self->code, phrase);
      break;
    case ALOUD_REFUSAL_EVENT:
      json = aloud_wire_error (style, self->reason, phrase, NULL, NULL);
      soup_websocket_connection_send_text (connection, json);
      soup_websocket_connection_close (connection, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
      break;
    case ALOUD_REFUSAL_DROP_AFTER:
      drop (message);
      break;
    case ALOUD_REFUSAL_BEFORE:
    case ALOUD_REFUSAL_DROP_BEFORE:
    default:
      g_assert_not_reached ();
    }
}
