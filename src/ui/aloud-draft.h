/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gio/gio.h>

/* An agent's settings while they are edited: a copy in memory, which is never written to disk. */

/* @original: what it begins with; NULL for the defaults. */
GSettings *aloud_draft_new      (GSettings  *original) G_GNUC_WARN_UNUSED_RESULT;
/* Writes what differs of @from into @to, with the blanks at the ends of texts left out. */
void       aloud_draft_copy     (GSettings  *from,
                                 GSettings  *to);
/* @original: NULL to compare with the defaults. */
gboolean   aloud_draft_differs  (GSettings  *draft,
                                 GSettings  *original);

/* Of a text, without the blanks at its ends. */
char      *aloud_draft_dup_text (GSettings  *draft,
                                 const char *key) G_GNUC_WARN_UNUSED_RESULT;
gboolean   aloud_draft_is       (GSettings  *draft,
                                 const char *key,
                                 const char *value);
