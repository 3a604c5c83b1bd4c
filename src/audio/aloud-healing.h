/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib.h>

/* When a pipeline that has been heard fails, another is tried in its place, for a minute. This counts the
 * tries and knows whether there is sound; building is the duplex's. Main thread only. */
typedef struct _AloudHealing AloudHealing;

/* @try: build another pipeline now. @changed: aloud_healing_is_ill() has another answer. */
AloudHealing *aloud_healing_new      (void         (*try)     (gpointer user_data),
                                      void         (*changed) (gpointer user_data),
                                      gpointer       user_data) G_GNUC_WARN_UNUSED_RESULT;
void          aloud_healing_free     (AloudHealing  *self);
/* The call is over. */
void          aloud_healing_reset    (AloudHealing  *self);
/* A pipeline has been built, and nothing heard of it yet. */
void          aloud_healing_begin    (AloudHealing  *self);
/* 20 ms of it have been heard. */
void          aloud_healing_hear     (AloudHealing  *self);
/* @deaf: what it hears is no microphone. */
void          aloud_healing_set_deaf (AloudHealing  *self,
                                      gboolean       deaf);
gboolean      aloud_healing_is_deaf  (AloudHealing  *self);
/* The pipeline failed with @error (an ALOUD_VOICE_ERROR). TRUE: take it down, @try comes; FALSE: there is
 * nothing to hope for. */
gboolean      aloud_healing_hope     (AloudHealing  *self,
                                      const GError  *error);
gboolean      aloud_healing_is_ill   (AloudHealing  *self);
