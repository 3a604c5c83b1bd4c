/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-error.h"
#include "aloud-speech.h"

#include <string.h>

static void
put (GByteArray *array, const char *text)
{
  g_byte_array_append (array, (const guint8 *) text, strlen (text));
}

static void
put_number (GByteArray *array, guint32 value, guint size)
{
  guint32 little = GUINT32_TO_LE (value);

  g_byte_array_append (array, (const guint8 *) &little, size);
}

static void
put_format (GByteArray *array, guint tag, guint channels, guint rate, guint bits)
{
  put (array, "fmt ");
  put_number (array, tag == 0xfffe ? 40 : 16, 4);
  put_number (array, tag, 2);
  put_number (array, channels, 2);
  put_number (array, rate, 4);
  put_number (array, rate * channels * bits / 8, 4);
  put_number (array, channels * bits / 8, 2);
  put_number (array, bits, 2);
  for (guint i = 16; tag == 0xfffe && i < 40; i++)
    put_number (array, i == 24 ? 1 : 0, 1);
}

/* A header; @tags: bytes of a chunk that nobody knows, before the format. */
static GByteArray *
make_wave (guint tag, guint channels, guint rate, guint bits, guint tags)
{
  GByteArray *array = g_byte_array_new ();

  put (array, "RIFF");
  put_number (array, 0xffffffff, 4);
  put (array, "WAVE");
  if (tags > 0)
    {
      put (array, "LIST");
      put_number (array, tags, 4);
      for (guint i = 0; i < tags + (tags & 1); i++)
        put_number (array, 'd', 1);
    }
  put_format (array, tag, channels, rate, bits);
  put (array, "data");
  put_number (array, 0xffffffff, 4);
  return array;
}

static void
put_samples (GByteArray *array, guint count)
{
  for (guint i = 0; i < count; i++)
    put_number (array, i * 7, 2);
}

/* Feeds @array in pieces of @size bytes; what comes out, or NULL when it is refused. */
static GByteArray *
feed (AloudSpeech *speech, GByteArray *array, guint size)
{
  g_autoptr (GByteArray) result = g_byte_array_new ();

  for (guint at = 0; at < array->len; at += size)
    {
      g_autoptr (GBytes) chunk = g_bytes_new (array->data + at, MIN (size, array->len - at));
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) samples = aloud_speech_take (speech, chunk, &error);

      if (samples == NULL)
        {
          g_assert_error (error, ALOUD_PROTOCOL_ERROR, ALOUD_PROTOCOL_ERROR_UNPLAYABLE);
          return NULL;
        }
      g_assert_no_error (error);
      g_assert_cmpuint (g_bytes_get_size (samples) % 2, ==, 0);
      g_byte_array_append (result, g_bytes_get_data (samples, NULL), g_bytes_get_size (samples));
    }
  return g_steal_pointer (&result);
}

static void
test_untouched (void)
{
  g_autoptr (AloudSpeech) speech = aloud_speech_new ();

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GBytes) chunk = g_bytes_new_static ("\1\2\3\4\5\6", 6);
      g_autoptr (GBytes) samples = aloud_speech_take (speech, chunk, NULL);

      g_assert_true (samples == chunk);
    }
  g_assert_cmpuint (aloud_speech_get_rate (speech), ==, 24000);
}

static void
test_pieces (void)
{
  static const guint sizes[] = { 1, 2, 3, 5, 7, 64, 999, 100000 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (AloudSpeech) speech = aloud_speech_new ();
      g_autoptr (GByteArray) sent = g_byte_array_new ();
      g_autoptr (GByteArray) heard = NULL;

      put_samples (sent, 1000);
      heard = feed (speech, sent, sizes[i]);
      g_assert_cmpmem (heard->data, heard->len, sent->data, sent->len);
    }
}

static void
test_empty (void)
{
  g_autoptr (AloudSpeech) speech = aloud_speech_new ();
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);
  g_autoptr (GBytes) odd = g_bytes_new_static ("\1\2\3", 3);
  g_autoptr (GBytes) first = aloud_speech_take (speech, nothing, NULL);
  g_autoptr (GBytes) second = aloud_speech_take (speech, odd, NULL);
  g_autoptr (GBytes) third = aloud_speech_take (speech, nothing, NULL);
  g_autoptr (GBytes) fourth = aloud_speech_take (speech, odd, NULL);

  g_assert_cmpuint (g_bytes_get_size (first), ==, 0);
  g_assert_cmpmem (g_bytes_get_data (second, NULL), g_bytes_get_size (second), "\1\2", 2);
  g_assert_cmpuint (g_bytes_get_size (third), ==, 0);
  g_assert_cmpmem (g_bytes_get_data (fourth, NULL), g_bytes_get_size (fourth), "\3\1\2\3", 4);
}

static void
test_wave (void)
{
  static const guint sizes[] = { 1, 2, 3, 11, 12, 43, 44, 45, 1000 };
  static const struct {
    guint tag, rate, tags;
  } waves[] = { { 1, 24000, 0 }, { 1, 48000, 26 }, { 1, 16000, 27 }, { 0xfffe, 22050, 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes) * G_N_ELEMENTS (waves); i++)
    {
      guint w = i % G_N_ELEMENTS (waves);
      g_autoptr (AloudSpeech) speech = aloud_speech_new ();
      g_autoptr (GByteArray) sent = make_wave (waves[w].tag, 1, waves[w].rate, 16, waves[w].tags);
      g_autoptr (GByteArray) heard = NULL;
      guint header = sent->len;

      put_samples (sent, 300);
      heard = feed (speech, sent, sizes[i / G_N_ELEMENTS (waves)]);
      g_assert_nonnull (heard);
      g_assert_cmpmem (heard->data, heard->len, sent->data + header, sent->len - header);
      g_assert_cmpuint (aloud_speech_get_rate (speech), ==, waves[w].rate);
    }
}

