/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-refusal.h"

/* Decides who may come in, and how the others are sent away: the service's Authentication page, from the
 * other side. */
typedef struct {
  /* Either is enough; at least one is not NULL. */
  const char       *api_key;
  const char       *jwt_secret;      /* HS256 */

  const char       *config_id;       /* the only one there is; NULL: any */
  const char       *project_id;      /* likewise */
  gboolean          ignores_claims;  /* of a token only the signature and the dates count */

  AloudRefusalForm  form;
  AloudRefusal      forced;          /* for the first callers, whoever they are */
  guint             n_forced;        /* G_MAXUINT: for all */
  gboolean          echoes;          /* repeats a refused credential, as a careless server does */
} AloudHouseRules;

/* What a caller says. */
typedef struct {
  const char *api_key;
  const char *authorization;  /* of the header or the query */
  const char *config_id;
  const char *project_id;
} AloudVisitor;

typedef struct _AloudDoorman AloudDoorman;

AloudDoorman *aloud_doorman_new         (const AloudHouseRules *rules) G_GNUC_WARN_UNUSED_RESULT;
void          aloud_doorman_free        (AloudDoorman          *self);
/* @now: seconds since 1970. FALSE: sent away with @refusal. Counts the visitor. */
gboolean      aloud_doorman_admits      (AloudDoorman          *self,
                                         const AloudVisitor    *visitor,
                                         gint64                 now,
                                         AloudRefusal          *refusal);
/* The project of an admitted visitor: what was asked for, or what the token or the house says. */
char         *aloud_doorman_dup_project (AloudDoorman          *self,
                                         const AloudVisitor    *visitor) G_GNUC_WARN_UNUSED_RESULT;
/* What to repeat when the visitor is sent away: the credential, or NULL. Borrowed from @visitor. */
const char   *aloud_doorman_get_echo    (AloudDoorman          *self,
                                         const AloudVisitor    *visitor);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AloudDoorman, aloud_doorman_free)
