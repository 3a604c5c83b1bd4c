/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-jwt.h"

#include <string.h>

#include "aloud-event.h"
#include "aloud-json.h"
#include "aloud-macros.h"

#define HEADER "{\"alg\":\"HS256\",\"typ\":\"JWT\"}"

/* base64url without padding. */
static char *
encode (const void *bytes, gsize size)
{
  char *text = g_base64_encode (bytes, size);

  g_strdelimit (g_strdelimit (text, "+", '-'), "/", '_');
  text[strcspn (text, "=")] = '\0';
  return text;
}

static GBytes *
decode (const char *part, gsize length)
{
  g_autofree char *digits = g_strndup (part, length);
  g_autofree char *text = g_strconcat (digits, &"=="[length % 4 == 2 ? 0 : length % 4 == 3 ? 1 : 2], NULL);

  g_strdelimit (g_strdelimit (text, "-", '+'), "_", '/');
  return aloud_base64_decode_strict (text);
}

static char *
make_signature (const char *text, gsize length, const char *secret)
{
  GHmac *hmac = g_hmac_new (G_CHECKSUM_SHA256, (const guchar *) secret, strlen (secret));
  guint8 digest[32];
  gsize size = sizeof digest;

  g_hmac_update (hmac, (const guchar *) text, (gssize) length);
  g_hmac_get_digest (hmac, digest, &size);
  g_hmac_unref (hmac);
  return encode (digest, size);
}

static gboolean
is_hs256 (const char *jwt)
{
  g_autoptr (GBytes) bytes = decode (jwt, strcspn (jwt, "."));
  g_autoptr (JsonObject) header = NULL;
  AloudJsonPlaces places = { { NULL } };

  if (bytes == NULL)
    return FALSE;
  header = aloud_json_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL);
  if (header == NULL)
    return FALSE;
  aloud_json_add_place (&places, header);
  return g_strcmp0 (aloud_json_peek_string (&places, ALOUD_NAMES ("alg")), "HS256") == 0;
}

char *
aloud_jwt_sign (const char *claims, const char *secret)
{
  g_autofree char *header = encode (HEADER, strlen (HEADER));
  g_autofree char *payload = encode (claims, strlen (claims));
  g_autofree char *signed_part = g_strconcat (header, ".", payload, NULL);
  g_autofree char *signature = make_signature (signed_part, strlen (signed_part), secret);

  return g_strconcat (signed_part, ".", signature, NULL);
}

gboolean
aloud_jwt_verify (const char *jwt, const char *secret)
{
  const char *dot;
  char *signature;
  gboolean good;

  g_return_val_if_fail (jwt != NULL, FALSE);
  g_return_val_if_fail (secret != NULL && *secret != '\0', FALSE);

  dot = strrchr (jwt, '.');
  if (dot == NULL || dot == strchr (jwt, '.'))
    return FALSE;
  signature = make_signature (jwt, dot - jwt, secret);
  good = aloud_secret_equal (dot + 1, signature);
  aloud_wipe_free (signature);
  return good && is_hs256 (jwt);
}

gboolean
aloud_secret_equal (const char *given, const char *right)
{
  gsize length = strlen (right), i;
  guint difference = strlen (given) != length;

  for (i = 0; i < length && given[i] != '\0'; i++)
    difference |= (guchar) given[i] ^ (guchar) right[i];
  return difference == 0;
}
