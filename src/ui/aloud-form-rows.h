/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-agent-form.h"
#include "aloud-field-note.h"

/* What the groups of the agent's form have in common. */

/* Keeps the choice of @row and the string @key in step. @nicks: what the choices are called in @settings, in their
 * order, NULL-terminated and static. */
void aloud_form_rows_bind_choice (GSettings           *settings,
                                  const char          *key,
                                  AdwComboRow         *row,
                                  const char *const   *nicks);
/* What is typed into @row goes to @form, which lives at least as long. */
void aloud_form_rows_bind_secret (AloudAgentForm      *form,
                                  AloudSecretKind      kind,
                                  AdwPasswordEntryRow *row);
/* Names the button in a password row that shows what is typed. */
void aloud_form_rows_name_reveal (GtkWidget           *row);
/* Says below @field of @form what is wrong with it. */
void aloud_form_rows_check       (AloudAgentForm      *form,
                                  AloudFormField       field,
                                  AloudFieldNote      *note);
/* Says below a secret what the keyring has of it or, when it has nothing, @origin: where such a secret comes from. */
void aloud_form_rows_tell_stored (AloudAgentForm      *form,
                                  AloudSecretKind      kind,
                                  AloudFieldNote      *note,
                                  const char          *origin);
