/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-keyring-file.h"

#include <libsecret/secret.h>
#include <string.h>

/* The file is HEADER, two bytes of version and a GVariant: the length of the salt, the salt, the number of rounds that
 * make the key of it, two numbers more and the items. Seen in libsecret 0.20.5. */
#define HEADER "GnomeKeyring\n\r\0\n"
#define HEADER_LENGTH 16
#define VERSION "\1"
#define VERSION_LENGTH 2
#define CONTENTS "(uayutua(a{say}ay))"
#define MAX_ROUNDS 10000000 /* libsecret counts them on the main thread */

char *
aloud_keyring_file_dup_path (void)
{
  const char *path = g_getenv ("SECRET_FILE_TEST_PATH");

  if (path != NULL && *path != '\0')
    return g_strdup (path);
  return g_build_filename (g_get_user_data_dir (), "keyrings", SECRET_COLLECTION_DEFAULT ".keyring", NULL);
}

gboolean
aloud_keyring_file_is_used (void)
{
  return g_strcmp0 (g_getenv ("SECRET_BACKEND"), "file") == 0 || g_getenv ("SNAP_NAME") != NULL
         || g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS);
}

static gboolean
is_sound (const char *data, gsize length)
{
  gsize skipped = HEADER_LENGTH + VERSION_LENGTH;
  guint32 salt_length, rounds;
  g_autoptr(GVariant) contents = NULL;
  g_autoptr(GVariant) salt = NULL;

  if (length < skipped || memcmp (data, HEADER, HEADER_LENGTH) != 0)
    return FALSE;
  if (memcmp (data + HEADER_LENGTH, VERSION, VERSION_LENGTH) != 0)
    return TRUE; /* libsecret knows better */

  contents = g_variant_ref_sink (g_variant_new_from_data (G_VARIANT_TYPE (CONTENTS), data + skipped, length - skipped,
                                                          FALSE, NULL, NULL));
  if (!g_variant_is_normal_form (contents))
    return FALSE;
  g_variant_get_child (contents, 0, "u", &salt_length);
  salt = g_variant_get_child_value (contents, 1);
  g_variant_get_child (contents, 2, "u", &rounds);
  return GUINT32_FROM_LE (salt_length) == g_variant_n_children (salt) && salt_length > 0
         && GUINT32_FROM_LE (rounds) <= MAX_ROUNDS;
}

/* It is a few kilobytes, and libsecret itself reads it here when it has changed. */
gboolean
aloud_keyring_file_check (GError **error)
{
  g_autofree char *path = NULL;
  g_autofree char *data = NULL;
  gsize length;

  if (!aloud_keyring_file_is_used ())
    return TRUE;
  path = aloud_keyring_file_dup_path ();
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!g_file_get_contents (path, &data, &length, error))
    return FALSE;
  if (is_sound (data, length))
    return TRUE;
  g_set_error_literal (error, SECRET_ERROR, SECRET_ERROR_INVALID_FILE_FORMAT, "the keyring's file is damaged");
  return FALSE;
}
