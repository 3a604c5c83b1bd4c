/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <adwaita.h>

#include "aloud-call-actions.h"

/* Whom to talk to: one button an agent, the selected of them suggested and focused, and the way to more.
 *
 * Property: "actions" AloudCallActions, construct-only. */
#define ALOUD_TYPE_WELCOME_PAGE (aloud_welcome_page_get_type ())
G_DECLARE_FINAL_TYPE (AloudWelcomePage, aloud_welcome_page, ALOUD, WELCOME_PAGE, AdwBin)

GtkWidget *aloud_welcome_page_new (AloudCallActions *actions);
