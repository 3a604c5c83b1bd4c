/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <adwaita.h>

#include "aloud-reading.h"
#include "aloud-turn.h"

/* One turn as it stands in the transcript. It follows the turn by itself, once in a frame while it is on the screen.
 *
 * Property: "turn" AloudTurn or NULL, read-write. */
#define ALOUD_TYPE_TURN_ROW (aloud_turn_row_get_type ())
G_DECLARE_FINAL_TYPE (AloudTurnRow, aloud_turn_row, ALOUD, TURN_ROW, AdwBin)

/* @reading: what is marked in it; NULL: nothing. */
GtkWidget *aloud_turn_row_new         (AloudReading *reading) G_GNUC_WARN_UNUSED_RESULT;
void       aloud_turn_row_set_turn    (AloudTurnRow *self,
                                       AloudTurn    *turn);
/* "You, 10:15: What time is it?" */
char      *aloud_turn_row_dup_summary (AloudTurn    *turn) G_GNUC_WARN_UNUSED_RESULT;
