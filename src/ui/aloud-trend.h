/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gtk/gtk.h>

/* How one sounded in the course of a call: a line for each of the emotions that were strongest, with a bar for each turn,
 * as high as it was strong. It is seen when there is something to compare, and says the same in words to a screen reader
 * and as its tooltip.
 *
 * Property: "model" GListModel of AloudTurn or NULL, read-write. */
#define ALOUD_TYPE_TREND (aloud_trend_get_type ())
G_DECLARE_FINAL_TYPE (AloudTrend, aloud_trend, ALOUD, TREND, GtkWidget)

/* "Joy: 82 % at 10:15, 40 % at 10:17", a line for each emotion; "" for none. */
char *aloud_trend_dup_text (AloudTrend *self) G_GNUC_WARN_UNUSED_RESULT;
