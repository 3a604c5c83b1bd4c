/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gio/gio.h>

/* One microphone or loudspeaker. Immutable; properties, all read-only:
 *   "name"        string    of the sound server's node: what is kept, and what AloudDuplex takes
 *   "description" string    for the eye; kept beside the name, because the name may change with the socket
 *   "is-default"  gboolean  the system would take this one */
#define ALOUD_TYPE_DEVICE (aloud_device_get_type ())
G_DECLARE_FINAL_TYPE (AloudDevice, aloud_device, ALOUD, DEVICE, GObject)

const char   *aloud_device_get_name        (AloudDevice  *self);
const char   *aloud_device_get_description (AloudDevice  *self);
gboolean      aloud_device_get_is_default  (AloudDevice  *self);

/* The microphones and loudspeakers that are there, without the monitors of loudspeakers, kept up to date
 * while somebody holds it. Lists nothing, and costs nothing, while nobody does. Main thread. */
#define ALOUD_TYPE_DEVICES (aloud_devices_get_type ())
G_DECLARE_FINAL_TYPE (AloudDevices, aloud_devices, ALOUD, DEVICES, GObject)

AloudDevices *aloud_devices_new             (void) G_GNUC_WARN_UNUSED_RESULT;
/* Asks the sound server and goes on listening to it. Each hold needs a release. Without a server the lists
 * are empty; see refresh(). */
void          aloud_devices_hold            (AloudDevices *self);
void          aloud_devices_release         (AloudDevices *self);
/* Asks anew: the one way to see the devices of a server that has been restarted, and, with GStreamer 1.22 on
 * PulseAudio, another default. */
void          aloud_devices_refresh         (AloudDevices *self);

/* Of AloudDevice, owned by @self, the same lists for as long as it lives. */
GListModel   *aloud_devices_get_microphones (AloudDevices *self);
GListModel   *aloud_devices_get_speakers    (AloudDevices *self);

/* The device with this name, else the only one with this description; NULL when it is not there. Either
 * may be NULL. */
AloudDevice  *aloud_devices_find            (GListModel   *devices,
                                             const char   *name,
                                             const char   *description);
