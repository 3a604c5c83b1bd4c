/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <adwaita.h>

#include "aloud-history.h"

/* The conversations that are kept: by day, searched through, opened and deleted; and with whom they are kept. */
#define ALOUD_TYPE_HISTORY_WINDOW (aloud_history_window_get_type ())
G_DECLARE_FINAL_TYPE (AloudHistoryWindow, aloud_history_window, ALOUD, HISTORY_WINDOW, AdwWindow)

/* @agents: of AloudAgent. */
GtkWindow *aloud_history_window_new (GtkWindow    *parent,
                                     AloudHistory *history,
                                     GSettings    *settings,
                                     GListModel   *agents) G_GNUC_WARN_UNUSED_RESULT;
