/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <adwaita.h>

/* With whom conversations are kept, and for how long. @agents: of AloudAgent. */
AdwPreferencesGroup *aloud_keeping_group_new    (GSettings  *settings,
                                                 GListModel *agents) G_GNUC_WARN_UNUSED_RESULT;
/* What the setting "kept-agents" calls an AloudAgent. For AloudDupAgentId. */
char                *aloud_keeping_group_dup_id (gpointer    agent) G_GNUC_WARN_UNUSED_RESULT;
