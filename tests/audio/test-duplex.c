/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-duplex.h"
#include "aloud-test-sound.h"
#include "aloud-test-util.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* Real pipelines without a sound server. */

#define TONE "audiotestsrc is-live=true samplesperbuffer=480 freq=440 volume=0.5"
#define NOBODY "clocksync ! fakesink sync=false async=false"
#define CHUNK 960

typedef struct {
  GByteArray *heard;
  guint chunks;
  gint64 arrived;
  guint failures;
  GError *error;
} Record;

static void
on_voice_chunk (AloudVoice *voice, GBytes *bytes, gint64 arrived, gpointer user_data)
{
  Record *record = user_data;
  gint64 now = g_get_monotonic_time ();

  g_assert_cmpuint (g_bytes_get_size (bytes), ==, CHUNK);
  g_assert_cmpint (arrived, >, record->arrived);
  g_assert_cmpint (arrived, <=, now);
  record->arrived = arrived;
  record->chunks++;
  g_byte_array_append (record->heard, g_bytes_get_data (bytes, NULL), CHUNK);
}

static void
on_voice_failed (AloudVoice *voice, GError *error, gpointer user_data)
{
  Record *record = user_data;

  record->failures++;
  if (record->error == NULL)
    record->error = g_error_copy (error);
}

static Record *
record_new (AloudDuplex *duplex)
{
  Record *record = g_new0 (Record, 1);

  record->heard = g_byte_array_new ();
  g_signal_connect (duplex, "chunk", G_CALLBACK (on_voice_chunk), record);
  g_signal_connect (duplex, "failed", G_CALLBACK (on_voice_failed), record);
  return record;
}

static void
record_free (Record *record)
{
  g_byte_array_unref (record->heard);
  g_clear_error (&record->error);
  g_free (record);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Record, record_free)

static char *
make_wav (const char *directory, const char *name, GBytes *pcm, guint rate)
{
  char *path = g_build_filename (directory, name, NULL);
  guint32 size = (guint32) g_bytes_get_size (pcm);
  guint8 header[44] = "RIFF....WAVEfmt \x10\0\0\0\1\0\1\0....----\2\0\x10\0data";
  guint32 numbers[] = { 36 + size, rate, rate * 2, size };
  gsize places[] = { 4, 24, 28, 40 };
  g_autoptr(GByteArray) all = g_byte_array_new ();
  g_autoptr(GError) error = NULL;
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (places); i++)
    {
      guint32 number = GUINT32_TO_LE (numbers[i]);

      memcpy (header + places[i], &number, sizeof (number));
    }
  g_byte_array_append (all, header, sizeof (header));
  g_byte_array_append (all, g_bytes_get_data (pcm, NULL), size);
  g_file_set_contents (path, (const char *) all->data, all->len, &error);
  g_assert_no_error (error);
  return path;
}

static AloudDuplex *
duplex_new_plain (const char *source, const char *sink)
{
  return g_object_new (ALOUD_TYPE_DUPLEX, "source", source, "sink", sink, "echo-cancelling", FALSE, NULL);
}

static void
test_chunks (void)
{
  g_autoptr(AloudDuplex) duplex = duplex_new_plain (TONE, NOBODY);
  g_autoptr(Record) record = record_new (duplex);
  g_autofree guint *levels = aloud_test_count_notify (duplex, "level");
  g_autofree guint *full_duplexes = aloud_test_count_notify (duplex, "full-duplex");
  AloudVoice *voice = ALOUD_VOICE (duplex);
  gint64 started = g_get_monotonic_time ();
  guint told;

  aloud_voice_start (voice);
  aloud_voice_start (voice);
  aloud_test_wait (record->chunks >= 50);
  /* At real pace; the first piece may be there at once. */
  g_assert_cmpint (g_get_monotonic_time () - started, >=, 970 * 1000);
  g_assert_cmpfloat (aloud_test_purity ((gint16 *) record->heard->data + 1000, 22000, 24000, 440), >, 0.99);
  g_assert_cmpuint (*levels, >, 0);
  /* Half of full scale is 6 dB of 60 below the top. */
  g_assert_cmpfloat_with_epsilon (aloud_voice_get_level (voice), 0.9, 0.015);
  g_assert_true (aloud_voice_get_full_duplex (voice));
  g_assert_cmpuint (*full_duplexes, ==, 1);

  aloud_voice_stop (voice);
  record->chunks = 0;
  told = *levels;
  aloud_test_settle ();
  g_assert_cmpuint (record->chunks, ==, 0);
  g_assert_cmpuint (*levels, ==, told + 1);
  g_assert_cmpuint (*full_duplexes, ==, 2);
  g_assert_cmpfloat (aloud_voice_get_level (voice), ==, 0);
  g_assert_cmpuint (record->failures, ==, 0);
}

