/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-keyring.h"

/* Clears the secrets of deleted profiles, one profile after the other, so that the person is asked at most once at a
 * time. What it is at when it is disposed of is cancelled, without a signal.
 *
 * Signals:
 *   "cleared" (const char *id)  the keyring has nothing of this profile any more
 *   "left" (const char *id, gboolean asked_for)  the keyring did not let go of it */
#define ALOUD_TYPE_CLEARER (aloud_clearer_get_type ())
G_DECLARE_FINAL_TYPE (AloudClearer, aloud_clearer, ALOUD, CLEARER, GObject)

AloudClearer *aloud_clearer_new (AloudKeyring *keyring) G_GNUC_WARN_UNUSED_RESULT;
/* @id: a profile's; nothing is done when it is waiting already. @asked_for: just now, by the person, who may be asked to
 * unlock the keyring for it. */
void          aloud_clearer_add (AloudClearer *self,
                                 const char   *id,
                                 gboolean      asked_for);
