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

/* Sends one chunk through, whose samples are @value. What came out before it, if anything, is counted in @before. */
static GBytes *
take (Fixture *f, guint8 value, guint *before)
{
  guint8 loud[ALOUD_CHUNK_BYTES];
  g_autoptr(GBytes) in = NULL;
  GQueue out = G_QUEUE_INIT;
  GBytes *last;

  memset (loud, value, sizeof loud);
  in = g_bytes_new (loud, sizeof loud);
  aloud_microphone_take (f->microphone, in, &out);
  last = g_queue_pop_tail (&out);
  *before = g_queue_get_length (&out);
  g_queue_clear_full (&out, (GDestroyNotify) g_bytes_unref);
  g_assert_true (last == NULL || g_bytes_get_size (last) == sizeof loud);
  return last;
}

static guint8
get_value (GBytes *bytes)
{
  return ((const guint8 *) g_bytes_get_data (bytes, NULL))[ALOUD_CHUNK_BYTES / 2];
}

/* TRUE when one chunk came out as it went in, FALSE when as zeros of the same length. */
static gboolean
passes (Fixture *f)
{
  guint before;
  g_autoptr(GBytes) out = take (f, 7, &before);

  g_assert_nonnull (out);
  g_assert_true (get_value (out) == 7 || get_value (out) == 0);
  return get_value (out) == 7;
}

