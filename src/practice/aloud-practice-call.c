/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-practice-call.h"

#include <string.h>

#include "aloud-command.h"
#include "aloud-delivery.h"
#include "aloud-idle.h"
#include "aloud-listener.h"
#include "aloud-replies.h"
#include "aloud-speech.h"
#include "aloud-wording.h"

#define LARGEST_MESSAGE (1024 * 1024)
#define MOST_WAITING    8     /* turns that were spoken and not yet understood */
#define TICK_MS         250

typedef enum {
  FORM_FLAT = 1,        /* fields beside "type", sound as binary frames */
  FORM_DOCUMENTED = 2,  /* fields in "data", sound as base64 in there */
} Forms;

struct _AloudPracticeCall
{
  GObject parent;

  SoupWebsocketConnection *connection;
  AloudStyle style;

  AloudListener *listener;
  AloudEar *ear;
  AloudDelivery *delivery;
  guint tick;

  gint64 last_sound;       /* CLOCK_MONOTONIC us: when the caller sent any, or silence took its place */
  double turn_start;       /* seconds into the stream */
  GByteArray *recording;   /* of the turn that is being spoken; NULL: it is dropped, too much waits already */
  GQueue waiting;          /* of SpokenTurn, in order of speaking */

  Forms forms;             /* of all that has come */
  gboolean dialect_told;

  AloudIdle idle;
  gboolean hides_emotions;
  gboolean recording_asked;
  gboolean hangs_up;
  char *last_answer;
};

typedef struct {
  GBytes *recording;
  double start;
} SpokenTurn;

G_DEFINE_FINAL_TYPE (AloudPracticeCall, aloud_practice_call, G_TYPE_OBJECT)

enum {
  DIALECT,
  OVER,
  LAST_SIGNAL,
};

static guint signals[LAST_SIGNAL];

static void
spoken_turn_free (gpointer data)
{
  SpokenTurn *turn = data;

  g_bytes_unref (turn->recording);
  g_free (turn);
}

static void
send_text (AloudPracticeCall *self, const char *json)
{
  if (soup_websocket_connection_get_state (self->connection) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_send_text (self->connection, json);
}

static void
send_take (AloudPracticeCall *self, char *json)
{
  g_autofree char *message = json;

  send_text (self, message);
}

static void
send_audio_error (AloudPracticeCall *self, const char *chunk_id, const char *reason)
{
  send_take (self, aloud_wire_error (&self->style, "AUDIO_PROCESSING_FAILED", "This sound cannot be used",
                                     chunk_id, reason));
}

static void
interrupt (AloudPracticeCall *self)
{
  self->hangs_up = FALSE;
  if (aloud_delivery_stop (self->delivery))
    send_take (self, aloud_wire_interruption (&self->style));
}

static void
reply (AloudPracticeCall *self, const char *heard, GBytes *recording)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (AloudReply) answer = NULL;

  answer = aloud_reply_new (heard, self->recording_asked && recording != NULL, self->last_answer, now);
  self->recording_asked = answer->records;
  self->hangs_up = answer->hangs_up;
  g_free (self->last_answer);
  self->last_answer = g_strjoinv (" ", answer->sentences);
  aloud_delivery_say (self->delivery, (const char * const *) answer->sentences,
                      answer->plays_back ? recording : NULL, FALSE);
}

/* A turn is over: says what was heard, and answers, unless the caller already goes on. */
static void
finish_turn (AloudPracticeCall *self, const AloudHeard *heard, const char *text, GBytes *recording,
             double start)
{
  send_take (self, aloud_wire_final (&self->style, text, heard, start));
  send_take (self, aloud_wire_turn_complete (&self->style, text, heard->confidence,
                                             recording != NULL ? "silence" : "text"));
  if (!self->hides_emotions)
    send_take (self, aloud_wire_emotions (&self->style, aloud_wording_find_emotion (heard->text)));
  if (!aloud_listener_get_in_turn (self->listener))
    reply (self, heard->understood ? heard->text : NULL, recording);
}

static void
show_words_as_written (AloudHeard *heard)
{
  guint i;

  for (i = 0; i < heard->words->len; i++)
    {
      AloudHeardWord *word = g_ptr_array_index (heard->words, i);
      g_autofree char *heard_word = word->text;

      word->text = aloud_wording_write_word (heard_word);
    }
}

