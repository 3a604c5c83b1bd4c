/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-answer.h"
#include "aloud-event.h"
#include "aloud-speech.h"
#include "aloud-token.h"

#include <math.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
assert_text (const char *text)
{
  g_assert_nonnull (text);
  g_assert_true (g_utf8_validate (text, -1, NULL));
}

static void
assert_share (double value)
{
  g_assert_true (isnan (value) || (value >= 0 && value <= 1));
}

/* Feeds @bytes in pieces of @step: whole samples come out, never more than went in. */
static void
hear (GBytes *bytes, gsize step)
{
  g_autoptr (AloudSpeech) speech = aloud_speech_new ();
  gsize size = g_bytes_get_size (bytes);
  gsize heard = 0;

  for (gsize at = 0; at < size; at += step)
    {
      g_autoptr (GBytes) piece = g_bytes_new_from_bytes (bytes, at, MIN (step, size - at));
      g_autoptr (GBytes) samples = aloud_speech_take (speech, piece, NULL);

      if (samples == NULL)
        return;
      g_assert_cmpuint (g_bytes_get_size (samples) % 2, ==, 0);
      heard += g_bytes_get_size (samples);
    }
  g_assert_cmpuint (heard, <=, size);
  g_assert_cmpuint (aloud_speech_get_rate (speech), >=, 4000);
}

/* Takes @text apart at "|": each part is a chunk. */
static void
answer (const char *text)
{
  g_autoptr (AloudAnswer) whole = aloud_answer_new ();
  g_auto (GStrv) chunks = g_strsplit (text, "|", -1);

  for (guint i = 0; chunks[i] != NULL; i++)
    assert_text (aloud_answer_add (whole, chunks[i], chunks[i + 1] == NULL));
}

static void
check_transcription (const AloudEvent *event)
{
  assert_text (event->transcription.text);
  assert_share (event->transcription.confidence);
  for (guint i = 0; i < event->transcription.words->len; i++)
    {
      AloudWord *word = g_ptr_array_index (event->transcription.words, i);

      assert_text (word->text);
      assert_share (word->confidence);
    }
}

static void
check_emotions (const AloudEvent *event)
{
  double last = 1;

  for (guint i = 0; i < event->emotions->len; i++)
    {
      AloudEmotion *emotion = g_ptr_array_index (event->emotions, i);

      assert_text (emotion->name);
      g_assert_true (emotion->value >= 0 && emotion->value <= last);
      last = emotion->value;
    }
}

static void
check (const AloudEvent *event)
{
  assert_text (event->type_name);
  g_assert_true (isnan (event->timestamp) || (isfinite (event->timestamp) && event->timestamp >= 0));

  if (event->type == ALOUD_EVENT_TRANSCRIPTION)
    check_transcription (event);
  else if (event->type == ALOUD_EVENT_EMOTIONS)
    check_emotions (event);
  else if (event->type == ALOUD_EVENT_ANSWER_TEXT)
    {
      assert_text (event->answer_text.text);
      answer (event->answer_text.text);
    }
  else if (event->type == ALOUD_EVENT_ANSWER_AUDIO)
    hear (event->answer_audio.audio, 7);
  else if (event->type == ALOUD_EVENT_ERROR)
    {
      assert_text (event->error.code);
      assert_text (event->error.text);
    }
  else if (event->type == ALOUD_EVENT_DISCONNECT)
    assert_text (event->disconnect.reason);
}

/* One input, four readers: whatever it is to one of them, the others get it too. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (AloudEvent) event = aloud_event_new_from_bytes (bytes, &error);
  g_autoptr (AloudToken) token = aloud_token_parse (text, NULL);

  g_assert_true ((event == NULL) == (error != NULL));
  if (event != NULL)
    check (event);
  if (token != NULL)
    g_assert_true (token->permissions != NULL || aloud_token_has_permission (token, "voice:connect"));
  if (size > 0)
    hear (bytes, 1 + data[0] % 64);
  if (g_utf8_validate (text, -1, NULL))
    answer (text);
  return 0;
}
