/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-session.h"

/* What helps. The window turns each into a button; AloudProblem:button is its label. */
typedef enum {
  ALOUD_REMEDY_NONE,
  ALOUD_REMEDY_TRY_AGAIN,
  ALOUD_REMEDY_OPEN_DOCUMENTATION,
  ALOUD_REMEDY_NETWORK_SETTINGS,
  ALOUD_REMEDY_SOUND_SETTINGS,
  ALOUD_REMEDY_EDIT_KEY,        /* for an agent that has a token, NEW_TOKEN does the same */
  ALOUD_REMEDY_NEW_TOKEN,
  ALOUD_REMEDY_CHECK_TOKEN_SOURCE, /* the token address or the token command, whichever the agent has */
  ALOUD_REMEDY_CHECK_CONFIG,
  ALOUD_REMEDY_CHECK_PROJECT,
  ALOUD_REMEDY_CHECK_SERVER,
  ALOUD_REMEDY_CHOOSE_CA_FILE,
  ALOUD_REMEDY_OMIT_PROJECT,    /* clear the project ID and call again */
  ALOUD_REMEDY_KEY_FOR_SESSION, /* do without the keyring */
} AloudRemedy;

/* Which group of aloud-call's exit codes an error belongs to. */
typedef enum {
  ALOUD_PROBLEM_CONFIGURATION, /* authentication or settings */
  ALOUD_PROBLEM_NETWORK,
  ALOUD_PROBLEM_AUDIO,
  ALOUD_PROBLEM_OTHER,
} AloudProblemGroup;

typedef struct {
  char              *title;    /* one line, no full stop */
  char              *body;     /* what happened and what to do, in sentences */
  char              *details;  /* what the other side said, or NULL; plain text, never markup */
  char              *button;   /* label, or NULL when there is no remedy */
  AloudRemedy        remedy;
  AloudProblemGroup  group;
} AloudProblem;

/* The only place where an error becomes words, for the window and for aloud-call alike. Never NULL: an error nobody
 * foresaw gets an honest general sentence.
 * @agent_name, @host: for the sentences, may be NULL. */
AloudProblem *aloud_problem_describe   (const GError *error,
                                        const char   *agent_name,
                                        const char   *host) G_GNUC_WARN_UNUSED_RESULT;
/* The same for what ended the call of @session, or holds it up, with all that the session knows of it. NULL when nothing
 * is wrong with it.
 * @agent_name: as it is to stand in the sentence, may be NULL. */
AloudProblem *aloud_problem_describe_call (AloudSession *session,
                                           const char   *agent_name) G_GNUC_WARN_UNUSED_RESULT;
/* Another button than the table's, by somebody who knows more than the error says: which kind of credential the agent
 * has, or that the remedy is not to be had here. */
void          aloud_problem_set_remedy (AloudProblem *self,
                                        AloudRemedy   remedy);
void          aloud_problem_free       (AloudProblem *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AloudProblem, aloud_problem_free)
