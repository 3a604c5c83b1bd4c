/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib.h>

/* The claims of a JWT, read and never trusted: the signature is the server's to verify
 * (protocol: the service's Authentication page). Immutable; free with aloud_token_free(). */
typedef struct {
  char   *issuer;       /* iss, or NULL */
  char   *subject;      /* sub, or NULL */
  char   *audience;     /* aud, or its first, or NULL */
  char   *project_id;   /* or NULL */
  char   *config_id;    /* or NULL */
  GStrv   permissions;  /* or NULL when the claim is absent */
  gint64  issued_at;    /* iat in seconds since 1970, 0 when absent */
  gint64  not_before;   /* nbf, 0 when absent */
  gint64  expires_at;   /* exp, 0 when absent */
} AloudToken;

/* ALOUD_CONFIGURATION_ERROR_UNREADABLE_TOKEN; the message never holds a part of the token. */
AloudToken *aloud_token_parse           (const char       *jwt,
                                         GError          **error) G_GNUC_WARN_UNUSED_RESULT;
void        aloud_token_free            (AloudToken       *self);
/* A token without the claim is taken to have every permission. */
gboolean    aloud_token_has_permission  (const AloudToken *self,
                                         const char       *permission);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AloudToken, aloud_token_free)