/* Of a tone of 440 Hz in ten chunks from @chunk on, as an angle. */
static double
get_phase (Record *record, guint chunk)
{
  const gint16 *samples = (const gint16 *) record->heard->data;
  double re = 0, im = 0;
  guint i;

  g_assert_cmpuint (chunk + 10, <=, record->chunks);
  for (i = chunk * 480; i < (chunk + 10) * 480; i++)
    {
      re += samples[i] * cos (2 * G_PI * 440 * i / 24000);
      im += samples[i] * sin (2 * G_PI * 440 * i / 24000);
    }
  g_assert_cmpfloat (hypot (re, im), >, 1e6);
  return atan2 (im, re);
}

static gboolean
is_silent_chunk (Record *record, guint chunk)
{
  const guint8 *bytes = record->heard->data + chunk * CHUNK;

  return chunk < record->chunks && bytes[0] == 0 && memcmp (bytes, bytes + 1, CHUNK - 1) == 0;
}

/* Not a piece is gained or lost (a single sample turns the tone by a ninth), and the level goes on. */
static void
test_unheard (void)
{
  g_autoptr(AloudDuplex) duplex = duplex_new_plain (TONE, NOBODY);
  g_autoptr(Record) record = record_new (duplex);
  AloudVoice *voice = ALOUD_VOICE (duplex);
  double phase;
  guint round;

  aloud_voice_start (voice);
  aloud_test_wait (record->chunks >= 15);
  phase = get_phase (record, 2);
  for (round = 0; round < 5; round++)
    {
      guint from = record->chunks;

      aloud_voice_set_unheard (voice, TRUE);
      aloud_test_wait (record->chunks >= from + 10 + round);
      g_assert_true (is_silent_chunk (record, record->chunks - 1));
      g_assert_cmpfloat_with_epsilon (aloud_voice_get_level (voice), 0.9, 0.015);
      aloud_voice_set_unheard (voice, FALSE);
      aloud_test_wait (!is_silent_chunk (record, record->chunks - 1));
      from = record->chunks;
      aloud_test_wait (record->chunks >= from + 11);
      g_assert_cmpfloat_with_epsilon (remainder (get_phase (record, from) - phase, 2 * G_PI), 0, 0.2);
    }
  g_assert_cmpuint (record->failures, ==, 0);
}

static void
test_chunks_through_canceller (void)
{
  g_autoptr(AloudDuplex) duplex = aloud_duplex_new (TONE, NOBODY);
  g_autoptr(Record) record = record_new (duplex);

  aloud_voice_start (ALOUD_VOICE (duplex));
  aloud_test_wait (record->chunks >= 20);
  g_assert_cmpuint (record->failures, ==, 0);
}

/* The filters are gone round, and come back. */
static void
test_unheard_through_canceller (void)
{
  g_autoptr(AloudDuplex) duplex = aloud_duplex_new (TONE, NOBODY);
  g_autoptr(Record) record = record_new (duplex);
  AloudVoice *voice = ALOUD_VOICE (duplex);
  guint round;

  aloud_voice_set_unheard (voice, TRUE);
  aloud_voice_start (voice);
  for (round = 0; round < 3; round++)
    {
      guint from = record->chunks;

      aloud_test_wait (record->chunks >= from + 10 && is_silent_chunk (record, record->chunks - 1));
      g_assert_cmpfloat_with_epsilon (aloud_voice_get_level (voice), 0.9, 0.015);
      aloud_voice_set_unheard (voice, FALSE);
      aloud_test_wait (!is_silent_chunk (record, record->chunks - 1));
      aloud_voice_set_unheard (voice, TRUE);
    }
  g_assert_cmpuint (record->failures, ==, 0);
}

static void
test_restart (void)
{
  g_autoptr(AloudDuplex) duplex = aloud_duplex_new (TONE, NOBODY);
  g_autoptr(Record) record = record_new (duplex);
  AloudVoice *voice = ALOUD_VOICE (duplex);
  guint i;

  aloud_voice_stop (voice);
  for (i = 0; i < 5; i++)
    {
      record->chunks = 0;
      aloud_voice_start (voice);
      aloud_test_wait (record->chunks >= 3);
      aloud_voice_stop (voice);
      aloud_voice_stop (voice);
    }
  /* Stopped before it has begun. */
  aloud_voice_start (voice);
  aloud_voice_stop (voice);
  record->chunks = 0;
  aloud_test_settle ();
  g_assert_cmpuint (record->chunks, ==, 0);
  g_assert_cmpuint (record->failures, ==, 0);
}

