/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-conversation.h"

/* A conversation as a file that other programs read. The formats are described in data/conversation-files.md. */
typedef enum {
  ALOUD_EXPORT_TEXT,
  ALOUD_EXPORT_MARKDOWN,
  ALOUD_EXPORT_JSON,
  ALOUD_EXPORT_SRT,
  ALOUD_EXPORT_WEBVTT,
  ALOUD_EXPORT_N_FORMATS,
} AloudExportFormat;

#define ALOUD_CONVERSATION_VERSION 1 /* of the JSON format */

/* By the name's ending, whatever its case; FALSE when it is none of ours. */
gboolean    aloud_export_find_format     (const char              *file_name,
                                          AloudExportFormat       *format);
/* "txt", "md", "json", "srt", "vtt" */
const char *aloud_export_get_ending      (AloudExportFormat        format);
/* "Conversation with Tea 2026-11-24 22.05.md": a name that every file system takes. */
char       *aloud_export_dup_file_name   (const AloudConversation *conversation,
                                          AloudExportFormat        format) G_GNUC_WARN_UNUSED_RESULT;
char       *aloud_export_write           (const AloudConversation *conversation,
                                          AloudExportFormat        format) G_GNUC_WARN_UNUSED_RESULT;

/* What each format is written by. */
void        aloud_export_write_text      (const AloudConversation *conversation,
                                          GString                 *out);
void        aloud_export_write_markdown  (const AloudConversation *conversation,
                                          GString                 *out);
void        aloud_export_write_srt       (const AloudConversation *conversation,
                                          GString                 *out);
void        aloud_export_write_webvtt    (const AloudConversation *conversation,
                                          GString                 *out);
char       *aloud_export_write_json      (const AloudConversation *conversation) G_GNUC_WARN_UNUSED_RESULT;

/* Reads what aloud_export_write_json() wrote. G_IO_ERROR_INVALID_DATA: it is something else;
 * G_IO_ERROR_NOT_SUPPORTED: of a later version. */
AloudConversation *aloud_export_read_json (const char              *text,
                                           gssize                   length,
                                           GError                 **error) G_GNUC_WARN_UNUSED_RESULT;
/* @text in one or more lines, without characters that steer a terminal or a reader; lines end in "\n". */
char       *aloud_export_dup_plain       (const char              *text) G_GNUC_WARN_UNUSED_RESULT;
