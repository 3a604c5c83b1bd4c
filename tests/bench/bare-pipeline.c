/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include <gst/gst.h>

/* The yardstick for the processor: a pipeline and nothing else, until it is ended. */

int
main (int argc, char **argv)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GstElement) pipeline = NULL;
  g_autoptr(GstMessage) message = NULL;
  g_autoptr(GstBus) bus = NULL;

  gst_init (&argc, &argv);
  pipeline = argc == 2 ? gst_parse_launch (argv[1], &error) : NULL;
  if (pipeline == NULL) {
    g_printerr ("usage: bare-pipeline DESCRIPTION%s%s\n", error != NULL ? ": " : "", error != NULL ? error->message : "");
    return 1;
  }
  bus = gst_element_get_bus (pipeline);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (bus, GST_CLOCK_TIME_NONE, GST_MESSAGE_ERROR);
  gst_message_parse_error (message, &error, NULL);
  g_printerr ("%s\n", error->message);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return 1;
}
