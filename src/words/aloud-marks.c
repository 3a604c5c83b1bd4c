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

void
aloud_marks_watch (AloudSession *session)
{
  g_return_if_fail (ALOUD_IS_SESSION (session));

  g_signal_connect (session, "resumed", G_CALLBACK (on_resumed), NULL);
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
  left = (int) MAX (0, (retry_at - g_get_monotonic_time () + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
  when = g_strdup_printf (ngettext ("Trying again in %d second", "Trying again in %d seconds", left), left);
  /* Translators: "Trying again in 4 seconds (try 2 of 5)." */
  return g_strdup_printf (_("%s (try %u of %u)."), when, attempt, ALOUD_RETRY_LIMIT);
}
