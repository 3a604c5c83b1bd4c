/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-read-along.h"

#include <math.h>

#define LATENCY_MS  60.0  /* from the queue to the ear, at least */
#define FIRST_RATE  0.012 /* letters a ms, before the voice is known: slow, to be late rather than early */
#define CAUTION     0.94  /* of the rate that the voice had */
#define LEARN_MS    1500  /* of speech, from which a rate is believed */
#define SLOW        0.004 /* no voice is slower: the text lags behind its speech */
#define FAST        0.025 /* nor faster: the text runs ahead */

/* Up to where text was heard when so much speech had been. */
typedef struct {
  double ms;
  double letters;
} Anchor;

typedef struct {
  AloudTurn *turn;
  double start_ms;     /* where its speech begins, of all that was queued */
  double audio_ms;     /* of it that was queued */
  GArray *anchors;
  double letters;      /* of its text, by weight */
  gboolean sounded;    /* speech has come since the last text */
  gboolean text_leads; /* where text came told nothing */
  gboolean complete;   /* nothing more will come */
} Answer;

struct _AloudReadAlong
{
  GQueue answers;   /* Answer, in the order of their speech */
  double queued_ms; /* all that ever was, since there was nothing to be heard */
  double rate;      /* letters a ms of this voice */
  AloudTurn *over;  /* the last that has been heard to its end, or NULL; and so much of it */
  double over_letters;
};

/* Some signs take longer to say than a letter. */
static double
weigh (gunichar c)
{
  if (g_unichar_isdigit (c))
    return 3;
  return c >= 0x2e80 && c <= 0xd7a3 ? 2 : 1;
}

static double
measure (const char *text)
{
  double letters = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    letters += weigh (g_utf8_get_char (text));
  return letters;
}

/* In characters, where the last word ends of which all letters are among the first @letters. */
static int
find_word (const char *text, double letters)
{
  int n = 0, word = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text), n++)
    {
      gunichar c = g_utf8_get_char (text);

      if (g_unichar_isspace (c) || weigh (c) == 2)
        word = n;
      letters -= weigh (c);
      if (letters < 0)
        return word;
    }
  return n;
}

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_object_unref (answer->turn);
  g_array_unref (answer->anchors);
  g_free (answer);
}

static Answer *
get_answer (AloudReadAlong *self, AloudTurn *turn)
{
  Answer *answer = g_queue_peek_tail (&self->answers);

  if (answer != NULL && answer->turn == turn)
    return answer;
  if (answer != NULL)
    answer->complete = TRUE;
  answer = g_new0 (Answer, 1);
  answer->turn = g_object_ref (turn);
  answer->start_ms = self->queued_ms;
  answer->anchors = g_array_new (FALSE, FALSE, sizeof (Anchor));
  if (turn == self->over) /* it goes on */
    {
      Anchor anchor = { 0, self->over_letters };

      g_array_append_val (answer->anchors, anchor);
    }
  g_queue_push_tail (&self->answers, answer);
  return answer;
}

static Anchor
get_last_anchor (const Answer *answer)
{
  Anchor none = { 0, 0 };

  return answer->anchors->len > 0 ? g_array_index (answer->anchors, Anchor, answer->anchors->len - 1) : none;
}

/* Text has come after speech: what had come before it has been said by the end of that speech. */
static void
add_anchor (Answer *answer)
{
  Anchor last = get_last_anchor (answer);
  Anchor anchor = { answer->audio_ms, answer->letters };
  double rate = (anchor.letters - last.letters) / MAX (anchor.ms - last.ms, 1);

  if (rate > FAST)
    answer->text_leads = TRUE;
  if (!answer->text_leads && rate >= SLOW)
    g_array_append_val (answer->anchors, anchor);
}

/* How much text was heard when @ms of the answer's speech have been. */
static double
estimate (AloudReadAlong *self, const Answer *answer, double ms)
{
  Anchor before = { 0, 0 };
  double left, length;

  for (guint i = 0; i < answer->anchors->len; i++)
    {
      Anchor anchor = g_array_index (answer->anchors, Anchor, i);

      if (anchor.ms > ms)
        return before.letters + (ms - before.ms) / (anchor.ms - before.ms) * (anchor.letters - before.letters);
      before = anchor;
    }
  left = answer->letters - before.letters;
  length = answer->audio_ms - before.ms;
  if (!answer->complete)
    length = MAX (length, left / (self->rate * CAUTION));
  return before.letters + (length > 0 ? CLAMP ((ms - before.ms) / length, 0, 1) * left : 0);
}

