/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <libsoup/soup.h>

#include "aloud-narrator.h"
#include "aloud-recogniser.h"
#include "aloud-wire.h"

/* What all calls share. */
typedef struct {
  AloudRecogniser *recogniser;
  AloudNarrator   *narrator;
  AloudStyle       style;
} AloudMeans;

/* One conversation, from the accepted connection to its close: takes the caller's messages, decides when
 * to listen, answer, be silent and hang up.
 *
 * Signals: "dialect" (const char *how)  the caller has made its first sound, or sent its first text: "the flat
 *          dialect" and the like, for people
 *          "over" ()  the connection is closed */
#define ALOUD_TYPE_PRACTICE_CALL (aloud_practice_call_get_type ())
G_DECLARE_FINAL_TYPE (AloudPracticeCall, aloud_practice_call, ALOUD, PRACTICE_CALL, GObject)

/* Greets at once. */
AloudPracticeCall *aloud_practice_call_new     (SoupWebsocketConnection *connection,
                                                const AloudMeans        *means,
                                                const char              *connection_id,
                                                const char              *project_id,
                                                const char              *config_id) G_GNUC_WARN_UNUSED_RESULT;
/* The program ends. */
void               aloud_practice_call_go_away (AloudPracticeCall       *self);
