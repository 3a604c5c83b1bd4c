/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <libsoup/soup.h>

#include "aloud-wire.h"

/* How a caller is sent away: every way that the service's documentation knows of, and some that networks
 * add. */
typedef enum {
  ALOUD_REFUSAL_BEFORE,       /* an HTTP status instead of the upgrade */
  ALOUD_REFUSAL_AFTER,        /* a close code right after it */
  ALOUD_REFUSAL_EVENT,        /* an "error" message after it, then a normal close */
  ALOUD_REFUSAL_DROP_BEFORE,  /* the TCP connection ends without an answer */
  ALOUD_REFUSAL_DROP_AFTER,   /* the TCP connection ends right after the upgrade, without a close frame */
} AloudRefusalForm;

/* The documented reasons: each has a name, a status and a close code. */
typedef enum {
  ALOUD_REASON_AUTH_REQUIRED,
  ALOUD_REASON_AUTH_FAILED,
  ALOUD_REASON_ACCESS_DENIED,
  ALOUD_REASON_CONFIG_NOT_FOUND,
  ALOUD_REASON_INVALID_PROJECT,
} AloudReason;

typedef struct {
  AloudRefusalForm  form;
  guint             status;  /* BEFORE */
  guint             code;    /* AFTER */
  const char       *reason;  /* static; NULL: nothing more is said than the number */
} AloudRefusal;

/* "before", "after" or "event". */
gboolean    aloud_refusal_form_parse  (AloudRefusalForm        *form,
                                       const char              *text);
/* One of the names of aloud_refusal_help; @form: of those that have more than one. */
gboolean    aloud_refusal_parse       (AloudRefusal            *self,
                                       const char              *name,
                                       AloudRefusalForm         form);
void        aloud_refusal_init        (AloudRefusal            *self,
                                       AloudReason              reason,
                                       AloudRefusalForm         form);
/* The names, for people. */
const char *aloud_refusal_help        (void);
/* "HTTP 401 AUTH_FAILED", "close 4001 AUTH_FAILED", ... */
char       *aloud_refusal_describe    (const AloudRefusal      *self) G_GNUC_WARN_UNUSED_RESULT;

/* Whether the caller is sent away before the upgrade. */
gboolean    aloud_refusal_is_early    (const AloudRefusal      *self);
/* @echo: a credential to repeat in what is said, as a careless server does; or NULL. */
void        aloud_refusal_answer      (const AloudRefusal      *self,
                                       SoupServerMessage       *message,
                                       const char              *echo);
void        aloud_refusal_close       (const AloudRefusal      *self,
                                       SoupServerMessage       *message,
                                       SoupWebsocketConnection *connection,
                                       const AloudStyle        *style,
                                       const char              *echo);
