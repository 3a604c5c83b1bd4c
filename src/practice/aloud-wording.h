/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib.h>

/* What the recogniser gives is lower case and without a full stop, and now and then it is coarse. */

/* As a person would write it: "what time is it" becomes "What time is it?". Coarse words become "…". */
char       *aloud_wording_write        (const char *heard) G_GNUC_WARN_UNUSED_RESULT;
/* One word of it, for lists of words. */
char       *aloud_wording_write_word   (const char *word) G_GNUC_WARN_UNUSED_RESULT;
/* The feeling that the words name, one of the service's labels; "Neutral" when they name none. */
const char *aloud_wording_find_emotion (const char *heard);
