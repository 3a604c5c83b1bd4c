/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-transcript.h"

#include "aloud-test-util.h"

static void
apply (AloudTranscript *transcript, const char *json)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static (json, strlen (json));
  g_autoptr(GError) error = NULL;
  g_autoptr(AloudEvent) event = aloud_event_new_from_bytes (bytes, &error);

  g_assert_no_error (error);
  aloud_transcript_apply (transcript, event);
}

/* The whole transcript in one string: speaker, text, and marks: "…" not final, "/" interrupted. */
static char *
dump (AloudTranscript *transcript)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (transcript)); i++)
    {
      g_autoptr(AloudTurn) turn = g_list_model_get_item (G_LIST_MODEL (transcript), i);

      g_string_append_printf (text, "%s%c:%s%s%s", i > 0 ? "|" : "", "YAN"[aloud_turn_get_speaker (turn)],
                              aloud_turn_get_text (turn), aloud_turn_get_final (turn) ? "" : "…",
                              aloud_turn_get_interrupted (turn) ? "/" : "");
    }
  return g_string_free (text, FALSE);
}

#define HEARD(text)   "{\"type\":\"transcription\",\"transcript\":\"" text "\"}"
#define FINAL(text)   "{\"type\":\"transcription\",\"transcript\":\"" text "\",\"is_final\":true}"
#define SPOKEN(text)  "{\"type\":\"transcription\",\"transcript\":\"" text "\",\"is_final\":true,\"is_speech_final\":true}"
#define UTTERED       "{\"type\":\"transcription\",\"transcript\":\"\",\"metadata\":{\"event_type\":\"utterance_end\"}}"
#define DONE(text)    "{\"type\":\"turn_complete\",\"transcript\":\"" text "\",\"turn_result\":{\"is_complete\":true}}"
#define NOT_DONE(text) "{\"type\":\"turn_complete\",\"transcript\":\"" text "\",\"turn_result\":{\"is_complete\":false}}"
#define SAYS(text)    "{\"type\":\"llm_response_chunk\",\"content\":\"" text "\"}"
#define SAYS_IN(generation, text)                                                                         \
  "{\"type\":\"llm_response_chunk\",\"content\":\"" text "\",\"generation_id\":\"" generation "\"}"
#define SAID(text)    "{\"type\":\"llm_response_chunk\",\"content\":\"" text "\",\"is_final\":true}"
#define SOUND         "{\"type\":\"tts_chunk\",\"content\":\"AAA=\"}"
#define SOUND_LAST    "{\"type\":\"tts_chunk\",\"content\":\"AAA=\",\"is_last\":true}"
#define SOUND_IN(generation) "{\"type\":\"tts_chunk\",\"content\":\"AAA=\",\"generation_id\":\"" generation "\"}"
#define GREETING      "{\"type\":\"system_message\",\"content\":\"Hello.\",\"message_type\":\"initial\"}"
#define INTERRUPT     "!" /* not an event: what the session does */

typedef struct {
  const char *name;
  const char *events[8];
  const char *expected;
} Case;

static const Case cases[] = {
  { "interim-replaces-interim", { HEARD ("what"), HEARD ("what time") }, "Y:what time…" },
  { "finals-are-joined", { HEARD ("what"), FINAL ("What time"), HEARD ("is"), FINAL ("is it?") }, "Y:What time is it?…" },
  { "blank-shows-nothing", { HEARD (" ") }, "" },
  { "speech-final-closes", { HEARD ("hi"), SPOKEN ("Hi.") }, "Y:Hi." },
  { "utterance-end-closes", { FINAL ("Hi."), UTTERED }, "Y:Hi." },
  { "utterance-end-without-turn", { UTTERED }, "" },
  { "turn-complete-replaces", { FINAL ("hi their"), DONE ("Hi there.") }, "Y:Hi there." },
  { "turn-complete-after-close", { SPOKEN ("hi their"), DONE ("Hi there.") }, "Y:Hi there." },
  { "turn-complete-alone", { DONE ("Hi there.") }, "Y:Hi there." },
  { "turn-complete-blank", { FINAL ("Hi."), DONE ("") }, "Y:Hi." },
  { "turn-complete-twice", { SPOKEN ("One."), DONE ("One."), DONE ("Two.") }, "Y:One.|Y:Two." },
  { "not-complete-stays-open", { FINAL ("Well"), NOT_DONE ("Well,") }, "Y:Well,…" },
  { "after-not-complete", { FINAL ("Well"), NOT_DONE ("Well,"), FINAL ("no.") }, "Y:Well, no.…" },
  { "answer-closes-the-turn", { FINAL ("Hi."), SAYS ("He") }, "Y:Hi.|A:He…" },
  { "sound-closes-the-turn", { FINAL ("Hi."), SOUND }, "Y:Hi." },
  { "deltas", { SAYS ("It "), SAYS ("is "), SAID ("noon.") }, "A:It is noon." },
  { "cumulative", { SAYS ("It "), SAYS ("It is "), SAID ("It is noon.") }, "A:It is noon." },
  { "empty-final", { SAYS ("Noon."), SAID ("") }, "A:Noon." },
  { "empty-final-alone", { SAID ("") }, "" },
  { "new-generation", { SAYS_IN ("1", "One"), SAYS_IN ("2", "Two") }, "A:One|A:Two…" },
  { "after-final-a-new-one", { SAID ("One."), SAYS ("Two") }, "A:One.|A:Two…" },
  { "interrupted", { SAYS ("Once upon"), INTERRUPT }, "A:Once upon/" },
  { "interrupted-after-its-text", { SAID ("Once."), INTERRUPT }, "A:Once./" },
  { "interrupted-at-its-last-sound", { SAID ("One."), SOUND, SOUND_LAST, INTERRUPT }, "A:One./" },
  { "interrupted-before-its-text", { SAID ("One."), SOUND, SOUND_LAST, SOUND, INTERRUPT }, "A:One." },
  { "interrupted-by-name-before-its-text", { SAYS_IN ("1", "One"), SAID (""), SOUND_IN ("1"), SOUND_IN ("2"), INTERRUPT },
    "A:One" },
  { "interrupted-with-its-text-behind",
    { SAID ("One."), SOUND, SOUND_LAST, SOUND, SAID ("Two."), SOUND, INTERRUPT }, "A:One.|A:Two./" },
  { "interrupted-greeting", { GREETING, SOUND_IN ("1"), INTERRUPT }, "A:Hello./" },
  { "interrupted-after-the-greeting", { GREETING, SOUND_LAST, SOUND, INTERRUPT }, "A:Hello." },
  { "after-interruption", { SAYS ("Once"), INTERRUPT, SAYS ("Yes?") }, "A:Once/|A:Yes?…" },
  { "interrupted-before-anything", { INTERRUPT }, "" },
  { "speaking-over-the-answer", { SAYS ("Once"), HEARD ("stop"), SAYS (" upon") }, "A:Once upon…|Y:stop…" },
  { "speaking-over-the-sound", { SAID ("Once."), SOUND, HEARD ("stop"), SOUND }, "A:Once.|Y:stop…" },
  { "greeting", { GREETING }, "A:Hello." },
  { "warning", { "{\"type\":\"system_message\",\"content\":\"Soon.\",\"message_type\":\"warning\"}" }, "N:Soon." },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr(AloudTranscript) transcript = aloud_transcript_new ();
  g_autofree char *text = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (c->events) && c->events[i] != NULL; i++)
    if (g_str_equal (c->events[i], INTERRUPT))
      aloud_transcript_interrupt (transcript);
    else
      apply (transcript, c->events[i]);
  text = dump (transcript);
  g_assert_cmpstr (text, ==, c->expected);
  g_assert_finalize_object (g_steal_pointer (&transcript));
}

