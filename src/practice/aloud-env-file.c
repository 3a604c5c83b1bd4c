/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-env-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "aloud-macros.h"

struct _AloudEnvFile
{
  char *path;
  dev_t device;
  ino_t inode;
};

static void
set_error (GError **error, int code, const char *path)
{
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code), "%s: %s", path, g_strerror (code));
}

static gboolean
write_all (int fd, const char *text)
{
  gsize length = strlen (text);

  while (length > 0)
    {
      gssize n = write (fd, text, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      text += n;
      length -= n;
    }
  return TRUE;
}

static char *
make_text (const AloudEnvEntry *entries)
{
  char *text = g_strdup ("");

  for (; entries->name != NULL; entries++)
    if (entries->value != NULL)
      {
        char *more = g_strdup_printf ("%s%s=%s\n", text, entries->name, entries->value);

        aloud_wipe_free (text);
        text = more;
      }
  return text;
}

AloudEnvFile *
aloud_env_file_new (const char *path, const AloudEnvEntry *entries, GError **error)
{
  g_autoptr (AloudEnvFile) self = NULL;
  struct stat status;
  char *text;
  gboolean written;
  int fd, code;

  fd = g_open (path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      set_error (error, errno, path);
      return NULL;
    }
  text = make_text (entries);
  written = fstat (fd, &status) == 0 && fchmod (fd, 0600) == 0 && write_all (fd, text);
  code = errno;
  aloud_wipe_free (text);
  close (fd);
  if (!written)
    {
      g_unlink (path);
      set_error (error, code, path);
      return NULL;
    }
  self = g_new0 (AloudEnvFile, 1);
  self->path = g_strdup (path);
  self->device = status.st_dev;
  self->inode = status.st_ino;
  return g_steal_pointer (&self);
}

void
aloud_env_file_free (AloudEnvFile *self)
{
  struct stat status;

  if (g_lstat (self->path, &status) == 0 && status.st_dev == self->device && status.st_ino == self->inode)
    g_unlink (self->path);
  g_free (self->path);
  g_free (self);
}
