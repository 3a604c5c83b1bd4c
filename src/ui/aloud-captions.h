/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <adwaita.h>

/* What is being said, in large letters, for who reads along: the sentence that is heard now, and who says it.
 *
 * Property: "model" GListModel of AloudTurn or NULL, read-write. */
#define ALOUD_TYPE_CAPTIONS (aloud_captions_get_type ())
G_DECLARE_FINAL_TYPE (AloudCaptions, aloud_captions, ALOUD, CAPTIONS, AdwBin)

/* The sentence of @text that stands where @heard characters have been heard (-1: its end), as far as there is room.
 * @heard: set to how much of that has been. */
char *aloud_captions_cut (const char *text,
                          int        *heard) G_GNUC_WARN_UNUSED_RESULT;
