/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-agent-form.h"

#include <adwaita.h>

/* What a file brought into a form: whom it would have Aloud talk to and believe, in full, and the secret masked. */
#define ALOUD_TYPE_FOUND_GROUP (aloud_found_group_get_type ())
G_DECLARE_FINAL_TYPE (AloudFoundGroup, aloud_found_group, ALOUD, FOUND_GROUP, AdwPreferencesGroup)

/* Call it once. @left_out: what the file brought beside that and is of no use, session settings by their
 * names; NULL for none. */
void aloud_found_group_show (AloudFoundGroup *self,
                             AloudAgentForm  *form,
                             const char      *file_name,
                             GStrv            left_out);
