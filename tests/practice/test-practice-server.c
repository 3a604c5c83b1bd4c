/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include <string.h>

#include "aloud-practice-server.h"
#include "aloud-decoder.h"
#include "aloud-narrator.h"
#include "aloud-speech.h"
#include "aloud-test-util.h"
#include "practice-caller.h"

#define KEY   "oak_test_0123456789"
#define QUERY "api_key=" KEY "&config_id=c&project_id=p"

typedef struct {
  AloudPracticeServer *server;
  guint port;
} Fixture;

static const AloudHouseRules rules = { .api_key = KEY };

/* Loading the recogniser takes half a second: one server for all tests with the same dialect. */
static AloudPracticeServer *servers[3];
static guint ports[3];

static void
start_server (AloudStyle *style)
{
  g_autoptr (GError) error = NULL;

  servers[style->dialect] = aloud_practice_server_new (&rules, style);
  ports[style->dialect] = aloud_practice_server_listen (servers[style->dialect], 0, NULL, &error);
  g_assert_no_error (error);
}

static void
stop_server (guint i)
{
  aloud_practice_server_stop (servers[i]);
  aloud_test_settle ();
  g_assert_finalize_object (g_steal_pointer (&servers[i]));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  AloudStyle style = { 0 };

  g_assert_true (aloud_style_parse (&style, data, NULL));
  if (servers[style.dialect] == NULL)
    start_server (&style);
  fixture->server = servers[style.dialect];
  fixture->port = ports[style.dialect];
}

/* Connects, and hears the greeting to its end. */
static Caller *
call (Fixture *fixture)
{
  Caller *caller = caller_new (fixture->port, QUERY);

  caller_start_silence (caller);
  aloud_test_wait (caller_find_with (caller, "tts_chunk", "is_last") != NULL);
  caller_stop_silence (caller);
  return caller;
}

static void
ask_in_writing (Caller *caller, const char *text)
{
  g_autofree char *json = g_strdup_printf ("{\"type\":\"text_input\",\"text\":\"%s\"}", text);

  caller_send_text (caller, json);
}

/* Somebody's voice: in a build without a synthesiser one of the clips. */
static GBytes *
make_voice (void)
{
  return aloud_synthesis_make ("This is how you sounded.");
}

static void
test_doors (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *path;
    const char *authorization;
    guint status;
  } table[] = {
    { "/ws/voice/id?api_key=" KEY "&config_id=c", NULL, 101 },
    { "/ws/voice/a.b_c-9?api_key=" KEY "&config_id=c", NULL, 101 },
    { "/ws/voice/id?config_id=c", NULL, 401 },
    { "/ws/voice/id?api_key=oak_wrong&config_id=c", NULL, 401 },
    { "/ws/voice/id?api_key=" KEY "x&config_id=c", NULL, 401 },
    { "/ws/voice/id?api_key=&config_id=c", NULL, 401 },
    { "/ws/voice/id?config_id=c", "Bearer " KEY, 401 },
    { "/ws/voice/id?config_id=c&authorization=Bearer%20" KEY, NULL, 401 },
    { "/ws/voice/id?api_key=" KEY, NULL, 404 },
    { "/ws/voice/id?api_key=" KEY "&config_id=", NULL, 404 },
    { "/ws/voice/?api_key=" KEY "&config_id=c", NULL, 404 },
    { "/ws/voice/a/b?api_key=" KEY "&config_id=c", NULL, 404 },
    { "/ws/voice/a%20b?api_key=" KEY "&config_id=c", NULL, 404 },
    { "/other?api_key=" KEY "&config_id=c", NULL, 404 },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (table); i++)
    {
      guint status = caller_try (fixture->port, table[i].path, table[i].authorization);

      if (status != table[i].status)
        g_error ("%s gave %u instead of %u", table[i].path, status, table[i].status);
    }
}

static void
test_crowd (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) callers = g_ptr_array_new_with_free_func ((GDestroyNotify) caller_free);
  guint i;

  for (i = 0; i < 8; i++)
    g_ptr_array_add (callers, caller_new (fixture->port, QUERY));
  g_assert_cmpuint (caller_try (fixture->port, "/ws/voice/id?" QUERY, NULL), ==, 503);
  g_ptr_array_remove_index (callers, 0);
  aloud_test_wait (caller_try (fixture->port, "/ws/voice/id?" QUERY, NULL) == 101);
}

