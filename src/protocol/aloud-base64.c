/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-event.h"

/* g_base64_decode() skips what it does not know; in audio that would be noise at full volume. */
GBytes *
aloud_base64_decode_strict (const char *text)
{
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  gsize digits, padding, length;
  guchar *data;

  g_return_val_if_fail (text != NULL, NULL);

  digits = strspn (text, alphabet);
  padding = strspn (text + digits, "=");
  if (text[digits + padding] != '\0' || padding > 2 || (digits + padding) % 4 != 0)
    return NULL;
  if (digits == 0)
    return padding == 0 ? g_bytes_new (NULL, 0) : NULL;

  data = g_base64_decode (text, &length);
  return g_bytes_new_take (data, length);
}