static void
test_finalize_running (void)
{
  AloudDuplex *duplex = aloud_duplex_new (TONE, NOBODY);
  g_autoptr(Record) record = record_new (duplex);
  g_autoptr(GBytes) tone = aloud_test_make_tone (24000, 500, 300);

  aloud_voice_start (ALOUD_VOICE (duplex));
  aloud_voice_push (ALOUD_VOICE (duplex), tone, 24000);
  aloud_test_wait (record->chunks >= 3);
  g_assert_finalize_object (duplex);
}

static void
on_chunk_unref (AloudVoice *voice, GBytes *bytes, gint64 arrived, gpointer user_data)
{
  g_clear_object ((AloudDuplex **) user_data);
}

static void
test_finalize_in_chunk (void)
{
  AloudDuplex *duplex = aloud_duplex_new (TONE, NOBODY);

  g_signal_connect (duplex, "chunk", G_CALLBACK (on_chunk_unref), &duplex);
  aloud_voice_start (ALOUD_VOICE (duplex));
  aloud_test_wait (duplex == NULL);
}

static void
test_missing_plugin (void)
{
  g_autoptr(AloudDuplex) duplex = aloud_duplex_new ("nosuchelement ! identity", NOBODY);
  g_autoptr(Record) record = record_new (duplex);

  aloud_voice_start (ALOUD_VOICE (duplex));
  g_assert_cmpuint (record->failures, ==, 0);
  aloud_test_wait (record->failures > 0);
  aloud_test_settle ();
  g_assert_cmpuint (record->failures, ==, 1);
  g_assert_error (record->error, ALOUD_VOICE_ERROR, ALOUD_VOICE_ERROR_MISSING_PLUGIN);
  g_assert_nonnull (strstr (record->error->message, "nosuchelement"));
}

static void
test_files (void)
{
  g_autofree char *directory = g_dir_make_tmp ("aloud-audio-XXXXXX", NULL);
  g_autofree char *out = g_build_filename (directory, "it's \"out\" \\ here.wav", NULL);
  g_autoptr(GBytes) question = aloud_test_make_tone (24000, 1010, 440);
  g_autoptr(GBytes) answer = aloud_test_make_tone (24000, 400, 700);
  g_autofree char *in = make_wav (directory, "in \"put\"'s \\ !.wav", question, 24000);
  g_autoptr(GError) error = NULL;
  g_autofree char *source = aloud_duplex_source_from_file (in, &error);
  g_autofree char *sink = aloud_duplex_sink_to_file (out, &error);
  g_autoptr(AloudDuplex) duplex = duplex_new_plain (source, sink);
  g_autoptr(Record) record = record_new (duplex);
  g_autofree guint *soundings = aloud_test_count_notify (duplex, "sounding");
  g_autofree char *written = NULL;
  AloudVoice *voice = ALOUD_VOICE (duplex);
  const gint16 *samples;
  gint64 started = g_get_monotonic_time ();
  gsize length, i, first = 0, last = 0;
  guint32 size;

  g_assert_no_error (error);
  aloud_voice_start (voice);
  g_assert_true (aloud_voice_get_full_duplex (voice));
  g_assert_false (aloud_voice_get_source_ended (voice));
  aloud_voice_push (voice, answer, 24000);
  /* Some of it may be on its way already. */
  g_assert_cmpuint (aloud_voice_get_queued_ms (voice), <=, 400);
  g_assert_cmpuint (aloud_voice_get_queued_ms (voice), >, 0);
  aloud_test_wait (aloud_voice_get_sounding (voice));
  g_assert_cmpint (aloud_voice_get_sounding_since (voice), >, started);
  aloud_test_wait (aloud_voice_get_source_ended (voice));
  /* All of the file, to the last sample, and no more than the rest of a chunk and what the resampler keeps
   * back. */
  g_assert_cmpuint (record->chunks, >=, 51);
  g_assert_cmpuint (record->chunks, <=, 52);
  g_assert_cmpint (g_get_monotonic_time () - started, >=, 990 * 1000);
  g_assert_false (aloud_voice_get_sounding (voice));
  g_assert_cmpuint (*soundings, ==, 2);
  /* Then silence, for ever. */
  aloud_test_wait (record->chunks >= 60);
  aloud_voice_stop (voice);

  samples = (gint16 *) record->heard->data;
  g_assert_cmpfloat (aloud_test_purity (samples + 200, 23900, 24000, 440), >, 0.999);
  for (i = 24240 + 64; i < 60 * CHUNK / 2; i++)
    g_assert_cmpint (samples[i], ==, 0);

  g_assert_true (g_file_get_contents (out, &written, &length, NULL));
  memcpy (&size, written + 40, sizeof (size));
  g_assert_cmpuint (GUINT32_FROM_LE (size), ==, length - 44);
  /* At real pace, with the pauses. */
  g_assert_cmpuint (length - 44, >=, 48 * 1150);
  g_assert_cmpuint (length - 44, <=, 48 * 1800);
  samples = (gint16 *) (written + 44);
  for (i = 0; i < (length - 44) / 2; i++)
    if (ABS (samples[i]) > 500)
      {
        first = first == 0 ? i : first;
        last = i;
      }
  g_assert_cmpuint (last - first, >=, 24 * 398);
  g_assert_cmpuint (last - first, <=, 24 * 402);
  g_assert_cmpfloat (aloud_test_purity (samples + first, last - first, 24000, 700), >, 0.99);

  g_unlink (in);
  g_unlink (out);
  g_rmdir (directory);
}

