/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-error.h"
#include "aloud-event.h"

#include <string.h>

#define READ -1
#define MALFORMED ALOUD_PROTOCOL_ERROR_MALFORMED
#define MISSING ALOUD_PROTOCOL_ERROR_MISSING_MEMBER

static void
assert_read (const char *text, gssize length, int code)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length < 0 ? strlen (text) : (gsize) length);
  g_autoptr (GError) error = NULL;
  g_autoptr (AloudEvent) event = aloud_event_new_from_bytes (bytes, &error);

  if (code == READ)
    {
      g_assert_no_error (error);
      g_assert_nonnull (event);
      return;
    }
  g_assert_error (error, ALOUD_PROTOCOL_ERROR, code);
  g_assert_null (event);
}

static const struct {
  const char *text;
  int code;
} cases[] = {
  /* not one object */
  { "", MALFORMED },
  { " \r\n\t", MALFORMED },
  { "null", MALFORMED },
  { "true", MALFORMED },
  { "5", MALFORMED },
  { "\"type\"", MALFORMED },
  { "[]", MALFORMED },
  { "[{\"type\":\"status\"}]", MALFORMED },
  { "{\"type\":\"status\"}{\"type\":\"status\"}", MALFORMED },
  { "{\"type\":\"status\"} x", MALFORMED },
  { "{\"type\":\"status\"},", MALFORMED },
  { "{\"type\":\"status\"}]", MALFORMED },
  { "{\"type\":\"status\"]", MALFORMED },
  { "}{", MALFORMED },
  { "<html>", MALFORMED },
  { " \n{\"type\":\"status\"}\r\n ", READ },

  /* what some parsers take for JSON */
  { "\xef\xbb\xbf{\"type\":\"status\"}", MALFORMED },
  { "var a = {\"type\":\"status\"}", MALFORMED },
  { "/* */{\"type\":\"status\"}", MALFORMED },
  { "{\"type\":\"status\"/* */}", MALFORMED },
  { "{\"type\":\"status\"} // end", MALFORMED },
  { "{\"type\":\"status\"} # end", MALFORMED },
  { "{'type':'status'}", MALFORMED },
  { "{type:\"status\"}", MALFORMED },
  { "{\"type\":\"status\",}", MALFORMED },
  { "{\"type\":\"status\",\"a\":[1,]}", MALFORMED },
  { "{\"type\":\"status\",\"a\":0x10}", MALFORMED },
  { "{\"type\":\"status\",\"a\":NaN}", MALFORMED },
  { "{\"type\":\"status\",\"a\":Infinity}", MALFORMED },
  { "{\"type\":\"status\",\"a\":TRUE}", MALFORMED },
  { "{\"type\":\"status\",\"a\":+1}", MALFORMED },
  { "{\"type\":\"status\",\"a\":--1}", MALFORMED },
  { "{\"type\":\"status\" \"a\":1}", MALFORMED },
  { "{\"type\" \"status\"}", MALFORMED },
  { "{\"type\":\"sta\ntus\"}", MALFORMED },
  { "{\"type\":\"status", MALFORMED },
  { "{\"type\":\"status\\", MALFORMED },
  { "{\"type\":\"status\\\"}", MALFORMED },
  { "{\"type\":\"\\x41\"}", MALFORMED },
  { "{\"type\":\"\\377\"}", MALFORMED },
  { "{\"type\":\"\\u12\"}", MALFORMED },
  { "{\"type\":\"\\u12zz\"}", MALFORMED },
  { "{\"type\":\"\\ud800\\u\"}", MALFORMED },
  { "{\"type\":\"\\ud800\\\"}", MALFORMED },
  { "{\"type\":\"\\ud800\\udc0\"}", MALFORMED },
  { "{\"type\":\"\\ud800\"}", READ },
  { "{\"type\":\"\\udfff\\ud800\\ud800\\udc00\\ud800\"}", READ },
  { "{\"type\":\"\\u0000\"}", READ },
  { "{\"\\u0000\":1,\"type\":\"status\"}", READ },

  /* not UTF-8 */
  { "{\"type\":\"\xff\"}", MALFORMED },
  { "{\"type\":\"\xc3\"}", MALFORMED },
  { "{\"type\":\"\xc0\xaf\"}", MALFORMED },
  { "{\"type\":\"\xed\xa0\x80\"}", MALFORMED },
  { "{\"type\":\"\xf4\x90\x80\x80\"}", MALFORMED },

  /* no type */
  { "{}", MISSING },
  { "{\"type\":null}", MISSING },
  { "{\"type\":\"\"}", MISSING },
  { "{\"type\":5}", MISSING },
  { "{\"type\":true}", MISSING },
  { "{\"type\":[\"status\"]}", MISSING },
  { "{\"type\":{\"type\":\"status\"}}", MISSING },
  { "{\"data\":{\"type\":\"status\"}}", MISSING },
  { "{\"Type\":\"status\"}", MISSING },

  /* without what it is for */
  { "{\"type\":\"tts_chunk\"}", MISSING },
  { "{\"type\":\"tts_chunk\",\"content\":null}", MISSING },
  { "{\"type\":\"tts_chunk\",\"content\":7}", MISSING },
  { "{\"type\":\"tts_chunk\",\"content\":[\"AAAA\"]}", MISSING },
  { "{\"type\":\"tts_chunk\",\"content\":\"\"}", READ },
  { "{\"type\":\"llm_response_chunk\"}", MISSING },
  { "{\"type\":\"llm_response_chunk\",\"content\":{}}", MISSING },
  { "{\"type\":\"llm_response_chunk\",\"is_final\":true}", READ },
  { "{\"type\":\"emotion_update\"}", MISSING },
  { "{\"type\":\"emotion_update\",\"emotions\":\"Joy\"}", MISSING },
  { "{\"type\":\"emotion_update\",\"emotions\":[]}", READ },
  { "{\"type\":\"emotion_update\",\"emotions\":{}}", READ },
  { "{\"type\":\"emotion_update\",\"emotions\":[[],{},null,1,\"a\",{\"emotion\":{}}]}", READ },

  /* not base64 */
  { "{\"type\":\"tts_chunk\",\"content\":\"AQID\\nBAUG\"}", MALFORMED },
  { "{\"type\":\"tts_chunk\",\"content\":\"AQIDBAU\"}", MALFORMED },
  { "{\"type\":\"tts_chunk\",\"content\":\"-_-_\"}", MALFORMED },
  { "{\"type\":\"tts_chunk\",\"content\":\"AQ==AQ==\"}", MALFORMED },
  { "{\"type\":\"tts_chunk\",\"content\":\"AQID\\u0000\"}", MALFORMED },
  { "{\"type\":\"tts_chunk\",\"content\":\"\xc3\xa9\xc3\xa9\"}", MALFORMED },
  { "{\"type\":\"tts_chunk\",\"content\":\"AQIDBAU\",\"is_last\":true}", MALFORMED },
  { "{\"type\":\"tts_chunk\",\"content\":\"AQIDBAU=\"}", READ },

  /* values of the wrong kind, or beyond every range */
  { "{\"type\":\"transcription\",\"data\":[],\"transcript\":{},\"words\":{},\"metadata\":7}", READ },
  { "{\"type\":\"transcription\",\"confidence\":[],\"timestamp\":{}}", READ },
  { "{\"type\":\"transcription\",\"data\":\"x\",\"transcript\":true,\"words\":[[[]]]}", READ },
  { "{\"type\":\"transcription\",\"confidence\":1e999,\"timestamp\":-1e999,\"is_final\":\"banana\"}", READ },
  { "{\"type\":\"transcription\",\"confidence\":\"NaN\",\"timestamp\":99999999999999999999}", READ },
  { "{\"type\":\"llm_response_chunk\",\"content\":\"\",\"chunk_index\":1e99}", READ },
  { "{\"type\":\"llm_response_chunk\",\"content\":\"\",\"chunk_index\":-5,\"generation_id\":[]}", READ },
  { "{\"type\":\"connection_metadata\",\"config\":{\"sample_rate\":-1},\"metadata\":{\"config\":[]}}", READ },
  { "{\"type\":\"connection_metadata\",\"config\":7,\"sample_rate\":1e30,\"connection_id\":{}}", READ },
  { "{\"type\":\"idle_warning\",\"time_remaining\":-1e300}", READ },
  { "{\"type\":\"idle_warning\",\"time_remaining\":1e300,\"warning_type\":1}", READ },
  { "{\"type\":\"websocket.disconnect\",\"code\":-1,\"reason\":[]}", READ },
  { "{\"type\":\"websocket.disconnect\",\"code\":\"1001\"}", READ },
  { "{\"type\":\"turn_complete\",\"turn_result\":{\"is_complete\":{},\"confidence\":\"\"}}", READ },
  { "{\"type\":\"system_message\",\"message_type\":[]}", READ },
  { "{\"type\":\"error\",\"error\":{\"code\":1},\"details\":[1.5,\"\\u0000\",null]}", READ },
};

