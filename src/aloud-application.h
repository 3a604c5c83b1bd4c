/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <adwaita.h>

/* Puts the parts together: the only file that knows them all. It owns the session, so that a conversation does not
 * depend on a window. */
#define ALOUD_TYPE_APPLICATION (aloud_application_get_type ())
G_DECLARE_FINAL_TYPE (AloudApplication, aloud_application, ALOUD, APPLICATION, AdwApplication)

/* @variables: of the environment, aloud_hardening_take_variables(); they are taken. */
AloudApplication *aloud_application_new (GStrv variables) G_GNUC_WARN_UNUSED_RESULT;
