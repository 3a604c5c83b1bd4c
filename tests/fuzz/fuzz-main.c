/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include <glib.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* What stands in for libFuzzer where there is none: the seeds, and a fixed number of variations of them, always the same.
 * usage: PROGRAM FOLDER VARIATIONS */

#define LONGEST 2048

int LLVMFuzzerInitialize (int *argc, char ***argv) __attribute__ ((weak));
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static GPtrArray *seeds; /* of GBytes */
static guint variations;
static guint8 input[LONGEST];
static gsize size;

/* So that it can be tried again. */
static void
on_abort (int number)
{
  static const char digits[] = "0123456789abcdef";
  char text[2];

  (void) !write (STDERR_FILENO, "input: ", 7);
  for (gsize i = 0; i < size; i++)
    {
      text[0] = digits[input[i] >> 4];
      text[1] = digits[input[i] & 15];
      (void) !write (STDERR_FILENO, text, 2);
    }
  (void) !write (STDERR_FILENO, "\n", 1);
}

static void
test_seeds (void)
{
  g_assert_cmpuint (seeds->len, >, 0);
  for (guint i = 0; i < seeds->len; i++)
    {
      gsize length;
      const guint8 *data = g_bytes_get_data (g_ptr_array_index (seeds, i), &length);

      size = MIN (length, LONGEST);
      if (size > 0)
        memcpy (input, data, size);
      LLVMFuzzerTestOneInput (data, length);
    }
}

/* Some of one seed and some of another, with a few bytes of neither. */
static void
vary (GRand *random)
{
  size = 0;
  for (guint part = 0; part < 2; part++)
    {
      gsize length;
      const guint8 *data = g_bytes_get_data (g_ptr_array_index (seeds, (guint) g_rand_int_range (random, 0, (gint32) seeds->len)),
                                             &length);
      gsize from = length > 0 ? (gsize) g_rand_int_range (random, 0, (gint32) length) : 0;
      gsize n = MIN (part == 0 ? from : length - from, LONGEST - size);

      memcpy (input + size, part == 0 ? data : data + from, n);
      size += n;
    }
  for (guint i = 0; size > 0 && i < 3; i++)
    input[g_rand_int_range (random, 0, (gint32) size)] = (guint8) g_rand_int_range (random, 0, 256);
}

static void
test_variations (void)
{
  GRand *random = g_rand_new_with_seed (1);

  for (guint i = 0; i < variations; i++)
    {
      g_autofree guint8 *exact = NULL; /* a byte too much is seen */

      vary (random);
      exact = g_memdup2 (input, size);
      LLVMFuzzerTestOneInput (exact, size);
    }
  g_rand_free (random);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return g_bytes_compare (*(gpointer const *) a, *(gpointer const *) b);
}

/* In an order that is the same everywhere. */
static void
read_seeds (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      char *content;
      gsize length;

      if (g_file_get_contents (path, &content, &length, NULL))
        g_ptr_array_add (seeds, g_bytes_new_take (content, length));
    }
  g_ptr_array_sort (seeds, compare);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 3);
  signal (SIGABRT, on_abort);
  if (LLVMFuzzerInitialize != NULL)
    LLVMFuzzerInitialize (&argc, &argv);
  read_seeds (argv[1]);
  variations = (guint) g_ascii_strtoull (argv[2], NULL, 10);
  g_test_add_func ("/fuzz/seeds", test_seeds);
  g_test_add_func ("/fuzz/variations", test_variations);
  status = g_test_run ();
  g_ptr_array_unref (seeds);
  return status;
}
