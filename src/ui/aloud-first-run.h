/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-keyring.h"
#include "aloud-profiles.h"

#include <adwaita.h>

/* The way to the first agent of one's own, in three steps: what proves who is calling, which agent it is, and a test.
 * Nothing is stored before the last one is done. */
#define ALOUD_TYPE_FIRST_RUN (aloud_first_run_get_type ())
G_DECLARE_FINAL_TYPE (AloudFirstRun, aloud_first_run, ALOUD, FIRST_RUN, AdwWindow)

/* "app.select-agent" of @parent is activated with the new agent once it is stored. */
GtkWindow *aloud_first_run_new (GtkWindow     *parent,
                                AloudProfiles *profiles,
                                AloudKeyring  *keyring);
