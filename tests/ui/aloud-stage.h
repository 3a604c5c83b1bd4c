/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <adwaita.h>

#include "aloud-call-actions.h"
#include "aloud-fake-voice.h"
#include "aloud-test-server.h"
#include "aloud-test-util.h"
#include "aloud-talk-settings.h"
#include "aloud-window.h"

/* Everything a widget of Aloud's expects around it, real but for the sound card: a session whose agent is a server on
 * loopback that the test plays. */
typedef struct {
  AdwApplication *application; /* NULL unless asked for */
  AloudTestServer *server;
  AloudFakeVoice *voice;
  AloudFakeAgent *agent;
  AloudFakeAgent *second_agent;
  AloudSession *session;
  GListStore *agents;
  AloudCallActions *actions;
  AloudTalkSettings *talk_settings;
  GSimpleActionGroup *group;   /* the actions, for a widget without an application */
  GSettings *settings;         /* kept in memory */
} AloudStage;

/* Before anything else in main(). */
void         aloud_stage_init         (int             *argc,
                                       char          ***argv);

AloudStage  *aloud_stage_new          (void) G_GNUC_WARN_UNUSED_RESULT;
/* With an application, which has keys, styles and icons. @retry_unit_ms: as the session's. */
AloudStage  *aloud_stage_new_full     (guint            retry_unit_ms) G_GNUC_WARN_UNUSED_RESULT;
/* Fails the test when one of the objects is kept alive by somebody. */
void         aloud_stage_free         (AloudStage      *self);

AloudWindow *aloud_stage_open_window  (AloudStage      *self) G_GNUC_WARN_UNUSED_RESULT;
/* Shows @widget (floating) in a window of its own that knows the actions. */
GtkWindow   *aloud_stage_show         (AloudStage      *self,
                                       GtkWidget       *widget) G_GNUC_WARN_UNUSED_RESULT;

/* Calls the agent and waits until audio would flow. */
void         aloud_stage_go_live      (AloudStage      *self);
/* What the service sends, in one word each. */
void         aloud_stage_hear         (AloudStage      *self,
                                       const char      *text,
                                       gboolean         final);
/* @text NULL: only its voice. */
void         aloud_stage_answer       (AloudStage      *self,
                                       const char      *text,
                                       const char      *generation);
void         aloud_stage_sound        (AloudStage      *self,
                                       gboolean         sounding);

/* The first widget of that type below @root, or with that label, or fails the test. */
GtkWidget   *aloud_stage_find_type    (gpointer         root,
                                       GType            type);
GtkWidget   *aloud_stage_find_label   (gpointer         root,
                                       const char      *label);
/* Presses the button with that label, or fails the test. */
void          aloud_stage_press        (gpointer         root,
                                       const char      *label);
/* Whether the AloudNotice in it can be seen. */
gboolean      aloud_stage_shows_notice (gpointer         root);
/* The widget with that "action-name", or NULL. */
GtkWidget   *aloud_stage_find_action  (gpointer         root,
                                       const char      *action);
/* A label with exactly this text is mapped below @root. */
gboolean     aloud_stage_shows        (gpointer         root,
                                       const char      *text);

/* Real keys and buttons, through the display: @command as xdotool reads it. */
void         aloud_stage_type         (const char      *command);
/* A few frames, whatever they bring. */
void         aloud_stage_draw         (gpointer         widget);
/* Draws @native, a window or a popover, into a PNG file. */
void         aloud_stage_shoot        (gpointer         native,
                                       const char      *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AloudStage, aloud_stage_free)
