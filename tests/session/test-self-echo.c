/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-self-echo.h"

#include "aloud-turn.h"

#define STORY "Once upon a time, seven green boats went down the old river. It's a long way, said the captain."

static void
test_repeats (void)
{
  const struct {
    const char *you;
    gboolean echo;
  } cases[] = {
    { "seven green boats went down the old river", TRUE },
    { "Seven GREEN boats — went!", TRUE },
    { "uh green boats went down well", TRUE },
    { "its a long way", TRUE },
    { "it\u2019s a long way", TRUE },
    { "", FALSE },
    { "green boats went", FALSE }, /* too little to say */
    { "what about the old river then", FALSE },
    { "down the old river", TRUE },
    { "I know that down the old river there is a mill and I have been there", FALSE }, /* a quotation */
    { "river old the down", FALSE },
    { "tell me the time please", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].you);
      g_assert_cmpint (aloud_self_echo_repeats (cases[i].you, STORY), ==, cases[i].echo);
    }
  g_assert_true (aloud_self_echo_repeats ("wo ist die Straße nach Köln", "Wo ist die STRASSE nach Ko\u0308ln?"));
  g_assert_false (aloud_self_echo_repeats ("one two three four", ""));
}

static void
say (GListStore *transcript, AloudSpeaker speaker, const char *text)
{
  g_autoptr(AloudTurn) turn = aloud_turn_new (speaker);

  aloud_turn_set_text (turn, text);
  g_list_store_append (transcript, turn);
}

/* Who repeats whom is a matter of who was first. */
static void
test_find (void)
{
  g_autoptr(GListStore) transcript = g_list_store_new (ALOUD_TYPE_TURN);
  GListModel *model = G_LIST_MODEL (transcript);

  g_assert_false (aloud_self_echo_find (model));
  say (transcript, ALOUD_SPEAKER_YOU, "repeat after me seven green boats");
  g_assert_false (aloud_self_echo_find (model));
  say (transcript, ALOUD_SPEAKER_AGENT, "Seven green boats went down the river.");
  g_assert_false (aloud_self_echo_find (model));
  say (transcript, ALOUD_SPEAKER_NOTE, "Nobody said that.");
  say (transcript, ALOUD_SPEAKER_AGENT, "Anything else?");
  say (transcript, ALOUD_SPEAKER_YOU, "seven green boats went");
  g_assert_true (aloud_self_echo_find (model));
  say (transcript, ALOUD_SPEAKER_AGENT, "Yes.");
  say (transcript, ALOUD_SPEAKER_YOU, "how late is it now");
  g_assert_false (aloud_self_echo_find (model));
}

/* A server may send any number of words: whoever compares all with all stands still. */
static void
test_endless (void)
{
  g_autofree char *letters = g_strnfill (400 * 1000, 'a');
  g_autofree char *text = NULL;
  gsize i;

  for (i = 1; i < 400 * 1000; i += 2)
    letters[i] = ' ';
  text = g_strconcat (letters, "\u00e4", NULL);
  g_assert_true (aloud_self_echo_repeats (text, text));
  g_assert_false (aloud_self_echo_repeats (text, STORY));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/self-echo/repeats", test_repeats);
  g_test_add_func ("/session/self-echo/find", test_find);
  g_test_add_func ("/session/self-echo/endless", test_endless);
  return g_test_run ();
}
