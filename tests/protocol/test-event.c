/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-event.h"

#include <math.h>
#include <string.h>

#define TIME 1756100000.125

static AloudEvent *
load (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".json", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", file, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  AloudEvent *event;
  char *text;
  gsize length;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  bytes = g_bytes_new_take (text, length);
  event = aloud_event_new_from_bytes (bytes, &error);
  g_assert_no_error (error);
  return event;
}

static void
check_metadata (const AloudEvent *event)
{
  g_assert_cmpint (event->type, ==, ALOUD_EVENT_METADATA);
  g_assert_cmpfloat (event->timestamp, ==, TIME);
  g_assert_cmpstr (event->metadata.connection_id, ==, "conn-xyz789");
  g_assert_cmpstr (event->metadata.status, ==, "connected");
  g_assert_cmpstr (event->metadata.project_id, ==, "project-123");
  g_assert_cmpstr (event->metadata.config_id, ==, "config-abc");
  g_assert_cmpuint (event->metadata.sample_rate, ==, 24000);
}

static void
check_transcription_interim (const AloudEvent *event)
{
  g_assert_cmpint (event->type, ==, ALOUD_EVENT_TRANSCRIPTION);
  g_assert_cmpstr (event->type_name, ==, "transcription");
  g_assert_cmpfloat (event->timestamp, ==, TIME);
  g_assert_null (event->generation_id);
  g_assert_cmpstr (event->transcription.text, ==, "what time");
  g_assert_cmpfloat (event->transcription.confidence, ==, 0.71);
  g_assert_false (event->transcription.final);
  g_assert_false (event->transcription.speech_final);
  g_assert_cmpint (event->transcription.kind, ==, ALOUD_TRANSCRIPTION_NORMAL);
  g_assert_cmpuint (event->transcription.words->len, ==, 0);
}

static void
check_transcription_final (const AloudEvent *event)
{
  AloudWord *word;

  g_assert_cmpint (event->type, ==, ALOUD_EVENT_TRANSCRIPTION);
  g_assert_cmpfloat (event->timestamp, ==, TIME);
  g_assert_cmpstr (event->transcription.text, ==, "What time is it?");
  g_assert_cmpfloat (event->transcription.confidence, ==, 0.97);
  g_assert_true (event->transcription.final);
  g_assert_true (event->transcription.speech_final);
  g_assert_cmpuint (event->transcription.words->len, ==, 2);
  word = g_ptr_array_index (event->transcription.words, 0);
  g_assert_cmpstr (word->text, ==, "What");
  g_assert_cmpfloat (word->start, ==, 0.1);
  g_assert_cmpfloat (word->end, ==, 0.3);
  g_assert_cmpfloat (word->confidence, ==, 0.98);
  word = g_ptr_array_index (event->transcription.words, 1);
  g_assert_cmpstr (word->text, ==, "time");
  g_assert_cmpfloat (word->start, ==, 0.35);
  g_assert_true (isnan (word->confidence));
}

static void
check_transcription_nulls (const AloudEvent *event)
{
  g_assert_cmpint (event->type, ==, ALOUD_EVENT_TRANSCRIPTION);
  g_assert_true (isnan (event->timestamp));
  g_assert_cmpstr (event->transcription.text, ==, "");
  g_assert_true (isnan (event->transcription.confidence));
  g_assert_false (event->transcription.final);
  g_assert_cmpuint (event->transcription.words->len, ==, 0);
}

static void
check_speech_started (const AloudEvent *event)
{
  g_assert_cmpint (event->type, ==, ALOUD_EVENT_TRANSCRIPTION);
  g_assert_cmpint (event->transcription.kind, ==, ALOUD_TRANSCRIPTION_SPEECH_STARTED);
  g_assert_cmpstr (event->transcription.text, ==, "");
}

static void
check_utterance_end (const AloudEvent *event)
{
  g_assert_cmpint (event->type, ==, ALOUD_EVENT_TRANSCRIPTION);
  g_assert_cmpint (event->transcription.kind, ==, ALOUD_TRANSCRIPTION_UTTERANCE_END);
  g_assert_cmpstr (event->transcription.text, ==, "");
}

