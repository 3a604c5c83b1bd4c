/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-connection.h"
#include "aloud-fake-network.h"
#include "fuzz-agent.h"
#include "fuzz-clock.h"
#include "fuzz-connection.h"
#include "fuzz-watch.h"

#include <string.h>

/* A whole session, without sockets and in no time: the input is a script of what the person, the server, the network, the
 * sound card and the clock do. A letter is a step; some take the letter after it as their number, "a" being 0. White
 * space is nothing, any other byte stands for one of the letters. What must never be is in fuzz-watch.h.
 *
 *   person   c calls  h hangs up  n retries now  s stays  d dismisses the error  i stops the agent  m mutes
 *            p push-to-talk  o hold  t presses the key  r releases it  e ends the talk  g toggles it  l tap to lock
 *   agent    A is there  F fails (number)  G is gone
 *   network  C connects  R refuses to (number)  X ends the connection (number)  L is lost or back  W slow or not
 *   server   E says (number)  J says JSON (number: how long)
 *   sound    k 20 ms are heard  K 20 ms times the number  Z failed  S sounds or not  Q is drained  D full-duplex or not
 *   time     T goes on (number)
 *   x        when the state changes next, the person does that letter in the middle of it */

static const char letters[] = "chnsdimportegl" "AFG" "CRXLW" "EJ" "kKZSQD" "T" "x";

static const char *messages[] = {
  "{\"type\":\"connection_metadata\",\"connection_id\":\"c\"}",
  "{\"type\":\"transcription\",\"transcript\":\"What\"}",
  "{\"type\":\"transcription\",\"transcript\":\"What time\",\"is_final\":true}",
  "{\"type\":\"transcription\",\"transcript\":\"What time is it\",\"is_final\":true,\"is_speech_final\":true}",
  "{\"type\":\"transcription\",\"event_type\":\"speech_started\"}",
  "{\"type\":\"transcription\",\"event_type\":\"utterance_end\"}",
  "{\"type\":\"turn_complete\",\"transcript\":\"What time is it?\",\"is_complete\":true}",
  "{\"type\":\"llm_response_chunk\",\"content\":\"One \",\"generation_id\":\"g1\"}",
  "{\"type\":\"llm_response_chunk\",\"content\":\"One o'clock.\",\"generation_id\":\"g1\",\"is_final\":true}",
  "{\"type\":\"llm_response_chunk\",\"content\":\"Two \",\"generation_id\":\"g2\"}",
  "{\"type\":\"llm_response_chunk\",\"content\":\"nameless \"}",
  "{\"type\":\"llm_response_chunk\",\"content\":\"\",\"is_final\":true}",
  "{\"type\":\"tts_chunk\",\"content\":\"AQACAA==\",\"generation_id\":\"g1\"}",
  "{\"type\":\"tts_chunk\",\"content\":\"AQACAA==\",\"generation_id\":\"g1\",\"is_last\":true}",
  "{\"type\":\"tts_chunk\",\"content\":\"AwAEAA==\",\"generation_id\":\"g2\"}",
  "{\"type\":\"tts_chunk\",\"content\":\"AwAEAA==\",\"generation_id\":\"g2\",\"is_last\":true}",
  "{\"type\":\"tts_chunk\",\"content\":\"BQAGAA==\"}",
  "{\"type\":\"tts_chunk\",\"content\":\"AQI\"}",
  "{\"type\":\"tts_interruption\"}",
  "{\"type\":\"stop_tts\"}",
  "{\"type\":\"idle_warning\",\"time_remaining\":5}",
  "{\"type\":\"emotion_update\",\"top_emotions\":[{\"emotion\":\"Joy\",\"confidence\":0.9}]}",
  "{\"type\":\"system_message\",\"message\":\"Hello\",\"message_type\":\"initial\"}",
  "{\"type\":\"error\",\"code\":\"X\",\"message\":\"m\"}",
  "{\"type\":\"error\",\"code\":\"AUTH_FAILED\",\"message\":\"m\"}",
  "{\"type\":\"error\",\"code\":\"ACCESS_DENIED\",\"message\":\"m\"}",
  "{\"type\":\"websocket.disconnect\",\"code\":4000}",
};

