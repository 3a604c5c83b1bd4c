/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <adwaita.h>

#include "aloud-event-log.h"

/* How the call is doing in figures, which run while the window is seen, and what happened, to be filtered; both to be
 * copied into a report. */
#define ALOUD_TYPE_DIAGNOSTICS_WINDOW (aloud_diagnostics_window_get_type ())
G_DECLARE_FINAL_TYPE (AloudDiagnosticsWindow, aloud_diagnostics_window, ALOUD, DIAGNOSTICS_WINDOW, AdwWindow)

GtkWindow *aloud_diagnostics_window_new (GtkWindow     *parent,
                                         AloudSession  *session,
                                         AloudEventLog *log);
