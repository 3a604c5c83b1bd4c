/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

/* A caller of the practice agent over a real WebSocket: speaks as fast as it likes, keeps every message. */
typedef struct {
  SoupSession             *session;
  SoupWebsocketConnection *socket;
  GPtrArray               *messages;  /* of JsonObject, oldest first */
  GByteArray              *voice;     /* the agent's, decoded */
  gboolean                 closed;
  guint                    silence;   /* source */
} Caller;

Caller     *caller_new          (guint         port,
                                 const char   *query) G_GNUC_WARN_UNUSED_RESULT;
void        caller_free         (Caller       *self);
/* The HTTP status of the answer to an attempt to connect: 101 when it was accepted. */
guint       caller_try          (guint         port,
                                 const char   *path_and_query,
                                 const char   *authorization);

/* What a caller sees of an attempt to connect, up to the close when it was sent away after the upgrade. */
typedef struct {
  guint         status;       /* HTTP; 101: upgraded; 0: no answer */
  char         *phrase;       /* beside the status */
  char         *retry_after;  /* header, or NULL */
  char         *location;     /* header, or NULL */
  guint         close_code;   /* 1006 when there was none; 0: it is let in */
  char         *close_reason; /* or NULL */
  char         *text;         /* the first message, or NULL */
} CallerAnswer;

/* @database: for wss, NULL: ws. */
CallerAnswer *caller_visit        (guint         port,
                                   GTlsDatabase *database,
                                   const char   *path_and_query,
                                   const char   *authorization) G_GNUC_WARN_UNUSED_RESULT;
void          caller_answer_free  (CallerAnswer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CallerAnswer, caller_answer_free)

void        caller_send_text    (Caller       *self,
                                 const char   *json);
void        caller_send_samples (Caller       *self,
                                 const gint16 *samples,
                                 gsize         n_samples,
                                 gsize         per_frame);
/* Whole sound, then enough silence to end the turn. */
void        caller_speak        (Caller       *self,
                                 GBytes       *sound);
void        caller_be_silent    (Caller       *self,
                                 double        seconds);
/* From now on, twenty times as fast as real time, silence; so that the agent's clock runs. */
void        caller_start_silence (Caller      *self);
void        caller_stop_silence  (Caller      *self);

void        caller_forget       (Caller       *self);
guint       caller_count        (Caller       *self,
                                 const char   *type);
/* The newest message of @type, or NULL. */
JsonObject *caller_find         (Caller       *self,
                                 const char   *type);
/* The newest of @type in which the boolean @flag is true, or NULL. */
JsonObject *caller_find_with    (Caller       *self,
                                 const char   *type,
                                 const char   *flag);
/* The fields of a message, in either dialect. */
JsonObject *caller_fields       (JsonObject   *message);
const char *caller_text         (JsonObject   *message,
                                 const char   *name);
/* The agent's text of all answers, joined. */
char       *caller_join_answer  (Caller       *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Caller, caller_free)
