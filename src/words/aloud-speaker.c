/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-speaker.h"

#include <glib/gi18n-lib.h>

const char *
aloud_speaker_label (AloudSpeaker speaker)
{
  switch (speaker)
    {
    case ALOUD_SPEAKER_YOU:
      return C_("speaker", "You");
    case ALOUD_SPEAKER_AGENT:
      return C_("speaker", "Agent");
    case ALOUD_SPEAKER_NOTE:
    default:
      return C_("speaker", "Note");
    }
}
