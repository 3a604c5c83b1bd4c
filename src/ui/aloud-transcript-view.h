/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <adwaita.h>

/* The conversation as a list that stays at its end while one is there, and where one has scrolled to otherwise.
 *
 * It is searched by Ctrl+F; turns are selected as rows and copied with their speakers and times.
 *
 * Properties:
 *   "model"          GListModel of AloudTurn or NULL, read-write
 *   "at-end"         gboolean, read-only: the list follows the conversation
 *   "unread"         guint, read-only: how many turns have come since it does not
 *   "mark-doubtful"  gboolean, read-write: see AloudReading */
#define ALOUD_TYPE_TRANSCRIPT_VIEW (aloud_transcript_view_get_type ())
G_DECLARE_FINAL_TYPE (AloudTranscriptView, aloud_transcript_view, ALOUD, TRANSCRIPT_VIEW, AdwBin)

void     aloud_transcript_view_set_model      (AloudTranscriptView *self,
                                               GListModel          *model);
gboolean aloud_transcript_view_get_at_end     (AloudTranscriptView *self);
void     aloud_transcript_view_jump_to_latest (AloudTranscriptView *self);
/* Opens the search, or goes back to its entry. */
void     aloud_transcript_view_find           (AloudTranscriptView *self);
/* FALSE when there was none. */
gboolean aloud_transcript_view_end_search     (AloudTranscriptView *self);
/* The selected turns, a line each or more: who, when, what; "" for none. */
char    *aloud_transcript_view_dup_selected   (AloudTranscriptView *self) G_GNUC_WARN_UNUSED_RESULT;
