/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib.h>

/* Reads the text of a .env file: NAME=value a line, with or without "export" before it, in single or double quotes or
 * without, "#" comments, LF or CRLF. In double quotes \n, \r, \t, \", \\ and \$ stand for what they stand for in a
 * shell; nothing is ever expanded. Of a name that comes twice the last counts, as in a shell.
 * @n_bad: NULL, or set to how many lines are none of these, or not UTF-8.
 * Returns "NAME=value" strings in UTF-8, otherwise as g_get_environ() gives them. They may hold secrets: aloud_dotenv_free(). */
GStrv aloud_dotenv_parse (const char *text,
                          gsize       length,
                          guint      *n_bad) G_GNUC_WARN_UNUSED_RESULT;
/* Overwrites what it frees. */
void  aloud_dotenv_free  (GStrv       variables);
