/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <libsecret/secret.h>

#include "aloud-secret.h"

/* Takes @value, which holds a text. */
AloudSecret *aloud_secret_new_take (SecretValue *value,
                                    gint64       stored_at,
                                    gboolean     session_only) G_GNUC_WARN_UNUSED_RESULT;
SecretValue *aloud_secret_get_value (AloudSecret *self);
