/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib.h>

/* Finds the turns of a caller in the stream of the microphone: a turn begins when something louder than
 * the room was heard for long enough, and ends after a pause. Counts samples and never looks at a clock,
 * so that the same sound always has the same turns, however fast and in whatever pieces it comes. */
typedef struct _AloudListener AloudListener;

typedef struct {
  /* Somebody speaks. @position: of the turn's first sample, counted from the start of the stream. */
  void (*began) (gint64        position,
                 gpointer      user_data);
  /* The next samples of the turn; the first come with a little of what was before it. */
  void (*sound) (const gint16 *samples,
                 gsize         n_samples,
                 gpointer      user_data);
  void (*ended) (gpointer      user_data);
} AloudListenerFuncs;

/* @funcs must outlive the listener. */
AloudListener *aloud_listener_new         (const AloudListenerFuncs *funcs,
                                           gpointer                  user_data) G_GNUC_WARN_UNUSED_RESULT;
void           aloud_listener_free        (AloudListener            *self);
void           aloud_listener_hear        (AloudListener            *self,
                                           const gint16             *samples,
                                           gsize                     n_samples);
/* How long a pause ends a turn (800 ms), and how much sound makes one (180 ms); what is out of reason is
 * clamped. */
void           aloud_listener_set_pause   (AloudListener            *self,
                                           double                    seconds);
void           aloud_listener_set_shortest (AloudListener           *self,
                                           double                    seconds);
/* Samples heard so far. */
gint64         aloud_listener_get_position (AloudListener           *self);
gboolean       aloud_listener_get_in_turn  (AloudListener           *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AloudListener, aloud_listener_free)