static void
test_greeting (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Caller) caller = call (fixture);
  JsonObject *first = g_ptr_array_index (caller->messages, 0);

  g_assert_cmpstr (json_object_get_string_member (first, "type"), ==, "connection_metadata");
  g_assert_cmpstr (caller_text (first, "connection_id"), ==, "test-1");
  g_assert_cmpstr (caller_text (first, "project_id"), ==, "p");
  g_assert_cmpstr (caller_text (caller_find (caller, "system_message"), "message_type"), ==, "initial");
  g_assert_cmpuint (caller->voice->len, >, 2 * ALOUD_SAMPLE_RATE);
  g_assert_cmpuint (caller_count (caller, "llm_response_chunk"), ==, 0);
}

/* No more than the promised two seconds are on their way before the caller's clock has moved. */
static void
test_pace (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Caller) caller = caller_new (fixture->port, QUERY);

  aloud_test_wait (caller->voice->len >= 2 * 2 * ALOUD_SAMPLE_RATE);
  aloud_test_settle ();
  g_assert_cmpuint (caller->voice->len, <=, 2 * 2.3 * ALOUD_SAMPLE_RATE);
  g_assert_null (caller_find_with (caller, "tts_chunk", "is_last"));
}

/* With no sound at all from the caller, seconds still count as silence. */
static void
test_closed_microphone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Caller) caller = caller_new (fixture->port, QUERY);

  aloud_test_wait (caller_find_with (caller, "tts_chunk", "is_last") != NULL);
}

static void
test_hostile (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *message;
    const char *code;
    const char *chunk_id;
  } table[] = {
    { "{", "INVALID_MESSAGE", NULL },
    { "[1,2]", "INVALID_MESSAGE", NULL },
    { "{\"type\":\"audio_input\",\"data\":{\"audio\":\"!!!\",\"chunk_id\":\"a-7\"}}", "AUDIO_PROCESSING_FAILED", "a-7" },
    { "{\"type\":\"audio_input\",\"audio\":\"AQID\",\"chunk_id\":\"a-8\"}", "AUDIO_PROCESSING_FAILED", "a-8" },
    { "{\"type\":\"session_settings\",\"sample_rate\":8000}", "AUDIO_PROCESSING_FAILED", NULL },
  };
  g_autoptr (Caller) caller = call (fixture);
  JsonObject *error, *details;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (table); i++)
    {
      caller_forget (caller);
      caller_send_text (caller, table[i].message);
      aloud_test_wait (caller_find (caller, "error") != NULL);
      error = caller_find (caller, "error");
      g_assert_cmpstr (caller_text (error, "error_code"), ==, table[i].code);
      if (table[i].chunk_id == NULL)
        continue;
      details = json_object_get_object_member (caller_fields (error), "details");
      g_assert_cmpstr (json_object_get_string_member (details, "chunk_id"), ==, table[i].chunk_id);
      g_assert_true (json_object_has_member (details, "reason"));
    }
  caller_forget (caller);
  soup_websocket_connection_send_binary (caller->socket, "abc", 3);
  aloud_test_wait (caller_find (caller, "error") != NULL);

  /* What nobody knows is not answered, and the conversation goes on. */
  caller_forget (caller);
  caller_send_text (caller, "{\"type\":\"dance\"}");
  caller_send_text (caller, "{\"type\":\"keep_alive\"}");
  ask_in_writing (caller, "what can you do");
  aloud_test_wait (caller_find (caller, "llm_response_chunk") != NULL);
  g_assert_cmpuint (caller_count (caller, "error"), ==, 0);
}

static void
test_written_question (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Caller) caller = call (fixture);
  g_autofree char *answer = NULL;
  JsonObject *final;

  caller_forget (caller);
  ask_in_writing (caller, "What can you do?");
  caller_start_silence (caller);
  aloud_test_wait (caller_find_with (caller, "tts_chunk", "is_last") != NULL);

  final = caller_find_with (caller, "transcription", "is_speech_final");
  g_assert_cmpstr (caller_text (final, "transcript"), ==, "What can you do?");
  g_assert_cmpstr (caller_text (caller_find (caller, "turn_complete"), "transcript"), ==, "What can you do?");
  g_assert_nonnull (caller_find (caller, "emotion_update"));
  g_assert_nonnull (caller_find_with (caller, "llm_response_chunk", "is_final"));
  answer = caller_join_answer (caller);
  g_assert_nonnull (strstr (answer, "I am the practice agent"));
  g_assert_cmpuint (caller->voice->len, >, ALOUD_SAMPLE_RATE);
}

