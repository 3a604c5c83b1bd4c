/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gtk/gtk.h>

/* The key that talks: any key, with or without modifiers, or a modifier alone. Written as GTK writes accelerators:
 * "space", "<Control>F8", "Control_R". */
typedef struct {
  guint keyval; /* lower case */
  GdkModifierType modifiers;
} AloudKey;

/* FALSE, and Space, when @text is no key. */
gboolean    aloud_key_parse             (const char      *text,
                                         AloudKey        *key);
char       *aloud_key_to_string         (const AloudKey  *key) G_GNUC_WARN_UNUSED_RESULT;
/* For people, translated: "Space", "Right Ctrl", "Ctrl+F8". */
char       *aloud_key_dup_label         (const AloudKey  *key) G_GNUC_WARN_UNUSED_RESULT;
/* Whether @keyval with the modifiers of @state is the key. */
gboolean    aloud_key_matches           (const AloudKey  *key,
                                         guint            keyval,
                                         GdkModifierType  state);
/* It is a modifier alone. */
gboolean    aloud_key_is_modifier       (const AloudKey  *key);
/* It writes something, so what has the focus may want it. */
gboolean    aloud_key_writes            (const AloudKey  *key);
/* NULL, or why @key cannot talk, translated. @application: whose accelerators are taken, or NULL. */
const char *aloud_key_get_objection     (const AloudKey  *key,
                                         GtkApplication  *application);
