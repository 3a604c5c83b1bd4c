/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gio/gio.h>

/* What every desktop portal has in common: requests that are answered by a signal, and sessions. */
#define ALOUD_PORTAL_NAME    "org.freedesktop.portal.Desktop"
#define ALOUD_PORTAL_PATH    "/org/freedesktop/portal/desktop"
#define ALOUD_PORTAL_REQUEST "org.freedesktop.portal.Request"
#define ALOUD_PORTAL_SESSION "org.freedesktop.portal.Session"

/* A token for handle_token and session_handle_token, unique in this process. */
char     *aloud_portal_make_token      (void) G_GNUC_WARN_UNUSED_RESULT;

/* Calls @method, whose last parameter carries @token as its handle_token, and waits for the Response: without an end,
 * as a person may be asked in between. Cancelling closes the request, and with it the desktop's question.
 * Finishing returns the results (a{sv}), or: G_IO_ERROR_PERMISSION_DENIED when the person said no, G_IO_ERROR_FAILED
 * when the portal gave up, G_IO_ERROR_CANCELLED, or the error of the call. */
void      aloud_portal_request_async   (GDBusConnection      *bus,
                                        const char           *interface,
                                        const char           *method,
                                        GVariant             *parameters,
                                        const char           *token,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
GVariant *aloud_portal_request_finish  (GAsyncResult         *result,
                                        GError              **error) G_GNUC_WARN_UNUSED_RESULT;
