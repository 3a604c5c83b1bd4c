/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-devices.h"
#include "aloud-test-sound.h"
#include "aloud-test-util.h"

/* With the virtual sound card of virtual-sound.sh, and devices that come and go by pactl. */

static void
run_command (const char *command)
{
  g_free (aloud_test_run (command));
}

static void
plug (void)
{
  run_command ("pactl load-module module-null-sink sink_name=headset sink_properties=device.description=Headset");
  run_command ("pactl load-module module-remap-source source_name=usbmic master=headset.monitor "
               "source_properties=device.description=Headset");
}

static void
unplug (void)
{
  run_command ("pactl unload-module module-remap-source");
  run_command ("pactl unload-module module-null-sink");
}

static gboolean
is_default (GListModel *devices, const char *name)
{
  AloudDevice *device = aloud_devices_find (devices, name, NULL);

  return device != NULL && aloud_device_get_is_default (device);
}

static void
test_lists (void)
{
  g_autoptr(AloudDevices) devices = aloud_devices_new ();
  GListModel *microphones = aloud_devices_get_microphones (devices);
  GListModel *speakers = aloud_devices_get_speakers (devices);

  g_assert_cmpuint (g_list_model_get_n_items (microphones), ==, 0);
  aloud_devices_hold (devices);
  /* What is listed and then also announced is there once; no monitor is a microphone. */
  aloud_test_wait (g_list_model_get_n_items (speakers) > 0);
  aloud_test_settle ();
  g_assert_cmpuint (g_list_model_get_n_items (microphones), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (speakers), ==, 2);
  g_assert_nonnull (aloud_devices_find (microphones, "mic", NULL));
  g_assert_nonnull (aloud_devices_find (speakers, NULL, "Speaker"));
  g_assert_null (aloud_devices_find (speakers, "nobody", NULL));
  g_assert_true (is_default (microphones, "mic"));
  g_assert_true (is_default (speakers, "speaker"));

  aloud_devices_release (devices);
  g_assert_cmpuint (g_list_model_get_n_items (speakers), ==, 0);
  g_assert_finalize_object (g_steal_pointer (&devices));
}

static void
test_default (void)
{
  g_autoptr(AloudDevices) devices = aloud_devices_new ();
  GListModel *speakers = aloud_devices_get_speakers (devices);

  aloud_devices_hold (devices);
  aloud_test_wait (is_default (speakers, "speaker"));
  run_command ("pactl set-default-sink micfeed");
  aloud_devices_refresh (devices);
  aloud_test_wait (is_default (speakers, "micfeed") && !is_default (speakers, "speaker"));
  run_command ("pactl set-default-sink speaker");
  aloud_devices_refresh (devices);
  aloud_test_wait (is_default (speakers, "speaker"));
  aloud_devices_release (devices);
}

/* The last: it takes the modules of the virtual card away with its own, by their kind. */
static void
test_hot_plug (void)
{
  g_autoptr(AloudDevices) devices = aloud_devices_new ();
  GListModel *microphones = aloud_devices_get_microphones (devices);
  GListModel *speakers = aloud_devices_get_speakers (devices);

  aloud_devices_hold (devices);
  plug ();
  aloud_test_wait (aloud_devices_find (speakers, "headset", NULL) != NULL);
  aloud_test_wait (aloud_devices_find (microphones, NULL, "Headset") != NULL);
  g_assert_cmpstr (aloud_device_get_name (aloud_devices_find (microphones, NULL, "Headset")), ==, "usbmic");
  unplug ();
  aloud_test_wait (aloud_devices_find (speakers, "headset", NULL) == NULL);
  aloud_test_wait (aloud_devices_find (microphones, "usbmic", NULL) == NULL);
  aloud_devices_release (devices);
}

static void
test_no_server (void)
{
  g_autoptr(AloudDevices) devices = aloud_devices_new ();

  run_command ("pactl exit");
  aloud_devices_hold (devices);
  aloud_devices_refresh (devices);
  aloud_test_settle ();
  g_assert_cmpuint (g_list_model_get_n_items (aloud_devices_get_speakers (devices)), ==, 0);
  aloud_devices_release (devices);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/audio/devices/lists", test_lists);
  g_test_add_func ("/audio/devices/default", test_default);
  g_test_add_func ("/audio/devices/hot-plug", test_hot_plug);
  g_test_add_func ("/audio/devices/no-server", test_no_server);

  return g_test_run ();
}
