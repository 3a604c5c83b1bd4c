/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-route.h"

/* Client to server: each returns the JSON text of one message, with "timestamp" (seconds, three decimals) and
 * "message_id" (UUID v4) beside "type". What a message says stands beside them in the flat dialect (the vendor's React
 * SDK) and in "data" in the documented one (docs.nextevi.com/api-reference/websocket). */

/* 24 kHz, mono, linear16.
 * @settings: a{sv} of session settings, or NULL. Those that the service does not know are left out. In the flat dialect,
 * turn and emotion detection go out in both forms: nobody knows which of them the service reads. */
char *aloud_request_session_settings (AloudDialect  dialect,
                                      GVariant     *settings) G_GNUC_WARN_UNUSED_RESULT;
char *aloud_request_keep_alive       (void) G_GNUC_WARN_UNUSED_RESULT;
char *aloud_request_text_input       (AloudDialect  dialect,
                                      const char   *text) G_GNUC_WARN_UNUSED_RESULT;
char *aloud_request_interrupt        (void) G_GNUC_WARN_UNUSED_RESULT;
/* The microphone in the documented dialect; in the flat one it goes out as binary frames.
 * @pcm: as announced in the settings. @number: goes into "chunk_id", which the service names in its complaints. */
char *aloud_request_audio_input      (GBytes       *pcm,
                                      guint         number) G_GNUC_WARN_UNUSED_RESULT;
