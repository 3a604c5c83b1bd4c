/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-profile.h"

/* What the window says of an agent beside its name: facts that only some kinds of agents have. */

/* The profile behind it, when the person can change that; NULL otherwise. Borrowed. */
AloudProfile *aloud_agent_facts_get_profile      (AloudAgent *agent);
/* By which "app.select-agent" and "app.edit-agent" know it. */
char         *aloud_agent_facts_dup_id           (AloudAgent *agent) G_GNUC_WARN_UNUSED_RESULT;
/* "Development" or "Production", or NULL. */
const char   *aloud_agent_facts_get_badge        (AloudAgent *agent);
/* Where it is, when that is not the service's own place; or NULL. */
char         *aloud_agent_facts_dup_foreign_host (AloudAgent *agent) G_GNUC_WARN_UNUSED_RESULT;
/* Whether its key, or the token that was pasted, is in memory alone, until Aloud is closed. */
gboolean      aloud_agent_facts_is_unstored      (AloudAgent   *agent,
                                                  AloudKeyring *keyring);
/* What the header says below its name, or NULL: where it is, when that is not the service's own place, and that its
 * credential is not stored. @keyring: or NULL. */
char         *aloud_agent_facts_dup_remark       (AloudAgent   *agent,
                                                  AloudKeyring *keyring) G_GNUC_WARN_UNUSED_RESULT;
/* The one that comes with Aloud. */
gboolean      aloud_agent_facts_is_practice      (AloudAgent *agent);
