/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib-object.h>

/* A secret and what is known about it. Immutable, reference counted; its memory is locked, and overwritten when the last
 * reference goes. */
typedef struct _AloudSecret AloudSecret;

#define ALOUD_TYPE_SECRET (aloud_secret_get_type ())
GType        aloud_secret_get_type         (void) G_GNUC_CONST;

AloudSecret *aloud_secret_ref              (AloudSecret *self);
void         aloud_secret_unref            (AloudSecret *self);

const char  *aloud_secret_get_text         (AloudSecret *self);
/* Seconds since 1970; 0: not known. */
gint64       aloud_secret_get_stored_at    (AloudSecret *self);
/* It is in this program's memory alone and gone when that ends. */
gboolean     aloud_secret_get_session_only (AloudSecret *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AloudSecret, aloud_secret_unref)
