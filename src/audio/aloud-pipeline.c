/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-pipeline.h"

#include "aloud-gstreamer.h"
#include "aloud-news.h"

/* 48 kHz inside, because the echo canceller knows no 24; 24 kHz at both ends. */

#define CAPS(rate) "audio/x-raw,format=S16LE,rate=" rate ",channels=1,layout=interleaved"

/* The file's own streaming thread; the position is kept on the pad. */
static GstPadProbeReturn
on_file_data (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  GstClockTime *end = user_data;

  if (info->type & GST_PAD_PROBE_TYPE_BUFFER)
    {
      GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);

      *end = GST_BUFFER_PTS (buffer) + GST_BUFFER_DURATION (buffer);
    }
  else if (GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)) == GST_EVENT_EOS)
    {
      GstElement *element = GST_ELEMENT (GST_PAD_PARENT (pad));
      GstStructure *structure = gst_structure_new (ALOUD_PIPELINE_FILE_END,
                                                   "ms", G_TYPE_INT64, (gint64) GST_TIME_AS_MSECONDS (*end),
                                                   NULL);

      aloud_news_post (element, structure);
    }
  return GST_PAD_PROBE_OK;
}

static void
watch_file (GstElement *pipeline)
{
  g_autoptr(GstElement) element = gst_bin_get_by_name (GST_BIN (pipeline), "file-end");
  g_autoptr(GstPad) pad = NULL;

  if (element == NULL)
    return;
  pad = gst_element_get_static_pad (element, "src");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_file_data,
                     g_new0 (GstClockTime, 1), g_free);
}

/* The plugin is optional, and a plugin that is there may still not load. */
gboolean
aloud_pipeline_can_cancel_echo (void)
{
  const char *factories[] = { "webrtcdsp", "webrtcechoprobe" };
  guint i;

  aloud_gstreamer_begin ();
  for (i = 0; i < G_N_ELEMENTS (factories); i++)
    {
      GstElement *element = gst_element_factory_make (factories[i], NULL);

      if (element == NULL)
        return FALSE;
      gst_object_unref (gst_object_ref_sink (element));
    }
  return TRUE;
}

/* Other versions of the plugin have other properties. */
static void
set_if_known (GstElement *element, const char *property, gboolean value)
{
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (element), property) != NULL)
    g_object_set (element, property, value, NULL);
}

static void
set_up_canceller (GstElement *pipeline, const AloudPipelineFilters *filters)
{
  g_autoptr(GstElement) canceller = gst_bin_get_by_name (GST_BIN (pipeline), "canceller");

  if (canceller == NULL)
    return;
  set_if_known (canceller, "echo-cancel", filters->echo_cancelling);
  set_if_known (canceller, "noise-suppression", filters->noise_suppression);
  set_if_known (canceller, "high-pass-filter", filters->high_pass);
  set_if_known (canceller, "gain-control", FALSE);
}

/* Without the plugin the sound server is asked for the favour; never both. */
static void
ask_server (GstElement *pipeline)
{
  g_autoptr(GstIterator) elements = gst_bin_iterate_recurse (GST_BIN (pipeline));
  g_autoptr(GstStructure) wish = gst_structure_new ("props", "media.role", G_TYPE_STRING, "phone",
                                                    "filter.want", G_TYPE_STRING, "echo-cancel", NULL);
  g_auto(GValue) value = G_VALUE_INIT;

  while (gst_iterator_next (elements, &value) == GST_ITERATOR_OK)
    {
      GObject *element = g_value_get_object (&value);

      if (g_object_class_find_property (G_OBJECT_GET_CLASS (element), "stream-properties") != NULL)
        g_object_set (element, "stream-properties", wish, NULL);
      g_value_reset (&value);
    }
}

static char *
describe (const char *source, const char *sink, gboolean probe, gboolean filter)
{
  /* The probe first: the canceller looks for it. */
  return g_strdup_printf (
    "appsrc name=speech is-live=true format=time max-bytes=0 max-time=20000000 caps=" CAPS ("24000")
    " ! audioresample ! " CAPS ("48000") " ! volume name=volume %s ! %s "
    "%s ! capsfilter name=near caps=" CAPS ("48000")
    " %s%s ! audioresample ! " CAPS ("24000") " ! appsink name=chunks sync=false async=false",
    probe ? "! webrtcechoprobe name=probe" : "", sink,
    source, filter ? "! webrtcdsp name=canceller" : "", probe ? " probe=probe" : "");
}

GstElement *
aloud_pipeline_new (const char *source, const char *sink, const AloudPipelineFilters *filters, GError **error)
{
  gboolean possible = aloud_pipeline_can_cancel_echo ();
  gboolean probe = possible && filters->echo_cancelling;
  gboolean filter = possible && (filters->echo_cancelling || filters->noise_suppression || filters->high_pass);
  g_autofree char *description = describe (source, sink, probe, filter);
  GstElement *pipeline = gst_parse_launch_full (description, NULL, GST_PARSE_FLAG_FATAL_ERRORS, error);

  if (pipeline == NULL)
    return NULL;
  gst_object_ref_sink (pipeline);
  set_up_canceller (pipeline, filters);
  if (filters->echo_cancelling && !possible)
    ask_server (pipeline);
  watch_file (pipeline);
  return pipeline;
}

gboolean
aloud_pipeline_has (GstElement *pipeline, GType type)
{
  g_autoptr(GstIterator) elements = gst_bin_iterate_recurse (GST_BIN (pipeline));
  g_auto(GValue) value = G_VALUE_INIT;
  gboolean found = FALSE;

  while (!found && gst_iterator_next (elements, &value) == GST_ITERATOR_OK)
    {
      found = g_type_is_a (G_OBJECT_TYPE (g_value_get_object (&value)), type);
      g_value_reset (&value);
    }
  return found;
}

void
aloud_pipeline_set_volume (GstElement *pipeline, double volume)
{
  g_autoptr(GstElement) element = gst_bin_get_by_name (GST_BIN (pipeline), "volume");

  if (element != NULL)
    g_object_set (element, "volume", volume, NULL);
}

void
aloud_pipeline_close_file (GstElement *pipeline)
{
  g_autoptr(GstElement) writer = gst_bin_get_by_name (GST_BIN (pipeline), "writer");
  g_autoptr(GstPad) pad = NULL;

  if (writer == NULL)
    return;
  pad = gst_element_get_static_pad (writer, "sink");
  gst_pad_send_event (pad, gst_event_new_eos ());
}

static void
end_element (const GValue *element, gpointer user_data)
{
  gst_element_set_state (g_value_get_object (element), GST_STATE_NULL);
}

/* A bin (decodebin, say) whose way up has failed says "failed" once more when it is told to go where it is, and the
 * pipeline stops there, playing. Down from there it goes alone. */
void
aloud_pipeline_end (GstElement *pipeline)
{
  g_autoptr(GstIterator) elements = NULL;

  if (gst_element_set_state (pipeline, GST_STATE_NULL) != GST_STATE_CHANGE_FAILURE)
    return;
  elements = gst_bin_iterate_sorted (GST_BIN (pipeline)); /* from the sinks upwards, as a bin does it */
  gst_iterator_foreach (elements, end_element, NULL);
  if (gst_element_set_state (pipeline, GST_STATE_NULL) == GST_STATE_CHANGE_FAILURE)
    g_warning ("The sound's pipeline cannot be ended");
}
