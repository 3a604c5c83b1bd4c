/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gst/gst.h>

/* The one pipeline with both branches, as a description and by the names of its elements: "speech"
 * (appsrc), "volume", "near" (the microphone at 48 kHz), "chunks" (appsink), and, where they are wanted,
 * "canceller" and "probe". */

/* The application message: "ms" (gint64), how long the file was that has been read to its end. */
#define ALOUD_PIPELINE_FILE_END "aloud-file-end"

/* What the microphone's branch cleans up. */
typedef struct {
  gboolean echo_cancelling;
  gboolean noise_suppression;
  gboolean high_pass;
} AloudPipelineFilters;

GstElement *aloud_pipeline_new        (const char                  *source,
                                       const char                  *sink,
                                       const AloudPipelineFilters  *filters,
                                       GError                     **error) G_GNUC_WARN_UNUSED_RESULT;
/* Is the plugin of the echo canceller there? Loads GStreamer. */
gboolean    aloud_pipeline_can_cancel_echo (void);
/* Is there an element of this type in it? */
gboolean    aloud_pipeline_has        (GstElement  *pipeline,
                                       GType        type);
/* Of the agent's voice, inside the pipeline. */
void        aloud_pipeline_set_volume (GstElement  *pipeline,
                                       double       volume);
/* A WAV file's header says how long it is, so its writer must hear of the end. Before the pipeline goes
 * down. */
void        aloud_pipeline_close_file (GstElement  *pipeline);
/* Takes it down, also when one of its elements has failed on its way up. */
void        aloud_pipeline_end        (GstElement  *pipeline);
