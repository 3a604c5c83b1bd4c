/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <adwaita.h>

#include "aloud-token.h"

/* What an access token says, claim by claim, in a row that unfolds. Hidden while there is none. */
#define ALOUD_TYPE_CLAIMS_VIEW (aloud_claims_view_get_type ())
G_DECLARE_FINAL_TYPE (AloudClaimsView, aloud_claims_view, ALOUD, CLAIMS_VIEW, AdwExpanderRow)

/* @token: NULL for none. */
void  aloud_claims_view_set_token (AloudClaimsView  *self,
                                   const AloudToken *token);
/* There is a token, of which nothing is known yet; @text says why. */
void  aloud_claims_view_set_unread (AloudClaimsView *self,
                                    const char      *text);

/* What is unusual about @token and keeps nobody from using it, in sentences; NULL when nothing is. */
char *aloud_claims_view_warn      (const AloudToken *token) G_GNUC_WARN_UNUSED_RESULT;
