/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gtk/gtk.h>

#include "aloud-session.h"

/* A key talks while it is held, in push-to-talk. Space, or another key that writes, belongs to what has the focus
 * wherever that answers to it; a modifier alone and keys that write nothing talk from everywhere in the window. When the
 * window loses the focus, the talk ends.
 *
 * Property: "key" string, read-write: as aloud-key.h has it, "space" at first; what is no key is Space. */
#define ALOUD_TYPE_TALK_KEY (aloud_talk_key_get_type ())
G_DECLARE_FINAL_TYPE (AloudTalkKey, aloud_talk_key, ALOUD, TALK_KEY, GObject)

/* Listens on @window as long as both live. */
AloudTalkKey *aloud_talk_key_new (GtkWindow    *window,
                                  AloudSession *session) G_GNUC_WARN_UNUSED_RESULT;