/* Each piece of the text holds what was before it, and the last is the whole answer. */
static void
test_cumulative (void)
{
  AloudStyle style = { ALOUD_WIRE_FLAT, TRUE };
  AloudPracticeServer *server = aloud_practice_server_new (&rules, &style);
  guint port = aloud_practice_server_listen (server, 0, NULL, NULL), i;
  g_autofree char *before = g_strdup ("");

  {
    g_autoptr (Caller) caller = caller_new (port, QUERY);

    ask_in_writing (caller, "What can you do?");
    caller_start_silence (caller);
    aloud_test_wait (caller_find_with (caller, "llm_response_chunk", "is_final") != NULL);
    for (i = 0; i < caller->messages->len; i++)
      {
        JsonObject *message = g_ptr_array_index (caller->messages, i);

        if (!g_str_equal (json_object_get_string_member (message, "type"), "llm_response_chunk"))
          continue;
        g_assert_true (g_str_has_prefix (caller_text (message, "content"), before));
        g_free (before);
        before = g_strdup (caller_text (message, "content"));
      }
  }
  g_assert_true (g_str_has_prefix (before, "I am the practice agent"));
  g_assert_true (g_str_has_suffix (before, "how you sound."));
  aloud_practice_server_stop (server);
  aloud_test_settle ();
  g_assert_finalize_object (server);
}

/* Whether @part is somewhere in @whole, sample by sample. */
static gboolean
contains (GByteArray *whole, const guint8 *part, gsize size)
{
  return memmem (whole->data, whole->len, part, size) != NULL;
}

static void
test_echo (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Caller) caller = call (fixture);
  g_autoptr (GBytes) voice = make_voice ();
  const guint8 *bytes;
  gsize size;

  if (aloud_decoder_is_available ())
    {
      caller_forget (caller);
      ask_in_writing (caller, "how do I sound");
      caller_start_silence (caller);
      aloud_test_wait (caller_find_with (caller, "tts_chunk", "is_last") != NULL);
      caller_be_silent (caller, 2.5);
      caller_stop_silence (caller);
    }
  caller_forget (caller);
  caller_speak (caller, voice);
  caller_start_silence (caller);
  aloud_test_wait (caller_find_with (caller, "tts_chunk", "is_last") != NULL);

  bytes = g_bytes_get_data (voice, &size);
  g_assert_true (contains (caller->voice, bytes + size / 4, size / 2));
  if (!aloud_decoder_is_available ())
    g_assert_true (g_str_has_prefix (caller_text (caller_find (caller, "turn_complete"), "transcript"), "(speech, "));
}

static void
send_encoded (Caller *caller, const gint16 *samples, gsize n_samples)
{
  g_autofree char *encoded = g_base64_encode ((const guchar *) samples, n_samples * 2);
  g_autofree char *json = g_strdup_printf ("{\"type\":\"audio_input\",\"data\":{\"audio\":\"%s\"}}", encoded);

  caller_send_text (caller, json);
}

/* Base64 and binary sound in the same stream, in pieces of whatever size. */
static void
test_mixed_audio (Fixture *fixture, gconstpointer data)
{
  static const gsize sizes[] = { 1, 0, 37, 960, 2048, 7, 9600 };
  g_autoptr (Caller) caller = call (fixture);
  g_autoptr (GBytes) voice = make_voice ();
  const gint16 *samples = g_bytes_get_data (voice, NULL);
  gsize n_samples = g_bytes_get_size (voice) / 2, sent = 0;
  guint i;

  caller_forget (caller);
  for (i = 0; sent < n_samples; i++)
    {
      gsize n = MIN (sizes[i % G_N_ELEMENTS (sizes)], n_samples - sent);

      if (i % 3 == 2)
        caller_send_samples (caller, samples + sent, n, 2048);
      else
        send_encoded (caller, samples + sent, n);
      sent += n;
    }
  caller_be_silent (caller, 1);
  aloud_test_wait (caller_find (caller, "turn_complete") != NULL);
  g_assert_cmpuint (caller_count (caller, "turn_complete"), ==, 1);
  g_assert_cmpuint (caller_count (caller, "error"), ==, 0);
}

static void
on_dialect (AloudPracticeServer *server, guint number, const char *how, gpointer user_data)
{
  g_string_append_printf (user_data, "%u: %s\n", number, how);
}

