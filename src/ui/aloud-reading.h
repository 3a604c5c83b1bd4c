/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-turn.h"

#include <gio/gio.h>

/* How a conversation is read: what is sought in it, where that stands, and what is marked. Shared by a view and its
 * rows.
 *
 * Properties:
 *   "model"          GListModel of AloudTurn or NULL, read-write
 *   "query"          string, read-write, never NULL: what is sought; "" for nothing. Case and accents make no difference
 *   "mark-doubtful"  gboolean, read-write: words of which the service was not sure are underlined
 * Signal:
 *   "changed" ()     something else is to be marked */
#define ALOUD_TYPE_READING (aloud_reading_get_type ())
G_DECLARE_FINAL_TYPE (AloudReading, aloud_reading, ALOUD, READING, GObject)

/* One place, in bytes. */
typedef struct {
  guint start;
  guint end;
} AloudMatch;

AloudReading *aloud_reading_new               (void) G_GNUC_WARN_UNUSED_RESULT;
void          aloud_reading_set_model         (AloudReading *self,
                                               GListModel   *model);
void          aloud_reading_set_query         (AloudReading *self,
                                               const char   *query);
const char   *aloud_reading_get_query         (AloudReading *self);
gboolean      aloud_reading_get_mark_doubtful (AloudReading *self);
/* The next place (@step 1) or the one before (-1), round the ends; nearest to @from when there was none. FALSE: there is
 * none. */
gboolean      aloud_reading_move              (AloudReading *self,
                                               int           step,
                                               guint         from);
/* How many places there are, and which of them is the current one: from 1, 0 for none. */
guint         aloud_reading_get_count         (AloudReading *self,
                                               guint        *current);
/* The position of its turn, and which one it is within that; FALSE: there is none. */
gboolean      aloud_reading_get_place         (AloudReading *self,
                                               guint        *position,
                                               guint        *nth);
/* Which of the places of @turn is the current one; -1: none of them. */
int           aloud_reading_get_nth           (AloudReading *self,
                                               AloudTurn    *turn);
/* AloudMatch: where the query stands in @text. */
GArray       *aloud_reading_find              (AloudReading *self,
                                               const char   *text) G_GNUC_WARN_UNUSED_RESULT;