static void
get_written (const char *path, gint16 **samples, gsize *n_samples)
{
  g_autofree char *written = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &written, &length, NULL));
  *n_samples = (length - 44) / sizeof (gint16);
  *samples = g_memdup2 (written + 44, length - 44);
}

/* Other servers speak at other rates; the pieces of an answer must join without a seam. */
static void
test_rates (void)
{
  g_autofree char *directory = g_dir_make_tmp ("aloud-audio-XXXXXX", NULL);
  g_autofree char *out = g_build_filename (directory, "out.wav", NULL);
  g_autofree char *sink = aloud_duplex_sink_to_file (out, NULL);
  guint rates[] = { 8000, 16000, 22050, 44100 };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (rates); i++)
    {
      g_autoptr(AloudDuplex) duplex = duplex_new_plain (TONE, sink);
      g_autoptr(GBytes) answer = aloud_test_make_tone (rates[i], 300, 700);
      g_autofree gint16 *samples = NULL;
      AloudVoice *voice = ALOUD_VOICE (duplex);
      gsize at, n, first = 0, size = g_bytes_get_size (answer);

      aloud_voice_start (voice);
      for (at = 0; at < size; at += 1234)
        {
          g_autoptr(GBytes) part = g_bytes_new_from_bytes (answer, at, MIN (1234, size - at));

          aloud_voice_push (voice, part, rates[i]);
        }
      aloud_test_wait (aloud_voice_get_sounding (voice));
      aloud_test_wait (!aloud_voice_get_sounding (voice));
      aloud_voice_stop (voice);
      get_written (out, &samples, &n);
      while (first < n && ABS (samples[first]) < 500)
        first++;
      g_assert_cmpuint (first + 24 * 290, <, n);
      g_assert_cmpfloat (aloud_test_purity (samples + first, 24 * 290, 24000, 700), >, 0.995);
    }
  g_unlink (out);
  g_rmdir (directory);
}

static void
test_volume (void)
{
  g_autofree char *directory = g_dir_make_tmp ("aloud-audio-XXXXXX", NULL);
  g_autofree char *out = g_build_filename (directory, "out.wav", NULL);
  g_autofree char *sink = aloud_duplex_sink_to_file (out, NULL);
  g_autoptr(AloudDuplex) duplex = duplex_new_plain (TONE, sink);
  g_autoptr(GBytes) answer = aloud_test_make_tone (24000, 200, 700);
  g_autofree gint16 *samples = NULL;
  AloudVoice *voice = ALOUD_VOICE (duplex);
  gint16 loudest = 0;
  gsize i, n;

  g_object_set (duplex, "volume", 0.25, NULL);
  aloud_voice_start (voice);
  aloud_voice_push (voice, answer, 24000);
  aloud_test_wait (aloud_voice_get_sounding (voice));
  aloud_test_wait (!aloud_voice_get_sounding (voice));
  aloud_voice_stop (voice);
  get_written (out, &samples, &n);
  for (i = 0; i < n; i++)
    loudest = MAX (loudest, samples[i]);
  g_assert_cmpint (ABS (loudest - 3000), <, 100);
  g_unlink (out);
  g_rmdir (directory);
}

