/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-keyring.h"
#include "aloud-token.h"

/* What the access token says that the keyring has for an agent. It is read only when the person wants to see it, since
 * the keyring may ask for its password then; of the token itself nothing is kept, and nothing of it is a property.
 *
 * Signal: "changed" ()  it was read, or cannot be, or was forgotten */
#define ALOUD_TYPE_STORED_TOKEN (aloud_stored_token_get_type ())
G_DECLARE_FINAL_TYPE (AloudStoredToken, aloud_stored_token, ALOUD, STORED_TOKEN, GObject)

AloudStoredToken *aloud_stored_token_new        (AloudKeyring     *keyring,
                                                 const char       *profile_id) G_GNUC_WARN_UNUSED_RESULT;

/* Does nothing while it is being read for this @host, or was. */
void              aloud_stored_token_read       (AloudStoredToken *self,
                                                 const char       *host);
/* Also stops reading. */
void              aloud_stored_token_forget     (AloudStoredToken *self);

/* The host that it was, or is being, read for; NULL: none. */
const char       *aloud_stored_token_get_host   (AloudStoredToken *self);
/* NULL: not read, or it cannot be. */
const AloudToken *aloud_stored_token_get_claims (AloudStoredToken *self);
/* Why it cannot be read, an error of a kind that aloud_problem_describe() knows; NULL: it can, or is being. */
const GError     *aloud_stored_token_get_error  (AloudStoredToken *self);
