/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gtk/gtk.h>

/* Talks while it is held with the pointer. A press that is over at once (Return, a screen reader) begins the talk, and
 * the next one ends it. Presses "app.talk-start", "app.talk-stop" and "app.talk-toggle". */
#define ALOUD_TYPE_TALK_BUTTON (aloud_talk_button_get_type ())
G_DECLARE_FINAL_TYPE (AloudTalkButton, aloud_talk_button, ALOUD, TALK_BUTTON, GtkButton)

GtkWidget *aloud_talk_button_new (void);
