/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-cards.h"

#include <gst/audio/gstaudiobasesink.h>
#include <gst/audio/gstaudiobasesrc.h>

typedef struct {
  char *name;
  char *description;
  gboolean away;
  GstElement *element; /* NULL: no pipeline, or none with a device to choose */
  char *used;          /* what the element was told; NULL: nothing */
} Choice;

struct _AloudCards
{
  AloudDevices *devices;
  Choice choices[ALOUD_N_CARDS];
  gboolean holding;

  void (*changed) (AloudCard card, gpointer user_data);
  gpointer user_data;
};

/* Names of the server's own; with them a stream that was moved follows the default again. */
static const char *const defaults[] = { "@DEFAULT_SOURCE@", "@DEFAULT_SINK@" };

static GListModel *
get_list (AloudCards *self, AloudCard card)
{
  return card == ALOUD_CARD_MICROPHONE ? aloud_devices_get_microphones (self->devices)
                                       : aloud_devices_get_speakers (self->devices);
}

static void
use (AloudCards *self, AloudCard card, const char *name)
{
  Choice *choice = &self->choices[card];

  if (g_strcmp0 (choice->used, name) == 0 || choice->element == NULL)
    return;
  g_debug ("The %s is %s", card == ALOUD_CARD_MICROPHONE ? "microphone" : "speaker",
           name != NULL ? name : "the default");
  g_free (choice->used);
  choice->used = g_strdup (name);
  g_object_set (choice->element, "device", name != NULL ? name : defaults[card], NULL);
}

static void
set_away (AloudCards *self, AloudCard card, gboolean away)
{
  Choice *choice = &self->choices[card];

  if (choice->away == away)
    return;
  choice->away = away;
  self->changed (card, self->user_data);
}

static void
update (AloudCards *self, AloudCard card)
{
  Choice *choice = &self->choices[card];
  AloudDevice *device = NULL;

  if (choice->element != NULL && choice->name != NULL)
    device = aloud_devices_find (get_list (self, card), choice->name, choice->description);
  /* The server has moved the stream of a device that is gone; when it is back it must be told anew. */
  use (self, card, device != NULL ? aloud_device_get_name (device) : NULL);
  set_away (self, card, choice->element != NULL && choice->name != NULL && device == NULL);
}

static void
on_microphones_changed (AloudCards *self)
{
  update (self, ALOUD_CARD_MICROPHONE);
}

static void
on_speakers_changed (AloudCards *self)
{
  update (self, ALOUD_CARD_SPEAKER);
}

static void
update_holding (AloudCards *self)
{
  gboolean holding = FALSE;
  guint i;

  for (i = 0; i < ALOUD_N_CARDS; i++)
    holding = holding || (self->choices[i].element != NULL && self->choices[i].name != NULL);
  if (self->holding == holding)
    return;
  self->holding = holding;
  if (holding)
    aloud_devices_hold (self->devices);
  else
    aloud_devices_release (self->devices);
}

static void
find_elements (AloudCards *self, GstElement *pipeline)
{
  g_autoptr(GstIterator) elements = gst_bin_iterate_recurse (GST_BIN (pipeline));
  g_auto(GValue) value = G_VALUE_INIT;

  while (gst_iterator_next (elements, &value) == GST_ITERATOR_OK)
    {
      GObject *element = g_value_get_object (&value);
      Choice *choice = NULL;

      if (GST_IS_AUDIO_BASE_SRC (element))
        choice = &self->choices[ALOUD_CARD_MICROPHONE];
      else if (GST_IS_AUDIO_BASE_SINK (element))
        choice = &self->choices[ALOUD_CARD_SPEAKER];
      if (choice != NULL && g_object_class_find_property (G_OBJECT_GET_CLASS (element), "device") != NULL)
        g_set_object (&choice->element, GST_ELEMENT (element));
      g_value_reset (&value);
    }
}

AloudCards *
aloud_cards_new (void (*changed) (AloudCard card, gpointer user_data), gpointer user_data)
{
  AloudCards *self = g_new0 (AloudCards, 1);

  self->devices = aloud_devices_new ();
  self->changed = changed;
  self->user_data = user_data;
  g_signal_connect_swapped (aloud_devices_get_microphones (self->devices), "items-changed",
                            G_CALLBACK (on_microphones_changed), self);
  g_signal_connect_swapped (aloud_devices_get_speakers (self->devices), "items-changed",
                            G_CALLBACK (on_speakers_changed), self);
  return self;
}

