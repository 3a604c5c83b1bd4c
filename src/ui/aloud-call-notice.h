/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <adwaita.h>

#include "aloud-session.h"

/* The notice of a call: why it failed, or that the connection is lost and when the next try comes.
 *
 * Property: "session" AloudSession or NULL, read-write. */
#define ALOUD_TYPE_CALL_NOTICE (aloud_call_notice_get_type ())
G_DECLARE_FINAL_TYPE (AloudCallNotice, aloud_call_notice, ALOUD, CALL_NOTICE, AdwBin)
