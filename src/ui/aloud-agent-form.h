/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-keyring.h"
#include "aloud-token.h"

/* An agent that is being edited: a copy of its settings, which nobody else sees until it is applied, what was typed as
 * its secrets, and what is wrong with all of it.
 *
 * Signal: "changed" ()  something of it is different now, also what is known about the stored secret */
#define ALOUD_TYPE_AGENT_FORM (aloud_agent_form_get_type ())
G_DECLARE_FINAL_TYPE (AloudAgentForm, aloud_agent_form, ALOUD, AGENT_FORM, GObject)

typedef enum {
  ALOUD_FORM_SECRET,
  ALOUD_FORM_TOKEN_ADDRESS,
  ALOUD_FORM_TOKEN_COMMAND,
  ALOUD_FORM_CONFIG_ID,
  ALOUD_FORM_PROJECT_ID,
  ALOUD_FORM_SERVER,
  ALOUD_FORM_CA_FILE,
  ALOUD_FORM_N_FIELDS,
} AloudFormField;

/* @original: the settings of a stored agent, with its @id, or NULL for a new one, which gets an ID of its own.
 * @keyring: asked, without a prompt, whether a secret is stored for the server that is set. */
AloudAgentForm  *aloud_agent_form_new             (GSettings        *original,
                                                   const char       *id,
                                                   AloudKeyring     *keyring) G_GNUC_WARN_UNUSED_RESULT;
/* The copy: bind to it. */
GSettings       *aloud_agent_form_get_settings    (AloudAgentForm   *self);
const char      *aloud_agent_form_get_id          (AloudAgentForm   *self);
AloudKeyring    *aloud_agent_form_get_keyring     (AloudAgentForm   *self);
gboolean         aloud_agent_form_is_new          (AloudAgentForm   *self);
/* Whether there is anything that closing would lose. */
gboolean         aloud_agent_form_is_changed      (AloudAgentForm   *self);
/* Writes what differs into @settings, with the blanks at the ends of what was typed left out. Never a secret. */
void             aloud_agent_form_apply           (AloudAgentForm   *self,
                                                   GSettings        *settings);

/* What was typed, in memory that is wiped. A readable token fills the fields that are empty. */
void             aloud_agent_form_set_secret      (AloudAgentForm   *self,
                                                   AloudSecretKind   kind,
                                                   const char       *text);
const char      *aloud_agent_form_get_secret      (AloudAgentForm   *self,
                                                   AloudSecretKind   kind);
/* Of the two kinds, the one that the service is to see. */
AloudSecretKind  aloud_agent_form_get_secret_kind (AloudAgentForm   *self);
/* What was typed is a readable token: its claims, else NULL. */
const AloudToken *aloud_agent_form_get_token      (AloudAgentForm   *self);

/* What the keyring has for the server that is set: ALOUD_SECRET_ABSENT until it has answered. */
AloudSecretState aloud_agent_form_get_stored      (AloudAgentForm   *self,
                                                   gint64           *stored_at);
/* It has a secret for the server that was set at first, and the form names another: the secret does not go there. */
gboolean         aloud_agent_form_moved           (AloudAgentForm   *self);
void             aloud_agent_form_ask_keyring     (AloudAgentForm   *self);
/* Another number whenever what a test of the connection found may not hold any more; "tested" is FALSE then. */
guint            aloud_agent_form_get_revision    (AloudAgentForm   *self);
/* What is taken for now, in seconds since 1970: the clock's, unless somebody says otherwise (0: the clock's again). */
gint64           aloud_agent_form_get_now        (AloudAgentForm   *self);
void             aloud_agent_form_set_now        (AloudAgentForm   *self,
                                                  gint64            now);
/* The secret will go to somebody else than the service. */
gboolean         aloud_agent_form_is_foreign      (AloudAgentForm   *self);
/* FALSE within Flatpak, where there are no programs but Aloud's own. Whoever knows better says so before anything is
 * bound to the form. */
gboolean         aloud_agent_form_get_runs_commands (AloudAgentForm *self);
void             aloud_agent_form_set_runs_commands (AloudAgentForm *self,
                                                     gboolean        runs_commands);
/* The host that is set; NULL when the address cannot be used. */
char            *aloud_agent_form_dup_host        (AloudAgentForm   *self) G_GNUC_WARN_UNUSED_RESULT;

/* FALSE and an error of a kind that aloud_problem_describe() knows when @field cannot be stored as it is. */
gboolean         aloud_agent_form_check           (AloudAgentForm   *self,
                                                   AloudFormField    field,
                                                   GError          **error);
/* The same, but a field that nobody has filled yet is not held against them until aloud_agent_form_insist(). */
gboolean         aloud_agent_form_check_gently    (AloudAgentForm   *self,
                                                   AloudFormField    field,
                                                   GError          **error);
/* From now on these fields count though they are empty. The first of them that is wrong, ALOUD_FORM_N_FIELDS when none
 * is. */
AloudFormField   aloud_agent_form_insist          (AloudAgentForm   *self,
                                                   AloudFormField    first,
                                                   AloudFormField    last);
