/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib.h>

/* A stranger's text as it can be shown: at most @max characters and a few hundred lines, the rest is "…". Controls of the
 * writing direction are left out, so that nothing outside it is turned around (what is written from right to left still
 * is); so are marks that would pile up over other lines; endless words may be broken. Other control characters are seen
 * as such. @text: valid UTF-8, or NULL for "". Still no markup. */
char *aloud_tame_text (const char *text,
                       guint       max) G_GNUC_WARN_UNUSED_RESULT;
/* The same of a name, which an agent may have from a file of somebody's: at most 200 characters, on one line. */
char *aloud_tame_name (const char *name) G_GNUC_WARN_UNUSED_RESULT;
