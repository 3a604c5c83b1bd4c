/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib.h>

/* An answer that turns around what was said, in the manner of Joseph Weizenbaum's ELIZA: it understands nothing, and asks.
 * @words: small letters. NULL: there is nothing in them to be turned around. */
char *aloud_reflection_new   (const char *const *words) G_GNUC_WARN_UNUSED_RESULT;
/* "One. Two. Three." for "count to three", "count from two to four"; at most twenty. NULL: it was not asked for. */
char *aloud_reflection_count (const char *const *words) G_GNUC_WARN_UNUSED_RESULT;
