/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib.h>

/* How long nobody has said anything, in samples of the caller's stream: no clock is looked at. All zeros:
 * no limits. */
typedef enum {
  ALOUD_IDLE_NOTHING,
  ALOUD_IDLE_WARNING,
  ALOUD_IDLE_FINAL_WARNING,  /* ten seconds before the end */
  ALOUD_IDLE_HANGUP,
} AloudIdleStep;

typedef struct {
  gint64        warning;  /* samples; 0: none */
  gint64        hangup;   /* likewise */
  gint64        since;
  AloudIdleStep step;     /* the last one taken */
} AloudIdle;

/* Seconds; 0 or less: none. */
void          aloud_idle_set     (AloudIdle *self,
                                  double     warning,
                                  double     hangup);
/* Somebody says something. */
void          aloud_idle_touch   (AloudIdle *self,
                                  gint64     position);
/* Nobody does. What is to be done now: each step once; what was passed over is left out. @left: seconds
 * until the end, 0 when there is none. */
AloudIdleStep aloud_idle_advance (AloudIdle *self,
                                  gint64     position,
                                  double    *left);