/* Into a file the fade can be seen. */
static void
test_flush (void)
{
  g_autofree char *directory = g_dir_make_tmp ("aloud-audio-XXXXXX", NULL);
  g_autofree char *out = g_build_filename (directory, "out.wav", NULL);
  g_autofree char *sink = aloud_duplex_sink_to_file (out, NULL);
  g_autoptr(AloudDuplex) duplex = duplex_new_plain (TONE, sink);
  g_autoptr(Record) record = record_new (duplex);
  g_autoptr(GBytes) answer = aloud_test_make_tone (24000, 2000, 700);
  g_autofree gint16 *samples = NULL;
  AloudVoice *voice = ALOUD_VOICE (duplex);
  gsize n, i, last = 0;

  aloud_voice_start (voice);
  aloud_voice_push (voice, answer, 24000);
  aloud_test_wait (aloud_voice_get_sounding (voice));
  aloud_voice_flush (voice);
  g_assert_cmpuint (aloud_voice_get_queued_ms (voice), ==, 0);
  g_assert_true (aloud_voice_get_sounding (voice));
  aloud_test_wait (!aloud_voice_get_sounding (voice));
  record->chunks = 0;
  aloud_test_wait (record->chunks >= 5);
  aloud_voice_stop (voice);

  get_written (out, &samples, &n);
  for (i = 0; i < n; i++)
    if (ABS (samples[i]) > 100)
      last = i;
  g_assert_cmpuint (last, >, 24 * 20);
  g_assert_cmpuint (last, <, 24 * 1000);
  /* 12 ms: loud when they begin, hardly there when they end. */
  g_assert_cmpfloat (aloud_test_loudness (samples + last - 24 * 12, 48), >, -17);
  g_assert_cmpfloat (aloud_test_loudness (samples + last - 48, 48), <, -20);
  g_unlink (out);
  g_rmdir (directory);
}

static void
test_file_errors (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (aloud_duplex_source_from_file ("/nonexistent/in.wav", &error));
  g_assert_error (error, ALOUD_VOICE_ERROR, ALOUD_VOICE_ERROR_FILE);
  g_clear_error (&error);
  g_assert_null (aloud_duplex_sink_to_file ("/nonexistent/out.wav", &error));
  g_assert_error (error, ALOUD_VOICE_ERROR, ALOUD_VOICE_ERROR_FILE);
}

static void
test_file_is_no_sound (void)
{
  g_autofree char *directory = g_dir_make_tmp ("aloud-audio-XXXXXX", NULL);
  g_autofree char *in = g_build_filename (directory, "poem.wav", NULL);
  g_autofree char *source = NULL;
  g_autofree char *sink = aloud_duplex_sink_to_file (NULL, NULL);
  g_autoptr(AloudDuplex) duplex = NULL;
  g_autoptr(Record) record = NULL;

  g_assert_true (g_file_set_contents (in, "Roses are red", -1, NULL));
  source = aloud_duplex_source_from_file (in, NULL);
  duplex = aloud_duplex_new (source, sink);
  record = record_new (duplex);
  aloud_voice_start (ALOUD_VOICE (duplex));
  aloud_test_wait (record->failures > 0);
  aloud_test_settle ();
  g_assert_cmpuint (record->failures, ==, 1);
  g_assert_error (record->error, ALOUD_VOICE_ERROR, ALOUD_VOICE_ERROR_FILE);

  g_unlink (in);
  g_rmdir (directory);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/audio/duplex/chunks", test_chunks);
  g_test_add_func ("/audio/duplex/chunks-through-canceller", test_chunks_through_canceller);
  g_test_add_func ("/audio/duplex/unheard", test_unheard);
  g_test_add_func ("/audio/duplex/unheard-through-canceller", test_unheard_through_canceller);
  g_test_add_func ("/audio/duplex/restart", test_restart);
  g_test_add_func ("/audio/duplex/finalize-running", test_finalize_running);
  g_test_add_func ("/audio/duplex/finalize-in-chunk", test_finalize_in_chunk);
  g_test_add_func ("/audio/duplex/missing-plugin", test_missing_plugin);
  g_test_add_func ("/audio/duplex/files", test_files);
  g_test_add_func ("/audio/duplex/rates", test_rates);
  g_test_add_func ("/audio/duplex/volume", test_volume);
  g_test_add_func ("/audio/duplex/flush", test_flush);
  g_test_add_func ("/audio/duplex/file-errors", test_file_errors);
  g_test_add_func ("/audio/duplex/file-is-no-sound", test_file_is_no_sound);

  return g_test_run ();
}
