/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gio/gio.h>

typedef enum {
  ALOUD_SHORTCUTS_NOT_SET_UP, /* nobody has asked the desktop */
  ALOUD_SHORTCUTS_ABSENT,     /* the desktop does not offer them, or its portal is gone for the moment */
  ALOUD_SHORTCUTS_ASKING,     /* the desktop asks the person */
  ALOUD_SHORTCUTS_ACTIVE,     /* at least one is bound: see "bound" */
  ALOUD_SHORTCUTS_DENIED,     /* the person or the desktop said no */
  ALOUD_SHORTCUTS_WITHDRAWN,  /* they were bound once; the desktop has taken them back */
} AloudShortcutsState;

#define ALOUD_TYPE_SHORTCUTS_STATE (aloud_shortcuts_state_get_type ())
GType aloud_shortcuts_state_get_type (void);

typedef struct {
  const char *id;                /* "talk" */
  const char *description;       /* what the desktop shows, translated */
  const char *preferred_trigger; /* "CTRL+ALT+space", of the XDG shortcuts specification */
} AloudShortcut;

/* The keys that work in every window: the GlobalShortcuts portal, from version 1 (xdg-desktop-portal 1.16). Nothing
 * goes over the bus before one of probe, restore and set_up is called, nothing ever blocks, and a missing bus or portal
 * is a state, not an error.
 *
 * Properties:
 *   "state"   AloudShortcutsState, read-only
 *   "version" guint, read-only: of the portal, 0 as long as it is not known
 *   "bound"   GStrv, read-only: the IDs the desktop has really bound; notified when a trigger changes too
 * Signals:
 *   "pressed"  (const char *id, guint64 timestamp) the key went down; its repeats are left out. Detailed by the ID.
 *   "released" (const char *id, guint64 timestamp) exactly once for each "pressed": the key went up, the desktop closed
 *              the session or withdrew the shortcut, the portal or the bus went away, or this object is disposed of
 *              (timestamp 0 then). Detailed by the ID. */
#define ALOUD_TYPE_GLOBAL_SHORTCUTS (aloud_global_shortcuts_get_type ())
G_DECLARE_FINAL_TYPE (AloudGlobalShortcuts, aloud_global_shortcuts, ALOUD, GLOBAL_SHORTCUTS, GObject)

/* @address: of the session bus, NULL when there is none. */
AloudGlobalShortcuts *aloud_global_shortcuts_new         (const char           *address,
                                                          const char           *app_id,
                                                          const AloudShortcut  *shortcuts,
                                                          guint                 n_shortcuts)
                                                          G_GNUC_WARN_UNUSED_RESULT;

/* Finds out whether the desktop offers them, and asks nobody. */
void                  aloud_global_shortcuts_probe       (AloudGlobalShortcuts *self);
/* Takes up again @ids, which were bound in an earlier run. The desktop knows them, so it does not ask again. */
void                  aloud_global_shortcuts_restore     (AloudGlobalShortcuts *self,
                                                          const char *const    *ids);
/* Has the desktop ask the person. @parent_window: "x11:HEX", "wayland:HANDLE" or "". */
void                  aloud_global_shortcuts_set_up      (AloudGlobalShortcuts *self,
                                                          const char           *parent_window);
/* Ends what probe, restore or set_up began. */
void                  aloud_global_shortcuts_cancel      (AloudGlobalShortcuts *self);
/* Has the desktop show where the keys are changed. FALSE when it cannot (before version 2): name its settings page. */
gboolean              aloud_global_shortcuts_configure   (AloudGlobalShortcuts *self,
                                                          const char           *parent_window);

AloudShortcutsState   aloud_global_shortcuts_get_state   (AloudGlobalShortcuts *self);
guint                 aloud_global_shortcuts_get_version (AloudGlobalShortcuts *self);
/* What the desktop says the keys of @id are: for the eye only. NULL when it is not bound, "" when it does not say. */
const char           *aloud_global_shortcuts_get_trigger (AloudGlobalShortcuts *self,
                                                          const char           *id);
