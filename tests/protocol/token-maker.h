/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib.h>
#include <string.h>

/* base64url without padding. */
static inline char *
make_part (const char *text)
{
  char *part = g_base64_encode ((const guchar *) text, strlen (text));

  g_strdelimit (g_strdelimit (part, "+", '-'), "/", '_');
  part[strcspn (part, "=")] = '\0';
  return part;
}

/* A JWT with these claims and a signature that nobody could verify. */
static inline char *
make_token (const char *claims)
{
  g_autofree char *header = make_part ("{\"alg\":\"HS256\",\"typ\":\"JWT\"}");
  g_autofree char *payload = make_part (claims);

  return g_strconcat (header, ".", payload, ".c2lnbmF0dXJl", NULL);
}
