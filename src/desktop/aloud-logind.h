/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gio/gio.h>

#define ALOUD_LOGIND_NAME    "org.freedesktop.login1"
#define ALOUD_LOGIND_PATH    "/org/freedesktop/login1"
#define ALOUD_LOGIND_MANAGER "org.freedesktop.login1.Manager"
#define ALOUD_LOGIND_SESSION "org.freedesktop.login1.Session"

/* The system bus, where logind is. G_IO_ERROR_NOT_SUPPORTED in Flatpak, where it is not asked for. Losing it does not
 * end the program. */
void             aloud_logind_connect_async  (GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
GDBusConnection *aloud_logind_connect_finish (GAsyncResult         *result,
                                              GError              **error) G_GNUC_WARN_UNUSED_RESULT;