static void
on_ear_guess (AloudEar *ear, const char *guess, gpointer user_data)
{
  AloudPracticeCall *self = ALOUD_PRACTICE_CALL (user_data);
  g_autofree char *text = aloud_wording_write (guess);

  /* It is not over: no full stop yet. */
  if (*text != '\0' && (g_str_has_suffix (text, ".") || g_str_has_suffix (text, "?")))
    text[strlen (text) - 1] = '\0';
  if (*text != '\0')
    send_take (self, aloud_wire_interim (&self->style, text));
}

static void
on_ear_heard (AloudEar *ear, gpointer data, gpointer user_data)
{
  g_autoptr (AloudPracticeCall) self = g_object_ref (ALOUD_PRACTICE_CALL (user_data));
  AloudHeard *heard = data;
  SpokenTurn *turn = g_queue_pop_head (&self->waiting);
  g_autofree char *text = NULL;

  g_assert (turn != NULL);
  text = heard->understood ? aloud_wording_write (heard->text)
                           : g_strdup_printf ("(speech, %.1f s)", heard->seconds);
  show_words_as_written (heard);
  finish_turn (self, heard, text, turn->recording, turn->start);
  spoken_turn_free (turn);
}

static void
on_turn_began (gint64 position, gpointer user_data)
{
  AloudPracticeCall *self = user_data;

  interrupt (self);
  self->turn_start = (double) position / ALOUD_SAMPLE_RATE;
  if (self->waiting.length >= MOST_WAITING)
    {
      send_audio_error (self, NULL, "sound comes faster than it can be understood");
      return;
    }
  self->recording = g_byte_array_new ();
  aloud_ear_begin (self->ear);
}

static void
on_turn_sound (const gint16 *samples, gsize n_samples, gpointer user_data)
{
  AloudPracticeCall *self = user_data;

  if (self->recording == NULL)
    return;
  g_byte_array_append (self->recording, (const guint8 *) samples, n_samples * sizeof *samples);
  aloud_ear_feed (self->ear, samples, n_samples);
}

static void
on_turn_ended (gpointer user_data)
{
  AloudPracticeCall *self = user_data;
  SpokenTurn *turn;

  if (self->recording == NULL)
    return;
  turn = g_new0 (SpokenTurn, 1);
  turn->recording = g_byte_array_free_to_bytes (g_steal_pointer (&self->recording));
  turn->start = self->turn_start;
  g_queue_push_tail (&self->waiting, turn);
  aloud_ear_end (self->ear);
}

static void
hang_up (AloudPracticeCall *self, const char *content, const char *reason)
{
  if (soup_websocket_connection_get_state (self->connection) != SOUP_WEBSOCKET_STATE_OPEN)
    return;
  send_take (self, aloud_wire_system_message (&self->style, "hangup", content));
  soup_websocket_connection_close (self->connection, SOUP_WEBSOCKET_CLOSE_NORMAL, reason);
}

static void
take_idle_step (AloudPracticeCall *self, AloudIdleStep step, double left)
{
  switch (step)
    {
    case ALOUD_IDLE_WARNING:
      send_take (self, aloud_wire_idle_warning (&self->style, "warning", left));
      break;
    case ALOUD_IDLE_FINAL_WARNING:
      send_take (self, aloud_wire_idle_warning (&self->style, "final_warning", left));
      break;
    case ALOUD_IDLE_HANGUP:
      hang_up (self, "The practice agent has hung up: nobody said anything.", "Idle");
      break;
    case ALOUD_IDLE_NOTHING:
    default:
      break;
    }
}

/* What the caller has sent so far is enough to tell. */
static void
tell_dialect (AloudPracticeCall *self)
{
  if (self->dialect_told)
    return;
  self->dialect_told = TRUE;
  g_signal_emit (self, signals[DIALECT], 0,
                 self->forms == FORM_FLAT         ? "the flat dialect"
                 : self->forms == FORM_DOCUMENTED ? "the documented dialect"
                                                  : "a mixture of both dialects");
}

static void
hear (AloudPracticeCall *self, const gint16 *samples, gsize n_samples)
{
  AloudIdleStep step;
  gint64 position;
  double left = 0;

  aloud_listener_hear (self->listener, samples, n_samples);
  position = aloud_listener_get_position (self->listener);
  aloud_delivery_advance (self->delivery, position);
  if (aloud_listener_get_in_turn (self->listener) || aloud_delivery_is_speaking (self->delivery) ||
      self->waiting.length > 0)
    {
      aloud_idle_touch (&self->idle, position);
      return;
    }
  step = aloud_idle_advance (&self->idle, position, &left);
  take_idle_step (self, step, left);
}

