/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-replies.h"

#include <string.h>

#include "aloud-reflection.h"
#include "aloud-wording.h"

#define HELLO      "Hello, this is the practice agent."
#define TALK       "What would you like to talk about?"
#define DEAF       "I do not understand words here. Say something, and I will play it back to you."
#define SOUNDED    "This is how you sounded."
#define PROMPT     "Say something, and I will play it back to you."
#define NO_WORDS   "I heard you, but I could not make out any words."
#define GOODBYE    "It was nice talking to you. Goodbye!"
#define WRITTEN    "I have no voice for this answer, so please read it."

/* The fixed sentences that exist as sound, for a build without a voice: data/practice/clips.txt. */
static const struct {
  const char *name;
  const char *text;
} clips[] = {
  { "hello", HELLO },   { "talk", TALK },         { "deaf", DEAF },       { "sounded", SOUNDED },
  { "prompt", PROMPT }, { "no-words", NO_WORDS }, { "goodbye", GOODBYE }, { "written", WRITTEN },
};

static const char * const story[] = {
  "Here is a long story. You can stop me whenever you like: just start talking.",
  "Once upon a time, in a small town by the sea, there lived a clock maker who could not hear.",
  "She made clocks for the whole coast, and nobody ever told her that they ticked.",
  "She thought of them as quiet animals that moved their hands.",
  "One winter evening a boy came to her shop and put a letter on the table.",
  "Please make my grandfather's clock a little softer, it said, because it wakes the baby.",
  "The clock maker read the letter three times. Then she laid her hand on the largest clock in the room.",
  "Under her fingers, for the first time, she felt it knocking, like a very small heart.",
  "She went from clock to clock, and every one of them had a heart of its own, and no two were the same.",
  "That night she did not sleep. She walked along the harbour and touched everything she could find.",
  "The ropes hummed. The boats hummed. The old bridge hummed when the wind went through it.",
  "In the morning she opened the grandfather's clock and wrapped its hammer in a piece of felt.",
  "From that day on she made clocks that one could hold in the dark and read with one hand.",
  "People came from far away to buy them, and she taught the boy everything she knew.",
  "And whenever somebody asked her what time sounds like, she smiled, took their hand, "
  "and put it on a clock.",
  "That was the story. Thank you for listening to the end.",
  NULL
};

typedef enum {
  TOPIC_ECHO,
  TOPIC_STORY,
  TOPIC_TIME,
  TOPIC_DATE,
  TOPIC_AGAIN,
  TOPIC_ABOUT,
  TOPIC_HEARING,
  TOPIC_JOKE,
  TOPIC_FEELINGS,
  TOPIC_WELL,
  TOPIC_THANKS,
  TOPIC_STOP,
  TOPIC_GOODBYE,
  TOPIC_HELLO,
  TOPIC_UNKNOWN,
} Topic;

/* All words of a pattern, in any order, behind "=" one after the other; the first pattern that fits
 * decides. A recogniser slips: words of six letters and more may differ in one, and what it is known to
 * hear instead stands here too. */
static const struct {
  Topic topic;
  const char *words;
} patterns[] = {
  { TOPIC_ECHO, "i sound" },
  { TOPIC_ECHO, "how do sound" },
  { TOPIC_ECHO, "echo" },
  { TOPIC_ECHO, "and protest" },
  { TOPIC_ECHO, "hear myself" },
  { TOPIC_ECHO, "play back" },
  { TOPIC_ECHO, "record me" },
  { TOPIC_STORY, "story" },
  { TOPIC_STORY, "stories" },
  { TOPIC_STORY, "tell store" },
  { TOPIC_STORY, "tell tale" },
  { TOPIC_TIME, "what time" },
  { TOPIC_TIME, "the time" },
  { TOPIC_TIME, "time is it" },
  { TOPIC_DATE, "what day" },
  { TOPIC_DATE, "what date" },
  { TOPIC_DATE, "the date" },
  { TOPIC_DATE, "day today" },
  { TOPIC_DATE, "days today" },
  { TOPIC_AGAIN, "repeat" },
  { TOPIC_AGAIN, "say again" },
  { TOPIC_AGAIN, "say that again" },
  { TOPIC_ABOUT, "what can you do" },
  { TOPIC_ABOUT, "help" },
  { TOPIC_ABOUT, "who are you" },
  { TOPIC_ABOUT, "your name" },
  { TOPIC_ABOUT, "about yourself" },
  { TOPIC_HEARING, "can you hear me" },
  { TOPIC_HEARING, "do you hear me" },
  { TOPIC_JOKE, "joke" },
  { TOPIC_FEELINGS, "how do feel" },
  { TOPIC_FEELINGS, "emotions" },
  { TOPIC_FEELINGS, "feelings" },
  { TOPIC_GOODBYE, "goodbye" },
  { TOPIC_GOODBYE, "bye" },
  { TOPIC_GOODBYE, "=good by" },
  { TOPIC_GOODBYE, "=good buy" },
  { TOPIC_GOODBYE, "=hang up" },
  { TOPIC_GOODBYE, "=see you later" },
  { TOPIC_GOODBYE, "=see ya" },
  { TOPIC_WELL, "how are you" },
  { TOPIC_THANKS, "thank you" },
  { TOPIC_THANKS, "thanks" },
  { TOPIC_STOP, "stop" },
  { TOPIC_STOP, "quiet" },
  { TOPIC_HELLO, "hello" },
  { TOPIC_HELLO, "hi" },
  { TOPIC_HELLO, "hey" },
  { TOPIC_HELLO, "good morning" },
  { TOPIC_HELLO, "good evening" },
  { TOPIC_HELLO, "good afternoon" },
};