static void
learn (AloudReadAlong *self, const Answer *answer)
{
  double before = answer->anchors->len > 0 && g_array_index (answer->anchors, Anchor, 0).ms == 0
                    ? g_array_index (answer->anchors, Anchor, 0).letters : 0;
  double rate = (answer->letters - before) / MAX (answer->audio_ms, 1);

  if (answer->audio_ms >= LEARN_MS && rate >= SLOW && rate <= FAST)
    self->rate = rate;
}

static void
set_heard (Answer *answer, double letters)
{
  int heard = find_word (aloud_turn_get_text (answer->turn), letters);

  if (heard > aloud_turn_get_heard (answer->turn))
    aloud_turn_set_heard (answer->turn, heard);
}

/* Nothing of it was heard yet, or what was before. */
static void
begin (Answer *answer)
{
  Anchor last = get_last_anchor (answer);

  if (aloud_turn_get_heard (answer->turn) < 0)
    set_heard (answer, last.ms == 0 ? last.letters : 0);
}

static void
finish (AloudReadAlong *self, Answer *answer)
{
  learn (self, answer);
  aloud_turn_set_heard (answer->turn, -1);
  if (answer->audio_ms > 0)
    aloud_turn_set_ended (answer->turn, g_get_real_time ());
  g_set_object (&self->over, answer->turn);
  self->over_letters = answer->letters;
}

AloudReadAlong *
aloud_read_along_new (void)
{
  AloudReadAlong *self = g_new0 (AloudReadAlong, 1);

  g_queue_init (&self->answers);
  self->rate = FIRST_RATE;
  return self;
}

void
aloud_read_along_free (AloudReadAlong *self)
{
  g_queue_clear_full (&self->answers, answer_free);
  g_clear_object (&self->over);
  g_free (self);
}

void
aloud_read_along_add_text (AloudReadAlong *self, AloudTurn *turn)
{
  Answer *answer;

  g_return_if_fail (self != NULL);
  g_return_if_fail (ALOUD_IS_TURN (turn));

  answer = get_answer (self, turn);
  if (answer->sounded)
    add_anchor (answer);
  answer->sounded = FALSE;
  answer->letters = measure (aloud_turn_get_text (turn));
  begin (answer);
}

void
aloud_read_along_add_audio (AloudReadAlong *self, AloudTurn *turn, double ms, gboolean last)
{
  Answer *answer;

  g_return_if_fail (self != NULL);

  if (turn == NULL)
    {
      self->queued_ms += ms;
      return;
    }
  answer = get_answer (self, turn);
  if (answer->audio_ms == 0)
    answer->start_ms = self->queued_ms;
  if (answer->letters == 0)
    answer->letters = measure (aloud_turn_get_text (turn));
  if (ms > 0)
    begin (answer);
  answer->audio_ms += ms;
  answer->sounded = answer->sounded || ms > 0;
  answer->complete = answer->complete || last;
  self->queued_ms += ms;
}

void
aloud_read_along_end (AloudReadAlong *self)
{
  g_return_if_fail (self != NULL);

  for (GList *l = self->answers.head; l != NULL; l = l->next)
    {
      Answer *answer = l->data;

      answer->complete = TRUE;
      if (answer->audio_ms == 0)
        aloud_turn_set_heard (answer->turn, -1);
    }
}

gboolean
aloud_read_along_advance (AloudReadAlong *self, guint queued_ms, gboolean heard)
{
  double so_far;
  Answer *answer;

  g_return_val_if_fail (self != NULL, FALSE);

  so_far = self->queued_ms - queued_ms - LATENCY_MS;
  while ((answer = g_queue_peek_head (&self->answers)) != NULL)
    {
      double ms = so_far - answer->start_ms;
      gboolean over = answer->complete && (ms >= answer->audio_ms || !heard);

      if (!over && ms > 0 && answer->audio_ms > 0)
        set_heard (answer, estimate (self, answer, MIN (ms, answer->audio_ms)));
      if (!over)
        break;
      finish (self, answer);
      answer_free (g_queue_pop_head (&self->answers));
    }
  if (answer == NULL)
    self->queued_ms = 0;
  return answer != NULL && answer->audio_ms > 0;
}

void
aloud_read_along_cut (AloudReadAlong *self)
{
  g_return_if_fail (self != NULL);

  for (GList *l = self->answers.head; l != NULL; l = l->next)
    {
      Answer *answer = l->data;

      if (answer->audio_ms > 0)
        aloud_turn_set_ended (answer->turn, g_get_real_time ());
    }
  g_queue_clear_full (&self->answers, answer_free);
  self->queued_ms = 0;
}
