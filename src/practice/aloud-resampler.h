/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib.h>

/* Changes the rate of 16 bit mono sound: a stream of pieces that join without a seam. Any thread, one at
 * a time. */
typedef struct _AloudResampler AloudResampler;

AloudResampler *aloud_resampler_new    (guint           from,
                                        guint           to) G_GNUC_WARN_UNUSED_RESULT;
void            aloud_resampler_free   (AloudResampler *self);
/* Appends what comes out to @out, a GArray of gint16. */
void            aloud_resampler_push   (AloudResampler *self,
                                        const gint16   *samples,
                                        gsize           n_samples,
                                        GArray         *out);
/* The last samples, which the filter still held back. */
void            aloud_resampler_finish (AloudResampler *self,
                                        GArray         *out);

/* A whole sound at once: S16 samples of the machine's byte order. */
GBytes         *aloud_resample         (const gint16   *samples,
                                        gsize           n_samples,
                                        guint           from,
                                        guint           to) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AloudResampler, aloud_resampler_free)