static const struct {
  guint code;
  AloudConnectionError error;
} ends[] = {
  { 1000, -1 },
  { 1006, ALOUD_CONNECTION_ERROR_LOST },
  { 1012, ALOUD_CONNECTION_ERROR_RESTARTING },
  { 1011, ALOUD_CONNECTION_ERROR_SERVER },
  { 4001, ALOUD_CONNECTION_ERROR_UNAUTHORIZED },
  { 4003, ALOUD_CONNECTION_ERROR_FORBIDDEN },
  { 4029, ALOUD_CONNECTION_ERROR_RATE_LIMITED },
  { 1002, ALOUD_CONNECTION_ERROR_PROTOCOL },
  { 1006, ALOUD_CONNECTION_ERROR_TOO_SLOW },
  { 1006, ALOUD_CONNECTION_ERROR_DROPPED },
};

static const guint times[] = { 1, 20, 300, 500, 800, 1000, 1500, 2000, 5000, 10000, 20000, 30000, 60000, 130000, 700000 };

typedef struct {
  AloudSession *session;
  AloudFakeVoice *voice;
  AloudFakeNetwork *network;
  FuzzAgent *agent;
  guint answers; /* seen so far */
  char on_state; /* what the person does when it changes */
} Stage;

static Stage stage;

static gboolean
toggled (const char *property)
{
  gboolean value;

  g_object_get (stage.session, property, &value, NULL);
  return !value;
}

static GError *
new_end (guint number, gboolean *forbids)
{
  AloudConnectionError code = ends[number % G_N_ELEMENTS (ends)].error;
  GError *error = (int) code >= 0 ? g_error_new_literal (ALOUD_CONNECTION_ERROR, (int) code, "as the script says") : NULL;

  *forbids = error == NULL || (!aloud_connection_error_is_retryable (error) && !aloud_connection_error_is_refusal (error));
  return error;
}

static void
act (char letter)
{
  guint flushes = stage.voice->flushes;

  switch (letter)
    {
    case 'c':
      watch_call ();
      aloud_session_call (stage.session, ALOUD_AGENT (stage.agent));
      break;
    case 'h':
      watch.hung_up = watch.calling;
      aloud_session_hang_up (stage.session);
      break;
    case 'n':
      aloud_session_retry_now (stage.session);
      break;
    case 's':
      aloud_session_stay (stage.session);
      break;
    case 'd':
      aloud_session_dismiss_error (stage.session);
      break;
    case 'i':
      aloud_session_stop_agent (stage.session);
      break;
    case 'm':
      aloud_session_set_muted (stage.session, toggled ("muted"));
      break;
    case 'p':
      aloud_session_set_push_to_talk (stage.session, toggled ("push-to-talk"));
      break;
    case 'o':
      g_object_set (stage.session, "on-hold", toggled ("on-hold"), NULL);
      break;
    case 't':
      aloud_session_talk_start (stage.session);
      break;
    case 'r':
      aloud_session_talk_stop (stage.session);
      break;
    case 'e':
      aloud_session_talk_end (stage.session);
      break;
    case 'g':
      aloud_session_talk_toggle (stage.session);
      break;
    case 'l':
      g_object_set (aloud_session_get_microphone (stage.session), "tap-to-lock", TRUE, NULL);
      break;
    default:
      break;
    }
  watch_cut (flushes);
}

static void
on_state (void)
{
  char letter = stage.on_state;

  stage.on_state = '\0';
  act (letter);
}

static void
say (const char *json, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (json, size);
  g_autoptr (AloudEvent) event = aloud_event_new_from_bytes (bytes, NULL);
  guint flushes = stage.voice->flushes, queued = stage.voice->pushed->len;

  if (event == NULL || !fuzz_connection_is_there ())
    return;
  if (event->type == ALOUD_EVENT_DISCONNECT)
    watch.no_more = TRUE;
  fuzz_connection_say (event);
  watch_answer (event, flushes, queued);
}

static void
refuse_dial (guint number)
{
  gboolean forbids;
  GError *error = new_end (number, &forbids);

  if (error == NULL)
    error = g_error_new_literal (ALOUD_CONNECTION_ERROR, ALOUD_CONNECTION_ERROR_TIMED_OUT, "as the script says");
  fuzz_connection_answer_dial (error);
}

static void
end_connection (guint number)
{
  gboolean forbids, there = fuzz_connection_is_there ();
  GError *error = new_end (number, &forbids);

  watch.no_more = watch.no_more || (there && forbids);
  fuzz_connection_end (ends[number % G_N_ELEMENTS (ends)].code, error);
}

static void
fail_agent (guint number)
{
  fuzz_agent_answer (stage.agent, g_error_new_literal (ALOUD_AGENT_ERROR, (int) (number % 12), "as the script says"));
}

