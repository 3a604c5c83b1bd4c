/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include <string.h>

#include "aloud-replies.h"
#include "aloud-wording.h"

static char *
answer (const char *heard)
{
  g_autoptr (GDateTime) now = g_date_time_new_local (2026, 3, 9, 15, 4, 0);
  g_autoptr (AloudReply) reply = aloud_reply_new (heard, FALSE, "the last answer", now);

  return g_strjoinv (" ", reply->sentences);
}

static void
test_topics (void)
{
  static const struct {
    const char *heard;
    const char *answer; /* a part of it */
  } table[] = {
    { "what time is it", "3:04 in the afternoon" },
    { "what day is it today", "Monday, March 9, 2026" },
    { "what days and today", "Monday, March 9" },
    { "tell me a long story", "long story" },
    { "tell me a store", "long story" },
    { "how do i sound", "play it back" },
    { "echo test", "play it back" },
    { "repeat after me the blue boat", "You said: The blue boat." },
    { "please say the green house", "You said: The green house." },
    { "say goodbye", "You said: Goodbye." },
    { "please repeat that", "the last answer" },
    { "what can you do", "practice agent" },
    { "goodbye", "Goodbye!" },
    { "good buy", "Goodbye!" },
    { "thank you and goodbye", "Goodbye!" },
    { "by the way it was good", "I heard: By the way it was good." },
    { "hello there", "Hello!" },
    { "how are you", "I am well" },
    { "thank you very much", "welcome" },
    { "Tell me a STORY, please!", "long story" },
    { "turn on the lights", "I heard: Turn on the lights." },
    { "i think so", "I heard: I think so." },
    { "count to three", "One. Two. Three." },
    { "please count from nineteen to twenty", "Nineteen. Twenty." },
    { "count from 3 to 1", "Three. Two. One." },
    { "count for me", "Nine. Ten." },
    { "tell me a joke", "microphone" },
    { "how do i feel today", "demonstration" },
    { "i feel lost in my kitchen", "What makes you feel lost in your kitchen?" },
    { "i'm tired of waiting", "How long have you been tired of waiting?" },
    { "well my brother and me", "Tell me more about your brother and you." },
    { "you are a machine", "Why do you say that I am a machine?" },
    { "", "could not make out" },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *text = answer (table[i].heard);

      if (strstr (text, table[i].answer) == NULL)
        g_error ("“%s” was answered: %s", table[i].heard, text);
    }
}

static void
test_midnight (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_local (2026, 3, 9, 0, 30, 0);
  g_autoptr (AloudReply) reply = aloud_reply_new ("what time is it", FALSE, NULL, now);

  g_assert_cmpstr (reply->sentences[0], ==, "It is 12:30 in the morning.");
}

static void
test_flags (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (AloudReply) bye = aloud_reply_new ("goodbye", FALSE, NULL, now);
  g_autoptr (AloudReply) echo = aloud_reply_new ("how do i sound", FALSE, NULL, now);
  g_autoptr (AloudReply) back = aloud_reply_new ("whatever comes", TRUE, NULL, now);
  g_autoptr (AloudReply) deaf = aloud_reply_new (NULL, FALSE, NULL, now);

  g_assert_true (bye->hangs_up);
  g_assert_false (bye->plays_back);
  g_assert_true (echo->records);
  g_assert_false (echo->plays_back);
  g_assert_true (back->plays_back);
  g_assert_false (back->records);
  g_assert_true (deaf->plays_back);
}

static void
test_wording (void)
{
  static const struct {
    const char *heard;
    const char *written;
  } table[] = {
    { "what time is it", "What time is it?" },
    { "i'm here", "I'm here." },
    { "it was monday in december", "It was Monday in December." },
    { "this is what i think", "This is what I think." },
    { "", "" },
    { "  two   blanks ", "Two blanks." },
    { "oh shit that hurts", "Oh … that hurts." },
    { "fucking hell", "… hell." },
    { "a shitake mushroom and a cocktail", "A … mushroom and a cocktail." },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *written = aloud_wording_write (table[i].heard);

      g_assert_cmpstr (written, ==, table[i].written);
    }
}

static void
test_coarse_is_never_said (void)
{
  g_autofree char *unknown = answer ("well fuck that");
  g_autofree char *dictation = answer ("repeat after me bullshit");

  g_assert_null (strstr (unknown, "fuck"));
  g_assert_null (strstr (dictation, "shit"));
}

static void
test_emotions (void)
{
  g_assert_cmpstr (aloud_wording_find_emotion ("thank you very much"), ==, "Joy");
  g_assert_cmpstr (aloud_wording_find_emotion ("Wow, really?"), ==, "Surprise");
  g_assert_cmpstr (aloud_wording_find_emotion ("what time is it"), ==, "Neutral");
}

/* Every clip on the list belongs to a sentence, and says exactly that. */
static void
test_clips (void)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;
  guint i;

  g_file_get_contents (CLIPS_LIST, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (g_strchomp (text), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 8);
  for (i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (lines[i], "|", 2);

      g_assert_cmpstr (aloud_replies_get_clip (parts[1]), ==, parts[0]);
    }
  for (i = 0; i < 4; i++)
    g_assert_nonnull (aloud_replies_get_clip (aloud_replies_get_greeting (i / 2)[i % 2]));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/replies/topics", test_topics);
  g_test_add_func ("/practice/replies/midnight", test_midnight);
  g_test_add_func ("/practice/replies/flags", test_flags);
  g_test_add_func ("/practice/replies/clips", test_clips);
  g_test_add_func ("/practice/wording/written", test_wording);
  g_test_add_func ("/practice/wording/coarse-is-never-said", test_coarse_is_never_said);
  g_test_add_func ("/practice/wording/emotions", test_emotions);
  return g_test_run ();
}
