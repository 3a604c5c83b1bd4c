/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <adwaita.h>

/* The conversation as a list that stays at its end while one is there, and where one has scrolled to otherwise.
 *
 * Properties:
 *   "model"   GListModel of AloudTurn or NULL, read-write
 *   "at-end"  gboolean, read-only: the list follows the conversation */
#define ALOUD_TYPE_TRANSCRIPT_VIEW (aloud_transcript_view_get_type ())
G_DECLARE_FINAL_TYPE (AloudTranscriptView, aloud_transcript_view, ALOUD, TRANSCRIPT_VIEW, AdwBin)

void     aloud_transcript_view_set_model      (AloudTranscriptView *self,
                                               GListModel          *model);
gboolean aloud_transcript_view_get_at_end     (AloudTranscriptView *self);
void     aloud_transcript_view_jump_to_latest (AloudTranscriptView *self);
