/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-agent-form.h"

/* Between the files that make up the form. */

/* Neither typed nor stored, and nothing fetches one. */
gboolean aloud_agent_form_needs_secret (AloudAgentForm *self);
/* Nobody has filled @field, which may not stay empty. */
gboolean aloud_agent_form_is_empty     (AloudAgentForm *self,
                                        AloudFormField  field);
