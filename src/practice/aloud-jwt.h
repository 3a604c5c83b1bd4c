/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib.h>

/* JSON Web Tokens signed with a shared secret (RFC 7515, HS256): the issuer's and the server's side. What
 * the claims say is read by aloud-token.h. */

/* @claims: a JSON object as text. Wipe the token after use. */
char     *aloud_jwt_sign    (const char *claims,
                             const char *secret) G_GNUC_WARN_UNUSED_RESULT;
/* Whether @jwt says of itself that it is HS256, and was signed with @secret. */
gboolean  aloud_jwt_verify  (const char *jwt,
                             const char *secret);

/* Takes the same time wherever the first difference is. */
gboolean  aloud_secret_equal (const char *given,
                              const char *right);