static gboolean
is_nearly (const char *word, const char *wanted)
{
  gsize a = strlen (word), b = strlen (wanted), same = 0;

  if (strcmp (word, wanted) == 0)
    return TRUE;
  if (b < 6 || a + 1 < b || b + 1 < a)
    return FALSE;
  while (word[same] != '\0' && word[same] == wanted[same])
    same++;
  /* Behind the first difference: one letter replaced, one too many, or one missing. */
  return strcmp (word + same + (a >= b), wanted + same + (b >= a)) == 0;
}

static gboolean
has_word (GStrv words, const char *wanted)
{
  guint i;

  for (i = 0; words[i] != NULL; i++)
    if (is_nearly (words[i], wanted))
      return TRUE;
  return FALSE;
}

static gboolean
has_phrase (GStrv words, const char *phrase)
{
  g_autofree char *joined = g_strjoinv (" ", words);
  const char *found = strstr (joined, phrase);
  gsize length = strlen (phrase);

  return found != NULL && (found == joined || found[-1] == ' ') &&
         (found[length] == '\0' || found[length] == ' ');
}

static gboolean
fits (GStrv words, const char *pattern)
{
  g_auto (GStrv) wanted = NULL;
  guint i;

  if (pattern[0] == '=')
    return has_phrase (words, pattern + 1);
  wanted = g_strsplit (pattern, " ", -1);
  for (i = 0; wanted[i] != NULL; i++)
    if (!has_word (words, wanted[i]))
      return FALSE;
  return TRUE;
}

static GStrv
split_words (const char *heard)
{
  g_autofree char *lower = g_ascii_strdown (heard, -1);
  g_auto (GStrv) parts = g_strsplit_set (lower, " ,.;:!?\t\n", -1);
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  guint i;

  for (i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_strv_builder_add (words, parts[i]);
  return g_strv_builder_end (words);
}

/* What stands behind "say", "repeat" or "repeat after me" at the beginning, or NULL. */
static char *
find_dictation (GStrv words)
{
  guint i = 0;

  if (words[0] != NULL && (is_nearly (words[0], "please") || is_nearly (words[0], "now")))
    i++;
  if (words[i] == NULL || (strcmp (words[i], "say") != 0 && !is_nearly (words[i], "repeat")))
    return NULL;
  i++;
  if (words[i] != NULL && is_nearly (words[i], "after") && words[i + 1] != NULL)
    i += 2;
  if (words[i] == NULL || strcmp (words[i], "that") == 0 || strcmp (words[i], "it") == 0 ||
      strcmp (words[i], "again") == 0)
    return NULL;
  return g_strjoinv (" ", words + i);
}

static Topic
find_topic (GStrv words)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (patterns); i++)
    if (fits (words, patterns[i].words))
      return patterns[i].topic;
  return TOPIC_UNKNOWN;
}

static GStrv
say (const char *first, const char *second)
{
  const char *sentences[] = { first, second, NULL };

  return g_strdupv ((char **) sentences);
}

static GStrv
say_take (char *sentence)
{
  GStrv sentences = say (sentence, NULL);

  g_free (sentence);
  return sentences;
}

