/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <stdio.h>

#include "aloud-session.h"

/* What aloud-call writes: the transcript, turn by turn as each is over, and one JSON line for everything that happens. */
typedef struct _AloudReport AloudReport;

typedef enum {
  ALOUD_REPORT_TEXT,
  ALOUD_REPORT_JSON, /* one object a line */
} AloudReportFormat;

/* @transcript, @events: open files, closed by aloud_report_free(); @events may be NULL. */
AloudReport *aloud_report_new       (AloudSession      *session,
                                     FILE              *transcript,
                                     AloudReportFormat  format,
                                     FILE              *events) G_GNUC_WARN_UNUSED_RESULT;
void         aloud_report_free      (AloudReport       *self);
/* Writes the turns that are still held back: the call is over. */
void         aloud_report_finish    (AloudReport       *self);
/* How many turns of @speaker had words in them. */
guint        aloud_report_count     (AloudReport       *self,
                                     AloudSpeaker       speaker);
/* CLOCK_MONOTONIC, us: when the server last said something. */
gint64       aloud_report_last_event (AloudReport      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AloudReport, aloud_report_free)
