/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-devices.h"

#include "aloud-gstreamer.h"
#include "aloud-macros.h"

#include <gst/gst.h>

/* PulseAudio's provider is asked alone, not through a GstDeviceMonitor: that starts every provider there is,
 * and PipeWire's own names each device a second time. */

struct _AloudDevice
{
  GObject parent;

  char *name;
  char *description;
  gboolean is_default;
};

enum {
  PROP_0,
  PROP_NAME,
  PROP_DESCRIPTION,
  PROP_IS_DEFAULT,
};

G_DEFINE_FINAL_TYPE (AloudDevice, aloud_device, G_TYPE_OBJECT)

struct _AloudDevices
{
  GObject parent;

  /* Owned */
  GListStore *microphones;
  GListStore *speakers;
  GstDeviceProvider *provider; /* while held and started */
  GstBus *bus;

  guint holders;
};

G_DEFINE_FINAL_TYPE (AloudDevices, aloud_devices, G_TYPE_OBJECT)

static void
aloud_device_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  AloudDevice *self = ALOUD_DEVICE (object);

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_DESCRIPTION:
      g_value_set_string (value, self->description);
      break;
    case PROP_IS_DEFAULT:
      g_value_set_boolean (value, self->is_default);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_device_finalize (GObject *object)
{
  AloudDevice *self = ALOUD_DEVICE (object);

  g_free (self->name);
  g_free (self->description);

  G_OBJECT_CLASS (aloud_device_parent_class)->finalize (object);
}

static void
aloud_device_class_init (AloudDeviceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = aloud_device_get_property;
  object_class->finalize = aloud_device_finalize;

  g_object_class_install_property (object_class, PROP_NAME,
    g_param_spec_string ("name", NULL, NULL, NULL, ALOUD_PARAM_READABLE));
  g_object_class_install_property (object_class, PROP_DESCRIPTION,
    g_param_spec_string ("description", NULL, NULL, NULL, ALOUD_PARAM_READABLE));
  g_object_class_install_property (object_class, PROP_IS_DEFAULT,
    g_param_spec_boolean ("is-default", NULL, NULL, FALSE, ALOUD_PARAM_READABLE));
}

static void
aloud_device_init (AloudDevice *self)
{
}

const char *
aloud_device_get_name (AloudDevice *self)
{
  g_return_val_if_fail (ALOUD_IS_DEVICE (self), NULL);

  return self->name;
}

const char *
aloud_device_get_description (AloudDevice *self)
{
  g_return_val_if_fail (ALOUD_IS_DEVICE (self), NULL);

  return self->description;
}

gboolean
aloud_device_get_is_default (AloudDevice *self)
{
  g_return_val_if_fail (ALOUD_IS_DEVICE (self), FALSE);

  return self->is_default;
}

/* The one place that tells the name: what its element would be given. */
static char *
dup_name (GstDevice *device)
{
  g_autoptr(GstElement) element = gst_device_create_element (device, NULL);
  char *name = NULL;

  if (element == NULL)
    return NULL;
  gst_object_ref_sink (element);
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (element), "device") != NULL)
    g_object_get (element, "device", &name, NULL);
  return name;
}

static gboolean
is_monitor (const GstStructure *properties)
{
  return properties != NULL &&
         g_strcmp0 (gst_structure_get_string (properties, "device.class"), "monitor") == 0;
}

/* NULL: not one to choose. */
static AloudDevice *
read_device (GstDevice *device)
{
  g_autoptr(GstStructure) properties = gst_device_get_properties (device);
  g_autofree char *name = dup_name (device);
  AloudDevice *self;

  if (name == NULL || is_monitor (properties))
    return NULL;
  self = g_object_new (ALOUD_TYPE_DEVICE, NULL);
  self->name = g_steal_pointer (&name);
  self->description = gst_device_get_display_name (device);
  if (properties != NULL)
    gst_structure_get_boolean (properties, "is-default", &self->is_default);
  return self;
}

