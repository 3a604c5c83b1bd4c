/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-session.h"

typedef enum {
  ALOUD_EVENT_KIND_CONNECTION, /* dialled, open, lost; the state of the call */
  ALOUD_EVENT_KIND_SOUND,      /* who is heard */
  ALOUD_EVENT_KIND_MESSAGE,    /* of the server, by its type */
  ALOUD_EVENT_KIND_ERROR,      /* why something ended or is tried again */
} AloudEventKind;

/* One thing that happened, or the same one several times in a row.
 *
 * Property: "text" (string, read-only): the time of day, what, how often, and more about it. Printable, one line. */
#define ALOUD_TYPE_EVENT_LOG_ENTRY (aloud_event_log_entry_get_type ())
G_DECLARE_FINAL_TYPE (AloudEventLogEntry, aloud_event_log_entry, ALOUD, EVENT_LOG_ENTRY, GObject)

/* What happens in a session, for diagnostics: a GListModel of AloudEventLogEntry, the newest last, at most
 * ALOUD_EVENT_LOG_MAX of them, whatever a server sends. Neither audio, nor a word of what is said, nor a secret. */
#define ALOUD_EVENT_LOG_MAX 500

#define ALOUD_TYPE_EVENT_LOG (aloud_event_log_get_type ())
G_DECLARE_FINAL_TYPE (AloudEventLog, aloud_event_log, ALOUD, EVENT_LOG, GObject)

AloudEventLog *aloud_event_log_new            (AloudSession       *session) G_GNUC_WARN_UNUSED_RESULT;
const char    *aloud_event_log_entry_get_text (AloudEventLogEntry *self);
AloudEventKind aloud_event_log_entry_get_kind (AloudEventLogEntry *self);
