/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-duplex-private.h"

#include "aloud-macros.h"
#include "aloud-pipeline.h"

enum {
  PROP_0,
  PROP_SOURCE,
  PROP_SINK,
  PROP_ECHO_CANCELLING,
  PROP_LEVEL,
  PROP_VOLUME,
  PROP_SOUNDING,
  PROP_FULL_DUPLEX,
  PROP_CANCELS_ECHO,
  PROP_SOURCE_ENDED,
  PROP_NOISE_SUPPRESSION,
  PROP_HIGH_PASS,
  PROP_SPEAKER_MODE,
  PROP_CANCELLER_MISSING,
  PROP_MICROPHONE,
  PROP_MICROPHONE_DESCRIPTION,
  PROP_MICROPHONE_AWAY,
  PROP_SPEAKER,
  PROP_SPEAKER_DESCRIPTION,
  PROP_SPEAKER_AWAY,
  PROP_HEALING,
  PROP_MICROPHONE_CANCELS_ECHO,
  PROP_PHONE_QUALITY,
  PROP_UNDERRUNS,
  PROP_PREBUFFER_MS,
  PROP_MICROPHONE_IN_USE,
  PROP_SPEAKER_IN_USE,
  PROP_ECHO_DELAY_MS,
  PROP_ECHO_BEFORE_DB,
  PROP_ECHO_AFTER_DB,
  PROP_LIBRARY,
};

static gboolean
get_flag (AloudDuplex *self, guint prop_id)
{
  switch (prop_id)
    {
    case PROP_SOUNDING:
      return self->sounding;
    case PROP_FULL_DUPLEX:
      return self->full_duplex;
    case PROP_CANCELS_ECHO:
      return self->echo_cancelling && aloud_pipeline_can_cancel_echo ();
    case PROP_SOURCE_ENDED:
      return self->source_ended;
    case PROP_ECHO_CANCELLING:
      return self->echo_cancelling;
    case PROP_NOISE_SUPPRESSION:
      return self->noise_suppression;
    case PROP_HIGH_PASS:
      return self->high_pass;
    case PROP_SPEAKER_MODE:
      return self->speaker_mode;
    case PROP_CANCELLER_MISSING:
      return !aloud_pipeline_can_cancel_echo ();
    case PROP_MICROPHONE_AWAY:
      return aloud_cards_get_away (self->cards, ALOUD_CARD_MICROPHONE);
    case PROP_SPEAKER_AWAY:
      return aloud_cards_get_away (self->cards, ALOUD_CARD_SPEAKER);
    case PROP_MICROPHONE_CANCELS_ECHO:
      return self->cancelled_already;
    case PROP_PHONE_QUALITY:
      return self->phone_quality;
    case PROP_HEALING:
      return aloud_healing_is_ill (self->healing);
    default:
      g_return_val_if_reached (FALSE);
    }
}

/* For diagnostics alone. */
static gboolean
get_fact (AloudDuplex *self, guint prop_id, GValue *value)
{
  double before = 0, after = 0;
  int delay_ms = self->room != NULL ? aloud_room_get_echo (self->room, &before, &after) : -1;

  switch (prop_id)
    {
    case PROP_MICROPHONE_IN_USE:
      g_value_take_string (value, aloud_cards_dup_in_use (self->cards, ALOUD_CARD_MICROPHONE));
      return TRUE;
    case PROP_SPEAKER_IN_USE:
      g_value_take_string (value, aloud_cards_dup_in_use (self->cards, ALOUD_CARD_SPEAKER));
      return TRUE;
    case PROP_ECHO_DELAY_MS:
      g_value_set_int (value, delay_ms);
      return TRUE;
    case PROP_ECHO_BEFORE_DB:
      g_value_set_double (value, before);
      return TRUE;
    case PROP_ECHO_AFTER_DB:
      g_value_set_double (value, after);
      return TRUE;
    case PROP_LIBRARY:
      g_value_take_string (value, gst_version_string ());
      return TRUE;
    default:
      return FALSE;
    }
}

