/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib-object.h>

/* One message of the server, whatever dialect it came in: a tagged value that nobody changes after it was
 * read. */
typedef enum {
  ALOUD_EVENT_METADATA,
  ALOUD_EVENT_TRANSCRIPTION,
  ALOUD_EVENT_ANSWER_TEXT,    /* llm_response_chunk */
  ALOUD_EVENT_ANSWER_AUDIO,   /* tts_chunk */
  ALOUD_EVENT_EMOTIONS,
  ALOUD_EVENT_INTERRUPTION,   /* tts_interruption, user_interruption */
  ALOUD_EVENT_STOP_SPEECH,    /* stop_tts */
  ALOUD_EVENT_TURN_COMPLETE,
  ALOUD_EVENT_SYSTEM_MESSAGE,
  ALOUD_EVENT_IDLE_WARNING,
  ALOUD_EVENT_STATUS,
  ALOUD_EVENT_ERROR,
  ALOUD_EVENT_DISCONNECT,     /* websocket.disconnect: to be treated as a close with that code */
  ALOUD_EVENT_UNKNOWN,
} AloudEventType;

typedef enum {
  ALOUD_TRANSCRIPTION_NORMAL,
  ALOUD_TRANSCRIPTION_SPEECH_STARTED,
  ALOUD_TRANSCRIPTION_UTTERANCE_END,
} AloudTranscriptionKind;

typedef enum {
  ALOUD_SYSTEM_MESSAGE_INITIAL,
  ALOUD_SYSTEM_MESSAGE_WARNING,
  ALOUD_SYSTEM_MESSAGE_HANGUP,
} AloudSystemMessageKind;

typedef struct {
  char   *text;
  double  start;       /* seconds from the start of the stream, NAN when not given */
  double  end;
  double  confidence;  /* 0 to 1, NAN when not given */
} AloudWord;

typedef struct {
  char   *name;        /* as the server says it: a free string */
  double  value;       /* 0 to 1 */
} AloudEmotion;

typedef struct {
  AloudEventType  type;
  char           *type_name;      /* as it stood on the wire */
  double          timestamp;      /* seconds since 1970, NAN when not given; milliseconds are recognised */
  char           *generation_id;  /* which answer this belongs to, or NULL */

  union {
    struct {
      char *connection_id, *status, *project_id, *config_id; /* each may be NULL */
      guint sample_rate;                                     /* Hz, 0 when not given */
    } metadata;
    struct {
      char                   *text;          /* never NULL, may be "" */
      double                  confidence;    /* 0 to 1, NAN when not given */
      gboolean                final;         /* no interim text of this segment will follow */
      gboolean                speech_final;  /* the turn is over */
      AloudTranscriptionKind  kind;
      GPtrArray              *words;         /* of AloudWord, never NULL */
    } transcription;
    struct {
      char     *text;   /* delta or cumulative: AloudAnswer decides */
      gboolean  final;
      int       index;  /* -1 when not given */
    } answer_text;
    struct {
      GBytes   *audio;       /* decoded from base64, as sent: maybe with a WAV header, maybe odd in length */
      char     *chunk_id;    /* or NULL */
      gboolean  last;
      guint     sample_rate; /* Hz, 0 when not given */
    } answer_audio;
    GPtrArray *emotions;     /* of AloudEmotion, strongest first */
    struct {
      char     *text;        /* "" when not given */
      gboolean  complete;
      double    confidence;
    } turn_complete;
    struct {
      char                   *text;
      AloudSystemMessageKind  kind;
    } system_message;
    struct {
      double    seconds_left;  /* 0 when not given */
      gboolean  final;
    } idle_warning;
    struct {
      char *code, *text, *details; /* code and text never NULL; details is JSON text or NULL */
    } error;
    struct {
      guint  code;    /* WebSocket close code, 0 when not given */
      char  *reason;  /* never NULL */
    } disconnect;
  };
} AloudEvent;

#define ALOUD_TYPE_EVENT (aloud_event_get_type ())
GType       aloud_event_get_type       (void) G_GNUC_CONST;

/* Reads one text message by the tolerant rule: every field is looked for in "data" (when that is an
 * object), then at top level, under each of its known names; numbers may be strings, booleans 0/1, null
 * counts as absent. A type that nobody knows becomes ALOUD_EVENT_UNKNOWN, never an error.
 * ALOUD_PROTOCOL_ERROR_MALFORMED or _MISSING_MEMBER: count it and go on. */
AloudEvent *aloud_event_new_from_bytes (GBytes      *message,
                                        GError     **error) G_GNUC_WARN_UNUSED_RESULT;
AloudEvent *aloud_event_ref            (AloudEvent  *self);
void        aloud_event_unref          (AloudEvent  *self);

/* base64 of the standard alphabet with its padding and nothing else; NULL when it is anything else. */
GBytes     *aloud_base64_decode_strict (const char  *text) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AloudEvent, aloud_event_unref)
