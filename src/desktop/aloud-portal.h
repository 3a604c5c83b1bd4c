/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-portal-request.h"

/* The way to the desktop portal: a connection of its own, so that the application ID is registered before any other
 * portal call, as the host registry (xdg-desktop-portal 1.19.4) demands; GTK has long used the shared one. In a sandbox
 * the portal knows the ID by itself, and older portals have no registry.
 *
 * Signals:
 *   "lost"  the portal, or the bus with it, went away: sessions and requests are gone. Not before it was there.
 *   "found" the portal has come, for the first time or again */
#define ALOUD_TYPE_PORTAL (aloud_portal_get_type ())
G_DECLARE_FINAL_TYPE (AloudPortal, aloud_portal, ALOUD, PORTAL, GObject)

/* @address: of the session bus, NULL when there is none. */
AloudPortal     *aloud_portal_new         (const char           *address,
                                           const char           *app_id) G_GNUC_WARN_UNUSED_RESULT;

/* Sees to it that there is a connection that is registered with the portal that runs now; one at a time. That the
 * portal exists is not said. */
void             aloud_portal_open_async  (AloudPortal          *self,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
gboolean         aloud_portal_open_finish (AloudPortal          *self,
                                           GAsyncResult         *result,
                                           GError              **error);

/* NULL before it was opened and when the bus is gone. */
GDBusConnection *aloud_portal_get_bus     (AloudPortal          *self);
