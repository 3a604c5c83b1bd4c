/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <adwaita.h>

/* A bar that says what is wrong and what can be done about it; it stays until that is over. Everything it shows is
 * plain text.
 *
 * Properties, all read-write:
 *   "revealed"  gboolean
 *   "icon-name", "title", "body"  strings
 *   "details"   string or NULL: what the other side said, behind an expander
 *   "button", "second-button"  label, or NULL for none
 *   "closable"  gboolean: has a close button
 * Signals:
 *   "activated" (gboolean second)  one of the buttons was pressed
 *   "closed"                       the close button was pressed */
#define ALOUD_TYPE_NOTICE (aloud_notice_get_type ())
G_DECLARE_FINAL_TYPE (AloudNotice, aloud_notice, ALOUD, NOTICE, AdwBin)

GtkWidget *aloud_notice_new (void);
