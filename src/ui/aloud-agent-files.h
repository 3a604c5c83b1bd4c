/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-keyring.h"
#include "aloud-profiles.h"

#include <gtk/gtk.h>

/* Everything that asks for a file. */

/* @path: of the file that was chosen. Not called when none was, or when @owner is gone. */
typedef void (*AloudFileChosen)     (const char      *path,
                                     gpointer         owner);
void    aloud_agent_files_choose    (GtkWindow       *parent,
                                     const char      *title,
                                     GObject         *owner,
                                     AloudFileChosen  chosen);

/* Writes @profile into a file, without its secret. */
void    aloud_agent_files_export    (GtkWindow       *parent,
                                     AloudProfile    *profile);
/* Reads an agent from a file that was exported, and shows all of it in the editor, before anything is stored. */
void    aloud_agent_files_import    (GtkWindow       *parent,
                                     AloudProfiles   *profiles,
                                     AloudKeyring    *keyring);
/* The same with the NEXTEVI_ variables of a .env file. */
void    aloud_agent_files_import_env (GtkWindow      *parent,
                                      AloudProfiles  *profiles,
                                      AloudKeyring   *keyring);

/* What the two import functions do once the file is known. */
void    aloud_agent_files_open      (GtkWindow       *parent,
                                     AloudProfiles   *profiles,
                                     AloudKeyring    *keyring,
                                     GFile           *file,
                                     gboolean         env);
/* What the export does once the file is known. */
void    aloud_agent_files_write     (GtkWindow       *parent,
                                     AloudProfile    *profile,
                                     GFile           *file);
