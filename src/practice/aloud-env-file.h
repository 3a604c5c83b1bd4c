/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gio/gio.h>

/* The file that tells a caller on this machine how to reach the agent, in the form of a .env file.
 * Readable by its owner alone; exists as long as this does. */
typedef struct _AloudEnvFile AloudEnvFile;

typedef struct {
  const char *name;
  const char *value;  /* NULL: leave it out */
} AloudEnvEntry;

/* @entries: up to one without a name. G_FILE_ERROR; an existing file is never touched. */
AloudEnvFile *aloud_env_file_new  (const char           *path,
                                   const AloudEnvEntry  *entries,
                                   GError              **error) G_GNUC_WARN_UNUSED_RESULT;
/* Removes the file, if it is still the one that was written. */
void          aloud_env_file_free (AloudEnvFile         *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AloudEnvFile, aloud_env_file_free)
