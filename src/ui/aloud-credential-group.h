/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-agent-form.h"

#include <adwaita.h>

/* What proves to the service who is calling: an access token or an API key, and the key itself. */
#define ALOUD_TYPE_CREDENTIAL_GROUP (aloud_credential_group_get_type ())
G_DECLARE_FINAL_TYPE (AloudCredentialGroup, aloud_credential_group, ALOUD, CREDENTIAL_GROUP, AdwPreferencesGroup)

/* Call it once. */
void aloud_credential_group_bind         (AloudCredentialGroup *self,
                                          AloudAgentForm       *form);
/* TRUE when the field is here and has the focus now. */
gboolean aloud_credential_group_focus    (AloudCredentialGroup *self,
                                          AloudFormField        field);
