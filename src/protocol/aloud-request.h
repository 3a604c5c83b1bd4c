/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib.h>

/* Client to server: each returns the JSON text of one message in the flat form (protocol: the vendor's
 * React SDK), with "timestamp" (seconds, three decimals) and "message_id" (UUID v4) beside its fields.
 * Microphone audio is not among them: in this form it goes out as binary frames. */
char *aloud_request_session_settings (void) G_GNUC_WARN_UNUSED_RESULT;  /* 24 kHz, mono, linear16 */
char *aloud_request_keep_alive       (void) G_GNUC_WARN_UNUSED_RESULT;
char *aloud_request_text_input       (const char *text) G_GNUC_WARN_UNUSED_RESULT;
char *aloud_request_interrupt        (void) G_GNUC_WARN_UNUSED_RESULT;