/* The row that grows is the same object, and the list does not change under it. */
static void
test_in_place (void)
{
  g_autoptr(AloudTranscript) transcript = aloud_transcript_new ();
  g_autoptr(AloudTurn) first = NULL;
  g_autoptr(AloudTurn) second = NULL;
  g_autofree guint *texts = NULL;

  apply (transcript, HEARD ("a"));
  first = g_list_model_get_item (G_LIST_MODEL (transcript), 0);
  texts = aloud_test_count_notify (first, "text");
  apply (transcript, HEARD ("a b"));
  apply (transcript, HEARD ("a b"));
  second = g_list_model_get_item (G_LIST_MODEL (transcript), 0);
  g_assert_true (first == second);
  g_assert_cmpuint (*texts, ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (transcript)), ==, 1);
}

/* Switched off they are not there, whatever the service sends. */
static void
test_no_emotions (void)
{
  g_autoptr (AloudTranscript) transcript = aloud_transcript_new ();
  g_autoptr (AloudTurn) turn = NULL;

  aloud_transcript_set_emotions (transcript, FALSE);
  apply (transcript, "{\"type\":\"transcription\",\"transcript\":\"Hooray\",\"is_final\":true,\"is_speech_final\":true}");
  apply (transcript, "{\"type\":\"emotion_update\",\"top_emotions\":[{\"emotion\":\"Joy\",\"confidence\":0.5}]}");
  turn = g_list_model_get_item (G_LIST_MODEL (transcript), 0);
  g_assert_null (aloud_turn_get_emotions (turn));
}

static void
test_emotions (void)
{
  g_autoptr(AloudTranscript) transcript = aloud_transcript_new ();
  g_autoptr(AloudTurn) turn = NULL;

  apply (transcript, "{\"type\":\"emotion_update\",\"top_emotions\":[{\"emotion\":\"Joy\",\"confidence\":0.5}]}");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (transcript)), ==, 0);
  apply (transcript, SPOKEN ("Hurray!"));
  apply (transcript, "{\"type\":\"emotion_update\",\"top_emotions\":[{\"emotion\":\"Joy\",\"confidence\":0.82},"
                     "{\"emotion\":\"Surprise\",\"percentage\":10}]}");
  turn = g_list_model_get_item (G_LIST_MODEL (transcript), 0);
  g_assert_cmpstr (aloud_turn_get_emotions (turn), ==, "Joy 82 %, Surprise 10 %");
}

static void
test_close_and_clear (void)
{
  g_autoptr(AloudTranscript) transcript = aloud_transcript_new ();
  g_autofree char *closed = NULL;
  g_autofree char *cleared = NULL;

  apply (transcript, HEARD ("so"));
  aloud_transcript_close (transcript);
  aloud_transcript_append_note (transcript, "Over");
  closed = dump (transcript);
  g_assert_cmpstr (closed, ==, "Y:so|N:Over");
  aloud_transcript_clear (transcript);
  cleared = dump (transcript);
  g_assert_cmpstr (cleared, ==, "");
  apply (transcript, DONE (""));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/session/transcript/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/session/transcript/in-place", test_in_place);
  g_test_add_func ("/session/transcript/emotions", test_emotions);
  g_test_add_func ("/session/transcript/no-emotions", test_no_emotions);
  g_test_add_func ("/session/transcript/close-and-clear", test_close_and_clear);
  return g_test_run ();
}
