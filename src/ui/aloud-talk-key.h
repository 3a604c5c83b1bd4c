/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gtk/gtk.h>

#include "aloud-session.h"

/* Space talks while it is held, in push-to-talk, wherever the focus does not lie on something that answers to it. */
#define ALOUD_TYPE_TALK_KEY (aloud_talk_key_get_type ())
G_DECLARE_FINAL_TYPE (AloudTalkKey, aloud_talk_key, ALOUD, TALK_KEY, GObject)

/* Listens on @window as long as both live. */
AloudTalkKey *aloud_talk_key_new (GtkWindow    *window,
                                  AloudSession *session) G_GNUC_WARN_UNUSED_RESULT;
