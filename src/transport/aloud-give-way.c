/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-give-way.h"

/* Half of the time for each: less than a frame, and longer than a frame takes. */
#define TURN_US (8 * G_TIME_SPAN_MILLISECOND)

void
aloud_give_way (void)
{
  GSource *source = g_main_current_source ();
  gint64 now = g_get_monotonic_time ();
  GMainContext *context;

  /* The time of a source is when its turn was first asked for it: by the first message. */
  if (source == NULL || g_main_depth () > 1 || now - g_source_get_time (source) < TURN_US)
    return;
  context = g_source_get_context (source);
  for (gint64 end = now + TURN_US; now < end && g_main_context_iteration (context, FALSE);)
    now = g_get_monotonic_time ();
}
