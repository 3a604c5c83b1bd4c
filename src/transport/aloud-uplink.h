/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <libsoup/soup.h>

#include "aloud-connection.h"

/* The way out of one connection. libsoup's queue has no bound and no measure, so this one watches whether the network
 * takes anything: as long as it does not, the last 200 ms of audio wait here and what is older is dropped. In the
 * documented dialect two chunks go out as one message.
 * For the files of this folder only. */
typedef struct _AloudUplink AloudUplink;

typedef enum {
  ALOUD_UPLINK_FLOWING,
  ALOUD_UPLINK_SLOW,     /* nothing was taken for as long as slow_ms */
  ALOUD_UPLINK_STALLED,  /* nothing was taken for as long as stalled_ms; the last that is said */
} AloudUplinkState;

/* Called when the state changes, always from the main loop. The uplink may be freed in it. */
typedef void (*AloudUplinkFunc) (AloudUplinkState state,
                                 gpointer         user_data);

/* @dialect: how audio is written. @counters: where to count what was sent and dropped; must outlive the uplink. */
AloudUplink *aloud_uplink_new        (SoupWebsocketConnection *socket,
                                      AloudDialect             dialect,
                                      guint                    slow_ms,
                                      guint                    stalled_ms,
                                      AloudConnectionCounters *counters,
                                      AloudUplinkFunc          callback,
                                      gpointer                 user_data) G_GNUC_WARN_UNUSED_RESULT;
void         aloud_uplink_free       (AloudUplink             *self);
/* Drops what is held and watches nothing any more. To be called as soon as the connection is not open any more. */
void         aloud_uplink_stop       (AloudUplink             *self);
AloudAudioFate
             aloud_uplink_send_audio (AloudUplink             *self,
                                      GBytes                  *pcm);
/* Sends what waits for a second half: no more audio is to come. */
void         aloud_uplink_flush      (AloudUplink             *self);
void         aloud_uplink_send_text  (AloudUplink             *self,
                                      const char              *text);
