/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib.h>

/* Whether libsecret keeps a file of its own, as inside a sandbox, rather than ask the desktop's service. */
gboolean aloud_keyring_file_is_used  (void);
/* Where that file is. */
char    *aloud_keyring_file_dup_path (void) G_GNUC_WARN_UNUSED_RESULT;
/* Whether libsecret can be let near its own file, which it uses in place of a service inside a sandbox. libsecret 0.20
 * and 0.21 end the whole program when that file is cut short or damaged in some places.
 * TRUE also when there is none. SECRET_ERROR_INVALID_FILE_FORMAT, G_FILE_ERROR. */
gboolean aloud_keyring_file_check    (GError **error);
