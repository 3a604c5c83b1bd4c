/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-upstream.h"

#define GATHERED_MAX (1000 / ALOUD_CHUNK_MS)

struct _AloudUpstream
{
  GObject parent;

  /* Injected */
  AloudLine *line;
  AloudMicrophone *microphone;

  /* Owned */
  GQueue gathered; /* of GBytes */

  /* State */
  AloudUpstreamStage stage;
};

G_DEFINE_FINAL_TYPE (AloudUpstream, aloud_upstream, G_TYPE_OBJECT)

static guint signal_sent;

/* Whoever hears of it may end the call. */
static void
send_gathered (AloudUpstream *self, gint64 arrived)
{
  GBytes *bytes;

  while (self->stage == ALOUD_UPSTREAM_FLOWING && (bytes = g_queue_pop_head (&self->gathered)) != NULL)
    {
      if (aloud_line_send_audio (self->line, bytes) == ALOUD_AUDIO_SENT)
        g_signal_emit (self, signal_sent, 0, arrived, (guint) g_bytes_get_size (bytes));
      g_bytes_unref (bytes);
    }
}

static void
aloud_upstream_dispose (GObject *object)
{
  AloudUpstream *self = ALOUD_UPSTREAM (object);

  g_queue_clear_full (&self->gathered, (GDestroyNotify) g_bytes_unref);
  g_clear_object (&self->line);
  g_clear_object (&self->microphone);

  G_OBJECT_CLASS (aloud_upstream_parent_class)->dispose (object);
}

static void
aloud_upstream_class_init (AloudUpstreamClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = aloud_upstream_dispose;

  signal_sent = g_signal_new ("sent", ALOUD_TYPE_UPSTREAM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                              G_TYPE_INT64, G_TYPE_UINT);
}

static void
aloud_upstream_init (AloudUpstream *self)
{
  g_queue_init (&self->gathered);
}

AloudUpstream *
aloud_upstream_new (AloudLine *line, AloudMicrophone *microphone)
{
  AloudUpstream *self;

  g_return_val_if_fail (ALOUD_IS_LINE (line), NULL);
  g_return_val_if_fail (ALOUD_IS_MICROPHONE (microphone), NULL);

  self = g_object_new (ALOUD_TYPE_UPSTREAM, NULL);
  self->line = g_object_ref (line);
  self->microphone = g_object_ref (microphone);
  return self;
}

void
aloud_upstream_set_stage (AloudUpstream *self, AloudUpstreamStage stage)
{
  g_return_if_fail (ALOUD_IS_UPSTREAM (self));

  self->stage = stage;
  if (stage == ALOUD_UPSTREAM_SHUT)
    g_queue_clear_full (&self->gathered, (GDestroyNotify) g_bytes_unref);
  send_gathered (self, 0);
}

void
aloud_upstream_take (AloudUpstream *self, GBytes *chunk, gint64 arrived)
{
  g_return_if_fail (ALOUD_IS_UPSTREAM (self));

  if (self->stage == ALOUD_UPSTREAM_SHUT)
    return;
  aloud_microphone_take (self->microphone, chunk, &self->gathered);
  send_gathered (self, arrived);
  while (g_queue_get_length (&self->gathered) > GATHERED_MAX)
    g_bytes_unref (g_queue_pop_head (&self->gathered));
}
