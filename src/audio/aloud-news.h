/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gst/gst.h>

/* What other threads tell the main one: the one hand-over there is between them beside the playback ring. */

/* From whatever thread, over the bus of @element; @take: what is told. */
void aloud_news_post (GstElement   *element,
                      GstStructure *take);
/* The main thread's first word to a message of the bus: what was written before it was posted can be read now. */
void aloud_news_take (GstMessage   *message);
