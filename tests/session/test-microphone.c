/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-microphone.h"

#include "aloud-fake-voice.h"
#include "aloud-test-util.h"

typedef struct {
  AloudFakeVoice *voice;
  AloudMicrophone *microphone;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->voice = aloud_fake_voice_new ();
  f->microphone = aloud_microphone_new (ALOUD_VOICE (f->voice));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->microphone);
  g_assert_finalize_object (f->voice);
}

/* Sends one chunk through; TRUE when it came out as it went in, FALSE when as zeros of the same length. */
static gboolean
passes (Fixture *f)
{
  guint8 loud[ALOUD_CHUNK_BYTES];
  guint8 zeros[ALOUD_CHUNK_BYTES] = { 0 };
  g_autoptr(GBytes) in = NULL;
  g_autoptr(GBytes) out = NULL;

  memset (loud, 7, sizeof loud);
  in = g_bytes_new (loud, sizeof loud);
  out = aloud_microphone_take (f->microphone, in);
  g_assert_cmpuint (g_bytes_get_size (out), ==, sizeof loud);
  if (g_bytes_equal (in, out))
    return TRUE;
  g_assert_cmpmem (g_bytes_get_data (out, NULL), sizeof zeros, zeros, sizeof zeros);
  return FALSE;
}

static gboolean
get (Fixture *f, const char *property)
{
  gboolean value;

  g_object_get (f->microphone, property, &value, NULL);
  return value;
}

static void
test_open (Fixture *f, gconstpointer data)
{
  g_assert_true (passes (f));
}

static void
test_muted (Fixture *f, gconstpointer data)
{
  aloud_microphone_set_muted (f->microphone, TRUE);
  g_assert_false (passes (f));
  aloud_microphone_set_muted (f->microphone, FALSE);
  g_assert_true (passes (f));
}

static void
test_held (Fixture *f, gconstpointer data)
{
  aloud_microphone_set_push_to_talk (f->microphone, TRUE);
  g_assert_false (passes (f));

  aloud_microphone_press (f->microphone);
  aloud_microphone_press (f->microphone);
  g_assert_true (get (f, "talking"));
  for (guint i = 0; i < 100; i++)
    g_assert_true (passes (f));

  aloud_microphone_release (f->microphone);
  for (guint i = 0; i < ALOUD_RELEASE_TAIL_MS / ALOUD_CHUNK_MS; i++)
    {
      g_assert_true (get (f, "talking"));
      g_assert_true (passes (f));
    }
  g_assert_false (get (f, "talking"));
  g_assert_false (passes (f));
}

static void
test_pressed_in_the_tail (Fixture *f, gconstpointer data)
{
  aloud_microphone_set_push_to_talk (f->microphone, TRUE);
  aloud_microphone_press (f->microphone);
  aloud_microphone_release (f->microphone);
  g_assert_true (passes (f));
  aloud_microphone_press (f->microphone);
  for (guint i = 0; i < 50; i++)
    g_assert_true (passes (f));
}

static void
test_released_without_press (Fixture *f, gconstpointer data)
{
  aloud_microphone_set_push_to_talk (f->microphone, TRUE);
  aloud_microphone_release (f->microphone);
  g_assert_false (get (f, "talking"));
  g_assert_false (passes (f));
}

/* Once: the release that comes after it ends nothing more, and the next press counts anew. */
static void
test_limit_ends_the_talk (Fixture *f, gconstpointer data)
{
  g_autofree guint *notified = aloud_test_count_notify (f->microphone, "talking");

  aloud_microphone_set_talk_limit (f->microphone, 1);
  aloud_microphone_set_push_to_talk (f->microphone, TRUE);
  aloud_microphone_press (f->microphone);
  for (guint i = 0; get (f, "talking"); i++)
    {
      g_assert_cmpuint (i, <, 1000);
      g_main_context_iteration (NULL, !passes (f) || i == 0);
    }
  g_assert_false (passes (f));
  aloud_microphone_release (f->microphone);
  g_assert_false (get (f, "talking"));
  g_assert_cmpuint (*notified, ==, 2);

  aloud_microphone_press (f->microphone);
  g_assert_true (passes (f));
}

static void
test_mute_ends_the_talk (Fixture *f, gconstpointer data)
{
  aloud_microphone_set_push_to_talk (f->microphone, TRUE);
  aloud_microphone_press (f->microphone);
  aloud_microphone_set_muted (f->microphone, TRUE);
  g_assert_false (get (f, "talking"));
  aloud_microphone_set_muted (f->microphone, FALSE);
  g_assert_false (passes (f));
}

static void
test_gated_while_the_agent_speaks (Fixture *f, gconstpointer data)
{
  aloud_fake_voice_set (f->voice, "full-duplex", FALSE);
  g_assert_true (passes (f));
  aloud_microphone_set_agent_heard (f->microphone, TRUE);
  g_assert_true (get (f, "gated"));
  g_assert_false (passes (f));

  /* The room still rings. */
  aloud_microphone_set_agent_heard (f->microphone, FALSE);
  g_assert_true (get (f, "gated"));
  aloud_test_wait (!get (f, "gated"));
  g_assert_true (passes (f));
}

static void
test_delay_found_opens_the_gate (Fixture *f, gconstpointer data)
{
  aloud_fake_voice_set (f->voice, "full-duplex", FALSE);
  aloud_microphone_set_agent_heard (f->microphone, TRUE);
  aloud_fake_voice_set (f->voice, "full-duplex", TRUE);
  g_assert_false (get (f, "gated"));
  g_assert_true (passes (f));
}

static void
test_push_to_talk_needs_no_gate (Fixture *f, gconstpointer data)
{
  aloud_fake_voice_set (f->voice, "full-duplex", FALSE);
  aloud_microphone_set_agent_heard (f->microphone, TRUE);
  aloud_microphone_set_push_to_talk (f->microphone, TRUE);
  g_assert_false (get (f, "gated"));
  aloud_microphone_press (f->microphone);
  g_assert_true (passes (f));
}

static void
test_finalized_while_the_gate_closes (Fixture *f, gconstpointer data)
{
  aloud_fake_voice_set (f->voice, "full-duplex", FALSE);
  aloud_microphone_set_agent_heard (f->microphone, TRUE);
  aloud_microphone_set_agent_heard (f->microphone, FALSE);
}

#define ADD(path, function) g_test_add ("/session/microphone/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("open", test_open);
  ADD ("muted", test_muted);
  ADD ("held", test_held);
  ADD ("pressed-in-the-tail", test_pressed_in_the_tail);
  ADD ("released-without-press", test_released_without_press);
  ADD ("limit-ends-the-talk", test_limit_ends_the_talk);
  ADD ("mute-ends-the-talk", test_mute_ends_the_talk);
  ADD ("gated-while-the-agent-speaks", test_gated_while_the_agent_speaks);
  ADD ("delay-found-opens-the-gate", test_delay_found_opens_the_gate);
  ADD ("push-to-talk-needs-no-gate", test_push_to_talk_needs_no_gate);
  ADD ("finalized-while-the-gate-closes", test_finalized_while_the_gate_closes);
  return g_test_run ();
}
