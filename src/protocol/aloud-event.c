/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-event.h"

#include <math.h>

#include "aloud-error.h"
#include "aloud-json.h"
#include "aloud-speech.h"

/* The service is described in two ways by its own maker: with the fields beside "type", and with the fields
 * inside "data". Nobody outside knows which of them it speaks, so every field is looked for in both places.
 * The names that the wire uses end here. */

#define MILLISECONDS_FROM 1e11   /* as seconds that would be the year 5138 */
#define MAX_SECONDS_LEFT 86400.0

G_DEFINE_BOXED_TYPE (AloudEvent, aloud_event, aloud_event_ref, aloud_event_unref)

static gboolean
equals (const char *value, const char *expected)
{
  return value != NULL && g_ascii_strcasecmp (value, expected) == 0;
}

static gboolean
set_missing (GError **error, const char *message)
{
  g_set_error_literal (error, ALOUD_PROTOCOL_ERROR, ALOUD_PROTOCOL_ERROR_MISSING_MEMBER, message);
  return FALSE;
}

static char *
dup_text_or_empty (const AloudJsonPlaces *places, const char *const *names)
{
  char *text = aloud_json_dup_text (places, names);

  return text != NULL ? text : g_strdup ("");
}

static double
get_share (const AloudJsonPlaces *places, const char *const *names)
{
  double value = aloud_json_get_number (places, names);

  return isnan (value) ? NAN : CLAMP (value, 0.0, 1.0);
}

static guint
get_sample_rate (const AloudJsonPlaces *places)
{
  double rate = aloud_json_get_number (places, ALOUD_NAMES ("sample_rate"));

  return rate >= ALOUD_SPEECH_MIN_RATE && rate <= ALOUD_SPEECH_MAX_RATE ? (guint) rate : 0;
}

static double
get_timestamp (const AloudJsonPlaces *places)
{
  double value = aloud_json_get_number (places, ALOUD_NAMES ("timestamp"));

  if (isnan (value) || value < 0)
    return NAN;
  return value > MILLISECONDS_FROM ? value / 1000 : value;
}

/* The objects named @name, wherever one is: as places of their own. */
static AloudJsonPlaces
get_places_within (const AloudJsonPlaces *places, const char *name)
{
  AloudJsonPlaces within = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (places->objects) && places->objects[i] != NULL; i++)
    {
      AloudJsonPlaces one = { .objects = { places->objects[i] } };

      aloud_json_add_place (&within, aloud_json_peek_object (&one, ALOUD_NAMES (name)));
    }
  return within;
}

static gboolean
read_metadata (AloudEvent *self, const AloudJsonPlaces *message, GError **error)
{
  AloudJsonPlaces inner = get_places_within (message, "metadata");
  AloudJsonPlaces places = *message;
  AloudJsonPlaces config;

  for (guint i = 0; i < G_N_ELEMENTS (inner.objects); i++)
    aloud_json_add_place (&places, inner.objects[i]);
  config = get_places_within (&places, "config");

  self->metadata.connection_id = aloud_json_dup_text (&places, ALOUD_NAMES ("connection_id"));
  self->metadata.status = aloud_json_dup_text (&places, ALOUD_NAMES ("status"));
  self->metadata.project_id = aloud_json_dup_text (&places, ALOUD_NAMES ("project_id"));
  self->metadata.config_id = aloud_json_dup_text (&places, ALOUD_NAMES ("config_id"));
  self->metadata.sample_rate = get_sample_rate (&config);
  if (self->metadata.sample_rate == 0)
    self->metadata.sample_rate = get_sample_rate (&places);
  return TRUE;
}

static void
free_word (AloudWord *word)
{
  g_free (word->text);
  g_free (word);
}

static GPtrArray *
read_words (JsonArray *array)
{
  GPtrArray *words = g_ptr_array_new_with_free_func ((GDestroyNotify) free_word);
  guint length = array != NULL ? json_array_get_length (array) : 0;

  for (guint i = 0; i < length; i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      AloudJsonPlaces places = { 0 };
      AloudWord *word;
      char *text;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        continue;
      aloud_json_add_place (&places, json_node_get_object (node));
      text = aloud_json_dup_text (&places, ALOUD_NAMES ("word", "text"));
      if (text == NULL)
        continue;
      word = g_new0 (AloudWord, 1);
      word->text = text;
      word->start = aloud_json_get_number (&places, ALOUD_NAMES ("start"));
      word->end = aloud_json_get_number (&places, ALOUD_NAMES ("end"));
      word->confidence = get_share (&places, ALOUD_NAMES ("confidence"));
      g_ptr_array_add (words, word);
    }
  return words;
}