/* How many chunks come out for one that goes in. */
static guint
count_out (Fixture *f)
{
  guint before;
  g_autoptr(GBytes) out = take (f, 7, &before);

  return before + (out != NULL);
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

  g_assert_true (aloud_microphone_press (f->microphone));
  g_assert_false (aloud_microphone_press (f->microphone));
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
test_release_tail (Fixture *f, gconstpointer data)
{
  static const struct {
    guint ms, chunks;
  } tails[] = { { 0, 0 }, { 20, 1 }, { 30, 2 }, { 1000, 50 } };

  aloud_microphone_set_push_to_talk (f->microphone, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (tails); i++)
    {
      g_object_set (f->microphone, "release-tail", tails[i].ms, NULL);
      aloud_microphone_press (f->microphone);
      g_assert_true (passes (f));
      aloud_microphone_release (f->microphone);
      for (guint chunk = 0; chunk < tails[i].chunks; chunk++)
        g_assert_true (passes (f));
      g_assert_false (get (f, "talking"));
      g_assert_false (passes (f));
    }
}

/* What was said just before the press comes with it, in order, once. */
static void
test_pre_roll (Fixture *f, gconstpointer data)
{
  GQueue out = G_QUEUE_INIT;
  guint before;

  aloud_microphone_set_push_to_talk (f->microphone, TRUE);
  for (guint8 i = 1; i <= 30; i++)
    g_bytes_unref (take (f, i, &before));
  aloud_microphone_press (f->microphone);
  for (guint8 i = 31; i <= 32; i++)
    {
      guint8 samples[ALOUD_CHUNK_BYTES];
      g_autoptr(GBytes) in = NULL;

      memset (samples, i, sizeof samples);
      in = g_bytes_new (samples, sizeof samples);
      aloud_microphone_take (f->microphone, in, &out);
    }
  g_assert_cmpuint (g_queue_get_length (&out), ==, ALOUD_PRE_ROLL_MS / ALOUD_CHUNK_MS + 2);
  for (guint8 i = 21; i <= 32; i++)
    {
      g_autoptr(GBytes) bytes = g_queue_pop_head (&out);

      g_assert_cmpuint (get_value (bytes), ==, i);
    }

  /* A press in the tail has sent all that came before it. */
  aloud_microphone_release (f->microphone);
  g_assert_true (passes (f));
  aloud_microphone_press (f->microphone);
  g_assert_cmpuint (count_out (f), ==, 1);

  g_object_set (f->microphone, "pre-roll", 0, NULL);
  aloud_microphone_end_talk (f->microphone);
  g_assert_false (passes (f));
  aloud_microphone_press (f->microphone);
  g_assert_cmpuint (count_out (f), ==, 1);
}

/* What nobody was to hear is not heard later either. */
static void
test_pre_roll_forgets (Fixture *f, gconstpointer data)
{
  aloud_microphone_set_push_to_talk (f->microphone, TRUE);
  for (guint way = 0; way < 3; way++)
    {
      for (guint i = 0; i < 20; i++)
        g_assert_false (passes (f));
      if (way == 0)
        aloud_microphone_set_muted (f->microphone, TRUE);
      else if (way == 1)
        aloud_microphone_set_on_hold (f->microphone, TRUE);
      else
        aloud_microphone_end_talk (f->microphone); /* the connection was lost */
      g_assert_true (way == 2 || !passes (f));
      aloud_microphone_set_muted (f->microphone, FALSE);
      aloud_microphone_set_on_hold (f->microphone, FALSE);
      g_assert_true (aloud_microphone_press (f->microphone));
      g_assert_cmpuint (count_out (f), ==, 1);
      aloud_microphone_end_talk (f->microphone);
    }
}

/* The zeros that follow a talk are as many fewer as its pre-roll was longer, after the two seconds that end a turn. */
static void
test_stays_with_the_clock (Fixture *f, gconstpointer data)
{
  guint in = 0, out = 0;

  aloud_microphone_set_push_to_talk (f->microphone, TRUE);
  for (guint talk = 0; talk < 3; talk++)
    for (guint i = 0; i < 200; i++)
      {
        if (i == 50)
          aloud_microphone_press (f->microphone);
        else if (i == 60)
          aloud_microphone_end_talk (f->microphone);
        out += count_out (f);
        in++;
        if (i >= 60 && i < 160)
          g_assert_cmpuint (out, ==, in + ALOUD_PRE_ROLL_MS / ALOUD_CHUNK_MS);
      }
  g_assert_cmpuint (out, ==, in);
}

static void
test_sends_nothing (Fixture *f, gconstpointer data)
{
  g_object_set (f->microphone, "sends-silence", FALSE, NULL);
  aloud_microphone_set_push_to_talk (f->microphone, TRUE);
  for (guint i = 0; i < 10; i++)
    g_assert_cmpuint (count_out (f), ==, 0);
  for (guint talk = 0; talk < 2; talk++)
    {
      aloud_microphone_press (f->microphone);
      g_assert_cmpuint (count_out (f), ==, 1 + ALOUD_PRE_ROLL_MS / ALOUD_CHUNK_MS);
      aloud_microphone_release (f->microphone);
      for (guint i = 0; i < ALOUD_RELEASE_TAIL_MS / ALOUD_CHUNK_MS; i++)
        g_assert_true (passes (f));
      for (guint i = 0; i < ALOUD_QUIET_MS / ALOUD_CHUNK_MS; i++)
        g_assert_false (passes (f));
      for (guint i = 0; i < 50; i++)
        g_assert_cmpuint (count_out (f), ==, 0);
    }

  /* The gate is no silence of the person's. */
  aloud_microphone_set_push_to_talk (f->microphone, FALSE);
  g_assert_true (passes (f));
  aloud_fake_voice_set (f->voice, "full-duplex", FALSE);
  aloud_microphone_set_agent_heard (f->microphone, TRUE);
  for (guint i = 0; i < 200; i++)
    g_assert_false (passes (f));
}

static void
test_tap_locks (Fixture *f, gconstpointer data)
{
  g_autofree guint *notified = aloud_test_count_notify (f->microphone, "talking");

  g_object_set (f->microphone, "tap-to-lock", TRUE, "release-tail", 0, NULL);
  aloud_microphone_set_push_to_talk (f->microphone, TRUE);
  g_assert_false (passes (f));
  g_assert_true (aloud_microphone_press (f->microphone));
  aloud_microphone_release (f->microphone);
  aloud_microphone_release (f->microphone);
  g_assert_true (get (f, "locked"));
  for (guint i = 0; i < 100; i++)
    g_assert_true (passes (f));
  g_assert_false (aloud_microphone_press (f->microphone));
  g_assert_false (get (f, "locked"));
  g_assert_false (get (f, "talking"));
  aloud_microphone_release (f->microphone);
  g_assert_false (passes (f));
  g_assert_cmpuint (*notified, ==, 2);

  /* A hold is a hold. */
  aloud_microphone_press (f->microphone);
  for (guint i = 0; i < 15; i++)
    g_assert_true (passes (f));
  aloud_microphone_release (f->microphone);
  g_assert_false (get (f, "talking"));

  /* Who has gone leaves no talk behind, short as it was. */
  for (guint way = 0; way < 4; way++)
    {
      g_assert_true (aloud_microphone_press (f->microphone));
      if (way > 0)
        aloud_microphone_release (f->microphone);
      if (way < 2)
        aloud_microphone_finish_talk (f->microphone);
      else if (way == 2)
        aloud_microphone_set_muted (f->microphone, TRUE);
      else
        aloud_microphone_set_on_hold (f->microphone, TRUE);
      g_assert_false (get (f, "locked"));
      g_assert_false (get (f, "talking"));
      aloud_microphone_set_muted (f->microphone, FALSE);
    }
}

/* How long the key was down is not known while no chunk comes: it may have been a minute of connecting. */
static void
test_no_tap_while_connecting (Fixture *f, gconstpointer data)
{
  g_object_set (f->microphone, "tap-to-lock", TRUE, "release-tail", 0, NULL);
  aloud_microphone_set_push_to_talk (f->microphone, TRUE);
  for (guint call = 0; call < 2; call++)
    {
      g_assert_true (aloud_microphone_press (f->microphone));
      g_assert_true (passes (f));
      aloud_microphone_release (f->microphone);
      g_assert_false (get (f, "locked"));
      g_assert_false (get (f, "talking"));
      g_assert_false (passes (f));
      aloud_microphone_leave (f->microphone);
    }
}

static AloudComplaint
get_complaint (Fixture *f)
{
  AloudComplaint complaint;

  g_object_get (f->microphone, "complaint", &complaint, NULL);
  return complaint;
}

/* What was wrong is not said of a call that is over, and is said again of the next, no sooner than of the first. */
static void
test_complaint_ends_with_the_call (Fixture *f, gconstpointer data)
{
  for (guint call = 0; call < 2; call++)
    {
      guint chunks = 0, before;

      while (get_complaint (f) == ALOUD_COMPLAINT_NONE)
        {
          g_bytes_unref (take (f, 0, &before));
          chunks++;
        }
      g_assert_cmpint (get_complaint (f), ==, ALOUD_COMPLAINT_HEARS_NOTHING);
      g_assert_cmpuint (chunks, ==, 500);
      aloud_microphone_leave (f->microphone);
      g_assert_cmpint (get_complaint (f), ==, ALOUD_COMPLAINT_NONE);
    }
}

/* Zeros that stand in for a microphone that is not there say nothing of it. */
static void
test_healing (Fixture *f, gconstpointer data)
{
  guint before;

  aloud_fake_voice_set (f->voice, "healing", TRUE);
  for (guint i = 0; i < 600; i++)
    g_bytes_unref (take (f, 0, &before));
  g_assert_cmpint (get_complaint (f), ==, ALOUD_COMPLAINT_NONE);
  aloud_fake_voice_set (f->voice, "healing", FALSE);
  for (guint i = 0; i < 498; i++) /* the last one before counts */
    g_bytes_unref (take (f, 0, &before));
  g_assert_cmpint (get_complaint (f), ==, ALOUD_COMPLAINT_NONE);
  g_bytes_unref (take (f, 0, &before));
  g_assert_cmpint (get_complaint (f), ==, ALOUD_COMPLAINT_HEARS_NOTHING);
}

static void
test_on_hold (Fixture *f, gconstpointer data)
{
  aloud_microphone_set_on_hold (f->microphone, TRUE);
  g_assert_false (passes (f));
  aloud_microphone_set_push_to_talk (f->microphone, TRUE);
  g_assert_false (aloud_microphone_press (f->microphone));
  g_assert_false (passes (f));
  aloud_microphone_set_push_to_talk (f->microphone, FALSE);
  aloud_microphone_set_on_hold (f->microphone, FALSE);
  g_assert_true (passes (f));
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
  ADD ("release-tail", test_release_tail);
  ADD ("pre-roll", test_pre_roll);
  ADD ("pre-roll-forgets", test_pre_roll_forgets);
  ADD ("stays-with-the-clock", test_stays_with_the_clock);
  ADD ("sends-nothing", test_sends_nothing);
  ADD ("tap-locks", test_tap_locks);
  ADD ("no-tap-while-connecting", test_no_tap_while_connecting);
  ADD ("healing", test_healing);
  ADD ("complaint-ends-with-the-call", test_complaint_ends_with_the_call);
  ADD ("on-hold", test_on_hold);
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
