/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-session.h"

/* What the templates show, worked out from what the session says. Pure: no widget is asked, nothing is kept. The first
 * argument is the widget that the expression belongs to, and is not looked at. */

gboolean    aloud_closures_in_call      (gpointer       self,
                                         AloudState     state);
gboolean    aloud_closures_not          (gpointer       self,
                                         gboolean       value);
gboolean    aloud_closures_has_text     (gpointer       self,
                                         const char    *text);

/* What goes on, in one or two words. */
char       *aloud_closures_status       (gpointer       self,
                                         AloudState     state,
                                         AloudActivity  activity,
                                         gboolean       muted,
                                         gboolean       on_hold,
                                         gboolean       push_to_talk,
                                         gboolean       talking);
/* What is worth knowing beside it; "" when nothing is. @key: the talk key's label. */
char       *aloud_closures_hint         (gpointer       self,
                                         AloudState     state,
                                         AloudActivity  activity,
                                         gboolean       muted,
                                         gboolean       on_hold,
                                         gboolean       gated,
                                         gboolean       push_to_talk,
                                         gboolean       talking,
                                         gboolean       locked,
                                         AloudComplaint complaint,
                                         const char    *key);
/* @host: where the agent is, when that is not the usual place; or NULL. */
char       *aloud_closures_subtitle     (gpointer       self,
                                         AloudState     state,
                                         const char    *host);
char       *aloud_closures_empty_title  (gpointer       self,
                                         AloudState     state,
                                         gboolean       push_to_talk);
char       *aloud_closures_empty_icon   (gpointer       self,
                                         AloudState     state);
char       *aloud_closures_empty_text   (gpointer       self,
                                         AloudState     state);
/* The microphone's level as far as the agent hears it, in steps: a picture that does not change is not drawn. */
double      aloud_closures_level        (gpointer       self,
                                         double         level,
                                         AloudState     state,
                                         gboolean       muted,
                                         gboolean       on_hold,
                                         gboolean       gated,
                                         gboolean       push_to_talk,
                                         gboolean       talking);

char       *aloud_closures_speaker      (gpointer       self,
                                         AloudSpeaker   speaker);
char       *aloud_closures_clock        (gpointer       self,
                                         GDateTime     *time);
/* Short enough for one row of a list: text without an end would stop the window. */
char       *aloud_closures_turn_text    (gpointer       self,
                                         const char    *text);
/* The one button that calls the same agent once more: after a call that failed it is what helps, or what comes next. */
char       *aloud_closures_call_label   (gpointer       self,
                                         AloudState     state);
char       *aloud_closures_mute_tip     (gpointer       self,
                                         gboolean       muted);
char       *aloud_closures_mute_icon    (gpointer       self,
                                         gboolean       muted);
gboolean    aloud_closures_shows_talk   (gpointer       self,
                                         gboolean       push_to_talk,
                                         gboolean       on_hold);
char       *aloud_closures_hold_tip     (gpointer       self,
                                         gboolean       on_hold);
char       *aloud_closures_hold_label   (gpointer       self,
                                         gboolean       talking,
                                         gboolean       locked);
char       *aloud_closures_echo_text    (gpointer       self,
                                         gboolean       full_duplex,
                                         gboolean       cancels_echo);

/* Not closures, but as pure. */

/* "0:07", "12:30", "1:02:03" */
char       *aloud_format_duration       (gint64         seconds) G_GNUC_WARN_UNUSED_RESULT;
/* Somebody else's text in the middle of ours: it keeps its own direction and cannot turn ours around. */
char       *aloud_isolate               (const char    *text) G_GNUC_WARN_UNUSED_RESULT;