static void
aloud_duplex_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  AloudDuplex *self = ALOUD_DUPLEX (object);

  switch (prop_id)
    {
    case PROP_SOURCE:
      g_value_set_string (value, self->source);
      break;
    case PROP_SINK:
      g_value_set_string (value, self->sink);
      break;
    case PROP_LEVEL:
      g_value_set_double (value, self->level.value);
      break;
    case PROP_VOLUME:
      g_value_set_double (value, self->volume);
      break;
    case PROP_MICROPHONE:
      g_value_set_string (value, aloud_cards_get_name (self->cards, ALOUD_CARD_MICROPHONE));
      break;
    case PROP_MICROPHONE_DESCRIPTION:
      g_value_set_string (value, aloud_cards_get_description (self->cards, ALOUD_CARD_MICROPHONE));
      break;
    case PROP_SPEAKER:
      g_value_set_string (value, aloud_cards_get_name (self->cards, ALOUD_CARD_SPEAKER));
      break;
    case PROP_SPEAKER_DESCRIPTION:
      g_value_set_string (value, aloud_cards_get_description (self->cards, ALOUD_CARD_SPEAKER));
      break;
    case PROP_UNDERRUNS:
      g_value_set_uint (value, self->playback != NULL ? aloud_playback_get_underruns (self->playback) : 0);
      break;
    case PROP_PREBUFFER_MS:
      g_value_set_uint (value, self->playback != NULL ? aloud_playback_get_prebuffer_ms (self->playback) : 0);
      break;
    default:
      if (G_PARAM_SPEC_VALUE_TYPE (pspec) == G_TYPE_BOOLEAN)
        g_value_set_boolean (value, get_flag (self, prop_id));
      else if (!get_fact (self, prop_id, value))
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_duplex_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  AloudDuplex *self = ALOUD_DUPLEX (object);

  switch (prop_id)
    {
    case PROP_SOURCE:
      self->source = g_value_dup_string (value);
      break;
    case PROP_SINK:
      self->sink = g_value_dup_string (value);
      break;
    case PROP_ECHO_CANCELLING:
      aloud_duplex_set_filter (self, &self->echo_cancelling, g_value_get_boolean (value));
      break;
    case PROP_NOISE_SUPPRESSION:
      aloud_duplex_set_filter (self, &self->noise_suppression, g_value_get_boolean (value));
      break;
    case PROP_HIGH_PASS:
      aloud_duplex_set_filter (self, &self->high_pass, g_value_get_boolean (value));
      break;
    case PROP_SPEAKER_MODE:
      aloud_duplex_set_speaker_mode (self, g_value_get_boolean (value));
      break;
    case PROP_MICROPHONE:
      aloud_cards_set_name (self->cards, ALOUD_CARD_MICROPHONE, g_value_get_string (value));
      break;
    case PROP_MICROPHONE_DESCRIPTION:
      aloud_cards_set_description (self->cards, ALOUD_CARD_MICROPHONE, g_value_get_string (value));
      break;
    case PROP_SPEAKER:
      aloud_cards_set_name (self->cards, ALOUD_CARD_SPEAKER, g_value_get_string (value));
      break;
    case PROP_SPEAKER_DESCRIPTION:
      aloud_cards_set_description (self->cards, ALOUD_CARD_SPEAKER, g_value_get_string (value));
      break;
    case PROP_VOLUME:
      aloud_duplex_set_volume (self, g_value_get_double (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
install_facts (GObjectClass *object_class)
{
  static const struct {
    guint id;
    const char *name;
  } strings[] = {
    { PROP_MICROPHONE_IN_USE, "microphone-in-use" },
    { PROP_SPEAKER_IN_USE, "speaker-in-use" },
    { PROP_LIBRARY, "library" },
  }, levels[] = {
    { PROP_ECHO_BEFORE_DB, "echo-before-db" },
    { PROP_ECHO_AFTER_DB, "echo-after-db" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    g_object_class_install_property (object_class, strings[i].id,
      g_param_spec_string (strings[i].name, NULL, NULL, NULL, ALOUD_PARAM_READABLE));
  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    g_object_class_install_property (object_class, levels[i].id,
      g_param_spec_double (levels[i].name, NULL, NULL, -200, 0, 0, ALOUD_PARAM_READABLE));
  g_object_class_install_property (object_class, PROP_ECHO_DELAY_MS,
    g_param_spec_int ("echo-delay-ms", NULL, NULL, -1, G_MAXINT, -1, ALOUD_PARAM_READABLE));
}

static void
install_own_properties (GObjectClass *object_class)
{
  static const struct {
    guint id;
    const char *name;
    gboolean initially;
    GParamFlags flags;
  } flags[] = {
    { PROP_ECHO_CANCELLING, "echo-cancelling", TRUE, ALOUD_PARAM_READWRITE },
    { PROP_NOISE_SUPPRESSION, "noise-suppression", TRUE, ALOUD_PARAM_READWRITE },
    { PROP_HIGH_PASS, "high-pass", TRUE, ALOUD_PARAM_READWRITE },
    { PROP_SPEAKER_MODE, "speaker-mode", FALSE, ALOUD_PARAM_READWRITE },
    { PROP_CANCELLER_MISSING, "canceller-missing", FALSE, ALOUD_PARAM_READABLE },
    { PROP_MICROPHONE_AWAY, "microphone-away", FALSE, ALOUD_PARAM_READABLE },
    { PROP_SPEAKER_AWAY, "speaker-away", FALSE, ALOUD_PARAM_READABLE },
    { PROP_HEALING, "healing", FALSE, ALOUD_PARAM_READABLE },
    { PROP_MICROPHONE_CANCELS_ECHO, "microphone-cancels-echo", FALSE, ALOUD_PARAM_READABLE },
    { PROP_PHONE_QUALITY, "phone-quality", FALSE, ALOUD_PARAM_READABLE },
  };
  static const struct {
    guint id;
    const char *name;
  } strings[] = {
    { PROP_MICROPHONE, "microphone" },
    { PROP_MICROPHONE_DESCRIPTION, "microphone-description" },
    { PROP_SPEAKER, "speaker" },
    { PROP_SPEAKER_DESCRIPTION, "speaker-description" },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (flags); i++)
    g_object_class_install_property (object_class, flags[i].id,
      g_param_spec_boolean (flags[i].name, NULL, NULL, flags[i].initially, flags[i].flags));
  for (i = 0; i < G_N_ELEMENTS (strings); i++)
    g_object_class_install_property (object_class, strings[i].id,
      g_param_spec_string (strings[i].name, NULL, NULL, NULL, ALOUD_PARAM_READWRITE));
  g_object_class_install_property (object_class, PROP_UNDERRUNS,
    g_param_spec_uint ("underruns", NULL, NULL, 0, G_MAXUINT, 0, ALOUD_PARAM_READABLE));
  g_object_class_install_property (object_class, PROP_PREBUFFER_MS,
    g_param_spec_uint ("prebuffer-ms", NULL, NULL, 0, G_MAXUINT, 0, ALOUD_PARAM_READABLE));
}

void
aloud_duplex_install_properties (GObjectClass *object_class)
{
  object_class->get_property = aloud_duplex_get_property;
  object_class->set_property = aloud_duplex_set_property;

  g_object_class_install_property (object_class, PROP_SOURCE,
    g_param_spec_string ("source", NULL, NULL, NULL, ALOUD_PARAM_CONSTRUCT_ONLY));
  g_object_class_install_property (object_class, PROP_SINK,
    g_param_spec_string ("sink", NULL, NULL, NULL, ALOUD_PARAM_CONSTRUCT_ONLY));
  g_object_class_override_property (object_class, PROP_LEVEL, "level");
  g_object_class_override_property (object_class, PROP_VOLUME, "volume");
  g_object_class_override_property (object_class, PROP_SOUNDING, "sounding");
  g_object_class_override_property (object_class, PROP_FULL_DUPLEX, "full-duplex");
  g_object_class_override_property (object_class, PROP_CANCELS_ECHO, "cancels-echo");
  g_object_class_override_property (object_class, PROP_SOURCE_ENDED, "source-ended");
  install_own_properties (object_class);
  install_facts (object_class);
}