static void
test_wave_per_chunk (void)
{
  g_autoptr (AloudSpeech) speech = aloud_speech_new ();
  g_autoptr (GByteArray) wave = make_wave (1, 1, 24000, 16, 0);
  g_autoptr (GByteArray) other = make_wave (1, 1, 48000, 16, 0);
  g_autoptr (GByteArray) first = NULL;
  g_autoptr (GByteArray) second = NULL;

  g_byte_array_append (wave, (const guint8 *) "\1\2\3", 3);
  put_samples (other, 5);
  first = feed (speech, wave, wave->len);
  second = feed (speech, other, other->len);
  g_assert_cmpmem (first->data, first->len, "\1\2", 2);
  g_assert_cmpmem (second->data, second->len, other->data + 44, 10);
  g_assert_cmpuint (aloud_speech_get_rate (speech), ==, 48000);
}

static void
test_bad_wave (void)
{
  static const guint table[][5] = {
    /* tag, channels, rate, bits, tags */
    { 3, 1, 24000, 32, 0 }, { 7, 1, 8000, 8, 0 },      { 1, 2, 24000, 16, 0 },     { 1, 1, 24000, 8, 0 },
    { 1, 1, 0, 16, 0 },     { 1, 1, 4000000, 16, 0 },  { 1, 1, 24000, 16, 100000 }, { 0, 0, 0, 0, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    for (guint size = 1; size < 100; size += 13)
      {
        g_autoptr (AloudSpeech) speech = aloud_speech_new ();
        const guint *wave = table[i];
        g_autoptr (GByteArray) sent = make_wave (wave[0], wave[1], wave[2], wave[3], wave[4]);
        g_autoptr (GByteArray) heard = NULL;
        g_autoptr (GByteArray) more = g_byte_array_new ();

        heard = feed (speech, sent, size);
        g_assert_null (heard);
        put_samples (more, 10);
        heard = feed (speech, more, 20);
        g_assert_null (heard);
      }
}

static void
test_wave_without_format (void)
{
  g_autoptr (AloudSpeech) speech = aloud_speech_new ();
  g_autoptr (GByteArray) sent = g_byte_array_new ();

  put (sent, "RIFF....WAVEdata....");
  g_assert_null (feed (speech, sent, 7));
}

static void
test_not_pcm (void)
{
  static const char *const begins[] = { "ID3\4", "OggS", "fLaC", "RIFF....AVI " };

  for (guint i = 0; i < G_N_ELEMENTS (begins); i++)
    {
      g_autoptr (AloudSpeech) whole = aloud_speech_new ();
      g_autoptr (AloudSpeech) bytewise = aloud_speech_new ();
      g_autoptr (GByteArray) sent = g_byte_array_new ();

      put (sent, begins[i]);
      put_samples (sent, 100);
      g_assert_null (feed (whole, sent, sent->len));
      g_assert_null (feed (bytewise, sent, 1));
    }
}

static void
test_mp3 (void)
{
  /* header, length of the frame that it begins */
  static const struct {
    const char *header;
    guint length;
  } frames[] = { { "\xff\xfb\x90\x64", 417 }, { "\xff\xf3\x80\xc4", 208 }, { "\xff\xe3\x80\xc4", 417 } };

  for (guint i = 0; i < G_N_ELEMENTS (frames) * 3; i++)
    {
      static const guint sizes[] = { 1, 100, 5000 };
      g_autoptr (AloudSpeech) speech = aloud_speech_new ();
      g_autoptr (GByteArray) sent = g_byte_array_new ();

      for (guint frame = 0; frame < 4; frame++)
        {
          put (sent, frames[i / 3].header);
          for (guint b = 4; b < frames[i / 3].length; b++)
            put_number (sent, b, 1);
        }
      g_assert_null (feed (speech, sent, sizes[i % 3]));
    }
}

/* Small negative samples have 0xff in their high byte, and -1 is a sync word. */
static void
test_looks_like_mp3 (void)
{
  static const gint16 begins[] = { -1, -3, -257, -1025, -3073, -5, -7169 };
  static const guint sizes[] = { 1, 3, 5000 };

  for (guint i = 0; i < G_N_ELEMENTS (begins) * G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (AloudSpeech) speech = aloud_speech_new ();
      g_autoptr (GByteArray) sent = g_byte_array_new ();
      g_autoptr (GByteArray) heard = NULL;

      for (guint s = 0; s < 2000; s++)
        put_number (sent, (guint16) (begins[i % G_N_ELEMENTS (begins)] + (gint16) s * 3), 2);
      heard = feed (speech, sent, sizes[i / G_N_ELEMENTS (begins)]);
      g_assert_nonnull (heard);
      g_assert_cmpmem (heard->data, heard->len, sent->data, sent->len);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/protocol/speech/untouched", test_untouched);
  g_test_add_func ("/protocol/speech/pieces", test_pieces);
  g_test_add_func ("/protocol/speech/empty", test_empty);
  g_test_add_func ("/protocol/speech/wave", test_wave);
  g_test_add_func ("/protocol/speech/wave-per-chunk", test_wave_per_chunk);
  g_test_add_func ("/protocol/speech/bad-wave", test_bad_wave);
  g_test_add_func ("/protocol/speech/wave-without-format", test_wave_without_format);
  g_test_add_func ("/protocol/speech/not-pcm", test_not_pcm);
  g_test_add_func ("/protocol/speech/mp3", test_mp3);
  g_test_add_func ("/protocol/speech/looks-like-mp3", test_looks_like_mp3);

  return g_test_run ();
}
