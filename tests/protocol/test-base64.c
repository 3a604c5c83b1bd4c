/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-event.h"

#include <string.h>

static void
test_round_trip (void)
{
  guint8 bytes[300];

  for (guint i = 0; i < G_N_ELEMENTS (bytes); i++)
    bytes[i] = (guint8) (i * 7);
  for (guint length = 0; length <= G_N_ELEMENTS (bytes); length++)
    {
      g_autofree char *text = g_base64_encode (bytes, length);
      g_autoptr (GBytes) decoded = aloud_base64_decode_strict (text);

      g_assert_nonnull (decoded);
      g_assert_cmpmem (g_bytes_get_data (decoded, NULL), g_bytes_get_size (decoded), bytes, length);
    }
}

static void
test_refused (void)
{
  static const char *const table[] = {
    "A", "AA", "AAA", "AAA=A", "A===", "=", "==", "====", "AA=", "AA==AAAA", "AAA==", "AAAAA===",
    "AAAA====", "AA=A", "=AAA", "AAA\n", "AAAA\n", " AAAA", "AAAA ", "AA AA", "AA\r\nAA", "AAA-",
    "AAA_", "AAA.", "AAA\x80", "AA\xc3\xa9", "AAA\xef\xbf\xbd",
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *shown = g_strescape (table[i], NULL);

      g_test_message ("\"%s\"", shown);
      g_assert_null (aloud_base64_decode_strict (table[i]));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/protocol/base64/round-trip", test_round_trip);
  g_test_add_func ("/protocol/base64/refused", test_refused);

  return g_test_run ();
}
