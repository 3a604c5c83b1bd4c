/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gtk/gtk.h>

/* A bar that is as long as something is loud, with a mark where it was loudest in the last second. GtkLevelBar lays itself out anew and tells assistive technologies with
 * every change; twenty times a second that costs more than the rest of the window.
 *
 * Property: "value" double, 0 to 1, read-write. */
#define ALOUD_TYPE_LEVEL_METER (aloud_level_meter_get_type ())
G_DECLARE_FINAL_TYPE (AloudLevelMeter, aloud_level_meter, ALOUD, LEVEL_METER, GtkWidget)

void aloud_level_meter_set_value (AloudLevelMeter *self,
                                  double           value);
/* Where the mark is. */
double aloud_level_meter_get_peak (AloudLevelMeter *self);
/* It is too loud: the bar is red. */
void aloud_level_meter_set_clipping (AloudLevelMeter *self,
                                     gboolean         clipping);
