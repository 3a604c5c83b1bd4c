/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-profile.h"

/* Every agent that was set up, in the person's order, and after them the environment's, if there is one: a GListModel of
 * AloudProfile. What is done here is stored at once.
 *
 * Properties, read-only:
 *   "writable"         gboolean  FALSE when what is done cannot be stored: it is gone with the program
 *   "damaged"          guint     how many stored values could not be used and were replaced by their defaults
 *   "n-left"           guint     how often the keyring did not let go of what a profile had that was just deleted
 *   "default-profile"  AloudProfile or NULL */
#define ALOUD_TYPE_PROFILES (aloud_profiles_get_type ())
G_DECLARE_FINAL_TYPE (AloudProfiles, aloud_profiles, ALOUD, PROFILES, GObject)

/* @path: where the settings are, NULL for the usual place. @environment: "NAME=value" strings. */
AloudProfiles    *aloud_profiles_new            (const char         *path,
                                                 AloudKeyring       *keyring,
                                                 const char * const *environment) G_GNUC_WARN_UNUSED_RESULT;
/* For a program that may run beside the one that writes: changes nothing that is stored. */
AloudProfiles    *aloud_profiles_new_for_reading (const char         *path,
                                                 AloudKeyring       *keyring,
                                                 const char * const *environment) G_GNUC_WARN_UNUSED_RESULT;
/* Where the rest of the program keeps its settings too. */
GSettingsBackend *aloud_profiles_get_store      (AloudProfiles      *self);

/* Borrowed, or NULL. @id: as aloud_profile_get_id() gives it; "" is the environment's. */
AloudProfile     *aloud_profiles_find           (AloudProfiles      *self,
                                                 const char         *id);
/* The first with this name. */
AloudProfile     *aloud_profiles_find_by_name   (AloudProfiles      *self,
                                                 const char         *name);
/* A name like @name that no other profile has: "Name (2)". */
char             *aloud_profiles_dup_free_name  (AloudProfiles      *self,
                                                 const char         *name) G_GNUC_WARN_UNUSED_RESULT;

/* At the end of the list; borrowed. @id: a UUID that nothing was stored for yet but a secret; NULL for a new one. */
AloudProfile     *aloud_profiles_add            (AloudProfiles      *self,
                                                 const char         *name,
                                                 const char         *id);
/* A copy of the settings behind the original; borrowed. The secret is not copied here. */
AloudProfile     *aloud_profiles_duplicate      (AloudProfiles      *self,
                                                 AloudProfile       *profile);
/* Takes it off the list; an earlier one that was taken off is forgotten. */
void              aloud_profiles_remove         (AloudProfiles      *self,
                                                 AloudProfile       *profile);
/* Puts the last removed one back where it was; FALSE when there is none. */
gboolean          aloud_profiles_undo_remove    (AloudProfiles      *self);
/* Clears away what was removed, the secrets too. Done by itself at the next start, also when the keyring did not let
 * them be cleared now; then without asking the person to unlock it. */
void              aloud_profiles_forget_removed (AloudProfiles      *self);
/* All that was set up, and every other setting of Aloud too. @keyring_is_clear: its secrets are gone; otherwise those
 * that are left are cleared at a later start, as those of a removed one. The environment's stays. */
void              aloud_profiles_erase          (AloudProfiles      *self,
                                                 gboolean            keyring_is_clear);
/* Positions in the list; the environment's stays the last. */
void              aloud_profiles_move           (AloudProfiles      *self,
                                                 guint               from,
                                                 guint               to);

AloudProfile     *aloud_profiles_get_default    (AloudProfiles      *self);
/* NULL: none. */
void              aloud_profiles_set_default    (AloudProfiles      *self,
                                                 AloudProfile       *profile);
gboolean          aloud_profiles_get_writable   (AloudProfiles      *self);
guint             aloud_profiles_get_damaged    (AloudProfiles      *self);
/* The session settings among the damaged values, each "AGENT: NAME", with commas between; NULL when there are none. */
char             *aloud_profiles_dup_left_out   (AloudProfiles      *self) G_GNUC_WARN_UNUSED_RESULT;
guint             aloud_profiles_get_n_left     (AloudProfiles      *self);
