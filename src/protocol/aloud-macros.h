/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib-object.h>
#include <string.h>

/* What nearly every GObject here needs and GLib 2.74 does not have yet. */

#define ALOUD_PARAM_READABLE  (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY)
#define ALOUD_PARAM_READWRITE (G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY)
#define ALOUD_PARAM_CONSTRUCT_ONLY                                                                        \
  (G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_CONSTRUCT_ONLY)

/* Replaces *@field by a copy of @value; TRUE when that changed it (so: notify). g_set_str() is GLib 2.76. */
static inline gboolean
aloud_set_str (char **field, const char *value)
{
  char *copy;

  if (g_strcmp0 (*field, value) == 0)
    return FALSE;
  copy = g_strdup (value);
  g_free (*field);
  *field = copy;
  return TRUE;
}

/* A copy without the blanks around it. For a secret, where g_strstrip() would not do: it moves the text and leaves its
 * tail behind, where nobody overwrites it. */
static inline char *
aloud_dup_stripped (const char *text)
{
  gsize length;

  while (g_ascii_isspace (*text))
    text++;
  length = strlen (text);
  while (length > 0 && g_ascii_isspace (text[length - 1]))
    length--;
  return g_strndup (text, length);
}

/* Overwrites a secret before its memory goes back to the heap; NULL is allowed. */
static inline void
aloud_wipe_free (char *secret)
{
  if (secret == NULL)
    return;
  explicit_bzero (secret, strlen (secret));
  g_free (secret);
}
