/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gtk/gtk.h>

#include "aloud-background.h"
#include "aloud-session.h"

/* What becomes of a call whose window is closed. The person is asked, once a call: it ends, or goes on without a window
 * when the desktop allows that. A notification says so then, and brings the window back; with the call goes the window that
 * nobody sees, unless the call ended by itself. */
#define ALOUD_TYPE_BACKGROUND_CALL (aloud_background_call_get_type ())
G_DECLARE_FINAL_TYPE (AloudBackgroundCall, aloud_background_call, ALOUD, BACKGROUND_CALL, GObject)

AloudBackgroundCall *aloud_background_call_new   (GApplication        *application,
                                                  AloudSession        *session,
                                                  AloudBackground     *background) G_GNUC_WARN_UNUSED_RESULT;
/* Asks before @window is closed in a call. */
void                 aloud_background_call_watch (AloudBackgroundCall *self,
                                                  GtkWindow           *window);
