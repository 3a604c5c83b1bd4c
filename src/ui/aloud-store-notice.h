/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <adwaita.h>

#include "aloud-keyring.h"
#include "aloud-profiles.h"
#include "aloud-session.h"

/* What is worth knowing about where agents and keys are kept: that something waits for the keyring, that
 * nothing can be stored, that something stored could not be used or removed. */
#define ALOUD_TYPE_STORE_NOTICE (aloud_store_notice_get_type ())
G_DECLARE_FINAL_TYPE (AloudStoreNotice, aloud_store_notice, ALOUD, STORE_NOTICE, AdwBin)

GtkWidget *aloud_store_notice_new (AloudProfiles *profiles,
                                   AloudKeyring  *keyring,
                                   AloudSession  *session);
