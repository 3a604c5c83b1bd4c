/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-agent-form.h"

#include <adwaita.h>

/* Which of the service's agents it is: the configuration, and the project it belongs to. */
#define ALOUD_TYPE_IDENTITY_GROUP (aloud_identity_group_get_type ())
G_DECLARE_FINAL_TYPE (AloudIdentityGroup, aloud_identity_group, ALOUD, IDENTITY_GROUP, AdwPreferencesGroup)

/* Call it once. */
void     aloud_identity_group_bind  (AloudIdentityGroup *self,
                                     AloudAgentForm     *form);
/* TRUE when the field is here and has the focus now. */
gboolean aloud_identity_group_focus (AloudIdentityGroup *self,
                                     AloudFormField      field);
