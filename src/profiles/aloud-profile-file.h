/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gio/gio.h>

/* One agent as a JSON object that people pass on: "aloud-agent" is its version, the rest are settings by their names.
 * Never a secret, never a program to run (the token command), and nothing that is true here alone ("tested"). */
#define ALOUD_PROFILE_FILE_MAX_SIZE (64 * 1024) /* bytes */

/* @settings: of ALOUD_PROFILE_SCHEMA. */
char     *aloud_profile_file_write (GSettings   *settings) G_GNUC_WARN_UNUSED_RESULT;

/* A stranger's text: whatever is not exactly as written above is refused, and then @into stays as it is. What the file
 * does not say becomes its default in @into. Only a session setting that is unknown, or out of range, is left out.
 * @left_out: NULL, or set to the names of these.
 * ALOUD_CONFIGURATION_ERROR_BAD_FILE; the message says what is wrong, and may quote the name of a setting. */
gboolean  aloud_profile_file_read  (const char  *text,
                                    gsize        length,
                                    GSettings   *into,
                                    GStrv       *left_out,
                                    GError     **error);
