/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-dialogue.h"
#include "aloud-line.h"
#include "aloud-quiet.h"
#include "aloud-session.h"
#include "aloud-upstream.h"

/* Shared by the files of the session: the call, its properties, and the talk key. */
struct _AloudSession
{
  GObject parent;

  /* Injected */
  AloudVoice *voice;
  guint retry_unit_ms;
  guint wait_unit_ms;
  guint retry_seed;
  GNetworkMonitor *network;

  /* Owned */
  AloudAgent *agent;
  AloudTranscript *transcript;
  AloudLine *line;
  AloudDialogue *dialogue;
  AloudMicrophone *microphone;
  AloudUpstream *upstream;
  GError *error;
  AloudQuiet quiet;
  guint audio_timer;

  /* State */
  AloudState state;
  AloudActivity activity;
  gboolean hung_up;             /* the person ended the call: what follows is no error */
  gboolean idle_warned;         /* the connection was closed after a warning that nobody speaks */
  gboolean echo_told;           /* in this call: who knows it does not need to be told again */
  gboolean overflow_told;       /* the same of an agent that sends too much */
  gboolean forgotten;           /* Aloud hung up, since nobody spoke */
  gboolean first_audio_sent;
  gint64 connected_at;
  double capture_to_wire_us;
  guint capture_to_wire_max_us;
};

void aloud_session_install_properties (GObjectClass *object_class);
void aloud_session_set_on_hold        (AloudSession *self,
                                       gboolean      on_hold);
/* A chunk that arrived from the microphone at @arrived is on the wire @now. */
void aloud_session_measure_capture    (AloudSession *self,
                                       gint64        arrived,
                                       gint64        now);
