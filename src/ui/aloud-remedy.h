/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gtk/gtk.h>

#include "aloud-agent.h"
#include "aloud-problem.h"

/* Makes the remedy of a problem with @agent one that can be offered here: a button that would do nothing is not shown,
 * and an agent with a token has no key to edit. */
void aloud_remedy_choose (AloudProblem *problem,
                          AloudAgent   *agent);
void aloud_remedy_apply  (AloudRemedy   remedy,
                          GtkWidget    *widget);
