/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gtk/gtk.h>

#include "aloud-agent.h"
#include "aloud-problem.h"

/* Makes the remedy of a problem with @agent one that can be offered here: a button that would do nothing is not shown,
 * an agent with a token has no key to edit, and one that fetches its tokens has none to paste. */
void aloud_remedy_choose (AloudProblem *problem,
                          AloudAgent   *agent);
/* Does it: a setting that is to be looked at is opened with the focus on it. @agent: may be NULL for what concerns no
 * agent (ALOUD_REMEDY_OPEN_DOCUMENTATION and the settings of the system). */
void aloud_remedy_apply  (AloudRemedy   remedy,
                          AloudAgent   *agent,
                          GtkWidget    *widget);
