/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gio/gio.h>

/* Asks the desktop, through its portal, whether the program may run on without a window. */
#define ALOUD_TYPE_BACKGROUND (aloud_background_get_type ())
G_DECLARE_FINAL_TYPE (AloudBackground, aloud_background, ALOUD, BACKGROUND, GObject)

/* @address: of the session bus, NULL when there is none. */
AloudBackground *aloud_background_new            (const char           *address,
                                                  const char           *app_id) G_GNUC_WARN_UNUSED_RESULT;
/* The person may be asked by the desktop, so this may take as long as that. @reason: a sentence for it.
 * finish: TRUE also where there is no portal: then nobody has to be asked. G_IO_ERROR_PERMISSION_DENIED,
 * G_IO_ERROR_CANCELLED. */
void             aloud_background_request_async  (AloudBackground      *self,
                                                  const char           *reason,
                                                  GCancellable         *cancellable,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
gboolean         aloud_background_request_finish (AloudBackground      *self,
                                                  GAsyncResult         *result,
                                                  GError              **error);
