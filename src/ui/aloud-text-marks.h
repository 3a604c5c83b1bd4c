/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-reading.h"

#include <pango/pango.h>

/* How @shown, the text of @turn as aloud_closures_turn_text() gives it, is to be drawn: what has not been heard yet is
 * dim, what is sought stands out, and words are underlined that the service was not sure of. @turn, @reading: or NULL. */
PangoAttrList *aloud_text_marks        (const char   *shown,
                                        AloudTurn    *turn,
                                        AloudReading *reading) G_GNUC_WARN_UNUSED_RESULT;
/* In bytes of what is shown of @text, where its first @n_characters end. */
guint          aloud_text_marks_offset (const char   *text,
                                        guint         n_characters);
