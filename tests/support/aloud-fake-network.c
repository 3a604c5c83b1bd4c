/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-fake-network.h"

struct _AloudFakeNetwork
{
  GObject parent;

  gboolean available;
};

enum {
  PROP_0,
  PROP_AVAILABLE,
  PROP_METERED,
  PROP_CONNECTIVITY,
};

static void
network_init (GNetworkMonitorInterface *iface)
{
}

static void
initable_init (GInitableIface *iface)
{
}

G_DEFINE_FINAL_TYPE_WITH_CODE (AloudFakeNetwork, aloud_fake_network, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE, initable_init)
                               G_IMPLEMENT_INTERFACE (G_TYPE_NETWORK_MONITOR, network_init))

static void
get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  AloudFakeNetwork *self = ALOUD_FAKE_NETWORK (object);

  switch (prop_id)
    {
    case PROP_AVAILABLE:
      g_value_set_boolean (value, self->available);
      break;
    case PROP_METERED:
      g_value_set_boolean (value, FALSE);
      break;
    case PROP_CONNECTIVITY:
      g_value_set_enum (value, self->available ? G_NETWORK_CONNECTIVITY_FULL : G_NETWORK_CONNECTIVITY_LOCAL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_fake_network_class_init (AloudFakeNetworkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = get_property;
  g_object_class_override_property (object_class, PROP_AVAILABLE, "network-available");
  g_object_class_override_property (object_class, PROP_METERED, "network-metered");
  g_object_class_override_property (object_class, PROP_CONNECTIVITY, "connectivity");
}

static void
aloud_fake_network_init (AloudFakeNetwork *self)
{
  self->available = TRUE;
}

AloudFakeNetwork *
aloud_fake_network_new (void)
{
  return g_object_new (ALOUD_TYPE_FAKE_NETWORK, NULL);
}

void
aloud_fake_network_set (AloudFakeNetwork *self, gboolean available)
{
  self->available = available;
  g_object_notify (G_OBJECT (self), "network-available");
}
