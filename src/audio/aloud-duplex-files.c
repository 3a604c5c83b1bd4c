/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-duplex.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* Heads for files. They speak to the duplex by the names of their elements: "file-end" is where the end of
 * the file passes by, "writer" wants to be told that nothing more will come. */

#define CAPS "audio/x-raw,format=S16LE,rate=48000,channels=1"

/* As a value in a pipeline's description. */
static char *
quote (const char *text)
{
  GString *quoted = g_string_new ("\"");
  const char *p;

  for (p = text; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_c (quoted, '\\');
      g_string_append_c (quoted, *p);
    }
  g_string_append_c (quoted, '"');
  return g_string_free (quoted, FALSE);
}

static gboolean
can_open (const char *path, int flags, GError **error)
{
  int file = g_open (path, flags | O_CLOEXEC, 0644);
  int number = errno;

  if (file < 0)
    {
      g_set_error (error, ALOUD_VOICE_ERROR, ALOUD_VOICE_ERROR_FILE, "%s: %s", path, g_strerror (number));
      return FALSE;
    }
  close (file);
  return TRUE;
}

/* The mixer makes even pieces of 10 ms, and goes on with silence when the file is over; mixing with
 * silence changes no sample. */
char *
aloud_duplex_source_from_file (const char *path, GError **error)
{
  g_autofree char *location = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  if (!can_open (path, O_RDONLY, error))
    return NULL;
  location = quote (path);
  return g_strdup_printf (
    "filesrc location=%s ! decodebin ! audioconvert ! audioresample "
    "! capsfilter name=file-end caps=" CAPS " ! file-mixer. "
    "audiotestsrc wave=silence samplesperbuffer=480 ! " CAPS " ! file-mixer. "
    "audiomixer name=file-mixer output-buffer-duration=10000000 ! clocksync", location);
}

char *
aloud_duplex_sink_to_file (const char *path, GError **error)
{
  g_autofree char *location = NULL;

  if (path == NULL)
    return g_strdup ("clocksync ! fakesink sync=false async=false");
  if (!can_open (path, O_WRONLY | O_CREAT, error))
    return NULL;
  location = quote (path);
  return g_strdup_printf ("audioresample ! audio/x-raw,rate=24000 ! clocksync ! wavenc name=writer "
                          "! filesink location=%s sync=false async=false", location);
}
