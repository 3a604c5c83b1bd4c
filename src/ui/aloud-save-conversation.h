/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gtk/gtk.h>

#include "aloud-export.h"

/* Asks for a file and writes the conversation into it; says so when that fails. The format is that of the name's ending,
 * or @format where the name has none of ours. Takes @conversation. */
void aloud_save_conversation_ask   (GtkWindow         *parent,
                                    AloudConversation *conversation,
                                    AloudExportFormat  format);
/* Without asking. Takes @conversation. */
void aloud_save_conversation_write (GtkWindow         *parent,
                                    AloudConversation *conversation,
                                    AloudExportFormat  format,
                                    GFile             *file);