void
aloud_cards_free (AloudCards *self)
{
  guint i;

  g_signal_handlers_disconnect_by_data (aloud_devices_get_microphones (self->devices), self);
  g_signal_handlers_disconnect_by_data (aloud_devices_get_speakers (self->devices), self);
  if (self->holding)
    aloud_devices_release (self->devices);
  g_object_unref (self->devices);
  for (i = 0; i < ALOUD_N_CARDS; i++)
    {
      g_clear_object (&self->choices[i].element);
      g_free (self->choices[i].name);
      g_free (self->choices[i].description);
      g_free (self->choices[i].used);
    }
  g_free (self);
}

void
aloud_cards_set_pipeline (AloudCards *self, GstElement *pipeline)
{
  guint i;

  for (i = 0; i < ALOUD_N_CARDS; i++)
    {
      g_clear_object (&self->choices[i].element);
      g_clear_pointer (&self->choices[i].used, g_free);
    }
  if (pipeline != NULL)
    find_elements (self, pipeline);
  update_holding (self);
  for (i = 0; i < ALOUD_N_CARDS; i++)
    update (self, i);
}

void
aloud_cards_set_name (AloudCards *self, AloudCard card, const char *name)
{
  g_free (self->choices[card].name);
  self->choices[card].name = g_strdup (name != NULL && *name != '\0' ? name : NULL);
  update_holding (self);
  update (self, card);
}

void
aloud_cards_set_description (AloudCards *self, AloudCard card, const char *description)
{
  g_free (self->choices[card].description);
  self->choices[card].description = g_strdup (description != NULL && *description != '\0' ? description : NULL);
  update (self, card);
}

const char *
aloud_cards_get_name (AloudCards *self, AloudCard card)
{
  return self->choices[card].name;
}

const char *
aloud_cards_get_description (AloudCards *self, AloudCard card)
{
  return self->choices[card].description;
}

gboolean
aloud_cards_get_away (AloudCards *self, AloudCard card)
{
  return self->choices[card].away;
}

static char *
dup_current_device (AloudCards *self, AloudCard card)
{
  GstElement *element = self->choices[card].element;
  char *device = NULL;

  if (element != NULL && g_object_class_find_property (G_OBJECT_GET_CLASS (element), "current-device") != NULL)
    g_object_get (element, "current-device", &device, NULL);
  return device;
}

gboolean
aloud_cards_get_no_microphone (AloudCards *self)
{
  g_autofree char *device = dup_current_device (self, ALOUD_CARD_MICROPHONE);

  return device != NULL && g_str_has_suffix (device, ".monitor");
}

/* What PulseAudio and PipeWire call the sources of their cancellers, whatever the rest of the name is. */
static gboolean
says_echo_cancel (const char *name)
{
  return name != NULL && g_regex_match_simple ("echo[ ._-]?cancel", name, G_REGEX_CASELESS, 0);
}

gboolean
aloud_cards_get_cancels_echo (AloudCards *self, gboolean *cancels)
{
  g_autofree char *device = dup_current_device (self, ALOUD_CARD_MICROPHONE);
  g_autofree char *description = NULL;

  if (device == NULL)
    return FALSE;
  /* Asks the server, which answers at once: the name may be anything, the description rarely is. */
  g_object_get (self->choices[ALOUD_CARD_MICROPHONE].element, "device-name", &description, NULL);
  *cancels = !g_str_has_suffix (device, ".monitor") && (says_echo_cancel (device) || says_echo_cancel (description));
  return TRUE;
}

/* PulseAudio calls the nodes of BlueZ "bluez_source", "bluez_sink", PipeWire "bluez_input", "bluez_output". */
gboolean
aloud_cards_get_phone_quality (AloudCards *self)
{
  g_autofree char *device = dup_current_device (self, ALOUD_CARD_MICROPHONE);

  return device != NULL && g_str_has_prefix (device, "bluez_") && !g_str_has_suffix (device, ".monitor");
}

char *
aloud_cards_dup_in_use (AloudCards *self, AloudCard card)
{
  g_autofree char *device = dup_current_device (self, card);
  g_autoptr(GstPad) pad = NULL;
  g_autoptr(GstCaps) caps = NULL;
  const GstStructure *structure;
  int rate = 0, channels = 0;

  if (device == NULL)
    return NULL;
  pad = gst_element_get_static_pad (self->choices[card].element, card == ALOUD_CARD_MICROPHONE ? "src" : "sink");
  caps = gst_pad_get_current_caps (pad);
  if (caps == NULL)
    return g_steal_pointer (&device);
  structure = gst_caps_get_structure (caps, 0);
  gst_structure_get (structure, "rate", G_TYPE_INT, &rate, "channels", G_TYPE_INT, &channels, NULL);
  return g_strdup_printf ("%s, %s %d Hz × %d", device, gst_structure_get_string (structure, "format"), rate, channels);
}

AloudDevices *
aloud_cards_get_devices (AloudCards *self)
{
  return self->devices;
}