static void
test_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *shown = g_strescape (cases[i].text, NULL);

      g_test_message ("%s", shown);
      assert_read (cases[i].text, -1, cases[i].code);
    }
}

static void
test_nul (void)
{
  assert_read ("{\"type\":\"status\"}\0", 18, MALFORMED);
  assert_read ("{\"type\":\"sta\0tus\"}", 18, MALFORMED);
  assert_read ("\0{\"type\":\"status\"}", 18, MALFORMED);
}

/* @depth arrays or objects in one another, within the message's own object. */
static char *
make_nested (guint depth, const char *open, const char *close)
{
  GString *text = g_string_new ("{\"type\":\"status\",\"a\":");

  for (guint i = 0; i < depth; i++)
    g_string_append (text, open);
  g_string_append (text, "1");
  for (guint i = 0; i < depth && close != NULL; i++)
    g_string_append (text, close);
  g_string_append (text, "}");
  return g_string_free (text, FALSE);
}

static void
test_depth (void)
{
  static const struct {
    guint depth;
    int code;
  } depths[] = { { 1, READ }, { 63, READ }, { 64, MALFORMED }, { 1000, MALFORMED }, { 1000000, MALFORMED } };

  for (guint i = 0; i < G_N_ELEMENTS (depths); i++)
    {
      g_autofree char *arrays = make_nested (depths[i].depth, "[", "]");
      g_autofree char *objects = make_nested (depths[i].depth, "{\"a\":", "}");
      g_autofree char *open = make_nested (depths[i].depth, "[", NULL);

      assert_read (arrays, -1, depths[i].code);
      assert_read (objects, -1, depths[i].code);
      assert_read (open, -1, MALFORMED);
    }
}