static void
take_audio (AloudPracticeCall *self, GBytes *audio, const char *chunk_id)
{
  gsize size, i;
  const guint8 *bytes = g_bytes_get_data (audio, &size);
  g_autofree gint16 *samples = NULL;

  if (size % 2 != 0)
    {
      send_audio_error (self, chunk_id, "an odd number of bytes is no 16 bit sound");
      return;
    }
  samples = g_new (gint16, size / 2 + 1);
  for (i = 0; i < size / 2; i++)
    samples[i] = (gint16) (bytes[2 * i] | bytes[2 * i + 1] << 8);
  self->last_sound = g_get_monotonic_time ();
  hear (self, samples, size / 2);
}

static void
take_settings (AloudPracticeCall *self, const AloudCommand *command)
{
  if ((command->sample_rate >= 0 && command->sample_rate != ALOUD_SAMPLE_RATE) ||
      (command->channels >= 0 && command->channels != 1) ||
      (command->encoding != NULL && !g_str_equal (command->encoding, "linear16") &&
       !g_str_equal (command->encoding, "pcm")))
    send_audio_error (self, NULL, "only linear16 with 24000 samples a second on one channel is understood");
  if (command->pause >= 0)
    aloud_listener_set_pause (self->listener, command->pause);
  if (command->shortest >= 0)
    aloud_listener_set_shortest (self->listener, command->shortest);
  if (command->limits_idling)
    aloud_idle_set (&self->idle, command->idle_warning, command->idle_hangup);
  self->hides_emotions = command->hides_emotions;
}

static void
take_text (AloudPracticeCall *self, const char *text)
{
  g_autoptr (AloudHeard) heard = aloud_heard_new ();
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autofree char *lower = NULL;

  if (*stripped == '\0')
    return;
  interrupt (self);
  lower = g_ascii_strdown (stripped, -1);
  g_free (heard->text);
  heard->text = g_steal_pointer (&lower);
  heard->understood = TRUE;
  heard->confidence = 1;
  finish_turn (self, heard, stripped, NULL, 0);
}

static void
take_command (AloudPracticeCall *self, const AloudCommand *command)
{
  if (command->type == ALOUD_COMMAND_AUDIO && !command->nested)
    self->forms |= FORM_FLAT | FORM_DOCUMENTED; /* half of each */
  else if (command->type <= ALOUD_COMMAND_TEXT)
    self->forms |= command->nested ? FORM_DOCUMENTED : FORM_FLAT;
  if (command->type == ALOUD_COMMAND_AUDIO || command->type == ALOUD_COMMAND_TEXT)
    tell_dialect (self);

  switch (command->type)
    {
    case ALOUD_COMMAND_SETTINGS:
      take_settings (self, command);
      break;
    case ALOUD_COMMAND_AUDIO:
      if (command->audio != NULL)
        take_audio (self, command->audio, command->chunk_id);
      else
        send_audio_error (self, command->chunk_id, "not base64");
      break;
    case ALOUD_COMMAND_TEXT:
      take_text (self, command->text);
      break;
    case ALOUD_COMMAND_INTERRUPT:
      interrupt (self);
      break;
    case ALOUD_COMMAND_KEEP_ALIVE:
    case ALOUD_COMMAND_UNKNOWN:
    default:
      break;
    }
}

static void
on_connection_message (SoupWebsocketConnection *connection, SoupWebsocketDataType type, GBytes *message,
                       gpointer user_data)
{
  g_autoptr (AloudPracticeCall) self = g_object_ref (ALOUD_PRACTICE_CALL (user_data));
  g_autoptr (AloudCommand) command = NULL;

  if (soup_websocket_connection_get_state (connection) != SOUP_WEBSOCKET_STATE_OPEN)
    return;
  if (type == SOUP_WEBSOCKET_DATA_BINARY)
    {
      self->forms |= FORM_FLAT;
      tell_dialect (self);
      take_audio (self, message, NULL);
      return;
    }
  command = aloud_command_new_from_text (g_bytes_get_data (message, NULL), g_bytes_get_size (message));
  if (command != NULL)
    take_command (self, command);
  else
    send_take (self, aloud_wire_error (&self->style, "INVALID_MESSAGE",
                                       "This is not a JSON object with a type", NULL, NULL));
}

static void
on_connection_closed (SoupWebsocketConnection *connection, gpointer user_data)
{
  g_signal_emit (user_data, signals[OVER], 0);
}

static void
on_delivery_message (AloudDelivery *delivery, const char *json, gpointer user_data)
{
  send_text (ALOUD_PRACTICE_CALL (user_data), json);
}