static AloudTranscriptionKind
read_transcription_kind (const AloudJsonPlaces *message)
{
  AloudJsonPlaces metadata = get_places_within (message, "metadata");
  const char *name = aloud_json_peek_string (&metadata, ALOUD_NAMES ("event_type"));

  if (name == NULL)
    name = aloud_json_peek_string (message, ALOUD_NAMES ("event_type"));
  if (equals (name, "speech_started"))
    return ALOUD_TRANSCRIPTION_SPEECH_STARTED;
  if (equals (name, "utterance_end"))
    return ALOUD_TRANSCRIPTION_UTTERANCE_END;
  return ALOUD_TRANSCRIPTION_NORMAL;
}

static gboolean
read_transcription (AloudEvent *self, const AloudJsonPlaces *message, GError **error)
{
  self->transcription.text = dup_text_or_empty (message, ALOUD_NAMES ("transcript", "text", "content"));
  self->transcription.confidence = get_share (message, ALOUD_NAMES ("confidence"));
  self->transcription.final = aloud_json_get_flag (message, ALOUD_NAMES ("is_final", "final"));
  self->transcription.speech_final = aloud_json_get_flag (message, ALOUD_NAMES ("is_speech_final",
                                                                                 "speech_final"));
  self->transcription.kind = read_transcription_kind (message);
  self->transcription.words = read_words (aloud_json_peek_array (message, ALOUD_NAMES ("words")));
  return TRUE;
}

static gboolean
read_answer_text (AloudEvent *self, const AloudJsonPlaces *message, GError **error)
{
  double index = aloud_json_get_number (message, ALOUD_NAMES ("chunk_index"));

  self->answer_text.text = aloud_json_dup_text (message, ALOUD_NAMES ("content", "text", "delta"));
  self->answer_text.final = aloud_json_get_flag (message, ALOUD_NAMES ("is_final", "final"));
  self->answer_text.index = index >= 0 && index <= G_MAXINT ? (int) index : -1;
  if (self->answer_text.text == NULL && !self->answer_text.final)
    return set_missing (error, "an answer without text");
  if (self->answer_text.text == NULL)
    self->answer_text.text = g_strdup ("");
  return TRUE;
}

static gboolean
read_answer_audio (AloudEvent *self, const AloudJsonPlaces *message, GError **error)
{
  const char *content = aloud_json_peek_string (message, ALOUD_NAMES ("content", "audio", "audio_content",
                                                                     "audio_data", "chunk"));

  self->answer_audio.chunk_id = aloud_json_dup_text (message, ALOUD_NAMES ("chunk_id"));
  self->answer_audio.last = aloud_json_get_flag (message, ALOUD_NAMES ("is_last", "is_final", "last"));
  self->answer_audio.sample_rate = get_sample_rate (message);
  if (content == NULL && !self->answer_audio.last)
    return set_missing (error, "speech without audio");

  self->answer_audio.audio = aloud_base64_decode_strict (content != NULL ? content : "");
  if (self->answer_audio.audio != NULL)
    return TRUE;
  g_set_error_literal (error, ALOUD_PROTOCOL_ERROR, ALOUD_PROTOCOL_ERROR_MALFORMED,
                       "audio that is not base64");
  return FALSE;
}

static void
free_emotion (AloudEmotion *emotion)
{
  g_free (emotion->name);
  g_free (emotion);
}

/* Takes @name. Without a value or a name there is nothing to show. */
static void
add_emotion (GPtrArray *emotions, char *name, double value)
{
  AloudEmotion *emotion;

  if (name == NULL || *name == '\0' || isnan (value))
    {
      g_free (name);
      return;
    }
  emotion = g_new (AloudEmotion, 1);
  emotion->name = name;
  emotion->value = CLAMP (value, 0.0, 1.0);
  g_ptr_array_add (emotions, emotion);
}

/* What should be a share, but may be a percentage. */
static double
normalise_score (double value)
{
  return value > 1 ? value / 100 : value;
}

static void
read_emotion_array (GPtrArray *emotions, JsonArray *array)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      AloudJsonPlaces places = { 0 };
      double value;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        continue;
      aloud_json_add_place (&places, json_node_get_object (node));
      value = aloud_json_get_number (&places, ALOUD_NAMES ("percentage")) / 100;
      if (isnan (value))
        value = normalise_score (aloud_json_get_number (&places, ALOUD_NAMES ("confidence", "score")));
      add_emotion (emotions, aloud_json_dup_text (&places, ALOUD_NAMES ("emotion", "name", "label")), value);
    }
}

