/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-answer-filter.h"

#include "aloud-test-util.h"

typedef struct {
  AloudAnswerFilter *filter;
  gint64 now;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->filter = aloud_answer_filter_new ();
  f->now = 1000;
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  aloud_answer_filter_free (f->filter);
}

static gboolean
admits (Fixture *f, const char *json)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static (json, strlen (json));
  g_autoptr(GError) error = NULL;
  g_autoptr(AloudEvent) event = aloud_event_new_from_bytes (bytes, &error);

  g_assert_no_error (error);
  return aloud_answer_filter_admits (f->filter, event, f->now);
}

#define TEXT(generation) "{\"type\":\"llm_response_chunk\",\"content\":\"x\",\"generation_id\":\"" generation "\"}"
#define AUDIO(chunk)     "{\"type\":\"tts_chunk\",\"content\":\"AAA=\",\"chunk_id\":\"" chunk "\"}"
#define NAMELESS         "{\"type\":\"tts_chunk\",\"content\":\"AAA=\"}"

static void
test_nothing_cut (Fixture *f, gconstpointer data)
{
  g_assert_true (admits (f, TEXT ("g1")));
  g_assert_true (admits (f, AUDIO ("g1-0")));
  g_assert_true (admits (f, NAMELESS));
}

/* Cut off before it had a name: what comes first is it, in each stream, and no more than it. */
static void
test_cut_awaited (Fixture *f, gconstpointer data)
{
  aloud_answer_filter_cut (f->filter, ALOUD_CUT_AWAITED);
  g_assert_false (admits (f, NAMELESS));
  g_assert_false (admits (f, TEXT ("g1")));
  g_assert_false (admits (f, AUDIO ("a7-3")));
  g_assert_false (admits (f, TEXT ("g1")));
  g_assert_true (admits (f, TEXT ("g2")));
  g_assert_true (admits (f, AUDIO ("a8-0")));
  g_assert_false (admits (f, AUDIO ("a7-4")));
}

/* The person's next words are answered. */
static void
test_cut_awaited_then_said (Fixture *f, gconstpointer data)
{
  aloud_answer_filter_cut (f->filter, ALOUD_CUT_AWAITED);
  g_assert_true (admits (f, "{\"type\":\"transcription\",\"transcript\":\"x\",\"is_final\":true}"));
  g_assert_true (admits (f, TEXT ("g1")));
  g_assert_true (admits (f, NAMELESS));
}

static void
test_cut_by_server (Fixture *f, gconstpointer data)
{
  admits (f, TEXT ("g1"));
  admits (f, AUDIO ("a7-3"));
  aloud_answer_filter_cut (f->filter, ALOUD_CUT_BY_SERVER);
  g_assert_false (admits (f, TEXT ("g1")));
  g_assert_false (admits (f, AUDIO ("a7-4")));
  g_assert_true (admits (f, NAMELESS)); /* messages are ordered: sent after the interruption */
  g_assert_true (admits (f, TEXT ("g2")));
  g_assert_true (admits (f, AUDIO ("a8-0")));
  g_assert_false (admits (f, AUDIO ("a7-5")));
}

/* Interruptions may come twice; the second has no answer to cut and must not let the first one in again. */
static void
test_cut_twice (Fixture *f, gconstpointer data)
{
  admits (f, TEXT ("g1"));
  aloud_answer_filter_cut (f->filter, ALOUD_CUT_BY_SERVER);
  aloud_answer_filter_cut (f->filter, ALOUD_CUT_BY_SERVER);
  g_assert_false (admits (f, TEXT ("g1")));
}

static void
test_cut_by_user (Fixture *f, gconstpointer data)
{
  admits (f, NAMELESS);
  aloud_answer_filter_cut (f->filter, ALOUD_CUT_BY_USER);
  g_assert_false (admits (f, NAMELESS));
  g_assert_true (admits (f, "{\"type\":\"transcription\",\"transcript\":\"hm\"}"));
  g_assert_false (admits (f, NAMELESS));
  g_assert_true (admits (f, "{\"type\":\"transcription\",\"transcript\":\"hm\",\"is_final\":true}"));
  g_assert_true (admits (f, NAMELESS));
}

static void
test_cut_by_user_then_new_name (Fixture *f, gconstpointer data)
{
  admits (f, TEXT ("g1"));
  aloud_answer_filter_cut (f->filter, ALOUD_CUT_BY_USER);
  g_assert_false (admits (f, TEXT ("g1")));
  g_assert_true (admits (f, TEXT ("g2")));
  g_assert_true (admits (f, NAMELESS));
}

static void
test_cut_by_user_then_quiet (Fixture *f, gconstpointer data)
{
  admits (f, NAMELESS);
  aloud_answer_filter_cut (f->filter, ALOUD_CUT_BY_USER);
  g_assert_false (admits (f, NAMELESS));
  f->now += 1400 * G_TIME_SPAN_MILLISECOND;
  g_assert_false (admits (f, NAMELESS));
  f->now += 1500 * G_TIME_SPAN_MILLISECOND;
  g_assert_true (admits (f, NAMELESS));
}

static void
test_stop_until_interruption (Fixture *f, gconstpointer data)
{
  admits (f, NAMELESS);
  aloud_answer_filter_cut (f->filter, ALOUD_CUT_PENDING);
  g_assert_false (admits (f, NAMELESS));
  g_assert_true (admits (f, "{\"type\":\"tts_interruption\"}"));
  g_assert_true (admits (f, NAMELESS));
}

static void
test_reset (Fixture *f, gconstpointer data)
{
  admits (f, TEXT ("g1"));
  aloud_answer_filter_cut (f->filter, ALOUD_CUT_BY_USER);
  aloud_answer_filter_reset (f->filter);
  g_assert_true (admits (f, TEXT ("g1")));
  g_assert_true (admits (f, NAMELESS));
}

#define ADD(path, function) g_test_add ("/session/answer-filter/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("nothing-cut", test_nothing_cut);
  ADD ("cut-awaited", test_cut_awaited);
  ADD ("cut-awaited-then-said", test_cut_awaited_then_said);
  ADD ("cut-by-server", test_cut_by_server);
  ADD ("cut-twice", test_cut_twice);
  ADD ("cut-by-user/final-transcription", test_cut_by_user);
  ADD ("cut-by-user/new-name", test_cut_by_user_then_new_name);
  ADD ("cut-by-user/quiet", test_cut_by_user_then_quiet);
  ADD ("stop-until-interruption", test_stop_until_interruption);
  ADD ("reset", test_reset);
  return g_test_run ();
}
