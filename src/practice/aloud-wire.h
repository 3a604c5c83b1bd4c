/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <json-glib/json-glib.h>

#include "aloud-decoder.h"

/* The server's side of the wire: writes the messages that a client reads, each as JSON text. */
typedef enum {
  ALOUD_WIRE_FLAT,    /* fields beside "type" */
  ALOUD_WIRE_NESTED,  /* fields inside "data" */
  ALOUD_WIRE_BOTH,
} AloudWireForm;

typedef struct {
  AloudWireForm dialect;
  gboolean     cumulative;  /* each piece of an answer's text holds what was before it too */
} AloudStyle;

/* "flat", "nested", "both"; "delta", "cumulative". FALSE for any other word. NULL keeps what is set. */
gboolean aloud_style_parse              (AloudStyle        *self,
                                         const char        *dialect,
                                         const char        *llm);

char    *aloud_wire_metadata            (const AloudStyle  *style,
                                         const char        *connection_id,
                                         const char        *project_id,
                                         const char        *config_id) G_GNUC_WARN_UNUSED_RESULT;
char    *aloud_wire_interim             (const AloudStyle  *style,
                                         const char        *text) G_GNUC_WARN_UNUSED_RESULT;
/* @text: as it is to be shown. @offset: where the turn began, in seconds from the start of the stream. */
char    *aloud_wire_final               (const AloudStyle  *style,
                                         const char        *text,
                                         const AloudHeard  *heard,
                                         double             offset) G_GNUC_WARN_UNUSED_RESULT;
char    *aloud_wire_turn_complete       (const AloudStyle  *style,
                                         const char        *text,
                                         double             confidence,
                                         const char        *reason) G_GNUC_WARN_UNUSED_RESULT;
char    *aloud_wire_emotions            (const AloudStyle  *style,
                                         const char        *strongest) G_GNUC_WARN_UNUSED_RESULT;
char    *aloud_wire_answer_text         (const AloudStyle  *style,
                                         guint              generation,
                                         guint              index,
                                         const char        *content,
                                         gboolean           final) G_GNUC_WARN_UNUSED_RESULT;
char    *aloud_wire_answer_audio        (const AloudStyle  *style,
                                         guint              generation,
                                         guint              index,
                                         const gint16      *samples,
                                         gsize              n_samples,
                                         gboolean           last) G_GNUC_WARN_UNUSED_RESULT;
char    *aloud_wire_interruption        (const AloudStyle  *style) G_GNUC_WARN_UNUSED_RESULT;
/* @kind: "initial", "warning" or "hangup". */
char    *aloud_wire_system_message      (const AloudStyle  *style,
                                         const char        *kind,
                                         const char        *content) G_GNUC_WARN_UNUSED_RESULT;
/* @kind: "warning" or "final_warning". @remaining: seconds. */
char    *aloud_wire_idle_warning        (const AloudStyle  *style,
                                         const char        *kind,
                                         double             remaining) G_GNUC_WARN_UNUSED_RESULT;
/* @chunk_id, @reason: details, or NULL. */
char    *aloud_wire_error               (const AloudStyle  *style,
                                         const char        *code,
                                         const char        *message,
                                         const char        *chunk_id,
                                         const char        *reason) G_GNUC_WARN_UNUSED_RESULT;
