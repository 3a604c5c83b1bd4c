/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-agent-form.h"

#include <adwaita.h>

/* What is asked before something that cannot be taken back. @widget is kept alive until the answer is there; @confirmed
 * is called with it when the person wants to go on, and otherwise nothing happens. */
typedef void (*AloudConfirmed) (GObject *widget);

/* A key marked as production's would be kept for a server that is not the service's. */
gboolean aloud_form_questions_is_risky    (AloudAgentForm *form);
void     aloud_form_questions_ask_risky   (GtkWidget      *widget,
                                           AloudAgentForm *form,
                                           AloudConfirmed  confirmed);
void     aloud_form_questions_ask_discard (GtkWidget      *widget,
                                           AloudConfirmed  confirmed);
