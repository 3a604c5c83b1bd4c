/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-conversation.h"

#define ALOUD_HISTORY_ERROR (aloud_history_error_quark ())
GQuark aloud_history_error_quark (void);

typedef enum {
  ALOUD_HISTORY_ERROR_FAILED,
  ALOUD_HISTORY_ERROR_FULL,    /* the disk; nothing was lost of what was there */
  ALOUD_HISTORY_ERROR_BUSY,    /* another program has it */
  ALOUD_HISTORY_ERROR_NEWER,   /* written by a later Aloud; it was left alone */
  ALOUD_HISTORY_ERROR_DAMAGED, /* it was moved aside; the next call begins a new one */
  ALOUD_HISTORY_ERROR_GONE,    /* the conversation was deleted */
} AloudHistoryError;

/* Conversations that are kept, in one SQLite database. It is opened by the first call that needs it, and made by the
 * first that writes. Calls block, for a write into the log of a database that nobody waits for; searching and deleting
 * take longer with a large one.
 *
 * All functions that can fail set ALOUD_HISTORY_ERROR with a sentence for the person. */
#define ALOUD_TYPE_HISTORY (aloud_history_get_type ())
G_DECLARE_FINAL_TYPE (AloudHistory, aloud_history, ALOUD, HISTORY, GObject)

typedef struct {
  gint64  id;
  char   *agent;
  char   *title;    /* given by the person, or NULL */
  char   *excerpt;  /* the first words said, or those that were searched for */
  gint64  began;    /* us since 1970 */
  guint   n_turns;
} AloudHistoryEntry;

void aloud_history_entry_free (AloudHistoryEntry *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AloudHistoryEntry, aloud_history_entry_free)

/* Somebody with whom conversations are kept. */
typedef struct {
  char  *id;
  char  *name;
  guint  n_conversations;
} AloudHistoryAgent;

void aloud_history_agent_free (AloudHistoryAgent *self);

/* @path NULL: history.sqlite in the person's data folder. */
AloudHistory      *aloud_history_new          (const char           *path) G_GNUC_WARN_UNUSED_RESULT;
const char        *aloud_history_get_path     (AloudHistory         *self);
/* There is a database, whether it can be read or not. */
gboolean           aloud_history_exists       (AloudHistory         *self);
/* Where a damaged database was moved to by this object, or NULL. */
const char        *aloud_history_get_aside    (AloudHistory         *self);

/* The new conversation's ID, or 0. @agent_id: what does not change when the agent is renamed. */
gint64             aloud_history_begin        (AloudHistory         *self,
                                               const char           *agent_id,
                                               const char           *agent,
                                               gint64                began,
                                               GError              **error);
/* The new turn's ID, or 0. When this returns, a killed program loses it no more. */
gint64             aloud_history_add          (AloudHistory         *self,
                                               gint64                conversation,
                                               const AloudSaidTurn  *turn,
                                               GError              **error);
gboolean           aloud_history_change       (AloudHistory         *self,
                                               gint64                id,
                                               const AloudSaidTurn  *turn,
                                               GError              **error);

/* AloudHistoryEntry, the latest first, at most @limit. @query: words that all have to be said in one turn, the last maybe
 * only begun; NULL or blank: all conversations. @agent_id: with one agent; NULL: with all. */
GPtrArray         *aloud_history_list         (AloudHistory         *self,
                                               const char           *query,
                                               const char           *agent_id,
                                               guint                 limit,
                                               GError              **error) G_GNUC_WARN_UNUSED_RESULT;
/* AloudHistoryAgent, by name. */
GPtrArray         *aloud_history_list_agents  (AloudHistory         *self,
                                               GError              **error) G_GNUC_WARN_UNUSED_RESULT;
AloudConversation *aloud_history_load         (AloudHistory         *self,
                                               gint64                id,
                                               GError              **error) G_GNUC_WARN_UNUSED_RESULT;
/* @title NULL or blank: none. */
gboolean           aloud_history_rename       (AloudHistory         *self,
                                               gint64                id,
                                               const char           *title,
                                               GError              **error);
/* Deletes really: what was said is in no file of the database any more. ALOUD_HISTORY_ERROR_BUSY: it is deleted, but
 * another program keeps the files from being swept. */
gboolean           aloud_history_delete       (AloudHistory         *self,
                                               gint64                id,
                                               GError              **error);
gboolean           aloud_history_delete_agent (AloudHistory         *self,
                                               const char           *agent_id,
                                               GError              **error);
gboolean           aloud_history_delete_all   (AloudHistory         *self,
                                               GError              **error);
/* Deletes its files, also a damaged history that was moved aside; the next call that writes begins a new one. The paths of
 * what could not be deleted are appended to @left. */
void               aloud_history_erase        (AloudHistory         *self,
                                               GPtrArray            *left);
/* What began before @time, us since 1970. */
gboolean           aloud_history_expire       (AloudHistory         *self,
                                               gint64                time,
                                               GError              **error);
/* The same for what is older than that many days, in a thread and with a connection of its own: a large history takes its
 * time. What goes wrong is met again by who reads it. */
void               aloud_history_expire_later (AloudHistory         *self,
                                               guint                 days);
