/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-agent-form.h"

#include <adwaita.h>

/* Which server, in which form of the protocol, and whom to believe that it is the one. */
#define ALOUD_TYPE_SERVER_GROUP (aloud_server_group_get_type ())
G_DECLARE_FINAL_TYPE (AloudServerGroup, aloud_server_group, ALOUD, SERVER_GROUP, AdwPreferencesGroup)

/* Call it once. */
void     aloud_server_group_bind  (AloudServerGroup *self,
                                   AloudAgentForm   *form);
/* TRUE when the field is here and has the focus now. */
gboolean aloud_server_group_focus (AloudServerGroup *self,
                                   AloudFormField    field);
