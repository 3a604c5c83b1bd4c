/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-marks.h"

#include "aloud-retry.h"

#include <glib/gi18n-lib.h>

static void
on_resumed (AloudSession *session)
{
  aloud_transcript_append_note (aloud_session_get_transcript (session),
                                _("The connection was lost and is back. The agent starts anew and does not remember "
                                  "what was said before. What you said in between was not sent."));
}

static void
on_overflow (AloudSession *session)
{
  aloud_transcript_append_note (aloud_session_get_transcript (session),
                                _("The agent is more than two minutes ahead of what you hear. Some of what it says is "
                                  "left out. Stop the agent to hear what it says now."));
}

void
aloud_marks_watch (AloudSession *session)
{
  g_return_if_fail (ALOUD_IS_SESSION (session));

  g_signal_connect (session, "resumed", G_CALLBACK (on_resumed), NULL);
  g_signal_connect (session, "overflow", G_CALLBACK (on_overflow), NULL);
}

static int
count_seconds (gint64 until)
{
  return (int) MAX (0, (until - g_get_monotonic_time () + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
}

char *
aloud_marks_describe_wait (AloudSession *session)
{
  g_autofree char *when = NULL;
  gint64 retry_at;
  guint attempt;
  int left;

  g_return_val_if_fail (ALOUD_IS_SESSION (session), NULL);

  g_object_get (session, "attempt", &attempt, "retry-at", &retry_at, NULL);
  if (retry_at == 0)
    return g_strdup_printf (_("Trying again now (try %u of %u)."), attempt, ALOUD_RETRY_LIMIT);
  left = count_seconds (retry_at);
  when = g_strdup_printf (ngettext ("Trying again in %d second", "Trying again in %d seconds", left), left);
  /* Translators: "Trying again in 4 seconds (try 2 of 5)." */
  return g_strdup_printf (_("%s (try %u of %u)."), when, attempt, ALOUD_RETRY_LIMIT);
}

char *
aloud_marks_describe_idle (AloudSession *session)
{
  gint64 ends_at;
  int left;

  g_return_val_if_fail (ALOUD_IS_SESSION (session), NULL);

  g_object_get (session, "idle-ends-at", &ends_at, NULL);
  if (ends_at == 0)
    return NULL;
  left = count_seconds (ends_at);
  return g_strdup_printf (ngettext ("Nobody has said a word for a while. Say something, or the call ends in %d second.",
                                    "Nobody has said a word for a while. Say something, or the call ends in %d seconds.",
                                    left), left);
}