static void
check_answer_text (const AloudEvent *event)
{
  g_assert_cmpint (event->type, ==, ALOUD_EVENT_ANSWER_TEXT);
  g_assert_cmpfloat (event->timestamp, ==, TIME);
  g_assert_cmpstr (event->generation_id, ==, "g1");
  g_assert_cmpstr (event->answer_text.text, ==, "It is ");
  g_assert_cmpint (event->answer_text.index, ==, 0);
  g_assert_false (event->answer_text.final);
}

static void
check_answer_text_final (const AloudEvent *event)
{
  g_assert_cmpint (event->type, ==, ALOUD_EVENT_ANSWER_TEXT);
  g_assert_cmpstr (event->generation_id, ==, "g1");
  g_assert_cmpstr (event->answer_text.text, ==, "noon.");
  g_assert_cmpint (event->answer_text.index, ==, 1);
  g_assert_true (event->answer_text.final);
}

static void
check_answer_text_aliases (const AloudEvent *event)
{
  g_assert_cmpint (event->type, ==, ALOUD_EVENT_ANSWER_TEXT);
  g_assert_cmpfloat (event->timestamp, ==, TIME);
  g_assert_cmpstr (event->generation_id, ==, "7");
  g_assert_cmpstr (event->answer_text.text, ==, "It is ");
  g_assert_cmpint (event->answer_text.index, ==, 0);
  g_assert_false (event->answer_text.final);
}

static void
check_answer_audio (const AloudEvent *event)
{
  g_assert_cmpint (event->type, ==, ALOUD_EVENT_ANSWER_AUDIO);
  g_assert_cmpfloat (event->timestamp, ==, TIME);
  g_assert_cmpuint (g_bytes_get_size (event->answer_audio.audio), ==, 6);
  g_assert_cmpint (memcmp (g_bytes_get_data (event->answer_audio.audio, NULL), "\1\2\3\4\5\6", 6), ==, 0);
  g_assert_cmpstr (event->answer_audio.chunk_id, ==, "g1-0");
  g_assert_false (event->answer_audio.last);
  g_assert_cmpuint (event->answer_audio.sample_rate, ==, 0);
}

static void
check_answer_audio_last (const AloudEvent *event)
{
  g_assert_cmpint (event->type, ==, ALOUD_EVENT_ANSWER_AUDIO);
  g_assert_cmpuint (g_bytes_get_size (event->answer_audio.audio), ==, 0);
  g_assert_true (event->answer_audio.last);
}

static void
check_answer_audio_rate (const AloudEvent *event)
{
  g_assert_cmpint (event->type, ==, ALOUD_EVENT_ANSWER_AUDIO);
  g_assert_cmpuint (g_bytes_get_size (event->answer_audio.audio), ==, 7);
  g_assert_cmpuint (event->answer_audio.sample_rate, ==, 48000);
}

static void
assert_emotion (const AloudEvent *event, guint index, const char *name, double value)
{
  AloudEmotion *emotion = g_ptr_array_index (event->emotions, index);

  g_assert_cmpstr (emotion->name, ==, name);
  g_assert_cmpfloat_with_epsilon (emotion->value, value, 1e-9);
}

static void
check_emotions (const AloudEvent *event)
{
  g_assert_cmpint (event->type, ==, ALOUD_EVENT_EMOTIONS);
  g_assert_cmpfloat (event->timestamp, ==, TIME);
  g_assert_cmpuint (event->emotions->len, ==, 2);
  assert_emotion (event, 0, "Neutral", 0.82);
  assert_emotion (event, 1, "Joy", 0.1);
}

static void
check_emotions_out_of_range (const AloudEvent *event)
{
  g_assert_cmpint (event->type, ==, ALOUD_EVENT_EMOTIONS);
  g_assert_cmpuint (event->emotions->len, ==, 2);
  assert_emotion (event, 0, "b", 1);
  assert_emotion (event, 1, "a", 0);
}

static void
check_interruption (const AloudEvent *event)
{
  g_assert_cmpint (event->type, ==, ALOUD_EVENT_INTERRUPTION);
}

static void
check_stop_speech (const AloudEvent *event)
{
  g_assert_cmpint (event->type, ==, ALOUD_EVENT_STOP_SPEECH);
}

static void
check_turn_complete (const AloudEvent *event)
{
  g_assert_cmpint (event->type, ==, ALOUD_EVENT_TURN_COMPLETE);
  g_assert_cmpstr (event->turn_complete.text, ==, "What time is it?");
  g_assert_true (event->turn_complete.complete);
  g_assert_cmpfloat (event->turn_complete.confidence, ==, 0.9);
}

