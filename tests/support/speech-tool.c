/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aloud-decoder.h"
#include "aloud-narrator.h"
#include "aloud-resampler.h"

/* A mouth and an ear for tests.
 *   speech-tool say FILE.wav [MS|TEXT]...   speaks each TEXT, pauses for each number of MS; 24 kHz, mono
 *   speech-tool hear FILE.wav               prints what a recogniser makes of it; 16 bit, any rate, first channel */

#define RATE 24000

static void
put_u32 (guint8 *at, guint32 value)
{
  value = GUINT32_TO_LE (value);
  memcpy (at, &value, sizeof value);
}

static gboolean
write_wav (const char *path, GByteArray *samples)
{
  guint8 header[44] = "RIFF....WAVEfmt ....\1\0\1\0........\2\0\20\0data";
  FILE *file = fopen (path, "wb");

  if (file == NULL)
    return FALSE;
  put_u32 (header + 4, 36 + samples->len);
  put_u32 (header + 16, 16);
  put_u32 (header + 24, RATE);
  put_u32 (header + 28, RATE * 2);
  put_u32 (header + 40, samples->len);
  fwrite (header, sizeof header, 1, file);
  fwrite (samples->data, samples->len, 1, file);
  return fclose (file) == 0;
}

static int
say (int n, char **parts, const char *path)
{
  g_autoptr(GByteArray) samples = g_byte_array_new ();

  for (int i = 0; i < n; i++)
    {
      char *end;
      gulong ms = strtoul (parts[i], &end, 10);

      if (*end == '\0')
        {
          gsize pause = ms * RATE / 1000 * 2, before = samples->len;

          g_byte_array_set_size (samples, before + pause);
          memset (samples->data + before, 0, pause);
        }
      else
        {
          g_autoptr(GBytes) speech = aloud_synthesis_make (parts[i]);

          g_byte_array_append (samples, g_bytes_get_data (speech, NULL), g_bytes_get_size (speech));
        }
    }
  return write_wav (path, samples) ? 0 : 1;
}

/* The samples of a WAV, wherever they begin; the length in its header may be that of an unfinished file. */
static const gint16 *
find_samples (const guint8 *file, gsize length, gsize *n, guint *channels, guint *rate)
{
  const guint8 *format = memmem (file, length, "fmt ", 4);
  const guint8 *data = memmem (file, length, "data", 4);

  if (format == NULL || data == NULL)
    return NULL;
  *channels = format[10];
  *rate = format[12] | format[13] << 8 | format[14] << 16;
  *n = (file + length - data - 8) / 2;
  return (const gint16 *) (data + 8);
}

static int
hear (const char *path)
{
  g_autofree char *file = NULL;
  g_autofree gint16 *mono = NULL;
  g_autoptr(GBytes) sound = NULL;
  g_autoptr(AloudDecoder) decoder = NULL;
  g_autoptr(AloudHeard) heard = NULL;
  AloudColouring colouring = { 0 };
  const gint16 *samples;
  gsize length, n;
  guint channels, rate;

  if (!g_file_get_contents (path, &file, &length, NULL)
      || (samples = find_samples ((guint8 *) file, length, &n, &channels, &rate)) == NULL)
    return 1;
  n /= channels;
  mono = g_new (gint16, n);
  for (gsize i = 0; i < n; i++)
    memcpy (&mono[i], &samples[i * channels], sizeof *mono);
  sound = aloud_resample (mono, n, rate, RATE);

  decoder = aloud_decoder_new ();
  aloud_decoder_begin (decoder, &colouring);
  aloud_decoder_feed (decoder, g_bytes_get_data (sound, NULL), g_bytes_get_size (sound) / 2);
  heard = aloud_decoder_end (decoder);
  g_print ("%s\n", heard->text);
  return 0;
}

int
main (int argc, char **argv)
{
  if (argc >= 4 && g_str_equal (argv[1], "say"))
    return say (argc - 3, argv + 3, argv[2]);
  if (argc == 3 && g_str_equal (argv[1], "hear"))
    return hear (argv[2]);
  return 2;
}