/* Brackets inside strings do not nest. */
static void
test_brackets_in_text (void)
{
  g_autofree char *brackets = g_strnfill (1000, '[');
  g_autofree char *text = g_strdup_printf ("{\"type\":\"status\",\"a\":\"\\\"%s{\\\\\"}", brackets);

  assert_read (text, -1, READ);
}

static void
test_large (void)
{
  g_autofree char *letters = g_strnfill (10 * 1000 * 1000, 'A');
  g_autofree char *audio = g_strdup_printf ("{\"type\":\"tts_chunk\",\"content\":\"%s\"}", letters);
  g_autofree char *words = g_strdup_printf ("{\"type\":\"transcription\",\"transcript\":\"%s\"}", letters);
  g_autofree char *type = g_strdup_printf ("{\"type\":\"%s\"}", letters);
  g_autofree char *name = g_strdup_printf ("{\"%s\":1,\"type\":\"status\"}", letters);
  g_autofree char *zeros = g_strnfill (10 * 1000 * 1000, '0');
  g_autofree char *number = g_strdup_printf ("{\"timestamp\":1%s,\"type\":\"status\"}", zeros);

  assert_read (audio, -1, READ);
  assert_read (words, -1, READ);
  assert_read (type, -1, READ);
  assert_read (name, -1, READ);
  assert_read (number, -1, READ);
}

/* Each fixture, cut short at every place and with every byte replaced: it is read or refused, and that is
 * all. */
static void
test_damaged (void)
{
  static const char replacements[] = "\0\x01\n\"\\{}[]:,0-.eu\x7f\x80\xff";
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "fixtures", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint files = 0;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *text = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (path, &text, &length, NULL));
      g_strchomp (text);
      length = strlen (text);
      files++;
      for (gsize at = 0; at < length; at++)
        {
          char original = text[at];

          assert_read (text, (gssize) at, MALFORMED);
          for (guint i = 0; i < sizeof replacements - 1; i++)
            {
              g_autoptr (GBytes) bytes = NULL;
              g_autoptr (GError) error = NULL;
              g_autoptr (AloudEvent) event = NULL;

              text[at] = replacements[i];
              bytes = g_bytes_new (text, length);
              event = aloud_event_new_from_bytes (bytes, &error);
              g_assert_true ((event == NULL) == (error != NULL));
            }
          text[at] = original;
        }
    }
  g_assert_cmpuint (files, >, 50);
}

/* Who plays speech makes so many samples of it that it lasts as long: a message of hours is none. */
static void
test_sample_rates (void)
{
  static const struct {
    const char *rate;
    guint       expected;
  } rates[] = {
    { "1", 0 }, { "3999", 0 }, { "4000", 4000 }, { "192000", 192000 }, { "192001", 0 }, { "-24000", 0 }, { "1e300", 0 },
    { "0.001", 0 }, { "[24000]", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"type\":\"tts_chunk\",\"content\":\"AAAA\",\"sample_rate\":%s}",
                                               rates[i].rate);
      g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
      g_autoptr (GError) error = NULL;
      g_autoptr (AloudEvent) event = aloud_event_new_from_bytes (bytes, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (event->answer_audio.sample_rate, ==, rates[i].expected);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/protocol/event-hostile/table", test_table);
  g_test_add_func ("/protocol/event-hostile/nul", test_nul);
  g_test_add_func ("/protocol/event-hostile/depth", test_depth);
  g_test_add_func ("/protocol/event-hostile/brackets-in-text", test_brackets_in_text);
  g_test_add_func ("/protocol/event-hostile/large", test_large);
  g_test_add_func ("/protocol/event-hostile/damaged", test_damaged);
  g_test_add_func ("/protocol/event-hostile/sample-rates", test_sample_rates);

  return g_test_run ();
}
