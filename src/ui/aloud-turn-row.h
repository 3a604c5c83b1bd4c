/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <adwaita.h>

#include "aloud-turn.h"

/* One turn as it stands in the transcript. The text follows the turn by itself.
 *
 * Property: "turn" AloudTurn or NULL, read-write. */
#define ALOUD_TYPE_TURN_ROW (aloud_turn_row_get_type ())
G_DECLARE_FINAL_TYPE (AloudTurnRow, aloud_turn_row, ALOUD, TURN_ROW, AdwBin)

void aloud_turn_row_set_turn (AloudTurnRow *self,
                              AloudTurn    *turn);
