/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-export.h"

#include <stdio.h>
#include <string.h>

#include "aloud-transcript.h"

#define BEGAN (G_GINT64_CONSTANT (1795557600) * G_USEC_PER_SEC) /* 2026-11-24 22:00 UTC */

static AloudSaidTurn *
add (AloudConversation *conversation, AloudSpeaker speaker, double start, const char *text)
{
  AloudSaidTurn *turn = aloud_said_turn_new (speaker, text, BEGAN + (gint64) (start * G_USEC_PER_SEC));

  g_ptr_array_add (conversation->turns, turn);
  return turn;
}

static void
add_times (AloudSaidTurn *turn, const double *times, guint n)
{
  turn->words = g_array_new (FALSE, FALSE, sizeof (AloudTurnWord));
  for (guint i = 0; i < n; i++)
    {
      AloudTurnWord word = { times[2 * i], times[2 * i + 1] };

      g_array_append_val (turn->words, word);
    }
}

#define HOSTILE "<b>&amp; --> **bold** [x](http://e.example)\n\n1\n00:00:00,000 --> 00:00:09,000\n[22:00:00] You: forged\r\n" \
                "# no heading\n    no code\n{\\an8}\x1b[2J a_b `c` | d ~e"

static AloudConversation *
make (void)
{
  static const double times[] = { 0, 0.2, 0.25, 0.6, 0.7, 0.8, 0.8, 1.5 };
  AloudConversation *conversation = aloud_conversation_new ("Front <Desk> & *Co*", BEGAN);
  AloudSaidTurn *turn;

  turn = add (conversation, ALOUD_SPEAKER_YOU, 0, "What time is it?");
  turn->ended = BEGAN + 1800000;
  turn->emotions = g_strdup ("Joy 82 %, Doubt 10 %");
  add_times (turn, times, 4);
  add (conversation, ALOUD_SPEAKER_NOTE, 2, "The connection was lost and is back.");
  turn = add (conversation, ALOUD_SPEAKER_AGENT, 2.5,
              "It is a quarter past ten in the evening, and since you ask: the shop, which opens at nine, has been "
              "closed for three hours.");
  turn->interrupted = TRUE;
  turn = add (conversation, ALOUD_SPEAKER_YOU, 5, "שלום \"עולם\" 😀");
  turn->ended = BEGAN + 6000000;
  add (conversation, ALOUD_SPEAKER_AGENT, 6.5, HOSTILE);
  return conversation;
}

/* What a person or a program has of each format is in a file beside this one. */
static void
test_golden (gconstpointer data)
{
  AloudExportFormat format = GPOINTER_TO_UINT (data);
  g_autoptr (AloudConversation) conversation = make ();
  g_autofree char *name = g_strconcat ("conversation.", aloud_export_get_ending (format), NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "history", "golden", name, NULL);
  g_autofree char *written = aloud_export_write (conversation, format);
  g_autofree char *golden = NULL;

  if (g_getenv ("ALOUD_WRITE_GOLDEN") != NULL)
    g_assert_true (g_file_set_contents (path, written, -1, NULL));
  g_assert_true (g_file_get_contents (path, &golden, NULL, NULL));
  g_assert_cmpstr (written, ==, golden);
  g_assert_true (g_utf8_validate (written, -1, NULL));
  g_assert_null (strchr (written, '\x1b'));
  g_assert_null (strchr (written, '\r'));
}

static void
assert_same (const AloudConversation *a, const AloudConversation *b)
{
  g_assert_cmpstr (a->agent, ==, b->agent);
  g_assert_cmpint (a->began, ==, b->began);
  g_assert_cmpuint (a->turns->len, ==, b->turns->len);
  for (guint i = 0; i < a->turns->len; i++)
    {
      const AloudSaidTurn *x = g_ptr_array_index (a->turns, i);
      const AloudSaidTurn *y = g_ptr_array_index (b->turns, i);

      g_assert_cmpint (x->speaker, ==, y->speaker);
      g_assert_cmpstr (x->text, ==, y->text);
      g_assert_cmpstr (x->emotions, ==, y->emotions);
      g_assert_cmpint (x->began, ==, y->began);
      g_assert_cmpint (x->ended, ==, y->ended);
      g_assert_cmpint (x->interrupted, ==, y->interrupted);
      g_assert_cmpint (x->words != NULL, ==, y->words != NULL);
      for (guint j = 0; x->words != NULL && j < x->words->len; j++)
        {
          g_assert_cmpfloat_with_epsilon (g_array_index (x->words, AloudTurnWord, j).start,
                                          g_array_index (y->words, AloudTurnWord, j).start, 0.002);
          g_assert_cmpfloat_with_epsilon (g_array_index (x->words, AloudTurnWord, j).end,
                                          g_array_index (y->words, AloudTurnWord, j).end, 0.002);
        }
    }
}

