/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-session.h"

typedef struct {
  char *name;   /* translated */
  char *value;
} AloudFigure;

/* How the call is doing, or how the last one did, in figures. Nothing of it is a secret, and nothing that was said.
 * The array is of AloudFigure and owns them; the same names in the same order every time. */
GPtrArray *aloud_diagnostics_list   (AloudSession *session) G_GNUC_WARN_UNUSED_RESULT;
/* The same as lines of "name: value", with the versions. */
char      *aloud_diagnostics_report (AloudSession *session) G_GNUC_WARN_UNUSED_RESULT;
