/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <adwaita.h>

#include "aloud-history.h"
#include "aloud-keyring.h"
#include "aloud-profiles.h"

/* All agents that were set up: put in order, changed, copied, deleted; what is deleted can be had back until the toast
 * that says so is gone. */
#define ALOUD_TYPE_AGENTS_WINDOW (aloud_agents_window_get_type ())
G_DECLARE_FINAL_TYPE (AloudAgentsWindow, aloud_agents_window, ALOUD, AGENTS_WINDOW, AdwWindow)

GtkWindow *aloud_agents_window_new (GtkWindow     *parent,
                                    AloudProfiles *profiles,
                                    AloudKeyring  *keyring);
/* Where conversations with those that are deleted may be: it is asked whether they go too. */
void       aloud_agents_window_set_history (AloudAgentsWindow *self,
                                            AloudHistory      *history);
/* In a toast. @text: plain. */
void       aloud_agents_window_say (AloudAgentsWindow *self,
                                    const char        *text);
