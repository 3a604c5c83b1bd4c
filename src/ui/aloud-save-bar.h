/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-agent-form.h"
#include "aloud-profiles.h"

#include <adwaita.h>

/* The strip below the header bar of an agent's form. It stores the form, and opens when that takes an answer: the
 * keyring lets us wait, or it does not take the secret and there is a way around it.
 *
 * Property: "busy" gboolean, read-only: it is being stored
 * Signal: "saved" (AloudProfile *) */
#define ALOUD_TYPE_SAVE_BAR (aloud_save_bar_get_type ())
G_DECLARE_FINAL_TYPE (AloudSaveBar, aloud_save_bar, ALOUD, SAVE_BAR, AdwBin)

/* @profile: NULL for a new agent. Asks first when that is worth a second thought. */
void aloud_save_bar_save (AloudSaveBar   *self,
                          AloudAgentForm *form,
                          AloudProfiles  *profiles,
                          AloudProfile   *profile);
/* Whatever runs is over; no signal follows. */
void aloud_save_bar_stop (AloudSaveBar   *self);
