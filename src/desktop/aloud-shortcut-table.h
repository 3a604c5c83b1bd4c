/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-global-shortcuts.h"

/* What is wanted and what the desktop has bound of it. The portal's lists are a(sa{sv}): ID, details. */
typedef struct {
  char *id;
  char *description;
  char *preferred_trigger;
  char *trigger; /* what the desktop says; NULL: not bound */
  gboolean held;
} AloudShortcutEntry;

/* Of AloudShortcutEntry. */
GPtrArray          *aloud_shortcut_table_new       (const AloudShortcut *shortcuts,
                                                    guint                n_shortcuts) G_GNUC_WARN_UNUSED_RESULT;
AloudShortcutEntry *aloud_shortcut_table_find      (GPtrArray           *table,
                                                    const char          *id);
/* Takes over what is bound now; TRUE when that changes anything. */
gboolean            aloud_shortcut_table_apply     (GPtrArray           *table,
                                                    GVariant            *list);
GStrv               aloud_shortcut_table_dup_bound (GPtrArray           *table) G_GNUC_WARN_UNUSED_RESULT;
gboolean            aloud_shortcut_table_any_bound (GPtrArray           *table);
/* What to ask for: @ids, or all with NULL. Floating. */
GVariant           *aloud_shortcut_table_describe  (GPtrArray           *table,
                                                    const char *const   *ids);
