/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib-object.h>

/* A property that has no getter of its own, because most read it by binding. */

static inline gboolean
aloud_ask_boolean (gpointer object, const char *property)
{
  gboolean value = FALSE;

  g_object_get (object, property, &value, NULL);
  return value;
}

static inline gint64
aloud_ask_int64 (gpointer object, const char *property)
{
  gint64 value = 0;

  g_object_get (object, property, &value, NULL);
  return value;
}

/* Returns a reference, or NULL. */
static inline G_GNUC_WARN_UNUSED_RESULT gpointer
aloud_ask_object (gpointer object, const char *property)
{
  gpointer value = NULL;

  g_object_get (object, property, &value, NULL);
  return value;
}
