/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-agent.h"

#include <adwaita.h>

/* Connects to an agent without a sound, and says what was found.
 *
 * Signals:
 *   "test" ()        the person wants to know: whoever owns the row calls aloud_test_row_run(), or fills the form first
 *   "succeeded" ()   the agent answered */
#define ALOUD_TYPE_TEST_ROW (aloud_test_row_get_type ())
G_DECLARE_FINAL_TYPE (AloudTestRow, aloud_test_row, ALOUD, TEST_ROW, AdwPreferencesRow)

void     aloud_test_row_run         (AloudTestRow *self,
                                     AloudAgent   *agent);
/* What was found is about another agent by now. */
void     aloud_test_row_forget      (AloudTestRow *self);
gboolean aloud_test_row_is_running  (AloudTestRow *self);
