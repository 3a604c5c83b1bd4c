/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-test-util.h"

#include <glib/gstdio.h>

#if defined __has_feature
#if __has_feature(address_sanitizer)
#include <sanitizer/lsan_interface.h>

/* What libraries allocate while they are loaded is not ours to free: GLib's first table of quarks is left behind when it
 * grows, because other threads may still read it. This runs before them, and the constructor after them. */
__attribute__ ((no_sanitize ("address"))) static void
before_libraries (void)
{
  __lsan_disable ();
}

__attribute__ ((section (".preinit_array"), used)) static void (*const at_first) (void) = before_libraries;

__attribute__ ((constructor)) static void
after_libraries (void)
{
  __lsan_enable ();
}
#endif
#endif

static gboolean
on_deadline (gpointer user_data)
{
  return G_SOURCE_CONTINUE; /* it only wakes the context */
}

void
aloud_test_iterate (gint64 deadline, const char *condition, const char *file, int line)
{
  gint64 left = deadline - g_get_monotonic_time ();
  guint source;

  if (left <= 0)
    g_error ("%s:%d: gave up waiting for: %s", file, line, condition);

  source = g_timeout_add ((guint) MAX (left / 1000, 1), on_deadline, NULL);
  g_main_context_iteration (NULL, TRUE);
  g_source_remove (source);
}

void
aloud_test_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
on_notify (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  guint *count = user_data;

  (*count)++;
}

guint *
aloud_test_count_notify (gpointer object, const char *property)
{
  g_autofree char *signal = g_strconcat ("notify::", property, NULL);
  guint *count = g_new0 (guint, 1);

  g_signal_connect (object, signal, G_CALLBACK (on_notify), count);
  return count;
}

void
aloud_test_store_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

void
aloud_test_delete_folder (const char *path)
{
  g_autoptr(GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      aloud_test_delete_folder (child);
    }
  g_remove (path);
}
