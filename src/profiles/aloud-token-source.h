/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gio/gio.h>

/* Where fresh tokens come from: an address of the person's own backend, or a command. Both have to answer with a token
 * in one of the forms of aloud-token-answer.h within @timeout_ms, in at most 8 KiB. */
#define ALOUD_TOKEN_TIMEOUT 10000 /* ms */

/* HTTPS, or HTTP on loopback, without a password in it: the address is shown and stored as it is.
 * ALOUD_CONFIGURATION_ERROR_BAD_TOKEN_ADDRESS. */
gboolean aloud_token_address_check        (const char           *url,
                                           GError              **error);
/* The host that a bearer is bound to; NULL when check() fails. */
char    *aloud_token_address_dup_host     (const char           *url,
                                           GError              **error) G_GNUC_WARN_UNUSED_RESULT;

/* GET, or @post. No redirect is followed. @bearer: sent in the Authorization header, to this address alone; NULL or ""
 * for none. @database: NULL for the system's trust. */
void     aloud_token_address_fetch_async  (const char           *url,
                                           gboolean              post,
                                           const char           *bearer,
                                           GTlsDatabase         *database,
                                           guint                 timeout_ms,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
/* Free it with aloud_wipe_free(). @expires_in: NULL, or seconds from now, 0 when it is not said.
 * ALOUD_AGENT_ERROR_TOKEN_UNREACHABLE, _REFUSED, _REDIRECTED, _TIMED_OUT, _UNREADABLE, _TOO_LARGE;
 * G_IO_ERROR_CANCELLED. No message holds anything that was sent or received but the HTTP status. */
char    *aloud_token_address_fetch_finish (GAsyncResult         *result,
                                           gint64               *expires_in,
                                           GError              **error) G_GNUC_WARN_UNUSED_RESULT;

/* FALSE within Flatpak, where there are no programs but Aloud's own. */
gboolean aloud_token_command_is_possible  (void);
/* Runs a program without a shell and without the NEXTEVI_* variables; its answer is what it prints, its complaints are
 * not listened to. At the timeout it is killed with all that it has started. @argv: NULL-terminated. */
void     aloud_token_command_run_async    (const char *const    *argv,
                                           guint                 timeout_ms,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
/* As above; ALOUD_AGENT_ERROR_TOKEN_COMMAND, _TIMED_OUT, _UNREADABLE, _TOO_LARGE; G_IO_ERROR_CANCELLED. */
char    *aloud_token_command_run_finish   (GAsyncResult         *result,
                                           gint64               *expires_in,
                                           GError              **error) G_GNUC_WARN_UNUSED_RESULT;