/* It says once how each caller speaks, as soon as there is a sound or a text. */
static void
test_dialects (void)
{
  static const gint16 sound[240];
  static const struct {
    const char *settings;
    const char *text;  /* NULL: binary sound */
    const char *said;
  } table[] = {
    { "{\"type\":\"session_settings\",\"channels\":1}", NULL, "1: the flat dialect\n" },
    { "{\"type\":\"session_settings\",\"data\":{\"audio\":{}}}",
      "{\"type\":\"audio_input\",\"data\":{\"audio\":\"AQI=\"}}", "2: the documented dialect\n" },
    { "{\"type\":\"session_settings\",\"data\":{\"audio\":{}}}", NULL, "3: a mixture of both dialects\n" },
    { "{\"type\":\"keep_alive\"}", "{\"type\":\"audio_input\",\"audio\":\"AQI=\"}",
      "4: a mixture of both dialects\n" },
    { "{\"type\":\"keep_alive\"}", "{\"type\":\"text_input\",\"text\":\"Hello\"}", "5: the flat dialect\n" },
    { "{\"type\":\"keep_alive\"}", "{\"type\":\"text_input\",\"data\":{\"text\":\"Hello\"}}",
      "6: the documented dialect\n" },
  };
  AloudStyle style = { 0 };
  g_autoptr (AloudPracticeServer) server = aloud_practice_server_new (&rules, &style);
  g_autoptr (GString) said = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  guint port = aloud_practice_server_listen (server, 0, NULL, &error);
  guint i;

  g_assert_no_error (error);
  g_signal_connect (server, "dialect", G_CALLBACK (on_dialect), said);
  for (i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (Caller) caller = caller_new (port, QUERY);

      g_string_truncate (said, 0);
      caller_send_text (caller, table[i].settings);
      if (table[i].text != NULL)
        caller_send_text (caller, table[i].text);
      else
        caller_send_samples (caller, sound, G_N_ELEMENTS (sound), G_N_ELEMENTS (sound));
      caller_send_text (caller, "{\"type\":\"text_input\",\"text\":\"Hello\"}");
      aloud_test_wait (caller_find (caller, "turn_complete") != NULL);
      g_assert_cmpstr (said->str, ==, table[i].said);
    }
  aloud_practice_server_stop (server);
}

/* The nested settings count: an idle caller is warned twice and then left, and nobody looks at emotions. */
static void
test_idle (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Caller) caller = caller_new (fixture->port, QUERY);
  guint i;

  caller_send_text (caller, "{\"type\":\"session_settings\",\"data\":{\"emotion_detection\":{\"enabled\":false},"
                            "\"idle_timeout\":{\"warning_timeout\":20,\"hangup_timeout\":40,\"enabled\":true},"
                            "\"a new field\":[1]}}");
  ask_in_writing (caller, "what can you do");
  caller_start_silence (caller);
  aloud_test_wait (caller_count (caller, "idle_warning") == 1);
  g_assert_nonnull (caller_find_with (caller, "tts_chunk", "is_last"));
  g_assert_cmpstr (caller_text (caller_find (caller, "idle_warning"), "warning_type"), ==, "warning");
  g_assert_cmpfloat_with_epsilon (json_object_get_double_member (caller_fields (caller_find (caller, "idle_warning")),
                                                                 "time_remaining"),
                                  20, 0.5);
  aloud_test_wait (caller_count (caller, "idle_warning") == 2);
  g_assert_cmpstr (caller_text (caller_find (caller, "idle_warning"), "warning_type"), ==, "final_warning");
  aloud_test_wait (caller->closed);
  g_assert_cmpint (soup_websocket_connection_get_close_code (caller->socket), ==, 1000);
  g_assert_cmpstr (caller_text (caller_find (caller, "system_message"), "message_type"), ==, "hangup");
  g_assert_cmpuint (caller_count (caller, "emotion_update"), ==, 0);
  for (i = 0; i < caller->messages->len; i++)
    g_assert_cmpstr (json_object_get_string_member (g_ptr_array_index (caller->messages, i), "type"), !=, "error");
}

static void
test_barge_in (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Caller) caller = call (fixture);
  g_autoptr (GBytes) voice = make_voice ();
  JsonObject *last;

  caller_be_silent (caller, 2.5);
  caller_forget (caller);
  ask_in_writing (caller, "tell me a story");
  aloud_test_wait (caller_count (caller, "tts_chunk") >= 5);
  g_assert_cmpuint (caller_count (caller, "tts_interruption"), ==, 0);

  caller_send_samples (caller, g_bytes_get_data (voice, NULL), ALOUD_SAMPLE_RATE, 480);
  aloud_test_wait (caller_find (caller, "tts_interruption") != NULL);
  caller_forget (caller);
  caller_be_silent (caller, 1);
  aloud_test_wait (caller_find (caller, "turn_complete") != NULL);
  /* What speaks now is a new answer. */
  aloud_test_wait (caller_find (caller, "tts_chunk") != NULL);
  last = g_ptr_array_index (caller->messages, 0);
  g_assert_cmpstr (json_object_get_string_member (last, "type"), !=, "tts_chunk");
  g_assert_cmpuint (caller_count (caller, "tts_interruption"), ==, 0);
}