static guint
find_name (GListModel *model, const char *name)
{
  guint i, n = g_list_model_get_n_items (model);

  for (i = 0; i < n; i++)
    {
      g_autoptr(AloudDevice) device = g_list_model_get_item (model, i);

      if (g_strcmp0 (device->name, name) == 0)
        return i;
    }
  return G_MAXUINT;
}

static int
compare_descriptions (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return g_utf8_collate (((const AloudDevice *) a)->description, ((const AloudDevice *) b)->description);
}

static GListStore *
get_store (AloudDevices *self, GstDevice *device)
{
  return gst_device_has_classes (device, "Source") ? self->microphones : self->speakers;
}

static gboolean
is_same (AloudDevice *a, AloudDevice *b)
{
  return a->is_default == b->is_default && g_strcmp0 (a->description, b->description) == 0;
}

static void
add (AloudDevices *self, GstDevice *gst_device)
{
  GListStore *store = get_store (self, gst_device);
  g_autoptr(AloudDevice) device = read_device (gst_device);
  guint at;

  if (device == NULL)
    return;
  at = find_name (G_LIST_MODEL (store), device->name);
  if (at != G_MAXUINT)
    {
      g_autoptr(AloudDevice) before = g_list_model_get_item (G_LIST_MODEL (store), at);

      /* In one step: nobody shall think that it was gone. */
      if (!is_same (before, device))
        g_list_store_splice (store, at, 1, (gpointer *) &device, 1);
      return;
    }
  g_debug ("There is %s (%s)", device->name, device->description);
  g_list_store_insert_sorted (store, device, compare_descriptions, NULL);
}

static void
take_away (AloudDevices *self, GstDevice *gst_device)
{
  GListStore *store = get_store (self, gst_device);
  g_autofree char *name = dup_name (gst_device);
  guint at = find_name (G_LIST_MODEL (store), name);

  if (at == G_MAXUINT)
    return;
  g_debug ("%s is gone", name);
  g_list_store_remove (store, at);
}

static gboolean
on_bus_message (GstBus *bus, GstMessage *message, gpointer user_data)
{
  AloudDevices *self = user_data;
  g_autoptr(GstDevice) device = NULL;

  switch ((guint) GST_MESSAGE_TYPE (message))
    {
    case GST_MESSAGE_DEVICE_ADDED:
      gst_message_parse_device_added (message, &device);
      add (self, device);
      break;
    case GST_MESSAGE_DEVICE_CHANGED:
      gst_message_parse_device_changed (message, &device, NULL);
      add (self, device);
      break;
    case GST_MESSAGE_DEVICE_REMOVED:
      gst_message_parse_device_removed (message, &device);
      take_away (self, device);
      break;
    default:
      break;
    }
  return G_SOURCE_CONTINUE;
}

static void
add_all (AloudDevices *self)
{
  g_autolist(GstDevice) devices = gst_device_provider_get_devices (self->provider);
  GList *l;

  for (l = devices; l != NULL; l = l->next)
    add (self, l->data);
}

static void
start (AloudDevices *self)
{
  aloud_gstreamer_begin ();
  self->provider = gst_device_provider_factory_get_by_name ("pulsedeviceprovider");
  if (self->provider == NULL)
    return;
  self->bus = gst_device_provider_get_bus (self->provider);
  gst_bus_add_watch (self->bus, on_bus_message, self);
  if (gst_device_provider_start (self->provider))
    {
      add_all (self);
      return;
    }
  gst_bus_remove_watch (self->bus);
  g_clear_pointer (&self->bus, gst_object_unref);
  g_clear_pointer (&self->provider, gst_object_unref);
}

static void
stop (AloudDevices *self)
{
  if (self->provider == NULL)
    return;
  gst_bus_remove_watch (self->bus);
  gst_device_provider_stop (self->provider);
  gst_bus_set_flushing (self->bus, TRUE);
  gst_bus_set_flushing (self->bus, FALSE);
  g_clear_pointer (&self->bus, gst_object_unref);
  g_clear_pointer (&self->provider, gst_object_unref);
}

static void
aloud_devices_dispose (GObject *object)
{
  stop (ALOUD_DEVICES (object));

  G_OBJECT_CLASS (aloud_devices_parent_class)->dispose (object);
}