static void
test_json_round_trip (void)
{
  g_autoptr (AloudConversation) conversation = make ();
  g_autofree char *text = aloud_export_write (conversation, ALOUD_EXPORT_JSON);
  g_autoptr (GError) error = NULL;
  g_autoptr (AloudConversation) read = aloud_export_read_json (text, -1, &error);
  g_autofree char *again = NULL;

  g_assert_no_error (error);
  assert_same (conversation, read);
  again = aloud_export_write (read, ALOUD_EXPORT_JSON);
  g_assert_cmpstr (text, ==, again);
}

static void
test_json_refused (void)
{
  static const struct { const char *text; int code; } cases[] = {
    { "", G_IO_ERROR_INVALID_DATA },
    { "[]", G_IO_ERROR_INVALID_DATA },
    { "{\"format\":\"other\",\"version\":1}", G_IO_ERROR_INVALID_DATA },
    { "{\"format\":[],\"version\":1}", G_IO_ERROR_INVALID_DATA },
    { "{\"format\":\"aloud-conversation\",\"version\":2}", G_IO_ERROR_NOT_SUPPORTED },
    { "{\"format\":\"aloud-conversation\",\"version\":1}", G_IO_ERROR_INVALID_DATA },
    { "{\"format\":\"aloud-conversation\",\"version\":1,\"agent\":\"\",\"time\":\"2026-11-24T22:00:00Z\",\"turns\":[1]}",
      G_IO_ERROR_INVALID_DATA },
    { "{\"format\":\"aloud-conversation\",\"version\":1,\"agent\":\"\",\"time\":\"2026-11-24T22:00:00Z\","
      "\"turns\":[{\"speaker\":\"God\",\"text\":\"\",\"time\":\"2026-11-24T22:00:00Z\"}]}",
      G_IO_ERROR_INVALID_DATA },
    { "{\"format\":\"aloud-conversation\",\"version\":1,\"agent\":\"\",\"time\":\"noon\",\"turns\":[]}",
      G_IO_ERROR_INVALID_DATA },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (aloud_export_read_json (cases[i].text, -1, &error));
      g_assert_error (error, G_IO_ERROR, cases[i].code);
    }
}

/* Blanks of any kind are one blank. */
static char *
normalize (const char *text)
{
  g_autofree char *plain = aloud_export_dup_plain (text);
  g_autoptr (GRegex) blanks = g_regex_new ("\\s+", 0, 0, NULL);
  char *one = g_regex_replace_literal (blanks, plain, -1, 0, " ", 0, NULL);

  return g_strstrip (one);
}

/* Reads cues as a player does: a line with an arrow begins one, an empty line ends it. */
static GPtrArray *
read_cues (const char *text, const char *separator, const char *voice_end)
{
  GPtrArray *cues = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) blocks = g_strsplit (text, "\n\n", -1);
  int last_start = -1;

  for (guint i = 0; blocks[i] != NULL; i++)
    {
      g_auto (GStrv) lines = g_strsplit (g_strchomp (blocks[i]), "\n", -1);
      int h, m, s, ms, h2, m2, s2, ms2;
      char a, b;

      if (g_strv_length (lines) < 2 || strstr (lines[1], "-->") == NULL)
        continue;
      g_assert_cmpuint (g_strv_length (lines), ==, 3);
      g_assert_cmpint (sscanf (lines[1], "%d:%d:%d%c%d --> %d:%d:%d%c%d", &h, &m, &s, &a, &ms, &h2, &m2, &s2, &b, &ms2),
                       ==, 10);
      g_assert_true (a == *separator && b == *separator);
      g_assert_cmpint ((h * 60 + m) * 60 + s, >=, last_start);
      g_assert_cmpint (((h2 * 60 + m2) * 60 + s2) * 1000 + ms2, >, ((h * 60 + m) * 60 + s) * 1000 + ms);
      last_start = (h * 60 + m) * 60 + s;
      g_ptr_array_add (cues, g_strdup (strstr (lines[2], voice_end) + strlen (voice_end)));
    }
  g_ptr_array_add (cues, NULL);
  return cues;
}

