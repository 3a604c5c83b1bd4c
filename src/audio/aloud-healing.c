/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-healing.h"

#include "aloud-voice.h"

/* Before each try; the last is repeated until the time is up. */
static const guint tries_ms[] = { 200, 1000, 3000 };
#define GIVE_UP_US (60 * G_USEC_PER_SEC)
/* So many chunks, and a pipeline is well. */
#define WELL 25

struct _AloudHealing
{
  void (*try) (gpointer user_data);
  void (*changed) (gpointer user_data);
  gpointer user_data;

  guint heard;        /* chunks of this pipeline */
  gboolean was_heard; /* this one or one before */
  gboolean deaf;
  guint tries;
  gint64 ill_since;
  guint timer;
  gboolean ill;
};

static void
update (AloudHealing *self)
{
  gboolean ill = self->tries > 0 || self->deaf;

  if (self->ill == ill)
    return;
  self->ill = ill;
  g_debug ("%s", ill ? "There is no sound: silence stands in" : "The sound is back");
  self->changed (self->user_data);
}

static void
on_timer (gpointer user_data)
{
  AloudHealing *self = user_data;

  self->timer = 0;
  self->try (self->user_data);
}

AloudHealing *
aloud_healing_new (void (*try) (gpointer user_data), void (*changed) (gpointer user_data), gpointer user_data)
{
  AloudHealing *self = g_new0 (AloudHealing, 1);

  self->try = try;
  self->changed = changed;
  self->user_data = user_data;
  return self;
}

void
aloud_healing_free (AloudHealing *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  g_free (self);
}

void
aloud_healing_reset (AloudHealing *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  self->tries = 0;
  self->was_heard = FALSE;
  self->deaf = FALSE;
  update (self);
}

void
aloud_healing_begin (AloudHealing *self)
{
  self->heard = 0;
}

void
aloud_healing_hear (AloudHealing *self)
{
  self->was_heard = TRUE;
  if (++self->heard != WELL)
    return;
  self->tries = 0;
  update (self);
}

void
aloud_healing_set_deaf (AloudHealing *self, gboolean deaf)
{
  self->deaf = deaf;
  update (self);
}

gboolean
aloud_healing_is_deaf (AloudHealing *self)
{
  return self->deaf;
}

gboolean
aloud_healing_hope (AloudHealing *self, const GError *error)
{
  gint64 now = g_get_monotonic_time ();

  /* What has never been heard is for the person to set right, and so is what will not change by waiting. */
  if (!self->was_heard ||
      g_error_matches (error, ALOUD_VOICE_ERROR, ALOUD_VOICE_ERROR_MISSING_PLUGIN) ||
      g_error_matches (error, ALOUD_VOICE_ERROR, ALOUD_VOICE_ERROR_DENIED))
    return FALSE;
  if (self->tries++ == 0)
    self->ill_since = now;
  if (now - self->ill_since > GIVE_UP_US)
    return FALSE;

  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer = g_timeout_add_once (tries_ms[MIN (self->tries, G_N_ELEMENTS (tries_ms)) - 1], on_timer, self);
  update (self);
  return TRUE;
}

gboolean
aloud_healing_is_ill (AloudHealing *self)
{
  return self->ill;
}
