/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gio/gio.h>

/* Whether the screen is locked, by whoever says so: logind (LockedHint of our session, outside Flatpak), the screen
 * saver of GNOME, KDE and others on the session bus, and GtkApplication:screensaver-active, which its owner hands on.
 *
 * Signals:
 *   "locked"  the first of them says that it is */
#define ALOUD_TYPE_LOCK_WATCH (aloud_lock_watch_get_type ())
G_DECLARE_FINAL_TYPE (AloudLockWatch, aloud_lock_watch, ALOUD, LOCK_WATCH, GObject)

/* @session_bus: NULL when there is none. @session_id: of the login session (XDG_SESSION_ID); NULL: the person's
 * graphical one. */
AloudLockWatch *aloud_lock_watch_new                    (GDBusConnection *session_bus,
                                                         const char      *session_id) G_GNUC_WARN_UNUSED_RESULT;
void            aloud_lock_watch_set_screensaver_active (AloudLockWatch  *self,
                                                         gboolean         active);