/* What others do; those with a number. */
static void
happen_with (char letter, guint number, const char *rest, gsize size)
{
  if (letter == 'F')
    fail_agent (number);
  else if (letter == 'R')
    refuse_dial (number);
  else if (letter == 'X')
    end_connection (number);
  else if (letter == 'E')
    say (messages[number % G_N_ELEMENTS (messages)], strlen (messages[number % G_N_ELEMENTS (messages)]));
  else if (letter == 'J')
    say (rest, MIN (number, size));
  else if (letter == 'K')
    for (guint i = 0; i < number % 64; i++)
      watch_hear ();
  else if (letter == 'x')
    stage.on_state = rest[-1];
}

static void settle (gpointer unused);

static void
happen (char letter)
{
  switch (letter)
    {
    case 'A':
      fuzz_agent_answer (stage.agent, NULL);
      break;
    case 'G':
      watch.no_more = TRUE;
      fuzz_agent_be_gone (stage.agent);
      break;
    case 'C':
      fuzz_connection_answer_dial (NULL);
      break;
    case 'L':
      aloud_fake_network_set (stage.network, TRUE);
      break;
    case 'W':
      fuzz_connection_set_slow (toggled ("slow"));
      break;
    case 'k':
      watch_hear ();
      break;
    case 'Z':
      if (stage.voice->running)
        aloud_fake_voice_fail (stage.voice, ALOUD_VOICE_ERROR_NO_DEVICE);
      break;
    case 'S':
      if (stage.voice->running)
        aloud_fake_voice_set (stage.voice, "sounding", !stage.voice->sounding);
      break;
    case 'Q':
      aloud_fake_voice_drain (stage.voice);
      break;
    case 'D':
      aloud_fake_voice_set (stage.voice, "full-duplex", !stage.voice->full_duplex);
      break;
    default:
      act (letter);
      break;
    }
}

/* Whatever has been begun comes to its end; then nothing may be wrong. */
static void
settle (gpointer unused)
{
  for (; stage.answers != fuzz_answers; stage.answers++)
    while (g_main_context_iteration (NULL, FALSE))
      ;
  watch_check ();
}

static void
play (const char *script, gsize size)
{
  for (gsize i = 0; i < size; i++)
    {
      char letter = script[i];
      guint number;

      if (g_ascii_isspace (letter))
        continue;
      if (letter == '\0' || strchr (letters, letter) == NULL)
        letter = letters[(guchar) letter % (sizeof letters - 1)];
      if (strchr ("FRXEJKTx", letter) == NULL || i + 1 == size)
        {
          happen (letter);
          settle (NULL);
          continue;
        }
      number = (guchar) (script[++i] - 'a');
      if (letter == 'T')
        {
          fuzz_connection_give_up ();
          fuzz_clock_advance (times[number % G_N_ELEMENTS (times)], settle, NULL);
        }
      else
        happen_with (letter, number, script + i + 1, size - i - 1);
      settle (NULL);
    }
}

static void
end (void)
{
  gpointer left = stage.session;

  g_object_add_weak_pointer (left, &left);
  watch.on_state = NULL;
  if (watch.calling)
    watch.hung_up = TRUE;
  g_object_unref (stage.session);
  while (fuzz_agent_is_asked (stage.agent))
    fuzz_agent_answer (stage.agent, NULL);
  fuzz_connection_give_up ();
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (left);
  g_assert_cmpuint (fuzz_connection_count (), ==, 0);
  g_assert_cmpuint (fuzz_clock_count_timers (), ==, 0);
  g_assert_false (stage.voice->running);
  watch_end ();
  g_assert_finalize_object (stage.agent);
  g_assert_finalize_object (stage.network);
  g_assert_finalize_object (stage.voice);
}

int LLVMFuzzerInitialize (int *argc, char ***argv);
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  g_log_set_always_fatal (G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR);
  return 0;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  stage = (Stage) { .voice = aloud_fake_voice_new (), .network = aloud_fake_network_new (), .agent = fuzz_agent_new () };
  stage.answers = fuzz_answers;
  stage.session = g_object_new (ALOUD_TYPE_SESSION, "voice", stage.voice, "network", stage.network, "retry-seed", 1, NULL);
  watch_begin (stage.session, stage.voice);
  watch.on_state = on_state;
  play ((const char *) data, size);
  end ();
  return 0;
}
