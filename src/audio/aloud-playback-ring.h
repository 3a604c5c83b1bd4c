/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib.h>

/* Speech that waits for the loudspeaker: the main thread appends and clears, GStreamer's streaming thread
 * takes pieces out. Every function may be called from either; all times are CLOCK_MONOTONIC, us. Samples are
 * S16 mono at the rate given to new().
 *
 * Playing begins when the pre-buffer (60 ms) is filled or has waited long enough. Running dry in
 * mid-speech makes the pre-buffer longer, half a minute without that makes it short again. */
typedef struct _AloudPlaybackRing AloudPlaybackRing;

AloudPlaybackRing *aloud_playback_ring_new            (guint              rate) G_GNUC_WARN_UNUSED_RESULT;
void               aloud_playback_ring_free           (AloudPlaybackRing *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AloudPlaybackRing, aloud_playback_ring_free)

/* FALSE when two minutes are queued already; what does not fit is dropped. */
gboolean           aloud_playback_ring_push           (AloudPlaybackRing *self,
                                                       const gint16      *samples,
                                                       gsize              n_samples,
                                                       gint64             now);
/* Always fills @samples, with silence when there is nothing to play. TRUE when that changed the answer of
 * get_sounding(). */
gboolean           aloud_playback_ring_pop            (AloudPlaybackRing *self,
                                                       gint16            *samples,
                                                       gsize              n_samples,
                                                       gint64             now);
/* Waits until there is speech to play, at most until @deadline; the streaming thread only. FALSE: the time
 * has passed, or what was queued has been cleared. */
gboolean           aloud_playback_ring_wait           (AloudPlaybackRing *self,
                                                       gint64             deadline);
/* Drops everything but the next @fade_ms, which fade out; TRUE as above. */
gboolean           aloud_playback_ring_clear          (AloudPlaybackRing *self,
                                                       guint              fade_ms,
                                                       gint64             now);
guint              aloud_playback_ring_get_queued_ms  (AloudPlaybackRing *self);
guint              aloud_playback_ring_get_prebuffer_ms (AloudPlaybackRing *self);
/* How often speech came too late since new(). */
guint              aloud_playback_ring_get_underruns  (AloudPlaybackRing *self);
/* TRUE from the first piece of speech taken out until the last has had the time to leave the loudspeaker. */
gboolean           aloud_playback_ring_get_sounding   (AloudPlaybackRing *self,
                                                       gint64            *since);
