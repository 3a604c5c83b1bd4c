/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-delivery.h"

#include "aloud-replies.h"
#include "aloud-speech.h"

#define AHEAD (2 * ALOUD_SAMPLE_RATE)
#define CHUNK (ALOUD_SAMPLE_RATE / 5)

typedef struct {
  char *text;     /* or NULL */
  GBytes *sound;  /* NULL until it was made */
  gsize sent;     /* samples */
} Piece;

struct _AloudDelivery
{
  GObject parent;

  AloudNarrator *narrator;
  AloudStyle style;

  GQueue pieces;            /* of the answer; the first is being sent */
  GCancellable *making;     /* not NULL while a sentence is made */
  guint generation;
  guint n_texts, n_chunks;
  GString *so_far;
  gboolean silent_text;
  gboolean excused;         /* "the answer is written" has been said */

  gint64 clock;
  gint64 heard_until;       /* when the caller will have heard what was sent */
};

G_DEFINE_FINAL_TYPE (AloudDelivery, aloud_delivery, G_TYPE_OBJECT)

enum {
  MESSAGE,
  SAID,
  LAST_SIGNAL,
};

static guint signals[LAST_SIGNAL];

static void
piece_free (gpointer data)
{
  Piece *piece = data;

  g_free (piece->text);
  g_clear_pointer (&piece->sound, g_bytes_unref);
  g_free (piece);
}

static void
send_take (AloudDelivery *self, char *json)
{
  g_autofree char *message = json;

  g_signal_emit (self, signals[MESSAGE], 0, message);
}

static void
did_make (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AloudDelivery) self = ALOUD_DELIVERY (user_data);
  g_autoptr (GBytes) sound = aloud_narrator_say_finish (ALOUD_NARRATOR (source), result, NULL);
  GList *link;

  if (sound == NULL) /* stopped meanwhile: another answer may be under way already */
    return;

  g_clear_object (&self->making);
  for (link = self->pieces.head; link != NULL; link = link->next)
    {
      Piece *piece = link->data;

      if (piece->sound != NULL)
        continue;
      piece->sound = g_steal_pointer (&sound);
      break;
    }
  aloud_delivery_advance (self, self->clock);
}

/* A build without a voice has one clip for all that it cannot say: once per answer is enough. */
static gboolean
is_mute (AloudDelivery *self, const char *text)
{
  if (aloud_synthesis_says_anything () || aloud_replies_get_clip (text) != NULL)
    return FALSE;
  if (self->excused)
    return TRUE;
  self->excused = TRUE;
  return FALSE;
}

/* Makes the next sentence while the one before is sent: at most one in flight, at most one waiting. */
static void
make_next (AloudDelivery *self)
{
  guint i, n = MIN (self->pieces.length, 2);

  if (self->making != NULL)
    return;
  for (i = 0; i < n; i++)
    {
      Piece *piece = g_queue_peek_nth (&self->pieces, i);

      if (piece->sound == NULL)
        piece->sound = aloud_narrator_recall (self->narrator, piece->text);
      if (piece->sound == NULL && is_mute (self, piece->text))
        piece->sound = g_bytes_new (NULL, 0);
      if (piece->sound != NULL)
        continue;
      self->making = g_cancellable_new ();
      aloud_narrator_say_async (self->narrator, piece->text, self->making, did_make, g_object_ref (self));
      return;
    }
}

static gboolean
has_text_after (AloudDelivery *self)
{
  GList *link;

  for (link = self->pieces.head->next; link != NULL; link = link->next)
    if (((Piece *) link->data)->text != NULL)
      return TRUE;
  return FALSE;
}

static void
send_text (AloudDelivery *self, const char *text)
{
  gboolean final = !has_text_after (self);
  g_autofree char *delta = NULL;

  if (self->silent_text)
    return;
  delta = g_strconcat (text, final ? "" : " ", NULL);
  g_string_append (self->so_far, delta);
  send_take (self, aloud_wire_answer_text (&self->style, self->generation, self->n_texts++,
                                           self->style.cumulative ? self->so_far->str : delta, final));
}