static void
check_turn_incomplete (const AloudEvent *event)
{
  g_assert_cmpint (event->type, ==, ALOUD_EVENT_TURN_COMPLETE);
  g_assert_cmpstr (event->turn_complete.text, ==, "");
  g_assert_false (event->turn_complete.complete);
  g_assert_true (isnan (event->turn_complete.confidence));
}

static void
check_system_message (const AloudEvent *event)
{
  g_assert_cmpint (event->type, ==, ALOUD_EVENT_SYSTEM_MESSAGE);
  g_assert_cmpstr (event->system_message.text, ==, "Goodbye.");
  g_assert_cmpint (event->system_message.kind, ==, ALOUD_SYSTEM_MESSAGE_HANGUP);
}

static void
check_system_message_bare (const AloudEvent *event)
{
  g_assert_cmpint (event->type, ==, ALOUD_EVENT_SYSTEM_MESSAGE);
  g_assert_cmpstr (event->system_message.text, ==, "Hello.");
  g_assert_cmpint (event->system_message.kind, ==, ALOUD_SYSTEM_MESSAGE_INITIAL);
}

static void
check_idle_warning (const AloudEvent *event)
{
  g_assert_cmpint (event->type, ==, ALOUD_EVENT_IDLE_WARNING);
  g_assert_cmpfloat (event->idle_warning.seconds_left, ==, 30);
  g_assert_true (event->idle_warning.final);
}

static void
check_idle_warning_bare (const AloudEvent *event)
{
  g_assert_cmpint (event->type, ==, ALOUD_EVENT_IDLE_WARNING);
  g_assert_cmpfloat (event->idle_warning.seconds_left, ==, 0);
  g_assert_false (event->idle_warning.final);
}

static void
check_status (const AloudEvent *event)
{
  g_assert_cmpint (event->type, ==, ALOUD_EVENT_STATUS);
}

static void
check_error (const AloudEvent *event)
{
  g_assert_cmpint (event->type, ==, ALOUD_EVENT_ERROR);
  g_assert_cmpstr (event->error.code, ==, "AUDIO_PROCESSING_FAILED");
  g_assert_cmpstr (event->error.text, ==, "Failed to process audio");
  g_assert_cmpstr (event->error.details, ==, "{\"chunk_id\":\"a-1\",\"reason\":\"odd\"}");
}

static void
check_error_plain (const AloudEvent *event)
{
  g_assert_cmpint (event->type, ==, ALOUD_EVENT_ERROR);
  g_assert_cmpstr (event->error.code, ==, "");
  g_assert_cmpstr (event->error.text, ==, "Failed to process audio");
  g_assert_null (event->error.details);
}

static void
check_error_alias (const AloudEvent *event)
{
  g_assert_cmpstr (event->error.code, ==, "4000");
  g_assert_cmpstr (event->error.text, ==, "Failed to process audio");
  g_assert_cmpstr (event->error.details, ==, "\"odd\"");
}

static void
check_error_bare (const AloudEvent *event)
{
  g_assert_cmpint (event->type, ==, ALOUD_EVENT_ERROR);
  g_assert_cmpstr (event->error.code, ==, "");
  g_assert_cmpstr (event->error.text, ==, "");
}

static void
check_disconnect (const AloudEvent *event)
{
  g_assert_cmpint (event->type, ==, ALOUD_EVENT_DISCONNECT);
  g_assert_cmpuint (event->disconnect.code, ==, 1012);
  g_assert_cmpstr (event->disconnect.reason, ==, "restart");
}

static void
check_disconnect_bare (const AloudEvent *event)
{
  g_assert_cmpint (event->type, ==, ALOUD_EVENT_DISCONNECT);
  g_assert_cmpuint (event->disconnect.code, ==, 0);
  g_assert_cmpstr (event->disconnect.reason, ==, "");
}

static void
check_unknown (const AloudEvent *event)
{
  g_assert_cmpint (event->type, ==, ALOUD_EVENT_UNKNOWN);
  g_assert_cmpstr (event->type_name, ==, "weather_report");
}

static void
check_speech_started_bare (const AloudEvent *event)
{
  g_assert_cmpint (event->type, ==, ALOUD_EVENT_UNKNOWN);
}

static void
check_text_nul (const AloudEvent *event)
{
  g_assert_cmpstr (event->transcription.text, ==, "a\xef\xbf\xbd" "b");
}

