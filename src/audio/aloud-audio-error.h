/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gst/gst.h>

/* An ALOUD_VOICE_ERROR out of a GST_MESSAGE_ERROR; GStreamer's words stay in the message. */
GError *aloud_audio_error_new_from_message (GstMessage *message) G_GNUC_WARN_UNUSED_RESULT;
