/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <adwaita.h>

#include "aloud-auth-log.h"

/* The connection log: what came of each call's credentials, to be read and copied. */
#define ALOUD_TYPE_LOG_WINDOW (aloud_log_window_get_type ())
G_DECLARE_FINAL_TYPE (AloudLogWindow, aloud_log_window, ALOUD, LOG_WINDOW, AdwWindow)

GtkWindow *aloud_log_window_new (GtkWindow    *parent,
                                 AloudAuthLog *log);
