/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-gstreamer.h"

#include <gst/gst.h>

void
aloud_gstreamer_begin (void)
{
  /* While it loads a plugin, it would take any crash, of whatever thread, for one of the plugin's, and end the program
   * with a status of 255: nobody would hear of the crash. What scans the plugins is a program of its own. */
  gst_segtrap_set_enabled (FALSE);
  gst_init (NULL, NULL);
}