static void
read_emotion_map (GPtrArray *emotions, JsonObject *map)
{
  AloudJsonPlaces places = { .objects = { map } };
  JsonObjectIter iter;
  const char *name;

  json_object_iter_init (&iter, map);
  while (json_object_iter_next (&iter, &name, NULL))
    {
      double value = aloud_json_get_number (&places, ALOUD_NAMES (name));

      add_emotion (emotions, g_strdup (name), normalise_score (value));
    }
}

static int
compare_emotions (gconstpointer a, gconstpointer b)
{
  const AloudEmotion *left = *(const AloudEmotion *const *) a;
  const AloudEmotion *right = *(const AloudEmotion *const *) b;

  return (left->value < right->value) - (left->value > right->value);
}

static gboolean
read_emotions (AloudEvent *self, const AloudJsonPlaces *message, GError **error)
{
  const char *const *names = ALOUD_NAMES ("top_emotions", "emotions");
  JsonArray *array = aloud_json_peek_array (message, names);
  JsonObject *map = array == NULL ? aloud_json_peek_object (message, names) : NULL;

  self->emotions = g_ptr_array_new_with_free_func ((GDestroyNotify) free_emotion);
  if (array == NULL && map == NULL)
    return set_missing (error, "emotions without a list");
  if (array != NULL)
    read_emotion_array (self->emotions, array);
  else
    read_emotion_map (self->emotions, map);
  g_ptr_array_sort (self->emotions, compare_emotions);
  return TRUE;
}

static gboolean
read_turn_complete (AloudEvent *self, const AloudJsonPlaces *message, GError **error)
{
  AloudJsonPlaces result = get_places_within (message, "turn_result");

  self->turn_complete.text = dup_text_or_empty (message, ALOUD_NAMES ("transcript", "text"));
  self->turn_complete.complete = aloud_json_get_flag (&result, ALOUD_NAMES ("is_complete"));
  self->turn_complete.confidence = get_share (&result, ALOUD_NAMES ("confidence"));
  return TRUE;
}

static gboolean
read_system_message (AloudEvent *self, const AloudJsonPlaces *message, GError **error)
{
  const char *kind = aloud_json_peek_string (message, ALOUD_NAMES ("message_type"));

  self->system_message.text = dup_text_or_empty (message, ALOUD_NAMES ("content", "text", "message"));
  if (equals (kind, "warning"))
    self->system_message.kind = ALOUD_SYSTEM_MESSAGE_WARNING;
  else if (equals (kind, "hangup"))
    self->system_message.kind = ALOUD_SYSTEM_MESSAGE_HANGUP;
  return TRUE;
}

static gboolean
read_idle_warning (AloudEvent *self, const AloudJsonPlaces *message, GError **error)
{
  double left = aloud_json_get_number (message, ALOUD_NAMES ("time_remaining"));
  const char *kind = aloud_json_peek_string (message, ALOUD_NAMES ("warning_type"));

  self->idle_warning.seconds_left = isnan (left) ? 0 : CLAMP (left, 0.0, MAX_SECONDS_LEFT);
  self->idle_warning.final = equals (kind, "final_warning");
  return TRUE;
}

static gboolean
read_error (AloudEvent *self, const AloudJsonPlaces *message, GError **error)
{
  JsonNode *details = aloud_json_peek_node (message, ALOUD_NAMES ("details"));

  self->error.code = dup_text_or_empty (message, ALOUD_NAMES ("error_code", "code"));
  self->error.text = dup_text_or_empty (message, ALOUD_NAMES ("error_message", "error", "message"));
  self->error.details = details != NULL ? json_to_string (details, FALSE) : NULL;
  return TRUE;
}

static gboolean
read_disconnect (AloudEvent *self, const AloudJsonPlaces *message, GError **error)
{
  double code = aloud_json_get_number (message, ALOUD_NAMES ("code"));

  self->disconnect.code = code >= 1000 && code <= 4999 ? (guint) code : 0;
  self->disconnect.reason = dup_text_or_empty (message, ALOUD_NAMES ("reason"));
  return TRUE;
}

typedef gboolean (*Reader) (AloudEvent *self, const AloudJsonPlaces *message, GError **error);

