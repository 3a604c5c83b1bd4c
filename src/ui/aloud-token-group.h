/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-agent-form.h"

#include <adwaita.h>

/* Where an access token comes from and what it says. Hidden while the agent is called with an API key. */
#define ALOUD_TYPE_TOKEN_GROUP (aloud_token_group_get_type ())
G_DECLARE_FINAL_TYPE (AloudTokenGroup, aloud_token_group, ALOUD, TOKEN_GROUP, AdwPreferencesGroup)

/* Call it once. */
void     aloud_token_group_bind  (AloudTokenGroup *self,
                                  AloudAgentForm  *form);
/* For those who meet it for the first time: only what everybody needs. */
void     aloud_token_group_leave_out_rare (AloudTokenGroup *self);
/* TRUE when the field is here and has the focus now. */
gboolean aloud_token_group_focus (AloudTokenGroup *self,
                                  AloudFormField   field);