static void
on_delivery_said (AloudDelivery *delivery, gpointer user_data)
{
  AloudPracticeCall *self = ALOUD_PRACTICE_CALL (user_data);

  if (self->hangs_up)
    hang_up (self, "The practice agent has hung up.", "Goodbye");
}

/* A second without any sound counts as a second of silence; otherwise nobody could ever be answered who
 * closes the microphone when there is nothing to say. */
static gboolean
on_tick (gpointer user_data)
{
  g_autoptr (AloudPracticeCall) self = g_object_ref (ALOUD_PRACTICE_CALL (user_data));
  static const gint16 silence[ALOUD_SAMPLE_RATE];

  if (g_get_monotonic_time () - self->last_sound < G_USEC_PER_SEC)
    return G_SOURCE_CONTINUE;
  self->last_sound += G_USEC_PER_SEC;
  hear (self, silence, ALOUD_SAMPLE_RATE);
  return G_SOURCE_CONTINUE;
}

static void
aloud_practice_call_dispose (GObject *object)
{
  AloudPracticeCall *self = ALOUD_PRACTICE_CALL (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_object (&self->delivery);
  g_clear_object (&self->ear);
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (aloud_practice_call_parent_class)->dispose (object);
}

static void
aloud_practice_call_finalize (GObject *object)
{
  AloudPracticeCall *self = ALOUD_PRACTICE_CALL (object);

  aloud_listener_free (self->listener);
  g_clear_pointer (&self->recording, g_byte_array_unref);
  g_queue_clear_full (&self->waiting, spoken_turn_free);
  g_free (self->last_answer);

  G_OBJECT_CLASS (aloud_practice_call_parent_class)->finalize (object);
}

static void
aloud_practice_call_class_init (AloudPracticeCallClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = aloud_practice_call_dispose;
  object_class->finalize = aloud_practice_call_finalize;

  signals[DIALECT] = g_signal_new ("dialect", ALOUD_TYPE_PRACTICE_CALL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[OVER] = g_signal_new ("over", ALOUD_TYPE_PRACTICE_CALL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
}

static void
aloud_practice_call_init (AloudPracticeCall *self)
{
  static const AloudListenerFuncs funcs = { on_turn_began, on_turn_sound, on_turn_ended };

  self->listener = aloud_listener_new (&funcs, self);
  self->last_sound = g_get_monotonic_time ();
  /* Below the socket: sound that has arrived comes before the conclusion that none did. */
  self->tick = g_timeout_add_full (G_PRIORITY_LOW, TICK_MS, on_tick, self, NULL);
}

static void
greet (AloudPracticeCall *self)
{
  const char * const *greeting = aloud_replies_get_greeting (aloud_decoder_is_available ());

  self->last_answer = g_strjoinv (" ", (char **) greeting);
  send_take (self, aloud_wire_system_message (&self->style, "initial", self->last_answer));
  aloud_delivery_say (self->delivery, greeting, NULL, TRUE);
}

AloudPracticeCall *
aloud_practice_call_new (SoupWebsocketConnection *connection, const AloudMeans *means,
                         const char *connection_id, const char *project_id, const char *config_id)
{
  AloudPracticeCall *self = g_object_new (ALOUD_TYPE_PRACTICE_CALL, NULL);

  self->connection = g_object_ref (connection);
  self->style = means->style;
  self->ear = aloud_ear_new (means->recogniser);
  self->delivery = aloud_delivery_new (means->narrator, &self->style);

  g_signal_connect_object (self->ear, "guess", G_CALLBACK (on_ear_guess), self, 0);
  g_signal_connect_object (self->ear, "heard", G_CALLBACK (on_ear_heard), self, 0);
  g_signal_connect_object (self->delivery, "message", G_CALLBACK (on_delivery_message), self, 0);
  g_signal_connect_object (self->delivery, "said", G_CALLBACK (on_delivery_said), self, 0);
  soup_websocket_connection_set_max_incoming_payload_size (connection, LARGEST_MESSAGE);
  g_signal_connect_object (connection, "message", G_CALLBACK (on_connection_message), self, 0);
  g_signal_connect_object (connection, "closed", G_CALLBACK (on_connection_closed), self, 0);

  send_take (self, aloud_wire_metadata (&self->style, connection_id, project_id, config_id));
  greet (self);
  return self;
}

void
aloud_practice_call_go_away (AloudPracticeCall *self)
{
  g_return_if_fail (ALOUD_IS_PRACTICE_CALL (self));

  if (soup_websocket_connection_get_state (self->connection) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (self->connection, SOUP_WEBSOCKET_CLOSE_GOING_AWAY,
                                     "The practice agent ends");
}
