/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gtk/gtk.h>

#include "aloud-session.h"

/* What of a call is told to somebody who does not look at Aloud: that the agent speaks (once for each time that the window is
 * left), that the connection is lost or the call has failed, that it is about to end because nobody speaks. With buttons for
 * what can be done about it. What was told is taken back when it is over, or when somebody looks. Nothing of what is said
 * stands there: a notification may be read by whoever passes a locked screen.
 *
 * And while somebody speaks the machine is kept from falling asleep by itself. */
#define ALOUD_TYPE_CALL_NOTIFICATIONS (aloud_call_notifications_get_type ())
G_DECLARE_FINAL_TYPE (AloudCallNotifications, aloud_call_notifications, ALOUD, CALL_NOTIFICATIONS, GObject)

AloudCallNotifications *aloud_call_notifications_new (GtkApplication *application,
                                                      AloudSession   *session) G_GNUC_WARN_UNUSED_RESULT;
