/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib.h>

/* The token in what a token address or a token command said: bare, or the member "token", "access_token" or "jwt" of
 * a JSON object, beside which "expires_in" (seconds from now) may stand. Free it with aloud_wipe_free().
 * @expires_in: 0 when it is not said. ALOUD_AGENT_ERROR_TOKEN_UNREADABLE; the message holds nothing of @answer. */
char *aloud_token_answer_read (const char  *answer,
                               gsize        length,
                               gint64      *expires_in,
                               GError     **error) G_GNUC_WARN_UNUSED_RESULT;