static char *
spoken (const AloudConversation *conversation)
{
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < conversation->turns->len; i++)
    {
      const AloudSaidTurn *turn = g_ptr_array_index (conversation->turns, i);
      g_autofree char *text = normalize (turn->text);

      if (turn->speaker != ALOUD_SPEAKER_NOTE)
        g_string_append_printf (all, "%s%s", all->len > 0 ? " " : "", text);
    }
  return g_string_free (all, FALSE);
}

static void
test_webvtt_round_trip (void)
{
  g_autoptr (AloudConversation) conversation = make ();
  g_autofree char *text = aloud_export_write (conversation, ALOUD_EXPORT_WEBVTT);
  g_autoptr (GPtrArray) cues = read_cues (text, ".", ">");
  g_autofree char *joined = g_strjoinv (" ", (char **) cues->pdata);
  g_autoptr (GString) plain = g_string_new (joined);
  g_autofree char *expected = spoken (conversation);

  g_assert_true (g_str_has_prefix (text, "WEBVTT\n\n"));
  g_assert_null (strchr (joined, '<'));
  g_assert_null (strstr (joined, "-->"));
  g_string_replace (plain, "&lt;", "<", 0);
  g_string_replace (plain, "&gt;", ">", 0);
  g_string_replace (plain, "&amp;", "&", 0);
  g_assert_cmpstr (plain->str, ==, expected);
}

static void
test_srt_round_trip (void)
{
  g_autoptr (AloudConversation) conversation = make ();
  g_autofree char *text = aloud_export_write (conversation, ALOUD_EXPORT_SRT);
  g_autoptr (GPtrArray) cues = read_cues (text, ",", ": ");
  g_autofree char *joined = g_strjoinv (" ", (char **) cues->pdata);
  g_autofree char *said = spoken (conversation);
  g_autoptr (GString) expected = g_string_new (said);

  g_string_replace (expected, "-->", "→", 0);
  g_string_replace (expected, "<", "‹", 0);
  g_string_replace (expected, ">", "›", 0);
  g_string_replace (expected, "{", "(", 0);
  g_string_replace (expected, "}", ")", 0);
  g_assert_cmpstr (joined, ==, expected->str);
}

/* Every line of the text that is not set in begins a turn, and there are as many as turns. */
static void
test_text_round_trip (void)
{
  g_autoptr (AloudConversation) conversation = make ();
  g_autofree char *text = aloud_export_write (conversation, ALOUD_EXPORT_TEXT);
  g_auto (GStrv) parts = g_strsplit (text, "\n[", -1);
  g_autofree char *last = NULL;
  g_autofree char *read = NULL;

  g_assert_cmpuint (g_strv_length (parts), ==, 1 + conversation->turns->len);
  last = normalize (HOSTILE);
  read = normalize (strstr (parts[5], ": ") + 2);
  g_assert_cmpstr (read, ==, last);
}

/* Without its backslashes a paragraph is what was said, and no line begins with a sign of Markdown's. */
static void
test_markdown_round_trip (void)
{
  g_autoptr (AloudConversation) conversation = make ();
  g_autofree char *text = aloud_export_write (conversation, ALOUD_EXPORT_MARKDOWN);
  g_auto (GStrv) parts = g_strsplit (text, "\n## ", -1);
  g_autoptr (GRegex) quoted = g_regex_new ("\\\\(.)", 0, 0, NULL);
  g_autoptr (GRegex) orders = g_regex_new ("^(\\s{4}|[#>+*=-]|\\d+[.)]\\s)|(?<!\\\\)[<\\[*_`]", G_REGEX_MULTILINE, 0, NULL);
  g_autoptr (GString) joined = g_string_new (NULL);
  g_autofree char *plain = NULL;
  g_autofree char *read = NULL;
  g_autofree char *last = normalize (HOSTILE);
  const char *body;

  g_assert_cmpuint (g_strv_length (parts), ==, 1 + conversation->turns->len);
  body = strstr (parts[5], "\n\n") + 2;
  g_assert_false (g_regex_match (orders, body, 0, NULL));
  g_string_append (joined, body);
  g_string_replace (joined, "\\\n", "\n", 0);
  plain = g_regex_replace (quoted, joined->str, -1, 0, "\\1", 0, NULL);
  read = normalize (plain);
  g_assert_cmpstr (read, ==, last);
}

static void
apply (AloudTranscript *transcript, const char *json)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (json, strlen (json));
  g_autoptr (AloudEvent) event = aloud_event_new_from_bytes (bytes, NULL);

  aloud_transcript_apply (transcript, event);
}

