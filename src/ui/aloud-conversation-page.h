/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <adwaita.h>

#include "aloud-session.h"

/* A call as one sees it: notice, transcript, call bar.
 *
 * Properties:
 *   "session"        AloudSession, construct-only
 *   "captions"       gboolean, read-write: what is being said in large letters, instead of all that was
 *   "mark-doubtful"  gboolean, read-write: see AloudReading */
#define ALOUD_TYPE_CONVERSATION_PAGE (aloud_conversation_page_get_type ())
G_DECLARE_FINAL_TYPE (AloudConversationPage, aloud_conversation_page, ALOUD, CONVERSATION_PAGE, AdwBin)

GtkWidget *aloud_conversation_page_new            (AloudSession          *session);
void       aloud_conversation_page_jump_to_latest (AloudConversationPage *self);
/* Opens the search in what was said. */
void       aloud_conversation_page_find           (AloudConversationPage *self);
/* FALSE when there was none. */
gboolean   aloud_conversation_page_end_search     (AloudConversationPage *self);
