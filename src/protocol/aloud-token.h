/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib.h>

/* The claims of a JWT, read and never trusted: the signature is the server's to verify
 * (protocol: the service's Authentication page). Immutable; free with aloud_token_free(). */
typedef struct {
  char   *issuer;       /* iss, or NULL */
  char   *subject;      /* sub, or NULL */
  char   *audience;     /* aud, several with commas between them, or NULL */
  GStrv   audiences;    /* each of them, or NULL when the claim is absent */
  char   *project_id;   /* or NULL */
  char   *config_id;    /* or NULL */
  GStrv   permissions;  /* or NULL when the claim is absent */
  gint64  issued_at;    /* iat in seconds since 1970 seconds since 1970, 0 when absent */
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


/* Whether the service could take it, as far as its claims tell: ALOUD_CONFIGURATION_ERROR_EXPIRED_TOKEN, _EARLY_TOKEN,
 * _TOKEN_PERMISSION, _TOKEN_PROJECT, _TOKEN_CONFIG. A claim that is absent is taken to be as it should.
 * @project_id, @config_id: what the call will be for; NULL or "" is not compared.
 * @now: seconds since 1970. A token may be up to 60 s early or late (clock skew). */
gboolean    aloud_token_check           (const AloudToken *self,
                                         const char       *project_id,
                                         const char       *config_id,
                                         gint64            now,
                                         GError          **error);

/* What is odd about a token but no reason not to try it. */
typedef enum {
  ALOUD_TOKEN_WARNING_LONG_LIVED = 1 << 0, /* valid for more than 60 minutes, or for ever */
  ALOUD_TOKEN_WARNING_ISSUER     = 1 << 1, /* not nextevi.com, or none */
  ALOUD_TOKEN_WARNING_AUDIENCE   = 1 << 2, /* nextevi-api is not among them, or there is none */
} AloudTokenWarnings;

AloudTokenWarnings aloud_token_get_warnings (const AloudToken *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AloudToken, aloud_token_free)
