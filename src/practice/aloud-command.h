/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib.h>

/* One message of a client, whatever dialect it came in. Free with aloud_command_free(). */
typedef enum {
  ALOUD_COMMAND_SETTINGS,
  ALOUD_COMMAND_AUDIO,
  ALOUD_COMMAND_TEXT,
  ALOUD_COMMAND_INTERRUPT,
  ALOUD_COMMAND_KEEP_ALIVE,
  ALOUD_COMMAND_UNKNOWN,
} AloudCommandType;

typedef struct {
  AloudCommandType type;
  gboolean nested;      /* it has a "data" that is an object */

  GBytes *audio;        /* AUDIO: NULL when it is not base64 */
  char   *chunk_id;     /* AUDIO: or NULL */
  char   *text;         /* TEXT: never NULL */
  /* SETTINGS: -1 or NULL when not given. */
  int     sample_rate;
  int     channels;
  char   *encoding;
  double  pause;        /* turn_detection.silence_threshold, seconds */
  double  shortest;     /* turn_detection.min_speaking_time, seconds */
  gboolean limits_idling;  /* there is an idle_timeout */
  double  idle_warning; /* seconds, -1: none */
  double  idle_hangup;  /* likewise */
  gboolean hides_emotions; /* emotion_detection.enabled is false */
} AloudCommand;

/* Every field is looked for in "data" (when that is an object), then at top level. NULL when it is no
 * JSON object with a "type". */
AloudCommand *aloud_command_new_from_text (const char   *text,
                                           gsize         length) G_GNUC_WARN_UNUSED_RESULT;
void          aloud_command_free          (AloudCommand *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AloudCommand, aloud_command_free)