static void
send_chunk (AloudDelivery *self, Piece *piece)
{
  gsize n_samples = g_bytes_get_size (piece->sound) / sizeof (gint16);
  const gint16 *samples = g_bytes_get_data (piece->sound, NULL);
  gsize n = MIN (n_samples - piece->sent, CHUNK);
  gboolean last = self->pieces.length == 1 && piece->sent + n == n_samples;
  guint generation = self->generation;
  gsize from = piece->sent;

  if (from == 0 && piece->text != NULL)
    send_text (self, piece->text);
  if (generation != self->generation || (n == 0 && !last))
    return;

  piece->sent += n;
  self->heard_until = MAX (self->heard_until, self->clock) + n;
  send_take (self,
             aloud_wire_answer_audio (&self->style, generation, self->n_chunks++, samples + from, n, last));
}

static void
pump (AloudDelivery *self)
{
  guint generation = self->generation;

  while (generation == self->generation && !g_queue_is_empty (&self->pieces))
    {
      Piece *piece = g_queue_peek_head (&self->pieces);

      make_next (self);
      if (piece->sound == NULL || self->heard_until - self->clock >= AHEAD)
        return;
      send_chunk (self, piece);
      if (generation != self->generation)
        return;
      if (piece->sent < g_bytes_get_size (piece->sound) / sizeof (gint16))
        continue;
      piece_free (g_queue_pop_head (&self->pieces));
      if (g_queue_is_empty (&self->pieces))
        g_signal_emit (self, signals[SAID], 0);
    }
}

static void
drop (AloudDelivery *self)
{
  g_cancellable_cancel (self->making);
  g_clear_object (&self->making);
  g_queue_clear_full (&self->pieces, piece_free);
  self->generation++;
}

static void
aloud_delivery_dispose (GObject *object)
{
  AloudDelivery *self = ALOUD_DELIVERY (object);

  drop (self);
  g_clear_object (&self->narrator);

  G_OBJECT_CLASS (aloud_delivery_parent_class)->dispose (object);
}

static void
aloud_delivery_finalize (GObject *object)
{
  AloudDelivery *self = ALOUD_DELIVERY (object);

  g_string_free (self->so_far, TRUE);

  G_OBJECT_CLASS (aloud_delivery_parent_class)->finalize (object);
}

static void
aloud_delivery_class_init (AloudDeliveryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = aloud_delivery_dispose;
  object_class->finalize = aloud_delivery_finalize;

  signals[MESSAGE] = g_signal_new ("message", ALOUD_TYPE_DELIVERY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SAID] = g_signal_new ("said", ALOUD_TYPE_DELIVERY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
}

static void
aloud_delivery_init (AloudDelivery *self)
{
  self->so_far = g_string_new (NULL);
}

AloudDelivery *
aloud_delivery_new (AloudNarrator *narrator, const AloudStyle *style)
{
  AloudDelivery *self = g_object_new (ALOUD_TYPE_DELIVERY, NULL);

  self->narrator = g_object_ref (narrator);
  self->style = *style;
  return self;
}

static void
add_piece (AloudDelivery *self, const char *text, GBytes *sound)
{
  Piece *piece = g_new0 (Piece, 1);

  piece->text = g_strdup (text);
  piece->sound = sound != NULL ? g_bytes_ref (sound) : NULL;
  g_queue_push_tail (&self->pieces, piece);
}

void
aloud_delivery_say (AloudDelivery *self, const char * const *sentences, GBytes *recording,
                    gboolean silent_text)
{
  guint i;

  g_return_if_fail (ALOUD_IS_DELIVERY (self));
  g_return_if_fail (sentences != NULL && sentences[0] != NULL);

  drop (self);
  self->silent_text = silent_text;
  self->excused = FALSE;
  self->n_texts = self->n_chunks = 0;
  g_string_truncate (self->so_far, 0);
  for (i = 0; sentences[i] != NULL; i++)
    {
      add_piece (self, sentences[i], NULL);
      if (i == 0 && recording != NULL)
        add_piece (self, NULL, recording);
    }
  pump (self);
}

void
aloud_delivery_advance (AloudDelivery *self, gint64 clock)
{
  g_return_if_fail (ALOUD_IS_DELIVERY (self));

  self->clock = clock;
  pump (self);
}

gboolean
aloud_delivery_is_speaking (AloudDelivery *self)
{
  g_return_val_if_fail (ALOUD_IS_DELIVERY (self), FALSE);

  return !g_queue_is_empty (&self->pieces) || self->heard_until > self->clock;
}

gboolean
aloud_delivery_stop (AloudDelivery *self)
{
  gboolean speaking;

  g_return_val_if_fail (ALOUD_IS_DELIVERY (self), FALSE);

  speaking = aloud_delivery_is_speaking (self);
  drop (self);
  self->heard_until = self->clock;
  return speaking;
}
