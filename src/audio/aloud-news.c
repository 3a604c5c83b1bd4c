/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-news.h"

/* GStreamer's bus orders what stands before a post and what stands after its message is taken; by futexes and atomics that
 * ThreadSanitizer does not see, as its libraries are not instrumented. */
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#include <sanitizer/tsan_interface.h>
#define OVER_THE_BUS(half, message) __tsan_##half (message)
#endif
#endif
#ifndef OVER_THE_BUS
#define OVER_THE_BUS(half, message)
#endif

void
aloud_news_post (GstElement *element, GstStructure *take)
{
  GstMessage *message = gst_message_new_application (GST_OBJECT (element), take);

  OVER_THE_BUS (release, message);
  gst_element_post_message (element, message);
}

void
aloud_news_take (GstMessage *message)
{
  OVER_THE_BUS (acquire, message);
}
