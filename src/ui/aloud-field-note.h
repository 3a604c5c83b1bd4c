/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <adwaita.h>

/* The line below a row of a form: where its value comes from or, as long as something is wrong with it, what that is. A
 * row that has a problem looks so, and a screen reader hears the line as the row's description.
 *
 * Properties: "field" GtkWidget, the row above (construct-only); "hint" string, may be NULL: then the line is hidden
 * while nothing is wrong. */
#define ALOUD_TYPE_FIELD_NOTE (aloud_field_note_get_type ())
G_DECLARE_FINAL_TYPE (AloudFieldNote, aloud_field_note, ALOUD, FIELD_NOTE, AdwPreferencesRow)

/* @error: what is wrong, which aloud_problem_describe() has words for, or NULL. */
void     aloud_field_note_set_error   (AloudFieldNote *self,
                                       const GError   *error);
/* A remark that does not keep anybody from going on, in place of the hint; NULL for none. */
void     aloud_field_note_set_warning (AloudFieldNote *self,
                                       const char     *warning);
gboolean aloud_field_note_has_error   (AloudFieldNote *self);
