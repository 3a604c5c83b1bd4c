/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib.h>

/* Stands in for the microphone while nothing comes of it: chunks of silence at the pace of real ones. Main
 * thread. */
typedef struct _AloudSilence AloudSilence;
typedef void (*AloudSilenceFunc) (GBytes   *chunk,
                                  gint64    arrived,
                                  gpointer  user_data);

AloudSilence *aloud_silence_new   (AloudSilenceFunc  func,
                                   gpointer          user_data) G_GNUC_WARN_UNUSED_RESULT;
void          aloud_silence_free  (AloudSilence     *self);
/* Silence, from now on, until a real chunk comes. */
void          aloud_silence_start     (AloudSilence     *self);
/* Real ones have come, so many at once: silence begins, some chunks late, when no other follows. */
void          aloud_silence_delay     (AloudSilence     *self,
                                       gint64            arrived,
                                       guint             chunks);
/* @func may do it. */
void          aloud_silence_stop      (AloudSilence     *self);
GBytes       *aloud_silence_get_chunk (AloudSilence *self);
