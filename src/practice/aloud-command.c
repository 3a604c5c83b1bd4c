/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-command.h"

#include <math.h>

#include "aloud-event.h"
#include "aloud-json.h"

static const struct {
  const char *name;
  AloudCommandType type;
} types[] = {
  { "session_settings", ALOUD_COMMAND_SETTINGS }, { "audio_input", ALOUD_COMMAND_AUDIO },
  { "text_input", ALOUD_COMMAND_TEXT },           { "interrupt", ALOUD_COMMAND_INTERRUPT },
  { "keep_alive", ALOUD_COMMAND_KEEP_ALIVE },
};

static double
read_number (const AloudJsonPlaces *places, const char * const *names)
{
  double value = aloud_json_get_number (places, names);

  return isnan (value) ? -1 : value;
}

/* Whether @name is there and says no. */
static gboolean
is_switched_off (JsonObject *object, const char *name)
{
  AloudJsonPlaces places = { { object } };

  return aloud_json_peek_node (&places, ALOUD_NAMES (name)) != NULL &&
         !aloud_json_get_flag (&places, ALOUD_NAMES (name));
}

static void
read_idle_timeout (AloudCommand *self, JsonObject *object)
{
  AloudJsonPlaces places = { { object } };

  self->limits_idling = object != NULL;
  if (object == NULL || is_switched_off (object, "enabled"))
    return;
  self->idle_warning = read_number (&places, ALOUD_NAMES ("warning_timeout"));
  self->idle_hangup = read_number (&places, ALOUD_NAMES ("hangup_timeout"));
}

static void
read_settings (AloudCommand *self, const AloudJsonPlaces *places)
{
  AloudJsonPlaces sound = { { NULL } }, turns = { { NULL } };
  JsonObject *emotions = aloud_json_peek_object (places, ALOUD_NAMES ("emotion_detection"));

  /* In one dialect they stand in an object of their own, in the other beside the type. */
  aloud_json_add_place (&sound, aloud_json_peek_object (places, ALOUD_NAMES ("audio")));
  aloud_json_add_place (&sound, places->objects[0]);
  aloud_json_add_place (&sound, places->objects[1]);
  self->sample_rate = (int) CLAMP (read_number (&sound, ALOUD_NAMES ("sample_rate")), -1, 1000000);
  self->channels = (int) CLAMP (read_number (&sound, ALOUD_NAMES ("channels")), -1, 1000);
  self->encoding = aloud_json_dup_text (&sound, ALOUD_NAMES ("encoding"));

  aloud_json_add_place (&turns, aloud_json_peek_object (places, ALOUD_NAMES ("turn_detection")));
  self->pause = read_number (&turns, ALOUD_NAMES ("silence_threshold"));
  self->shortest = read_number (&turns, ALOUD_NAMES ("min_speaking_time"));

  read_idle_timeout (self, aloud_json_peek_object (places, ALOUD_NAMES ("idle_timeout")));
  self->hides_emotions = emotions != NULL && is_switched_off (emotions, "enabled");
}

static void
read_fields (AloudCommand *self, const AloudJsonPlaces *places)
{
  const char *text;

  switch (self->type)
    {
    case ALOUD_COMMAND_SETTINGS:
      read_settings (self, places);
      break;
    case ALOUD_COMMAND_AUDIO:
      text = aloud_json_peek_string (places, ALOUD_NAMES ("audio"));
      self->audio = text != NULL ? aloud_base64_decode_strict (text) : NULL;
      self->chunk_id = aloud_json_dup_text (places, ALOUD_NAMES ("chunk_id"));
      break;
    case ALOUD_COMMAND_TEXT:
      text = aloud_json_peek_string (places, ALOUD_NAMES ("text"));
      self->text = g_strdup (text != NULL ? text : "");
      break;
    case ALOUD_COMMAND_INTERRUPT:
    case ALOUD_COMMAND_KEEP_ALIVE:
    case ALOUD_COMMAND_UNKNOWN:
    default:
      break;
    }
}

static AloudCommandType
find_type (const char *name)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_equal (name, types[i].name))
      return types[i].type;
  return ALOUD_COMMAND_UNKNOWN;
}

AloudCommand *
aloud_command_new_from_text (const char *text, gsize length)
{
  g_autoptr (JsonObject) message = aloud_json_parse (text, length, NULL);
  AloudJsonPlaces top = { { NULL } }, places = { { NULL } };
  JsonObject *data;
  AloudCommand *self;
  const char *type;

  if (message == NULL)
    return NULL;
  aloud_json_add_place (&top, message);
  type = aloud_json_peek_string (&top, ALOUD_NAMES ("type"));
  if (type == NULL)
    return NULL;
  data = aloud_json_peek_object (&top, ALOUD_NAMES ("data"));
  aloud_json_add_place (&places, data);
  aloud_json_add_place (&places, message);

  self = g_new0 (AloudCommand, 1);
  self->type = find_type (type);
  self->nested = data != NULL;
  self->sample_rate = self->channels = -1;
  self->pause = self->shortest = -1;
  self->idle_warning = self->idle_hangup = -1;
  read_fields (self, &places);
  return self;
}

void
aloud_command_free (AloudCommand *self)
{
  g_clear_pointer (&self->audio, g_bytes_unref);
  g_free (self->chunk_id);
  g_free (self->text);
  g_free (self->encoding);
  g_free (self);
}