static const struct {
  const char *name;
  AloudEventType type;
  Reader read; /* NULL: the type says it all */
} types[] = {
  { "tts_chunk", ALOUD_EVENT_ANSWER_AUDIO, read_answer_audio },
  { "transcription", ALOUD_EVENT_TRANSCRIPTION, read_transcription },
  { "llm_response_chunk", ALOUD_EVENT_ANSWER_TEXT, read_answer_text },
  { "emotion_update", ALOUD_EVENT_EMOTIONS, read_emotions },
  { "turn_complete", ALOUD_EVENT_TURN_COMPLETE, read_turn_complete },
  { "tts_interruption", ALOUD_EVENT_INTERRUPTION, NULL },
  { "user_interruption", ALOUD_EVENT_INTERRUPTION, NULL },
  { "stop_tts", ALOUD_EVENT_STOP_SPEECH, NULL },
  { "connection_metadata", ALOUD_EVENT_METADATA, read_metadata },
  { "system_message", ALOUD_EVENT_SYSTEM_MESSAGE, read_system_message },
  { "idle_warning", ALOUD_EVENT_IDLE_WARNING, read_idle_warning },
  { "status", ALOUD_EVENT_STATUS, NULL },
  { "error", ALOUD_EVENT_ERROR, read_error },
  { "websocket.disconnect", ALOUD_EVENT_DISCONNECT, read_disconnect },
};

/* No two names differ by case alone, so one comparison without case finds exact matches too. */
static Reader
look_up_type (AloudEvent *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (equals (self->type_name, types[i].name))
      {
        self->type = types[i].type;
        return types[i].read;
      }
  self->type = ALOUD_EVENT_UNKNOWN;
  return NULL;
}

static void
clear (AloudEvent *self)
{
  g_free (self->type_name);
  g_free (self->generation_id);

  switch (self->type)
    {
    case ALOUD_EVENT_METADATA:
      g_free (self->metadata.connection_id);
      g_free (self->metadata.status);
      g_free (self->metadata.project_id);
      g_free (self->metadata.config_id);
      break;
    case ALOUD_EVENT_TRANSCRIPTION:
      g_free (self->transcription.text);
      g_clear_pointer (&self->transcription.words, g_ptr_array_unref);
      break;
    case ALOUD_EVENT_ANSWER_TEXT:
      g_free (self->answer_text.text);
      break;
    case ALOUD_EVENT_ANSWER_AUDIO:
      g_clear_pointer (&self->answer_audio.audio, g_bytes_unref);
      g_free (self->answer_audio.chunk_id);
      break;
    case ALOUD_EVENT_EMOTIONS:
      g_clear_pointer (&self->emotions, g_ptr_array_unref);
      break;
    case ALOUD_EVENT_TURN_COMPLETE:
      g_free (self->turn_complete.text);
      break;
    case ALOUD_EVENT_SYSTEM_MESSAGE:
      g_free (self->system_message.text);
      break;
    case ALOUD_EVENT_ERROR:
      g_free (self->error.code);
      g_free (self->error.text);
      g_free (self->error.details);
      break;
    case ALOUD_EVENT_DISCONNECT:
      g_free (self->disconnect.reason);
      break;
    case ALOUD_EVENT_INTERRUPTION:
    case ALOUD_EVENT_STOP_SPEECH:
    case ALOUD_EVENT_IDLE_WARNING:
    case ALOUD_EVENT_STATUS:
    case ALOUD_EVENT_UNKNOWN:
      break;
    }
}

AloudEvent *
aloud_event_new_from_bytes (GBytes *message, GError **error)
{
  g_autoptr (JsonObject) root = NULL;
  g_autoptr (AloudEvent) self = NULL;
  AloudJsonPlaces outer = { 0 };
  AloudJsonPlaces places = { 0 };
  const char *type_name, *text;
  Reader read;
  gsize length;

  g_return_val_if_fail (message != NULL, NULL);

  text = g_bytes_get_data (message, &length);
  root = aloud_json_parse (text, length, error);
  if (root == NULL)
    return NULL;

  aloud_json_add_place (&outer, root);
  aloud_json_add_place (&places, aloud_json_peek_object (&outer, ALOUD_NAMES ("data")));
  aloud_json_add_place (&places, root);
  type_name = aloud_json_peek_string (&outer, ALOUD_NAMES ("type"));
  if (type_name == NULL || *type_name == '\0')
    {
      set_missing (error, "a message without a type");
      return NULL;
    }

  self = g_atomic_rc_box_new0 (AloudEvent);
  self->type_name = g_strdup (type_name);
  read = look_up_type (self);
  self->timestamp = get_timestamp (&places);
  self->generation_id = aloud_json_dup_text (&places, ALOUD_NAMES ("generation_id", "response_id"));
  if (read != NULL && !read (self, &places, error))
    return NULL;
  return g_steal_pointer (&self);
}

AloudEvent *
aloud_event_ref (AloudEvent *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

void
aloud_event_unref (AloudEvent *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear);
}
