/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib-object.h>

/* What proves to the service who is calling. Immutable, reference counted, never a GObject property of
 * anything, and overwritten when the last reference goes. */
typedef enum {
  ALOUD_CREDENTIAL_API_KEY, /* goes into the query: the service knows no other way */
  ALOUD_CREDENTIAL_TOKEN,   /* a JWT; goes into the Authorization header */
} AloudCredentialKind;

typedef struct _AloudCredential AloudCredential;

#define ALOUD_TYPE_CREDENTIAL (aloud_credential_get_type ())
GType                aloud_credential_get_type   (void) G_GNUC_CONST;

/* @secret is copied and stripped of white space at its ends. */
AloudCredential     *aloud_credential_new        (AloudCredentialKind  kind,
                                                  const char          *secret) G_GNUC_WARN_UNUSED_RESULT;
AloudCredential     *aloud_credential_ref        (AloudCredential     *self);
void                 aloud_credential_unref      (AloudCredential     *self);
AloudCredentialKind  aloud_credential_get_kind   (AloudCredential     *self);
const char          *aloud_credential_get_secret (AloudCredential     *self);

/* ALOUD_CONFIGURATION_ERROR when the service would refuse it: an API key for its form, a token as aloud_token_check()
 * says, which explains @project_id, @config_id and @now. */
gboolean             aloud_credential_check      (AloudCredential     *self,
                                                  const char          *project_id,
                                                  const char          *config_id,
                                                  gint64               now,
                                                  GError             **error);

/* A copy of @text in which every occurrence of the secret, as it is, percent-encoded or in base64, is
 * "***". */
char                *aloud_credential_mask       (AloudCredential     *self,
                                                  const char          *text) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AloudCredential, aloud_credential_unref)
