/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-agent-form.h"
#include "aloud-profiles.h"

#include <adwaita.h>

/* Everything about one agent of the service, to be filled in, tested and stored. Nothing is stored before the person
 * says so. */
#define ALOUD_TYPE_AGENT_EDITOR (aloud_agent_editor_get_type ())
G_DECLARE_FINAL_TYPE (AloudAgentEditor, aloud_agent_editor, ALOUD, AGENT_EDITOR, AdwWindow)

/* @profile: NULL for a new agent, which "app.select-agent" of @parent is activated with once it is stored. */
GtkWindow *aloud_agent_editor_new (GtkWindow     *parent,
                                   AloudProfiles *profiles,
                                   AloudProfile  *profile,
                                   AloudKeyring  *keyring);
/* Before the window is shown: with the focus on @field instead of on the name, which it is with ALOUD_FORM_N_FIELDS or
 * when the agent has no such field. */
void       aloud_agent_editor_begin_at (AloudAgentEditor *self,
                                        AloudFormField    field);
/* A new agent, with what has been filled into @form so far. */
GtkWindow *aloud_agent_editor_new_with_form (GtkWindow      *parent,
                                             AloudProfiles  *profiles,
                                             AloudAgentForm *form);
/* A new agent whose @form came from the file @file_name and is filled in already: what a stranger may have chosen stands
 * at the top. @left_out: see aloud_found_group_show(). */
GtkWindow *aloud_agent_editor_new_from_file (GtkWindow      *parent,
                                             AloudProfiles  *profiles,
                                             AloudAgentForm *form,
                                             const char     *file_name,
                                             GStrv           left_out);
