/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <libsoup/soup.h>

#include "aloud-route.h"

/* From an address to an open WebSocket, once. For the files of this folder only.
 *
 * @tls_database: whom to trust when the route names no CA file; NULL for whom the system trusts.
 * @cancellable: of this dial alone: it is cancelled, too, when @timeout_ms have passed.
 * The result is valid on the main context that called, and no message has been dispatched when @callback runs. */
void                     aloud_dial_async  (AloudRoute           *route,
                                            GTlsDatabase         *tls_database,
                                            guint                 timeout_ms,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
/* @tcp: set to what the WebSocket runs over, the caller's. @retry_after: set to what a refusal asked for, in seconds.
 * ALOUD_CONNECTION_ERROR, ALOUD_CONFIGURATION_ERROR_CA_FILE, G_IO_ERROR_CANCELLED. */
SoupWebsocketConnection *aloud_dial_finish (GAsyncResult         *result,
                                            GSocket             **tcp,
                                            guint                *retry_after,
                                            GError              **error) G_GNUC_WARN_UNUSED_RESULT;