static void
aloud_devices_finalize (GObject *object)
{
  AloudDevices *self = ALOUD_DEVICES (object);

  g_object_unref (self->microphones);
  g_object_unref (self->speakers);

  G_OBJECT_CLASS (aloud_devices_parent_class)->finalize (object);
}

static void
aloud_devices_class_init (AloudDevicesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = aloud_devices_dispose;
  object_class->finalize = aloud_devices_finalize;
}

static void
aloud_devices_init (AloudDevices *self)
{
  self->microphones = g_list_store_new (ALOUD_TYPE_DEVICE);
  self->speakers = g_list_store_new (ALOUD_TYPE_DEVICE);
}

AloudDevices *
aloud_devices_new (void)
{
  return g_object_new (ALOUD_TYPE_DEVICES, NULL);
}

void
aloud_devices_hold (AloudDevices *self)
{
  g_return_if_fail (ALOUD_IS_DEVICES (self));

  if (self->holders++ == 0)
    start (self);
}

void
aloud_devices_release (AloudDevices *self)
{
  g_return_if_fail (ALOUD_IS_DEVICES (self));
  g_return_if_fail (self->holders > 0);

  if (--self->holders > 0)
    return;
  stop (self);
  g_list_store_remove_all (self->microphones);
  g_list_store_remove_all (self->speakers);
}

/* What is gone is only known by what is there. */
static void
take_away_missing (GListStore *store, GListStore *now)
{
  guint i = 0;

  while (i < g_list_model_get_n_items (G_LIST_MODEL (store)))
    {
      g_autoptr(AloudDevice) device = g_list_model_get_item (G_LIST_MODEL (store), i);

      if (find_name (G_LIST_MODEL (now), device->name) == G_MAXUINT)
        g_list_store_remove (store, i);
      else
        i++;
    }
}

static void
list_now (AloudDevices *self, GListStore *microphones, GListStore *speakers)
{
  g_autolist(GstDevice) devices = self->provider != NULL ? gst_device_provider_get_devices (self->provider) : NULL;
  GList *l;

  for (l = devices; l != NULL; l = l->next)
    {
      g_autoptr(AloudDevice) device = read_device (l->data);

      if (device != NULL)
        g_list_store_append (get_store (self, l->data) == self->microphones ? microphones : speakers, device);
    }
}

void
aloud_devices_refresh (AloudDevices *self)
{
  g_autoptr(GListStore) microphones = g_list_store_new (ALOUD_TYPE_DEVICE);
  g_autoptr(GListStore) speakers = g_list_store_new (ALOUD_TYPE_DEVICE);

  g_return_if_fail (ALOUD_IS_DEVICES (self));

  if (self->holders == 0)
    return;
  stop (self);
  start (self);
  list_now (self, microphones, speakers);
  take_away_missing (self->microphones, microphones);
  take_away_missing (self->speakers, speakers);
}

GListModel *
aloud_devices_get_microphones (AloudDevices *self)
{
  g_return_val_if_fail (ALOUD_IS_DEVICES (self), NULL);

  return G_LIST_MODEL (self->microphones);
}

GListModel *
aloud_devices_get_speakers (AloudDevices *self)
{
  g_return_val_if_fail (ALOUD_IS_DEVICES (self), NULL);

  return G_LIST_MODEL (self->speakers);
}

AloudDevice *
aloud_devices_find (GListModel *devices, const char *name, const char *description)
{
  AloudDevice *found = NULL;
  guint i, n, matches = 0;

  g_return_val_if_fail (G_IS_LIST_MODEL (devices), NULL);

  n = g_list_model_get_n_items (devices);
  for (i = 0; i < n; i++)
    {
      /* The list keeps it. */
      g_autoptr(AloudDevice) device = g_list_model_get_item (devices, i);

      if (name != NULL && g_str_equal (device->name, name))
        return device;
      if (description != NULL && g_str_equal (device->description, description))
        {
          found = device;
          matches++;
        }
    }
  return matches == 1 ? found : NULL;
}
