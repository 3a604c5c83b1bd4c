/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-event-log.h"

typedef enum {
  ALOUD_FIGURE_CALL,
  ALOUD_FIGURE_NETWORK,
  ALOUD_FIGURE_SOUND,
  ALOUD_N_FIGURE_GROUPS,
} AloudFigureGroup;

typedef struct {
  AloudFigureGroup group;
  char *name;   /* translated */
  char *value;
  gboolean is_name; /* of a server or a device: as long as it likes */
} AloudFigure;

/* How the call is doing, or how the last one did, in figures. Nothing of it is a secret, and nothing that was said.
 * The array is of AloudFigure and owns them, group by group; the same names in the same order every time. */
GPtrArray  *aloud_diagnostics_list       (AloudSession     *session) G_GNUC_WARN_UNUSED_RESULT;
/* Translated. */
const char *aloud_diagnostics_get_group  (AloudFigureGroup  group);
/* The versions of Aloud and of what it is made of, in one line; @toolkit: of the toolkit, or NULL. */
char       *aloud_diagnostics_versions   (AloudSession     *session,
                                          const char       *toolkit) G_GNUC_WARN_UNUSED_RESULT;
/* All that as lines of "name: value", and what happened last, of @log; which may be NULL, as @toolkit. */
char       *aloud_diagnostics_report     (AloudSession     *session,
                                          AloudEventLog    *log,
                                          const char       *toolkit) G_GNUC_WARN_UNUSED_RESULT;