static void
check_text_surrogates (const AloudEvent *event)
{
  g_assert_cmpstr (event->transcription.text, ==,
                   "a\xef\xbf\xbd" "b\xef\xbf\xbd" "c\xf0\x9f\x98\x80" "d\xef\xbf\xbd\xf0\x9f\x98\x80");
}

static void
check_text_rtl (const AloudEvent *event)
{
  g_assert_true (g_utf8_validate (event->transcription.text, -1, NULL));
  g_assert_true (g_str_has_prefix (event->transcription.text, "\xe2\x80\xae" "abc"));
}

static void
check_duplicate_members (const AloudEvent *event)
{
  g_assert_cmpint (event->type, ==, ALOUD_EVENT_TRANSCRIPTION);
  g_assert_cmpstr (event->transcription.text, ==, "second");
}

typedef void (*Check) (const AloudEvent *event);

static const struct {
  const char *name;
  gboolean dialects; /* there is one file for each dialect, and they say the same */
  Check check;
} fixtures[] = {
  { "metadata", TRUE, check_metadata },
  { "metadata-inner", FALSE, check_metadata },
  { "transcription-interim", TRUE, check_transcription_interim },
  { "transcription-final", TRUE, check_transcription_final },
  { "transcription-odd-types", FALSE, check_transcription_final },
  { "transcription-nulls", FALSE, check_transcription_nulls },
  { "speech-started", TRUE, check_speech_started },
  { "speech-started-bare", FALSE, check_speech_started_bare },
  { "utterance-end", TRUE, check_utterance_end },
  { "answer-text", TRUE, check_answer_text },
  { "answer-text-final", TRUE, check_answer_text_final },
  { "answer-text-aliases", FALSE, check_answer_text_aliases },
  { "answer-audio", TRUE, check_answer_audio },
  { "answer-audio-aliases", FALSE, check_answer_audio },
  { "answer-audio-last", TRUE, check_answer_audio_last },
  { "answer-audio-last-bare", FALSE, check_answer_audio_last },
  { "answer-audio-rate", FALSE, check_answer_audio_rate },
  { "emotions", TRUE, check_emotions },
  { "emotions-percentage", FALSE, check_emotions },
  { "emotions-alias", FALSE, check_emotions },
  { "emotions-map", FALSE, check_emotions },
  { "emotions-out-of-range", FALSE, check_emotions_out_of_range },
  { "interruption", TRUE, check_interruption },
  { "user-interruption", FALSE, check_interruption },
  { "stop-speech", FALSE, check_stop_speech },
  { "turn-complete", TRUE, check_turn_complete },
  { "turn-incomplete", FALSE, check_turn_incomplete },
  { "system-message", TRUE, check_system_message },
  { "system-message-bare", FALSE, check_system_message_bare },
  { "idle-warning", TRUE, check_idle_warning },
  { "idle-warning-bare", FALSE, check_idle_warning_bare },
  { "status", TRUE, check_status },
  { "error", TRUE, check_error },
  { "error-plain", FALSE, check_error_plain },
  { "error-alias", FALSE, check_error_alias },
  { "error-bare", FALSE, check_error_bare },
  { "disconnect", TRUE, check_disconnect },
  { "disconnect-bare", FALSE, check_disconnect_bare },
  { "unknown", TRUE, check_unknown },
  { "text-nul", FALSE, check_text_nul },
  { "text-surrogates", FALSE, check_text_surrogates },
  { "text-rtl", FALSE, check_text_rtl },
  { "duplicate-members", FALSE, check_duplicate_members },
};

static void
test_fixture (gconstpointer user_data)
{
  static const char *const suffixes[] = { "-flat", "-nested", "-both" };
  guint index = GPOINTER_TO_UINT (user_data);

  for (guint i = 0; i < (fixtures[index].dialects ? G_N_ELEMENTS (suffixes) : 1); i++)
    {
      const char *suffix = fixtures[index].dialects ? suffixes[i] : "";
      g_autofree char *name = g_strconcat (fixtures[index].name, suffix, NULL);
      g_autoptr (AloudEvent) event = load (name);
      g_autoptr (AloudEvent) other = aloud_event_ref (event);

      g_test_message ("%s", name);
      fixtures[index].check (other);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (fixtures); i++)
    {
      g_autofree char *path = g_strconcat ("/protocol/event/", fixtures[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_fixture);
    }

  return g_test_run ();
}
