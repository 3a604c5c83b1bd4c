/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

/* Before GStreamer is used; any number of times. Takes a moment, the first time. */
void aloud_gstreamer_begin (void);
