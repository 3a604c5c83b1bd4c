/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-growth.h"

#include "aloud-tcp.h"

#define LOOK_MS 200

struct _AloudGrowth
{
  GSocket *tcp;
  const AloudConnectionCounters *counters; /* borrowed */
  guint64 max;
  void (*endless) (gpointer user_data);
  gpointer user_data;

  guint timer;
  guint messages;   /* at the last look */
  guint64 received; /* bytes, when there was another message */
};

static gboolean
on_look (gpointer user_data)
{
  AloudGrowth *self = user_data;
  guint messages = self->counters->messages_received + self->counters->binary_ignored;
  guint64 received = aloud_tcp_get_received (self->tcp);

  if (messages != self->messages || self->received == 0)
    {
      self->messages = messages;
      self->received = received;
    }
  if (received - self->received <= self->max)
    return G_SOURCE_CONTINUE;
  self->timer = 0;
  self->endless (self->user_data); /* may be the end of us */
  return G_SOURCE_REMOVE;
}

AloudGrowth *
aloud_growth_new (GSocket                       *tcp,
                  const AloudConnectionCounters *counters,
                  guint64                        max,
                  void                         (*endless) (gpointer user_data),
                  gpointer                       user_data)
{
  AloudGrowth *self = g_new0 (AloudGrowth, 1);

  self->tcp = g_object_ref (tcp);
  self->counters = counters;
  self->max = max;
  self->endless = endless;
  self->user_data = user_data;
  self->timer = g_timeout_add (LOOK_MS, on_look, self);
  return self;
}

void
aloud_growth_free (AloudGrowth *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  g_object_unref (self->tcp);
  g_free (self);
}