#define SAID(text, words) \
  "{\"type\":\"transcription\",\"transcript\":\"" text "\",\"is_final\":true,\"is_speech_final\":true,\"words\":[" words "]}"
#define WORD(word, start, end) "{\"word\":\"" word "\",\"start\":" #start ",\"end\":" #end "}"

/* The server's times of your words are kept as they come; where one is missing or cannot be, all are estimates. */
static void
test_word_times (void)
{
  static const struct { const char *json; gboolean timed; } cases[] = {
    { SAID ("what time", WORD ("what", 7, 7.25) "," WORD ("time", 7.5, 8)), TRUE },
    { SAID ("what time", WORD ("what", 7, 7.25)), FALSE },
    { SAID ("what time", ""), FALSE },
    { SAID ("what time", WORD ("what", 7, 7.25) "," WORD ("time", 6, 8)), FALSE },
    { SAID ("what time", WORD ("what", 7, 7.25) "," "{\"word\":\"time\"}"), FALSE },
    { SAID ("what time", WORD ("what", 7, 7.25) "," WORD ("time", 7.5, 1e300)), FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AloudTranscript) transcript = aloud_transcript_new ();
      g_autoptr (AloudConversation) conversation = NULL;
      g_autoptr (GPtrArray) words = NULL;
      const AloudSaidWord *second;

      apply (transcript, cases[i].json);
      conversation = aloud_conversation_new_from_transcript ("Tea", G_LIST_MODEL (transcript));
      words = aloud_conversation_get_words (conversation, 0);
      g_assert_cmpuint (words->len, ==, 2);
      second = g_ptr_array_index (words, 1);
      g_assert_cmpstr (second->text, ==, "time");
      g_assert_cmpint (second->estimated, ==, !cases[i].timed);
      if (cases[i].timed)
        g_assert_cmpfloat (second->end, ==, 1);
      if (cases[i].timed)
        g_assert_cmpfloat (second->start, ==, 0.5);
    }
}

static void
test_file_names (void)
{
  static const struct { const char *name; int format; } cases[] = {
    { "a.txt", ALOUD_EXPORT_TEXT }, { "a.MD", ALOUD_EXPORT_MARKDOWN }, { "/b.srt/a.json", ALOUD_EXPORT_JSON },
    { "a.b.srt", ALOUD_EXPORT_SRT }, { "a.vtt", ALOUD_EXPORT_WEBVTT }, { "a", -1 }, { "a.", -1 }, { "a.txt.gz", -1 },
  };
  g_autoptr (AloudConversation) conversation = aloud_conversation_new ("../a:b\n\"c\"", BEGAN);
  g_autofree char *name = aloud_export_dup_file_name (conversation, ALOUD_EXPORT_SRT);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      AloudExportFormat format = 0;

      g_assert_cmpint (aloud_export_find_format (cases[i].name, &format), ==, cases[i].format >= 0);
      if (cases[i].format >= 0)
        g_assert_cmpint (format, ==, cases[i].format);
    }
  g_assert_cmpstr (name, ==, "Conversation with ..-a-b--c- 2026-11-24 22.00.srt");
}

static void
test_empty (void)
{
  g_autoptr (AloudConversation) conversation = aloud_conversation_new ("", BEGAN);

  for (guint i = 0; i < ALOUD_EXPORT_N_FORMATS; i++)
    {
      g_autofree char *text = aloud_export_write (conversation, i);

      g_assert_true (i == ALOUD_EXPORT_SRT || *text != '\0');
    }
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < ALOUD_EXPORT_N_FORMATS; i++)
    {
      g_autofree char *path = g_strconcat ("/history/export/golden/", aloud_export_get_ending (i), NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_golden);
    }
  g_test_add_func ("/history/export/round-trip/json", test_json_round_trip);
  g_test_add_func ("/history/export/round-trip/webvtt", test_webvtt_round_trip);
  g_test_add_func ("/history/export/round-trip/srt", test_srt_round_trip);
  g_test_add_func ("/history/export/round-trip/text", test_text_round_trip);
  g_test_add_func ("/history/export/round-trip/markdown", test_markdown_round_trip);
  g_test_add_func ("/history/export/json-refused", test_json_refused);
  g_test_add_func ("/history/export/word-times", test_word_times);
  g_test_add_func ("/history/export/file-names", test_file_names);
  g_test_add_func ("/history/export/empty", test_empty);
  return g_test_run ();
}
