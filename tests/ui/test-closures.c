/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-closures.h"

#define IDLE ALOUD_STATE_IDLE
#define LIVE ALOUD_STATE_LIVE
#define LISTENING ALOUD_ACTIVITY_LISTENING
#define HEARING ALOUD_ACTIVITY_USER_SPEAKING
#define THINKING ALOUD_ACTIVITY_THINKING
#define SPEAKING ALOUD_ACTIVITY_SPEAKING

static void
test_status (void)
{
  static const struct {
    AloudState state;
    AloudActivity activity;
    gboolean muted, push_to_talk, talking;
    const char *text;
  } rows[] = {
    { IDLE, ALOUD_ACTIVITY_NONE, FALSE, FALSE, FALSE, "Not in a call" },
    { ALOUD_STATE_CONNECTING, ALOUD_ACTIVITY_NONE, FALSE, FALSE, FALSE, "Connecting…" },
    { ALOUD_STATE_READY, ALOUD_ACTIVITY_NONE, FALSE, FALSE, FALSE, "Getting ready…" },
    { ALOUD_STATE_RECONNECTING, ALOUD_ACTIVITY_NONE, TRUE, FALSE, FALSE, "Reconnecting…" },
    { ALOUD_STATE_CLOSING, SPEAKING, FALSE, FALSE, FALSE, "Ending the call…" },
    { ALOUD_STATE_FAILED, ALOUD_ACTIVITY_NONE, FALSE, FALSE, FALSE, "The call failed" },
    { LIVE, ALOUD_ACTIVITY_NONE, FALSE, FALSE, FALSE, "Listening" },
    { LIVE, LISTENING, FALSE, FALSE, FALSE, "Listening" },
    { LIVE, LISTENING, TRUE, FALSE, FALSE, "Muted" },
    { LIVE, LISTENING, FALSE, TRUE, FALSE, "Waiting for you" },
    { LIVE, LISTENING, FALSE, TRUE, TRUE, "Listening" },
    { LIVE, LISTENING, TRUE, TRUE, TRUE, "Muted" },
    { LIVE, HEARING, FALSE, FALSE, FALSE, "You are speaking" },
    { LIVE, HEARING, TRUE, FALSE, FALSE, "Muted" },
    { LIVE, THINKING, TRUE, FALSE, FALSE, "Thinking…" },
    { LIVE, SPEAKING, TRUE, TRUE, FALSE, "Speaking" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = aloud_closures_status (NULL, rows[i].state, rows[i].activity, rows[i].muted, FALSE,
                                                     rows[i].push_to_talk, rows[i].talking);

      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

/* Whatever else goes on. */
static void
test_on_hold (void)
{
  g_autofree char *status = aloud_closures_status (NULL, LIVE, THINKING, TRUE, TRUE, TRUE, TRUE);
  g_autofree char *reconnecting = aloud_closures_status (NULL, ALOUD_STATE_RECONNECTING, LISTENING, TRUE, TRUE, TRUE,
                                                         TRUE);
  g_autofree char *hint = aloud_closures_hint (NULL, LIVE, THINKING, TRUE, TRUE, TRUE, TRUE, TRUE, TRUE,
                                               ALOUD_COMPLAINT_SPEAKS_MUTED, "Space");

  g_assert_cmpstr (status, ==, "On hold");
  g_assert_cmpstr (reconnecting, ==, "Reconnecting…");
  g_assert_cmpstr (hint, ==, "Neither of you hears the other");
  g_assert_cmpfloat (aloud_closures_level (NULL, 0.5, LIVE, FALSE, TRUE, FALSE, FALSE, FALSE), ==, 0);
  g_assert_false (aloud_closures_shows_talk (NULL, TRUE, TRUE));
  g_assert_true (aloud_closures_shows_talk (NULL, TRUE, FALSE));
  g_assert_false (aloud_closures_shows_talk (NULL, FALSE, FALSE));
}

static char *
get_hint (gboolean muted, gboolean talking, gboolean locked, AloudComplaint complaint)
{
  return aloud_closures_hint (NULL, LIVE, LISTENING, muted, FALSE, FALSE, TRUE, talking, locked, complaint,
                              "Right Ctrl");
}

static void
test_talk_hints (void)
{
  g_autofree char *waiting = get_hint (FALSE, FALSE, FALSE, ALOUD_COMPLAINT_NONE);
  g_autofree char *locked = get_hint (FALSE, TRUE, TRUE, ALOUD_COMPLAINT_NONE);
  g_autofree char *speaks = get_hint (TRUE, FALSE, FALSE, ALOUD_COMPLAINT_SPEAKS_MUTED);
  g_autofree char *silent = get_hint (FALSE, FALSE, FALSE, ALOUD_COMPLAINT_HEARS_NOTHING);
  g_autofree char *clips = get_hint (FALSE, TRUE, FALSE, ALOUD_COMPLAINT_CLIPS);
  g_autofree char *label = aloud_closures_hold_label (NULL, TRUE, TRUE);

  g_assert_cmpstr (waiting, ==, "Hold Right Ctrl or the button to talk");
  g_assert_cmpstr (locked, ==, "Press Right Ctrl or the button when you are done");
  g_assert_nonnull (strstr (speaks, "Ctrl+M"));
  g_assert_true (g_str_has_prefix (silent, "Nothing is heard from the microphone."));
  g_assert_true (g_str_has_prefix (clips, "You are too loud"));
  g_assert_cmpstr (label, ==, "Press When Done");
}

static void
test_hint (void)
{
  static const struct {
    AloudState state;
    AloudActivity activity;
    gboolean muted, gated, push_to_talk, talking;
    const char *text;
  } rows[] = {
    { IDLE, ALOUD_ACTIVITY_NONE, TRUE, FALSE, FALSE, FALSE, "" },
    { LIVE, LISTENING, FALSE, FALSE, FALSE, FALSE, "" },
    { LIVE, LISTENING, TRUE, TRUE, TRUE, FALSE, "You are muted: the agent hears nothing" },
    { ALOUD_STATE_READY, LISTENING, TRUE, FALSE, FALSE, FALSE, "You are muted: the agent hears nothing" },
    { ALOUD_STATE_READY, LISTENING, FALSE, TRUE, TRUE, FALSE, "" },
    { LIVE, SPEAKING, FALSE, TRUE, FALSE, FALSE, "Microphone paused while the agent speaks" },
    { LIVE, SPEAKING, FALSE, FALSE, FALSE, FALSE, "Speak or press Escape to interrupt" },
    { LIVE, SPEAKING, FALSE, FALSE, TRUE, FALSE, "Hold Space or the button to talk" },
    { LIVE, LISTENING, FALSE, FALSE, TRUE, FALSE, "Hold Space or the button to talk" },
    { LIVE, HEARING, FALSE, FALSE, TRUE, TRUE, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = aloud_closures_hint (NULL, rows[i].state, rows[i].activity, rows[i].muted, FALSE,
                                                   rows[i].gated, rows[i].push_to_talk, rows[i].talking, FALSE,
                                                   ALOUD_COMPLAINT_NONE, "Space");

      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

static void
test_level (void)
{
  g_assert_cmpfloat (aloud_closures_level (NULL, 0.5, LIVE, FALSE, FALSE, FALSE, FALSE, FALSE), ==, 0.5);
  g_assert_cmpfloat (aloud_closures_level (NULL, 0.5, LIVE, FALSE, FALSE, FALSE, TRUE, TRUE), ==, 0.5);
  g_assert_cmpfloat (aloud_closures_level (NULL, 2, LIVE, FALSE, FALSE, FALSE, FALSE, FALSE), ==, 1);

  /* What the agent does not hear is not shown. */
  g_assert_cmpfloat (aloud_closures_level (NULL, 0.5, ALOUD_STATE_RECONNECTING, FALSE, FALSE, FALSE, FALSE, FALSE), ==, 0);
  g_assert_cmpfloat (aloud_closures_level (NULL, 0.5, LIVE, TRUE, FALSE, FALSE, FALSE, FALSE), ==, 0);
  g_assert_cmpfloat (aloud_closures_level (NULL, 0.5, LIVE, FALSE, FALSE, TRUE, FALSE, FALSE), ==, 0);
  g_assert_cmpfloat (aloud_closures_level (NULL, 0.5, LIVE, FALSE, FALSE, FALSE, TRUE, FALSE), ==, 0);

  /* Noise moves nothing. */
  g_assert_cmpfloat (aloud_closures_level (NULL, 0.501, LIVE, FALSE, FALSE, FALSE, FALSE, FALSE), ==,
                     aloud_closures_level (NULL, 0.503, LIVE, FALSE, FALSE, FALSE, FALSE, FALSE));
}

static void
test_in_call (void)
{
  for (int state = ALOUD_STATE_IDLE; state <= ALOUD_STATE_FAILED; state++)
    g_assert_cmpint (aloud_closures_in_call (NULL, state), ==, state != IDLE && state != ALOUD_STATE_FAILED);
}

/* Every state has words, and none of them the words of a neighbour that means something else. */
static void
test_texts (void)
{
  for (int state = ALOUD_STATE_IDLE; state <= ALOUD_STATE_FAILED; state++)
    {
      g_autofree char *subtitle = aloud_closures_subtitle (NULL, state, NULL);
      g_autofree char *at_host = aloud_closures_subtitle (NULL, state, "a.example");
      g_autofree char *title = aloud_closures_empty_title (NULL, state, FALSE);

      g_assert_cmpstr (subtitle, !=, "");
      g_assert_true (g_str_has_prefix (at_host, subtitle));
      g_assert_true (g_str_has_suffix (at_host, " a.example"));
      g_assert_nonnull (title);
    }
  for (int speaker = ALOUD_SPEAKER_YOU; speaker <= ALOUD_SPEAKER_NOTE; speaker++)
    {
      g_autofree char *name = aloud_closures_speaker (NULL, speaker);

      g_assert_cmpstr (name, !=, "");
    }
}

static void
test_clock (void)
{
  g_autoptr (GDateTime) time = g_date_time_new_local (2026, 3, 4, 7, 5, 59);
  g_autofree char *text = aloud_closures_clock (NULL, time);
  g_autofree char *nothing = aloud_closures_clock (NULL, NULL);

  g_assert_cmpstr (text, ==, "07:05");
  g_assert_cmpstr (nothing, ==, "");
}

static void
test_turn_text (void)
{
  g_autoptr (GString) endless = g_string_new (NULL);
  g_autofree char *nothing = aloud_closures_turn_text (NULL, NULL);
  g_autofree char *some = aloud_closures_turn_text (NULL, "Grüße <b>&");
  g_autofree char *cut = NULL;

  g_assert_cmpstr (nothing, ==, "");
  g_assert_cmpstr (some, ==, "Grüße <b>&");

  for (guint i = 0; i < 20000; i++)
    g_string_append (endless, i % 7 == 6 ? " " : "ü"); /* a longer word would be broken */
  cut = aloud_closures_turn_text (NULL, endless->str);
  g_assert_true (g_utf8_validate (cut, -1, NULL));
  g_assert_cmpint (g_utf8_strlen (cut, -1), ==, 12001);
  g_assert_true (g_str_has_suffix (cut, "ü…"));
}

static void
test_duration (void)
{
  static const struct {
    gint64 seconds;
    const char *text;
  } rows[] = {
    { -5, "0:00" }, { 0, "0:00" }, { 9, "0:09" }, { 60, "1:00" }, { 3599, "59:59" }, { 3600, "1:00:00" },
    { 36061, "10:01:01" }, { G_MAXINT64, "1000:00:00" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = aloud_format_duration (rows[i].seconds);

      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

static void
test_isolate (void)
{
  g_autofree char *text = aloud_isolate ("שלום");

  g_assert_cmpstr (text, ==, "\u2068שלום\u2069");
}

static void
test_call_label (void)
{
  g_autofree char *failed = aloud_closures_call_label (NULL, ALOUD_STATE_FAILED);
  g_autofree char *over = aloud_closures_call_label (NULL, ALOUD_STATE_IDLE);

  g_assert_cmpstr (failed, ==, "Try Again");
  g_assert_cmpstr (over, ==, "Call Again");
}

/* Why the microphone pauses: what is missing can be installed, what is not yet known comes by itself. */
static void
test_echo_text (void)
{
  g_autofree char *active = aloud_closures_echo_text (NULL, TRUE, TRUE);
  g_autofree char *missing = aloud_closures_echo_text (NULL, FALSE, FALSE);
  g_autofree char *unknown = aloud_closures_echo_text (NULL, FALSE, TRUE);

  g_assert_null (strstr (active, "pauses"));
  g_assert_nonnull (strstr (missing, "webrtcdsp"));
  g_assert_nonnull (strstr (missing, "pauses"));
  g_assert_null (strstr (unknown, "webrtcdsp"));
  g_assert_nonnull (strstr (unknown, "pauses"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ui/closures/status", test_status);
  g_test_add_func ("/ui/closures/hint", test_hint);
  g_test_add_func ("/ui/closures/on-hold", test_on_hold);
  g_test_add_func ("/ui/closures/talk-hints", test_talk_hints);
  g_test_add_func ("/ui/closures/level", test_level);
  g_test_add_func ("/ui/closures/in-call", test_in_call);
  g_test_add_func ("/ui/closures/texts", test_texts);
  g_test_add_func ("/ui/closures/clock", test_clock);
  g_test_add_func ("/ui/closures/turn-text", test_turn_text);
  g_test_add_func ("/ui/closures/duration", test_duration);
  g_test_add_func ("/ui/closures/isolate", test_isolate);

  g_test_add_func ("/ui/closures/call-label", test_call_label);
  g_test_add_func ("/ui/closures/echo-text", test_echo_text);

  return g_test_run ();
}
