/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-credential.h"

#include "aloud-error.h"
#include "aloud-macros.h"
#include "aloud-token.h"

#define KEY_PREFIX "oak_"
#define KEY_MIN_LENGTH 11
#define CUT_MIN_LENGTH 8 /* of a secret of which only the beginning is there: less says nothing */

struct _AloudCredential
{
  AloudCredentialKind kind;
  char *secret;
};

G_DEFINE_BOXED_TYPE (AloudCredential, aloud_credential, aloud_credential_ref, aloud_credential_unref)

static gboolean
check_api_key (const char *key, GError **error)
{
  gboolean good = g_str_has_prefix (key, KEY_PREFIX) && strlen (key) >= KEY_MIN_LENGTH;

  for (const char *c = key; good && *c != '\0'; c++)
    good = g_ascii_isgraph (*c);
  if (good)
    return TRUE;

  g_set_error_literal (error, ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_BAD_API_KEY,
                       "an API key begins with " KEY_PREFIX " and is longer than ten characters");
  return FALSE;
}

static gboolean
check_token (const char *jwt, const char *project_id, const char *config_id, gint64 now, GError **error)
{
  g_autoptr (AloudToken) token = aloud_token_parse (jwt, error);

  return token != NULL && aloud_token_check (token, project_id, config_id, now, error);
}

/* A close frame has room for 123 bytes, so what stands at the end may be a secret's beginning. */
static char *
replace_beginning (char *text, const char *needle, gsize needle_length)
{
  gsize length = strlen (text);

  for (gsize n = MIN (needle_length, length); n >= CUT_MIN_LENGTH; n--)
    if (memcmp (text + length - n, needle, n) == 0)
      {
        char *result = g_strdup_printf ("%.*s***", (int) (length - n), text);

        aloud_wipe_free (text);
        return result;
      }
  return text;
}

/* Takes @text. */
static char *
replace_all (char *text, const char *needle, gsize needle_length)
{
  GString *result;
  const char *rest = text;
  const char *hit;

  if (needle_length == 0)
    return text;
  if (strstr (text, needle) == NULL)
    return replace_beginning (text, needle, needle_length);

  result = g_string_new (NULL);
  while ((hit = strstr (rest, needle)) != NULL)
    {
      g_string_append_len (result, rest, hit - rest);
      g_string_append (result, "***");
      rest = hit + needle_length;
    }
  g_string_append (result, rest);
  aloud_wipe_free (text);
  return replace_beginning (g_string_free (result, FALSE), needle, needle_length);
}

/* Percent-encoding in the other case of its digits: both are in use. */
static char *
dup_lower_escapes (const char *escaped)
{
  char *copy = g_strdup (escaped);

  for (char *c = copy; *c != '\0'; c++)
    if (*c == '%' && c[1] != '\0' && c[2] != '\0')
      {
        c[1] = g_ascii_tolower (c[1]);
        c[2] = g_ascii_tolower (c[2]);
        c += 2;
      }
  return copy;
}

/* What @secret looks like inside base64, whatever stands before and behind it: that depends on where it
 * begins within a group of three bytes (@phase), and the digits that it shares with its neighbours are left
 * out. */
static char *
dup_base64_core (const char *secret, guint phase)
{
  static const guint shared[] = { 0, 2, 3 };
  gsize length = strlen (secret);
  guchar *bytes = g_malloc0 (phase + length);
  char *encoded, *core;

  memcpy (bytes + phase, secret, length);
  encoded = g_base64_encode (bytes, phase + length);
  core = g_strndup (encoded + shared[phase], (phase + length) * 8 / 6 - shared[phase]);
  explicit_bzero (bytes, phase + length);
  g_free (bytes);
  aloud_wipe_free (encoded);
  return core;
}

static char *
mask_base64 (char *text, const char *secret)
{
  for (guint phase = 0; phase < 3; phase++)
    {
      char *core = dup_base64_core (secret, phase);

      text = replace_all (text, core, strlen (core));
      g_strdelimit (g_strdelimit (core, "+", '-'), "/", '_');
      text = replace_all (text, core, strlen (core));
      aloud_wipe_free (core);
    }
  return text;
}

AloudCredential *
aloud_credential_new (AloudCredentialKind kind, const char *secret)
{
  AloudCredential *self;

  g_return_val_if_fail (secret != NULL, NULL);

  self = g_atomic_rc_box_new0 (AloudCredential);
  self->kind = kind;
  self->secret = aloud_dup_stripped (secret);
  return self;
}

AloudCredential *
aloud_credential_ref (AloudCredential *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
clear (AloudCredential *self)
{
  aloud_wipe_free (self->secret);
}

void
aloud_credential_unref (AloudCredential *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear);
}

AloudCredentialKind
aloud_credential_get_kind (AloudCredential *self)
{
  g_return_val_if_fail (self != NULL, ALOUD_CREDENTIAL_API_KEY);

  return self->kind;
}

const char *
aloud_credential_get_secret (AloudCredential *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->secret;
}

gboolean
aloud_credential_check (AloudCredential  *self,
                        const char       *project_id,
                        const char       *config_id,
                        gint64            now,
                        GError          **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (*self->secret == '\0')
    {
      g_set_error_literal (error, ALOUD_CONFIGURATION_ERROR, ALOUD_CONFIGURATION_ERROR_NO_CREDENTIAL,
                           "neither an API key nor a token");
      return FALSE;
    }
  if (self->kind == ALOUD_CREDENTIAL_TOKEN)
    return check_token (self->secret, project_id, config_id, now, error);
  return check_api_key (self->secret, error);
}

char *
aloud_credential_mask (AloudCredential *self, const char *text)
{
  char *masked, *escaped, *lower;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (text != NULL, NULL);

  masked = replace_all (g_strdup (text), self->secret, strlen (self->secret));
  escaped = g_uri_escape_string (self->secret, NULL, FALSE);
  lower = dup_lower_escapes (escaped);
  masked = replace_all (masked, escaped, strlen (escaped));
  masked = replace_all (masked, lower, strlen (lower));
  aloud_wipe_free (escaped);
  aloud_wipe_free (lower);

  /* Shorter ones have nothing of their own in base64 that would not be found in any text. */
  return strlen (self->secret) >= 6 ? mask_base64 (masked, self->secret) : masked;
}