static GStrv
say_time (GDateTime *now)
{
  int hour = g_date_time_get_hour (now);
  const char *part = hour < 12 ? "in the morning" : hour < 18 ? "in the afternoon" : "in the evening";

  return say_take (g_strdup_printf ("It is %d:%02d %s.", (hour + 11) % 12 + 1, g_date_time_get_minute (now),
                                    part));
}

static GStrv
say_date (GDateTime *now)
{
  return say_take (g_date_time_format (now, "Today is %A, %B %-d, %Y."));
}

static GStrv
say_unknown (const char *heard, GStrv words)
{
  g_autofree char *written = aloud_wording_write (heard);
  g_autofree char *question = aloud_reflection_new ((const char *const *) words);
  g_autofree char *quote = g_strdup_printf ("I heard: %s", written);

  if (question != NULL)
    return say (question, NULL);
  return say (quote, "I only know a few things: the time, the date, a story, and how you sound.");
}

static GStrv
say_dictation (const char *dictation)
{
  g_autofree char *written = aloud_wording_write (dictation);

  return say_take (g_strdup_printf ("You said: %s", written));
}

static void
answer (AloudReply *self, Topic topic, const char *heard, GStrv words, const char *last, GDateTime *now)
{
  switch (topic)
    {
    case TOPIC_ECHO:
      self->sentences = say (PROMPT, NULL);
      self->records = TRUE;
      break;
    case TOPIC_STORY:
      self->sentences = g_strdupv ((char **) story);
      break;
    case TOPIC_TIME:
      self->sentences = say_time (now);
      break;
    case TOPIC_DATE:
      self->sentences = say_date (now);
      break;
    case TOPIC_AGAIN:
      self->sentences = say (last != NULL ? last : "I have not said anything yet.", NULL);
      break;
    case TOPIC_ABOUT:
      self->sentences = say ("I am the practice agent, and I live on your own computer.",
                             "Ask me for the time, the date or a story, let me repeat something, "
                             "or ask me how you sound.");
      break;
    case TOPIC_HEARING:
      self->sentences = say ("Yes, I can hear you.", NULL);
      break;
    case TOPIC_JOKE:
      self->sentences = say ("I only know one.",
                             "Why did the microphone blush? It was asked to listen closely.");
      break;
    case TOPIC_FEELINGS:
      self->sentences = say ("I guess feelings from your words alone, as a demonstration.",
                             "Say that you are happy, sad or angry, and look below your words.");
      break;
    case TOPIC_WELL:
      self->sentences = say ("I am well, thank you. How are you?", NULL);
      break;
    case TOPIC_THANKS:
      self->sentences = say ("You are welcome.", NULL);
      break;
    case TOPIC_STOP:
      self->sentences = say ("All right.", NULL);
      break;
    case TOPIC_GOODBYE:
      self->sentences = say (GOODBYE, NULL);
      self->hangs_up = TRUE;
      break;
    case TOPIC_HELLO:
      self->sentences = say ("Hello! It is good to hear you.", NULL);
      break;
    case TOPIC_UNKNOWN:
      self->sentences = say_unknown (heard, words);
      break;
    default:
      g_assert_not_reached ();
    }
}

AloudReply *
aloud_reply_new (const char *heard, gboolean recording, const char *last, GDateTime *now)
{
  AloudReply *self = g_new0 (AloudReply, 1);
  g_auto (GStrv) words = split_words (heard != NULL ? heard : "");
  g_autofree char *dictation = find_dictation (words);
  g_autofree char *numbers = aloud_reflection_count ((const char *const *) words);

  if (recording || heard == NULL)
    {
      self->sentences = say (SOUNDED, NULL);
      self->plays_back = TRUE;
    }
  else if (words[0] == NULL)
    {
      self->sentences = say (NO_WORDS, NULL);
    }
  else if (dictation != NULL)
    {
      self->sentences = say_dictation (dictation);
    }
  else if (numbers != NULL)
    {
      self->sentences = say (numbers, NULL);
    }
  else
    {
      answer (self, find_topic (words), heard, words, last, now);
    }
  return self;
}

void
aloud_reply_free (AloudReply *self)
{
  g_strfreev (self->sentences);
  g_free (self);
}

const char * const *
aloud_replies_get_greeting (gboolean understands)
{
  static const char * const greeting[] = { HELLO, TALK, NULL };
  static const char * const warning[] = { HELLO, DEAF, NULL };

  return understands ? greeting : warning;
}

const char *
aloud_replies_get_clip (const char *sentence)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (clips); i++)
    if (strcmp (clips[i].text, sentence) == 0)
      return clips[i].name;
  return NULL;
}