static void
test_interrupt_request (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Caller) caller = call (fixture);
  guint n_chunks;

  caller_be_silent (caller, 2.5);
  caller_forget (caller);
  ask_in_writing (caller, "tell me a story");
  aloud_test_wait (caller_count (caller, "tts_chunk") >= 5);
  caller_send_text (caller, "{\"type\":\"interrupt\"}");
  aloud_test_wait (caller_find (caller, "tts_interruption") != NULL);
  n_chunks = caller_count (caller, "tts_chunk");
  caller_be_silent (caller, 5);
  ask_in_writing (caller, "");
  caller_send_text (caller, "{");
  aloud_test_wait (caller_find (caller, "error") != NULL);
  g_assert_cmpuint (caller_count (caller, "tts_chunk"), ==, n_chunks);
}

static void
test_story_is_long (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Caller) caller = call (fixture);
  g_autofree char *answer = NULL;

  caller_forget (caller);
  ask_in_writing (caller, "tell me a story");
  caller_start_silence (caller);
  aloud_test_wait (caller_find_with (caller, "tts_chunk", "is_last") != NULL);
  answer = caller_join_answer (caller);
  g_assert_cmpuint (strlen (answer), >, 900);
  if (aloud_synthesis_says_anything ())
    g_assert_cmpuint (caller->voice->len, >=, 40 * 2 * ALOUD_SAMPLE_RATE);
  g_assert_cmpuint (caller_count (caller, "llm_response_chunk"), >=, 10);
}

static void
test_goodbye (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Caller) caller = call (fixture);

  caller_forget (caller);
  ask_in_writing (caller, "Goodbye");
  caller_start_silence (caller);
  aloud_test_wait (caller->closed);
  g_assert_cmpint (soup_websocket_connection_get_close_code (caller->socket), ==, 1000);
  g_assert_cmpstr (caller_text (caller_find (caller, "system_message"), "message_type"), ==, "hangup");
  g_assert_nonnull (caller_find_with (caller, "tts_chunk", "is_last"));
  g_assert_cmpuint (caller->voice->len, >, 2 * ALOUD_SAMPLE_RATE);
}

static void
test_going_away (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Caller) caller = call (fixture);

  aloud_practice_server_stop (fixture->server);
  aloud_test_wait (caller->closed);
  g_assert_cmpint (soup_websocket_connection_get_close_code (caller->socket), ==, 1001);
  stop_server (ALOUD_WIRE_FLAT);
}

#define ADD(name, dialect, func)                                                                          \
  g_test_add ("/practice/server/" name, Fixture, dialect, set_up, func, NULL)

int
main (int argc, char *argv[])
{
  int result;
  guint i;

  g_test_init (&argc, &argv, NULL);
  ADD ("doors", "flat", test_doors);
  ADD ("crowd", "flat", test_crowd);
  ADD ("greeting", "flat", test_greeting);
  ADD ("greeting/nested", "nested", test_greeting);
  ADD ("pace", "flat", test_pace);
  ADD ("closed-microphone", "flat", test_closed_microphone);
  ADD ("hostile", "both", test_hostile);
  ADD ("written-question", "flat", test_written_question);
  g_test_add_func ("/practice/server/cumulative", test_cumulative);
  ADD ("echo", "flat", test_echo);
  ADD ("mixed-audio", "nested", test_mixed_audio);
  g_test_add_func ("/practice/server/dialects", test_dialects);
  ADD ("idle", "nested", test_idle);
  ADD ("barge-in", "flat", test_barge_in);
  ADD ("interrupt-request", "flat", test_interrupt_request);
  ADD ("story-is-long", "flat", test_story_is_long);
  ADD ("goodbye", "flat", test_goodbye);
  ADD ("going-away", "flat", test_going_away);
  result = g_test_run ();
  for (i = 0; i < G_N_ELEMENTS (servers); i++)
    if (servers[i] != NULL)
      stop_server (i);
  return result;
}
